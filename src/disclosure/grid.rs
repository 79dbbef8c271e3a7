//! The one calendar grid of a report: steps are merged until each holds enough, never moved.

use super::policy::Policy;
use crate::analysis::LifeTable;

/// Windows at which incidence is read, in days: 6, 12 and 24 calendar months at their longest.
pub const WINDOWS: [i32; 3] = [184, 366, 731];

/// Fewest people at risk from whom a curve may start, with delayed entry.
pub const LEAST_AT_RISK: u64 = 100;

/// The steps of a life table, merged: indices into its grid, first to last.
///
/// Steps are merged left to right until each holds [`least_events`]; a merged step
/// ends at a window where that is possible, so that windows can be read off; the curve stops where what is left
/// holds too few. Strata merge the steps of the whole (`within`), never the base grid: then any two curves differ
/// by whole steps only.
pub fn merge(table: &LifeTable, within: &[usize], policy: Policy, least_at_risk: u64) -> Vec<usize> {
    let limits: Vec<usize> = if within.is_empty() { (0..table.grid.len()).collect() } else { within.to_vec() };
    let Some(first) = start(table, &limits, least_at_risk) else { return Vec::new() };
    let limits: Vec<usize> = limits.into_iter().filter(|&i| i >= first).collect();
    let threshold = least_events(policy);
    if policy == Policy::Internal {
        return limits[..watched(table, &limits)].to_vec();
    }
    let events = |from: usize, to: usize| table.events[from..to].iter().sum::<u64>();
    let mut cuts = vec![limits[0]];
    for (at, &to) in limits.iter().enumerate().skip(1) {
        let from = cuts[cuts.len() - 1];
        if events(from, to) < threshold || !at_risk_enough(table, from, policy) {
            continue;
        }
        let window = limits[at..].iter().copied().find(|&i| WINDOWS.contains(&table.grid[i]));
        let holds_on = window.is_some_and(|w| w > to && events(to, w) < threshold);
        if !holds_on {
            cuts.push(to);
        }
    }
    if cuts.len() < 2 { Vec::new() } else { cuts }
}

/// How many of the limits to keep so that the last step still has somebody under observation.
fn watched(table: &LifeTable, limits: &[usize]) -> usize {
    let somebody = |step: usize| table.at_risk[step] > 0 || table.entries[step] > 0;
    let end = (0..table.at_risk.len()).rfind(|&step| somebody(step)).map_or(0, |step| step + 1);
    limits.iter().position(|&limit| limit >= end).map_or(limits.len(), |at| at + 1)
}

/// Fewest events of a step: the smallest count that prints as itself. A step that ended at the threshold, 8, would mostly hold 8
/// or 9 events, which print as 10: rounding would add events to every step.
fn least_events(policy: Policy) -> u64 {
    policy.threshold().max(1) * 5 / 4
}

/// Where a curve on these limits may start.
fn start(table: &LifeTable, limits: &[usize], least_at_risk: u64) -> Option<usize> {
    limits.iter().copied().find(|&i| i < table.at_risk.len() && stays_at_risk(table, i, least_at_risk))
}

/// The steps up to `window`, merged so that the last ends there: as [`merge`] has them, the last joined with what is before
/// it where it would hold too few. Empty where all of them together do, or the window is not on the grid.
pub fn merge_until(table: &LifeTable, window: i32, policy: Policy, least_at_risk: u64) -> Vec<usize> {
    let Some(end) = table.grid.iter().position(|&day| day == window) else { return Vec::new() };
    // A curve needs two cuts; one that begins and has too few events for a step may still reach the window as one.
    let mut cuts = merge(table, &[], policy, least_at_risk);
    if cuts.is_empty() {
        cuts.extend(start(table, &(0..table.grid.len()).collect::<Vec<_>>(), least_at_risk));
    }
    cuts.retain(|&cut| cut < end);
    let threshold = least_events(policy);
    while let Some(&last) = cuts.last() {
        let held = table.events[last..end].iter().sum::<u64>() >= threshold;
        if policy == Policy::Internal || (held && at_risk_enough(table, last, policy)) {
            cuts.push(end);
            return cuts;
        }
        cuts.pop();
    }
    Vec::new()
}

fn at_risk_enough(table: &LifeTable, step: usize, policy: Policy) -> bool {
    table.at_risk[step] >= policy.threshold()
}

/// The delayed-entry rule: from this step to the step of the last event the risk set never falls below the least.
fn stays_at_risk(table: &LifeTable, from: usize, least: u64) -> bool {
    let Some(last) = table.events.iter().rposition(|&d| d > 0) else { return false };
    let end = table.at_risk.len().min(WINDOWS_END.min(last + 1).max(from + 1));
    table.at_risk[from..end].iter().all(|&n| n >= least)
}

/// Steps beyond this many do not hold a curve's start back.
const WINDOWS_END: usize = 7;

/// The table with its steps merged at `cuts`.
pub fn merged(table: &LifeTable, cuts: &[usize]) -> LifeTable {
    let sum = |column: &[u64]| cuts.windows(2).map(|w| column[w[0]..w[1]].iter().sum()).collect::<Vec<u64>>();
    LifeTable {
        grid: cuts.iter().map(|&i| table.grid[i]).collect(),
        at_risk: cuts.iter().take(cuts.len().saturating_sub(1)).map(|&i| table.at_risk[i]).collect(),
        entries: sum(&table.entries),
        events: sum(&table.events),
        deaths: sum(&table.deaths),
        withdrawals: sum(&table.withdrawals),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(events: &[u64]) -> LifeTable {
        let n = events.len();
        LifeTable {
            grid: [0, 92, 184, 275, 366, 549, 731, 1096, 1461][..=n].to_vec(),
            at_risk: vec![1000; n],
            entries: vec![0; n],
            events: events.to_vec(),
            deaths: vec![0; n],
            withdrawals: vec![0; n],
        }
    }

    #[test]
    fn every_step_holds_the_threshold_and_windows_are_kept() {
        let t = table(&[9, 3, 5, 6, 6, 5, 9, 2]);
        let cuts = merge(&t, &[], Policy::Round5, 100);
        let days: Vec<i32> = cuts.iter().map(|&i| t.grid[i]).collect();
        assert_eq!(days, [0, 184, 366, 731, 1461]);
        assert!(merged(&t, &cuts).events.iter().all(|&d| d >= 10));
    }

    #[test]
    fn a_stratum_cuts_only_where_the_whole_does() {
        let whole = table(&[20, 20, 20, 20, 20, 20, 20, 20]);
        let cuts = merge(&whole, &[], Policy::Round5, 100);
        let part = table(&[6, 5, 5, 6, 9, 1, 3, 3]);
        let own = merge(&part, &cuts, Policy::Round5, 100);
        assert!(own.iter().all(|c| cuts.contains(c)));
        assert!(merged(&part, &own).events.iter().all(|&d| d >= 8));
    }

    #[test]
    fn a_window_is_reached_by_joining_steps() {
        let t = table(&[9, 3, 5, 6, 3, 2, 9, 2]);
        let days = |t: &LifeTable, window| {
            merge_until(t, window, Policy::Round5, 100).iter().map(|&i| t.grid[i]).collect::<Vec<i32>>()
        };
        // 5 events between 366 and 731 are too few for a step of their own.
        assert_eq!(days(&t, 366), [0, 184, 366]);
        assert_eq!(days(&t, 731), [0, 184, 731]);
        assert_eq!(days(&table(&[1, 2, 2, 2, 1, 2, 0, 0]), 731), [0, 731]);
        assert!(days(&table(&[1, 2, 2, 2, 1, 1, 9, 9]), 731).is_empty());
        assert!(days(&t, 700).is_empty());
        for events in [[9, 3, 4, 4, 3, 2, 9, 2], [0, 0, 10, 0, 0, 7, 9, 2], [10, 0, 0, 10, 7, 0, 0, 0]] {
            let t = table(&events);
            let cuts = merge_until(&t, 731, Policy::Round5, 100);
            assert!(merged(&t, &cuts).events.iter().all(|&d| d >= 8), "{events:?}");
        }
    }

    #[test]
    fn the_office_reads_steps_as_long_as_somebody_is_watched() {
        let mut t = table(&[1, 0, 2, 0, 0, 0, 0, 0]);
        t.at_risk[5..].fill(0);
        assert_eq!(merge(&t, &[], Policy::Internal, 100), [0, 1, 2, 3, 4, 5]);
        t.entries[6] = 1;
        assert_eq!(merge(&t, &[], Policy::Internal, 100), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(merge(&t, &[0, 2, 8], Policy::Internal, 100), [0, 2, 8]);
    }

    #[test]
    fn too_few_events_give_no_curve() {
        assert!(merge(&table(&[1, 2, 0, 1, 0, 0, 1, 1]), &[], Policy::Round5, 100).is_empty());
        assert!(merge(&table(&[0; 8]), &[], Policy::Internal, 100).is_empty());
    }
}
