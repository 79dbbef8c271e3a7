//! The scale ln(-ln(1 - F)) on which study g combines its imputations.

use retraffic::estimate::imputation::combine;
use retraffic::estimate::{CurvePoint, Interval, Level};

/// The pooled incidence with its interval. `None` where an estimate is 0 or 1.
pub fn pooled(drawn: &[CurvePoint]) -> Option<(f64, Interval)> {
    if drawn.iter().any(|point| !(point.value > 0.0 && point.value < 1.0)) {
        return None;
    }
    let log = |point: &CurvePoint| libm::log1p(-point.value);
    let values: Vec<f64> = drawn.iter().map(|point| libm::log(-log(point))).collect();
    let error = |point: &CurvePoint| point.std_err.map(|se| se / ((1.0 - point.value) * log(point)));
    let variances: Vec<f64> = drawn.iter().map(|point| error(point).map(|e| e * e)).collect::<Option<_>>()?;
    let found = combine(&values, &variances, None).ok()?;
    let limits = found.interval(Level::P95);
    let back = |value: f64| -libm::expm1(-libm::exp(value));
    Some((back(found.estimate), Interval { lower: back(limits.lower), upper: back(limits.upper) }))
}
