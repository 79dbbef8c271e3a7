//! Parametric laws beside the life table: fitted to the printed counts of the overall curve.

use super::curve::lifetimes;
use super::grid::{LEAST_AT_RISK, merge};
use super::number::{Number, Protected, Unit};
use super::policy::Policy;
use crate::analysis::Stratum;
use crate::estimate::{GroupedLaw, GroupedLifetimes, Lifetime, grouped_lifetime};

/// The day up to which incidence is compared: 24 calendar months at their longest.
const WINDOW: f64 = 731.0;

/// Laws in the order of the table, by stable name.
const LAWS: [(&str, GroupedLaw); 5] = [
    ("exponential", GroupedLaw::Plain(Lifetime::Exponential)),
    ("weibull", GroupedLaw::Plain(Lifetime::Weibull)),
    ("log_normal", GroupedLaw::Plain(Lifetime::LogNormal)),
    ("log_logistic", GroupedLaw::Plain(Lifetime::LogLogistic)),
    ("weibull_cure", GroupedLaw::WeibullCure),
];

/// One law.
#[derive(Clone, Debug, PartialEq)]
pub struct LifetimeRow {
    /// Stable name; `life_table` where no law is assumed.
    pub name: &'static str,
    /// Free parameters.
    pub parameters: Protected<Number>,
    /// Log-likelihood of the printed counts; withheld where the law has no maximum.
    pub log_likelihood: Protected<Number>,
    /// Akaike's criterion.
    pub aic: Protected<Number>,
    /// Schwarz's criterion, with the number of events.
    pub bic: Protected<Number>,
    /// Known re-trafficked by 24 months per 1,000 if nobody died, given not by the curve's start; never from a cure model.
    pub incidence: Protected<Number>,
}

/// Laws side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct LifetimeComparison {
    /// First day.
    pub start: i32,
    /// The life table first, then the laws.
    pub rows: Vec<LifetimeRow>,
    /// The law of lowest AIC, among those with a maximum.
    pub lowest_aic: Option<&'static str>,
}

/// Laws fitted to the steps of the overall curve; `None` where it has fewer than three.
pub fn comparison(overall: Option<&Stratum>, policy: Policy) -> Option<LifetimeComparison> {
    let stratum = overall?;
    let cuts = merge(&stratum.table, &[], policy, LEAST_AT_RISK);
    let data = lifetimes(stratum, &cuts, policy)?;
    let (saturated, steps) = data.saturated().ok()?;
    if steps < 3 {
        return None;
    }
    let plain = |x: f64, decimals| Number::printed(x, decimals, Unit::Plain);
    let events: f64 = data.events.iter().sum();
    let k = steps as f64;
    let mut rows = vec![LifetimeRow {
        name: "life_table",
        parameters: plain(k, 0),
        log_likelihood: plain(saturated, 1),
        aic: plain(2.0 * k - 2.0 * saturated, 1),
        bic: plain(k * libm::log(events) - 2.0 * saturated, 1),
        incidence: by_window(&data, policy),
    }];
    let mut lowest: Option<(f64, &'static str)> = None;
    for (name, law) in LAWS {
        let fit = grouped_lifetime(law, &data).ok();
        let part = |x: Option<f64>, decimals| x.map_or_else(|| policy.withheld(Unit::Plain), |x| plain(x, decimals));
        if let Some(aic) = fit.as_ref().map(|f| f.aic()).filter(|aic| lowest.is_none_or(|(least, _)| *aic < least)) {
            lowest = Some((aic, name));
        }
        let start = data.bounds[0];
        let incidence = fit.as_ref().filter(|_| law != GroupedLaw::WeibullCure && start < WINDOW);
        rows.push(LifetimeRow {
            name,
            parameters: plain(
                if law == GroupedLaw::WeibullCure {
                    3.0
                } else if name == "exponential" {
                    1.0
                } else {
                    2.0
                },
                0,
            ),
            log_likelihood: part(fit.as_ref().map(|f| f.log_likelihood), 1),
            aic: part(fit.as_ref().map(|f| f.aic()), 1),
            bic: part(fit.as_ref().map(|f| f.bic()), 1),
            incidence: incidence.map_or_else(
                || policy.withheld(Unit::PerThousand),
                |f| Number::printed(f.incidence(start, WINDOW) * 1000.0, 1, Unit::PerThousand),
            ),
        });
    }
    Some(LifetimeComparison { start: data.bounds[0] as i32, rows, lowest_aic: lowest.map(|(_, name)| name) })
}

/// 1 - prod (1 - d/n') up to the window, where a step ends there.
fn by_window(data: &GroupedLifetimes, policy: Policy) -> Protected<Number> {
    let Some(end) = data.bounds.iter().position(|&b| b == WINDOW) else { return policy.withheld(Unit::PerThousand) };
    let stays = (0..end).filter(|&j| data.at_risk[j] > 0.0).map(|j| 1.0 - data.events[j] / data.at_risk[j]);
    Number::printed((1.0 - stays.product::<f64>()) * 1000.0, 1, Unit::PerThousand)
}
