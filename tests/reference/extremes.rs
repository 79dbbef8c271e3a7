//! The extremes, each with a right answer or a named error: no rows, one row, no events, all events at one time, an
//! empty group, many strata, weights of zero, a million tied rows. What a regression cannot tell is in `separation`.

use retraffic::estimate::cox::{Clock, CoxFit, CoxModel, Ties, concordance, firth};
use retraffic::estimate::rank_test::{kruskal_wallis, mann_whitney};
use retraffic::estimate::*;

pub fn close(got: f64, want: f64, tolerance: f64) {
    assert!((got - want).abs() <= tolerance * want.abs().max(1e-6), "{got} is not {want}");
}

/// Follow-up without ties, in which `event(row)` says who has the event.
pub fn follow(rows: usize, event: impl Fn(usize) -> bool) -> RiskSet {
    let exit: Vec<i32> = (0..rows).map(|row| ((row * 7919) % 10_007) as i32 + 1).collect();
    let cause: Vec<u16> = (0..rows).map(|row| u16::from(event(row))).collect();
    RiskSet::from_days(None, &exit, &cause, None).unwrap()
}

pub fn column(rows: usize, of: impl Fn(usize) -> f64) -> Vec<f64> {
    (0..rows).map(of).collect()
}

pub fn fit(set: &RiskSet, covariates: &[&[f64]], ties: Ties) -> CoxFit {
    CoxModel::new(set, Event::Any, covariates, None).unwrap().fit(ties, None).unwrap()
}

pub const LAWS: [Lifetime; 4] = [Lifetime::Exponential, Lifetime::Weibull, Lifetime::LogNormal, Lifetime::LogLogistic];

#[test]
fn no_rows() {
    assert_eq!(RiskSet::from_days(None, &[], &[], None), Err(EstimateError::NoRows));
    assert_eq!(RiskSet::from_times(None, &[], &[], None), Err(EstimateError::NoRows));
    let codes = [0, 0];
    let empty = follow(2, |_| true).split(&Labels::new(&codes, 2).unwrap()).unwrap().remove(1);
    assert!(empty.is_empty());
    assert_eq!(kaplan_meier(&empty.table(), Event::Any), Err(EstimateError::NoRows));
    assert_eq!(nelson_aalen(&empty.table(), Event::Any), Err(EstimateError::NoRows));
    assert_eq!(fleming_harrington(&empty.table(), Event::Any), Err(EstimateError::NoRows));
    assert_eq!(robust_curve(&empty, Event::Any, None), Err(EstimateError::NoRows));
    assert_eq!(aalen_johansen(&empty, None), Err(EstimateError::NoRows));
    let none = Labels::new(&[], 2).unwrap();
    assert_eq!(log_rank(&empty, Event::Any, &none, None, Weighting::LogRank), Err(EstimateError::NoRows));
    assert_eq!(gray_test(&empty, 1, &none, None, 0.0), Err(EstimateError::NoRows));
    assert_eq!(mean_cumulative(&empty, Event::Any, &none), Err(EstimateError::NoRows));
    assert_eq!(CoxModel::new(&empty, Event::Any, &[&[]], None).unwrap_err(), EstimateError::NoRows);
    assert_eq!(fine_gray(&empty, 1, &[&[]]).unwrap_err(), EstimateError::NoRows);
    assert_eq!(concordance(&empty, Event::Any, &[], None, None), Err(EstimateError::NoRows));
    assert_eq!(accelerated_failure(Lifetime::Weibull, &[], &[]).unwrap_err(), EstimateError::NoRows);
    assert_eq!(mixture_cure(&[], &[]).unwrap_err(), EstimateError::NoRows);
    assert_eq!(turnbull(&[], &[]), Err(EstimateError::NoRows));
    assert_eq!(reverse_time(&[], &[], None), Err(EstimateError::NoRows));
    assert_eq!(reverse_time_days(&[], &[], None), Err(EstimateError::NoRows));
    assert_eq!(quasi_independence(&[], &[]), Err(EstimateError::TooFewRows { needed: 2 }));
    assert_eq!(Summary::new(&[]), Err(EstimateError::NoRows));
    assert_eq!(mann_whitney(&[], &[], Level::P95), Err(EstimateError::NoRows));
    assert_eq!(diversity(&[]), Err(EstimateError::NoRows));
    assert_eq!(Crosstab::new(&[]), Err(EstimateError::NoRows));
    assert_eq!(stratified::mantel_haenszel(&[], Level::P95), Err(EstimateError::EmptyMargin));
    assert_eq!(stratified::exact_stratified(&[], Level::P95), Err(EstimateError::EmptyMargin));
    assert_eq!(adjust::holm(&[]), Ok(vec![]));
}

#[test]
fn one_row() {
    for cause in [0, 1] {
        let set = RiskSet::from_days(None, &[13], &[cause], None).unwrap().with_causes(1);
        let curve = kaplan_meier(&set.table(), Event::Any).unwrap();
        let left = 1.0 - f64::from(cause);
        assert_eq!((curve.survival[0], curve.std_err[0]), (left, (cause == 0).then_some(0.0)));
        assert_eq!(curve.restricted_mean(20.0).mean, 13.0 + 7.0 * left);
        let incidence = aalen_johansen(&set, None).unwrap();
        assert_eq!((incidence.event_free[0], incidence.causes[0].incidence[0]), (left, f64::from(cause)));
        assert_eq!(incidence.causes[0].std_err[0], 0.0);
        let robust = robust_curve(&set, Event::Any, None).unwrap();
        assert_eq!(robust.hazard[0], 0.0);
        let group = [0];
        let group = Labels::new(&group, 1).unwrap();
        let test = log_rank(&set, Event::Any, &group, None, Weighting::LogRank);
        assert_eq!(test, Err(EstimateError::OneGroup));
        assert_eq!(mean_cumulative(&set, Event::Any, &group).unwrap().mean, [f64::from(cause)]);
        assert_eq!(concordance(&set, Event::Any, &[1.0], None, None), Err(EstimateError::NoEvents));
        match CoxModel::new(&set, Event::Any, &[&[2.0]], None) {
            Ok(model) => {
                let fit = model.fit(Ties::Efron, None).unwrap();
                assert_eq!((fit.aliased.clone(), fit.df()), (vec![true], 0));
                assert_eq!(fit.likelihood_ratio_test().p, None);
                assert_eq!(firth(&model, Level::P95).unwrap_err(), EstimateError::NoVariation);
            }
            Err(error) => assert_eq!((error, cause), (EstimateError::NoEvents, 0)),
        }
    }
    assert_eq!(reverse_time_days(&[3], &[9], None).unwrap().distribution, [1.0]);
    assert_eq!(turnbull(&[2.0], &[5.0]).unwrap().mass, [1.0]);
    let one = accelerated_failure(Lifetime::Exponential, &[Observation::Exact(4.0)], &[]).unwrap();
    close(libm::exp(one.coefficients[0]), 4.0, 1e-9);
    assert!(accelerated_failure(Lifetime::Weibull, &[Observation::Exact(4.0)], &[]).is_err());
}

#[test]
fn no_events() {
    let set = follow(20, |_| false);
    let x = column(20, |row| (row % 3) as f64);
    let codes: Vec<u32> = (0..20).map(|row| row % 2).collect();
    let group = Labels::new(&codes, 2).unwrap();
    let curve = kaplan_meier(&set.table(), Event::Any).unwrap();
    assert!(curve.survival.iter().all(|&s| s == 1.0) && curve.std_err.iter().all(|&e| e == Some(0.0)));
    assert_eq!(curve.quantile(0.5, Transform::LogLog, Level::P95).value, None);
    assert_eq!(log_rank(&set, Event::Any, &group, None, Weighting::LogRank), Err(EstimateError::NoEvents));
    assert_eq!(gray_test(&set, 1, &group, None, 0.0), Err(EstimateError::NoEvents));
    assert_eq!(CoxModel::new(&set, Event::Any, &[&x], None).unwrap_err(), EstimateError::NoEvents);
    assert_eq!(fine_gray(&set, 1, &[&x]).unwrap_err(), EstimateError::NoEvents);
    assert_eq!(concordance(&set, Event::Any, &x, None, None), Err(EstimateError::NoEvents));
    assert!(mean_cumulative(&set, Event::Any, &group).unwrap().std_err.iter().all(|&e| e == 0.0));
    let censored = [Observation::After(2.0), Observation::After(5.0)];
    for law in LAWS {
        assert_eq!(accelerated_failure(law, &censored, &[]).unwrap_err(), EstimateError::NoEvents);
    }
    assert_eq!(mixture_cure(&[2.0, 5.0], &[false; 2]).unwrap_err(), EstimateError::NoEvents);
    assert_eq!(rate::rate_ratio((0, 3.0), (0, 4.0), Level::P95).unwrap().ratio, None);
}

#[test]
fn one_risk_set_that_tells_anything() {
    // Of three at risk, two with z = 1, one of these has the event: l = b - ln(1 + 2r), penalised 3b/2 - 2 ln(1 + 2r), so r = 3/2.
    // Newton's step with the plain information is twice as long as it should be.
    let set = RiskSet::from_days(None, &[78, 46, 64], &[1, 1, 0], None).unwrap();
    let model = CoxModel::new(&set, Event::Any, &[&[0.0, 1.0, 1.0]], None).unwrap();
    let fit = firth(&model, Level::P95).unwrap();
    close(libm::exp(fit.coefficients[0]), 1.5, 1e-7);
    close(fit.log_likelihood, libm::log(1.5 / 4.0) + 0.5 * libm::log(3.0 / 16.0), 1e-9);
}

#[test]
fn four_rows_and_four_parameters() {
    let seen =
        [Observation::After(0.4), Observation::Exact(0.2), Observation::Exact(0.10000000005), Observation::Exact(0.3)];
    let (x, h) = ([-2.0, -1.0, 0.0, 1.0], [0.0, 1.0, 0.0, 0.0]);
    let fit = accelerated_failure(Lifetime::Weibull, &seen, &[&x, &h]).unwrap();
    // R 4.2.2, survreg.
    for (got, want) in fit.coefficients.iter().zip([-1.088_627_615, -0.303_895_166, -0.824_705_463]) {
        close(*got, want, 1e-6);
    }
    close(libm::log(fit.scale), -0.963_310_902, 1e-6);
}

#[test]
fn all_events_at_one_time() {
    let rows = 12;
    let exit = vec![5; rows];
    let set = RiskSet::from_days(None, &exit, &vec![1; rows], None).unwrap();
    let curve = kaplan_meier(&set.table(), Event::Any).unwrap();
    assert_eq!((curve.survival[0], curve.std_err[0]), (0.0, None));
    let codes: Vec<u32> = (0..rows as u32).map(|row| row % 2).collect();
    let group = Labels::new(&codes, 2).unwrap();
    // Everyone has the event at once: no group can differ.
    let test = log_rank(&set, Event::Any, &group, None, Weighting::LogRank).unwrap();
    assert_eq!((test.test.statistic, test.test.df, test.test.p), (0.0, 0, None));
    let x = column(rows, |row| (row % 2) as f64);
    // Breslow: sum x b - 12 ln(6 + 6 r): r = 1. Efron and exact: nothing is left to compare.
    let breslow = fit(&set, &[&x], Ties::Breslow);
    close(libm::exp(breslow.coefficients[0]), 1.0, 1e-9);
    close(breslow.log_likelihood, -12.0 * libm::log(12.0), 1e-12);
    assert!(fit(&set, &[&x], Ties::Efron).coefficients[0].abs() < 1e-9);
    let exact = fit(&set, &[&x], Ties::Exact);
    assert_eq!((exact.aliased, exact.log_likelihood), (vec![true], 0.0));
    assert_eq!(concordance(&set, Event::Any, &x, None, None), Err(EstimateError::NoEvents));
    let seen = vec![Observation::Exact(5.0); rows];
    close(libm::exp(accelerated_failure(Lifetime::Exponential, &seen, &[]).unwrap().coefficients[0]), 5.0, 1e-9);
    // The scale shrinks to 0 and the likelihood has no maximum.
    for law in &LAWS[1..] {
        assert!(accelerated_failure(*law, &seen, &[]).is_err(), "{law:?}");
    }
    let reverse = reverse_time_days(&exit, &vec![9; rows], None).unwrap();
    assert_eq!(reverse.distribution, [1.0]);
}

#[test]
fn an_empty_group_takes_no_part() {
    let set = follow(30, |row| row % 3 > 0);
    let codes: Vec<u32> = (0..30).map(|row| [0, 2][row % 2]).collect();
    let (three, two) = (codes.clone(), codes.iter().map(|code| code / 2).collect::<Vec<_>>());
    let (three, two) = (Labels::new(&three, 4).unwrap(), Labels::new(&two, 2).unwrap());
    let test = |group: &Labels| log_rank(&set, Event::Any, group, None, Weighting::LogRank).unwrap().test;
    assert_eq!(test(&three), test(&two));
    let gray = |group: &Labels| gray_test(&set, 1, group, None, 0.0).unwrap();
    assert_eq!(gray(&three), gray(&two));
    let groups: [&[f64]; 3] = [&[1.0, 2.0], &[], &[3.0]];
    assert_eq!(kruskal_wallis(&groups), Err(EstimateError::NoRows));
    let model = CoxModel::new(&set, Event::Any, &[&column(30, |row| row as f64)], Some(&three)).unwrap();
    assert_eq!(model.fit(Ties::Efron, None).unwrap().df(), 1);
    assert_eq!(contingency::association(&Crosstab::new(&[&[3, 4], &[0, 0]]).unwrap()), Err(EstimateError::EmptyMargin));
}

#[test]
fn fifty_strata_most_of_them_empty_or_without_events() {
    let rows = 300;
    let set = follow(rows, |row| row % 50 < 7 && row % 2 == 0);
    let codes: Vec<u32> = (0..rows as u32).map(|row| row % 50).collect();
    let strata = Labels::new(&codes, 60).unwrap();
    let group: Vec<u32> = (0..rows as u32).map(|row| (row / 50) % 2).collect();
    let group = Labels::new(&group, 2).unwrap();
    let test = log_rank(&set, Event::Any, &group, Some(&strata), Weighting::LogRank).unwrap();
    assert_eq!(test.observed.iter().sum::<f64>(), 24.0);
    close(test.expected.iter().sum::<f64>(), 24.0, 1e-12);
    let z = column(rows, |row| ((row / 50) % 2) as f64);
    let model = CoxModel::new(&set, Event::Any, &[&z], Some(&strata)).unwrap();
    let fit = model.fit(Ties::Breslow, None).unwrap();
    // With one binary column and no ties the score test is the stratified log-rank test.
    close(fit.score_test.statistic, test.test.statistic, 1e-9);
    assert_eq!(model.baseline(&fit).unwrap().len(), 60);
    assert!(concordance(&set, Event::Any, &z, Some(&strata), None).is_ok());
    assert!(gray_test(&set, 1, &group, Some(&strata), 0.0).is_ok());
}

#[test]
fn a_row_of_no_weight_is_as_none() {
    // Tied events with several entries and causes, every second row without weight.
    let entry = [0, 0, 1, 1, 0, 2, 0, 1, 2, 0, 0, 3];
    let exit = [5, 5, 5, 5, 5, 5, 7, 7, 7, 9, 9, 9];
    let cause = [1, 1, 1, 1, 2, 2, 1, 1, 2, 1, 0, 1];
    let weight = [0.0, 1.5, 0.0, 2.0, 0.0, 1.0, 1.0, 0.0, 0.7, 0.0, 1.0, 2.0];
    let x = [0.3, 1.0, 2.0, -1.0, 0.5, 0.0, 1.0, 0.2, -0.4, 0.9, 0.1, 0.6];
    let kept: Vec<usize> = (0..12).filter(|&row| weight[row] > 0.0).collect();
    let pick = |column: &[i32]| kept.iter().map(|&row| column[row]).collect::<Vec<_>>();
    let floats = |column: &[f64]| kept.iter().map(|&row| column[row]).collect::<Vec<_>>();
    let causes: Vec<u16> = kept.iter().map(|&row| cause[row]).collect();
    let all = RiskSet::from_days(Some(&entry), &exit, &cause, Some(&weight)).unwrap();
    let some = RiskSet::from_days(Some(&pick(&entry)), &pick(&exit), &causes, Some(&floats(&weight))).unwrap();
    let (a, b) = (kaplan_meier(&all.table(), Event::Any).unwrap(), kaplan_meier(&some.table(), Event::Any).unwrap());
    assert_eq!((&a.survival, &a.std_err), (&b.survival, &b.std_err));
    assert_eq!(fleming_harrington(&all.table(), Event::Any), fleming_harrington(&some.table(), Event::Any));
    assert_eq!(robust_curve(&all, Event::Any, None), robust_curve(&some, Event::Any, None));
    assert_eq!(aalen_johansen(&all, None).unwrap().causes, aalen_johansen(&some, None).unwrap().causes);
    let each: Vec<u32> = (0..12).collect();
    for ties in [Ties::Efron, Ties::Breslow] {
        for event in [Event::Any, Event::Cause(1)] {
            let model = CoxModel::new(&all, event, &[&x], None).unwrap();
            let less = CoxModel::new(&some, event, &[&floats(&x)], None).unwrap();
            assert_eq!(model.events(), less.events());
            let fit = model.fit(ties, Some(&Labels::new(&each, 12).unwrap())).unwrap();
            let without = less.fit(ties, Some(&Labels::new(&each[..kept.len()], 12).unwrap())).unwrap();
            close(fit.coefficients[0], without.coefficients[0], 1e-9);
            close(fit.log_likelihood, without.log_likelihood, 1e-12);
            close(fit.working_variance()[(0, 0)], without.working_variance()[(0, 0)], 1e-9);
            let residuals = model.martingale_residuals(&fit).unwrap();
            let fewer = less.martingale_residuals(&without).unwrap();
            kept.iter().zip(&fewer).for_each(|(&row, want)| close(residuals[row], *want, 1e-9));
            // A row of no weight had its event all the same.
            assert!(residuals[0] > fewer[0] - 2.0 && residuals[9] > -1.0);
            let c = concordance(&all, event, &x, None, None).unwrap();
            close(c.c, concordance(&some, event, &floats(&x), None, None).unwrap().c, 1e-12);
        }
    }
    let nothing = RiskSet::from_days(None, &exit, &cause, Some(&[0.0; 12])).unwrap();
    assert!(kaplan_meier(&nothing.table(), Event::Any).unwrap().survival.iter().all(|&s| s == 1.0));
    assert_eq!(CoxModel::new(&nothing, Event::Any, &[&x], None).unwrap_err(), EstimateError::NoEvents);
    assert_eq!(concordance(&nothing, Event::Any, &x, None, None), Err(EstimateError::NoEvents));
}

#[test]
fn weights_that_do_not_add_up_in_binary_end_a_curve_all_the_same() {
    let exit = [3, 3, 3, 3, 3, 3, 3, 3, 3, 3];
    let weight = [0.1, 0.2, 0.3, 0.1, 0.7, 0.1, 0.1, 0.6, 0.1, 0.1];
    for causes in [[1; 10], [1, 2, 1, 2, 1, 2, 1, 2, 1, 2]] {
        let set = RiskSet::from_days(None, &exit, &causes, Some(&weight)).unwrap();
        let curve = kaplan_meier(&set.table(), Event::Any).unwrap();
        assert_eq!((curve.survival[0], curve.std_err[0]), (0.0, None));
        let incidence = aalen_johansen(&set, None).unwrap();
        assert_eq!(incidence.event_free[0], 0.0);
        assert!(
            incidence.causes.iter().all(|cause| cause.std_err[0].is_finite() && cause.robust_std_err[0].is_finite())
        );
        assert_eq!(concordance(&set, Event::Any, &weight, None, None), Err(EstimateError::NoEvents));
    }
}

#[test]
fn a_million_tied_rows() {
    let rows = 1_000_000;
    let exit: Vec<i32> = (0..rows).map(|row| [30, 60][row % 2]).collect();
    let cause: Vec<u16> = (0..rows).map(|row| [1, 0, 1, 2, 0][row % 5]).collect();
    let set = RiskSet::from_days(None, &exit, &cause, None).unwrap();
    let curve = kaplan_meier(&set.table(), Event::Any).unwrap();
    // 300,000 of a million at 30, and 300,000 of the half million left at 60.
    close(curve.survival[1], 0.7 * 0.4, 1e-12);
    let codes: Vec<u32> = (0..rows as u32).map(|row| (row / 2) % 2).collect();
    let group = Labels::new(&codes, 2).unwrap();
    let test = log_rank(&set, Event::Any, &group, None, Weighting::LogRank).unwrap();
    assert!(test.test.statistic.is_finite());
    assert!(gray_test(&set, 1, &group, None, 0.0).unwrap().statistic.is_finite());
    let z = column(rows, |row| ((row / 2) % 2) as f64);
    for ties in [Ties::Efron, Ties::Breslow] {
        let model = CoxModel::new(&set, Event::Any, &[&z], None).unwrap();
        let fit = model.fit(ties, None).unwrap();
        assert!(fit.coefficients[0].is_finite() && fit.infinite.is_empty());
        assert!(model.proportionality(&fit, Clock::Rank).unwrap().global.statistic.is_finite());
    }
    let exact = CoxModel::new(&set, Event::Any, &[&z], None).unwrap().fit(Ties::Exact, None);
    assert_eq!(exact.unwrap_err(), EstimateError::TooLarge);
    let c = concordance(&set, Event::Any, &z, None, None).unwrap();
    assert!((c.c - 0.5).abs() < 0.01 && c.std_err.is_finite());
    assert!(fine_gray(&set, 1, &[&z]).unwrap().coefficients[0].is_finite());
    assert!(aalen_johansen(&set, None).unwrap().causes[1].robust_std_err[1].is_finite());
    let (left, right): (Vec<f64>, Vec<f64>) = exit.iter().map(|&t| (f64::from(t) - 30.0, f64::from(t))).unzip();
    close(turnbull(&left, &right).unwrap().mass[0], 0.5, 1e-9);
    let late = vec![90; rows];
    close(reverse_time_days(&exit, &late, None).unwrap().distribution[0], 0.5, 1e-12);
    assert_eq!(quasi_independence(&exit, &late), Err(EstimateError::NoVariation));
    let days = column(rows, |row| f64::from(exit[row]));
    let rank = mann_whitney(&days[..rows / 2], &days[rows / 2..], Level::P95).unwrap();
    assert_eq!((rank.p_normal, rank.p_exact, rank.shift), (Some(1.0), None, None));
    assert!(correlation::kendall(&days, &z).unwrap().r.abs() < 0.01);
    assert_eq!(correlation::kendall(&days, &days).unwrap().r, 1.0);
}

#[test]
fn tables_beyond_reckoning_are_refused() {
    let most = u64::MAX / 2;
    assert_eq!(Crosstab::new(&[&[most, most], &[most, 1]]), Err(EstimateError::TooLarge));
    assert_eq!(diversity(&[most, most, most]), Err(EstimateError::TooLarge));
    assert_eq!(fisher::fisher_two_by_two([[most; 2]; 2], Level::P95), Err(EstimateError::TooLarge));
    assert_eq!(stratified::mantel_haenszel(&[[[most; 2]; 2]], Level::P95), Err(EstimateError::TooLarge));
    assert_eq!(stratified::exact_stratified(&[[[most; 2]; 2]], Level::P95), Err(EstimateError::TooLarge));
    assert_eq!(rate::poisson_rate(most, 1.0, Level::P95), Err(EstimateError::TooLarge));
    assert_eq!(rate::rate_ratio((most, 1.0), (most + 2, 1.0), Level::P95), Err(EstimateError::TooLarge));
    for exact in [proportion::clopper_pearson, proportion::jeffreys, proportion::mid_p] {
        assert_eq!(exact(3, most, Level::P95), Err(EstimateError::TooLarge));
    }
    // Just within: the normal law is then near, and the exact limits a little wider.
    let many = rate::poisson_interval(100_000_000, Level::P95);
    close(many.lower, 1e8 - 1.959_963_984_540_054 * 1e4, 1e-7);
    close(many.upper, 1e8 + 1.959_963_984_540_054 * 1e4, 1e-7);
    let half = proportion::clopper_pearson(500_000_000, 1_000_000_000, Level::P95).unwrap();
    close(half.lower, 0.5 - 0.5 * 1.959_963_984_540_054 / 1e9_f64.sqrt(), 1e-8);
    let times: Vec<f64> = (0..7_000).map(f64::from).collect();
    assert_eq!(turnbull(&times, &times), Err(EstimateError::TooLarge));
    let vast = Crosstab::new(&[&[1 << 40, 3, 5], &[7, 1 << 41, 9]]).unwrap();
    assert_eq!(fisher::fisher_exact(&vast), Err(EstimateError::TooLarge));
    let large = stratified::exact_stratified(&[[[1 << 40, 1 << 39], [1 << 38, 1 << 40]]; 3], Level::P95);
    assert_eq!(large, Err(EstimateError::TooLarge));
}

#[test]
fn times_at_and_below_zero_and_of_every_size() {
    let exit = [0.0, -3.0, 0.0, 2.5, -3.0, 4.0];
    let set = RiskSet::from_times(None, &exit, &[1, 1, 0, 1, 0, 0], None).unwrap();
    let curve = kaplan_meier(&set.table(), Event::Any).unwrap();
    assert_eq!(curve.time, [-3.0, 0.0, 2.5, 4.0]);
    close(curve.survival[2], 5.0 / 6.0 * 3.0 / 4.0 * 0.5, 1e-15);
    for scale in [1e-60, 1e-9, 1.0, 1e9, 1e60] {
        let exit: Vec<f64> = (1..40).map(|k| scale * f64::from(k % 13 + 1)).collect();
        let cause: Vec<u16> = (1..40).map(|k| u16::from(k % 3 > 0)).collect();
        let set = RiskSet::from_times(None, &exit, &cause, None).unwrap();
        let curve = kaplan_meier(&set.table(), Event::Any).unwrap();
        // R's rule makes one tie of times closer than 1.5e-8, whatever their unit.
        assert_eq!(curve.time.len(), if scale < 1e-8 { 1 } else { 13 }, "{scale}");
        let x = column(39, |row| scale * ((row * 31) % 17) as f64);
        let fit = fit(&set, &[&x], Ties::Efron);
        assert!(fit.coefficients[0].is_finite() && fit.infinite.is_empty(), "{scale}");
        let seen: Vec<Observation> = exit
            .iter()
            .zip(&cause)
            .map(|(&t, &c)| if c > 0 { Observation::Exact(t) } else { Observation::After(t) })
            .collect();
        close(
            accelerated_failure(Lifetime::Weibull, &seen, &[&x]).unwrap().scale,
            accelerated_failure(Lifetime::Weibull, &seen, &[&x.iter().map(|x| x / scale).collect::<Vec<_>>()])
                .unwrap()
                .scale,
            1e-6,
        );
    }
}
