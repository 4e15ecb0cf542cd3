//! The configuration file: its keys, what each is for, and what is said when one is wrong.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Spanned, Value};

use super::{Failure, filters::nearest};

/// The configuration file. Its keys are named as the options.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfigFile {
    pub(crate) corpus: Option<PathBuf>,
    pub(crate) index: Option<PathBuf>,
    pub(crate) source: Option<String>,
    pub(crate) portal: Option<String>,
    pub(crate) archive: Option<String>,
    pub(crate) delay: Option<f64>,
    pub(crate) ca: Option<PathBuf>,
    pub(crate) tls: Option<String>,
    /// How the operator of the portal can reach whoever runs this: part of the User-Agent.
    pub(crate) contact: Option<String>,
    /// The user's additions to the registry of people.
    pub(crate) officials: Option<PathBuf>,
    /// The user's additions to the registry of topics.
    pub(crate) topics: Option<PathBuf>,
}

/// One key of the file.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    kind: Kind,
    /// What holds without it, as it would be written; `None` where nothing does.
    pub(crate) default: Option<&'static str>,
    /// Something to write where there is no default.
    example: &'static str,
    /// The variable of the environment that goes before the file.
    pub(crate) variable: Option<&'static str>,
    about: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
}

const fn text(name: &'static str, default: &'static str, about: &'static str) -> Key {
    Key { name, kind: Kind::Text, default: Some(default), example: default, variable: None, about }
}

const fn optional(name: &'static str, example: &'static str, about: &'static str) -> Key {
    Key { name, kind: Kind::Text, default: None, example, variable: None, about }
}

impl Key {
    const fn or_variable(self, variable: &'static str) -> Key {
        Key { variable: Some(variable), ..self }
    }
}

/// All keys, in the order in which they are shown.
pub(crate) const KEYS: [Key; 11] = [
    text("corpus", "corpus", "folder of the corpus, seen from this file").or_variable("BYT_CORPUS"),
    text("index", "index", "folder of the index, seen from this file").or_variable("BYT_INDEX"),
    text("source", "bridge", "who answers an update: bridge (today's portal), legacy or archive"),
    text("portal", "https://moh.gov.vn", "base address of the portal").or_variable("BYT_PORTAL"),
    text("archive", "https://web.archive.org", "base address of the archive").or_variable("BYT_ARCHIVE"),
    Key {
        name: "delay",
        kind: Kind::Number,
        default: Some("1"),
        example: "1",
        variable: None,
        about: "least seconds between two requests to a host; fractions allowed",
    },
    optional("ca", "extra.pem", "more trusted certificates (PEM)"),
    text("tls", "rustls", "the TLS library: rustls, or native where byt was built with it"),
    optional("contact", "mailto:you@example.org", "where the people of the portal can reach you")
        .or_variable("BYT_CONTACT"),
    optional("officials", "my-officials.toml", "people and posts added or corrected"),
    optional("topics", "my-topics.toml", "topics added or changed"),
];

/// A file to begin with: every key with its default, and what it is for. All is commented out, so
/// that the file says nothing until it is asked to.
pub(crate) fn example() -> String {
    let mut out = String::from(
        "# Settings of byt. An option goes before the environment, the environment before this file.\n\
         # Take the # away from a line to change what it says.\n",
    );
    for key in &KEYS {
        let value = match key.kind {
            Kind::Text => Value::from(key.example).to_string(),
            Kind::Number => key.example.to_owned(),
        };
        let none = if key.default.is_none() { "; none unless set" } else { "" };
        out += &format!("\n# {}{none}\n#{} = {value}\n", key.about, key.name);
    }
    out
}

/// Reads the file. What is wrong with it is told with line and key.
pub(crate) fn read(path: &Path) -> Result<ConfigFile, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Failure::io(format!("can't read the configuration {}", path.display()), &e))?;
    parse(&text, &path.display().to_string())
}

fn parse(text: &str, name: &str) -> Result<ConfigFile, Failure> {
    let line = |byte: usize| 1 + text.bytes().take(byte).filter(|b| *b == b'\n').count();
    let place = |byte: usize| format!("the configuration {name}, line {}", line(byte));
    let syntax = |e: toml::de::Error| {
        let at = e.span().map_or(0, |span| span.start);
        Failure::usage(format!("{}, can't be read as TOML", place(at)))
            .cause(e.message())
            .hint("a line is a key, =, and a value: delay = 1, or contact = \"mailto:you@example.org\"")
    };
    let table: BTreeMap<Spanned<String>, Spanned<Value>> = toml::from_str(text).map_err(syntax)?;
    // In the order of the file, so that the first mistake is told first.
    let mut rows: Vec<_> = table.iter().collect();
    rows.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in rows {
        let (typed, at) = (key.get_ref(), key.span().start);
        let Some(known) = KEYS.iter().find(|known| known.name == typed) else {
            let failure = Failure::usage(format!("{}: there is no key “{typed}”", place(at)));
            let names = KEYS.iter().map(|key| key.name);
            return Err(match nearest(typed, names.clone()) {
                Some(near) => failure.hint(format!("did you mean “{near}”?")),
                None => failure.hint(format!("the keys are: {}", names.collect::<Vec<_>>().join(", "))),
            });
        };
        let (fits, wanted) = match known.kind {
            Kind::Text => (value.get_ref().is_str(), "text in quotes"),
            Kind::Number => (value.get_ref().is_float() || value.get_ref().is_integer(), "a number"),
        };
        if !fits {
            let found = in_words(value.get_ref());
            return Err(Failure::usage(format!("{}: {typed} must be {wanted}, and is {found}", place(at))).hint(
                format!(
                    "such as {typed} = {}",
                    if known.kind == Kind::Text {
                        Value::from(known.example).to_string()
                    } else {
                        known.example.to_owned()
                    }
                ),
            ));
        }
    }
    toml::from_str(text).map_err(syntax)
}

fn in_words(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "text",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let told = parse(text, "byt.toml").map_or_else(|failure| failure.to_string(), |_| "fine".to_owned());
        assert_eq!(told.lines().next().unwrap(), expected, "{text:?}");
    }

    #[test]
    fn mistakes_are_told_with_line_and_key() {
        check("corpus = \"c\"\ndelay = 2\n", "fine");
        check("corpus = \"c\"\n\ndelai = 2\n", "error: the configuration byt.toml, line 3: there is no key “delai”");
        check("delay = \"2\"\n", "error: the configuration byt.toml, line 1: delay must be a number, and is text");
        check(
            "delay = 1\nportal = true\n",
            "error: the configuration byt.toml, line 2: portal must be text in quotes, and is true or false",
        );
        check("delay = 1\ndelay =\n", "error: the configuration byt.toml, line 2, can't be read as TOML");
    }

    #[test]
    fn the_example_is_a_good_file_and_says_the_defaults() {
        let silent = parse(&example(), "byt.toml").expect("comments only");
        assert!(silent.corpus.is_none() && silent.delay.is_none());
        let spoken: String = example()
            .lines()
            .map(|line| line.strip_prefix('#').filter(|l| l.contains(" = ")).unwrap_or(""))
            .fold(String::new(), |all, line| all + line + "\n");
        let spoken = parse(&spoken, "byt.toml").unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!((spoken.delay, spoken.tls.as_deref()), (Some(1.0), Some("rustls")));
        assert!(KEYS.iter().all(|key| example().contains(&format!("\n#{} = ", key.name))));
    }
}
