//! Answers for a person: tidy tables, with what to make of them in plain words.

use std::fmt::{self, Write};

use super::answer::{Answer, Answers, Outcome};
use super::comparison::Comparison;
use super::competing::{FineGray, Incidences};
use super::cox::{Cox, Firth};
use super::curve::{Curve, Curves};
use super::digits::{count, counted, fixed, limits, p_value, significant};
use super::grid::{Grid, plain};
use super::reading::Reading;
use super::refusal::{REFUSALS, Refusal};
use super::tally::{CrossCounts, Frequencies, Frequency};
use super::tree;

/// Values of a column that a person is shown.
const LEVELS: usize = 20;
/// Below this many events a parameter, a plain fit is not to be trusted.
const EVENTS_PER_PARAMETER: f64 = 10.0;

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, answer) in self.iter().enumerate() {
            if place > 0 {
                writeln!(f)?;
            }
            write!(f, "{answer}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = plain(&self.name());
        let title = title(self.type_name());
        let id = if name == "null" || name == self.type_name() { String::new() } else { format!("  [{name}]") };
        writeln!(f, "{title}{id}")?;
        match &self.outcome {
            Ok(outcome) => write!(f, "{outcome}"),
            Err(refusal) => write!(f, "{refusal}"),
        }
    }
}

fn title(kind: &str) -> &str {
    match kind {
        "km" => "Kaplan-Meier estimate",
        "logrank" => "Do the groups share one hazard? Log-rank family",
        "cox" => "Cox regression",
        "cox_firth" => "Cox regression with Firth's penalty",
        "cox_diagnosis" => "Infinite coefficients of a Cox regression",
        "aalen_johansen" => "Cumulative incidence of competing events (Aalen-Johansen)",
        "gray_test" => "Do the groups share one cumulative incidence? Gray's test",
        "fine_gray" => "Fine-Gray regression on the subdistribution hazard",
        "person_time_rate" => "Events per unit of time at risk",
        "overview" => "Columns",
        "date_range" => "First and last date",
        "summary_by_group" => "Summary of numbers by group",
        "frequency" => "Frequencies",
        "crosstab" => "Two columns against each other",
        "numeric_summary" => "Summary of numbers",
        "two_sample" => "Two samples compared",
        "k_sample" => "Samples compared",
        "contingency_table" => "Table of counts",
        "mean_cumulative_function" => "Mean cumulative number of events",
        "right_truncation" => "Distribution of lags, corrected for right truncation",
        "turnbull" => "Estimate from intervals (Turnbull)",
        "aft" | "aft_interval" => "Accelerated failure time model",
        "mixture_cure" => "Mixture cure model",
        other => other,
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  Not done: {} [{}]", self.message, self.code)?;
        match REFUSALS.iter().find(|(code, _, _)| *code == self.code) {
            Some((_, _, text)) => writeln!(f, "  {text}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Curves(curves) => write!(f, "{curves}"),
            Outcome::Comparison(comparison) => write!(f, "{comparison}"),
            Outcome::Cox(cox) => write!(f, "{cox}"),
            Outcome::Firth(firth) => write!(f, "{firth}"),
            Outcome::Incidences(incidences) => write!(f, "{incidences}"),
            Outcome::FineGray(fit) => write!(f, "{fit}"),
            Outcome::Frequencies(frequencies) => write!(f, "{frequencies}"),
            Outcome::CrossCounts(counts) => write!(f, "{counts}"),
            Outcome::Plain(value) => tree::write(f, value),
        }
    }
}

/// `sex = F`, or all rows.
fn group_name(by: Option<&String>, label: Option<&String>) -> String {
    match (by, label) {
        (Some(by), Some(label)) => format!("{by} = {}", plain(label)),
        (None, Some(label)) => plain(label),
        _ => "All rows".into(),
    }
}

impl fmt::Display for Curves {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for curve in &self.groups {
            writeln!(f)?;
            let name = group_name(self.by.as_ref(), curve.group.as_ref());
            let (rows, events) =
                (counted(f64::from(curve.n), "row", "rows"), counted(curve.n_events, "event", "events"));
            writeln!(f, "  {name}: {rows}, {events}")?;
            if curve.n_events == 0.0 {
                writeln!(f, "  Nobody had the event: the curve stays at 1, and no interval can be given.")?;
                continue;
            }
            let every = self.at.is_empty() && curve.event_steps().count() <= LEVELS;
            let rows = if every { curve.event_readings(self.scale) } else { curve.reading.clone() };
            write!(f, "{}", readings(&rows, "S", self.scale_name))?;
            if !every && self.at.is_empty() {
                let all = count(curve.event_steps().count() as f64);
                writeln!(f, "  Read at round times; the curve has steps at {all} (all in --format json).")?;
            }
            let last = curve.time.last().copied().unwrap_or(0.0);
            if self.at.iter().any(|at| *at > last) {
                writeln!(f, "  Nobody is followed beyond {}.", significant(last, 6))?;
            }
            write_quantiles(f, curve, self)?;
        }
        writeln!(f)?;
        writeln!(f, "  At risk: just before the time. Events and censored: since the line before. {}", self.errors())
    }
}

fn write_quantiles(f: &mut fmt::Formatter<'_>, curve: &Curve, curves: &Curves) -> fmt::Result {
    let quantiles = curve.quantiles.get(curves.scale);
    let show = |k: usize| {
        let time = |x: Option<f64>| x.map_or_else(|| "not reached".into(), |x| significant(x, 6));
        let (lower, upper) = (time(quantiles.lower[k]), time(quantiles.upper[k]));
        format!("{} (95 % CI {lower} to {upper})", time(quantiles.value[k]))
    };
    writeln!(f, "  Median {}; a quarter by {}", show(1), show(0))?;
    for mean in &curve.rmst {
        let (tau, value) = (significant(mean.tau, 6), significant(mean.mean, 6));
        writeln!(f, "  Mean time up to {tau}: {value} (standard error {})", significant(mean.se, 4))?;
    }
    Ok(())
}

/// A table of readings: counts since the line before.
fn readings(rows: &[Reading], estimate: &str, scale: &str) -> Grid {
    let head = format!("95 % CI ({scale})");
    let mut grid = Grid::new(["Time", "At risk", "Events", "Censored", estimate, "Std. error", &head], 0);
    let (mut events, mut censored) = (0.0, 0.0);
    for row in rows {
        grid.row([
            significant(row.time, 7),
            count(row.n_risk),
            count(row.n_event - events),
            count(row.n_censor - censored),
            fixed(row.estimate, 4),
            fixed(row.std_err, 4),
            limits(row.lower, row.upper, 4),
        ]);
        (events, censored) = (row.n_event, row.n_censor);
    }
    grid
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain_test = &self.tests.logrank;
        let mut grid = Grid::new(["Group", "Rows", "Events", "Expected"], 1);
        for (g, name) in self.groups.iter().enumerate() {
            let (seen, expected) = (plain_test.observed[g], plain_test.expected[g]);
            grid.row([plain(name), count(f64::from(self.n[g])), count(seen), fixed(expected, 2)]);
        }
        writeln!(f)?;
        write!(f, "{grid}")?;
        let mut grid = Grid::new(["Test", "Chi-square", "df", "p"], 1);
        for (name, test) in [
            ("Log-rank", &self.tests.logrank),
            ("Gehan-Breslow (early differences)", &self.tests.gehan_breslow),
            ("Tarone-Ware", &self.tests.tarone_ware),
            ("Peto-Peto (S as weight)", &self.tests.fh_rho1_peto_peto),
            ("Peto-Peto, modified", &self.tests.peto_peto_modified),
            ("Fleming-Harrington 0, 1 (late differences)", &self.tests.fh_0_1),
        ] {
            grid.row([name.into(), fixed(test.chisq, 3), test.df.to_string(), p_value(test.p)]);
        }
        writeln!(f)?;
        write!(f, "{grid}")?;
        if let Some(trend) = &self.tests.logrank_trend {
            writeln!(f, "  Trend over the scores: z {}, p {}", fixed(trend.z, 3), p_value(trend.p))?;
        }
        if plain_test.df == 0 {
            writeln!(f, "  No group is ever at risk together with another: nothing can be compared.")?;
        }
        writeln!(f, "  Choose the test before looking: the smallest of six p-values is not one.")
    }
}

/// What too few events mean.
fn events_per_parameter(f: &mut fmt::Formatter<'_>, events: usize, parameters: usize) -> fmt::Result {
    let ratio = events as f64 / parameters.max(1) as f64;
    let words = counted(parameters as f64, "parameter", "parameters");
    writeln!(
        f,
        "  {} for {words}: {} events per parameter.",
        counted(events as f64, "event", "events"),
        fixed(ratio, 1)
    )?;
    if ratio < EVENTS_PER_PARAMETER {
        writeln!(f, "  Warning: fewer than 10 events per parameter. Ratios are biased away from 1 and intervals too")?;
        writeln!(f, "  narrow: take fewer covariates, or --firth.")?;
    }
    Ok(())
}

impl fmt::Display for Cox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  {}, ties by {}", counted(self.n as f64, "row", "rows"), self.ties)?;
        writeln!(f)?;
        let robust = self.coefficients.iter().any(|line| line.robust_se.is_some());
        let error = if robust { "Robust se" } else { "Std. error" };
        let mut grid = Grid::new(["Covariate", "Coef.", error, "Hazard ratio", "95 % CI", "z", "p"], 1);
        for line in &self.coefficients {
            grid.row([
                line.term.label(),
                fixed(line.coef, 4),
                fixed(if robust { line.robust_se } else { line.se }, 4),
                significant(line.hr.map(|x| x.0), 4),
                ratio_limits(line.hr_lower.map(|x| x.0), line.hr_upper.map(|x| x.0)),
                fixed(line.z, 2),
                p_value(line.p),
            ]);
        }
        write!(f, "{grid}")?;
        if self.coefficients.iter().any(|line| line.coef.is_none()) {
            writeln!(f, "  A line of dashes: the covariate does not vary, or follows from those above it.")?;
        }
        writeln!(f)?;
        let parameters = self.coefficients.iter().filter(|line| line.coef.is_some()).count();
        events_per_parameter(f, self.n_event, parameters)?;
        for (name, test) in
            [("Likelihood ratio", &self.lr_test), ("Wald", &self.wald_test), ("Score (log-rank)", &self.score_test)]
        {
            writeln!(f, "  {name}: chi-square {} on {} df, p {}", fixed(test.stat, 2), test.df, p_value(test.p))?;
        }
        if let Some(c) = &self.concordance {
            writeln!(f, "  Concordance {} (standard error {})", fixed(c.c, 3), fixed(c.se, 3))?;
        }
        self.proportionality(f)
    }
}

impl Cox {
    /// Whether hazards are proportional, on the clock that R takes.
    fn proportionality(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tests = self.cox_zph_frequency_weights.as_ref().unwrap_or(&self.cox_zph);
        let km = &tests["km"];
        let Some(global) = km["global"]["p"].as_f64() else {
            return writeln!(f, "  Whether hazards are proportional cannot be tested here.");
        };
        let low = |k: usize| km["p"][k].as_f64().filter(|p| *p < 0.05);
        let drifting: Vec<String> = (0..self.coefficients.len())
            .filter_map(|k| low(k).map(|p| format!("{} (p {})", self.coefficients[k].term.label(), p_value(p))))
            .collect();
        write!(f, "  Proportional hazards: p {} for all together", p_value(global))?;
        if drifting.is_empty() {
            writeln!(f, "; no covariate below 0.05.")
        } else {
            writeln!(f, "; may change with time: {}.", drifting.join(", "))
        }
    }
}

fn ratio_limits(lower: Option<f64>, upper: Option<f64>) -> String {
    match (lower, upper) {
        (None, None) => "-".into(),
        (lower, upper) => format!("{} to {}", significant(lower, 4), significant(upper, 4)),
    }
}

impl fmt::Display for Firth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  {}, ties by breslow", counted(self.n as f64, "row", "rows"))?;
        writeln!(f)?;
        let mut grid =
            Grid::new(["Covariate", "Coef.", "Std. error", "Hazard ratio", "95 % CI (profile)", "Chi-square", "p"], 1);
        for line in &self.coefficients {
            grid.row([
                line.term.label(),
                fixed(line.coef, 4),
                fixed(line.se, 4),
                significant(line.hr.0, 4),
                ratio_limits(line.profile_lower.map(libm::exp), line.profile_upper.map(libm::exp)),
                fixed(line.plr_chisq, 2),
                p_value(line.plr_p),
            ]);
        }
        write!(f, "{grid}")?;
        writeln!(f)?;
        let (events, parameters) = (counted(self.n_event as f64, "event", "events"), self.coefficients.len());
        writeln!(
            f,
            "  {events} for {}; tests are penalised likelihood ratios.",
            counted(parameters as f64, "parameter", "parameters")
        )
    }
}

impl fmt::Display for FineGray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  {}", counted(self.n as f64, "row", "rows"))?;
        writeln!(f)?;
        let mut grid = Grid::new(["Covariate", "Coef.", "Std. error", "Subhazard ratio", "95 % CI", "z", "p"], 1);
        for line in &self.coefficients {
            grid.row([
                line.term.label(),
                fixed(line.coef, 4),
                fixed(line.se, 4),
                significant(line.shr.0, 4),
                ratio_limits(Some(line.shr_lower.0), Some(line.shr_upper.0)),
                fixed(line.z, 2),
                p_value(line.p),
            ]);
        }
        write!(f, "{grid}")?;
        writeln!(f)?;
        events_per_parameter(f, self.n_event, self.coefficients.len())?;
        writeln!(
            f,
            "  A ratio of incidences in the presence of the competing events, not of hazards among those still at risk."
        )
    }
}

impl fmt::Display for Incidences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for group in &self.groups {
            for cause in &group.causes {
                writeln!(f)?;
                let name = group_name(self.by.as_ref(), group.group.as_ref());
                let events: f64 = cause.n_event.iter().sum();
                let rows = counted(f64::from(group.n), "row", "rows");
                let cause_name = plain(&cause.cause.text());
                writeln!(f, "  {name}, event {cause_name}: {rows}, {}", counted(events, "event", "events"))?;
                if events == 0.0 {
                    writeln!(f, "  Nobody had this event: the incidence stays at 0.")?;
                    continue;
                }
                write!(f, "{}", readings(&cause.reading, "Incidence", "log"))?;
            }
        }
        writeln!(f)?;
        writeln!(
            f,
            "  At risk: just before the time. Events: of this kind, since the line before; censored: all others who left."
        )?;
        writeln!(f, "  Errors by the infinitesimal jackknife. Competing events are not censored.")
    }
}

impl fmt::Display for Frequencies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for column in &self.columns {
            writeln!(f)?;
            write!(f, "{column}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Frequency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let missing = if self.n_missing == 0 {
            "none missing".into()
        } else {
            let share = 100.0 * self.n_missing as f64 / self.n.max(1) as f64;
            format!("{} missing ({} %)", count(self.n_missing as f64), fixed(share, 1))
        };
        let rows = counted(self.n as f64, "row", "rows");
        writeln!(f, "  {}: {rows}, {missing}, {} distinct", plain(&self.column), count(self.n_distinct as f64))?;
        let mut shown: Vec<_> = self.levels.iter().collect();
        if shown.len() > LEVELS {
            shown.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.value.cmp(&b.value)));
            shown.truncate(LEVELS);
        }
        let mut grid = Grid::new(["Value", "n", "% of all", "% of known"], 1);
        for level in &shown {
            let per_cent = |share: f64| fixed(100.0 * share, 1);
            grid.row([plain(&level.value), level.n.to_string(), per_cent(level.share), per_cent(level.share_known)]);
        }
        if grid.len() > 0 {
            write!(f, "{grid}")?;
        }
        if self.n_distinct > shown.len() {
            writeln!(f, "  The {} most frequent of {} values.", shown.len(), count(self.n_distinct as f64))?;
        }
        Ok(())
    }
}

impl fmt::Display for CrossCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        if self.row_levels.len() * self.column_levels.len() <= 400 && self.column_levels.len() <= 12 {
            let mut heads = vec![""];
            let columns: Vec<String> = self.column_levels.iter().map(|label| plain(label)).collect();
            heads.extend(columns.iter().map(String::as_str));
            heads.push("All");
            let mut grid = Grid::new(heads, 1);
            for (label, row) in self.row_levels.iter().zip(&self.counts) {
                let all: u64 = row.iter().sum();
                let cell = |n: &u64| format!("{n} ({} %)", fixed(100.0 * *n as f64 / all.max(1) as f64, 1));
                let cells = row.iter().map(cell);
                grid.row(std::iter::once(plain(label)).chain(cells).chain([all.to_string()]));
            }
            write!(f, "{grid}")?;
        } else {
            let (rows, columns) = (self.row_levels.len(), self.column_levels.len());
            writeln!(f, "  {rows} by {columns} labels: too many to show; all counts are in --format json.")?;
        }
        let Some(chisq) = self.chisq else {
            return writeln!(f, "  One label is all there is: nothing can be compared.");
        };
        writeln!(f)?;
        let mut line = String::new();
        write!(line, "  Chi-square {} on {} df, p {}", fixed(chisq, 2), self.df.unwrap_or(0), p_value(self.p))?;
        write!(line, "; Cramer's V {}", fixed(self.cramers_v, 3))?;
        writeln!(f, "{line}")?;
        if let Some(p) = self.fisher_p {
            writeln!(f, "  An expected count is below 5: Fisher's exact test gives p {}", p_value(p))?;
        } else if self.min_expected.is_some_and(|least| least < 5.0) {
            writeln!(
                f,
                "  An expected count is below 5, and the table too large for an exact test: read p with care."
            )?;
        }
        Ok(())
    }
}
