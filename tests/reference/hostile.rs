//! Whatever the input, an estimator answers with numbers or with a named error: no panic, no NaN.

use proptest::prelude::*;
use retraffic::estimate::cox::{Clock, CoxModel, Ties, concordance, firth};
use retraffic::estimate::rank_test::{fligner_killeen, kolmogorov_smirnov, kruskal_wallis, mann_whitney};
use retraffic::estimate::*;

fn sound(x: f64) -> bool {
    !x.is_nan()
}

/// Numbers of every size, with ties.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        60 => (-3..4_i32).prop_map(f64::from),
        20 => -1e3..1e3_f64,
        4 => prop_oneof![Just(1e70), Just(-1e70), Just(1e-70), Just(-0.0), Just(f64::MIN_POSITIVE)],
        1 => any::<f64>(),
    ]
}

fn day() -> impl Strategy<Value = i32> {
    prop_oneof![0..5_i32, any::<i32>(), Just(i32::MIN), Just(i32::MAX)]
}

proptest! {
    #[test]
    fn columns_of_numbers(x in prop::collection::vec(number(), 0..12), y in prop::collection::vec(number(), 0..12)) {
        if let Ok(s) = Summary::new(&x) {
            let parts = [Some(s.mean()), s.sd(), s.std_err(), Some(s.median()), s.skewness(), s.kurtosis(), Some(s.median_deviation())];
            prop_assert!(parts.into_iter().flatten().all(sound), "{:?}", parts);
            for kind in [QuantileType::Averaged, QuantileType::Weibull, QuantileType::Linear] {
                prop_assert!((0..=20).all(|k| sound(s.quantile(f64::from(k) / 20.0, kind))));
            }
            if let Ok(test) = shapiro_wilk(&s) {
                prop_assert!(sound(test.w) && sound(test.p));
            }
        }
        for test in [mean_test::welch(&x, &y, Level::P95), mean_test::student(&x, &y, Level::P95)].into_iter().flatten() {
            prop_assert!(sound(test.t) && sound(test.p) && sound(test.df), "{:?}", test);
        }
        let groups: [&[f64]; 2] = [&x, &y];
        for test in [mean_test::anova(&groups), mean_test::welch_anova(&groups)].into_iter().flatten() {
            prop_assert!(sound(test.f) && sound(test.p), "{:?}", test);
        }
        for test in [mean_test::bartlett(&groups), kruskal_wallis(&groups), fligner_killeen(&groups)].into_iter().flatten() {
            prop_assert!(sound(test.statistic) && test.p.is_none_or(sound), "{:?}", test);
        }
        if let Ok(test) = mann_whitney(&x, &y, Level::P95) {
            prop_assert!(sound(test.w) && test.p_normal.is_none_or(sound) && test.p_exact.is_none_or(sound));
            prop_assert!(test.shift.is_none_or(sound), "{:?}", test);
        }
        if let Ok(test) = kolmogorov_smirnov(&x, &y) {
            prop_assert!(sound(test.d) && sound(test.p));
        }
        let found = [
            correlation::pearson(&x, &y, Level::P95),
            correlation::spearman(&x, &y),
            correlation::kendall(&x, &y),
        ];
        for found in found.into_iter().flatten() {
            prop_assert!(sound(found.r) && found.p.is_none_or(sound), "{:?}", found);
            prop_assert!(found.interval.is_none_or(|i| sound(i.lower) && sound(i.upper)), "{:?}", found);
        }
    }

    #[test]
    fn times_of_every_kind(
        rows in prop::collection::vec((number(), number(), 0..4_u16, number(), 0..3_u32), 0..15),
        with_entry in any::<bool>(),
        with_weight in any::<bool>(),
        tame in any::<bool>(),
    ) {
        let entry: Vec<f64> = rows.iter().map(|row| row.0).collect();
        let exit: Vec<f64> = rows.iter().map(|row| if tame { row.0 + 1.0 + row.1.abs() } else { row.1 }).collect();
        let cause: Vec<u16> = rows.iter().map(|row| row.2).collect();
        let weight: Vec<f64> = rows.iter().map(|row| if tame { row.3.abs() } else { row.3 }).collect();
        let group: Vec<u32> = rows.iter().map(|row| row.4).collect();
        let set = RiskSet::from_times(with_entry.then_some(&entry), &exit, &cause, with_weight.then_some(&weight));
        if let Ok(set) = set {
            let labels = Labels::new(&group, 3).unwrap();
            for part in set.split(&labels).unwrap().into_iter().chain([set.clone()]) {
                let table = part.table();
                if let Ok(curve) = kaplan_meier(&table, Event::Any) {
                    prop_assert!(curve.survival.iter().all(|s| (0.0..=1.0).contains(s)));
                    let mean = curve.restricted_mean(10.0);
                    prop_assert!(sound(mean.mean) && sound(mean.std_err));
                    curve.quantile(0.5, Transform::Logit, Level::P95);
                }
                if let Ok(all) = aalen_johansen(&part, None) {
                    prop_assert!(all.causes.iter().flat_map(|c| c.incidence.iter().chain(&c.std_err)).all(|x| sound(*x)));
                }
                let _ = robust_curve(&part, Event::Cause(1), None);
            }
            for weighting in [Weighting::LogRank, Weighting::GehanBreslow, Weighting::FlemingHarrington { p: 0.5, q: 2.0 }] {
                if let Ok(test) = log_rank(&set, Event::Any, &labels, None, weighting) {
                    prop_assert!(sound(test.test.statistic), "{:?}", test);
                }
            }
            let _ = gray_test(&set, 1, &labels, None, 0.0).map(|test| assert!(sound(test.statistic)));
        }
        let _ = turnbull(&entry, &exit).map(|found| assert!(found.mass.iter().all(|m| sound(*m))));
        let _ = reverse_time(&entry, &exit, None).map(|found| assert!(found.distribution.iter().all(|f| sound(*f))));
    }

    #[test]
    fn days_of_every_kind(
        rows in prop::collection::vec((day(), day(), 0..4_u16), 0..15),
        grid in prop::collection::vec(day(), 0..5),
    ) {
        let entry: Vec<i32> = rows.iter().map(|row| row.0).collect();
        let exit: Vec<i32> = rows.iter().map(|row| row.1).collect();
        let cause: Vec<u16> = rows.iter().map(|row| row.2).collect();
        let _ = RiskSet::from_days(Some(&entry), &exit, &cause, None).map(|set| set.table());
        let _ = reverse_time_days(&entry, &exit, None);
        let _ = ReverseGrid::count(&entry, &exit, &grid).and_then(|grid| grid.estimate());
        let _ = quasi_independence(&entry, &exit).map(|test| assert!(sound(test.tau) && sound(test.test.z)));
        let _ = rate::person_days(Some(&entry), &exit);
        if let Ok(counts) = LifeTableCounts::count(Some(&entry), &exit, &cause, 3, &grid) {
            let table = life_table(&counts).unwrap();
            prop_assert!(table.survival.iter().all(|s| (0.0..=1.0).contains(s)));
            prop_assert!(table.causes.iter().flat_map(|c| c.incidence.iter().chain(&c.std_err)).all(|x| sound(*x)));
        }
    }

    #[test]
    fn counts_of_every_kind(
        cells in prop::collection::vec(prop_oneof![0..4_u64, 0..100_000_u64], 9),
        x in 0..2_000_u64,
        n in 0..2_000_u64,
    ) {
        let rows: Vec<&[u64]> = cells.chunks_exact(3).collect();
        let table = Crosstab::new(&rows).unwrap();
        let _ = contingency::association(&table).map(|found| assert!(sound(found.cramers_v) && sound(found.pearson.statistic)));
        let _ = contingency::cochran_armitage(&Crosstab::new(&[&cells[..2], &cells[2..4]]).unwrap(), &[0.0, 1.0]);
        let _ = paired::bowker(&table).map(|test| assert!(sound(test.full.statistic)));
        let _ = paired::marginal_homogeneity(&table).map(|test| assert!(sound(test.stuart_maxwell.statistic)));
        let _ = paired::kappa(&table).map(|found| assert!(sound(found.kappa) && sound(found.std_err)));
        let two = [[cells[0], cells[1]], [cells[2], cells[3]]];
        if let Ok(test) = fisher::fisher_two_by_two(two, Level::P95) {
            prop_assert!((0.0..=1.0).contains(&test.p) && sound(test.odds_ratio), "{:?} {:?}", two, test);
            prop_assert!(test.interval.lower <= test.odds_ratio && test.odds_ratio <= test.interval.upper, "{:?} {:?}", two, test);
        }
        let _ = effect::risk_difference(two, Level::P95).map(|found| assert!(sound(found.newcombe.lower)));
        let _ = stratified::mantel_haenszel(&[two, two], Level::P95).map(|found| assert!(sound(found.odds_ratio)));
        for interval in [proportion::wilson, proportion::clopper_pearson, proportion::jeffreys, proportion::mid_p, proportion::wilson_continuity] {
            if let Ok(limits) = interval(x, n, Level::P95) {
                let share = x as f64 / n as f64;
                prop_assert!(0.0 <= limits.lower && limits.lower <= share && share <= limits.upper && limits.upper <= 1.0);
            }
        }
        let ratio = rate::rate_ratio((x, 10.0), (n, 3.5), Level::P95).unwrap();
        prop_assert!((0.0..=1.0).contains(&ratio.p) && ratio.ratio.is_none_or(|r| ratio.exact.contains(r)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn regressions_on_anything(
        rows in prop::collection::vec((0..20_i32, 0..3_u16, 0..2_u8, number()), 1..25),
        plain in any::<bool>(),
    ) {
        let exit: Vec<i32> = rows.iter().map(|row| row.0).collect();
        let cause: Vec<u16> = rows.iter().map(|row| row.1).collect();
        let z: Vec<f64> = rows.iter().map(|row| f64::from(row.2)).collect();
        let x: Vec<f64> = rows.iter().map(|row| if plain { row.3.clamp(-5.0, 5.0) } else { row.3 }).collect();
        let set = RiskSet::from_days(None, &exit, &cause, None).unwrap();
        if let Ok(model) = CoxModel::new(&set, Event::Cause(1), &[&z, &x], None) {
            for ties in [Ties::Efron, Ties::Breslow, Ties::Exact] {
                if let Ok(fit) = model.fit(ties, None) {
                    for a in 0..2 {
                        if let Some(row) = fit.coefficient(a, Level::P95) {
                            prop_assert!(sound(row.coefficient) && sound(row.std_err) && sound(row.p), "{:?}", row);
                        }
                    }
                    let _ = model.proportionality(&fit, Clock::KaplanMeier);
                    let _ = model.deviance_residuals(&fit);
                    let _ = model.baseline(&fit);
                }
            }
            let _ = firth(&model, Level::P95).map(|fit| assert!(fit.coefficients.iter().all(|b| sound(*b))));
        }
        let _ = concordance(&set, Event::Any, &x, None, None).map(|found| assert!(sound(found.c) && sound(found.std_err)));
        let _ = fine_gray(&set, 1, &[&z, &x]).map(|fit| assert!(fit.coefficients.iter().all(|b| sound(*b))));
        let seen: Vec<Observation> = rows.iter().map(|row| {
            let t = f64::from(row.0) + 0.5;
            match row.1 {
                0 => Observation::After(t),
                1 => Observation::Exact(t),
                _ => Observation::Between(t, t + 3.0),
            }
        }).collect();
        for law in [Lifetime::Exponential, Lifetime::Weibull, Lifetime::LogNormal, Lifetime::LogLogistic] {
            let _ = accelerated_failure(law, &seen, &[&z, &x]).map(|fit| assert!(fit.coefficients.iter().all(|b| sound(*b))));
        }
        let time: Vec<f64> = exit.iter().map(|t| f64::from(*t) + 0.5).collect();
        let event: Vec<bool> = cause.iter().map(|c| *c > 0).collect();
        let _ = mixture_cure(&time, &event).map(|fit| assert!(fit.parameters.iter().all(|b| sound(*b))));
    }
}
