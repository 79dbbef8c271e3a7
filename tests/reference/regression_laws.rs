//! Laws that regressions obey whatever the data: property tests.

use proptest::prelude::*;
use retraffic::estimate::cox::{CoxFit, CoxModel, Ties, concordance};
use retraffic::estimate::{
    Event, Labels, Lifetime, Observation, RiskSet, accelerated_failure, fine_gray, gray_test, mean_cumulative,
    nelson_aalen,
};

/// Rows of follow-up with two covariates; every group of causes and levels is met often enough for a fit.
#[derive(Debug, Clone)]
struct Rows {
    entry: Vec<i32>,
    exit: Vec<i32>,
    cause: Vec<u16>,
    x: Vec<f64>,
    z: Vec<f64>,
}

fn rows() -> impl Strategy<Value = Rows> {
    prop::collection::vec((0..15_i32, 1..20_i32, 0..3_u16, -20..20_i32, 0..2_u8), 25..90).prop_map(|rows| Rows {
        entry: rows.iter().map(|row| row.0).collect(),
        exit: rows.iter().map(|row| row.0 + row.1).collect(),
        cause: rows.iter().map(|row| row.2).collect(),
        x: rows.iter().map(|row| f64::from(row.3) / 10.0).collect(),
        z: rows.iter().map(|row| f64::from(row.4)).collect(),
    })
}

impl Rows {
    fn set(&self) -> RiskSet {
        RiskSet::from_days(Some(&self.entry), &self.exit, &self.cause, None).unwrap()
    }

    fn undelayed(&self) -> RiskSet {
        RiskSet::from_days(None, &self.exit, &self.cause, None).unwrap().with_causes(2)
    }

    fn pick(&self, order: &[usize]) -> Rows {
        fn of<T: Copy>(column: &[T], order: &[usize]) -> Vec<T> {
            order.iter().map(|&k| column[k]).collect()
        }
        Rows {
            entry: of(&self.entry, order),
            exit: of(&self.exit, order),
            cause: of(&self.cause, order),
            x: of(&self.x, order),
            z: of(&self.z, order),
        }
    }

    /// A fit, where there is one to speak of.
    fn fit(&self, ties: Ties) -> Option<CoxFit> {
        let fit = CoxModel::new(&self.set(), Event::Any, &[&self.x, &self.z], None).ok()?.fit(ties, None).ok()?;
        (fit.infinite.is_empty() && fit.df() == 2).then_some(fit)
    }

    fn seen(&self, unit: f64) -> Vec<Observation> {
        let observe = |(&t, &cause): (&i32, &u16)| match cause {
            0 => Observation::After(unit * f64::from(t)),
            1 => Observation::Exact(unit * f64::from(t)),
            _ => Observation::Between(unit * (f64::from(t) - 0.5), unit * (f64::from(t) + 0.5)),
        };
        self.exit.iter().zip(&self.cause).map(observe).collect()
    }
}

fn near(got: f64, want: f64) -> bool {
    (got - want).abs() <= 1e-7 * want.abs().max(1.0)
}

/// The same for fits whose likelihood may be flat.
fn alike(got: f64, want: f64) -> bool {
    (got - want).abs() <= 1e-5 * want.abs().max(1.0)
}

const TIES: [Ties; 2] = [Ties::Efron, Ties::Breslow];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_unit_of_a_covariate_divides_its_coefficient_and_no_test(rows in rows(), unit in 1e-6..1e6_f64, zero in -1e3..1e3_f64) {
        for ties in TIES {
            let mut other = rows.clone();
            other.x.iter_mut().for_each(|x| *x = (*x + zero) * unit);
            if let (Some(a), Some(b)) = (rows.fit(ties), other.fit(ties)) {
                prop_assert!(near(b.coefficients[0] * unit, a.coefficients[0]) && near(b.coefficients[1], a.coefficients[1]));
                prop_assert!(near(b.log_likelihood, a.log_likelihood) && near(b.wald_test().statistic, a.wald_test().statistic));
                prop_assert!(near(b.score_test.statistic, a.score_test.statistic));
            }
        }
    }

    #[test]
    fn the_unit_of_time_changes_no_hazard_ratio(rows in rows()) {
        let later = |column: &[i32]| column.iter().map(|t| t * t * t).collect::<Vec<i32>>();
        let other = Rows { entry: later(&rows.entry), exit: later(&rows.exit), ..rows.clone() };
        for ties in TIES {
            if let (Some(a), Some(b)) = (rows.fit(ties), other.fit(ties)) {
                prop_assert_eq!(a.coefficients, b.coefficients);
            }
        }
    }

    #[test]
    fn telling_the_data_twice_leaves_breslows_estimate_and_halves_its_variance(rows in rows()) {
        let twice = rows.pick(&(0..rows.x.len()).chain(0..rows.x.len()).collect::<Vec<_>>());
        if let (Some(a), Some(b)) = (rows.fit(Ties::Breslow), twice.fit(Ties::Breslow)) {
            prop_assert!(near(a.coefficients[0], b.coefficients[0]));
            prop_assert!(near(a.variance[(0, 0)], 2.0 * b.variance[(0, 0)]));
        }
    }

    #[test]
    fn the_order_of_rows_changes_no_estimate(rows in rows(), seed in any::<u64>()) {
        let mut order: Vec<usize> = (0..rows.x.len()).collect();
        order.sort_by_key(|&k| (k as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        let other = rows.pick(&order);
        for ties in TIES {
            if let (Some(a), Some(b)) = (rows.fit(ties), other.fit(ties)) {
                prop_assert!((0..2).all(|k| near(a.coefficients[k], b.coefficients[k])));
            }
        }
        let (a, b) = (rows.seen(1.0), other.seen(1.0));
        let fit = |seen: &[Observation], rows: &Rows| accelerated_failure(Lifetime::LogLogistic, seen, &[&rows.x]);
        match (fit(&a, &rows), fit(&b, &other)) {
            (Ok(a), Ok(b)) => prop_assert!(alike(a.coefficients[1], b.coefficients[1])),
            (a, b) => prop_assert!(a.is_err() == b.is_err()),
        }
    }

    #[test]
    fn copies_as_strata_change_no_estimate(rows in rows()) {
        let n = rows.x.len();
        let twice = rows.pick(&(0..n).chain(0..n).collect::<Vec<_>>());
        let codes: Vec<u32> = (0..2 * n).map(|k| u32::from(k >= n)).collect();
        let strata = Labels::new(&codes, 2).unwrap();
        for ties in TIES {
            let model = CoxModel::new(&twice.set(), Event::Any, &[&twice.x, &twice.z], Some(&strata));
            if let (Some(a), Ok(b)) = (rows.fit(ties), model.and_then(|model| model.fit(ties, None))) {
                prop_assert!((0..2).all(|k| near(a.coefficients[k], b.coefficients[k])));
                prop_assert!(near(2.0 * a.log_likelihood, b.log_likelihood));
            }
        }
    }

    #[test]
    fn residuals_sum_to_nothing_and_schoenfelds_too(rows in rows()) {
        for ties in TIES {
            let model = CoxModel::new(&rows.set(), Event::Any, &[&rows.x, &rows.z], None);
            if let (Some(fit), Ok(model)) = (rows.fit(ties), model) {
                prop_assert!(model.martingale_residuals(&fit).unwrap().iter().sum::<f64>().abs() < 1e-9);
                for column in model.score_residuals(&fit).unwrap() {
                    prop_assert!(column.iter().sum::<f64>().abs() < 1e-6);
                }
                for a in 0..2 {
                    let gaps = model.schoenfeld_residuals(&fit).unwrap();
                    prop_assert!(gaps.iter().map(|residual| residual.gap[a]).sum::<f64>().abs() < 1e-6);
                }
            }
        }
    }

    #[test]
    fn a_score_turned_round_orders_the_other_way(rows in rows()) {
        let turned: Vec<f64> = rows.x.iter().map(|x| -x).collect();
        let of = |score: &[f64]| concordance(&rows.set(), Event::Any, score, None, None);
        if let (Ok(a), Ok(b)) = (of(&rows.x), of(&turned)) {
            prop_assert!(near(a.c + b.c, 1.0) && near(a.std_err, b.std_err));
        }
    }

    #[test]
    fn the_unit_of_time_moves_the_intercept_of_an_accelerated_fit(rows in rows(), unit in 0.01..100.0_f64) {
        for law in [Lifetime::Weibull, Lifetime::LogNormal, Lifetime::LogLogistic] {
            let fit = |unit: f64| accelerated_failure(law, &rows.seen(unit), &[&rows.x, &rows.z]);
            if let (Ok(a), Ok(b)) = (fit(1.0), fit(unit)) {
                prop_assert!(alike(a.coefficients[0] + libm::log(unit), b.coefficients[0]));
                prop_assert!(alike(a.coefficients[1], b.coefficients[1]) && alike(a.scale, b.scale));
            }
        }
    }

    #[test]
    fn groups_change_places_and_grays_test_stays(rows in rows()) {
        let codes: Vec<u32> = rows.z.iter().map(|&z| z as u32).collect();
        let turned: Vec<u32> = codes.iter().map(|code| 1 - code).collect();
        let of = |codes: &[u32]| gray_test(&rows.undelayed(), 1, &Labels::new(codes, 2).unwrap(), None, 0.0);
        if let (Ok(a), Ok(b)) = (of(&codes), of(&turned))
            && a.df > 0
        {
            prop_assert!(alike(a.statistic, b.statistic), "{} {}", a.statistic, b.statistic);
        }
    }

    #[test]
    fn a_unit_divides_the_subdistribution_coefficient_too(rows in rows(), unit in 1e-4..1e4_f64) {
        let other: Vec<f64> = rows.x.iter().map(|x| 5.0 + x * unit).collect();
        if let (Ok(a), Ok(b)) = (fine_gray(&rows.undelayed(), 1, &[&rows.x]), fine_gray(&rows.undelayed(), 1, &[&other])) {
            prop_assert!(alike(a.coefficients[0], b.coefficients[0] * unit));
            prop_assert!(alike(a.variance[(0, 0)].sqrt(), b.variance[(0, 0)].sqrt() * unit));
        }
    }

    #[test]
    fn one_row_a_person_is_nelson_and_aalen(rows in rows()) {
        let each: Vec<u32> = (0..rows.x.len() as u32).collect();
        let mean = mean_cumulative(&rows.set(), Event::Any, &Labels::new(&each, each.len()).unwrap()).unwrap();
        prop_assert_eq!(mean.mean, nelson_aalen(&rows.set().table(), Event::Any).unwrap().hazard);
    }
}
