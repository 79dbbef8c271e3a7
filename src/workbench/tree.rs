//! Any result as indented lines: for layouts that have no table of their own.

use std::fmt;

use serde_json::Value;

use super::digits::significant;
use super::grid::{Grid, plain};

/// Numbers of a list that are shown.
const SHOWN: usize = 12;

/// Writes a result.
pub fn write(f: &mut fmt::Formatter<'_>, value: &Value) -> fmt::Result {
    branch(f, value, 1)
}

fn branch(f: &mut fmt::Formatter<'_>, value: &Value, depth: usize) -> fmt::Result {
    let Value::Object(map) = value else { return writeln!(f, "{}{}", "  ".repeat(depth), leaf(value)) };
    for (key, value) in map {
        let indent = "  ".repeat(depth);
        let name = key.replace('_', " ");
        match value {
            Value::Object(_) => {
                writeln!(f, "{indent}{name}")?;
                branch(f, value, depth + 1)?;
            }
            Value::Array(list) if list.iter().any(Value::is_object) => {
                writeln!(f, "{indent}{name}")?;
                objects(f, list, depth + 1)?;
            }
            _ => writeln!(f, "{indent}{name}: {}", leaf(value))?,
        }
    }
    Ok(())
}

/// Objects of scalars as a table, others one after another.
fn objects(f: &mut fmt::Formatter<'_>, list: &[Value], depth: usize) -> fmt::Result {
    let flat =
        |value: &Value| value.as_object().is_some_and(|map| !map.values().any(|v| v.is_object() || v.is_array()));
    if !list.iter().all(flat) {
        for (place, value) in list.iter().enumerate() {
            if place > 0 {
                writeln!(f)?;
            }
            branch(f, value, depth)?;
        }
        return Ok(());
    }
    let heads: Vec<&String> =
        list.iter().filter_map(Value::as_object).flat_map(|map| map.keys()).fold(Vec::new(), |mut heads, key| {
            if !heads.contains(&key) {
                heads.push(key);
            }
            heads
        });
    let words: Vec<String> = heads.iter().map(|head| head.replace('_', " ")).collect();
    let mut grid = Grid::new(words.iter().map(String::as_str), 1);
    for value in list {
        grid.row(heads.iter().map(|head| leaf(&value[head.as_str()])));
    }
    write!(f, "{grid}")
}

fn leaf(value: &Value) -> String {
    match value {
        Value::Null => "-".into(),
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), |x| significant(x, 6)),
        Value::String(text) => plain(text),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::Array(list) => {
            let shown: Vec<String> = list.iter().take(SHOWN).map(leaf).collect();
            let more = list.len().saturating_sub(SHOWN);
            let more = if more > 0 { format!(", ... {more} more") } else { String::new() };
            let inner = shown.join(if list.iter().any(Value::is_array) { "; " } else { ", " });
            format!("{inner}{more}")
        }
        Value::Object(_) => "...".into(),
    }
}
