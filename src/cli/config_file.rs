//! The configuration file: its keys, their defaults, and what is wrong with a file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::{Spanned, Value};

use super::errors::Failure;
use super::named_questions::{self, NamedQuestions};
use super::written_path;
use crate::portal::address::PORTAL;
use crate::text;

/// A key of the configuration file, named like the option that it presets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Corpus,
    Index,
    Source,
    Portal,
    Archive,
    Delay,
    Ca,
    Tls,
    Contact,
    Officials,
    Topics,
    Engine,
    EngineName,
    Lang,
}

/// Minimum similarity (0 to 1) of a key that is suggested.
const SIMILARITY_MIN: f64 = 0.75;

/// The longest accepted delay between two requests, in seconds.
pub(crate) const DELAY_SECONDS_MAX: f64 = 3600.0;

/// What a value must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ValueKind {
    /// A path relative to the folder of the file.
    Path,
    Text,
    Number,
    Choice(&'static [&'static str]),
}

/// What is known about a key.
#[derive(Clone, Copy)]
struct Description {
    name: &'static str,
    kind: ValueKind,
    /// The value that applies if nothing sets the key; `None` if there is none.
    default: Option<&'static str>,
    /// A value for the example file.
    example: &'static str,
    /// The environment variable that overrides the file.
    variable: Option<&'static str>,
    about: &'static str,
}

impl Key {
    /// All keys in the order in which they are listed.
    pub(crate) const ALL: [Key; 14] = [
        Key::Corpus,
        Key::Index,
        Key::Source,
        Key::Portal,
        Key::Archive,
        Key::Delay,
        Key::Ca,
        Key::Tls,
        Key::Contact,
        Key::Officials,
        Key::Topics,
        Key::Engine,
        Key::EngineName,
        Key::Lang,
    ];

    const fn description(self) -> Description {
        const fn preset(
            name: &'static str,
            kind: ValueKind,
            default: &'static str,
            about: &'static str,
        ) -> Description {
            Description { name, kind, default: Some(default), example: default, variable: None, about }
        }
        const fn optional(
            name: &'static str,
            kind: ValueKind,
            example: &'static str,
            about: &'static str,
        ) -> Description {
            Description { name, kind, default: None, example, variable: None, about }
        }
        const fn or(variable: &'static str, description: Description) -> Description {
            Description { variable: Some(variable), ..description }
        }
        match self {
            Key::Corpus => or(
                "BYT_CORPUS",
                preset("corpus", ValueKind::Path, "corpus", "folder of the corpus, relative to this file"),
            ),
            Key::Index => {
                or("BYT_INDEX", preset("index", ValueKind::Path, "index", "folder of the index, relative to this file"))
            }
            Key::Source => preset(
                "source",
                ValueKind::Choice(&["bridge", "legacy", "archive"]),
                "bridge",
                "where `byt update` fetches from: bridge (today's portal), legacy or archive",
            ),
            Key::Portal => or("BYT_PORTAL", preset("portal", ValueKind::Text, PORTAL, "base address of the portal")),
            Key::Archive => or(
                "BYT_ARCHIVE",
                preset("archive", ValueKind::Text, "https://web.archive.org", "base address of the archive"),
            ),
            Key::Delay => or(
                "BYT_DELAY",
                preset(
                    "delay",
                    ValueKind::Number,
                    "1",
                    "minimum time between two requests to a host, in seconds; fractions are allowed",
                ),
            ),
            Key::Ca => optional("ca", ValueKind::Path, "extra.pem", "additional trusted certificates (PEM)"),
            Key::Tls => preset(
                "tls",
                ValueKind::Choice(&["rustls", "native"]),
                "rustls",
                "the TLS library: rustls, or native if byt was built with it",
            ),
            Key::Contact => or(
                "BYT_CONTACT",
                optional(
                    "contact",
                    ValueKind::Text,
                    "mailto:you@example.org",
                    "where the portal's operators can reach you; part of the User-Agent",
                ),
            ),
            Key::Officials => {
                optional("officials", ValueKind::Path, "my-officials.toml", "people and posts that you add or correct")
            }
            Key::Topics => optional("topics", ValueKind::Path, "my-topics.toml", "topics that you add or change"),
            Key::Engine => or(
                "BYT_ENGINE",
                optional(
                    "engine",
                    ValueKind::Text,
                    "https://search.example.org:9200",
                    "the cluster that answers instead of the index; several nodes with commas",
                ),
            ),
            Key::Lang => or(
                "BYT_LANG",
                optional(
                    "lang",
                    ValueKind::Choice(&["vi", "en"]),
                    "vi",
                    "language of results: vi or en; without it, that of the locale",
                ),
            ),
            Key::EngineName => or(
                "BYT_ENGINE_NAME",
                preset("engine_name", ValueKind::Text, "byt", "the name under which the cluster holds the corpus"),
            ),
        }
    }

    /// The name in the file and of the option.
    pub(crate) const fn name(self) -> &'static str {
        self.description().name
    }

    /// The value that applies if nothing sets the key; `None` if there is none.
    pub(crate) const fn default(self) -> Option<&'static str> {
        self.description().default
    }

    /// The environment variable that overrides the file.
    pub(crate) const fn variable(self) -> Option<&'static str> {
        self.description().variable
    }

    /// The help text of the option of the same name, with the default.
    pub(crate) fn help(self, about: &str) -> String {
        self.default().map_or_else(|| about.to_owned(), |default| format!("{about} [default: {default}]"))
    }

    /// The example as it is written in the file.
    fn example(self) -> String {
        let Description { kind, example, .. } = self.description();
        if kind == ValueKind::Number { example.to_owned() } else { Value::from(example).to_string() }
    }

    /// A value as it is used: of a path, what it expands to. Fails with what is wrong with it.
    fn accepted(self, value: &Value) -> Result<Value, String> {
        let (name, found) = (self.name(), in_words(value));
        let wanted = match self.description().kind {
            ValueKind::Text if value.is_str() => return Ok(value.clone()),
            ValueKind::Choice(names) => match value.as_str() {
                Some(text) if names.contains(&text) => return Ok(value.clone()),
                Some(text) => return Err(format!("{name} is “{text}”, which is not one of {}", names.join(", "))),
                None => "text in quotes",
            },
            ValueKind::Path => match value.as_str().map(written_path::expanded) {
                Some(path) => return path.map(Value::String).map_err(|why| format!("{name} {why}")),
                None => "text in quotes",
            },
            ValueKind::Text => "text in quotes",
            ValueKind::Number => match number(value) {
                Some(number) if (0.0..=DELAY_SECONDS_MAX).contains(&number) => return Ok(value.clone()),
                Some(number) => return Err(format!("{name} is {number}, but must be from 0 to {DELAY_SECONDS_MAX}")),
                None => "a number",
            },
        };
        Err(format!("{name} must be {wanted}, but is {found}"))
    }
}

/// The values of a configuration file; empty if there is no file.
#[derive(Debug, Clone, Default)]
pub(crate) struct ConfigFile {
    values: BTreeMap<Key, Value>,
    questions: NamedQuestions,
    /// The folder that relative paths start from.
    dir: PathBuf,
}

impl ConfigFile {
    /// Reads the file. An error names the line and the key.
    pub(crate) fn read(path: &Path) -> Result<ConfigFile, Failure> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| Failure::io(format!("can't read the configuration {}", path.display()), &e))?;
        let dir = path.parent().unwrap_or(Path::new("")).to_owned();
        let (values, questions) = parse(&text, &path.display().to_string())?;
        Ok(ConfigFile { values, questions, dir })
    }

    /// The same file with only these keys.
    pub(crate) fn only(&self, keys: &[Key]) -> ConfigFile {
        let values = self.values.iter().filter(|(key, _)| keys.contains(key));
        let values = values.map(|(key, value)| (*key, value.clone())).collect();
        ConfigFile { values, questions: self.questions.clone(), dir: self.dir.clone() }
    }

    /// The named questions.
    pub(crate) fn questions(&self) -> &NamedQuestions {
        &self.questions
    }

    pub(crate) fn text(&self, key: Key) -> Option<&str> {
        self.values.get(&key)?.as_str()
    }

    pub(crate) fn number(&self, key: Key) -> Option<f64> {
        number(self.values.get(&key)?)
    }

    /// A path, relative to the current folder.
    pub(crate) fn path(&self, key: Key) -> Option<PathBuf> {
        Some(self.dir.join(self.text(key)?))
    }

    /// The value as `byt config` shows it.
    pub(crate) fn shown(&self, key: Key) -> Option<String> {
        match key.description().kind {
            ValueKind::Path => self.path(key).map(|path| path.display().to_string()),
            ValueKind::Text | ValueKind::Choice(_) => self.text(key).map(str::to_owned),
            ValueKind::Number => self.number(key).map(|number| number.to_string()),
        }
    }
}

/// A file to start from: every key with its default and a description, commented out.
pub(crate) fn example() -> String {
    let mut out = String::from(
        "# Settings of byt. Options override the environment, and the environment overrides this file.\n\
         # Remove the # from a line to set its key.\n",
    );
    for key in Key::ALL {
        let none = if key.default().is_none() { "; not set by default" } else { "" };
        out += &format!("\n# {}{none}\n#{} = {}\n", key.description().about, key.name(), key.example());
    }
    out
}

/// A number as a float: no whole number of seconds that makes sense is too large for this type.
fn number(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
}

/// Reads the text of a file. Paths are expanded.
fn parse(text: &str, name: &str) -> Result<(BTreeMap<Key, Value>, NamedQuestions), Failure> {
    let line = |byte: usize| 1 + text.bytes().take(byte).filter(|b| *b == b'\n').count();
    let place = |byte: usize| format!("the configuration {name}, line {}", line(byte));
    let table: BTreeMap<Spanned<String>, Spanned<Value>> = toml::from_str(text).map_err(|e| {
        let at = e.span().map_or(0, |span| span.start);
        Failure::usage(format!("{}, isn't valid TOML", place(at)))
            .cause(e.message())
            .hint("a line is a key, =, and a value: delay = 1, or contact = \"mailto:you@example.org\"")
    })?;
    // In the order of the file, so that the first mistake is reported.
    let mut rows: Vec<_> = table.iter().collect();
    rows.sort_by_key(|(key, _)| key.span().start);
    let (mut values, mut questions) = (BTreeMap::new(), NamedQuestions::new());
    for (typed, value) in rows {
        let at = typed.span().start;
        if typed.get_ref() == named_questions::TABLE {
            let fault = |(why, hint)| Failure::usage(format!("the configuration {name}: {why}")).hint(hint);
            questions = named_questions::read(value.get_ref()).map_err(fault)?;
            continue;
        }
        let Some(key) = Key::ALL.into_iter().find(|key| key.name() == typed.get_ref()) else {
            return Err(unknown(typed.get_ref(), &place(at)));
        };
        let value = key.accepted(value.get_ref()).map_err(|fault| {
            let example = format!("for example: {} = {}", key.name(), key.example());
            Failure::usage(format!("{}: {fault}", place(at))).hint(example)
        })?;
        values.insert(key, value);
    }
    Ok((values, questions))
}

fn unknown(typed: &str, place: &str) -> Failure {
    let failure = Failure::usage(format!("{place}: there is no key “{typed}”"));
    let names = Key::ALL.map(Key::name);
    failure.hint(match text::nearest(typed, names, SIMILARITY_MIN) {
        Some(near) => format!("did you mean “{near}”?"),
        None => format!("the keys are: {}", names.join(", ")),
    })
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
        let found = parse(text, "byt.toml").map_or_else(|failure| failure.to_string(), |_| "valid".to_owned());
        assert_eq!(found.lines().next().unwrap(), expected, "{text:?}");
    }

    #[test]
    fn mistakes_are_reported_with_line_and_key() {
        check("corpus = \"c\"\ndelay = 2\n", "valid");
        check("corpus = \"c\"\n\ndelai = 2\n", "error: the configuration byt.toml, line 3: there is no key “delai”");
        check("delay = \"2\"\n", "error: the configuration byt.toml, line 1: delay must be a number, but is text");
        check(
            "delay = 1\nportal = true\n",
            "error: the configuration byt.toml, line 2: portal must be text in quotes, but is true or false",
        );
        check("delay = 1\ndelay =\n", "error: the configuration byt.toml, line 2, isn't valid TOML");
        check(
            "tls = \"openssl\"\n",
            "error: the configuration byt.toml, line 1: tls is “openssl”, which is not one of rustls, native",
        );
    }

    #[test]
    fn the_example_is_valid_and_lists_the_defaults() {
        assert!(parse(&example(), "byt.toml").expect("comments only").0.is_empty());
        let active: String = example()
            .lines()
            .map(|line| line.strip_prefix('#').filter(|l| l.contains(" = ")).unwrap_or(""))
            .fold(String::new(), |all, line| all + line + "\n");
        let (values, questions) = parse(&active, "byt.toml").unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(values.len(), Key::ALL.len());
        let file = ConfigFile { values, questions, dir: PathBuf::new() };
        for key in Key::ALL.into_iter().filter(|key| key.default().is_some()) {
            assert_eq!(file.shown(key).as_deref(), key.default(), "{}", key.name());
        }
    }
}
