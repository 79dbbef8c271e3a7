//! What the columns of the CSV files mean, for machines: metadata as CSV on the Web (W3C 2015) describes them.

use serde_json::{Value, json};

use crate::language::Language;

/// Name of the file beside the tables, where readers look for it.
pub const METADATA: &str = "csv-metadata.json";

/// A CSV file to be described: its name and its title.
pub struct Described<'a> {
    /// File name, in the same folder.
    pub name: &'a str,
    /// What it holds, in a few words; may be empty.
    pub title: &'a str,
    /// The file itself; its first line names the columns.
    pub bytes: &'a [u8],
}

const COUNT: &str = "integer";
const NUMBER: &str = "number";
const TEXT: &str = "string";

/// Every column that a file of the annex can have: datatype, and what stands in it.
const COLUMNS: [(&str, &str, &str); 42] = [
    ("row", TEXT, "Name of the answer, as in release.json"),
    ("row_label", TEXT, "The answer in words"),
    ("column", TEXT, "Name of the answer compared; * for everybody"),
    ("column_label", TEXT, "The answer compared, in words"),
    ("count", COUNT, "Persons, as printed; empty where withheld"),
    ("mark", TEXT, "What is printed in place of a withheld count"),
    ("share", NUMBER, "Share of all in the column, 0 to 1"),
    ("share_of_known", NUMBER, "Share of those with a known answer, 0 to 1"),
    ("share_of_known_lower", NUMBER, "Lower 95% limit of the share of known answers"),
    ("share_of_known_upper", NUMBER, "Upper 95% limit of the share of known answers"),
    ("per_thousand", NUMBER, "Known re-trafficked per 1,000 persons"),
    ("per_thousand_lower", NUMBER, "Lower 95% limit of the rate"),
    ("per_thousand_upper", NUMBER, "Upper 95% limit of the rate"),
    ("covariate", TEXT, "Name of the covariate"),
    ("covariate_label", TEXT, "The covariate in words"),
    ("level", TEXT, "Name of the level"),
    ("level_label", TEXT, "The level in words"),
    ("reference", "boolean", "True for the level that the others are compared with"),
    ("persons", COUNT, "Persons, as printed"),
    ("events", COUNT, "Events, as printed"),
    ("person_years", NUMBER, "Person-years, as printed"),
    ("hazard_ratio", NUMBER, "Hazard ratio by Firth's method"),
    ("lower", NUMBER, "Lower 95% limit of the hazard ratio"),
    ("upper", NUMBER, "Upper 95% limit of the hazard ratio"),
    ("unpenalised", NUMBER, "Hazard ratio without the penalty, where it exists"),
    ("unpenalised_lower", NUMBER, "Lower 95% limit without the penalty"),
    ("unpenalised_upper", NUMBER, "Upper 95% limit without the penalty"),
    ("change_with_time", TEXT, "Class of the test that the ratio changes with time"),
    ("law", TEXT, "Name of the law of time"),
    ("parameters", COUNT, "Parameters fitted"),
    ("log_likelihood", NUMBER, "Greatest log-likelihood"),
    ("aic", NUMBER, "Akaike's criterion"),
    ("bic", NUMBER, "Bayesian criterion"),
    ("name", TEXT, "Name of the number, as texts and release.json name it"),
    ("previous", NUMBER, "As the last edition printed it; empty where withheld"),
    ("previous_mark", TEXT, "What the last edition printed in place of a withheld number"),
    ("current", NUMBER, "As this edition prints it; empty where withheld"),
    ("current_mark", TEXT, "What this edition prints in place of a withheld number"),
    ("unit", TEXT, "What the number measures"),
    ("difference", NUMBER, "This edition's printed value less the last one's"),
    ("reading", TEXT, "What the difference says, rounding considered"),
    ("per_thousand_by_24_months", NUMBER, "Known re-trafficked by 24 months per 1,000, by this law"),
];

/// The metadata of these files as JSON. Descriptions are English; titles and labels are in the language of the files.
pub fn csv_metadata(files: &[Described<'_>], language: Language) -> Vec<u8> {
    let tables: Vec<Value> = files.iter().map(|file| table(file, language)).collect();
    let whole = json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "en" }],
        "dialect": { "delimiter": ",", "encoding": "utf-8", "header": true, "lineTerminators": ["\n"] },
        "tables": tables,
    });
    let mut bytes = serde_json::to_vec_pretty(&whole).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn table(file: &Described<'_>, language: Language) -> Value {
    let head = file.bytes.split(|&b| b == b'\n').next().unwrap_or_default();
    let head = String::from_utf8_lossy(head).into_owned();
    let columns: Vec<Value> = head.split(',').map(|name| column(name, language)).collect();
    let mut table = json!({ "url": file.name, "tableSchema": { "columns": columns } });
    if !file.title.is_empty() {
        table["dc:title"] = json!({ "@value": file.title, "@language": language.tag() });
    }
    table
}

fn column(name: &str, language: Language) -> Value {
    let mut column = match COLUMNS.iter().find(|(known, _, _)| *known == name) {
        Some((_, datatype, meaning)) => {
            json!({ "name": name, "titles": name, "datatype": datatype, "dc:description": meaning })
        }
        None => json!({ "name": name, "titles": name, "datatype": NUMBER }),
    };
    if name.ends_with("_label") {
        column["lang"] = language.tag().into();
    }
    column
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_and_column_is_described() {
        let file =
            Described { name: "gender.csv", title: "By gender", bytes: b"row,row_label,count\nfemale,Frauen,10\n" };
        let metadata: Value = serde_json::from_slice(&csv_metadata(&[file], Language::French)).unwrap();
        assert_eq!(metadata["tables"][0]["url"], "gender.csv");
        let columns = metadata["tables"][0]["tableSchema"]["columns"].as_array().unwrap();
        assert_eq!(columns.len(), 3);
        assert_eq!(columns[2]["datatype"], "integer");
        assert_eq!(columns[1]["lang"], "fr");
        assert_eq!(metadata["tables"][0]["dc:title"]["@language"], "fr");
        assert!(columns.iter().all(|c| c["dc:description"].as_str().is_some_and(|d| d.len() > 10)));
    }
}
