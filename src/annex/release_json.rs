//! `release.json`: the whole of what is published, for machines and outside auditors.

use serde_json::{Map, Value, json};

use super::changes::previous;
use super::digits::json_digits;
use super::release_course::{course, mean_curve};
use crate::codebook::{Kind, VarId};
use crate::disclosure::{
    Cell, CellKey, Curve, CurveSet, Estimate, Fact, Model, ModelLevel, Number, Protected, Release, Table,
};
use crate::language::Language;
use crate::revision::Revision;

/// A number that an author marked as the author's own: printed, and none of the data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Literal {
    /// The edition that prints it.
    pub language: Language,
    /// File of the project.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// The text.
    pub text: String,
}

/// The release as indented JSON with a final newline; the same release gives the same bytes.
pub fn release_json(
    release: &Release,
    revision: Option<&Revision>,
    languages: &[Language],
    sentence: &str,
    literals: &[Literal],
) -> Vec<u8> {
    let mut whole = json!({
        "format": 1,
        "program": concat!("retraffic ", env!("CARGO_PKG_VERSION")),
        "edition": release.edition,
        "policy": { "name": release.policy.name(), "sentence": sentence },
        "population": { "key": "assisted", "cutoff": release.cutoff.to_string() },
        "variables": variables(release, languages),
        "tables": release.tables.iter().map(|t| table(t, release)).collect::<Vec<_>>(),
        "curves": release.curves.iter().flat_map(|set| curves(set, release)).chain(case_curves(release)).chain(mean_curve(release)).collect::<Vec<_>>(),
        "facts": release.facts.iter().map(|(key, f)| fact(key, f, release, languages)).collect::<Vec<_>>(),
        "flow": release.flow.iter().map(|s| with_number("name", s.name, &s.count)).collect::<Vec<_>>(),
        "periods": release.periods.iter().map(|p| json!({
            "first": p.first, "last": p.last, "person_years": number(&p.person_years), "events": number(&p.events),
            "rate_per_thousand": estimate(&p.rate),
        })).collect::<Vec<_>>(),
        "sensitivity": release.sensitivity.iter().map(|s| json!({
            "name": s.name, "events": number(&s.events), "incidence_per_thousand": estimate(&s.incidence),
        })).collect::<Vec<_>>(),
        "quality": release.remarks.iter().map(|r| json!({
            "code": r.code, "title": r.title, "count": number(&r.count), "several_rows": number(&r.several_rows),
        })).collect::<Vec<_>>(),
        "dates": release.dates.iter().map(|d| json!({
            "column": d.role, "missing": number(&d.shares[0]), "year": number(&d.shares[1]),
            "month": number(&d.shares[2]), "day": number(&d.shares[3]),
        })).collect::<Vec<_>>(),
        "absent": release.absent.iter().map(|a| json!({ "id": a.id, "variable": a.variable })).collect::<Vec<_>>(),
        "models": release.models.iter().map(model).collect::<Vec<_>>(),
        "lifetimes": release.lifetimes.as_ref().map(|l| json!({
            "start_days": l.start,
            "lowest_aic": l.lowest_aic,
            "laws": l.rows.iter().map(|r| json!({
                "name": r.name, "parameters": number(&r.parameters), "log_likelihood": number(&r.log_likelihood),
                "aic": number(&r.aic), "bic": number(&r.bic), "incidence_per_thousand": number(&r.incidence),
            })).collect::<Vec<_>>(),
        })),
        "previous": revision.map(previous),
        "literals": literals.iter().map(|l| json!({
            "language": l.language.tag(), "file": l.file, "line": l.line, "text": l.text,
        })).collect::<Vec<_>>(),
    });
    if let Value::Object(fields) = &mut whole {
        fields.extend(course(release));
    }
    let mut bytes = serde_json::to_vec_pretty(&whole).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn variables(release: &Release, languages: &[Language]) -> Vec<Value> {
    let used = |id: VarId| {
        release.tables.iter().any(|t| t.rows_of == id || t.by == Some(id) || t.only.iter().any(|o| o.0 == id))
    };
    let labels = |l: &crate::codebook::Labels| {
        languages.iter().map(|&lang| (lang.tag().to_string(), json!(l.get(lang)))).collect::<Map<_, _>>()
    };
    let variables = release.codebook.iter().filter(|(id, _)| used(*id));
    variables
        .map(|(_, v)| {
            json!({
                "name": v.name,
                "kind": match v.kind { Kind::Categorical => "categorical", Kind::MultiResponse => "multi-response", Kind::Ordinal | Kind::Number => "ordinal" },
                "labels": labels(&v.labels),
                "categories": v.categories.iter().map(|c| json!({ "name": c.name, "labels": labels(&c.labels) })).collect::<Vec<_>>(),
                "hierarchy": if v.groups.is_empty() { Value::Null } else {
                    json!(v.groups.iter().map(|g| json!({ "tier": g.tier, "name": g.name, "labels": labels(&g.labels) })).collect::<Vec<_>>())
                },
            })
        })
        .collect()
}

fn key(key: &CellKey, table: Option<&Table>, release: &Release) -> Value {
    let mut map = Map::new();
    let codebook = &release.codebook;
    for &(var, answer) in &key.given {
        map.insert(codebook.get(var).name.clone(), json!(release.name(var, Some(answer))));
    }
    for var in table.into_iter().flat_map(|t| [Some(t.rows_of), t.by]).flatten() {
        map.entry(codebook.get(var).name.clone()).or_insert_with(|| json!("*"));
    }
    Value::Object(map)
}

/// The printed value with no more digits than are printed.
pub(super) fn value(number: &Number) -> Value {
    json_digits(number.value(), number.decimals(), number.unit())
}

pub(super) fn number(number: &Protected<Number>) -> Value {
    json!({ "value": value(number), "mark": number.mark() })
}

fn with_number(field: &str, text: &str, shown: &Protected<Number>) -> Value {
    json!({ (field): text, "value": value(shown), "mark": shown.mark() })
}

pub(super) fn estimate(e: &Estimate) -> Value {
    json!({ "value": value(&e.value), "lower": value(&e.lower), "upper": value(&e.upper), "mark": e.value.mark() })
}

fn model(model: &Model) -> Value {
    let level = |l: &ModelLevel| {
        json!({
            "name": l.name, "labels": l.labels, "reference": l.reference, "persons": number(&l.persons),
            "events": number(&l.events), "person_years": number(&l.person_years),
            "hazard_ratio": l.ratio.as_ref().map(estimate), "unpenalised": l.plain.as_ref().map(estimate),
            "change_with_time": l.drift.map(|d| d.name()),
        })
    };
    json!({
        "id": model.id,
        "kind": model.kind,
        "title": model.title,
        "gap": model.gap.map(|g| g.name()),
        "start_days": model.start,
        "persons": number(&model.persons),
        "events": number(&model.events),
        "left_out": number(&model.left_out),
        "parameters": number(&model.parameters),
        "events_per_parameter": number(&model.events_per_parameter),
        "covariates": model.terms.iter().map(|t| json!({
            "name": t.name, "labels": t.labels, "levels": t.levels.iter().map(level).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "omitted": model.omitted.iter().map(|(l, g)| json!({ "labels": l, "reason": g.name() })).collect::<Vec<_>>(),
        "levels_too_few": model.dropped.iter().map(|(t, l)| json!({ "covariate": t, "level": l })).collect::<Vec<_>>(),
        "change_with_time": model.drift.map(|d| d.name()),
        "concordance": model.concordance.as_ref().map(number),
    })
}

fn table(table: &Table, release: &Release) -> Value {
    let cell_value = |cell: &Cell| {
        json!({
            "key": key(&cell.key, Some(table), release),
            "value": value(&cell.count),
            "mark": cell.count.mark(),
            "share": cell.share.as_ref().map(number),
            "share_of_known": cell.share_known.as_ref().map(estimate),
        })
    };
    let rates = table.rows.iter().filter_map(|row| {
        let rate = row.per_thousand.as_ref()?;
        Some(json!({
            "row": release.name(table.rows_of, row.answer),
            "per_thousand": estimate(rate),
            "risk_ratio": row.risk_ratio.as_ref().map(estimate),
        }))
    });
    let over = [Some(table.rows_of), table.by];
    let variables: Vec<&str> = over.into_iter().flatten().map(|v| release.codebook.get(v).name.as_str()).collect();
    json!({
        "id": table.id,
        "title": table.title,
        "variables": variables,
        "population": table.population.name(),
        "cells": table.rows.iter().flat_map(|row| row.cells.iter().map(cell_value)).collect::<Vec<_>>(),
        "rates": rates.collect::<Vec<_>>(),
        "association": table.association.as_ref().map(|a| json!({
            "test": a.name, "p": number(&a.p), "cramers_v": number(&a.cramers_v), "rounded": a.rounded,
        })),
    })
}

fn curves<'a>(set: &'a CurveSet, release: &'a Release) -> impl Iterator<Item = Value> + 'a {
    set.curves.iter().map(move |curve| curve_value(set, curve, release))
}

fn curve_value(set: &CurveSet, curve: &Curve, release: &Release) -> Value {
    let strata: Map<String, Value> = curve
        .given
        .iter()
        .map(|&(var, c)| {
            let answer = crate::study::Answer::Is(c);
            (release.codebook.get(var).name.clone(), json!(release.name(var, Some(answer))))
        })
        .collect();
    let column = |of: &dyn Fn(&crate::disclosure::Step) -> Value| curve.steps.iter().map(of).collect::<Vec<_>>();
    json!({
        "id": set.id,
        "kind": "cumulative-incidence",
        "unit": "per-thousand",
        "strata": strata,
        "start_days": curve.start,
        "grid_days": std::iter::once(json!(curve.start)).chain(curve.steps.iter().map(|s| json!(s.to))).collect::<Vec<_>>(),
        "at_risk": column(&|s| number(&s.at_risk)),
        "entered": column(&|s| number(&s.entries)),
        "events": column(&|s| number(&s.events)),
        "died": column(&|s| number(&s.deaths)),
        "censored": column(&|s| number(&s.withdrawals)),
        "events_so_far": column(&|s| number(&s.events_so_far)),
        "censored_so_far": column(&|s| number(&s.withdrawals_so_far)),
        "estimate": column(&|s| value(&s.incidence.value)),
        "lower": column(&|s| value(&s.incidence.lower)),
        "upper": column(&|s| value(&s.incidence.upper)),
        "log_rank_p": set.log_rank.as_ref().map(number),
    })
}

fn case_curves(release: &Release) -> impl Iterator<Item = Value> + '_ {
    release.case_curves.iter().map(|c| {
        json!({
            "id": c.name,
            "kind": "reverse-time",
            "unit": "share",
            "cases": number(&c.cases),
            "horizon_days": c.horizon,
            "grid_days": c.points.iter().map(|p| p.day).collect::<Vec<_>>(),
            "naive": c.points.iter().map(|p| number(&p.naive)).collect::<Vec<_>>(),
            "estimate": c.points.iter().map(|p| value(&p.corrected.value)).collect::<Vec<_>>(),
            "lower": c.points.iter().map(|p| value(&p.corrected.lower)).collect::<Vec<_>>(),
            "upper": c.points.iter().map(|p| value(&p.corrected.upper)).collect::<Vec<_>>(),
            "naive_median_months": number(&c.naive_median),
            "corrected_median_months": number(&c.corrected_median),
        })
    })
}

fn fact(name: &str, fact: &Fact, release: &Release, languages: &[Language]) -> Value {
    let texts: Map<String, Value> =
        languages.iter().map(|&l| (l.tag().to_string(), json!(fact.value.text(l)))).collect();
    json!({
        "name": name,
        "value": value(&fact.value),
        "unit": fact.value.unit(),
        "texts": texts,
        "lower": fact.interval.as_ref().map(|(l, _)| value(l)),
        "upper": fact.interval.as_ref().map(|(_, u)| value(u)),
        "cells": fact.cells.iter().map(|c| key(c, None, release)).collect::<Vec<_>>(),
    })
}
