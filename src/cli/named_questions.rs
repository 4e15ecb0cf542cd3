//! Named questions: the tables `[questions.NAME]` of the configuration file, and `@NAME` in a query.

use std::collections::BTreeMap;
use std::path::Path;

use clap::ValueEnum;
use toml::Value;

use super::errors::Failure;
use super::filters::{FilterArgs, WhichStatus};
use crate::article::is_device;
use crate::query::{FilterKind, Filters, Query, Section};
use crate::text;
use crate::wording::Sentence;

/// The table of the configuration file that has the questions.
pub(crate) const TABLE: &str = "questions";
/// What precedes the name of a question in a query.
const MARK: char = '@';
/// Minimum similarity (0 to 1) of a name that is suggested.
const SIMILARITY_MIN: f64 = 0.6;
const KEYS: [&str; 10] = ["query", "official", "mentions", "role", "topic", "from", "to", "on", "section", "status"];

/// A question: a query and filters, as options have them.
#[derive(Debug, Clone, Default)]
pub(crate) struct NamedQuestion {
    query: Option<String>,
    filters: FilterArgs,
}

/// The questions of a configuration file, by their names.
pub(crate) type NamedQuestions = BTreeMap<String, NamedQuestion>;

/// Reads the table of questions. Fails with one sentence and a hint.
pub(crate) fn read(table: &Value) -> Result<NamedQuestions, (String, String)> {
    let example = || "for example: [questions.thuoc], and below it query = \"đấu thầu thuốc\"".to_owned();
    let Some(table) = table.as_table() else {
        return Err((format!("{TABLE} must be a table of questions"), example()));
    };
    let mut questions = NamedQuestions::new();
    for (name, value) in table {
        if !is_name(name) {
            let why = format!("“{name}” can't be the name of a question");
            return Err((why, "use letters, digits, - and _, beginning with a letter or a digit".to_owned()));
        }
        let Some(keys) = value.as_table() else {
            return Err((format!("{TABLE}.{name} must be a table"), example()));
        };
        let mut question = NamedQuestion::default();
        for (key, value) in keys {
            question.set(key, value).map_err(|(why, hint)| (format!("{TABLE}.{name}: {why}"), hint))?;
        }
        questions.insert(name.clone(), question);
    }
    Ok(questions)
}

/// Letters of any language, so that a name can be a file name, on Windows too, and ends where a word does.
fn is_name(text: &str) -> bool {
    let is_inner = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    text.starts_with(char::is_alphanumeric) && text.chars().all(is_inner) && text.len() <= 64 && !is_device(text)
}

impl NamedQuestion {
    /// Its keys with their values as text, in the order in which help lists them.
    pub(crate) fn keys(&self) -> Vec<(&'static str, Vec<String>)> {
        let mut typed: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (key, value) in self.filters.typed().iter().filter_map(|typed| typed.split_once('=')) {
            typed.entry(key.to_owned()).or_default().push(value.to_owned());
        }
        typed.extend(self.query.clone().map(|query| ("query".to_owned(), vec![query])));
        KEYS.into_iter().filter_map(|key| Some((key, typed.remove(key)?))).collect()
    }

    /// The filters without those of some kinds.
    fn filters_without(&self, kinds: &[FilterKind]) -> FilterArgs {
        let mut filters = self.filters.clone();
        for kind in kinds {
            match kind {
                FilterKind::Official => filters.official.clear(),
                FilterKind::Mentions => filters.mentions.clear(),
                FilterKind::Role => filters.role.clear(),
                FilterKind::Topic => filters.topic.clear(),
                FilterKind::Date => (filters.from, filters.to, filters.on) = (None, None, None),
                FilterKind::Section => filters.section = None,
                FilterKind::Status => filters.status = None,
                // Questions have no keys of these names.
                FilterKind::Number | FilterKind::Absence => {}
            }
        }
        filters
    }

    fn set(&mut self, key: &str, value: &Value) -> Result<(), (String, String)> {
        let values = texts(key, value)?;
        let filters = &mut self.filters;
        match key {
            "query" => self.query = any_of(values),
            "official" => filters.official = values,
            "mentions" => filters.mentions = values,
            "role" => filters.role = values,
            "topic" => filters.topic = values,
            "from" => filters.from = Some(one(key, values)?),
            "to" => filters.to = Some(one(key, values)?),
            "on" => filters.on = Some(one(key, values)?),
            "section" => filters.section = Some(choice(key, &values, Section::All)?),
            "status" => filters.status = Some(choice(key, &values, WhichStatus::All)?),
            _ => {
                let hint = match text::nearest(key, KEYS, SIMILARITY_MIN) {
                    Some(near) => format!("did you mean “{near}”?"),
                    None => format!("the keys of a question are: {}", KEYS.join(", ")),
                };
                return Err((format!("there is no key “{key}”"), hint));
            }
        }
        if self.filters.on.is_some() && (self.filters.from.is_some() || self.filters.to.is_some()) {
            return Err(("on can't be used together with from and to".to_owned(), "remove one of them".to_owned()));
        }
        Ok(())
    }
}

/// A text, number or date, or a list of them.
fn texts(key: &str, value: &Value) -> Result<Vec<String>, (String, String)> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Datetime(date) => Some(date.to_string()),
        _ => None,
    };
    let texts = match value {
        Value::Array(values) => values.iter().map(text).collect(),
        value => text(value).map(|text| vec![text]),
    };
    texts.filter(|texts: &Vec<String>| !texts.is_empty()).ok_or_else(|| {
        (format!("{key} must be text in quotes, or a list of it"), format!("for example: {key} = \"…\""))
    })
}

/// Queries as alternatives.
fn any_of(mut queries: Vec<String>) -> Option<String> {
    if queries.len() < 2 {
        return queries.pop();
    }
    Some(queries.iter().map(|query| format!("({query})")).collect::<Vec<_>>().join(" OR "))
}

fn one(key: &str, mut values: Vec<String>) -> Result<String, (String, String)> {
    match (values.pop(), values.is_empty()) {
        (Some(value), true) => Ok(value),
        _ => Err((format!("{key} takes one day"), "use from and to for several days".to_owned())),
    }
}

/// The value of an option with a few values; of several different ones, all.
fn choice<T: ValueEnum + PartialEq + Copy>(key: &str, values: &[String], all: T) -> Result<T, (String, String)> {
    let names = || {
        let names = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        names.map(|value| value.get_name().to_owned()).collect::<Vec<_>>().join(", ")
    };
    let read = |text: &String| {
        T::from_str(text, true).map_err(|_| (format!("{key} is “{text}”"), format!("it is one of: {}", names())))
    };
    let chosen = values.iter().map(read).collect::<Result<Vec<T>, _>>()?;
    Ok(if chosen.iter().all(|value| *value == chosen[0]) { chosen[0] } else { all })
}

/// A query and options in which `@NAME` has been replaced by the question.
pub(crate) struct Asked {
    pub(crate) text: Option<String>,
    pub(crate) filters: FilterArgs,
    /// The filters of the words after `@NAME`. They replace those of the same kinds in the question's query.
    pub(crate) typed: Filters,
}

/// Replaces `@NAME` at the beginning of a query. Words that follow must also match. An option replaces the key of the same
/// name, and so does a filter among these words. `file` contains the questions, and `parse` reads the words. Fails if there
/// is no such question, or if the words can't be read.
pub(crate) fn expand(
    text: Option<&str>,
    options: &FilterArgs,
    known: &NamedQuestions,
    file: Option<&Path>,
    parse: impl FnOnce(&str) -> Result<Query, Failure>,
) -> Result<Asked, Failure> {
    let typed = text.map(str::trim_start).and_then(|text| text.strip_prefix(MARK));
    let Some(typed) = typed else {
        return Ok(Asked { text: text.map(str::to_owned), filters: options.clone(), typed: Filters::default() });
    };
    let (name, more) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
    let question = known.get(name).ok_or_else(|| unknown(name, known, file))?;
    let more = more.trim();
    let typed = if more.is_empty() { Query::default() } else { parse(more)? };
    let text = match (&question.query, more) {
        (None, "") => None,
        (None, more) => Some(more.to_owned()),
        (Some(query), "") => Some(query.clone()),
        // Without brackets, the question would belong to the first alternative only.
        (Some(query), more) if typed.is_alternatives() => Some(format!("({query}) ({more})")),
        (Some(query), more) => Some(format!("({query}) {more}")),
    };
    let own = question.filters_without(&typed.filters.kinds());
    Ok(Asked { text, filters: replaced(&own, options), typed: typed.filters })
}

/// The name of the question that a query begins with.
pub(crate) fn name_in(text: Option<&str>) -> Option<&str> {
    text?.trim_start().strip_prefix(MARK)?.split_whitespace().next()
}

fn replaced(question: &FilterArgs, options: &FilterArgs) -> FilterArgs {
    let list = |own: &Vec<String>, option: &Vec<String>| if option.is_empty() { own.clone() } else { option.clone() };
    let day = |own: &Option<String>, option: &Option<String>| option.clone().or_else(|| own.clone());
    // "on" and "from", "to" exclude each other.
    let own_span = options.on.is_none();
    let own_day = options.from.is_none() && options.to.is_none();
    FilterArgs {
        official: list(&question.official, &options.official),
        mentions: list(&question.mentions, &options.mentions),
        role: list(&question.role, &options.role),
        topic: list(&question.topic, &options.topic),
        from: day(&question.from.clone().filter(|_| own_span), &options.from),
        to: day(&question.to.clone().filter(|_| own_span), &options.to),
        on: day(&question.on.clone().filter(|_| own_day), &options.on),
        section: options.section.or(question.section),
        status: options.status.or(question.status),
        ..options.clone()
    }
}

/// Where questions are defined: in the configuration file that is in use, or in one to be written.
pub(crate) fn example_in(file: Option<&Path>) -> String {
    match file {
        Some(file) => format!("questions are tables in {}, such as [{TABLE}.thuoc]", file.display()),
        None => {
            format!("there is no configuration file; write questions into byt.toml, as tables such as [{TABLE}.thuoc]")
        }
    }
}

fn unknown(name: &str, known: &NamedQuestions, file: Option<&Path>) -> Failure {
    let sentence =
        Sentence::new(format!("there is no question “{name}”"), format!("không có câu hỏi nào tên “{name}”"));
    let names: Vec<&str> = known.keys().map(String::as_str).collect();
    Failure::usage(sentence).hint(match text::nearest(name, names.iter().copied(), SIMILARITY_MIN) {
        Some(near) => Sentence::new(format!("did you mean @{near}?"), format!("có phải ý bạn là @{near}?")),
        None if names.is_empty() => Sentence::new(example_in(file), "tệp cấu hình của byt không có câu hỏi nào"),
        None => Sentence::new(
            format!("the questions are: {}", names.join(", ")),
            format!("các câu hỏi: {}", names.join(", ")),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn questions(text: &str) -> Result<NamedQuestions, String> {
        let table: Value = toml::from_str(text).unwrap();
        read(&table).map_err(|(why, hint)| format!("{why} ({hint})"))
    }

    #[test]
    fn mistakes_are_told_with_what_is_meant() {
        for (text, expected) in [
            ("[a]\nquery = \"x\"", None),
            ("[\"bảo-hiểm\"]\ntopic = [\"duoc\", \"dan-so\"]\nfrom = 2025\nto = 2025-06-01", None),
            ("[a]\nqery = \"x\"", Some("questions.a: there is no key “qery” (did you mean “query”?)")),
            (
                "[a]\nquery = true",
                Some("questions.a: query must be text in quotes, or a list of it (for example: query = \"…\")"),
            ),
            (
                "[a]\ntopic = []",
                Some("questions.a: topic must be text in quotes, or a list of it (for example: topic = \"…\")"),
            ),
            ("[a]\nsection = \"inn\"", Some("questions.a: section is “inn” (it is one of: in, out, all)")),
            (
                "[a]\nfrom = [\"2025\", \"2026\"]",
                Some("questions.a: from takes one day (use from and to for several days)"),
            ),
            (
                "[a]\nfrom = \"2025\"\non = \"2025\"",
                Some("questions.a: on can't be used together with from and to (remove one of them)"),
            ),
            (
                "a = 1",
                Some(
                    "questions.a must be a table (for example: [questions.thuoc], and below it query = \"đấu thầu thuốc\")",
                ),
            ),
            (
                "[\"a/b\"]\n",
                Some(
                    "“a/b” can't be the name of a question (use letters, digits, - and _, beginning with a letter or a digit)",
                ),
            ),
        ] {
            assert_eq!(questions(text).err().as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn words_are_added_and_options_replace_keys() {
        let known = questions(
            "[thuoc]\nquery = [\"đấu thầu thuốc\", \"giá thuốc\"]\nofficial = \"lan\"\nfrom = \"2025\"\n[tin]\ntopic = \"duoc\"",
        )
        .unwrap();
        let expanded =
            |typed: &str, options: &FilterArgs| expand(Some(typed), options, &known, None, |_| Ok(Query::default()));
        let text = |typed: &str| expanded(typed, &FilterArgs::default()).map(|asked| asked.text).ok();
        let both = "(đấu thầu thuốc) OR (giá thuốc)";
        assert_eq!(text("@thuoc"), Some(Some(both.to_owned())));
        assert_eq!(text("  @thuoc "), Some(Some(both.to_owned())));
        assert_eq!(text("@thuoc Hà Nội"), Some(Some(format!("({both}) Hà Nội"))));
        assert_eq!(text("@tin"), Some(None));
        assert_eq!(text("@tin x"), Some(Some("x".into())));
        assert_eq!(text("thư @tin"), Some(Some("thư @tin".into())), "only the first word is a question");
        for unknown in ["@", "@ tin", "@tinn", "@@tin"] {
            assert_eq!(text(unknown), None, "{unknown}");
        }
        let options = |options: FilterArgs| expanded("@thuoc", &options).unwrap().filters;
        let kept = options(FilterArgs::default());
        assert_eq!((kept.official, kept.from), (vec!["lan".to_owned()], Some("2025".to_owned())));
        let other =
            options(FilterArgs { official: vec!["tuyên".into()], on: Some("2026".into()), ..FilterArgs::default() });
        assert_eq!((other.official, other.from, other.on), (vec!["tuyên".to_owned()], None, Some("2026".to_owned())));
    }
}
