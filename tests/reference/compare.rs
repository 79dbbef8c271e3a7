//! Compares a result with its reference, figure by figure.

use super::fixture::Analysis;
use serde_json::Value;

/// Keys that carry another program's variant, or words.
const NOT_COMPARED: &[&str] = &[
    "software",
    "cmprsk",
    "etm",
    "reverse_survfit",
    "survfit_turnbull",
    "agresti_coull_note",
    "jeffreys_note",
    "ase_note",
    "se_note",
    "layout",
];

/// What was compared, and what differed.
pub struct Comparison {
    figures: usize,
    faults: Vec<String>,
}

impl Comparison {
    pub fn new() -> Comparison {
        Comparison { figures: 0, faults: Vec::new() }
    }

    /// How many numbers were compared.
    pub fn figures(&self) -> usize {
        self.figures
    }

    /// Compares the answer with what was wanted.
    pub fn check(&mut self, analysis: &Analysis) {
        match analysis.answer.get("result") {
            Some(got) => self.value(&analysis.id, analysis.tolerance(), &analysis.wanted, got),
            None => self.faults.push(format!("{} was refused: {}", analysis.id, analysis.answer["error"])),
        }
        self.greenwood(analysis);
    }

    /// etm's Greenwood errors stand at a few times only, and ours at all.
    fn greenwood(&mut self, analysis: &Analysis) {
        let empty = Vec::new();
        let groups = |value: &Value| value["groups"].as_array().unwrap_or(&empty).clone();
        for (want, got) in groups(&analysis.wanted).iter().zip(groups(&analysis.answer["result"])) {
            let times: Vec<f64> = got["time"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
            for (k, time) in want["etm"]["time"].as_array().into_iter().flatten().enumerate() {
                let time = time.as_f64().unwrap();
                let step = times.partition_point(|t| *t <= time + 1e-12 * time.abs());
                for (cause, of) in want["etm"]["causes"].as_array().unwrap().iter().enumerate() {
                    for key in ["cif", "se_greenwood"] {
                        let found =
                            if step == 0 { Value::from(0.0) } else { got["causes"][cause][key][step - 1].clone() };
                        self.value(&format!("{}.etm[{k}].{key}", analysis.id), 1e-9, &of[key][k], &found);
                    }
                }
            }
        }
    }

    fn value(&mut self, path: &str, tolerance: f64, want: &Value, got: &Value) {
        match (want, got) {
            (Value::Object(want), Value::Object(got)) => {
                for (key, want) in want.iter().filter(|(key, _)| !NOT_COMPARED.contains(&key.as_str())) {
                    match got.get(key) {
                        Some(got) => self.value(&format!("{path}.{key}"), tolerance, want, got),
                        None => self.faults.push(format!("{path}.{key} is missing")),
                    }
                }
            }
            // R prints no restricted mean for a group whose first time lies beyond the limit.
            (Value::Array(want), Value::Array(_)) if want.is_empty() && path.ends_with(".rmst") => {}
            (Value::Array(want), Value::Array(got)) => {
                if want.len() != got.len() {
                    self.faults.push(format!("{path} has {} elements, not {}", got.len(), want.len()));
                }
                for (k, (want, got)) in want.iter().zip(got).enumerate() {
                    self.value(&format!("{path}[{k}]"), tolerance, want, got);
                }
            }
            (Value::Number(want), Value::Number(got)) => {
                let (want, got) = (want.as_f64().unwrap(), got.as_f64().unwrap());
                self.figures += 1;
                if !close(path, want, got, tolerance) {
                    self.faults.push(format!("{path} is {got:e}, not {want:e}"));
                }
            }
            _ if want == got => self.figures += 1,
            _ => self.faults.push(format!("{path} is {got}, not {want}")),
        }
    }

    /// Fails with the first faults when there are any.
    pub fn finish(self) {
        let shown: Vec<&str> = self.faults.iter().take(60).map(String::as_str).collect();
        assert!(self.faults.is_empty(), "{} faults:\n{}", self.faults.len(), shown.join("\n"));
    }
}

/// Parts of a fit that the reference holds to fewer digits than its coefficients.
fn tolerance_of(path: &str, tolerance: f64) -> f64 {
    let within = |part: &str| path.contains(part);
    if within(".cox_zph.") || within(".baseline_cumhaz_at_zero.") {
        1e-5
    } else if within(".profile_") {
        1e-4
    } else if within(".groups[") && path.ends_with(".loglik") {
        1e-7
    } else if within(".loglik_null") {
        1e-9
    } else {
        tolerance
    }
}

/// R finds the conditional odds ratio and its limits with `uniroot` on (0, 1), for the ratio or its inverse, and
/// stops at an absolute tolerance of 1.2e-4: its figures hold no more. That ours are exact is tested where they
/// are made, by the equations that they solve.
fn close_to_uniroot(want: f64, got: f64) -> bool {
    let unit = |x: f64| if want > 1.0 { 1.0 / x } else { x };
    (unit(want) - unit(got)).abs() <= 1.3e-4
}

/// Relative error on |x| itself, absolute below 1e-6; p-values below 1e-12 on the log scale.
fn close(path: &str, want: f64, got: f64, tolerance: f64) -> bool {
    if [".or_conditional_mle", ".fisher.lower", ".fisher.upper", ".exact_or"].iter().any(|end| path.ends_with(end)) {
        return close_to_uniroot(want, got);
    }
    // R prints Wald's statistic to two decimals.
    if path.ends_with(".wald_test.stat") {
        return (got - want).abs() <= 0.005 + 1e-9;
    }
    let tolerance = tolerance_of(path, tolerance);
    let name = path.rsplit('.').next().unwrap_or(path);
    let is_p = name.starts_with('p') && !name.starts_with("person") || name.ends_with("_p");
    if is_p && want > 0.0 && want < 1e-12 {
        return got > 0.0 && (libm::log(got) - libm::log(want)).abs() <= tolerance * libm::log(want).abs();
    }
    // Figures are printed to 15 digits: a want of 0 that is the rounding of a cancellation stays near 0.
    let scale = if want.abs() < 1e-6 { 1.0 } else { want.abs() };
    (got - want).abs() <= tolerance * scale
}
