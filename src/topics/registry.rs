//! The topics: ids, names and phrases, as data that a user's file may change or add to.

use serde::{Deserialize, Serialize};

use crate::text::table::{Mistake, line_at};

const EMBEDDED: &str = include_str!("topics.toml");

/// All lists that decide which topics an article gets.
pub(crate) const DATA: [&str; 2] = [EMBEDDED, super::units::UNITS];

/// Whether a topic is a field of work or the kind of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Field,
    Event,
}

/// One topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Topic {
    /// Lower-case letters and hyphens: `bao-hiem-y-te`.
    pub(crate) id: String,
    /// The Vietnamese name.
    pub(crate) vi: String,
    /// The English name.
    pub(crate) en: String,
    pub(crate) kind: Kind,
    /// Whether this event strikes out fields that only a unit's name speaks of.
    #[serde(default)]
    pub(crate) decides: bool,
    /// Phrases that count in title, abstract and first paragraph. `=AI` counts with these capitals only.
    #[serde(default)]
    pub(crate) phrases: Vec<String>,
    /// Phrases that count in the title only: too common elsewhere.
    #[serde(default)]
    pub(crate) title: Vec<String>,
    /// Phrases that count in the title, where no other topic was found.
    #[serde(default)]
    pub(crate) last: Vec<String>,
    /// Phrases inside which the ones above do not count.
    #[serde(default)]
    pub(crate) exclude: Vec<String>,
}

/// All topics, in the order in which they are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Topics {
    topics: Vec<Topic>,
}

/// Why a topics file could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TopicsError {
    #[error(transparent)]
    Table(#[from] Mistake),
    #[error("line {line}: topic “{id}” {problem}")]
    Inconsistent { line: usize, id: String, problem: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    topic: Vec<toml::Spanned<TopicRow>>,
}

/// A topic in a user's file: what is missing stays as it is embedded.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicRow {
    id: String,
    vi: Option<String>,
    en: Option<String>,
    kind: Option<Kind>,
    decides: Option<bool>,
    #[serde(default)]
    phrases: Vec<String>,
    #[serde(default)]
    title: Vec<String>,
    #[serde(default)]
    last: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    /// Takes phrases out of all these lists.
    #[serde(default)]
    drop: Vec<String>,
    #[serde(default)]
    remove: bool,
}

impl Topics {
    /// The topics that come with the program.
    pub(crate) fn embedded() -> Topics {
        let mut topics = Topics { topics: Vec::new() };
        topics.take(EMBEDDED).expect("the embedded topics are checked by a test");
        topics
    }

    /// The embedded topics, changed and added to by a user's text of the same form.
    ///
    /// Phrases of a known topic are added, those under `drop` taken out; `remove = true` takes the
    /// topic out. A new one needs `vi`, `en`, `kind` and a phrase.
    pub(crate) fn with_user(toml_text: &str) -> Result<Topics, TopicsError> {
        let mut topics = Topics::embedded();
        topics.take(toml_text)?;
        Ok(topics)
    }

    pub(crate) fn all(&self) -> &[Topic] {
        &self.topics
    }

    fn take(&mut self, text: &str) -> Result<(), TopicsError> {
        let file: File = toml::from_str(text).map_err(|e| Mistake::of(text, &e))?;
        for row in file.topic {
            let line = line_at(text, row.span().start);
            self.take_row(row.into_inner(), line)?;
        }
        Ok(())
    }

    fn take_row(&mut self, row: TopicRow, line: usize) -> Result<(), TopicsError> {
        let wrong = |id: &str, problem: &str| TopicsError::Inconsistent {
            line,
            id: id.to_owned(),
            problem: problem.to_owned(),
        };
        let id_is_fit =
            !row.id.is_empty() && row.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !id_is_fit {
            return Err(wrong(&row.id, "may only have the letters a-z, digits and hyphens in its id"));
        }
        if row.remove {
            self.topics.retain(|topic| topic.id != row.id);
            return Ok(());
        }
        if let Some(known) = self.topics.iter_mut().find(|topic| topic.id == row.id) {
            known.change(row);
            return Ok(());
        }
        let (Some(vi), Some(en), Some(kind)) = (row.vi, row.en, row.kind) else {
            return Err(wrong(&row.id, "is new and needs vi, en and kind"));
        };
        if row.phrases.is_empty() && row.title.is_empty() {
            return Err(wrong(&row.id, "has no phrases"));
        }
        self.topics.push(Topic {
            id: row.id,
            vi,
            en,
            kind,
            decides: row.decides.unwrap_or(false),
            phrases: row.phrases,
            title: row.title,
            last: row.last,
            exclude: row.exclude,
        });
        Ok(())
    }
}

impl Topic {
    fn change(&mut self, row: TopicRow) {
        self.vi = row.vi.unwrap_or_else(|| std::mem::take(&mut self.vi));
        self.en = row.en.unwrap_or_else(|| std::mem::take(&mut self.en));
        self.kind = row.kind.unwrap_or(self.kind);
        self.decides = row.decides.unwrap_or(self.decides);
        let lists = [
            (&mut self.phrases, row.phrases),
            (&mut self.title, row.title),
            (&mut self.last, row.last),
            (&mut self.exclude, row.exclude),
        ];
        for (known, new) in lists {
            known.retain(|phrase| !row.drop.contains(phrase));
            let new: Vec<String> = new.into_iter().filter(|phrase| !known.contains(phrase)).collect();
            known.extend(new);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    /// The ids that are promised to users.
    const IDS: [&str; 25] = [
        "bao-hiem-y-te",
        "y-te-co-so",
        "kham-chua-benh",
        "phong-benh",
        "dan-so",
        "ba-me-tre-em",
        "duoc",
        "thiet-bi-ha-tang",
        "an-toan-thuc-pham",
        "y-hoc-co-truyen",
        "phuc-hoi-chuc-nang",
        "bao-tro-xa-hoi",
        "chuyen-doi-so",
        "khoa-hoc-cong-nghe",
        "dao-tao-nhan-luc",
        "to-chuc-can-bo",
        "phap-luat-the-che",
        "quan-ly-dieu-hanh",
        "tai-chinh-dau-tu",
        "hop-tac-quoc-te",
        "dai-hoi-cong-tac-dang",
        "quoc-hoi-bau-cu",
        "le-tet-tham-hoi",
        "bao-dam-y-te-su-kien",
        "truyen-thong",
    ];

    #[test]
    fn the_embedded_topics_are_the_promised_ones_and_clean() {
        let topics = Topics::embedded();
        assert_eq!(topics.all().iter().map(|topic| topic.id.as_str()).collect::<Vec<_>>(), IDS);
        for topic in topics.all() {
            assert!(!topic.vi.is_empty() && !topic.en.is_empty(), "{}", topic.id);
            let terms = |phrase: &String| {
                let exact = phrase.starts_with('=');
                (exact, tokens(phrase).into_iter().map(|token| token.term).collect::<Vec<_>>())
            };
            let lists = [&topic.phrases, &topic.title, &topic.last, &topic.exclude];
            let mut all: Vec<_> = lists.into_iter().flatten().map(terms).collect();
            let before = all.len();
            all.sort();
            all.dedup();
            assert_eq!(all.len(), before, "{}: a phrase occurs twice", topic.id);
            assert!(all.iter().all(|(_, terms)| !terms.is_empty()), "{}: a phrase without words", topic.id);
        }
    }

    #[test]
    fn a_users_text_adds_changes_and_takes_out() {
        let text = r#"
            [[topic]]
            id = "nha-khoa"
            vi = "Nha khoa"
            en = "Dentistry"
            kind = "field"
            phrases = ["răng hàm mặt"]

            [[topic]]
            id = "dan-so"
            vi = "Dân số, gia đình"
            phrases = ["gia đình hạnh phúc"]
            drop = ["mức sinh"]

            [[topic]]
            id = "truyen-thong"
            remove = true
        "#;
        let topics = Topics::with_user(text).expect("a good file");
        let get = |id: &str| topics.all().iter().find(|topic| topic.id == id);
        assert!(get("nha-khoa").is_some() && get("truyen-thong").is_none());
        let population = get("dan-so").expect("it was only changed");
        assert_eq!((population.vi.as_str(), population.en.as_str()), ("Dân số, gia đình", "Population"));
        assert!(population.phrases.contains(&"gia đình hạnh phúc".to_owned()));
        assert!(!population.phrases.contains(&"mức sinh".to_owned()));
        assert_eq!(Topics::with_user("").expect("an empty file"), Topics::embedded());
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        let cases = [
            ("[[topic]]\nid = \"dan-so\"\nphrase = []", "line 3: unknown key “phrase”; did you mean “phrases”?"),
            ("\n[[topic]]\nid = \"x\"", "line 2: topic “x” is new and needs vi, en and kind"),
            ("[[topic]]\nid = \"x\"\nvi = \"x\"\nen = \"x\"\nkind = \"field\"", "line 1: topic “x” has no phrases"),
            (
                "[[topic]]\nid = \"Dân số\"",
                "line 1: topic “Dân số” may only have the letters a-z, digits and hyphens in its id",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(Topics::with_user(text).expect_err(text).to_string(), expected, "{text}");
        }
        assert!(matches!(Topics::with_user("[[topic"), Err(TopicsError::Table(Mistake::Syntax { line: 1, .. }))));
    }
}
