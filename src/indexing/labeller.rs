//! The labeller: who did what, about what, and which documents are named, by one state of the rules.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::rules;
use crate::article::Article;
use crate::article::labels::{Labels, Place};
use crate::officials::{Found, Linker, Registry, RegistryError};
use crate::text::Named;
use crate::topics::{self, Topics, TopicsError};

/// Computes the labels of articles.
///
/// The registries are read when they are first asked for, and the rules compiled when the first
/// article is labelled: a plain search needs neither.
#[derive(Default)]
pub(crate) struct Labeller {
    /// The user's additions, in the form of the embedded registries; empty where there are none.
    user_officials: String,
    user_topics: String,
    officials: OnceLock<Registry>,
    topics: OnceLock<Topics>,
    rules: OnceLock<(Linker, topics::Labeller)>,
    fingerprint: OnceLock<String>,
}

impl Labeller {
    /// Takes the user's additions to the registry of people.
    pub(crate) fn with_officials(self, toml_text: String) -> Result<Labeller, RegistryError> {
        let officials = OnceLock::from(Registry::with_user(&toml_text)?);
        Ok(Labeller { user_officials: toml_text, officials, fingerprint: OnceLock::new(), ..self })
    }

    /// Takes the user's additions to the topics.
    pub(crate) fn with_topics(self, toml_text: String) -> Result<Labeller, TopicsError> {
        let topics = OnceLock::from(Topics::with_user(&toml_text)?);
        Ok(Labeller { user_topics: toml_text, topics, fingerprint: OnceLock::new(), ..self })
    }

    pub(crate) fn officials(&self) -> &Registry {
        self.officials.get_or_init(Registry::embedded)
    }

    pub(crate) fn topics(&self) -> &Topics {
        self.topics.get_or_init(Topics::embedded)
    }

    /// Identifies everything that decides which labels and terms an article gets; see
    /// [`rules::fingerprint`]. Every search compares it with that of the index.
    pub(crate) fn fingerprint(&self) -> &str {
        self.fingerprint.get_or_init(|| rules::fingerprint(&[&self.user_officials, &self.user_topics]))
    }

    /// Compiles the rules now, for whoever has the time before the first article is labelled.
    pub(crate) fn prepare(&self) {
        self.rules();
    }

    /// Every place that causes a topic of an article, in the order of the text, with the id of the topic.
    pub(crate) fn topic_places(&self, article: &Article) -> Vec<(String, Place)> {
        self.rules().1.places(article)
    }

    /// Why an article has its topics, and which others came near.
    pub(crate) fn explain_topics(&self, article: &Article) -> Vec<topics::Explanation<'_>> {
        self.rules().1.explain(article)
    }

    /// The leaders whom a text names of which nothing else is known.
    pub(crate) fn people_in(&self, text: &str) -> Vec<String> {
        self.rules().0.named(text)
    }

    pub(crate) fn label(&self, article: &Article) -> Labels {
        self.label_and_terms(article).0
    }

    /// The labels, and the terms of documents and days that an index holds besides words.
    pub(crate) fn label_and_terms(&self, article: &Article) -> (Labels, BTreeSet<String>) {
        let (linker, topics) = self.rules();
        let Named { identifiers, terms } = Named::in_texts(article.texts());
        let Found { links: officials, unresolved } = linker.link(article);
        (Labels { officials, topics: topics.label(article), identifiers, unresolved }, terms)
    }

    fn rules(&self) -> &(Linker, topics::Labeller) {
        let make = || (Linker::new(self.officials().clone()), topics::Labeller::new(self.topics().clone()));
        self.rules.get_or_init(make)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_user_adds_changes_the_fingerprint() {
        let plain = Labeller::default().fingerprint().to_owned();
        assert_eq!(plain, Labeller::default().fingerprint().to_owned());
        let topics = "[[topic]]\nid = \"dan-so\"\nphrases = [\"gia đình hạnh phúc\"]\n";
        let with_topics = Labeller::default().with_topics(topics.to_owned()).unwrap().fingerprint().to_owned();
        let person = "[[person]]\nname = \"Lê Đức Luận\"\nspellings = [\"Lê Đức Luân\"]\n";
        let with_person = Labeller::default().with_officials(person.to_owned()).unwrap().fingerprint().to_owned();
        assert!(plain != with_topics && plain != with_person && with_topics != with_person);
    }
}
