//! Cumulative hazards: Nelson-Aalen, and Fleming and Harrington's correction for ties.

use super::{EstimateError, Event, RiskTable};
use crate::numeric::sum::Sum;

/// A cumulative hazard with its standard error, at every distinct time of its table.
#[derive(Debug, Clone, PartialEq)]
pub struct CumulativeHazard {
    /// The distinct times, ascending.
    pub time: Vec<f64>,
    /// H at each time.
    pub hazard: Vec<f64>,
    /// The standard error of H at each time.
    pub std_err: Vec<f64>,
}

impl CumulativeHazard {
    /// exp(-H), the Breslow (Nelson-Aalen) or Fleming-Harrington estimate of survival.
    pub fn survival(&self) -> Vec<f64> {
        self.hazard.iter().map(|&h| libm::exp(-h)).collect()
    }
}

/// Nelson-Aalen: H(t) = sum over t_j <= t of d_j/n_j, with variance sum d_j/n_j^2.
///
/// Source: W. Nelson (1972), Technometrics 14, 945-966; O. Aalen (1978), Annals of Statistics 6,
/// 701-726; Klein and Moeschberger (2003), equations 4.2.3 and 4.2.4.
/// No rows: an error. All censored: 0. Everyone at risk has the event: a jump of 1.
pub fn nelson_aalen(table: &RiskTable, event: Event) -> Result<CumulativeHazard, EstimateError> {
    accumulate(table, |j| {
        let (n, d) = (table.at_risk(j, 0), table.events(j, 0, event));
        if d > 0.0 && n > 0.0 { (d / n, d / (n * n)) } else { (0.0, 0.0) }
    })
}

/// Fleming-Harrington: tied events leave one after another, so that d events among n add
/// 1/n + 1/(n-1) + ... + 1/(n-d+1) to the hazard, and the squares of these to the variance. With
/// weights, each of the d tied rows takes 1/d of their weight.
///
/// Source: T. R. Fleming and D. P. Harrington (1984), Communications in Statistics 13, 2469-2486;
/// T. M. Therneau and P. M. Grambsch (2000), "Modeling Survival Data", section 2.1.
/// No rows: an error. All censored: 0.
pub fn fleming_harrington(table: &RiskTable, event: Event) -> Result<CumulativeHazard, EstimateError> {
    accumulate(table, |j| {
        let (n, d) = (table.at_risk(j, 0), table.events(j, 0, event));
        let rows = table.event_rows(j, 0, event);
        let share = d / f64::from(rows.max(1));
        let (mut hazard, mut variance) = (Sum::ZERO, Sum::ZERO);
        for k in 0..rows {
            let left = n - f64::from(k) * share;
            if d > 0.0 && left > 0.0 {
                hazard.add(share / left);
                variance.add(share / (left * left));
            }
        }
        (hazard.value(), variance.value())
    })
}

fn accumulate(table: &RiskTable, step: impl Fn(usize) -> (f64, f64)) -> Result<CumulativeHazard, EstimateError> {
    if table.groups() != 1 {
        return Err(EstimateError::Domain("a table of several groups"));
    }
    if table.times().is_empty() {
        return Err(EstimateError::NoRows);
    }
    let (mut hazard, mut variance) = (Sum::ZERO, Sum::ZERO);
    let mut result = CumulativeHazard { time: table.times().to_vec(), hazard: Vec::new(), std_err: Vec::new() };
    for j in 0..table.times().len() {
        let (rise, spread) = step(j);
        hazard.add(rise);
        variance.add(spread);
        result.hazard.push(hazard.value());
        result.std_err.push(variance.value().sqrt());
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::RiskSet;

    #[test]
    fn ties_are_corrected() {
        let table = RiskSet::from_days(None, &[5, 5, 5, 8], &[1, 1, 0, 0], None).unwrap().table();
        let plain = nelson_aalen(&table, Event::Any).unwrap();
        let corrected = fleming_harrington(&table, Event::Any).unwrap();
        assert_eq!(plain.hazard, [0.5, 0.5]);
        assert_eq!(plain.std_err[1], (2.0 / 16.0_f64).sqrt());
        assert_eq!(corrected.hazard[0], 1.0 / 4.0 + 1.0 / 3.0);
        assert!(corrected.survival()[0] > 0.5 && plain.survival()[0] > corrected.survival()[0]);
    }
}
