//! A million rows: all at one time, all at times of their own, in fifty strata. Answers are known in closed form, and
//! nothing may take a time that grows with the square.

use retraffic::estimate::cox::{Covariate, CoxModel, Ties, concordance};
use retraffic::estimate::{
    ChiSquareTest, EstimateError, Event, Labels, RiskSet, Weighting, aalen_johansen, fine_gray, gray_test,
    kaplan_meier, log_rank, quasi_independence, reverse_time_days, robust_curve, turnbull,
};

const ROWS: usize = 1_000_000;

fn close(got: f64, want: f64, relative: f64) {
    assert!((got - want).abs() <= relative * want.abs().max(1e-300), "{got} is not {want}");
}

/// Two groups, two causes, one time.
struct Tied {
    set: RiskSet,
    group: Vec<u32>,
    /// By cause (0 is censored) and group.
    counts: [[f64; 2]; 3],
}

fn tied() -> Tied {
    let group: Vec<u32> = (0..ROWS).map(|k| u32::from(k.is_multiple_of(5))).collect();
    let cause_of =
        |k: usize| if k.is_multiple_of(2) || k.is_multiple_of(15) { 1 } else { u16::from(k.is_multiple_of(7)) * 2 };
    let cause: Vec<u16> = (0..ROWS).map(cause_of).collect();
    let mut counts = [[0.0; 2]; 3];
    cause.iter().zip(&group).for_each(|(&cause, &group)| counts[usize::from(cause)][group as usize] += 1.0);
    Tied { set: RiskSet::from_days(None, &vec![7; ROWS], &cause, None).unwrap(), group, counts }
}

#[test]
fn a_million_tied_rows_have_closed_forms() {
    let Tied { set, group, counts } = tied();
    let n = ROWS as f64;
    let labels = Labels::new(&group, 2).unwrap();
    let size = |g: usize| counts.iter().map(|c| c[g]).sum::<f64>();
    let one = Event::Cause(1);
    let [d0, d1] = counts[1];
    let d = d0 + d1;

    let curve = kaplan_meier(&set.table(), one).unwrap();
    close(curve.survival[0], (n - d) / n, 1e-15);
    let robust = robust_curve(&set, one, None).unwrap();
    close(robust.survival[0].unwrap(), curve.std_err[0].unwrap(), 1e-9);

    let test = log_rank(&set, one, &labels, None, Weighting::LogRank).unwrap().test;
    let expected = d * size(1) / n;
    let variance = d * (n - d) / (n - 1.0) * (size(0) / n) * (size(1) / n);
    close(test.statistic, (d1 - expected) * (d1 - expected) / variance, 1e-10);

    let incidence = aalen_johansen(&set, None).unwrap();
    for (k, cause) in incidence.causes.iter().enumerate() {
        let events: f64 = counts[k + 1].iter().sum();
        close(cause.incidence[0], events / n, 1e-15);
        close(cause.robust_std_err[0], cause.std_err[0], 1e-9);
    }
    let gray = gray_test(&set, 1, &labels, None, 0.0).unwrap();
    assert!(matches!(gray, ChiSquareTest { df: 1, p: Some(p), .. } if (0.0..=1.0).contains(&p)));
}

#[test]
fn a_million_tied_rows_can_be_fitted() {
    let Tied { set, group, counts } = tied();
    let labels = Labels::new(&group, 2).unwrap();
    let number: Vec<f64> = group.iter().map(|&g| f64::from(g)).collect();
    let size = |g: usize| counts.iter().map(|c| c[g]).sum::<f64>();
    let [d0, d1] = counts[1];
    let d = d0 + d1;
    // With one time the score of Breslow's likelihood is that of a table of two rows.
    let ratio = d1 * size(0) / (d0 * size(1));
    let event = Event::Cause(1);
    for covariate in [Covariate::Number(&number), Covariate::Factor { labels, levels: &[1] }] {
        let model = CoxModel::with_covariates(&set, event, &[covariate], None).unwrap();
        let breslow = model.fit(Ties::Breslow, None).unwrap();
        close(breslow.coefficients[0], libm::log(ratio), 1e-9);
        let efron = model.fit(Ties::Efron, None).unwrap();
        let r = libm::exp(efron.coefficients[0]);
        let left = |k: usize| {
            let gone = k as f64 / d;
            let in_group = r * (size(1) - gone * d1);
            in_group / (in_group + size(0) - gone * d0)
        };
        close((0..d as usize).map(left).sum::<f64>(), d1, 1e-9);
        let martingale: f64 = model.martingale_residuals(&efron).unwrap().iter().sum();
        assert!(martingale.abs() < 1e-6, "{martingale}");
    }
    let fit = fine_gray(&set, 1, &[&number]).unwrap();
    close(fit.coefficients[0], libm::log(ratio), 1e-9);

    let c = concordance(&set, event, &number, None, None).unwrap();
    let kept = |g: usize| size(g) - counts[1][g];
    let agreeing = d1 * kept(0) + 0.5 * (d1 * kept(1) + d0 * kept(0));
    close(c.c, agreeing / (d * (kept(0) + kept(1))), 1e-12);
}

#[test]
fn a_million_tied_rows_of_other_kinds() {
    let same = vec![3.0; ROWS];
    let found = turnbull(&same, &same).unwrap();
    assert_eq!((found.mass.as_slice(), found.left.as_slice()), ([1.0].as_slice(), [3.0].as_slice()));
    let (lag, longest) = (vec![3; ROWS], vec![9; ROWS]);
    assert_eq!(quasi_independence(&lag, &longest).err(), Some(EstimateError::NoVariation));
    let reverse = reverse_time_days(&lag, &longest, Some(9)).unwrap();
    assert!(reverse.distribution.iter().all(|f| (0.0..=1.0).contains(f)));
}

#[test]
fn a_million_times_of_their_own() {
    let exit: Vec<i32> = (0..ROWS).map(|k| ((k * 7919) % ROWS) as i32).collect();
    let group: Vec<u32> = exit.iter().map(|&t| (t % 2) as u32).collect();
    let number: Vec<f64> = exit.iter().map(|&t| f64::from(t % 101)).collect();
    let set = RiskSet::from_days(None, &exit, &vec![1; ROWS], None).unwrap();
    let curve = kaplan_meier(&set.table(), Event::Any).unwrap();
    close(curve.survival[249_999], 0.75, 1e-9);
    let labels = Labels::new(&group, 2).unwrap();
    assert!(log_rank(&set, Event::Any, &labels, None, Weighting::LogRank).unwrap().test.statistic < 1e-3);
    let covariates = [Covariate::Factor { labels, levels: &[1] }, Covariate::Number(&number)];
    let model = CoxModel::with_covariates(&set, Event::Any, &covariates, None).unwrap();
    let (efron, breslow) = (model.fit(Ties::Efron, None).unwrap(), model.fit(Ties::Breslow, None).unwrap());
    assert_eq!(efron.coefficients, breslow.coefficients);
    assert!(efron.coefficients.iter().all(|b| b.abs() < 1e-3));
    assert!(gray_test(&set, 1, &labels, None, 0.0).unwrap().statistic < 1e-3);
    let c = concordance(&set, Event::Any, &number, None, None).unwrap();
    close(c.c, 0.5, 1e-2);
}

#[test]
fn fifty_strata_of_twenty_thousand() {
    let strata: Vec<u32> = (0..ROWS).map(|k| (k % 50) as u32).collect();
    let group: Vec<u32> = (0..ROWS).map(|k| ((k / 50) % 3) as u32).collect();
    let entry: Vec<i32> = (0..ROWS).map(|k| ((k * 13) % 40) as i32).collect();
    let exit: Vec<i32> = (0..ROWS).map(|k| 41 + ((k * 7919) % 3001) as i32 / (1 + group[k] as i32)).collect();
    let cause: Vec<u16> = (0..ROWS).map(|k| u16::from((k * 31) % 10 < 3)).collect();
    let set = RiskSet::from_days(Some(&entry), &exit, &cause, None).unwrap();
    let (strata, group) = (Labels::new(&strata, 50).unwrap(), Labels::new(&group, 3).unwrap());
    let test = log_rank(&set, Event::Any, &group, Some(&strata), Weighting::LogRank).unwrap();
    let covariate = [Covariate::Factor { labels: group, levels: &[1, 2] }];
    let model = CoxModel::with_covariates(&set, Event::Any, &covariate, Some(&strata)).unwrap();
    let fit = model.fit(Ties::Breslow, None).unwrap();
    assert!(fit.coefficients[0] > 0.3 && fit.coefficients[1] > fit.coefficients[0], "{:?}", fit.coefficients);
    // The score test of groups is the log-rank test, but for the variance of ties.
    close(fit.score_test.statistic, test.test.statistic, 1e-2);
}
