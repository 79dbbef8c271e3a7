//! The sweep over event times, from the last to the first, with the moments of every risk set.
//!
//! Owns who is at risk at which event time. Event times are cut into bands, so that two threads can sweep one stratum;
//! bands follow from the rows alone, and so do all sums.

use super::design::{Design, Entries};
use super::model::Ties;
use super::moments::{Moments, RUN};
use crate::estimate::{Event, RiskSet};
use crate::numeric::sum::Sum;
use std::ops::Range;

/// Rows, or four times as many event times, that make a band worth a thread's while.
const BAND: usize = 32_768;

/// One stratum: its risk set, its covariates in the same order, its event times.
#[derive(Debug, Clone)]
pub(crate) struct Stratum {
    pub(crate) set: RiskSet,
    pub(crate) design: Design,
    event: Event,
    /// Ascending: index of the time, and the sorted rows with the event, some of them perhaps without weight.
    pub(crate) events: Vec<(usize, Range<usize>)>,
    /// At each event time, the rows with the event and a weight: at least one.
    pub(crate) deaths: Vec<usize>,
    /// First sorted row that leaves at each event time or later, and the number of rows at the end.
    starts: Vec<usize>,
    /// Rows that come under risk only after some event time: the event they are first at risk at, and the sorted row;
    /// latest first. Rows at risk at no event time at all are not among them.
    late: Vec<(u32, u32)>,
    /// Event times after which, as the sweep goes, nobody is left at risk; ascending.
    breaks: Vec<usize>,
    /// Runs of event times, ascending.
    pub(crate) bands: Vec<Range<usize>>,
}

/// One event time of the sweep.
pub(crate) struct Step<'a> {
    /// Index of the event time among the stratum's event times.
    pub(crate) index: usize,
    /// Rows with the event that have a weight, and their total weight.
    pub(crate) deaths: usize,
    pub(crate) weight: f64,
    /// Over the risk set, and over the rows with the event.
    pub(crate) at_risk: &'a Moments,
    pub(crate) tied: &'a Moments,
}

/// What the parts of one event time sum to: every part k takes hazard h_k = (weight / parts) / left_k with
/// left_k = S - g_k T, where S is the risk at risk, T that of the tied rows, and g_k the share of these that has gone.
pub(crate) struct Shares {
    /// Sum of (weight / parts) ln left_k.
    pub(crate) logarithm: f64,
    /// Sums of h_k and g_k h_k.
    hazard: [f64; 2],
    /// Sums of h_k / left_k times 1, g_k and g_k squared.
    square: [f64; 3],
}

impl Step<'_> {
    /// The parts into which a tied time falls: for each, the share k/d of the tied rows that has left and the hazard
    /// it adds. One part for Breslow.
    pub(crate) fn parts(&self, ties: Ties) -> impl Iterator<Item = (f64, f64)> + '_ {
        let parts = if ties == Ties::Breslow { 1 } else { self.deaths };
        let each = self.weight / parts as f64;
        (0..parts).map(move |k| {
            let gone = k as f64 / self.deaths as f64;
            (gone, each / (self.at_risk.cells[0] - gone * self.tied.cells[0]))
        })
    }

    /// Mean of covariate `a` over what is left of the risk set.
    #[inline]
    pub(crate) fn mean(&self, a: usize, gone: f64) -> f64 {
        self.moment(1 + a, gone)
    }

    /// The moment in cell `cell` over what is left of the risk set, per unit of risk.
    #[inline]
    pub(crate) fn moment(&self, cell: usize, gone: f64) -> f64 {
        (self.at_risk.cells[cell] - gone * self.tied.cells[cell]) / (self.at_risk.cells[0] - gone * self.tied.cells[0])
    }

    /// The sums over parts, from which score and information follow at a cost that does not grow with the ties.
    pub(crate) fn shares(&self, ties: Ties) -> Shares {
        let parts = if ties == Ties::Breslow { 1 } else { self.deaths };
        let each = self.weight / parts as f64;
        // Half a million tied rows are half a million terms: their rounding must not look like a fall of the likelihood.
        let (mut logarithm, mut hazards, mut squares) = (Sum::ZERO, [Sum::ZERO; 2], [Sum::ZERO; 3]);
        for (gone, hazard) in self.parts(ties) {
            let left = self.at_risk.cells[0] - gone * self.tied.cells[0];
            let square = hazard / left;
            logarithm.add(each * libm::log(left));
            hazards[0].add(hazard);
            hazards[1].add(hazard * gone);
            squares[0].add(square);
            squares[1].add(square * gone);
            squares[2].add(square * gone * gone);
        }
        Shares { logarithm: logarithm.value(), hazard: hazards.map(Sum::value), square: squares.map(Sum::value) }
    }
}

impl Shares {
    /// The sum over parts of hazard times the moment in `cell`, not per unit of risk.
    #[inline]
    pub(crate) fn moment(&self, step: &Step, cell: usize) -> f64 {
        self.hazard[0] * step.at_risk.cells[cell] - self.hazard[1] * step.tied.cells[cell]
    }

    /// The sum over parts of (weight / parts) mean_a mean_b.
    #[inline]
    pub(crate) fn product(&self, step: &Step, a: usize, b: usize) -> f64 {
        let (all, tied) = (&step.at_risk.cells, &step.tied.cells);
        let [one, gone, twice] = self.square;
        all[1 + a] * (one * all[1 + b] - gone * tied[1 + b]) - tied[1 + a] * (gone * all[1 + b] - twice * tied[1 + b])
    }
}

impl Stratum {
    pub(crate) fn new(set: RiskSet, event: Event, design: Design) -> Stratum {
        let (events, deaths) = event_times(&set, event);
        let mut starts: Vec<usize> = Vec::with_capacity(events.len() + 1);
        let mut k = 0;
        for (j, _) in &events {
            while k < set.len() && set.exit(k) < *j {
                k += 1;
            }
            starts.push(k);
        }
        starts.push(set.len());
        let (late, breaks, bands) = (vec![], vec![], vec![]);
        let mut stratum = Stratum { set, design, event, events, deaths, starts, late, breaks, bands };
        stratum.find_late();
        stratum.find_breaks();
        stratum.cut_bands();
        stratum
    }

    fn find_late(&mut self) {
        if !self.set.has_entry() {
            return;
        }
        for e in 0..self.events.len() {
            for k in self.starts[e]..self.starts[e + 1] {
                let entry = self.set.entry(k);
                if entry > self.events[0].0 && entry <= self.events[e].0 {
                    let first = self.events.partition_point(|(j, _)| *j < entry);
                    self.late.push((first as u32, k as u32));
                }
            }
        }
        self.late.sort_by_key(|&(first, _)| std::cmp::Reverse(first));
    }

    fn find_breaks(&mut self) {
        let (mut present, mut gone) = (0_usize, 0);
        for e in (0..self.events.len()).rev() {
            while gone < self.late.len() && self.late[gone].0 as usize > e {
                gone += 1;
                present -= 1;
            }
            if present == 0 {
                self.breaks.push(e);
            }
            present += (self.starts[e]..self.starts[e + 1]).filter(|&k| self.set.entry(k) <= self.events[e].0).count();
        }
        self.breaks.reverse();
    }

    fn cut_bands(&mut self) {
        let mut end = self.events.len();
        let mut cost = 0;
        for e in (0..self.events.len()).rev() {
            cost += 4 + self.starts[e + 1] - self.starts[e];
            if cost >= BAND || e == 0 {
                self.bands.push(e..end);
                (end, cost) = (e, 0);
            }
        }
        self.bands.reverse();
    }

    /// Whether sorted row `k` has the event, with or without weight.
    pub(crate) fn has_event(&self, k: usize) -> bool {
        is_event(self.event, self.set.cause(k))
    }

    /// The linear predictor of every sorted row.
    pub(crate) fn predictor(&self, beta: &[f64]) -> Vec<f64> {
        let slopes = self.design.slopes(beta);
        (0..self.set.len()).map(|k| self.design.along(k, &slopes)).collect()
    }

    /// The weighted relative risk of every sorted row.
    pub(crate) fn risks(&self, beta: &[f64]) -> Vec<f64> {
        let mut risks = vec![0.0; self.set.len()];
        self.fill_risks(beta, 0, &mut risks);
        risks
    }

    /// The weighted relative risks of the sorted rows from `first` on.
    pub(crate) fn fill_risks(&self, beta: &[f64], first: usize, risks: &mut [f64]) {
        let slopes = self.design.slopes(beta);
        for (k, risk) in (first..).zip(risks) {
            *risk = self.set.weight(k) * libm::exp(self.design.along(k, &slopes));
        }
    }

    /// The moments that each band begins with, from those that all bands add; no others are held at once.
    pub(crate) fn beginnings(&self, added: Vec<(Moments, bool)>) -> Vec<Moments> {
        let mut beginnings = Vec::with_capacity(added.len());
        let mut running: Option<Moments> = None;
        for (moments, broken) in added.into_iter().rev() {
            let mut empty = moments.clone();
            empty.clear();
            beginnings.push(running.clone().unwrap_or(empty));
            match &mut running {
                Some(running) if !broken => running.merge(&moments),
                _ => running = Some(moments),
            }
        }
        beginnings.reverse();
        beginnings
    }

    /// What a band adds to the moments at risk, and whether nobody was left at some time in it: then what came before
    /// is gone, and the moments are those since.
    pub(crate) fn added(&self, risks: &[f64], band: Range<usize>, p: usize, order: usize) -> (Moments, bool) {
        let mut at_risk = Moments::new(p, order);
        let broken = !self.breaks_in(&band).is_empty();
        self.walk(risks, band, &mut at_risk, |_, _| {});
        (at_risk, broken)
    }

    fn breaks_in(&self, band: &Range<usize>) -> &[usize] {
        let upto = |end: usize| self.breaks.partition_point(|&e| e < end);
        &self.breaks[upto(band.start)..upto(band.end)]
    }

    /// Goes through the event times of a band from the last to the first and keeps the moments at risk.
    fn walk(&self, risks: &[f64], band: Range<usize>, at_risk: &mut Moments, mut visit: impl FnMut(usize, &Moments)) {
        let mut entries = Entries::default();
        let mut breaks = self.breaks_in(&band).iter().rev().copied().peekable();
        let mut gone = self.late.partition_point(|&(first, _)| first as usize > band.end);
        let mut run = at_risk.clone();
        for e in band.rev() {
            while gone < self.late.len() && self.late[gone].0 as usize > e {
                let k = self.late[gone].1 as usize;
                gone += 1;
                self.design.entries(k, &mut entries);
                at_risk.add(&entries, -risks[k]);
            }
            if breaks.next_if_eq(&e).is_some() {
                at_risk.clear();
            }
            let all = !self.set.has_entry();
            let rows = (self.starts[e]..self.starts[e + 1]).rev();
            let rows = rows.filter(|&k| all || self.set.entry(k) <= self.events[e].0);
            let mut add = |to: &mut Moments, k: usize| {
                self.design.entries(k, &mut entries);
                to.add(&entries, risks[k]);
            };
            if self.starts[e + 1] - self.starts[e] < RUN / 4 {
                rows.for_each(|k| add(at_risk, k));
            } else {
                at_risk.add_all(rows, &mut run, add);
            }
            visit(e, at_risk);
        }
    }

    /// Visits the event times of one band from the last to the first; `at_risk` is what the band begins with.
    pub(crate) fn sweep_band(
        &self,
        risks: &[f64],
        band: Range<usize>,
        mut at_risk: Moments,
        mut visit: impl FnMut(&Step),
    ) {
        let (mut tied, mut run) = (at_risk.clone(), at_risk.clone());
        let mut entries = Entries::default();
        self.walk(risks, band, &mut at_risk, |index, at_risk| {
            let rows = self.events[index].1.clone();
            tied.clear();
            let mut weight = Sum::ZERO;
            let mut add = |to: &mut Moments, k: usize| {
                weight.add(self.set.weight(k));
                self.design.entries(k, &mut entries);
                to.add(&entries, risks[k]);
            };
            if rows.len() < RUN / 4 {
                rows.for_each(|k| add(&mut tied, k));
            } else {
                tied.add_all(rows, &mut run, add);
            }
            let weight = weight.value();
            visit(&Step { index, deaths: self.deaths[index], weight, at_risk, tied: &tied });
        });
    }

    /// Visits all event times from the last to the first with the moments of each risk set, up to `order`.
    pub(crate) fn sweep(&self, beta: &[f64], order: usize, visit: impl FnMut(&Step)) {
        let all = 0..self.events.len();
        self.sweep_band(&self.risks(beta), all, Moments::new(beta.len(), order), visit);
    }
}

fn is_event(event: Event, cause: usize) -> bool {
    match event {
        Event::Any => cause > 0,
        Event::Cause(wanted) => wanted > 0 && cause == usize::from(wanted),
    }
}

/// The times of events with their rows, and how many of these have a weight.
fn event_times(set: &RiskSet, event: Event) -> (Vec<(usize, Range<usize>)>, Vec<usize>) {
    let mut events: Vec<(usize, Range<usize>)> = Vec::new();
    for k in (0..set.len()).filter(|&k| is_event(event, set.cause(k))) {
        match events.last_mut() {
            Some((j, rows)) if *j == set.exit(k) => rows.end = k + 1,
            _ => events.push((set.exit(k), k..k + 1)),
        }
    }
    // A row without weight is no event: it makes no event time, and no tie.
    let weighty = |rows: &Range<usize>| rows.clone().filter(|&k| set.weight(k) > 0.0).count();
    events.retain(|(_, rows)| weighty(rows) > 0);
    let deaths = events.iter().map(|(_, rows)| weighty(rows)).collect();
    (events, deaths)
}

#[cfg(test)]
mod tests {
    use super::super::design::{Covariate, Scale};
    use super::*;

    /// Rows that come late and leave early, more than one band holds, with a time at which nobody is at risk.
    fn long() -> (Vec<i32>, Vec<i32>, Vec<u16>, Vec<f64>) {
        let rows = 100_000;
        let at = |k: i32| (k * 7919) % 5000 + if k % 2 == 0 { 0 } else { 10_000 };
        let entry: Vec<i32> = (0..rows).map(at).collect();
        let exit: Vec<i32> = (0..rows).map(|k| at(k) + 1 + (k * 31) % 400).collect();
        let cause = (0..rows).map(|k| u16::from(k % 3 == 0)).collect();
        let x = (0..rows).map(|k| f64::from((k * 17) % 101)).collect();
        (entry, exit, cause, x)
    }

    #[test]
    fn bands_join_to_one_sweep() {
        let (entry, exit, cause, x) = long();
        let set = RiskSet::from_days(Some(&entry), &exit, &cause, None).unwrap();
        let covariates = [Covariate::Number(&x)];
        let scale = Scale::new(&covariates, set.rows()).unwrap();
        let design = Design::new(&covariates, set.rows(), &scale);
        let stratum = Stratum::new(set, Event::Any, design);
        assert!(stratum.bands.len() > 2 && stratum.breaks.len() == 2, "{:?} {:?}", stratum.bands, stratum.breaks);
        let risks = stratum.risks(&[0.3]);
        let mut whole = vec![0.0; stratum.events.len()];
        stratum.sweep(&[0.3], 2, |step| whole[step.index] = step.at_risk.cells[2]);
        let added = stratum.bands.iter().map(|band| stratum.added(&risks, band.clone(), 1, 2)).collect();
        for (band, from) in stratum.bands.iter().zip(stratum.beginnings(added)) {
            stratum.sweep_band(&risks, band.clone(), from, |step| {
                let (got, want) = (step.at_risk.cells[2], whole[step.index]);
                assert!((got - want).abs() <= 1e-10 * want, "{} {got} {want}", step.index);
                let (j, set) = (stratum.events[step.index].0, &stratum.set);
                if step.index % 500 == 0 {
                    let rows = (0..set.len()).filter(|&k| set.entry(k) <= j && set.exit(k) >= j);
                    let direct: f64 = rows.map(|k| risks[k] * stratum.design.row(k)[0]).sum();
                    let got = step.at_risk.cells[1];
                    assert!((got - direct).abs() <= 1e-9 * step.at_risk.cells[0], "{got} {direct}");
                }
            });
        }
    }
}
