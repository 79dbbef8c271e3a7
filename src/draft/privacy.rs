//! Columns that must not enter a project: what names persons, where they live, or who looked after them.
//!
//! Owns the words that give such a column away. Reads no cell.

use super::told::LeftOut;
use crate::ingest::identifies;

/// Words of a header that give it away, in English, French and Spanish.
const WORDS: &[(&[&str], LeftOut)] = &[
    (
        &[
            "name",
            "names",
            "surname",
            "firstname",
            "lastname",
            "fullname",
            "nickname",
            "alias",
            "nom",
            "noms",
            "prenom",
            "prenoms",
            "surnom",
            "nombre",
            "nombres",
            "apellido",
            "apellidos",
            "apodo",
            "mother",
            "father",
            "mere",
            "pere",
            "madre",
            "padre",
            "signature",
            "firma",
            "photo",
            "foto",
        ],
        LeftOut::Person,
    ),
    (
        &[
            "phone",
            "telephone",
            "tel",
            "mobile",
            "cell",
            "cellphone",
            "whatsapp",
            "viber",
            "telegram",
            "facebook",
            "skype",
            "instagram",
            "portable",
            "telefono",
            "celular",
            "movil",
            "email",
            "mail",
            "courriel",
            "correo",
            "contacto",
        ],
        LeftOut::Person,
    ),
    (
        &[
            "address",
            "adresse",
            "direccion",
            "domicilio",
            "street",
            "rue",
            "calle",
            "postcode",
            "zip",
            "gps",
            "latitude",
            "longitude",
            "lat",
            "lon",
            "village",
            "aldea",
            "geolocation",
        ],
        LeftOut::Person,
    ),
    (
        &[
            "passport",
            "passeport",
            "pasaporte",
            "identity",
            "identite",
            "identidad",
            "cni",
            "cin",
            "dni",
            "ssn",
            "cedula",
            "curp",
            "rut",
            "nin",
            "cnp",
            "idnp",
        ],
        LeftOut::Person,
    ),
    (&["birthdate", "birthday", "dob", "dateofbirth"], LeftOut::Birthday),
    (
        &[
            "caseworker",
            "interviewer",
            "enqueteur",
            "enquetrice",
            "intervenant",
            "intervenante",
            "entrevistador",
            "entrevistadora",
            "responsable",
            "operator",
            "counsellor",
            "counselor",
            "staff",
            "owner",
            "worker",
            "username",
            "user",
            "createdby",
            "modifiedby",
        ],
        LeftOut::Staff,
    ),
    (
        &[
            "comment",
            "comments",
            "commentaire",
            "commentaires",
            "comentario",
            "comentarios",
            "note",
            "notes",
            "remark",
            "remarks",
            "remarque",
            "remarques",
            "observation",
            "observations",
            "observaciones",
            "narrative",
            "recit",
            "relato",
            "story",
            "description",
            "details",
            "summary",
            "resume",
            "resumen",
        ],
        LeftOut::FreeText,
    ),
];

/// Pairs of words that give a header away only together.
const PAIRS: &[(&str, &[&str], LeftOut)] = &[
    ("birth", &["date", "day", "place"], LeftOut::Birthday),
    ("naissance", &["date", "jour", "lieu"], LeftOut::Birthday),
    ("nacimiento", &["fecha", "dia", "lugar"], LeftOut::Birthday),
    ("card", &["id", "identity", "number"], LeftOut::Person),
    ("national", &["id", "number", "no"], LeftOut::Person),
    ("travailleur", &["social"], LeftOut::Staff),
    ("travailleuse", &["sociale"], LeftOut::Staff),
    ("assistant", &["social"], LeftOut::Staff),
    ("assistante", &["sociale"], LeftOut::Staff),
    ("trabajador", &["social"], LeftOut::Staff),
    ("trabajadora", &["social"], LeftOut::Staff),
];

/// Why a column of this name stays outside, if it must.
pub(super) fn forbidden(header: &str) -> Option<LeftOut> {
    let pieces = [header, header.rsplit(['/', ':', '.']).next().unwrap_or(header)];
    if pieces.iter().any(|piece| identifies(piece)) {
        return Some(LeftOut::Person);
    }
    let words = words(header);
    let has = |word: &str| words.iter().any(|w| w == word);
    let pair = PAIRS.iter().find(|(first, others, _)| has(first) && others.iter().any(|other| has(other)));
    if let Some((_, _, reason)) = pair {
        return Some(*reason);
    }
    WORDS.iter().find(|(list, _)| list.iter().any(|word| has(word))).map(|(_, reason)| *reason)
}

/// The words of a header, folded: split at every sign and where a capital follows a small letter.
pub(super) fn words(header: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut small = false;
    for c in header.chars() {
        if !c.is_alphanumeric() || (small && c.is_uppercase()) {
            spaced.push(' ');
        }
        if c.is_alphanumeric() {
            spaced.push(c);
        }
        small = c.is_lowercase();
    }
    spaced.split(' ').map(crate::ingest::folded).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_phones_addresses_and_staff_are_seen_in_three_languages() {
        for (header, reason) in [
            ("First name", LeftOut::Person),
            ("NomComplet", LeftOut::Person),
            ("prénom de la mère", LeftOut::Person),
            ("Teléfono de contacto", LeftOut::Person),
            ("ID card number", LeftOut::Person),
            ("homeAddress", LeftOut::Person),
            ("group/prs_First_Name", LeftOut::Person),
            ("prs_Birthdate", LeftOut::Birthday),
            ("Date de naissance", LeftOut::Birthday),
            ("fecha_nacimiento", LeftOut::Birthday),
            ("cas_CaseOwner", LeftOut::Staff),
            ("Travailleuse sociale", LeftOut::Staff),
            ("vic_DetailsOfVulnerabilities", LeftOut::FreeText),
        ] {
            assert_eq!(forbidden(header), Some(reason), "{header}");
        }
        for header in
            ["gender", "Année de naissance", "Region office", "citizenship", "residence_permit", "identified_date"]
        {
            assert_eq!(forbidden(header), None, "{header}");
        }
    }

    #[test]
    fn a_header_is_split_into_words() {
        assert_eq!(words("vic_DetailsOfVulnerabilities"), ["vic", "details", "of", "vulnerabilities"]);
        assert_eq!(words("Date d’entrée"), ["date", "d", "entree"]);
    }
}
