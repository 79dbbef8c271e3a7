//! A small sound case file with canaries in it, and how a damaged copy is read.

use retraffic::calendar::Date;
use retraffic::codebook::{self, Codebook};
use retraffic::diagnostic::Diagnostic;
use retraffic::ingest::{self, Ingested, Rules, table_options};
use retraffic::study::Mapping;
use retraffic::table;

/// Texts that stand in the data and may stand nowhere else.
pub const CANARIES: [&str; 6] = ["CANARY", "Kanarienvogel", "1977", "2003-05-05", "Çanaria", "555-0199"];

pub const CODEBOOK: &str = include_str!("codebook.toml");

pub const CASES: &str = "\
person_id,gender,birth_year,citizenship,episode,age_at_entry,entry_date,exit_date,exploitation_type,identified_date,assistance_start,assistance_end,last_contact_date,last_contact_status,prs_FirstName,phone
CANARY-1,female,1977,MD,1,22,2000-05-01,2001-02-03,sexual_exploitation,2001-02-10,2001-02-11,2001-06-01,2002-01-01,lost,Kanarienvogel,555-0199
CANARY-1,female,1977,MD,2,25,2002-09,2003,forced_labour;sexual_exploitation,2003-05-05,2003-05-06,,2004,in_contact,Kanarienvogel,555-0199
CANARY-2,male,,NA,1,,2004-03,2004-11-20,forced_labour,2004-11-21,,,,,\"Kanarienvogel, Jr\",
CANARY-3,female,1977,MDA,1,31,2008,2009-01-02,,2009-01-02,2009-01-03,2009-08-01,2009-11-30,deceased,Kanarienvogel,
CANARY-4,unknown,,unknown,1,unknown,2006-06-06,2006-07-07,other,2006-07-08,2006-07-08,2006-09-01,2007-01-01,emigrated,,
";

/// What a damaged file came to.
pub struct Outcome {
    pub ingested: Ingested,
    pub findings: Vec<Diagnostic>,
}

pub fn mapping(report: &str) -> Mapping {
    Mapping::read(report, "report.toml").expect("a sound mapping")
}

pub fn codebook() -> Codebook {
    Codebook::parse(CODEBOOK, "codebook.toml").expect("a sound codebook")
}

/// Reads bytes as the clean file's codebook has it.
pub fn read(bytes: &[u8]) -> Outcome {
    read_with(bytes, "", None, None)
}

/// The same with a mapping, a delimiter and an encoding.
pub fn read_with(bytes: &[u8], report: &str, delimiter: Option<u8>, encoding: Option<&str>) -> Outcome {
    let (mapping, codebook) = (mapping(report), codebook());
    let mut options = table_options("cases.csv", &mapping, &codebook);
    options.delimiter = delimiter;
    options.encoding = encoding.map(str::to_owned);
    let rules = Rules { cutoff: Date::parse("2009-12-31").unwrap().last(), threshold: 8 };
    let outcome = match table::read(bytes, &options) {
        Err(findings) => Outcome { ingested: Ingested::default(), findings },
        Ok(table) => {
            assert!(!format!("{table:?}").contains("CANARY"));
            let ingested = ingest::ingest(&table, &mapping, &codebook, &rules);
            Outcome { findings: ingested.diagnostics.clone(), ingested }
        }
    };
    assert_silent(&outcome);
    outcome
}

/// No canary in anything that may be shown.
pub fn assert_silent(outcome: &Outcome) {
    let mut shown: String = outcome.findings.iter().map(|d| format!("{d}\n{d:?}\n")).collect();
    shown += &format!("{:?}{:?}{:?}", outcome.ingested.rejects, outcome.ingested.quality, outcome.ingested.proposals);
    for canary in CANARIES {
        assert!(!shown.contains(canary), "{canary} in\n{shown}");
    }
}

impl Outcome {
    /// `code line:column` of all findings but notes.
    pub fn places(&self) -> Vec<String> {
        self.findings.iter().filter(|d| d.severity != retraffic::diagnostic::Severity::Note).map(place).collect()
    }
}

/// `code line:column`, `-` where there is none.
pub fn place(diagnostic: &Diagnostic) -> String {
    let at = diagnostic.place.as_ref();
    let line = at.and_then(|p| p.line).map_or("-".to_owned(), |l| l.to_string());
    let column = at.and_then(|p| p.column.clone()).unwrap_or("-".to_owned());
    assert!(!diagnostic.message.is_empty() && at.is_none_or(|p| !p.file.is_empty()));
    assert!(!diagnostic.help.is_empty(), "{diagnostic}");
    let explained = [codebook::CODES, table::CODES, ingest::CODES].concat();
    assert!(explained.iter().any(|(code, ..)| *code == diagnostic.code), "{} has no explanation", diagnostic.code);
    format!("{} {line}:{column}", diagnostic.code)
}

/// The clean file with one cell changed. `line` counts the header as 1.
pub fn with_cell(line: usize, column: &str, text: &str) -> String {
    let header: Vec<&str> = CASES.lines().next().unwrap().split(',').collect();
    let index = header.iter().position(|h| *h == column).expect("a column of the clean file");
    let mut lines: Vec<String> = CASES.lines().map(str::to_owned).collect();
    let row = lines[line - 1].replace("\"Kanarienvogel, Jr\"", "Kanarienvogel");
    let mut cells: Vec<&str> = row.split(',').collect();
    cells[index] = text;
    lines[line - 1] = cells.join(",");
    lines.join("\n") + "\n"
}
