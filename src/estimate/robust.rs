//! Infinitesimal-jackknife variances: robust to case weights and to rows that belong to one person.
//!
//! Source: T. M. Therneau and P. M. Grambsch (2000), "Modeling Survival Data", sections 2.3 and 7.2; R's
//! survival, vignette "methods", for cumulative incidence.
//!
//! The influence of a row is at every time a linear form in a few running totals: one form while the row
//! is at risk, another once it has left. The sum of squares over persons can therefore be carried along,
//! and the whole costs one pass over rows and times.

use super::{EstimateError, Event, Labels, RiskSet, RiskTable};
use crate::numeric::sum::Sum;

/// Coefficients of one cluster's influence on (1, first total, second total).
type Form = [f64; 3];

/// The forms of all clusters, and the sums of their products.
struct Products {
    forms: Vec<Form>,
    sums: [[Sum; 3]; 3],
}

impl Products {
    fn new(clusters: usize) -> Products {
        Products { forms: vec![[0.0; 3]; clusters], sums: [[Sum::ZERO; 3]; 3] }
    }

    fn shift(&mut self, cluster: usize, change: Form) {
        let old = self.forms[cluster];
        let new = [old[0] + change[0], old[1] + change[1], old[2] + change[2]];
        for a in 0..3 {
            for b in 0..=a {
                self.sums[a][b].add(-old[a] * old[b]);
                self.sums[a][b].add(new[a] * new[b]);
            }
        }
        self.forms[cluster] = new;
    }

    /// The sum over clusters of (form . totals)^2; 0 where nothing but rounding is left of it.
    fn squares(&self, totals: Form) -> f64 {
        let (mut sum, mut size) = (Sum::ZERO, 0.0);
        for a in 0..3 {
            for b in 0..=a {
                let twice = if a == b { 1.0 } else { 2.0 };
                let term = twice * totals[a] * totals[b] * self.sums[a][b].value();
                sum.add(term);
                size += term.abs();
            }
        }
        let sum = sum.value();
        if sum <= 16.0 * f64::EPSILON * size { 0.0 } else { sum }
    }
}

/// Rows entering and leaving, time by time, with the cluster each belongs to.
struct Walk<'a> {
    set: &'a RiskSet,
    cluster: Option<&'a Labels<'a>>,
    /// Sorted rows in order of entry.
    entering: Vec<u32>,
}

impl<'a> Walk<'a> {
    fn new(set: &'a RiskSet, cluster: Option<&'a Labels<'a>>) -> Result<Walk<'a>, EstimateError> {
        if let Some(cluster) = cluster {
            set.check_labels(cluster)?;
        }
        if set.is_empty() {
            return Err(EstimateError::NoRows);
        }
        let mut entering: Vec<u32> = (0..set.len() as u32).collect();
        entering.sort_by_key(|&k| set.entry(k as usize));
        Ok(Walk { set, cluster, entering })
    }

    fn clusters(&self) -> usize {
        self.cluster.map_or(self.set.len(), Labels::levels)
    }

    fn cluster_of(&self, k: usize) -> usize {
        self.cluster.map_or(k, |cluster| cluster.of(self.set.rows()[k]))
    }

    /// Visits the times in order; see [`Visit`] for what happens at each, in which order.
    fn run(&self, mut visit: impl FnMut(usize, Visit)) {
        let (mut entered, mut left) = (0, 0);
        for j in 0..self.set.times().len() {
            while entered < self.entering.len() && self.set.entry(self.entering[entered] as usize) <= j {
                visit(j, Visit::Enter(self.entering[entered] as usize));
                entered += 1;
            }
            visit(j, Visit::Step);
            while left < self.set.len() && self.set.exit(left) == j {
                visit(j, Visit::Leave(left));
                left += 1;
            }
            visit(j, Visit::Read);
        }
    }
}

/// What happens at one time, in this order; the number is a sorted row.
enum Visit {
    /// A row comes under risk.
    Enter(usize),
    /// The totals take the step of this time.
    Step,
    /// A row leaves.
    Leave(usize),
    /// The variance is read.
    Read,
}

/// Robust standard errors at every distinct time of a risk set.
#[derive(Debug, Clone, PartialEq)]
pub struct RobustCurve {
    /// Of S (Kaplan-Meier); 0 where S = 0, which no weighting of rows changes.
    pub survival: Vec<Option<f64>>,
    /// Of H (Nelson-Aalen).
    pub hazard: Vec<f64>,
    /// Of H with Fleming and Harrington's correction for ties.
    pub hazard_ties: Vec<f64>,
}

/// Robust standard errors: the square root of the sum over clusters of squared influence w_i dT/dw_i.
/// For row i under risk process Y_i with events N_i:
///
/// - T = ln S: - dN_i/(n - d) + integral of Y_i d/(n (n - d))
/// - T = H: dN_i/n - integral of Y_i d/n^2
///
/// Without `cluster` every row is its own; `cluster` labels the caller's rows. Without weights,
/// clusters and delayed entry the error of S is Greenwood's. No rows: an error. All censored: 0.
pub fn robust_curve(set: &RiskSet, event: Event, cluster: Option<&Labels>) -> Result<RobustCurve, EstimateError> {
    let walk = Walk::new(set, cluster)?;
    let table = set.table();
    let log = walk.additive(event, |j| {
        let (n, d) = (table.at_risk(j, 0), table.events(j, 0, event));
        if n > d && d > 0.0 { (-1.0 / (n - d), -d / (n * (n - d))) } else { (0.0, 0.0) }
    });
    let hazard = walk.additive(event, |j| hazard_step(&table, j, event));
    let hazard_ties = walk.additive(event, |j| tied_step(&table, j, event));
    let curve = super::kaplan_meier(&table, event)?;
    let scale = |(s, se): (&f64, &f64)| Some(s * se);
    Ok(RobustCurve { survival: curve.survival.iter().zip(&log).map(scale).collect(), hazard, hazard_ties })
}

/// Robust standard errors of H alone.
pub(crate) fn robust_hazard(set: &RiskSet, event: Event, cluster: Option<&Labels>) -> Result<Vec<f64>, EstimateError> {
    let walk = Walk::new(set, cluster)?;
    let table = set.table();
    Ok(walk.additive(event, |j| hazard_step(&table, j, event)))
}

/// The derivatives of a Nelson-Aalen step: for an event, and (negative) for being at risk.
fn hazard_step(table: &RiskTable, j: usize, event: Event) -> (f64, f64) {
    let (n, d) = (table.at_risk(j, 0), table.events(j, 0, event));
    if n > 0.0 { (1.0 / n, d / (n * n)) } else { (0.0, 0.0) }
}

/// The derivatives of a Fleming-Harrington step: for a tied event beyond its share of being at risk, and
/// (negative) for being at risk.
fn tied_step(table: &RiskTable, j: usize, event: Event) -> (f64, f64) {
    let (n, d) = (table.at_risk(j, 0), table.events(j, 0, event));
    let rows = f64::from(table.event_rows(j, 0, event));
    let (mut jump, mut rate) = (Sum::ZERO, Sum::ZERO);
    for k in 0..table.event_rows(j, 0, event) {
        let gone = f64::from(k) / rows;
        let left = n - gone * d;
        if left > 0.0 {
            rate.add(d / rows / (left * left));
            jump.add(1.0 / (rows * left) + d / rows * gone / (left * left));
        }
    }
    (jump.value(), rate.value())
}

/// Robust standard errors of the cumulative incidence F_k at every distinct time. The influence of row i
/// follows from F_k(t) = sum over s <= t of S(s-) d_k(s)/n(s):
/// integral of S(s-) (dN_ik/n - Y_i d_k/n^2) + integral of (d ln S(s-)/dw_i) dF_k(s).
pub(crate) fn robust_incidence(
    set: &RiskSet,
    table: &RiskTable,
    cause: u16,
    cluster: Option<&Labels>,
) -> Result<Vec<f64>, EstimateError> {
    let walk = Walk::new(set, cluster)?;
    let mut products = Products::new(walk.clusters());
    // Running totals: C of d/(n (n - d)), F itself, A of S(s-) d_k (C(s-) - 1/n)/n.
    let (mut c, mut f, mut a) = (Sum::ZERO, Sum::ZERO, Sum::ZERO);
    let mut at_entry = vec![[0.0; 3]; set.len()];
    let (mut before, mut survival) = (1.0, 1.0);
    let mut errors = Vec::with_capacity(set.times().len());
    walk.run(|j, visit| {
        let (n, d) = (table.at_risk(j, 0), table.events(j, 0, Event::Any));
        match visit {
            Visit::Enter(k) => {
                at_entry[k] = [c.value(), f.value(), a.value()];
                let w = set.weight(k);
                let constant = w * (c.value() * f.value() - a.value());
                products.shift(walk.cluster_of(k), [constant, w, -w * c.value()]);
            }
            Visit::Step => {
                before = survival;
                let rise = if n > 0.0 { before * table.events(j, 0, Event::Cause(cause)) / n } else { 0.0 };
                if rise > 0.0 {
                    a.add(rise * (c.value() - 1.0 / n));
                    f.add(rise);
                }
                if d > 0.0 && n > d {
                    c.add(d / (n * (n - d)));
                    survival *= (n - d) / n;
                } else if d > 0.0 {
                    survival = 0.0;
                }
            }
            Visit::Leave(k) => {
                let w = set.weight(k);
                let [c0, f0, a0] = at_entry[k];
                let own = if set.cause(k) == usize::from(cause) && n > 0.0 { before / n } else { 0.0 };
                let jump = if set.cause(k) > 0 && n > d { -1.0 / (n - d) } else { 0.0 };
                let slope = c.value() - c0 + jump;
                let reached = a.value() - a0 - c0 * (f.value() - f0) + own;
                let constant = reached - slope * f.value() - (c0 * f0 - a0);
                products.shift(walk.cluster_of(k), [w * constant, -w, w * (slope + c0)]);
            }
            Visit::Read => errors.push(products.squares([1.0, a.value(), f.value()]).sqrt()),
        }
    });
    Ok(errors)
}

impl Walk<'_> {
    /// Robust errors of a sum over time whose derivative is `jump` for a row with the event and minus
    /// `rate` for every row at risk, where `step(j)` is (jump, rate).
    fn additive(&self, event: Event, step: impl Fn(usize) -> (f64, f64)) -> Vec<f64> {
        let mut products = Products::new(self.clusters());
        let mut total = Sum::ZERO;
        let mut jump = 0.0;
        let mut errors = Vec::with_capacity(self.set.times().len());
        self.run(|j, visit| match visit {
            Visit::Enter(k) => {
                let w = self.set.weight(k);
                products.shift(self.cluster_of(k), [w * total.value(), -w, 0.0]);
            }
            Visit::Step => {
                let (rise, rate) = step(j);
                jump = rise;
                total.add(rate);
            }
            Visit::Leave(k) => {
                let w = self.set.weight(k);
                let own = if self.has(k, event) { w * jump } else { 0.0 };
                products.shift(self.cluster_of(k), [own - w * total.value(), w, 0.0]);
            }
            Visit::Read => errors.push(products.squares([1.0, total.value(), 0.0]).sqrt()),
        });
        errors
    }

    fn has(&self, k: usize, event: Event) -> bool {
        match event {
            Event::Any => self.set.cause(k) > 0,
            Event::Cause(cause) => self.set.cause(k) == usize::from(cause) && cause > 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::kaplan_meier;

    #[test]
    fn is_greenwood_without_weights_and_delayed_entry() {
        let exit = [3, 3, 4, 5, 5, 5, 8, 9, 12, 12];
        let cause = [1, 0, 1, 1, 1, 0, 0, 1, 1, 0];
        let set = RiskSet::from_days(None, &exit, &cause, None).unwrap();
        let robust = robust_curve(&set, Event::Any, None).unwrap();
        let curve = kaplan_meier(&set.table(), Event::Any).unwrap();
        for (a, b) in robust.survival.iter().zip(&curve.std_err) {
            assert!((a.unwrap() - b.unwrap()).abs() < 1e-15);
        }
    }

    #[test]
    fn a_person_told_twice_is_not_two_witnesses() {
        let (exit, cause) = ([3, 4, 5, 8, 9], [1, 0, 1, 1, 0]);
        let twice = |x: &[i32]| x.iter().chain(x).copied().collect::<Vec<_>>();
        let causes: Vec<u16> = cause.iter().chain(&cause).copied().collect();
        let persons = [0, 1, 2, 3, 4, 0, 1, 2, 3, 4];
        let once = robust_curve(&RiskSet::from_days(None, &exit, &cause, None).unwrap(), Event::Any, None).unwrap();
        let set = RiskSet::from_days(None, &twice(&exit), &causes, None).unwrap();
        let both = robust_curve(&set, Event::Any, Some(&Labels::new(&persons, 5).unwrap())).unwrap();
        for (a, b) in once.survival.iter().zip(&both.survival) {
            assert!((a.unwrap() - b.unwrap()).abs() < 1e-15);
        }
    }
}
