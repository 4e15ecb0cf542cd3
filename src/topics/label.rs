//! From an article to its topics, and why.

use super::registry::{Kind, Topic, Topics};
use super::units::Units;
use super::words::Row;
use crate::article::Article;
use crate::article::labels::{Place, TopicLabel, Zone};
use crate::text::phrases::{Phrases, Vocabulary};

/// What became of a phrase that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Counts,
    /// It is inside an excluded phrase, as written in the topics.
    Excluded {
        by: String,
    },
    /// It counts in a title only.
    TitleOnly,
    /// It only counts where no other topic was found.
    NotLast,
    /// It is in a unit's name, outside the title.
    UnitName,
    /// It is in a unit's name, and the event decides.
    Event {
        id: String,
    },
}

/// A phrase of a topic in an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit<'t> {
    pub(crate) phrase: &'t str,
    pub(crate) place: Place,
    pub(crate) verdict: Verdict,
}

/// Why an article has a topic, or has it not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Explanation<'t> {
    pub(crate) topic: &'t Topic,
    /// Whether the article gets the label.
    pub(crate) labelled: bool,
    /// In the order of the text.
    pub(crate) hits: Vec<Hit<'t>>,
}

/// The rules, made ready for one set of topics. Costly to make, cheap to use.
#[derive(Debug, Clone)]
pub(crate) struct Labeller {
    topics: Topics,
    vocabulary: Vocabulary,
    units: Units,
    patterns: Vec<Pattern>,
    /// Words of the longest pattern.
    words_max: usize,
    /// The patterns' phrases, each with the index of its pattern.
    phrases: Phrases<usize>,
}

#[derive(Debug, Clone)]
struct Pattern {
    topic: usize,
    use_: Use,
    /// As written in the topics, without the mark.
    written: String,
    /// Whether capitals must be as written.
    exact: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Anywhere,
    Title,
    Last,
    Exclude,
}

/// A pattern found at words `start..end` of the row.
#[derive(Debug, Clone, Copy)]
struct Match {
    pattern: usize,
    start: usize,
    end: usize,
}

impl Labeller {
    pub(crate) fn new(topics: Topics) -> Labeller {
        let mut vocabulary = Vocabulary::new(false);
        let units = Units::new(&mut vocabulary);
        let (mut patterns, mut phrases) = (Vec::new(), Phrases::default());
        let mut words_max = 0;
        for (topic, row) in topics.all().iter().enumerate() {
            for (use_, list) in [
                (Use::Anywhere, &row.phrases),
                (Use::Title, &row.title),
                (Use::Last, &row.last),
                (Use::Exclude, &row.exclude),
            ] {
                for phrase in list {
                    let (written, exact) = phrase.strip_prefix('=').map_or((phrase.as_str(), false), |p| (p, true));
                    let terms = vocabulary.learn(written);
                    words_max = words_max.max(terms.len());
                    phrases.add(terms, patterns.len());
                    patterns.push(Pattern { topic, use_, written: written.to_owned(), exact });
                }
            }
        }
        Labeller { topics, vocabulary, units, patterns, words_max, phrases }
    }

    /// The topics of an article, in the registry's order, each with the phrase that caused it.
    pub(crate) fn label(&self, article: &Article) -> Vec<TopicLabel> {
        let mut labels: Vec<(usize, TopicLabel)> = Vec::new();
        for (topic, hit) in self.hits(article) {
            if hit.verdict == Verdict::Counts && !labels.iter().any(|(known, _)| *known == topic) {
                labels.push((topic, TopicLabel { id: self.topics.all()[topic].id.clone(), evidence: hit.place }));
            }
        }
        labels.sort_by_key(|(topic, _)| *topic);
        labels.into_iter().map(|(_, label)| label).collect()
    }

    /// Every place that causes a topic, in the order of the text, with the id of the topic.
    pub(crate) fn places(&self, article: &Article) -> Vec<(String, Place)> {
        let counts = self.hits(article).into_iter().filter(|(_, hit)| hit.verdict == Verdict::Counts);
        counts.map(|(topic, hit)| (self.topics.all()[topic].id.clone(), hit.place)).collect()
    }

    /// Why the article has the topics it has, and what spoke for others. Topics of which nothing
    /// was found are left out.
    pub(crate) fn explain(&self, article: &Article) -> Vec<Explanation<'_>> {
        let mut all: Vec<Explanation<'_>> = Vec::new();
        for (index, hit) in self.hits(article) {
            let topic = &self.topics.all()[index];
            let labelled = hit.verdict == Verdict::Counts;
            match all.iter_mut().find(|known| known.topic.id == topic.id) {
                Some(known) => {
                    known.labelled |= labelled;
                    known.hits.push(hit);
                }
                None => all.push(Explanation { topic, labelled, hits: vec![hit] }),
            }
        }
        all.sort_by_key(|e| self.topics.all().iter().position(|topic| topic.id == e.topic.id));
        all
    }

    /// Every phrase of every topic, in the order of the text, with what became of it.
    fn hits(&self, article: &Article) -> Vec<(usize, Hit<'_>)> {
        let mut row = Row::default();
        row.add(&self.vocabulary, Zone::Title, &article.title);
        if let Some(text) = &article.abstract_ {
            row.add(&self.vocabulary, Zone::Abstract, text);
        }
        if let Some(text) = &article.body {
            row.add(&self.vocabulary, Zone::Body, first_paragraph(text));
        }
        let matches = self.matches(article, &row);
        let inside = self.units.mark(&row);
        let in_name = |m: &Match| inside[m.start..m.end].iter().any(|inside| *inside);
        let event = self.deciding_event(&row, &matches);
        let mut hits = Vec::new();
        for m in matches.iter().filter(|m| self.patterns[m.pattern].use_ != Use::Exclude) {
            let verdict = self.verdict(&row, &matches, m, in_name(m), event);
            let pattern = &self.patterns[m.pattern];
            hits.push((pattern.topic, Hit { phrase: &pattern.written, place: place(&row, m), verdict }));
        }
        hits.sort_by_key(|(_, hit)| hit.place);
        self.last_resort(&mut hits);
        hits
    }

    /// In the order in which they end, the longest first.
    fn matches(&self, article: &Article, row: &Row) -> Vec<Match> {
        let mut matches = Vec::new();
        for start in 0..row.terms.len() {
            for (len, pattern) in self.phrases.all_at(&row.terms, start) {
                let found = Match { pattern: *pattern, start, end: start + len };
                if !self.patterns[*pattern].exact || self.as_written(article, row, &found) {
                    matches.push(found);
                }
            }
        }
        matches.sort_unstable_by_key(|m| (m.end, m.start, m.pattern));
        matches
    }

    /// Whether a phrase occurs in the text with the capitals it is written with: "AI" is not "ai".
    fn as_written(&self, article: &Article, row: &Row, m: &Match) -> bool {
        let place = place(row, m);
        let text = match place.zone {
            Zone::Title => article.title.as_str(),
            Zone::Abstract => article.abstract_.as_deref().unwrap_or_default(),
            Zone::Body | Zone::Caption => article.body.as_deref().unwrap_or_default(),
        };
        let capitals = |text: &str| text.chars().map(char::is_uppercase).collect::<Vec<_>>();
        let found = text.get(place.start as usize..place.end as usize);
        found.is_some_and(|found| capitals(found) == capitals(&self.patterns[m.pattern].written))
    }

    /// The event, found in the title, that decides over the words in units' names.
    fn deciding_event(&self, row: &Row, matches: &[Match]) -> Option<usize> {
        let decides = |m: &&Match| {
            let pattern = &self.patterns[m.pattern];
            pattern.use_ != Use::Exclude
                && self.topics.all()[pattern.topic].decides
                && zone(row, m) == Zone::Title
                && self.excluded_by(matches, m).is_none()
        };
        matches.iter().find(decides).map(|m| self.patterns[m.pattern].topic)
    }

    fn verdict(&self, row: &Row, matches: &[Match], m: &Match, in_name: bool, event: Option<usize>) -> Verdict {
        let pattern = &self.patterns[m.pattern];
        let in_title = zone(row, m) == Zone::Title;
        if let Some(by) = self.excluded_by(matches, m) {
            return Verdict::Excluded { by: by.to_owned() };
        }
        let field = self.topics.all()[pattern.topic].kind == Kind::Field;
        match event {
            Some(event) if field && in_name && event != pattern.topic => {
                Verdict::Event { id: self.topics.all()[event].id.clone() }
            }
            _ if field && in_name && !in_title => Verdict::UnitName,
            _ if matches!(pattern.use_, Use::Title | Use::Last) && !in_title => Verdict::TitleOnly,
            _ => Verdict::Counts,
        }
    }

    /// Decides what counts where no topic was found in the ordinary way: first the earliest phrase of
    /// the abstract that would count in a title, then the phrases that are kept for this.
    fn last_resort(&self, hits: &mut [(usize, Hit)]) {
        let counts = |(_, hit): &&(usize, Hit)| hit.verdict == Verdict::Counts;
        let mut found = hits.iter().filter(counts).any(|(topic, hit)| !self.is_last(*topic, hit));
        if !found {
            let spare = |(topic, hit): &&mut (usize, Hit)| {
                hit.verdict == Verdict::TitleOnly && hit.place.zone == Zone::Abstract && !self.is_last(*topic, hit)
            };
            if let Some((_, hit)) = hits.iter_mut().find(spare) {
                hit.verdict = Verdict::Counts;
                found = true;
            }
        }
        for (topic, hit) in hits.iter_mut().filter(|_| found) {
            if hit.verdict == Verdict::Counts && self.is_last(*topic, hit) {
                hit.verdict = Verdict::NotLast;
            }
        }
    }

    fn is_last(&self, topic: usize, hit: &Hit) -> bool {
        let topic = &self.topics.all()[topic];
        let is_in = |phrases: &[String]| phrases.iter().any(|phrase| phrase == hit.phrase);
        is_in(&topic.last) && !is_in(&topic.phrases) && !is_in(&topic.title)
    }

    /// The excluded phrase of the same topic that takes a word of a match away from it: "thầy thuốc"
    /// leaves nothing of "thuốc Việt" in "thầy thuốc Việt Nam".
    fn excluded_by(&self, matches: &[Match], m: &Match) -> Option<&str> {
        // The matches are in the order of their ends, and none is longer than the longest pattern.
        let from = matches.partition_point(|other| other.end <= m.start);
        let near = matches[from..].iter().take_while(|other| other.end < m.end + self.words_max);
        near.map(|other| (other, &self.patterns[other.pattern])).find_map(|(other, pattern)| {
            let covers = pattern.use_ == Use::Exclude
                && pattern.topic == self.patterns[m.pattern].topic
                && other.start < m.end
                && m.start < other.end
                && other.end - other.start >= m.end - m.start;
            covers.then_some(pattern.written.as_str())
        })
    }
}

fn first_paragraph(body: &str) -> &str {
    body.split("\n\n").next().unwrap_or(body)
}

fn zone(row: &Row, m: &Match) -> Zone {
    place(row, m).zone
}

fn place(row: &Row, m: &Match) -> Place {
    let first = row.words[m.start].expect("phrases hold no breaks");
    let last = row.words[m.end - 1].expect("phrases hold no breaks");
    // A zone of four gigabytes does not get past the limits on pages; its evidence would be empty.
    let offset = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
    Place { zone: first.zone, item: 0, start: offset(first.start), end: offset(last.end) }
}
