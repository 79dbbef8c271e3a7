//! Loss of contact that may tell something: the incidence under `contact` if the hazard rose once contact is lost.

use super::curve::{ProtectedTable, per_thousand};
use super::grid::{LEAST_AT_RISK, WINDOWS, merge_until};
use super::number::{Number, Protected, Unit};
use super::policy::{Count, Policy};
use super::release::Estimate;
use crate::analysis::ContactTable;
use crate::estimate::contact_loss::{ContactCounts, incidence_after_loss, incidence_if_all_lost};
use crate::estimate::{Level, Transform, incidence_interval};

/// Ratios of the hazard after loss of contact to that before.
pub const MULTIPLIERS: [u8; 4] = [1, 2, 5, 10];

/// Incidence by one horizon under each assumption on those who were lost. Per thousand.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactLoss {
    /// Days since exit.
    pub day: i32,
    /// One estimate for each of [`MULTIPLIERS`].
    pub multiplied: Vec<Estimate>,
    /// Nobody who was lost was re-trafficked by then.
    pub nobody: Protected<Number>,
    /// Everybody who was lost was.
    pub everybody: Protected<Number>,
}

/// The horizons of 6, 12 and 24 months at which a step of the protected table ends. All share one table, so that no two of
/// them differ by less than a step.
pub fn contact_loss(contact: &ContactTable, policy: Policy) -> Vec<ContactLoss> {
    let cuts = merge_until(&contact.table, WINDOWS[2], policy, LEAST_AT_RISK);
    if cuts.len() < 2 {
        return Vec::new();
    }
    let table = ProtectedTable::new(&contact.table, &cuts, policy);
    let lost: Vec<Count> =
        cuts.windows(2).map(|step| policy.protect(contact.lost[step[0]..step[1]].iter().sum())).collect();
    let ends = cuts.iter().enumerate().skip(1).map(|(steps, &cut)| (steps, contact.table.grid[cut]));
    ends.filter(|(_, day)| WINDOWS.contains(day))
        .filter_map(|(steps, day)| at_horizon(&table, &lost, steps, day, policy))
        .collect()
}

fn at_horizon(table: &ProtectedTable, lost: &[Count], steps: usize, day: i32, policy: Policy) -> Option<ContactLoss> {
    let counts = |events: fn(Count) -> f64| counts(table, lost, steps, events);
    let (low, middle, high) = (counts(|c| c.least as f64), counts(Count::central), counts(|c| c.most as f64));
    let multiplied = MULTIPLIERS.iter().map(|&k| {
        let at = |counts: &ContactCounts| incidence_after_loss(counts, f64::from(k)).ok();
        let limits =
            |counts| at(counts).and_then(|f| incidence_interval(f.incidence, f.std_err, Transform::LogLog, Level::P95));
        Some(per_thousand(at(&middle)?.incidence, limits(&low), limits(&high), policy))
    });
    let number = |f: f64| Number::printed(f * 1000.0, 1, Unit::PerThousand);
    Some(ContactLoss {
        day,
        multiplied: multiplied.collect::<Option<_>>()?,
        nobody: number(incidence_after_loss(&middle, 0.0).ok()?.incidence),
        everybody: number(incidence_if_all_lost(&middle).ok()?),
    })
}

fn counts(table: &ProtectedTable, lost: &[Count], steps: usize, events: fn(Count) -> f64) -> ContactCounts {
    let all = table.counts(events);
    let lost: Vec<f64> = lost[..steps].iter().map(|c| c.central()).collect();
    ContactCounts {
        at_risk: all.at_risk[..steps].to_vec(),
        entries: all.entries[..steps].to_vec(),
        events: all.events[0][..steps].to_vec(),
        deaths: all.events[1][..steps].to_vec(),
        closed: all.withdrawals.iter().zip(&lost).map(|(w, l)| (w - l).max(0.0)).collect(),
        lost,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::LifeTable;

    fn contact(events: [u64; 3], lost: [u64; 3]) -> ContactTable {
        ContactTable {
            table: LifeTable {
                grid: vec![0, 184, 366, 731],
                at_risk: vec![5000, 3500, 2400],
                entries: vec![0; 3],
                events: events.to_vec(),
                deaths: vec![3, 2, 2],
                withdrawals: vec![1500, 1100, 900],
            },
            lost: lost.to_vec(),
        }
    }

    #[test]
    fn assumptions_stand_in_their_order() {
        for policy in [Policy::Round5, Policy::Internal] {
            let found = contact_loss(&contact([15, 12, 10], [1400, 1000, 800]), policy);
            assert_eq!(found.iter().map(|f| f.day).collect::<Vec<_>>(), [184, 366, 731]);
            for at in found {
                let mut values = vec![at.nobody.value().unwrap()];
                values.extend(at.multiplied.iter().map(|e| e.value.value().unwrap()));
                values.push(at.everybody.value().unwrap());
                assert!(values.windows(2).all(|pair| pair[0] < pair[1]), "{values:?}");
                let known = &at.multiplied[0];
                assert!(known.lower.value() < known.value.value() && known.value.value() < known.upper.value());
            }
        }
    }

    #[test]
    fn horizons_without_enough_events_are_left_out_and_counts_that_print_alike_agree() {
        let few = contact_loss(&contact([4, 3, 6], [1400, 1000, 800]), Policy::Round5);
        assert_eq!(few.iter().map(|f| f.day).collect::<Vec<_>>(), [731]);
        assert!(contact_loss(&contact([1, 2, 1], [9, 9, 9]), Policy::Round5).is_empty());
        let one = contact_loss(&contact([15, 12, 10], [1400, 1000, 800]), Policy::Round5);
        let other = contact_loss(&contact([13, 11, 12], [1402, 998, 799]), Policy::Round5);
        assert_eq!(one, other);
    }
}
