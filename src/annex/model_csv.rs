//! Regressions and parametric laws as CSV: a line per level, a line per law.

use super::csv_table::{plain, three};
use super::label::inert;
use crate::disclosure::{LifetimeComparison, Model};
use crate::language::Language;

/// One model as UTF-8 CSV with comma and LF, one line per level, as printed.
pub fn model_csv(model: &Model, language: Language) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
    let head = [
        "covariate",
        "covariate_label",
        "level",
        "level_label",
        "reference",
        "persons",
        "events",
        "person_years",
        "hazard_ratio",
        "lower",
        "upper",
        "unpenalised",
        "unpenalised_lower",
        "unpenalised_upper",
        "change_with_time",
    ];
    let mut ok = out.write_record(head).is_ok();
    for term in &model.terms {
        for level in &term.levels {
            let mut record = vec![
                term.name.clone(),
                inert(term.labels.get(language)),
                level.name.clone(),
                level.labels.as_ref().map(|l| inert(l.get(language))).unwrap_or_default(),
                level.reference.to_string(),
                plain(&level.persons),
                plain(&level.events),
                plain(&level.person_years),
            ];
            record.extend(three(level.ratio.as_ref()));
            record.extend(three(level.plain.as_ref()));
            record.push(level.drift.map_or_else(String::new, |d| d.name().into()));
            ok &= out.write_record(&record).is_ok();
        }
    }
    if ok { out.into_inner().unwrap_or_default() } else { Vec::new() }
}

/// The laws as CSV, one line each.
pub fn lifetime_csv(laws: &LifetimeComparison) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
    let head = ["law", "parameters", "log_likelihood", "aic", "bic", "per_thousand_by_24_months"];
    let mut ok = out.write_record(head).is_ok();
    for row in &laws.rows {
        let numbers = [&row.parameters, &row.log_likelihood, &row.aic, &row.bic, &row.incidence];
        let record: Vec<String> = std::iter::once(row.name.to_string()).chain(numbers.map(plain)).collect();
        ok &= out.write_record(&record).is_ok();
    }
    if ok { out.into_inner().unwrap_or_default() } else { Vec::new() }
}
