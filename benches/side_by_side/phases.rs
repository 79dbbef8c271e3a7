//! The library alone, part by part, on one cohort file: what each estimate costs once the table is read.
//!
//! `cargo bench --bench phases -- FILE`. One line of `part=seconds`, then the figures that the other programs print
//! too. Peak memory is the command's affair: see `run.sh`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use retraffic::estimate::cox::{Clock, Covariate, CoxModel, Ties, concordance};
use retraffic::estimate::{Event, Labels, RiskSet, Weighting, kaplan_meier, log_rank};
use retraffic::table::{self, Column, Options, Table};

/// Columns of the frequency tables: all but the number of the row.
const COLUMNS: [&str; 21] = [
    "sex",
    "age_band",
    "citizenship",
    "exploit_country",
    "exploitation",
    "entry_date",
    "exit_date",
    "retraffick_date",
    "followup_days",
    "event",
    "status",
    "debt_bondage",
    "family_recruiter",
    "physical_abuse",
    "psych_abuse",
    "false_promises",
    "withheld_docs",
    "shelter",
    "legal_aid",
    "risk_score",
    "case_year",
];
const GROUPS: [&str; 3] = ["sex", "age_band", "exploitation"];

fn main() {
    let file = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let Some(file) = file else {
        println!("a cohort file is needed: cargo bench --bench phases -- FILE");
        return;
    };
    let options = Options {
        file: "cohort".into(),
        columns: Some(COLUMNS.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>()),
        ..Options::default()
    };
    let table = timed("read", || table::read_path(Path::new(&file), &options)).expect("the cohort can be read");
    timed("freq", || table.columns().iter().map(Column::counts).map(|c| c.len()).sum::<usize>());
    let (days, cause) = timed("codes", || (numbers(&table, "followup_days"), numbers(&table, "event")));
    let exit: Vec<i32> = days.iter().map(|&day| day as i32).collect();
    let cause: Vec<u16> = cause.iter().map(|&event| event as u16).collect();
    let set = timed("sort", || RiskSet::from_days(None, &exit, &cause, None)).expect("a risk set");
    timed("km", || kaplan_meier(&set.table(), Event::Any)).expect("a curve");
    for name in GROUPS {
        grouped(&table, name, &exit, &cause);
    }
    regression(&table, &exit, &cause);
}

/// Prints how long a part took.
#[expect(clippy::disallowed_methods, reason = "a benchmark brings its own clock")]
fn timed<T>(part: &str, work: impl FnOnce() -> T) -> T {
    let start = std::time::Instant::now();
    let result = work();
    print!("{part}={:.3} ", start.elapsed().as_secs_f64());
    result
}

fn column<'t>(table: &'t Table, name: &str) -> &'t Column {
    table.column(name).expect("a column of the cohort")
}

/// A column as numbers; an empty cell is not a number.
fn numbers(table: &Table, name: &str) -> Vec<f64> {
    let column = column(table, name);
    let values: Vec<f64> = column.dictionary().iter().map(|text| text.parse().unwrap_or(f64::NAN)).collect();
    column.codes().iter().map(|code| values[code as usize]).collect()
}

fn kept<T: Copy>(rows: &[usize], column: &[T]) -> Vec<T> {
    rows.iter().map(|&row| column[row]).collect()
}

fn grouped(table: &Table, name: &str, exit: &[i32], cause: &[u16]) {
    let codes: Vec<u32> = column(table, name).codes().iter().collect();
    let levels = column(table, name).dictionary().len();
    // The peers too are given the rows that have a label, and are timed from there.
    let rows: Vec<usize> = (0..codes.len()).filter(|&row| codes[row] > 0).collect();
    let (exit, cause, codes) = (kept(&rows, exit), kept(&rows, cause), kept(&rows, &codes));
    timed(&format!("curves_and_test_{name}"), || {
        let set = RiskSet::from_days(None, &exit, &cause, None).expect("a risk set");
        let labels = Labels::new(&codes, levels).expect("labels");
        for part in set.split(&labels).expect("parts").iter().filter(|part| !part.is_empty()) {
            kaplan_meier(&part.table(), Event::Any).expect("a curve");
        }
        log_rank(&set, Event::Any, &labels, None, Weighting::LogRank).expect("a test").test.statistic
    });
}

fn regression(table: &Table, exit: &[i32], cause: &[u16]) {
    let factors = ["sex", "age_band", "exploitation", "debt_bondage"];
    let score = numbers(table, "risk_score");
    let columns = factors.map(|name| column(table, name));
    let complete = |row: &usize| columns.iter().all(|c| c.code(*row) > 0) && score[*row].is_finite();
    let rows: Vec<usize> = (0..exit.len()).filter(complete).collect();
    let score = kept(&rows, &score);
    let codes = columns.map(|column| rows.iter().map(|&row| column.code(row)).collect::<Vec<u32>>());
    let mut names = Vec::new();
    let mut levels: Vec<Vec<u32>> = Vec::new();
    for name in factors {
        let texts: BTreeMap<&str, u32> = column(table, name).dictionary().iter().zip(0..).skip(1).collect();
        names.extend(texts.keys().skip(1).map(|text| format!("{name}={text}")));
        levels.push(texts.values().skip(1).copied().collect());
    }
    names.push("risk_score".into());
    let mut covariates = Vec::new();
    for ((name, codes), levels) in factors.iter().zip(&codes).zip(&levels) {
        let labels = Labels::new(codes, column(table, name).dictionary().len()).expect("labels");
        covariates.push(Covariate::Factor { labels, levels });
    }
    covariates.push(Covariate::Number(&score));
    let set = RiskSet::from_days(None, &kept(&rows, exit), &kept(&rows, cause), None).expect("a risk set");
    let model =
        timed("cox_layout", || CoxModel::with_covariates(&set, Event::Any, &covariates, None)).expect("a model");
    let fit = timed("cox_fit", || model.fit(Ties::Efron, None)).expect("a fit");
    let along = timed("predictor", || model.linear_predictor(&fit.coefficients));
    let c = timed("concordance", || concordance(&set, Event::Any, &along, None, None)).expect("pairs");
    timed("proportionality", || model.proportionality_on(&fit, &[Clock::KaplanMeier, Clock::Identity, Clock::Rank]));
    println!("\nc={:.12} steps={}", c.c, fit.steps);
    for (name, coefficient) in names.iter().zip(&fit.coefficients) {
        println!("{name} {coefficient:.12}");
    }
    println!("log_likelihood {:.9}", fit.log_likelihood);
}
