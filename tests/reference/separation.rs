//! What the data of a regression cannot tell: separation, of which the estimate is infinite, and covariates that are collinear,
//! constant, or the same within strata.

use super::extremes::{LAWS, close, column, fit, follow};
use retraffic::estimate::cox::{Clock, CoxModel, Infinite, Ties, firth};
use retraffic::estimate::*;

#[test]
fn a_rare_group_without_events_is_infinite_however_rare() {
    for rare in [2, 20, 400] {
        let rows = 6_000;
        let set = follow(rows, |row| row % 53 == 0 && row >= rare);
        let z = column(rows, |row| f64::from(row < rare));
        let x = column(rows, |row| ((row * 31) % 17) as f64 / 10.0);
        for ties in [Ties::Efron, Ties::Breslow] {
            let fit = fit(&set, &[&x, &z], ties);
            assert_eq!(fit.infinite, [Infinite { coefficient: 1, positive: false }], "{rare}");
            assert_eq!(fit.coefficient(1, Level::P95), None);
        }
        let model = CoxModel::new(&set, Event::Any, &[&x, &z], None).unwrap();
        let firth = firth(&model, Level::P95).unwrap();
        assert!(firth.coefficients[1].abs() < 10.0 && firth.profile[1].1.is_some());
    }
}

#[test]
fn complete_separation_is_named() {
    // Every event at z = 1 comes before every censoring at z = 0, and x follows z.
    let exit: Vec<i32> = (1..=20).collect();
    let cause: Vec<u16> = (1..=20).map(|k| u16::from(k <= 10)).collect();
    let set = RiskSet::from_days(None, &exit, &cause, None).unwrap();
    let z = column(20, |row| f64::from(row < 10));
    assert_eq!(fit(&set, &[&z], Ties::Efron).infinite, [Infinite { coefficient: 0, positive: true }]);
    // Scores that order the events perfectly.
    let falling = column(20, |row| 1e-4 * (20 - row) as f64);
    assert_eq!(fit(&set, &[&falling], Ties::Breslow).infinite, [Infinite { coefficient: 0, positive: true }]);
    let seen: Vec<Observation> = exit
        .iter()
        .zip(&cause)
        .map(|(&t, &c)| if c > 0 { Observation::Exact(t.into()) } else { Observation::After(t.into()) })
        .collect();
    for law in LAWS {
        assert_eq!(accelerated_failure(law, &seen, &[&z]).unwrap_err(), EstimateError::Infinite, "{law:?}");
    }
    assert_eq!(fine_gray(&set, 1, &[&z]).unwrap_err(), EstimateError::Infinite);
}

#[test]
fn separation_along_a_combination_is_named() {
    // Two levels of a factor without events; and a direction in which neither column alone separates.
    let rows = 120;
    let set = follow(rows, |row| row % 4 == 0);
    let level = |k: usize| column(rows, move |row| f64::from(row % 4 == k));
    let found = fit(&set, &[&level(1), &level(2), &level(3)], Ties::Efron).infinite;
    assert_eq!(found, [0, 1, 2].map(|coefficient| Infinite { coefficient, positive: false }));
    // Events lie on x + y = 2, all others below it, with x and y free along it.
    let x = column(rows, |row| ((row * 13) % 29) as f64 / 7.0);
    let y = column(rows, |row| if row % 4 == 0 { 2.0 - x[row] } else { 1.5 - x[row] - (row % 3) as f64 });
    let fit = fit(&set, &[&x, &y], Ties::Efron);
    assert_eq!(fit.infinite.len(), 2, "{:?} {:?}", fit.infinite, fit.coefficients);
    assert!(fit.infinite.iter().all(|infinite| infinite.positive));
}

#[test]
fn what_is_finite_is_not_called_infinite() {
    let exit: Vec<i32> = (1..=40).collect();
    let cause: Vec<u16> = (1..=40).map(|k| u16::from(k <= 20 || k == 39)).collect();
    let set = RiskSet::from_days(None, &exit, &cause, None).unwrap();
    let z = column(40, |row| f64::from(row < 20));
    // The late event is seen by nobody with z = 1: z alone runs off.
    assert_eq!(fit(&set, &[&z], Ties::Efron).infinite, [Infinite { coefficient: 0, positive: true }]);
    // One censored row that lies further than the events stands in the way.
    let x = column(40, |row| if row == 20 { 30.0 } else { 30.0 - row as f64 });
    let fit = fit(&set, &[&x], Ties::Efron);
    assert!(fit.infinite.is_empty(), "{:?}", fit.coefficients);
}

#[test]
fn a_group_without_events_of_the_cause_is_infinite_for_fine_and_gray() {
    let exit: Vec<i32> = (0..200).map(|row| (row * 37) % 101 + 1).collect();
    let cause: Vec<u16> =
        (0..200).map(|row| if row % 5 == 0 { 2 * u16::from(row % 2 == 0) } else { [0, 1, 2][row % 3] }).collect();
    let set = RiskSet::from_days(None, &exit, &cause, None).unwrap();
    let z = column(200, |row| f64::from(row % 5 == 0));
    let x = column(200, |row| (row % 7) as f64);
    assert_eq!(fine_gray(&set, 1, &[&x, &z]).unwrap_err(), EstimateError::Infinite);
    assert!(fine_gray(&set, 2, &[&x, &z]).is_ok());
}

#[test]
fn a_group_without_events_has_no_accelerated_fit() {
    let rows = 400;
    let time = |row: usize| ((row * 7919) % 397) as f64 + 1.0;
    let seen: Vec<Observation> = (0..rows)
        .map(|row| if row % 3 == 0 && row >= 8 { Observation::Exact(time(row)) } else { Observation::After(time(row)) })
        .collect();
    let z = column(rows, |row| f64::from(row < 8));
    let x = column(rows, |row| (row % 11) as f64);
    for law in LAWS {
        assert_eq!(accelerated_failure(law, &seen, &[&x, &z]).unwrap_err(), EstimateError::Infinite, "{law:?}");
        assert!(accelerated_failure(law, &seen, &[&x]).is_ok(), "{law:?}");
    }
}

#[test]
fn a_million_rows_without_events_in_one_group_are_diagnosed_in_one_pass() {
    let rows = 1_000_000;
    let set = follow(rows, |row| row % 16 == 0);
    let z = column(rows, |row| f64::from(row % 16 == 1));
    assert_eq!(fit(&set, &[&z], Ties::Breslow).infinite, [Infinite { coefficient: 0, positive: false }]);
}

#[test]
fn collinear_and_constant_covariates_are_left_out() {
    let rows = 200;
    let set = follow(rows, |row| row % 3 == 0);
    let x = column(rows, |row| ((row * 31) % 17) as f64 / 10.0);
    let twice = column(rows, |row| 0.3 - 2.0 * x[row]);
    let same = vec![0.1; rows];
    let alone = fit(&set, &[&x], Ties::Efron);
    for ties in [Ties::Efron, Ties::Breslow] {
        let all = fit(&set, &[&same, &x, &twice], ties);
        assert_eq!(all.aliased, [true, false, true]);
        assert_eq!((all.coefficients[0], all.coefficients[2], all.df()), (0.0, 0.0, 1));
        close(all.coefficients[1], fit(&set, &[&x], ties).coefficients[0], 1e-9);
    }
    let model = CoxModel::new(&set, Event::Any, &[&same, &x, &twice], None).unwrap();
    let all = model.fit(Ties::Efron, None).unwrap();
    let drift = model.proportionality(&all, Clock::KaplanMeier).unwrap();
    assert!(drift.coefficients[0].is_none() && drift.coefficients[1].is_some() && drift.global.df == 1);
    close(
        model.martingale_residuals(&all).unwrap()[5],
        {
            let model = CoxModel::new(&set, Event::Any, &[&x], None).unwrap();
            model.martingale_residuals(&alone).unwrap()[5]
        },
        1e-9,
    );
    assert_eq!(firth(&model, Level::P95).unwrap_err(), EstimateError::NoVariation);
    assert_eq!(fine_gray(&set, 1, &[&x, &twice]).unwrap_err(), EstimateError::NoVariation);
    assert_eq!(fine_gray(&set, 1, &[&same]).unwrap_err(), EstimateError::NoVariation);
    let seen: Vec<Observation> = (0..rows).map(|row| Observation::Exact(1.0 + row as f64)).collect();
    for law in LAWS {
        assert_eq!(accelerated_failure(law, &seen, &[&x, &twice]).unwrap_err(), EstimateError::NoVariation);
        assert_eq!(accelerated_failure(law, &seen, &[&same]).unwrap_err(), EstimateError::NoVariation);
    }
}

#[test]
fn a_covariate_that_varies_between_strata_only_is_left_out() {
    for strata in [2, 3, 50] {
        let rows = 400;
        let set = follow(rows, |row| row % 3 == 0);
        let codes: Vec<u32> = (0..rows as u32).map(|row| row % strata).collect();
        let labels = Labels::new(&codes, strata as usize).unwrap();
        let x = column(rows, |row| ((row * 31) % 17) as f64 / 10.0);
        let between = column(rows, |row| [0.1, 0.7, 1.3][codes[row] as usize % 3]);
        for ties in [Ties::Efron, Ties::Breslow] {
            let model = CoxModel::new(&set, Event::Any, &[&x, &between], Some(&labels)).unwrap();
            let both = model.fit(ties, None).unwrap();
            assert_eq!(both.aliased, [false, true], "{strata} {:?}", both.coefficients);
            assert_eq!(both.coefficients[1], 0.0);
            let alone = CoxModel::new(&set, Event::Any, &[&x], Some(&labels)).unwrap().fit(ties, None).unwrap();
            close(both.coefficients[0], alone.coefficients[0], 1e-9);
            assert_eq!(firth(&model, Level::P95).unwrap_err(), EstimateError::NoVariation);
        }
    }
}
