//! The part of `release.json` on what the figures of time rest on, and on the named family.

use serde_json::{Map, Value, json};

use super::release_json::{estimate, number, value};
use crate::disclosure::{ContactLoss, Indicator, IndicatorTest, MULTIPLIERS, MeanStep, PClass, Recurrence, Release};

/// Fields that stand beside the others at the top of the file.
pub fn course(release: &Release) -> Map<String, Value> {
    let course = &release.course;
    let independence = course.independence.iter().map(
        |found| json!({ "cases": found.name, "n": number(&found.cases), "tau": number(&found.tau), "p": p(&found.p) }),
    );
    let symmetry = course.symmetry.iter().map(|found| {
        json!({
            "table": found.table, "test": found.test, "p": p(&found.p),
            "kappa": found.kappa.as_ref().map(estimate), "rounded": found.rounded,
        })
    });
    let fields = [
        ("independence", Value::from_iter(independence)),
        ("contact_loss", Value::from_iter(course.contact_loss.iter().map(contact_loss))),
        ("recurrence", course.recurrence.as_ref().map_or(Value::Null, recurrence)),
        ("symmetry", Value::from_iter(symmetry)),
        ("family", Value::from_iter(course.family.iter().map(indicator))),
    ];
    fields.into_iter().map(|(name, value)| (name.to_string(), value)).collect()
}

/// The mean cumulative function as one more curve.
pub fn mean_curve(release: &Release) -> Option<Value> {
    let steps = &release.course.recurrence.as_ref().filter(|found| !found.steps.is_empty())?.steps;
    let column = |of: &dyn Fn(&MeanStep) -> Value| steps.iter().map(of).collect::<Vec<_>>();
    let start = steps.first()?.from;
    Some(json!({
        "id": "recurrence",
        "kind": "mcf",
        "unit": "per-thousand",
        "strata": {},
        "start_days": start,
        "grid_days": std::iter::once(start).chain(steps.iter().map(|s| s.to)).collect::<Vec<_>>(),
        "at_risk": column(&|s| number(&s.at_risk)),
        "events": column(&|s| number(&s.events)),
        "estimate": column(&|s| value(&s.mean.value)),
        "lower": column(&|s| value(&s.mean.lower)),
        "upper": column(&|s| value(&s.mean.upper)),
    }))
}

fn p(p: &PClass) -> Value {
    json!({ "value": p.number().map(|p| value(p)), "class": p.name() })
}

fn contact_loss(at: &ContactLoss) -> Value {
    let multiplied = MULTIPLIERS.iter().zip(&at.multiplied);
    json!({
        "day": at.day,
        "unit": "per-thousand",
        "multiplied": multiplied.map(|(k, e)| json!({ "times": k, "incidence": estimate(e) })).collect::<Vec<_>>(),
        "nobody": number(&at.nobody),
        "everybody": number(&at.everybody),
    })
}

fn recurrence(found: &Recurrence) -> Value {
    let [once, twice, more] = &found.persons;
    let exit = |exit: &crate::disclosure::ExitRate| {
        json!({
            "person_years": number(&exit.person_years), "events": number(&exit.events),
            "rate_per_thousand": estimate(&exit.rate),
        })
    };
    json!({
        "persons": { "once": number(once), "twice": number(twice), "more": number(more) },
        "after_first_exit": exit(&found.first),
        "after_later_exit": exit(&found.later),
        "rate_ratio": found.ratio.as_ref().map(estimate),
    })
}

fn indicator(found: &Indicator) -> Value {
    let (test, p, holm) = match &found.test {
        IndicatorTest::NotTested => ("not-tested", None, None),
        IndicatorTest::Untestable => ("cannot-be-tested", None, None),
        IndicatorTest::Tested { p, holm } => ("tested", Some(number(p)), Some(number(holm))),
    };
    json!({
        "name": found.name, "measure": found.measure.as_ref().map(estimate),
        "unit": found.measure.as_ref().map(|e| e.value.unit()), "test": test, "p": p, "p_holm": holm,
    })
}
