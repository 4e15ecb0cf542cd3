//! What is printed about results, in English and in Vietnamese: one entry per sentence, both languages side by side.
//!
//! Help and errors are English in every language, and so is what programs read: JSON, CSV, ids. Names of posts and
//! relations are in [`crate::wording`], names of topics in their registry.

mod articles;
mod numbers;
mod people;
mod runs;

use crate::article::labels::{Relation, Role};
use crate::follow::EventKind;
use crate::topics::{Topic, Topics};
use crate::wording::{self, Language};

/// The sentences in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Texts(pub(crate) Language);

/// The sentences in one language, with the names of topics.
#[derive(Clone, Copy)]
pub(crate) struct Wording<'t> {
    pub(crate) texts: Texts,
    pub(crate) topics: &'t Topics,
}

impl<'t> Wording<'t> {
    /// A topic. English has its id, which options take.
    pub(crate) fn topic(self, id: &'t str) -> &'t str {
        match self.texts.0 {
            Language::English => id,
            Language::Vietnamese => self.topics.all().iter().find(|topic| topic.id == id).map_or(id, |topic| &topic.vi),
        }
    }
}

/// A sentence as the catalogue has it: its name, English, Vietnamese.
#[cfg(test)]
type Translation = (&'static str, &'static str, &'static str);

/// Declares sentences. Each becomes a method of [`Texts`] with the values that the sentence contains.
macro_rules! catalogue {
    ($($(#[$about:meta])* $name:ident($($value:ident),*): $english:literal => $vietnamese:literal;)*) => {
        impl $crate::cli::texts::Texts {
            $($(#[$about])*
            pub(crate) fn $name(self, $($value: impl std::fmt::Display),*) -> String {
                match self.0 {
                    $crate::wording::Language::English => format!($english),
                    $crate::wording::Language::Vietnamese => format!($vietnamese),
                }
            })*
        }

        #[cfg(test)]
        pub(super) const ENTRIES: &[$crate::cli::texts::Translation] = &[$((stringify!($name), $english, $vietnamese)),*];
    };
}
use catalogue;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noun {
    Article,
    MoreArticle,
    Day,
    Hour,
    Minute,
    Month,
    Year,
    File,
    Event,
    Line,
    Node,
    Request,
}

impl Texts {
    /// A number with its noun: "1 article", "42 articles", "42 bài".
    pub(crate) fn counted(self, count: u64, noun: Noun) -> String {
        let (english, vietnamese) = match noun {
            Noun::Article => ("article", "bài"),
            Noun::MoreArticle => ("more article", "bài khác"),
            Noun::Day => ("day", "ngày"),
            Noun::Hour => ("hour", "giờ"),
            Noun::Minute => ("minute", "phút"),
            Noun::Month => ("month", "tháng"),
            Noun::Year => ("year", "năm"),
            Noun::File => ("file", "tệp"),
            Noun::Event => ("event", "sự kiện"),
            Noun::Line => ("line", "dòng"),
            Noun::Node => ("node", "nút"),
            Noun::Request => ("request", "yêu cầu"),
        };
        match self.0 {
            Language::English => super::layout::counted(count, english),
            Language::Vietnamese => format!("{count} {vietnamese}"),
        }
    }

    /// A number of articles.
    pub(crate) fn articles(self, count: u64) -> String {
        self.counted(count, Noun::Article)
    }

    /// What happened to an article, in a word. English has the name of options and records.
    pub(crate) fn event(self, kind: EventKind) -> String {
        match kind {
            EventKind::New => self.event_new(),
            EventKind::Edited => self.event_edited(),
            EventKind::Moved => self.event_moved(),
            EventKind::Missing => self.event_missing(),
            EventKind::Gone => self.event_gone(),
            EventKind::Returned => self.event_returned(),
            EventKind::Joined => self.event_joined(),
            EventKind::Withdrawn => self.event_withdrawn(),
            EventKind::Restored => self.event_restored(),
        }
    }

    /// What a person did. English has the code of records.
    pub(crate) fn relation(self, relation: Relation) -> &'static str {
        wording::relation(relation, self.0)
    }

    /// A post. English has the code of records, which options take.
    pub(crate) fn role(self, role: Role) -> &'static str {
        match self.0 {
            Language::English => role.as_str(),
            Language::Vietnamese => wording::role(role, self.0),
        }
    }

    /// The names of a topic: in English both, because its articles are Vietnamese.
    pub(crate) fn topic_names(self, topic: &Topic) -> String {
        match self.0 {
            Language::English => format!("{} — {}", topic.vi, topic.en),
            Language::Vietnamese => topic.vi.clone(),
        }
    }

    /// A field of a record. English has its name in records.
    pub(crate) fn field(self, name: &str) -> &str {
        match self.0 {
            Language::English => name,
            Language::Vietnamese => wording::field(name, self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn entries() -> impl Iterator<Item = &'static Translation> {
        [articles::ENTRIES, numbers::ENTRIES, people::ENTRIES, runs::ENTRIES].into_iter().flatten()
    }

    /// The values that a sentence contains.
    fn values(sentence: &str) -> BTreeSet<&str> {
        sentence.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
    }

    /// A sentence without its values, options and what is between backquotes.
    fn words(sentence: &str) -> Vec<String> {
        let prose: String = sentence.split('`').step_by(2).collect();
        let bare = prose.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect::<Vec<_>>();
        let bare = bare.join(" ");
        let words = bare.split_whitespace().filter(|word| !word.starts_with('-'));
        words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()).collect()
    }

    #[test]
    fn every_sentence_is_translated_and_has_the_same_values() {
        /// Wording that only English has.
        const ENGLISH: [&str; 30] = [
            "the", "of", "in", "is", "are", "was", "with", "without", "and", "or", "no", "not", "article", "articles",
            "corpus", "day", "days", "for", "from", "by", "only", "since", "until", "which", "that", "these", "would",
            "nothing", "has", "have",
        ];
        let mut names = BTreeSet::new();
        for (name, english, vietnamese) in entries() {
            assert!(names.insert(name), "{name} is there twice");
            assert!(!vietnamese.trim().is_empty() && vietnamese != english, "{name} isn't translated");
            assert_eq!(values(english), values(vietnamese), "{name}");
            let left: Vec<String> = words(vietnamese).into_iter().filter(|w| ENGLISH.contains(&w.as_str())).collect();
            assert!(left.is_empty(), "{name} has English words: {left:?}");
            // Commands and options are the same in both.
            let commands = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(commands(english).len(), commands(vietnamese).len(), "{name}");
        }
        assert!(names.len() > 80, "{}", names.len());
    }

    #[test]
    fn numbers_have_nouns() {
        let (english, vietnamese) = (Texts(Language::English), Texts(Language::Vietnamese));
        assert_eq!((english.articles(1), english.articles(2)), ("1 article".into(), "2 articles".into()));
        assert_eq!((vietnamese.articles(1), vietnamese.counted(3, Noun::Month)), ("1 bài".into(), "3 tháng".into()));
    }
}
