//! Proportional hazards from grouped data: person-time by covariate pattern and interval, and margins of the events.
//!
//! It needs no rows. Of the events it reads two margins only, so it can be fitted to counts that are published.

use super::{ChiSquareTest, EstimateError, Interval, Level};
use crate::numeric::matrix::{Cholesky, Matrix};
use crate::numeric::newton::{Likelihood, Maximum, Stopping, maximise};
use crate::numeric::sum::Sum;

/// Log ratios beyond this size are taken for infinite.
const INFINITE: f64 = 15.0;

/// Person-time T_jk of pattern k in interval j, the events d_j of each interval, and D = sum over the events of their
/// covariates.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedHazard {
    /// One row per pattern: the columns that are not 0, with their values.
    patterns: Vec<Vec<(usize, f64)>>,
    p: usize,
    /// Per interval, one cell per pattern.
    time: Vec<Vec<f64>>,
    interval_events: Vec<f64>,
    covariate_events: Vec<f64>,
}

/// A fit by maximum likelihood.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedFit {
    /// Log hazard ratios.
    pub coefficients: Vec<f64>,
    /// Their standard errors.
    pub std_err: Vec<f64>,
    /// Coefficients that run to infinity: a level that has none, or all, of the events it could have. Then nothing of
    /// the fit may be printed.
    pub infinite: Vec<usize>,
    /// The log-likelihood, without constants.
    pub log_likelihood: f64,
    /// The same with all coefficients 0.
    pub log_likelihood_null: f64,
}

/// Firth's penalised fit.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedFirth {
    /// Log hazard ratios.
    pub coefficients: Vec<f64>,
    /// Their standard errors, from the unpenalised information at the estimate.
    pub std_err: Vec<f64>,
    /// For each coefficient, the penalised likelihood-ratio test that it is 0.
    pub tests: Vec<ChiSquareTest>,
    /// For each, the profile interval of the log hazard ratio; a limit that the profile does not reach is `None`.
    pub profile: Vec<(Option<f64>, Option<f64>)>,
    /// The penalised log-likelihood at the estimate.
    pub log_likelihood: f64,
}

impl GroupedHazard {
    /// Lays out the data. `patterns` are rows of covariates, `time` has one row per interval and one cell per pattern.
    /// Events need not be whole: published counts are rounded. An interval without events or without time tells
    /// nothing and is passed over.
    ///
    /// Errors: no interval, pattern or covariate; columns of unequal length; a cell that is negative or not finite; no
    /// events.
    pub fn new(
        patterns: &[Vec<f64>],
        time: &[Vec<f64>],
        interval_events: &[f64],
        covariate_events: &[f64],
    ) -> Result<GroupedHazard, EstimateError> {
        let p = covariate_events.len();
        if patterns.is_empty() || time.is_empty() || p == 0 {
            return Err(EstimateError::NoRows);
        }
        let equal = patterns.iter().all(|x| x.len() == p) && time.iter().all(|t| t.len() == patterns.len());
        if !equal || interval_events.len() != time.len() {
            return Err(EstimateError::UnequalLengths);
        }
        let fine = |x: &f64| *x >= 0.0 && crate::numeric::is_tractable(*x);
        if let Some(row) = time.iter().position(|t| !t.iter().all(fine)) {
            return Err(EstimateError::NotFinite { row });
        }
        if let Some(row) = patterns.iter().position(|x| !x.iter().all(|x| crate::numeric::is_tractable(*x))) {
            return Err(EstimateError::NotFinite { row });
        }
        if let Some(row) = interval_events.iter().position(|d| !fine(d)) {
            return Err(EstimateError::NotFinite { row });
        }
        if let Some(row) = covariate_events.iter().position(|d| !crate::numeric::is_tractable(*d)) {
            return Err(EstimateError::NotFinite { row });
        }
        if interval_events.iter().sum::<f64>() <= 0.0 {
            return Err(EstimateError::NoEvents);
        }
        Ok(GroupedHazard {
            patterns: patterns
                .iter()
                .map(|x| x.iter().copied().enumerate().filter(|(_, x)| *x != 0.0).collect())
                .collect(),
            p,
            time: time.to_vec(),
            interval_events: interval_events.to_vec(),
            covariate_events: covariate_events.to_vec(),
        })
    }

    /// The number of coefficients.
    pub fn coefficients(&self) -> usize {
        self.p
    }

    /// Relative risks exp(x'b) by pattern; `None` where one overflows.
    fn risks(&self, beta: &[f64]) -> Option<Vec<f64>> {
        let risk = |x: &Vec<(usize, f64)>| libm::exp(x.iter().map(|&(a, x)| x * beta[a]).sum());
        let risks: Vec<f64> = self.patterns.iter().map(risk).collect();
        risks.iter().all(|r| r.is_finite()).then_some(risks)
    }

    /// Visits the intervals that tell something: events, the share of risk of each pattern, ln of the total risk.
    fn sweep(&self, risks: &[f64], mut visit: impl FnMut(f64, &[f64], f64)) {
        let mut shares = vec![0.0; risks.len()];
        for (time, &d) in self.time.iter().zip(&self.interval_events) {
            let total = time.iter().zip(risks).map(|(t, r)| t * r).collect::<Sum>().value();
            if d == 0.0 || total <= 0.0 {
                continue;
            }
            for ((share, t), r) in shares.iter_mut().zip(time).zip(risks) {
                *share = t * r / total;
            }
            visit(d, &shares, libm::log(total));
        }
    }

    /// Means of the covariates over the risk of an interval.
    fn means(&self, shares: &[f64]) -> Vec<f64> {
        let mut means = vec![0.0; self.p];
        for (x, share) in self.patterns.iter().zip(shares) {
            x.iter().for_each(|&(a, x)| means[a] += share * x);
        }
        means
    }

    /// l(b) = b'D - sum d_j ln sum_k T_jk exp(x_k'b), its score and information.
    fn likelihood(&self, beta: &[f64]) -> Option<Likelihood> {
        let risks = self.risks(beta)?;
        let mut value = Sum::ZERO;
        value.add(self.covariate_events.iter().zip(beta).map(|(d, b)| d * b).sum());
        let mut score = self.covariate_events.clone();
        let mut information = Matrix::zeros(self.p, self.p);
        self.sweep(&risks, |d, shares, log_risk| {
            value.add(-d * log_risk);
            let means = self.means(shares);
            score.iter_mut().zip(&means).for_each(|(u, m)| *u -= d * m);
            for (x, share) in self.patterns.iter().zip(shares).filter(|(_, share)| **share > 0.0) {
                for (i, &(a, xa)) in x.iter().enumerate() {
                    x[..=i].iter().for_each(|&(b, xb)| information.add(a, b, d * share * xa * xb));
                }
            }
            for a in 0..self.p {
                (0..=a).for_each(|b| information.add(a, b, -d * means[a] * means[b]));
            }
        });
        for a in 0..self.p {
            (0..a).for_each(|b| information[(b, a)] = information[(a, b)]);
        }
        let value = value.value();
        value.is_finite().then_some(Likelihood { value, score, information })
    }

    /// Maximum likelihood of proportional hazards with a hazard of its own in each interval, profiled out:
    /// l(b) = b'D - sum_j d_j ln sum_k T_jk exp(x_k'b). That is Poisson regression with a factor for the interval; with
    /// one interval per event time and T the number at risk it is Cox's partial likelihood with Breslow's ties.
    ///
    /// Source: T. R. Holford (1980), Biometrics 36, 299-305; N. Laird and D. Olivier (1981), JASA 76, 231-240; M. Friedman
    /// (1982), Annals of Statistics 10, 101-113. T in any unit. A monotone likelihood is told in
    /// [`GroupedFit::infinite`]. Errors: a column that does not vary where there are events, or is a combination of
    /// others ([`EstimateError::NoVariation`]); no convergence.
    pub fn fit(&self) -> Result<GroupedFit, EstimateError> {
        let start = vec![0.0; self.p];
        let null = self.likelihood(&start).ok_or(EstimateError::NotConverged)?;
        if Cholesky::new(&null.information, 1e-10).rank() < self.p {
            return Err(EstimateError::NoVariation);
        }
        let found =
            maximise(&start, Stopping::default(), |beta| self.likelihood(beta)).ok_or(EstimateError::NotConverged)?;
        let infinite: Vec<usize> = (0..self.p).filter(|&a| found.parameters[a].abs() > INFINITE).collect();
        if !found.converged && infinite.is_empty() {
            return Err(EstimateError::NotConverged);
        }
        let variance = Cholesky::new(&found.likelihood.information, 1e-12).inverse();
        Ok(GroupedFit {
            std_err: (0..self.p).map(|a| variance[(a, a)].max(0.0).sqrt()).collect(),
            coefficients: found.parameters,
            infinite,
            log_likelihood: found.likelihood.value,
            log_likelihood_null: null.value,
        })
    }

    /// The same with Firth's penalty, l(b) + ln det I(b) / 2: finite even where the likelihood is monotone, of smaller
    /// bias where events are rare. Tests and intervals by profile.
    ///
    /// Source: D. Firth (1993), Biometrika 80, 27-38; G. Heinze and M. Schemper (2001), Biometrics 57, 114-119. Errors: a
    /// singular information; no convergence.
    pub fn firth(&self, level: Level) -> Result<GroupedFirth, EstimateError> {
        let start = vec![0.0; self.p];
        self.penalised(&start).ok_or(EstimateError::NoVariation)?;
        let maximum = self.profile(&start, None).ok_or(EstimateError::NotConverged)?;
        let best = maximum.likelihood.value;
        let at = self.penalised(&maximum.parameters).ok_or(EstimateError::NotConverged)?;
        let variance = Cholesky::new(&at.information, 1e-12).inverse();
        let std_err: Vec<f64> = (0..self.p).map(|a| variance[(a, a)].max(0.0).sqrt()).collect();
        let (mut tests, mut profile) = (Vec::new(), Vec::new());
        for (a, &se) in std_err.iter().enumerate() {
            let mut at_zero = maximum.parameters.clone();
            at_zero[a] = 0.0;
            let without = self.profile(&at_zero, Some(a)).ok_or(EstimateError::NotConverged)?.likelihood.value;
            tests.push(ChiSquareTest::new((2.0 * (best - without)).max(0.0), 1));
            let limit = |side: f64| self.limit(a, side * se, &maximum, level.z());
            profile.push((limit(-1.0), limit(1.0)));
        }
        Ok(GroupedFirth { coefficients: maximum.parameters, std_err, tests, profile, log_likelihood: best })
    }

    /// The coefficients of [`GroupedHazard::firth`] alone. Errors: the same.
    pub fn firth_estimate(&self) -> Result<Vec<f64>, EstimateError> {
        let start = vec![0.0; self.p];
        self.penalised(&start).ok_or(EstimateError::NoVariation)?;
        Ok(self.profile(&start, None).ok_or(EstimateError::NotConverged)?.parameters)
    }

    /// The concordance that the coefficients imply: how often, of one person with the event and one at risk at that time, the
    /// first has the higher predictor; ties count half. Events fall on patterns by their share of the risk, so that no
    /// event is read: `sum_j d_j sum_kl p_jk u_jl (1[s_k > s_l] + 1[s_k = s_l]/2) / sum_j d_j`, with p the shares of risk and u
    /// those of time.
    ///
    /// After M. Goenen and G. Heller (2005), Biometrika 92, 965-970. 0.5 is chance. `None` where a risk overflows.
    pub fn concordance(&self, beta: &[f64]) -> Option<f64> {
        let risks = self.risks(beta)?;
        let mut order: Vec<usize> = (0..risks.len()).collect();
        order.sort_by(|&a, &b| risks[a].total_cmp(&risks[b]));
        let (mut agreeing, mut all) = (Sum::ZERO, Sum::ZERO);
        self.sweep(&risks, |d, shares, _| {
            let time = |k: usize| if risks[k] > 0.0 { shares[k] / risks[k] } else { 0.0 };
            let total: f64 = order.iter().map(|&k| time(k)).sum();
            let (mut below, mut start) = (0.0, 0);
            while start < order.len() {
                let same = |k: usize| risks[k] <= risks[order[start]] * (1.0 + 1e-12);
                let end = start + order[start..].iter().take_while(|&&k| same(k)).count();
                let tied: f64 = order[start..end].iter().map(|&k| time(k)).sum();
                let events: f64 = order[start..end].iter().map(|&k| shares[k]).sum();
                agreeing.add(d * events * (below + 0.5 * tied) / total);
                below += tied;
                start = end;
            }
            all.add(d);
        });
        let c = agreeing.value() / all.value();
        c.is_finite().then_some(c)
    }

    /// The penalised maximum, with one coefficient held where `start` has it.
    fn profile(&self, start: &[f64], fixed: Option<usize>) -> Option<Maximum> {
        let stopping = Stopping { decrement: 1e-16, steps: 500, singular: 1e-12 };
        let found = maximise(start, stopping, |beta| {
            let mut at = self.penalised(beta)?;
            if let Some(a) = fixed {
                at.score[a] = 0.0;
                for b in 0..self.p {
                    at.information[(a, b)] = f64::from(a == b);
                    at.information[(b, a)] = f64::from(a == b);
                }
            }
            Some(at)
        })?;
        found.converged.then_some(found)
    }

    /// Where the signed root of the profile, r(b) = sqrt(2 (l - l(b))), reaches `z`, from the estimate by steps of
    /// `stride`: r is nearly straight, so secants find it soon. `None` where it does not, within 60 strides.
    fn limit(&self, a: usize, stride: f64, maximum: &Maximum, z: f64) -> Option<f64> {
        let centre = maximum.parameters[a];
        let mut from = maximum.parameters.clone();
        let (mut inside, mut outside) = ((centre, 0.0), None::<(f64, f64)>);
        let mut b = centre + z * stride;
        for _ in 0..100 {
            from[a] = b;
            let at = self.profile(&from, Some(a))?;
            from.clone_from(&at.parameters);
            let r = (2.0 * (maximum.likelihood.value - at.likelihood.value)).max(0.0).sqrt();
            if (r - z).abs() < 1e-9 {
                return Some(b);
            }
            if r < z {
                inside = (b, r);
            } else {
                outside = Some((b, r));
            }
            b = match outside {
                None if (b - centre).abs() > 60.0 * stride.abs() => return None,
                None => inside.0 + ((z - inside.1) / inside.1.max(0.1 * z)).clamp(0.1, 2.0) * (inside.0 - centre),
                Some((far, _)) if (far - inside.0).abs() < 1e-10 => return Some(0.5 * (far + inside.0)),
                Some((far, high)) => {
                    let part = ((z - inside.1) / (high - inside.1)).clamp(0.02, 0.98);
                    inside.0 + part * (far - inside.0)
                }
            };
        }
        None
    }

    /// The penalised log-likelihood, its score, and the unpenalised information; `None` where that is singular.
    fn penalised(&self, beta: &[f64]) -> Option<Likelihood> {
        let mut at = self.likelihood(beta)?;
        let cholesky = Cholesky::new(&at.information, 1e-12);
        if cholesky.rank() < self.p {
            return None;
        }
        at.value += 0.5 * cholesky.ln_determinant();
        let inverse = cholesky.inverse();
        let risks = self.risks(beta)?;
        self.sweep(&risks, |d, shares, _| {
            // The trace of I^-1 dI/db_c is the sum of d times the share times (x - m)' I^-1 (x - m) times (x_c - m_c).
            let means = self.means(shares);
            let pulled = inverse.times(&means);
            let centre: f64 = means.iter().zip(&pulled).map(|(m, v)| m * v).sum();
            let mut all = 0.0;
            for (x, share) in self.patterns.iter().zip(shares).filter(|(_, share)| **share > 0.0) {
                let mut form = centre;
                for &(a, xa) in x {
                    form += xa * (x.iter().map(|&(b, xb)| inverse[(a, b)] * xb).sum::<f64>() - 2.0 * pulled[a]);
                }
                all += share * form;
                x.iter().for_each(|&(a, xa)| at.score[a] += 0.5 * d * share * form * xa);
            }
            at.score.iter_mut().zip(&means).for_each(|(u, m)| *u -= 0.5 * d * all * m);
        });
        at.value.is_finite().then_some(at)
    }
}

impl GroupedFit {
    /// The hazard ratio of coefficient `a` with Wald's interval; `None` where any coefficient is infinite.
    pub fn ratio(&self, a: usize, level: Level) -> Option<(f64, Interval)> {
        if !self.infinite.is_empty() {
            return None;
        }
        let (b, reach) = (self.coefficients[a], level.z() * self.std_err[a]);
        Some((libm::exp(b), Interval { lower: libm::exp(b - reach), upper: libm::exp(b + reach) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::cox::firth::firth;
    use crate::estimate::cox::model::{CoxModel, Ties};
    use crate::estimate::{Event, RiskSet};

    /// Rows with tied times, as a risk set and as one interval per event time with the numbers at risk.
    fn twins() -> (CoxModel, GroupedHazard) {
        let exit = [2, 2, 3, 5, 5, 5, 7, 8, 9, 9, 11, 12];
        let cause = [1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1_u16];
        let entry = [0, 0, 1, 0, 2, 0, 3, 0, 0, 5, 0, 0];
        let x = [1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0];
        let z = [0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0];
        let set = RiskSet::from_days(Some(&entry), &exit, &cause, None).unwrap();
        let model = CoxModel::new(&set, Event::Any, &[&x, &z], None).unwrap();
        let patterns: Vec<Vec<f64>> = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(a, b)| vec![a, b]).into();
        let (mut time, mut events) = (Vec::new(), Vec::new());
        for day in 1..=12 {
            let at_risk = |k: &Vec<f64>| {
                (0..12).filter(|&i| entry[i] < day && day <= exit[i] && x[i] == k[0] && z[i] == k[1]).count() as f64
            };
            time.push(patterns.iter().map(at_risk).collect());
            events.push((0..12).filter(|&i| exit[i] == day && cause[i] == 1).count() as f64);
        }
        let sum = |x: &[f64; 12]| (0..12).filter(|&i| cause[i] == 1).map(|i| x[i]).sum();
        (model, GroupedHazard::new(&patterns, &time, &events, &[sum(&x), sum(&z)]).unwrap())
    }

    #[test]
    fn with_one_interval_an_event_time_it_is_coxs_and_firths_fit() {
        let (cox, grouped) = twins();
        let (a, b) = (cox.fit(Ties::Breslow, None).unwrap(), grouped.fit().unwrap());
        for c in 0..2 {
            assert!((a.coefficients[c] - b.coefficients[c]).abs() < 1e-10);
            assert!((a.variance[(c, c)].sqrt() - b.std_err[c]).abs() < 1e-9);
        }
        let test = 2.0 * (b.log_likelihood - b.log_likelihood_null);
        assert!((a.likelihood_ratio_test().statistic - test).abs() < 1e-10);
        let (a, b) = (firth(&cox, Level::P95).unwrap(), grouped.firth(Level::P95).unwrap());
        for c in 0..2 {
            assert!((a.coefficients[c] - b.coefficients[c]).abs() < 1e-7);
            assert!((a.profile[c].0.unwrap() - b.profile[c].0.unwrap()).abs() < 1e-6);
            assert!((a.profile[c].1.unwrap() - b.profile[c].1.unwrap()).abs() < 1e-6);
            assert!((a.tests[c].statistic - b.tests[c].statistic).abs() < 1e-6);
        }
    }

    /// One covariate and one interval: the ratio of two rates, with variance 1/d1 + 1/d0.
    #[test]
    fn one_interval_gives_the_ratio_of_rates() {
        let data = GroupedHazard::new(&[vec![0.0], vec![1.0]], &[vec![5000.0, 1000.0]], &[50.0], &[20.0]).unwrap();
        let fit = data.fit().unwrap();
        let (ratio, _) = fit.ratio(0, Level::P95).unwrap();
        assert!((ratio - (20.0 / 1000.0) / (30.0 / 5000.0)).abs() < 1e-9);
        assert!((fit.std_err[0] - (1.0_f64 / 20.0 + 1.0 / 30.0).sqrt()).abs() < 1e-9);
        // An event is in the second pattern with chance 20/50, a person at risk with 1/6: C = 0.4 (5/6 + 1/12) + 0.6 (5/12).
        let c = data.concordance(&fit.coefficients).unwrap();
        assert!((c - (0.4 * (5.0 / 6.0 + 1.0 / 12.0) + 0.6 * 5.0 / 12.0)).abs() < 1e-9);
        assert!((data.concordance(&[0.0]).unwrap() - 0.5).abs() < 1e-12);
        // Firth adds half an event to each side.
        let firth = data.firth(Level::P95).unwrap();
        assert!((libm::exp(firth.coefficients[0]) - (20.5 / 1000.0) / (30.5 / 5000.0)).abs() < 1e-7);
    }

    /// R 4.2.2: Newton's method and, for the penalised likelihood, `optim` and `uniroot` on formulas written anew.
    #[test]
    fn agrees_with_an_independent_optimiser() {
        let patterns = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]].map(Vec::from);
        let time = [[5200.0, 1800.0, 900.0, 310.0], [9100.0, 2500.0, 1600.0, 420.0], [15200.0, 3900.0, 2500.0, 800.0]];
        let data = GroupedHazard::new(&patterns, &time.map(Vec::from), &[20.0, 15.0, 15.0], &[21.0, 13.0]).unwrap();
        let fit = data.fit().unwrap();
        for (a, (b, se)) in
            [(0.882350626188042, 0.287038200615891), (0.697692180616914, 0.322444276550933)].into_iter().enumerate()
        {
            assert!((fit.coefficients[a] - b).abs() < 1e-10);
            assert!((fit.std_err[a] - se).abs() < 1e-10);
        }
        assert!((fit.log_likelihood + 466.792486046955).abs() < 1e-9);
        let firth = data.firth(Level::P95).unwrap();
        assert!((firth.coefficients[0] - 0.888754404640453).abs() < 1e-6);
        assert!((firth.coefficients[1] - 0.722029197342723).abs() < 1e-6);
        assert!((firth.log_likelihood + 464.409257329126).abs() < 1e-9);
        assert!((firth.profile[0].0.unwrap() - 0.320254525340793).abs() < 1e-6);
        assert!((firth.profile[0].1.unwrap() - 1.441030248104134).abs() < 1e-6);
        assert_eq!(data.firth_estimate().unwrap(), firth.coefficients);
    }

    #[test]
    fn what_cannot_be_fitted_is_named() {
        let two = [vec![0.0], vec![1.0]];
        let none = GroupedHazard::new(&two, &[vec![50.0, 10.0]], &[7.0], &[0.0]).unwrap();
        assert_eq!(none.fit().unwrap().infinite, [0]);
        assert!(none.fit().unwrap().ratio(0, Level::P95).is_none());
        assert!(none.firth(Level::P95).unwrap().coefficients[0].is_finite());
        let flat = GroupedHazard::new(&two, &[vec![50.0, 0.0]], &[7.0], &[0.0]).unwrap();
        assert_eq!(flat.fit().unwrap_err(), EstimateError::NoVariation);
        assert_eq!(flat.firth(Level::P95).unwrap_err(), EstimateError::NoVariation);
        let new = |time: &[Vec<f64>], d: &[f64], sums: &[f64]| GroupedHazard::new(&two, time, d, sums).unwrap_err();
        assert_eq!(new(&[vec![50.0, 1.0]], &[0.0], &[0.0]), EstimateError::NoEvents);
        assert_eq!(new(&[vec![50.0]], &[1.0], &[0.0]), EstimateError::UnequalLengths);
        assert_eq!(new(&[vec![50.0, -1.0]], &[1.0], &[0.0]), EstimateError::NotFinite { row: 0 });
        assert_eq!(new(&[], &[], &[0.0]), EstimateError::NoRows);
    }
}
