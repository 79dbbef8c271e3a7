//! Laws that estimates obey whatever the data: property tests.

use proptest::prelude::*;
use retraffic::estimate::{
    Event, Labels, Level, LifeTableCounts, RiskSet, Transform, Weighting, aalen_johansen, kaplan_meier, life_table,
    log_rank, nelson_aalen, reverse_time_days, robust_curve,
};

/// Rows of follow-up: entry, exit, cause and group.
#[derive(Debug, Clone)]
struct Rows {
    entry: Vec<i32>,
    exit: Vec<i32>,
    cause: Vec<u16>,
    group: Vec<u32>,
}

impl Rows {
    fn set(&self) -> RiskSet {
        RiskSet::from_days(Some(&self.entry), &self.exit, &self.cause, None).unwrap().with_causes(2)
    }

    fn undelayed(&self) -> RiskSet {
        RiskSet::from_days(None, &self.exit, &self.cause, None).unwrap().with_causes(2)
    }

    fn labels(&self) -> Labels<'_> {
        Labels::new(&self.group, 3).unwrap()
    }

    fn pick(&self, order: &[usize]) -> Rows {
        Rows {
            entry: order.iter().map(|&k| self.entry[k]).collect(),
            exit: order.iter().map(|&k| self.exit[k]).collect(),
            cause: order.iter().map(|&k| self.cause[k]).collect(),
            group: order.iter().map(|&k| self.group[k]).collect(),
        }
    }
}

/// Follow-up with many ties, entries at or after 0 and exits above them.
fn rows() -> impl Strategy<Value = Rows> {
    prop::collection::vec((0..30_i32, 1..40_i32, 0..3_u16, 0..3_u32), 1..80).prop_map(|rows| Rows {
        entry: rows.iter().map(|row| row.0).collect(),
        exit: rows.iter().map(|row| row.0 + row.1).collect(),
        cause: rows.iter().map(|row| row.2).collect(),
        group: rows.iter().map(|row| row.3).collect(),
    })
}

proptest! {
    #[test]
    fn survival_is_a_falling_share_and_its_limits_hold_it(rows in rows()) {
        let curve = kaplan_meier(&rows.set().table(), Event::Any).unwrap();
        let mut last = 1.0;
        for j in 0..curve.time.len() {
            let s = curve.survival[j];
            prop_assert!((0.0..=last).contains(&s));
            last = s;
            for transform in Transform::ALL {
                if let Some(limits) = curve.at(curve.time[j]).interval(transform, Level::P95) {
                    prop_assert!(0.0 <= limits.lower && limits.lower <= s && s <= limits.upper && limits.upper <= 1.0);
                }
            }
        }
    }

    #[test]
    fn without_censoring_survival_is_the_share_still_to_come(rows in rows()) {
        let all = vec![1; rows.exit.len()];
        let curve = kaplan_meier(&RiskSet::from_days(None, &rows.exit, &all, None).unwrap().table(), Event::Any).unwrap();
        for (time, s) in curve.time.iter().zip(&curve.survival) {
            let later = rows.exit.iter().filter(|&&exit| f64::from(exit) > *time).count();
            prop_assert!((s - later as f64 / rows.exit.len() as f64).abs() < 1e-12);
        }
    }

    #[test]
    fn the_unit_of_time_changes_no_share(rows in rows(), days in 2..40_i32) {
        let longer = |column: &[i32]| column.iter().map(|t| t * days).collect::<Vec<i32>>();
        let scaled = RiskSet::from_days(Some(&longer(&rows.entry)), &longer(&rows.exit), &rows.cause, None).unwrap();
        let (a, b) = (kaplan_meier(&rows.set().table(), Event::Any), kaplan_meier(&scaled.table(), Event::Any));
        prop_assert_eq!(a.unwrap().survival, b.unwrap().survival);
    }

    #[test]
    fn a_finer_or_coarser_clock_changes_no_share(rows in rows(), power in -12..60_i32) {
        let unit = libm::ldexp(1.0, power);
        let floats = |column: &[i32], unit: f64| column.iter().map(|&t| unit * f64::from(t)).collect::<Vec<f64>>();
        let of = |unit: f64| {
            let set = RiskSet::from_times(Some(&floats(&rows.entry, unit)), &floats(&rows.exit, unit), &rows.cause, None);
            kaplan_meier(&set.unwrap().table(), Event::Any).unwrap()
        };
        let (days, other) = (kaplan_meier(&rows.set().table(), Event::Any).unwrap(), of(unit));
        prop_assert_eq!(&days, &of(1.0));
        prop_assert_eq!(days.survival, other.survival);
        prop_assert_eq!(days.std_err, other.std_err);
    }

    #[test]
    fn telling_the_data_twice_leaves_the_curve_and_shrinks_its_error(rows in rows()) {
        let order: Vec<usize> = (0..rows.exit.len()).chain(0..rows.exit.len()).collect();
        let once = kaplan_meier(&rows.set().table(), Event::Any).unwrap();
        let twice = kaplan_meier(&rows.pick(&order).set().table(), Event::Any).unwrap();
        for j in 0..once.time.len() {
            prop_assert!((once.survival[j] - twice.survival[j]).abs() < 1e-14);
            if let (Some(a), Some(b)) = (once.std_err[j], twice.std_err[j]) {
                prop_assert!((a - b * 2.0_f64.sqrt()).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn the_order_of_rows_changes_no_byte(rows in rows(), seed in any::<u64>()) {
        let mut order: Vec<usize> = (0..rows.exit.len()).collect();
        order.sort_by_key(|&k| (k as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        let other = rows.pick(&order);
        prop_assert_eq!(kaplan_meier(&rows.set().table(), Event::Any), kaplan_meier(&other.set().table(), Event::Any));
        prop_assert_eq!(aalen_johansen(&rows.set(), None), aalen_johansen(&other.set(), None));
        prop_assert_eq!(robust_curve(&rows.set(), Event::Any, None), robust_curve(&other.set(), Event::Any, None));
        let test = |rows: &Rows| log_rank(&rows.set(), Event::Any, &rows.labels(), None, Weighting::LogRank);
        prop_assert_eq!(test(&rows), test(&other));
        let weigh = |rows: &Rows| {
            let weight: Vec<f64> = rows.exit.iter().zip(&rows.group).map(|(a, g)| 0.1 * f64::from(a % 7) + f64::from(*g)).collect();
            let set = RiskSet::from_days(Some(&rows.entry), &rows.exit, &rows.cause, Some(&weight)).unwrap();
            kaplan_meier(&set.table(), Event::Any)
        };
        prop_assert_eq!(weigh(&rows), weigh(&other));
    }

    #[test]
    fn incidences_and_the_event_free_share_sum_to_one(rows in rows()) {
        let result = aalen_johansen(&rows.set(), None).unwrap();
        for j in 0..result.time.len() {
            let total: f64 = result.causes.iter().map(|cause| cause.incidence[j]).sum();
            prop_assert!((total + result.event_free[j] - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn censoring_competing_events_overstates_incidence(rows in rows()) {
        let incidence = aalen_johansen(&rows.undelayed(), None).unwrap();
        let curve = kaplan_meier(&rows.undelayed().table(), Event::Cause(1)).unwrap();
        for j in 0..curve.time.len() {
            prop_assert!(curve.survival[j] <= 1.0 - incidence.causes[0].incidence[j] + 1e-12);
        }
    }

    #[test]
    fn greenwoods_error_is_the_jackknifes_without_delayed_entry(rows in rows()) {
        for cause in aalen_johansen(&rows.undelayed(), None).unwrap().causes {
            for (a, b) in cause.std_err.iter().zip(&cause.robust_std_err) {
                prop_assert!((a - b).abs() < 1e-7, "{} {}", a, b);
            }
        }
    }

    #[test]
    fn entry_at_zero_is_no_delay(rows in rows()) {
        let zero = vec![0; rows.exit.len()];
        let set = RiskSet::from_days(Some(&zero), &rows.exit, &rows.cause, None).unwrap().with_causes(2);
        prop_assert_eq!(set.table(), rows.undelayed().table());
        prop_assert_eq!(aalen_johansen(&set, None), aalen_johansen(&rows.undelayed(), None));
    }

    #[test]
    fn strata_sum_to_the_whole(rows in rows()) {
        let set = rows.set();
        let (whole, by) = (set.table(), set.table_by(&rows.labels()).unwrap());
        for j in 0..whole.times().len() {
            prop_assert_eq!(whole.at_risk(j, 0), by.all_at_risk(j));
            let at = whole.times()[j];
            prop_assert_eq!(whole.at_risk(j, 0), set.at_risk_before(at));
            prop_assert_eq!(whole.events(j, 0, Event::Any), (0..3).map(|g| by.events(j, g, Event::Any)).sum::<f64>());
        }
        let parts = set.split(&rows.labels()).unwrap();
        prop_assert_eq!(parts.iter().map(RiskSet::len).sum::<usize>(), set.len());
        for (g, part) in parts.iter().enumerate().filter(|(_, part)| !part.is_empty()) {
            let own = part.table();
            for (j, at) in own.times().iter().enumerate() {
                let k = whole.times().partition_point(|t| t < at);
                prop_assert_eq!(own.at_risk(j, 0), by.at_risk(k, g));
                prop_assert_eq!(own.events(j, 0, Event::Cause(2)), by.events(k, g, Event::Cause(2)));
            }
        }
    }

    #[test]
    fn a_group_does_not_differ_from_itself(rows in rows()) {
        let n = rows.exit.len();
        let mut both = rows.pick(&(0..n).chain(0..n).collect::<Vec<_>>());
        both.group = (0..2 * n).map(|k| u32::from(k >= n)).collect();
        for weighting in [Weighting::LogRank, Weighting::TaroneWare, Weighting::FlemingHarrington { p: 1.0, q: 1.0 }] {
            if let Ok(result) = log_rank(&both.set(), Event::Any, &both.labels(), None, weighting) {
                prop_assert!(result.test.statistic.abs() < 1e-18);
            }
        }
    }

    #[test]
    fn nothing_estimated_is_not_a_number(rows in rows()) {
        let set = rows.set();
        let robust = robust_curve(&set, Event::Cause(1), Some(&rows.labels())).unwrap();
        prop_assert!(robust.hazard.iter().chain(&robust.hazard_ties).all(|x| x.is_finite()));
        prop_assert!(robust.survival.iter().flatten().all(|x| x.is_finite()));
        for cause in aalen_johansen(&set, Some(&rows.labels())).unwrap().causes {
            prop_assert!(cause.std_err.iter().chain(&cause.robust_std_err).all(|x| x.is_finite()));
        }
        prop_assert!(nelson_aalen(&set.table(), Event::Any).unwrap().std_err.iter().all(|x| x.is_finite()));
    }

    #[test]
    fn one_interval_a_day_is_kaplan_meier_when_nobody_is_lost(rows in rows()) {
        let bounds: Vec<i32> = (0..=80).collect();
        let events: Vec<u16> = vec![1; rows.exit.len()];
        let counts = LifeTableCounts::count(None, &rows.exit, &events, 1, &bounds).unwrap();
        let table = life_table(&counts).unwrap();
        let curve = kaplan_meier(&RiskSet::from_days(None, &rows.exit, &events, None).unwrap().table(), Event::Any).unwrap();
        for (j, survival) in table.survival.iter().enumerate() {
            prop_assert!((survival - curve.at(f64::from(bounds[j + 1])).value).abs() < 1e-12);
        }
        // An event stands in the middle of its day: half a day less each than to the day's end.
        let lived: i32 = rows.exit.iter().sum();
        let counted: f64 = table.person_time.iter().sum();
        prop_assert!((counted - f64::from(lived) + 0.5 * rows.exit.len() as f64).abs() < 1e-9);
    }

    #[test]
    fn lags_that_nothing_cuts_off_keep_their_distribution(rows in rows()) {
        let late: Vec<i32> = vec![1_000; rows.exit.len()];
        let result = reverse_time_days(&rows.exit, &late, None).unwrap();
        for (time, f) in result.time.iter().zip(&result.distribution) {
            let share = rows.exit.iter().filter(|&&x| f64::from(x) <= *time).count() as f64 / rows.exit.len() as f64;
            prop_assert!((f - share).abs() < 1e-12);
        }
    }
}
