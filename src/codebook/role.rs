//! Roles: the columns of a case file that the program itself understands, whatever the codebook says.
//!
//! Owns their names. Knows no values.

/// A date of an episode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DateRole {
    /// Entry into the trafficking situation.
    Entry,
    /// Exit from it.
    Exit,
    /// Identification as a victim of this episode.
    Identified,
    /// Return to the country of origin.
    Returned,
    /// First day of assistance.
    AssistanceStart,
    /// Last day of assistance.
    AssistanceEnd,
    /// Last contact.
    LastContact,
}

/// Column of the person's pseudonym.
pub const PERSON: &str = "person_id";
/// Column of the episode's number, 1 for the first.
pub const EPISODE: &str = "episode";
/// Column of what was known at the last contact.
pub const CONTACT_STATUS: &str = "last_contact_status";
/// Column of the year of birth: a codebook variable if declared, and checked against age either way.
pub const BIRTH_YEAR: &str = "birth_year";

impl DateRole {
    /// All, in the order in which they happen.
    pub const ALL: [DateRole; 7] = [
        DateRole::Entry,
        DateRole::Exit,
        DateRole::Identified,
        DateRole::Returned,
        DateRole::AssistanceStart,
        DateRole::AssistanceEnd,
        DateRole::LastContact,
    ];

    /// Name of the column in a native case file.
    pub fn name(self) -> &'static str {
        match self {
            DateRole::Entry => "entry_date",
            DateRole::Exit => "exit_date",
            DateRole::Identified => "identified_date",
            DateRole::Returned => "return_date",
            DateRole::AssistanceStart => "assistance_start",
            DateRole::AssistanceEnd => "assistance_end",
            DateRole::LastContact => "last_contact_date",
        }
    }
}

/// Names of all role columns.
pub fn role_names<'a>() -> impl Iterator<Item = &'a str> {
    let others: [&'a str; 4] = [PERSON, EPISODE, CONTACT_STATUS, BIRTH_YEAR];
    others.into_iter().chain(DateRole::ALL.into_iter().map(|role| -> &'a str { role.name() }))
}

/// True for a column that can only be a role: a codebook variable may not take its name.
pub fn reserved(name: &str) -> bool {
    name == PERSON || name == EPISODE || DateRole::ALL.iter().any(|d| d.name() == name)
}
