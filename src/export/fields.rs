//! Selected fields of a record, in the order in which they were asked for.
//!
//! A field is a field of the record or a column of a sheet. In JSON a column that the record doesn't have is the text of
//! its cell; `date` is the Vietnamese day in every format.

use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::columns::{ARRAYS, COLUMNS, Cell, Column, HIGHLIGHTS, HITS};
use super::format::{ArticleFormat, ExportItem};
use super::record::Record;
use super::sheet::Sheet;

/// The fields that were asked for; at least one, each once.
#[derive(Clone)]
pub(crate) struct Fields(Vec<&'static Column>);

/// Why a list of fields can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FieldError {
    /// No record has this field.
    Unknown(String),
    /// Only what a search finds has this field.
    OnlySearch(&'static str),
    Twice(&'static str),
    Empty,
}

impl Fields {
    /// Reads a list of names with commas in between. `hits` says whether the articles are from a search.
    pub(crate) fn read(list: &str, hits: bool) -> Result<Fields, FieldError> {
        let mut fields: Vec<&'static Column> = Vec::new();
        for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let of_article = COLUMNS.iter().chain(&ARRAYS).find(|column| column.name == name);
            let of_hit = HITS.iter().chain(&HIGHLIGHTS).find(|column| column.name == name);
            let column = match (of_article, of_hit) {
                (Some(column), _) => column,
                (None, Some(column)) if hits => column,
                (None, Some(column)) => return Err(FieldError::OnlySearch(column.name)),
                (None, None) => return Err(FieldError::Unknown(name.to_owned())),
            };
            if fields.iter().any(|known| known.name == column.name) {
                return Err(FieldError::Twice(column.name));
            }
            fields.push(column);
        }
        if fields.is_empty() { Err(FieldError::Empty) } else { Ok(Fields(fields)) }
    }

    /// These fields of every article except its texts, and the id first: what describes a text in a file of its own.
    pub(crate) fn of_metadata(chosen: Option<&Fields>) -> Fields {
        const TEXTS: [&str; 3] = ["abstract", "body", "captions"];
        let described = || COLUMNS.iter().filter(|column| !TEXTS.contains(&column.name)).collect();
        let fields: Vec<&'static Column> = chosen.map_or_else(described, |chosen| chosen.0.clone());
        let id = COLUMNS.iter().filter(|column| column.name == "id");
        Fields(id.chain(fields.into_iter().filter(|column| column.name != "id")).collect())
    }

    /// The names of the fields.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|column| column.name)
    }

    /// The cells of an article in a sheet.
    pub(super) fn cells<'a>(&self, item: &ExportItem<'a>) -> impl Iterator<Item = Cell<'a>> {
        self.0.iter().map(|column| (column.cell)(item))
    }

    /// The fields of an article as a JSON object.
    pub(super) fn object(&self, item: &ExportItem<'_>) -> io::Result<FieldValues> {
        // Through its text: a score would otherwise become the decimals of another type of number.
        let record: Value =
            serde_json::from_slice(&serde_json::to_vec(&Record::new(item.article, item.labels, item.hit))?)?;
        let value = |column: &&'static Column| {
            let value = match record.get(column.name) {
                Some(value) => value.clone(),
                None => match (column.cell)(item) {
                    Cell::Own(text) if text.is_empty() => Value::Null,
                    // The arrays, which the cell has as JSON.
                    Cell::Text(text) if column.name.ends_with("_json") => serde_json::from_str(&text)?,
                    Cell::Own(text) => text.into(),
                    Cell::Text(text) => text.into_owned().into(),
                },
            };
            Ok((column.name, value))
        };
        Ok(FieldValues(self.0.iter().map(value).collect::<io::Result<_>>()?))
    }
}

/// The names of all fields that can be asked for; `hits` includes those that a search adds.
pub(crate) fn field_names(hits: bool) -> impl Iterator<Item = &'static str> {
    let of_hit: &[Column] = if hits { &HITS } else { &[] };
    let highlights: &[Column] = if hits { &HIGHLIGHTS } else { &[] };
    COLUMNS.iter().chain(&ARRAYS).chain(of_hit).chain(highlights).map(|column| column.name)
}

/// Fields with their values, in order.
pub(super) struct FieldValues(Vec<(&'static str, Value)>);

impl Serialize for FieldValues {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// CSV or TSV with the selected columns.
pub(super) struct SelectedSheet {
    pub(super) sheet: Sheet,
    pub(super) fields: Fields,
}

impl ArticleFormat for SelectedSheet {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        self.sheet.header(out, self.fields.names())
    }

    fn article(&self, out: &mut Vec<u8>, item: &ExportItem<'_>) -> io::Result<()> {
        self.sheet.row(out, self.fields.cells(item))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_known_fields_once() {
        let read =
            |list: &str, hits| Fields::read(list, hits).map(|fields| fields.names().collect::<Vec<_>>().join(","));
        let check = |list: &str, hits, expected: Result<&str, FieldError>| {
            assert_eq!(read(list, hits), expected.map(str::to_owned), "{list}");
        };
        check("id,date,title", false, Ok("id,date,title"));
        check(" title , id,", false, Ok("title,id"));
        check("score,highlights", true, Ok("score,highlights"));
        check("id,score", false, Err(FieldError::OnlySearch("score")));
        check("id,tilte", false, Err(FieldError::Unknown("tilte".into())));
        check("id,date,id", false, Err(FieldError::Twice("id")));
        check(" , ", false, Err(FieldError::Empty));
    }

    #[test]
    fn metadata_begins_with_the_id_and_has_no_text() {
        let names = |fields: Fields| fields.names().collect::<Vec<_>>();
        let all = names(Fields::of_metadata(None));
        assert!(all[0] == "id" && all.contains(&"officials") && !all.contains(&"body"), "{all:?}");
        let chosen = Fields::read("title,body,id", false).ok();
        assert_eq!(names(Fields::of_metadata(chosen.as_ref())), ["id", "title", "body"]);
    }
}
