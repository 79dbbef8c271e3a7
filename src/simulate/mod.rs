//! Seeded cohorts with known truth: a case file as a mission might keep it, and what really happened behind it.
//!
//! Nobody in it is real. Truth comes first (people, episodes, hazards), then what a database comes to know of it
//! (identification, telling, loss of contact), then what is written down (blank cells, coarse dates, faults).
//! Pure: the same [`Design`] gives the same bytes; writing them is the business of others.

mod aftermath;
mod corridor;
mod design;
mod destination;
mod episode;
mod fault;
mod hazard;
mod history;
mod household;
mod person;
mod project;
mod recording;
mod row;
mod stream;
mod truth;

#[cfg(test)]
mod tests;

pub use design::{Design, SAMPLE_PERSONS, SAMPLE_SEED};
pub use project::SampleFile;
pub use stream::Stream;

use history::History;
use project::Tally;
use row::{NAMES, Row};
use stream::Topic;

/// A simulated report project, file by file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulated {
    /// The case file.
    pub cases_csv: String,
    /// Its codebook.
    pub codebook_toml: String,
    /// The plan of its report.
    pub report_toml: String,
    /// The edition before, of the committed sample alone.
    pub previous_json: Option<String>,
    /// True spells, seen or not, one a row.
    pub truth_csv: String,
    /// Faults of data entry, by line of the case file.
    pub faults_csv: String,
    /// What all this is, and how to make it again.
    pub readme_md: String,
    /// The author's own texts, in Typst.
    pub texts: Vec<SampleFile>,
}

impl Simulated {
    /// Every file with its path in the project's folder, in order of path.
    pub fn files(&self) -> Vec<SampleFile> {
        let file = |path, text: &String| SampleFile { path, text: text.clone() };
        let mut files = vec![
            file("README.md", &self.readme_md),
            file("cases.csv", &self.cases_csv),
            file("codebook.toml", &self.codebook_toml),
            file("faults.csv", &self.faults_csv),
            file("report.toml", &self.report_toml),
            file("truth.csv", &self.truth_csv),
        ];
        files.extend(self.previous_json.iter().map(|text| file("previous.json", text)));
        files.extend(self.texts.iter().cloned());
        files.sort_by_key(|file| file.path);
        files
    }
}

/// Simulates a cohort: people are drawn one by one, each from streams of her or his own.
///
/// Time grows in proportion to `persons`: about ten microseconds each.
pub fn simulate(design: &Design) -> Simulated {
    let mut book = Book::new();
    for (rank, index) in pseudonym_order(design).into_iter().enumerate() {
        let person_id = format!("P{:06}", rank + 1);
        let history = History::draw(design.seed, index);
        truth::write(&mut book.truth, &history, &person_id);
        book.enter(&history, design.seed, &person_id);
    }
    book.finish(design)
}

/// The people in order of their pseudonyms, which says nothing of when anybody was met.
fn pseudonym_order(design: &Design) -> Vec<u32> {
    let mut keyed: Vec<(u64, u32)> =
        (0..design.persons).map(|index| (Stream::new(design.seed, index, 0, Topic::Pseudonym).bits(), index)).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|entry| entry.1).collect()
}

/// The case file while it is being written.
struct Book {
    cases: String,
    line: usize,
    truth: String,
    faults: String,
    /// Later episodes that were added at the end of the file, with their fault.
    late: Vec<(Row, Option<fault::Planted>)>,
    tally: Tally,
}

impl Book {
    fn new() -> Self {
        Book {
            cases: NAMES.join(",") + "\n",
            line: 1,
            truth: truth::HEADER.to_owned(),
            faults: "line,person_id,column,fault\n".to_owned(),
            late: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// Writes a person's rows: most together, some later episodes at the end of the file.
    fn enter(&mut self, history: &History, seed: u64, person_id: &str) {
        let mut rows = recording::rows(history, seed, person_id);
        let mut stream = Stream::new(seed, history.index, history.attempt, Topic::Fault);
        let planted = fault::plant(&mut rows, &mut stream);
        self.tally.count(history);
        for (i, row) in rows.into_iter().enumerate() {
            let planted = planted.filter(|planted| planted.row == i);
            if i > 0 && stream.chance(0.3) {
                self.late.push((row, planted));
            } else {
                self.write(&row, planted);
            }
        }
    }

    fn write(&mut self, row: &Row, planted: Option<fault::Planted>) {
        row.write(&mut self.cases);
        self.line += 1;
        if let Some(planted) = planted {
            let (line, person, column) = (self.line, row.get(row::Column::PersonId), NAMES[planted.column as usize]);
            self.faults.push_str(&format!("{line},{person},{column},{}\n", planted.fault.name()));
        }
    }

    fn finish(mut self, design: &Design) -> Simulated {
        for (row, planted) in std::mem::take(&mut self.late) {
            self.write(&row, planted);
        }
        self.tally.rows = self.line - 1;
        Simulated {
            codebook_toml: project::CODEBOOK.to_owned(),
            report_toml: project::report(design),
            previous_json: project::last_edition(design),
            readme_md: project::readme(design, &self.tally),
            texts: project::texts(),
            cases_csv: self.cases,
            truth_csv: self.truth,
            faults_csv: self.faults,
        }
    }
}
