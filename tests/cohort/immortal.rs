//! Populations with known truth, in which the obvious treatment of the same file is shown to be wrong and ours not.

use super::history::{day, rules, set};
use retraffic::calendar::Day;
use retraffic::cohort::{AnalysisSet, Outcome};
use retraffic::study::{Observation, Scheme};

/// SplitMix64, to need nothing of the program.
pub struct Dice(pub u64);

impl Dice {
    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn exponential(&mut self, mean: f64) -> i32 {
        (-libm::log(1.0 - self.uniform()) * mean) as i32 + 1
    }
}

/// Share with an event by `horizon`, by the product-limit estimator with delayed entry, and its standard error.
pub fn incidence(times: &[(i32, i32, bool)], horizon: i32) -> (f64, f64) {
    let mut events: Vec<i32> = times.iter().filter(|t| t.2 && t.1 <= horizon).map(|t| t.1).collect();
    events.sort_unstable();
    events.dedup();
    let (mut s, mut sum) = (1.0, 0.0);
    for t in events {
        let at_risk = times.iter().filter(|x| x.0 < t && t <= x.1).count() as f64;
        let d = times.iter().filter(|x| x.2 && x.1 == t).count() as f64;
        s *= 1.0 - d / at_risk;
        sum += d / (at_risk * (at_risk - d).max(1.0));
    }
    (1.0 - s, s * f64::sqrt(sum))
}

pub fn ours(set: &AnalysisSet, rules: &Observation) -> Vec<(i32, i32, bool)> {
    let risk = set.spells.at_risk(rules).first_of_person(&set.spells);
    (0..risk.len()).map(|i| (risk.entry[i], risk.exit[i], risk.outcome[i] == Outcome::Event)).collect()
}

struct Life {
    exit: Day,
    /// First identification, if it came before the next entry.
    met: Option<Day>,
    entry: Option<Day>,
    /// Identification of the later episode.
    met_again: Option<Day>,
    contact: Option<Day>,
}

fn file(lives: &[Life]) -> String {
    let mut text = String::new();
    let date = |d: Option<Day>| d.map_or("-".into(), |d| d.to_string());
    for (i, life) in lives.iter().enumerate() {
        let seen_again = life.entry.is_some() && life.met_again.is_some();
        if life.met.is_none() && !seen_again {
            continue; // nobody knows of them
        }
        let (exit, met, contact) = (life.exit, date(life.met), date(life.contact));
        text += &format!("p{i} 1 1995-01-01 {exit} id={met} lc={contact}\n");
        if seen_again {
            text += &format!("p{i} 2 {} - id={}\n", date(life.entry), date(life.met_again));
        }
    }
    text
}

const TWO_YEARS: i32 = 731;

/// Half are identified some months after their exit if nothing happens before; later episodes are usually found.
fn returnees(n: usize, mean_gap: f64, delay_again: f64, dice: &mut Dice) -> Vec<Life> {
    let cutoff = rules().cutoff;
    let until_cutoff = |d: Day| (d <= cutoff).then_some(d);
    let one = |_| {
        let exit = Day(day("1999-01-01").0 + (dice.uniform() * 3600.0) as i32);
        let entry = until_cutoff(Day(exit.0 + dice.exponential(mean_gap)));
        let met = Day(exit.0 + dice.exponential(200.0));
        let comes = dice.uniform() < 0.5 && met <= cutoff && entry.is_none_or(|e| met < e);
        let found = Day(entry.unwrap_or(cutoff).0 + dice.exponential(delay_again));
        let met_again = entry.and(until_cutoff(found));
        Life { exit, met: comes.then_some(met), entry, met_again, contact: None }
    };
    (0..n).map(one).collect()
}

fn truth(mean_gap: f64) -> f64 {
    1.0 - libm::exp(-f64::from(TWO_YEARS) / mean_gap)
}

#[test]
fn told_spells_are_immortal_until_their_event() {
    let mean = 15_000.0;
    let lives = returnees(12_000, mean, 60.0, &mut Dice(1));
    let lag = Observation { lag_months: 12, ..rules() };
    let set = set(&file(&lives), &lag);

    let (estimate, error) = incidence(&ours(&set, &lag), TWO_YEARS);
    assert!((estimate - truth(mean)).abs() < 3.0 * error, "{estimate} against {}", truth(mean));

    // Everybody known, from the exit on: those told count with their event and never without.
    let everybody: Vec<_> = (0..set.spells.len())
        .filter(|&s| set.spells.number[s] == 1)
        .filter_map(|s| {
            let exit = set.spells.exit_point[s]?;
            let gap = set.spells.gap(s).map(|g| g.0);
            Some((0, gap.unwrap_or(lag.cutoff.since(exit).0), gap.is_some()))
        })
        .collect();
    let (naive, naive_error) = incidence(&everybody, TWO_YEARS);
    assert!(naive > truth(mean) + 5.0 * naive_error, "{naive} against {}", truth(mean));

    // The first prospective spells from the exit on: nobody can have an event before being met.
    let from_exit: Vec<_> = ours(&set, &lag).into_iter().map(|(_, exit, event)| (0, exit, event)).collect();
    let (low, low_error) = incidence(&from_exit, TWO_YEARS);
    assert!(low < truth(mean) - 3.0 * low_error, "{low} against {}", truth(mean));
}

#[test]
fn without_a_lag_late_identification_reads_as_no_event() {
    let mean = 1_500.0;
    let lives = returnees(20_000, mean, 600.0, &mut Dice(2));
    let at = |lag_months| {
        let rules = Observation { lag_months, ..rules() };
        incidence(&ours(&set(&file(&lives), &rules), &rules), TWO_YEARS)
    };
    let (now, year, five) = (at(0), at(12), at(60));
    assert!(now.0 < truth(mean) - 3.0 * now.1, "{now:?} against {}", truth(mean));
    assert!(now.0 < year.0 && year.0 < five.0, "{now:?} {year:?} {five:?}");
    assert!((five.0 - truth(mean)).abs() < 3.0 * five.1, "{five:?} against {}", truth(mean));
}

#[test]
fn counting_whoever_comes_back_after_a_lost_contact_inflates() {
    let mean = 20_000.0;
    let mut dice = Dice(3);
    let mut lives = returnees(12_000, mean, 60.0, &mut dice);
    for life in &mut lives {
        let lost = Day(life.met.unwrap_or(life.exit).0 + dice.exponential(250.0));
        life.contact = Some(life.entry.map_or(lost, |e| lost.min(e)).min(rules().cutoff));
    }
    let rules = Observation { scheme: Scheme::Contact, ..rules() };
    let set = set(&file(&lives), &rules);
    let (estimate, error) = incidence(&ours(&set, &rules), TWO_YEARS);
    assert!((estimate - truth(mean)).abs() < 3.0 * error, "{estimate} against {}", truth(mean));

    let risk = set.spells.at_risk(&rules).first_of_person(&set.spells);
    let with_returners: Vec<_> = (0..risk.len())
        .map(|i| match set.spells.gap(risk.spell[i]) {
            Some(gap) => (risk.entry[i], gap.0, true),
            None => (risk.entry[i], risk.exit[i], false),
        })
        .collect();
    let (naive, naive_error) = incidence(&with_returners, TWO_YEARS);
    assert!(naive > truth(mean) + 3.0 * naive_error, "{naive} against {}", truth(mean));
}
