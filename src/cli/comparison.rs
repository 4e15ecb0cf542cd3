//! Two results of one study command: which rows are the same, and what differs in the others.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// What a row is about: the names and values of its identifying columns.
type RowName = Vec<(&'static str, Value)>;

/// The columns that say what a row is about; a row has some of them.
const IDENTITY: [&str; 13] =
    ["side", "series", "bucket", "group", "id", "zone", "item", "word", "form", "size", "x", "y", "phrase"];

/// How two lists of rows differ.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparison {
    /// Rows that are the same, wherever they stand.
    pub(crate) same: usize,
    pub(crate) differences: Vec<RowDifference>,
}

/// One row, or one column of a row, that differs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RowDifference {
    Changed {
        row: RowName,
        column: String,
        then: Value,
        now: Value,
    },
    /// Only the new result has it.
    Added(RowName),
    /// Only the old result had it.
    Missing(RowName),
    /// All rows are the same, but in another order.
    Order,
}

impl Comparison {
    /// Compares the rows of an old and a new result.
    pub(crate) fn of(then: &[Value], now: &[Value]) -> Comparison {
        let mut left: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
        now.iter().for_each(|row| left.entry(key(row)).or_default().push(row));
        // Equal rows first: of several rows about the same, others may have changed.
        let mut take = |old: &Value, wanted: &dyn Fn(&Value) -> bool| {
            let rows = left.get_mut(&key(old))?;
            let at = rows.iter().position(|row| wanted(row))?;
            Some(rows.remove(at))
        };
        let (equal, unequal): (Vec<&Value>, Vec<&Value>) =
            then.iter().partition(|old| take(old, &|row| is_equal(row, old)).is_some());
        let mut differences = Vec::new();
        for old in unequal {
            match take(old, &|_| true) {
                Some(new) => differences.extend(changes(old, new)),
                None => differences.push(RowDifference::Missing(identity(old))),
            }
        }
        // Rows may be the same in all columns; which of them are left is decided by their place.
        let is_left =
            |row: &Value| left.get(&key(row)).is_some_and(|rows| rows.iter().any(|own| std::ptr::eq(*own, row)));
        let added = now.iter().filter(|row| is_left(row));
        differences.extend(added.map(|row| RowDifference::Added(identity(row))));
        if differences.is_empty() && !then.iter().zip(now).all(|(old, new)| is_equal(old, new)) {
            differences.push(RowDifference::Order);
        }
        Comparison { same: equal.len(), differences }
    }
}

/// Relative difference of numbers that rounding explains: other machines may add and take logarithms in another order.
const TOLERANCE: f64 = 1e-12;

/// Whether two values are the same; numbers with a fraction may differ by rounding.
fn is_equal(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Number(a), Value::Number(b)) if a.is_f64() || b.is_f64() => {
            let (a, b) = (a.as_f64().unwrap_or(f64::NAN), b.as_f64().unwrap_or(f64::NAN));
            (a - b).abs() <= TOLERANCE * a.abs().max(b.abs())
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(column, a)| b.get(column).is_some_and(|b| is_equal(a, b)))
        }
        _ => old == new,
    }
}

/// What a row is about.
fn identity(row: &Value) -> RowName {
    let named = |name: &'static str| Some((name, row.get(name)?.clone()));
    IDENTITY.into_iter().filter_map(named).collect()
}

/// The same as text, to find the row by.
fn key(row: &Value) -> String {
    format!("{:?}", identity(row))
}

fn changes(old: &Value, new: &Value) -> Vec<RowDifference> {
    let empty = Map::new();
    let (before, after) = (old.as_object().unwrap_or(&empty), new.as_object().unwrap_or(&empty));
    let columns = after.keys().chain(before.keys().filter(|column| !after.contains_key(*column)));
    let value = |cells: &Map<String, Value>, column: &str| cells.get(column).cloned().unwrap_or(Value::Null);
    columns
        .filter(|column| match (before.get(*column), after.get(*column)) {
            (Some(old), Some(new)) => !is_equal(old, new),
            (old, new) => old != new,
        })
        .map(|column| RowDifference::Changed {
            row: identity(old),
            column: column.clone(),
            then: value(before, column),
            now: value(after, column),
        })
        .collect()
}

impl RowDifference {
    /// As one object of the output.
    pub(crate) fn json(&self) -> Value {
        match self {
            RowDifference::Changed { row, column, then, now } => {
                json!({ "kind": "changed", "row": cells(row), "column": column, "then": then, "now": now })
            }
            RowDifference::Added(row) => json!({ "kind": "added", "row": cells(row) }),
            RowDifference::Missing(row) => json!({ "kind": "missing", "row": cells(row) }),
            RowDifference::Order => json!({ "kind": "order" }),
        }
    }

    /// As one line for people.
    pub(crate) fn line(&self) -> String {
        match self {
            RowDifference::Changed { row, column, then, now } => {
                format!("{}{column} {} → {}", named(row), plain(then), plain(now))
            }
            RowDifference::Added(row) => format!("{}only in the new result", named(row)),
            RowDifference::Missing(row) => format!("{}only in the old result", named(row)),
            RowDifference::Order => "the rows are in another order".to_owned(),
        }
    }
}

fn cells(row: &[(&'static str, Value)]) -> Vec<Value> {
    row.iter().map(|(column, value)| json!({ "column": column, "value": value })).collect()
}

/// The identifying values of a row, before what is said about it.
fn named(row: &[(&'static str, Value)]) -> String {
    let values: Vec<String> = row.iter().map(|(_, value)| plain(value)).collect();
    if values.is_empty() { String::new() } else { format!("{}: ", values.join(" ")) }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(then: &Value, now: &Value) -> (usize, Vec<String>) {
        let compared = Comparison::of(then.as_array().unwrap(), now.as_array().unwrap());
        (compared.same, compared.differences.iter().map(RowDifference::line).collect())
    }

    #[test]
    fn rows_are_compared_by_what_they_are_about() {
        let check = |then: Value, now: Value, same: usize, expected: &[&str]| {
            assert_eq!(lines(&then, &now), (same, expected.iter().map(|line| (*line).to_owned()).collect()));
        };
        let word = |form: &str, hits: u64| json!({ "form": form, "hits": hits });
        check(json!([]), json!([]), 0, &[]);
        check(json!([word("y", 2)]), json!([word("y", 2)]), 1, &[]);
        check(json!([word("y", 2)]), json!([word("y", 3)]), 0, &["y: hits 2 → 3"]);
        check(
            json!([word("y", 2), word("tế", 1)]),
            json!([word("tế", 1), word("y", 2)]),
            2,
            &["the rows are in another order"],
        );
        check(
            json!([word("y", 2), word("tế", 1)]),
            json!([word("y", 2), word("an", 1)]),
            1,
            &["tế: only in the old result", "an: only in the new result"],
        );
        let bucket = |bucket: &str, low: Value| json!({ "series": "y", "bucket": bucket, "low": low });
        check(
            json!([bucket("2024", Value::Null), bucket("2025", json!(1.5))]),
            json!([bucket("2024", json!(0.5)), bucket("2025", json!(1.5))]),
            1,
            &["y 2024: low null → 0.5"],
        );
        // Rows that nothing identifies, and rows with the same name.
        check(json!([{ "a": 1 }]), json!([{ "a": 2, "b": "x" }]), 0, &["a 1 → 2", "b null → x"]);
        check(json!([word("y", 1), word("y", 2)]), json!([word("y", 2)]), 1, &["y: only in the old result"]);
        check(json!([word("y", 1)]), json!([word("y", 1), word("y", 1)]), 1, &["y: only in the new result"]);
        // Rounding is no difference; anything larger is.
        let rate = |value: f64| json!({ "form": "y", "rate": value });
        check(json!([rate(0.1 + 0.2)]), json!([rate(0.3)]), 1, &[]);
        check(json!([rate(1e-300)]), json!([rate(1e-300)]), 1, &[]);
        check(json!([rate(2.0)]), json!([{ "form": "y", "rate": 2 }]), 1, &[]);
        check(json!([rate(1.0)]), json!([rate(1.000_000_1)]), 0, &["y: rate 1.0 → 1.0000001"]);
        check(json!([rate(-0.5)]), json!([rate(0.5)]), 0, &["y: rate -0.5 → 0.5"]);
    }
}
