//! Columns that name a person: dropped at the door, whatever codebook or mapping say.
//!
//! Owns the list: names, identity numbers, phones, electronic and postal addresses of HTCDS 2.0, its templates and its
//! XLSForm, and the plain words for them in English, French and Spanish.

use super::coding::folded;

/// Field names, folded to small letters and digits.
const NAMES: [&str; 66] = [
    "address",
    "email",
    "familyname",
    "firstname",
    "fullname",
    "givenname",
    "homephone",
    "identitynumber",
    "lastname",
    "middlename",
    "mobile",
    "mobilephone",
    "name",
    "nationalid",
    "passport",
    "passportnumber",
    "phone",
    "postalcode",
    "prsemail",
    "prsfirstname",
    "prshomephone",
    "prsidentitynumber",
    "prslastname",
    "prsmailingcity",
    "prsmailinglatitude",
    "prsmailinglongitude",
    "prsmailingpostalcode",
    "prsmailingstate",
    "prsmailingstreet",
    "prsmiddlename",
    "prsmobilephone",
    "prssalutation",
    "prssecondname",
    "prstitle",
    "secondname",
    "street",
    "surname",
    "telephone",
    "hteaddress",
    "htelatitude",
    "htelongitude",
    "adresse",
    "apellido",
    "apellidos",
    "apellidosynombres",
    "codepostal",
    "codigopostal",
    "correo",
    "correoelectronico",
    "courriel",
    "direccion",
    "documentodeidentidad",
    "domicilio",
    "nom",
    "nombre",
    "nombrecompleto",
    "nombres",
    "nombreyapellidos",
    "nomcomplet",
    "nomdefamille",
    "nometprenom",
    "pasaporte",
    "passeport",
    "prenom",
    "prenoms",
    "telefono",
];

/// True for a column that names a person or says where they live.
pub fn identifies(column: &str) -> bool {
    NAMES.contains(&folded(column).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_and_its_misspellings_are_caught() {
        for name in ["prs_FirstName", "prs_First_Name", "PRS_SECOND_NAME", "First name", "prs_MobilePhone", "E-mail"] {
            assert!(identifies(name), "{name}");
        }
        for name in ["Prénom", "Nom de famille", "Téléphone", "Apellidos", "Dirección"] {
            assert!(identifies(name), "{name}");
        }
        for name in ["prs_Gender", "prs_MailingCountry", "person_id", "citizenship"] {
            assert!(!identifies(name), "{name}");
        }
    }
}
