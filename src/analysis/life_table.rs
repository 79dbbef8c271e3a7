//! Time at risk to counts on the report's one calendar grid.

use super::results::{CaseOnly, Dependence, LifeTable, SpellDays, Stratum};
use crate::codebook::{CategoryId, VarId};
use crate::cohort::{CaseSample, Outcome, SpellKind, TimeAtRisk};

/// The base grid in days since exit: months in the first half year, quarters to two years, then half years and
/// years; 184, 366 and 731 are the windows of 6, 12 and 24 calendar months at their longest.
pub fn base_grid() -> Vec<i32> {
    let early = [0, 31, 61, 92, 123, 153, 184, 275, 366, 457, 549, 640, 731, 914, 1096, 1279, 1461, 1644, 1826];
    let late = (6..=30).map(|year: i32| year * 1461 / 4);
    early.into_iter().chain(late).collect()
}

/// Counts on a grid. Time beyond its last day is withdrawn there.
pub fn life_table(at_risk: &TimeAtRisk, grid: &[i32]) -> LifeTable {
    let steps = grid.len().saturating_sub(1);
    let zero = || vec![0_u64; steps];
    let mut out = LifeTable {
        grid: grid.to_vec(),
        at_risk: zero(),
        entries: zero(),
        events: zero(),
        deaths: zero(),
        withdrawals: zero(),
    };
    for i in 0..at_risk.entry.len() {
        let (entry, exit) = (at_risk.entry[i], at_risk.exit[i]);
        for j in (0..steps).skip_while(|&j| grid[j] < entry).take_while(|&j| grid[j] < exit) {
            out.at_risk[j] += 1;
        }
        if let Some(j) = out.step_of(entry) {
            out.entries[j] += 1;
        }
        let Some(j) = out.step_of(exit) else { continue };
        match at_risk.outcome[i] {
            Outcome::Event => out.events[j] += 1,
            Outcome::Death => out.deaths[j] += 1,
            Outcome::Censored | Outcome::Emigrated => out.withdrawals[j] += 1,
        }
    }
    out
}

/// A stratum: its counts and its days.
pub fn stratum(given: Option<(VarId, CategoryId)>, at_risk: &TimeAtRisk) -> Stratum {
    let outcome = |o: &Outcome| match o {
        Outcome::Event => 1,
        Outcome::Death => 2,
        Outcome::Censored | Outcome::Emigrated => 0,
    };
    Stratum {
        given,
        table: life_table(at_risk, &base_grid()),
        days: SpellDays {
            entry: at_risk.entry.clone(),
            exit: at_risk.exit.clone(),
            outcome: at_risk.outcome.iter().map(outcome).collect(),
        },
    }
}

/// Known cases on the base grid.
pub fn case_only(name: &'static str, sample: &CaseSample, kind: Option<SpellKind>) -> CaseOnly {
    let (gap, truncation) = sample.times(kind);
    let grid = base_grid();
    let count =
        |test: &dyn Fn(i32, i32) -> bool| gap.iter().zip(&truncation).filter(|&(&x, &r)| test(x, r)).count() as u64;
    CaseOnly {
        name,
        within: (0..grid.len()).map(|j| count(&|x, r| x <= grid[j] && r >= grid[j])).collect(),
        seen: (0..grid.len()).map(|j| (0..=j).map(|i| count(&|x, r| x <= grid[i] && r >= grid[j])).collect()).collect(),
        naive: (0..grid.len()).map(|j| count(&|x, _| x <= grid[j])).collect(),
        total: gap.len() as u64,
        dependence: None,
        grid,
    }
}

/// The test of quasi-independence of these cases, and again without each of them.
pub fn dependence(sample: &CaseSample, kind: Option<SpellKind>) -> Option<Dependence> {
    let (gap, truncation) = sample.times(kind);
    let test =
        |x: &[i32], r: &[i32]| crate::estimate::quasi_independence(x, r).ok().map(|found| (found.tau, found.test.p));
    let all = test(&gap, &truncation)?;
    let without = (0..gap.len()).map(|left_out| {
        let rest = |column: &[i32]| [&column[..left_out], &column[left_out + 1..]].concat();
        test(&rest(&gap), &rest(&truncation))
    });
    Some(Dependence { all, without: without.collect() })
}
