//! Confidential cells to printed tables: protect each count, then derive everything from what is printed.

use std::collections::BTreeMap;

use super::number::{Number, Protected, Unit};
use super::policy::{Count, Policy};
use super::release::{Association, Cell, Estimate, Fact, Row, Table};
use crate::analysis::{CellKey, CellSet, slots};
use crate::codebook::{Codebook, Kind};
use crate::estimate;
use crate::study::{Answer, FactKind, FactSpec, Headline, Order, Population, TableSpec};

/// Every count of the report after protection. One key has one printed value wherever it is shown.
pub struct ProtectedCells {
    policy: Policy,
    counts: BTreeMap<CellKey, Count>,
}

impl ProtectedCells {
    /// Protects all cells; the keys of `headline` are printed exactly.
    pub fn new(cells: &CellSet, policy: Policy, headline: &[CellKey]) -> Self {
        let protect = |key: &CellKey, n| if headline.contains(key) { Policy::exact(n) } else { policy.protect(n) };
        ProtectedCells { policy, counts: cells.iter().map(|(key, n)| (key.clone(), protect(key, n))).collect() }
    }

    /// A count after protection.
    pub fn get(&self, key: &CellKey) -> Option<Count> {
        self.counts.get(key).copied()
    }

    /// The policy.
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// The printed form of a cell.
    pub fn number(&self, key: &CellKey) -> Protected<Number> {
        self.get(key).map_or_else(|| self.policy.withheld(Unit::Count), |count| self.policy.number(count))
    }
}

/// The keys that report.toml's headlines name.
pub fn headline_keys(headline: &[Headline], codebook: &Codebook) -> Vec<CellKey> {
    let everyone = CellKey::new(Population::Assisted, Vec::new());
    let known = codebook
        .find("retrafficked")
        .and_then(|var| codebook.get(var).category("yes").map(|category| everyone.and(var, Answer::Is(category))));
    headline
        .iter()
        .filter_map(|h| match h {
            Headline::Assisted => Some(everyone.clone()),
            Headline::KnownRetrafficked => known.clone(),
        })
        .collect()
}

/// A share or rate of two protected counts with Wilson's interval, widened by what rounding can hide.
///
/// Lower limit from the smallest numerator and the largest denominator that print so, upper limit from the
/// other ends. Withheld where either count is, or the denominator is 0. Decimals follow the denominator.
pub fn proportion(part: Count, whole: Count, unit: Unit, policy: Policy) -> Estimate {
    let none = || Estimate::withheld(unit, policy);
    let (Some(n), Some(of)) = (part.printed, whole.printed) else { return none() };
    if of == 0 {
        return none();
    }
    let scale = if unit == Unit::PerThousand { 1000.0 } else { 1.0 };
    let decimals = decimals(n, of, unit);
    let number = |share: f64| Number::printed(share.clamp(0.0, 1.0) * scale, decimals, unit);
    let lower = wilson(part.least, whole.most).map(|limits| limits.lower);
    let upper = wilson(part.most.min(whole.least), whole.least).map(|limits| limits.upper);
    let limit = |x: Option<f64>| x.map_or_else(|| policy.withheld(unit), number);
    Estimate { value: number(n as f64 / of as f64), lower: limit(lower), upper: limit(upper) }
}

/// As [`proportion`], but withheld where it would say "all of them": that is the answer of each, and rounded counts
/// cannot know it.
fn short_of_all(part: Count, whole: Count, unit: Unit, policy: Policy) -> Estimate {
    match (part.printed, whole.printed) {
        (Some(n), Some(of)) if n == of && policy != Policy::Internal => Estimate::withheld(unit, policy),
        _ => proportion(part, whole, unit, policy),
    }
}

fn wilson(part: u64, whole: u64) -> Option<estimate::Interval> {
    estimate::proportion::wilson(part.min(whole), whole, estimate::Level::P95).ok()
}

/// As many digits as the denominator bears.
fn decimals(part: u64, whole: u64, unit: Unit) -> u8 {
    match unit {
        Unit::Share if whole < 200 => 0,
        Unit::Share if part * 100 < whole && whole >= 2000 => 2,
        Unit::Share => 1,
        _ if whole < 1000 => 0,
        _ => 1,
    }
}

/// Builds a printed table.
pub fn table(spec: &TableSpec, cells: &ProtectedCells, codebook: &Codebook) -> Table {
    let base = CellKey::new(spec.population, spec.only.iter().map(|&(v, c)| (v, Answer::Is(c))).collect());
    let columns = columns(spec, codebook);
    let mut rows: Vec<Row> =
        slots(codebook, spec.rows).into_iter().map(|answer| row(Some(answer), &base, &columns, spec, cells)).collect();
    if spec.order == Order::Value {
        order_by_value(&mut rows, spec, codebook);
    }
    rows.push(row(None, &base, &columns, spec, cells));
    let several_answers = codebook.get(spec.rows).kind == Kind::MultiResponse;
    if is_known_retrafficking(spec, codebook) {
        risks(&mut rows, &base, spec, cells, codebook);
    }
    // "Unknown" is no part of the known answers, nor to be set against them.
    let categories = &codebook.get(spec.rows).categories;
    let is_aside = |row: &Row| match row.answer {
        Some(Answer::Is(c)) => {
            let category = &categories[usize::from(c.0)];
            category.unknown || category.not_applicable
        }
        _ => false,
    };
    for row in rows.iter_mut().filter(|row| is_aside(row)) {
        row.risk_ratio = None;
        row.cells.iter_mut().for_each(|cell| cell.share_known = None);
    }
    Table {
        id: spec.id.clone(),
        title: spec.title.clone(),
        population: spec.population,
        rows_of: spec.rows,
        by: spec.by,
        only: spec.only.clone(),
        order: spec.order,
        association: if several_answers { None } else { association(&base, spec, cells, codebook) },
        columns,
        rows,
        several_answers,
    }
}

fn columns(spec: &TableSpec, codebook: &Codebook) -> Vec<Option<Answer>> {
    let Some(by) = spec.by else { return vec![None] };
    // Whether re-trafficking is known is never left empty: it is derived for everybody.
    let derived = codebook.get(by).name == "retrafficked";
    let is_category = |a: &Answer| matches!(a, Answer::Is(_)) || (*a == Answer::NotRecorded && !derived);
    slots(codebook, by).into_iter().filter(is_category).map(Some).chain([None]).collect()
}

fn key(base: &CellKey, row: Option<Answer>, column: Option<Answer>, spec: &TableSpec) -> CellKey {
    let key = row.map_or_else(|| base.clone(), |answer| base.and(spec.rows, answer));
    match (spec.by, column) {
        (Some(by), Some(answer)) => key.and(by, answer),
        _ => key,
    }
}

fn row(
    answer: Option<Answer>,
    base: &CellKey,
    columns: &[Option<Answer>],
    spec: &TableSpec,
    cells: &ProtectedCells,
) -> Row {
    let cell = |&column: &Option<Answer>| {
        let at = key(base, answer, column, spec);
        let part = cells.get(&at);
        let share = |of: CellKey| {
            let (part, whole) = (part?, cells.get(&of)?);
            Some(proportion(part, whole, Unit::Share, cells.policy))
        };
        let of_all = answer.and_then(|_| share(key(base, None, column, spec)));
        let of_known = match answer {
            Some(Answer::Is(_)) => share(key(base, Some(Answer::Known), column, spec)),
            _ => None,
        };
        // "All of them" would say the answer of each, and rounded counts cannot know it.
        let all_alike = of_known.as_ref().is_some_and(|e| e.value.value() == Some(1.0));
        let of_known = of_known.filter(|_| !all_alike || cells.policy == Policy::Internal);
        Cell { count: cells.number(&at), key: at, share: of_all.map(|e| e.value), share_known: of_known }
    };
    Row { answer, cells: columns.iter().map(cell).collect(), per_thousand: None, risk_ratio: None }
}

/// Largest printed total first, ties in codebook order; unknown answers and what is not recorded stay last.
fn order_by_value(rows: &mut [Row], spec: &TableSpec, codebook: &Codebook) {
    let categories = &codebook.get(spec.rows).categories;
    rows.sort_by_key(|row| {
        let aside = match row.answer {
            Some(Answer::Is(c)) => {
                let category = &categories[usize::from(c.0)];
                u8::from(category.unknown || category.not_applicable)
            }
            _ => 2,
        };
        let total = row.cells.last().and_then(|c| c.count.value()).unwrap_or(-1.0);
        (aside, std::cmp::Reverse(total as i64))
    });
}

fn is_known_retrafficking(spec: &TableSpec, codebook: &Codebook) -> bool {
    spec.by.is_some_and(|by| codebook.get(by).name == "retrafficked")
}

fn yes(spec: &TableSpec, codebook: &Codebook) -> Option<Answer> {
    spec.by.and_then(|by| codebook.get(by).category("yes")).map(Answer::Is)
}

fn risks(rows: &mut [Row], base: &CellKey, spec: &TableSpec, cells: &ProtectedCells, codebook: &Codebook) {
    let Some(yes) = yes(spec, codebook) else { return };
    let count = |row: Option<Answer>, column: Option<Answer>| cells.get(&key(base, row, column, spec));
    let known = Some(Answer::Known);
    for row in rows.iter_mut() {
        let (Some(events), Some(all)) = (count(row.answer, Some(yes)), count(row.answer, None)) else { continue };
        row.per_thousand = Some(short_of_all(events, all, Unit::PerThousand, cells.policy));
        if let (Some(Answer::Is(_)), Some(known_events), Some(known_all)) =
            (row.answer, count(known, Some(yes)), count(known, None))
        {
            row.risk_ratio = risk_ratio(events, all, known_events, known_all, cells.policy.threshold().max(1));
        }
    }
}

/// Risk in a row over the risk in the other rows with a known answer, from printed counts, with the log-normal
/// interval (Katz and others 1978), widened by what the rounding of the events can hide. `None` unless the row and
/// the rest both print at least `least` events.
fn risk_ratio(events: Count, all: Count, known_events: Count, known_all: Count, least: u64) -> Option<Estimate> {
    let (a, n) = (events.printed?, all.printed?);
    let (rest_events, rest) = (known_events.printed?.checked_sub(a)?, known_all.printed?.checked_sub(n)?);
    if a < least || rest_events < least || rest == 0 || a > n || rest_events > rest {
        return None;
    }
    let ratio = |a: u64, c: u64| {
        let (a, c) = (a.min(n), c.min(rest));
        estimate::effect::risk_ratio([[a, n - a], [c, rest - c]], estimate::Level::P95).ok()
    };
    let low = ratio(events.least, known_events.most.checked_sub(events.least)?)?;
    let high = ratio(events.most, known_events.least.checked_sub(events.most)?)?;
    let number = |x: f64| Number::printed(x, if x < 10.0 { 2 } else { 0 }, Unit::Ratio);
    Some(Estimate {
        value: number(ratio(a, rest_events)?.ratio),
        lower: number(low.interval.lower),
        upper: number(high.interval.upper),
    })
}

/// Rows with a known answer against columns, from printed counts; none unless every cell of it is printed.
fn association(base: &CellKey, spec: &TableSpec, cells: &ProtectedCells, codebook: &Codebook) -> Option<Association> {
    let by = spec.by?;
    let substantive = |var| {
        let categories = &codebook.get(var).categories;
        let real = categories.iter().enumerate().filter(|(_, c)| !c.unknown && !c.not_applicable && !c.structural_zero);
        real.map(|(i, _)| Answer::Is(crate::codebook::CategoryId(i as u16))).collect::<Vec<_>>()
    };
    let mut grid: Vec<Vec<u64>> = Vec::new();
    for row in substantive(spec.rows) {
        let counts: Option<Vec<u64>> = substantive(by)
            .into_iter()
            .map(|column| cells.get(&key(base, Some(row), Some(column), spec)).and_then(|c| c.printed))
            .collect();
        let counts = counts?;
        if counts.iter().any(|&n| n > 0) {
            grid.push(counts);
        }
    }
    let rows: Vec<&[u64]> = grid.iter().map(Vec::as_slice).collect();
    let crosstab = estimate::Crosstab::new(&rows).ok()?;
    let result = estimate::contingency::association(&crosstab).ok()?;
    let exact = (result.min_expected < 5.0).then(|| estimate::fisher::fisher_exact(&crosstab).ok()).flatten();
    let (name, p) = match exact {
        Some(p) => ("fisher", p),
        None => ("chi-square", result.pearson.p?),
    };
    Some(Association {
        name,
        p: Number::printed(p, 3, Unit::PValue),
        cramers_v: Number::printed(result.cramers_v, 2, Unit::Plain),
        rounded: cells.policy != Policy::Internal,
    })
}

/// A fact from protected cells.
pub fn fact(spec: &FactSpec, cells: &ProtectedCells) -> Fact {
    let of = CellKey::new(spec.population, spec.of.clone());
    let among = CellKey::new(spec.population, spec.among.clone());
    let unit = match spec.kind {
        FactKind::Count => {
            return Fact { value: cells.number(&of), interval: None, cells: vec![of] };
        }
        FactKind::Share => Unit::Share,
        FactKind::PerThousand => Unit::PerThousand,
    };
    let nothing = Count { printed: None, least: 0, most: 0 };
    let (part, whole) = (cells.get(&of).unwrap_or(nothing), cells.get(&among).unwrap_or(nothing));
    let estimate = short_of_all(part, whole, unit, cells.policy);
    Fact { value: estimate.value, interval: Some((estimate.lower, estimate.upper)), cells: vec![of, among] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(n: u64) -> Count {
        Policy::Round5.protect(n)
    }

    #[test]
    fn all_of_them_is_said_of_nobody() {
        let share = |part, whole, policy| short_of_all(part, whole, Unit::Share, policy).value.value();
        assert_eq!(share(rounded(57), rounded(55), Policy::Round5), None);
        assert!(share(rounded(50), rounded(55), Policy::Round5).is_some());
        let exact = |n| Policy::Internal.protect(n);
        assert_eq!(share(exact(3), exact(3), Policy::Internal), Some(1.0));
    }

    #[test]
    fn the_interval_of_a_ratio_covers_every_count_that_prints_alike() {
        let printed = risk_ratio(rounded(10), rounded(1000), rounded(60), rounded(11_000), 8);
        let (lower, upper) = printed.map(|e| (e.lower.value().unwrap_or(0.0), e.upper.value().unwrap_or(0.0))).unwrap();
        for a in 8..=12 {
            for all in 58..=62 {
                let (c, exact) = (all - a, Count { printed: Some(a), least: a, most: a });
                let known = Count { printed: Some(all), least: all, most: all };
                let one = risk_ratio(exact, rounded(1000), known, rounded(11_000), 1).unwrap();
                assert!(one.lower.value().is_some_and(|x| x >= lower - 0.011), "{a} of {all}, {c}");
                assert!(one.upper.value().is_some_and(|x| x <= upper + 0.011), "{a} of {all}, {c}");
            }
        }
        assert!(lower < 1.0 && upper > 3.0, "{lower} {upper}");
    }

    #[test]
    fn a_large_group_is_set_against_the_smaller_rest() {
        assert!(risk_ratio(rounded(45), rounded(7890), rounded(70), rounded(12_660), 8).is_some());
        assert!(risk_ratio(rounded(70), rounded(12_000), rounded(75), rounded(13_900), 8).is_none());
    }
}
