//! Why a name has nothing in this data: one sentence for each.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::disclosure::{Policy, Release};
use crate::figure;
use crate::language::Strings;

/// Names that need event dates.
const OF_TIME: [&str; 40] = [
    "again_*",
    "at_risk_at_start",
    "case_horizon",
    "case_only",
    "contact_loss",
    "contact_loss.*",
    "curve_*",
    "curve_start_days",
    "date_quality",
    "events_at_risk",
    "exact_origin_events",
    "fig.curve_*",
    "fig.lives",
    "flow",
    "flow.*",
    "first_exit_*",
    "imputation*",
    "imputed_*",
    "incidence_*",
    "lifetimes",
    "lifetimes.*",
    "lives",
    "lives_undated",
    "model.*",
    "model_*",
    "independence",
    "independence.*",
    "later_exit_*",
    "mean_episodes_*",
    "period.*",
    "periods",
    "period_rate_ratio*",
    "person_years",
    "pooled_*",
    "prospective_*",
    "rate_per_thousand_years*",
    "recurrence",
    "retrospective_*",
    "sensitivity",
    "sensitivity.*",
];

/// Names that need several episodes of one person.
const OF_EPISODES: [&str; 6] = ["family", "family.*", "fig.forest", "known_*", "remarks", "symmetry.*"];

/// Why a name has nothing: a sentence for each that the plan knows and this data cannot fill. A name that no plan
/// knows stays an error.
pub fn reasons(release: &Release, strings: &Strings) -> Result<BTreeMap<String, String>, Diagnostic> {
    let mut reasons = BTreeMap::new();
    for absent in &release.absent {
        let own = release.codebook.find(&absent.variable);
        let label = own
            .map_or(absent.variable.clone(), |id| release.codebook.get(id).labels.get(strings.language()).to_string());
        let text = strings.fill("why.not_recorded", &[("variable", &label)])?;
        for key in [absent.id.clone(), format!("{}.*", absent.id), format!("fig.{}", absent.id)] {
            reasons.insert(key, text.clone());
        }
    }
    let sentence = |key: &str| strings.get(key).map(str::to_string);
    let (no_dates, no_episodes) = (sentence("why.no_dates")?, sentence("why.no_episodes")?);
    let exact = release.policy == Policy::Internal;
    let too_few = sentence(if exact { "why.too_few_exact" } else { "why.too_few" })?;
    for key in OF_TIME {
        let reason = match (release.dates_recorded, release.episodes_recorded) {
            (false, _) => &no_dates,
            (true, false) if key != "date_quality" => &no_episodes,
            _ => &too_few,
        };
        reasons.insert(key.into(), reason.clone());
    }
    for key in OF_EPISODES {
        let reason = if release.episodes_recorded { &too_few } else { &no_episodes };
        reasons.entry(key.into()).or_insert_with(|| reason.clone());
    }
    for table in &release.tables {
        reasons.insert(format!("{}.*", table.id), too_few.clone());
    }
    for id in figure::IDS {
        reasons.entry(format!("fig.{id}")).or_insert_with(|| too_few.clone());
    }
    if !exact {
        let internal_only = sentence("why.internal_only")?;
        for key in ["fig.lives", "lives", "lives_undated"] {
            reasons.insert(key.into(), internal_only.clone());
        }
    }
    let no_last = sentence("why.no_last_edition")?;
    for key in ["previous.*", "changes", "changes.*", "revised_years", "revised_periods"] {
        reasons.insert(key.into(), no_last.clone());
    }
    let not_given = sentence("why.not_given")?;
    for key in ["opened", "first_year", "recipient"] {
        reasons.insert(key.into(), not_given.clone());
    }
    Ok(reasons)
}
