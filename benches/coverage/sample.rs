//! Study s: the simulated sample as it is, read from its CSV, against the truth behind it.

use std::collections::BTreeSet;

use retraffic::calendar::{Date, Day};
use retraffic::codebook::Codebook;
use retraffic::cohort::{AnalysisSet, TimeAtRisk};
use retraffic::estimate::{CurvePoint, Interval, Level, Transform, incidence_interval};
use retraffic::ingest::{Rules, ingest, table_options};
use retraffic::simulate::{Design, Simulated, simulate};
use retraffic::study::{Mapping, Observation, Scheme};
use retraffic::table;

use super::cohort::{at_risk, causes, exact, rules};

/// Days up to the window, and the last day of the truth (2014-12-31).
const WINDOW: usize = 731;
const HORIZON: Day = Day(16_435);

/// The truth of one seed: at risk just before each day, events and deaths on it.
#[derive(Clone)]
pub struct Days {
    at_risk: Vec<f64>,
    events: Vec<f64>,
    deaths: Vec<f64>,
}

/// One seed: estimates under both schemes, and true days with and without what the file never learnt.
pub struct Seed {
    /// Incidence at 24 months under registry and contact.
    pub points: [Option<CurvePoint>; 2],
    /// Everything that happened to first prospective spells, followed to the end of the truth.
    pub happened: Days,
    /// What the file learnt, on true days, to the end of the registry.
    pub recorded: Days,
}

impl Days {
    fn new() -> Self {
        let zeros = vec![0.0; WINDOW + 1];
        Days { at_risk: zeros.clone(), events: zeros.clone(), deaths: zeros }
    }

    fn add(&mut self, entry: i32, exit: i32, cause: u16) {
        for day in entry.max(0) + 1..=exit.min(WINDOW as i32) {
            self.at_risk[day as usize] += 1.0;
        }
        if entry < exit && exit <= WINDOW as i32 {
            match cause {
                1 => self.events[exit as usize] += 1.0,
                2 => self.deaths[exit as usize] += 1.0,
                _ => {}
            }
        }
    }

    /// The incidence of all seeds together.
    pub fn incidence<'a>(all: impl Iterator<Item = &'a Days>) -> f64 {
        let mut sum = Days::new();
        for days in all {
            for day in 0..=WINDOW {
                sum.at_risk[day] += days.at_risk[day];
                sum.events[day] += days.events[day];
                sum.deaths[day] += days.deaths[day];
            }
        }
        let (mut free, mut incidence) = (1.0, 0.0);
        for day in 1..=WINDOW {
            let n: f64 = sum.at_risk[day];
            if n > 0.0 {
                incidence += free * sum.events[day] / n;
                free *= 1.0 - (sum.events[day] + sum.deaths[day]) / n;
            }
        }
        incidence
    }
}

/// Simulates, reads and estimates.
pub fn seed(seed: u64, persons: u32) -> Option<Seed> {
    let simulated = simulate(&Design { persons, seed });
    let codebook = Codebook::parse(&simulated.codebook_toml, "codebook.toml").ok()?;
    let mapping = Mapping::read(&simulated.report_toml, "report.toml").ok()?;
    let table = table::read(simulated.cases_csv.as_bytes(), &table_options("cases.csv", &mapping, &codebook)).ok()?;
    let cases = ingest(&table, &mapping, &codebook, &Rules { cutoff: rules().cutoff, threshold: 8 }).cases;
    let set = AnalysisSet::build(&cases, &codebook, &rules());
    let point = |scheme| {
        let risk: TimeAtRisk = at_risk(&set.spells, &Observation { scheme, ..rules() });
        Some(exact(&risk.entry, &risk.exit, &causes(&risk))?.1)
    };
    let (happened, recorded) = truth(&simulated);
    Some(Seed { points: [point(Scheme::Registry), point(Scheme::Contact)], happened, recorded })
}

/// True days of the first prospective spell of each person.
fn truth(simulated: &Simulated) -> (Days, Days) {
    let (mut happened, mut recorded) = (Days::new(), Days::new());
    let mut lines = simulated.truth_csv.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let column = |name: &str| names.iter().position(|n| *n == name).unwrap_or(usize::MAX);
    let wanted = ["person_id", "prospective", "exit", "identified", "next_entry", "next_recorded", "death"];
    let at = wanted.map(column);
    let mut seen = BTreeSet::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |i: usize| cells.get(at[i]).copied().unwrap_or_default();
        let date = |i: usize| Date::parse(cell(i)).map(Date::first);
        let (Some(exit), Some(met)) = (date(2), date(3)) else { continue };
        if cell(1) != "true" || !seen.insert(cell(0)) {
            continue;
        }
        let since = |day: Day| day.since(exit).0;
        let entry = since(met).max(0);
        let add = |to: &mut Days, next: Option<Day>, end: Day| {
            let (mut day, mut cause) = (end, 0);
            if let Some(death) = date(6).filter(|death| *death <= day) {
                (day, cause) = (death, 2);
            }
            if let Some(next) = next.filter(|next| *next <= day) {
                (day, cause) = (next, 1);
            }
            to.add(entry, since(day), cause);
        };
        add(&mut happened, date(4), HORIZON);
        add(&mut recorded, date(4).filter(|_| !cell(5).is_empty()), rules().observed_until());
    }
    (happened, recorded)
}

/// The log-log interval of an incidence.
pub fn interval(point: CurvePoint) -> Option<Interval> {
    incidence_interval(point.value, point.std_err?, Transform::LogLog, Level::P95)
}
