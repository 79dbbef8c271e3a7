//! release.json as an outside auditor reads it: what stands under a name.

use serde_json::Value;

/// A release.
pub struct Released(Value);

/// Every number of a subtree; shares also as percentages.
pub fn collect(value: &Value, into: &mut Vec<f64>) {
    match value {
        Value::Number(n) => {
            let n = n.as_f64().unwrap();
            into.extend([n, n * 100.0]);
        }
        Value::String(text) => into.extend(digits(text)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
        Value::Object(fields) => fields.values().for_each(|item| collect(item, into)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// Whole numbers in a name or a label: `18-24`, `<8`.
fn digits(text: &str) -> impl Iterator<Item = f64> + '_ {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|run| run.parse().ok())
}

impl Released {
    pub fn read(bytes: &[u8]) -> Self {
        Released(serde_json::from_slice(bytes).unwrap())
    }

    /// A part of it by its key.
    pub fn part(&self, key: &str) -> &Value {
        &self.0[key]
    }

    /// A fact of the list of facts.
    fn fact(&self, name: &str) -> Option<&Value> {
        self.0["facts"].as_array().unwrap().iter().find(|fact| fact["name"] == name)
    }

    /// The table whose name a fact's name begins with.
    fn table(&self, name: &str) -> Option<&Value> {
        let id = |table: &Value| table["id"].as_str().unwrap().to_string();
        let begins = |table: &&Value| name.strip_prefix(&id(table)).is_some_and(|rest| rest.starts_with('.'));
        self.0["tables"].as_array().unwrap().iter().filter(begins).max_by_key(|table| id(table).len())
    }

    /// Numbers that a fact of this name may print. None where the release knows no such name.
    pub fn under(&self, name: &str) -> Vec<f64> {
        let mut found = Vec::new();
        let (base, end) = match [".ci", ".low", ".high"].iter().find_map(|end| Some((name.strip_suffix(end)?, *end))) {
            Some((base, end)) => (base, end),
            None => (name, ""),
        };
        if let Some(of) = base.strip_prefix("previous.") {
            return self.previous(of);
        }
        if let Some(of) = base.strip_prefix("changes.") {
            return self.change(of);
        }
        if let Some(fact) = self.fact(base) {
            let fields: &[&str] = match end {
                "" => &["value", "mark"],
                ".ci" => &["lower", "upper"],
                ".low" => &["lower"],
                _ => &["upper"],
            };
            fields.iter().for_each(|field| collect(&fact[field], &mut found));
            // What is withheld prints its mark.
            if fact["value"].is_null() {
                fact["texts"].as_object().unwrap().values().for_each(|text| collect(text, &mut found));
            }
            return found;
        }
        if let Some(table) = self.table(name) {
            self.in_table(table, name, &mut found);
            return found;
        }
        let of = name.split(['.', '_']).next().unwrap();
        let key = match of {
            "sensitivity" | "flow" | "family" | "symmetry" | "independence" | "lifetimes" => of,
            "contact" => "contact_loss",
            "model" => "models",
            "period" => "periods",
            "curve" => "curves",
            "not" => "tables",
            _ => return found,
        };
        collect(&self.0[key], &mut found);
        found
    }

    /// What the last edition printed: its name, its cut-off, a fact.
    fn previous(&self, name: &str) -> Vec<f64> {
        let mut found = Vec::new();
        match name {
            "edition" | "cutoff" => collect(&self.0["previous"][name], &mut found),
            _ => {
                let changes = self.0["previous"]["changes"].as_array().unwrap().iter();
                changes.filter(|c| c["name"] == name).for_each(|c| collect(&c["previous"], &mut found));
                let dropped = self.0["previous"]["dropped"].as_array().unwrap().iter();
                dropped.filter(|c| c["name"] == name).for_each(|c| collect(c, &mut found));
            }
        }
        found
    }

    /// How many figures are told as what; a label of a figure prints the words of the method alone.
    fn change(&self, name: &str) -> Vec<f64> {
        let readings = &self.0["previous"]["readings"];
        let count = |reading: &str| readings[reading].as_f64().unwrap();
        match name {
            "compared" => vec![self.0["previous"]["compared"].as_f64().unwrap()],
            "withheld" => vec![["withheld_then", "withheld_now", "withheld"].map(count).iter().sum()],
            "same" | "rounding" | "moved" | "redefined" => vec![count(name)],
            _ if name.ends_with(".label") => vec![1000.0, 6.0, 12.0, 24.0, 18.0],
            _ => Vec::new(),
        }
    }

    /// `gender.female.yes.share`: the cell of that row and column, and of it that field.
    fn in_table(&self, table: &Value, name: &str, found: &mut Vec<f64>) {
        let rest = &name[table["id"].as_str().unwrap().len() + 1..];
        let variables: Vec<&str> = table["variables"].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
        let answer = |name: &str| if name == "*" { "total".to_string() } else { name.to_string() };
        let before = found.len();
        for cell in table["cells"].as_array().unwrap() {
            let row = answer(cell["key"][variables[0]].as_str().unwrap());
            let column = variables.get(1).map(|v| answer(cell["key"][*v].as_str().unwrap()));
            let start = match column {
                Some(column) if column != "total" => format!("{row}.{column}."),
                _ => format!("{row}."),
            };
            match rest.strip_prefix(&start) {
                Some("n") => [&cell["value"], &cell["mark"]].iter().for_each(|v| collect(v, found)),
                Some("share") => collect(&cell["share_of_known"]["value"], found),
                Some("share_of_all") => collect(&cell["share"]["value"], found),
                Some("ci" | "low" | "high") => {
                    ["lower", "upper"].iter().for_each(|end| collect(&cell["share_of_known"][end], found));
                }
                _ => {}
            }
        }
        for rate in table["rates"].as_array().unwrap() {
            let row = answer(rate["row"].as_str().unwrap());
            for (word, field) in [("rate", "per_thousand"), ("rr", "risk_ratio")] {
                let start = format!("{row}.{word}");
                match rest.strip_prefix(&start) {
                    Some("") => collect(&rate[field]["value"], found),
                    Some(_) => ["lower", "upper"].iter().for_each(|end| collect(&rate[field][end], found)),
                    None => {}
                }
            }
        }
        if rest == "p" || rest == "v" {
            collect(&table["association"], found);
        }
        // Answers by their rank, and labels with digits.
        if found.len() == before {
            collect(table, found);
            self.labels(&variables, found);
        }
    }

    /// Digits in the labels of these variables.
    pub fn labels(&self, variables: &[&str], found: &mut Vec<f64>) {
        let all = self.0["variables"].as_array().unwrap().iter();
        all.filter(|v| variables.contains(&v["name"].as_str().unwrap())).for_each(|v| collect(v, found));
    }

    /// Numbers that a printed table may hold.
    pub fn of_sheet(&self, id: &str) -> Vec<f64> {
        let mut found = Vec::new();
        let named = |list: &str, id: &str| self.0[list].as_array().unwrap().iter().find(|t| t["id"] == id).cloned();
        if let Some(table) = named("tables", id) {
            let variables: Vec<&str> =
                table["variables"].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
            collect(&table, &mut found);
            self.labels(&variables, &mut found);
            return found;
        }
        if let Some(set) = id.strip_prefix("curve_") {
            let curves = self.0["curves"].as_array().unwrap().iter().filter(|curve| curve["id"] == set);
            for curve in curves {
                collect(curve, &mut found);
                let days: Vec<f64> = curve["grid_days"].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
                // A step is printed from the day after the last one.
                found.extend(days.iter().map(|day| day + 1.0));
                for variable in curve["strata"].as_object().unwrap().keys() {
                    self.labels(&[variable], &mut found);
                }
            }
            return found;
        }
        let keys: &[&str] = match id {
            "flow" | "periods" | "sensitivity" | "contact_loss" | "independence" | "family" | "symmetry"
            | "lifetimes" => &[id],
            "case_only" => &["curves"],
            "recurrence" => &["recurrence", "curves"],
            "remarks" => &["quality"],
            "date_quality" => &["dates"],
            "before_later" => &["tables", "variables"],
            "codebook" => &["variables"],
            "changes" | "revised_years" | "revised_periods" => &["previous"],
            model if model.starts_with("model_") => &["models"],
            _ => &[],
        };
        keys.iter().for_each(|key| collect(&self.0[key], &mut found));
        let next: Vec<f64> = found.iter().map(|day| day + 1.0).collect();
        if id == "recurrence" {
            found.extend(next);
        }
        found
    }

    /// Everything.
    pub fn everything(&self) -> Vec<f64> {
        let mut found = Vec::new();
        collect(&self.0, &mut found);
        found
    }
}
