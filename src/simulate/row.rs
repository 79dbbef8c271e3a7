//! A row of the case file: one text per column of the native format.

/// A column of the native case file, in the file's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    PersonId,
    Gender,
    BirthYear,
    Citizenship,
    EthnicMinority,
    Episode,
    AgeAtEntry,
    Education,
    MaritalStatus,
    Children,
    EconomicSituation,
    EntryDate,
    ExitDate,
    RecruiterRelation,
    RecruitmentMethod,
    ExploitationType,
    Sector,
    CountryOfExploitation,
    MeansOfControl,
    ExitRoute,
    LawEnforcementInvolved,
    IdentifiedDate,
    ReferralSource,
    ReturnType,
    ReturnDate,
    CountryOfReturn,
    ResidencePermit,
    AssistanceType,
    AssistanceStart,
    AssistanceEnd,
    LastContactDate,
    LastContactStatus,
    ReportedCauses,
    ReportedConsequences,
}

/// Names of the columns, in order.
pub(super) const NAMES: [&str; 34] = [
    "person_id",
    "gender",
    "birth_year",
    "citizenship",
    "ethnic_minority",
    "episode",
    "age_at_entry",
    "education",
    "marital_status",
    "children",
    "economic_situation",
    "entry_date",
    "exit_date",
    "recruiter_relation",
    "recruitment_method",
    "exploitation_type",
    "sector",
    "country_of_exploitation",
    "means_of_control",
    "exit_route",
    "law_enforcement_involved",
    "identified_date",
    "referral_source",
    "return_type",
    "return_date",
    "country_of_return",
    "residence_permit",
    "assistance_type",
    "assistance_start",
    "assistance_end",
    "last_contact_date",
    "last_contact_status",
    "reported_causes",
    "reported_consequences",
];

/// One row; an empty text is a cell in which nothing was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    cells: [String; NAMES.len()],
}

impl Default for Row {
    fn default() -> Self {
        Row { cells: std::array::from_fn(|_| String::new()) }
    }
}

impl Row {
    /// Writes a cell.
    pub(super) fn set(&mut self, column: Column, text: impl Into<String>) {
        self.cells[column as usize] = text.into();
    }

    /// Reads a cell.
    pub(super) fn get(&self, column: Column) -> &str {
        &self.cells[column as usize]
    }

    /// Appends the row as a line of CSV. Nothing in the simulation needs quotes.
    pub(super) fn write(&self, text: &mut String) {
        text.push_str(&self.cells.join(","));
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_where_their_names_do() {
        for (column, name) in [
            (Column::PersonId, "person_id"),
            (Column::Episode, "episode"),
            (Column::ExitDate, "exit_date"),
            (Column::IdentifiedDate, "identified_date"),
            (Column::ReportedConsequences, "reported_consequences"),
        ] {
            assert_eq!(NAMES[column as usize], name);
        }
    }
}
