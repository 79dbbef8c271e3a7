//! Rubin's rules on the scale ln(-ln(1 - F)), for study g.

use retraffic::estimate::{CurvePoint, Interval, Level};
use retraffic::numeric::distribution::student_quantile;

/// The pooled incidence with its interval: mean of the estimates, variance W + (1 + 1/m) B, Student's t with
/// (m - 1) (1 + W / ((1 + 1/m) B))^2 degrees of freedom. `None` where an estimate is 0 or 1.
///
/// Source: D. B. Rubin (1987), "Multiple Imputation for Nonresponse in Surveys", section 3.1.
pub fn pooled(drawn: &[CurvePoint]) -> Option<(f64, Interval)> {
    let m = drawn.len() as f64;
    if drawn.len() < 2 || drawn.iter().any(|point| !(point.value > 0.0 && point.value < 1.0)) {
        return None;
    }
    let log = |point: &CurvePoint| libm::log1p(-point.value);
    let values: Vec<f64> = drawn.iter().map(|point| libm::log(-log(point))).collect();
    let error = |point: &CurvePoint| point.std_err.map(|se| se / ((1.0 - point.value) * log(point)));
    let variances: Vec<f64> = drawn.iter().map(|point| error(point).map(|e| e * e)).collect::<Option<_>>()?;
    let mean = values.iter().sum::<f64>() / m;
    let within = variances.iter().sum::<f64>() / m;
    let between = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (m - 1.0);
    let extra = (1.0 + 1.0 / m) * between;
    let quantile = if extra > 0.0 {
        let share = 1.0 + within / extra;
        student_quantile(1.0 - Level::P95.tail(), (m - 1.0) * share * share)
    } else {
        Level::P95.z()
    };
    let reach = quantile * (within + extra).sqrt();
    let back = |value: f64| -libm::expm1(-libm::exp(value));
    Some((back(mean), Interval { lower: back(mean - reach), upper: back(mean + reach) }))
}
