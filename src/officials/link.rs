//! From an article to its links: who of the ministry's leadership did what in it.
//!
//! Reads title, abstract, body and captions of one item, never the page around it.

use std::collections::hash_map::Entry;
use std::sync::OnceLock;

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};

use super::acts::Acts;
use super::anchors::Anchors;
use super::clause::Clauses;
use super::mentions::{Mention, MentionReader, Who};
use super::posts::{Ministry, Post};
use super::registry::Registry;
use super::relation::Cues;
use super::sentences;
use super::tenure::Tenure;
use super::words::{Case, Word, words};
use crate::article::labels::{Link, Place, Relation, Role, Zone};
use crate::article::{Article, Sighting};
use crate::text::phrases::Vocabulary;

/// What an article says of the ministry's leaders.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Found {
    /// By first mention.
    pub(crate) links: Vec<Link>,
    /// Posts without a name that no date can give to one person: "Thứ trưởng nhấn mạnh".
    pub(crate) unresolved: u32,
}

/// The rules, made ready for one registry. Costly to make, cheap to use.
#[derive(Debug)]
pub(crate) struct Linker {
    registry: Registry,
    accented: Rules,
    /// For texts that are written without accents, made when the first is met.
    plain: OnceLock<Rules>,
    anchors: Anchors,
}

#[derive(Debug, Clone)]
struct Rules {
    vocabulary: Vocabulary,
    mentions: MentionReader,
    cues: Cues,
    clauses: Clauses,
}

impl Rules {
    fn new(registry: &Registry, folded: bool) -> Rules {
        let mut vocabulary = Vocabulary::new(folded);
        let mentions = MentionReader::new(&mut vocabulary, registry);
        let cues = Cues::new(&mut vocabulary);
        let clauses = Clauses::new(&mut vocabulary);
        Rules { vocabulary, mentions, cues, clauses }
    }
}

impl Linker {
    pub(crate) fn new(registry: Registry) -> Linker {
        Linker {
            accented: Rules::new(&registry, false),
            plain: OnceLock::new(),
            anchors: Anchors::new(&registry),
            registry,
        }
    }

    fn rules(&self, plain: bool) -> &Rules {
        if plain { self.plain.get_or_init(|| Rules::new(&self.registry, true)) } else { &self.accented }
    }

    /// Names of the leaders in a text of which nothing else is known, in the order of the text.
    pub(crate) fn named(&self, text: &str) -> Vec<String> {
        let found = self.link(&Article::unstored(Sighting::titled(text.to_owned())));
        found.links.into_iter().map(|link| link.name).collect()
    }

    /// Finds the leaders in an article.
    pub(crate) fn link(&self, article: &Article) -> Found {
        let mut reading = ArticleReading::new(self, article);
        reading.zone(Zone::Title, 0, &article.title, false);
        if let Some(text) = &article.abstract_ {
            reading.zone(Zone::Abstract, 0, text, article.abstract_truncated);
        }
        if let Some(text) = &article.body {
            reading.zone(Zone::Body, 0, text, false);
        }
        for (item, text) in (0..).zip(&article.captions) {
            reading.zone(Zone::Caption, item, text, false);
        }
        reading.finish()
    }
}

/// One mention of a person that shows something, before those of one person are joined.
#[derive(Debug, Clone)]
struct Evidence {
    who: Subject,
    relation: Relation,
    title: String,
    /// The rank of the printed title.
    printed: Option<Role>,
    place: Place,
    /// Whether "Bộ Y tế" is printed with the post.
    this_ministry: bool,
    /// Whether it counts only with another mention of the same person in the article.
    needs_support: bool,
}

/// A sentence of an article, cut into words.
struct Sentence<'t> {
    /// The text that it is a part of; words have offsets into it.
    text: &'t str,
    words: Vec<Word>,
    place: Place,
    /// Whether the text is written without accents.
    plain: bool,
    /// Whether its last word may be half of something.
    cut: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Subject {
    Known { person: usize, inferred: bool },
    Printed(String),
}

impl Subject {
    /// The same for every mention of a person, whether by name or by post.
    fn by_person(&self) -> Subject {
        match self {
            Subject::Known { person, .. } => Subject::Known { person: *person, inferred: false },
            Subject::Printed(name) => Subject::Printed(name.clone()),
        }
    }
}

/// The state of reading one article.
struct ArticleReading<'a> {
    linker: &'a Linker,
    day: Option<NaiveDate>,
    section: bool,
    evidence: Vec<Evidence>,
    unresolved: u32,
    /// The minister of the day, once it was asked for.
    minister: Option<Option<usize>>,
    /// Whether any other ministry's leader is named.
    others: bool,
    /// Whether the minister named last was another ministry's: then "Bộ trưởng" may be him.
    minister_elsewhere: bool,
}

impl<'a> ArticleReading<'a> {
    fn new(linker: &'a Linker, article: &Article) -> Self {
        ArticleReading {
            linker,
            day: article.published.map(|moment| moment.date_naive()),
            section: article.section,
            evidence: Vec::new(),
            unresolved: 0,
            minister: None,
            others: false,
            minister_elsewhere: false,
        }
    }

    fn zone(&mut self, zone: Zone, item: u32, text: &str, truncated: bool) {
        let plain = !text.chars().any(|c| !c.is_ascii() && c.is_alphabetic());
        let cut = truncated || sentences::is_cut(text);
        let whole = plain || matches!(zone, Zone::Title);
        let spans = if whole { sentences::all(text) } else { self.anchored(text) };
        let rules = self.linker.rules(plain);
        for span in spans.into_iter().flat_map(|span| sentences::parts(text, span)) {
            let words = words(&rules.vocabulary, text, span.start, span.end);
            let cut = cut && span.end == text.trim_end().len();
            let place = Place { zone, item, start: offset(span.start), end: offset(span.end) };
            self.sentence(rules, &Sentence { text, words, place, plain, cut });
        }
    }

    /// Sentences that can name somebody, each once.
    fn anchored(&self, text: &str) -> Vec<std::ops::Range<usize>> {
        let mut spans: Vec<std::ops::Range<usize>> = Vec::new();
        let mut from = 0;
        while let Some(byte) = self.linker.anchors.next(text, from) {
            let span = sentences::around(text, byte);
            from = span.end.max(byte + 1);
            spans.push(span);
        }
        spans
    }

    fn sentence(&mut self, rules: &Rules, sentence: &Sentence<'_>) {
        let words = &sentence.words;
        let mentions = rules.mentions.read(words, sentence.plain, sentence.cut);
        // A line of names and nothing else is a byline or a credit.
        let no_verb = words.iter().all(|word| word.case != Case::Lower);
        if sentence.place.zone != Zone::Title && no_verb && mentions.iter().all(|m| m.post.is_none()) {
            return;
        }
        let posts_act = sentence.place.zone == Zone::Title;
        let acts = Acts { cues: &rules.cues, clauses: &rules.clauses, posts_act };
        let relations = acts.relations(words, &mentions, sentence.cut);
        // A text without accents doesn't show how a new name is spelt.
        let spelt = |m: &Mention| !sentence.plain || !matches!(m.who, Who::Printed { .. });
        for (mention, relation) in mentions.iter().zip(relations).filter(|(mention, _)| spelt(mention)) {
            self.mention(rules, sentence, mention, relation);
        }
    }

    fn mention(&mut self, rules: &Rules, sentence: &Sentence<'_>, mention: &Mention, relation: Relation) {
        if let Some(post) = mention.post {
            self.others |= post.ministry == Ministry::Other;
            if Role::Minister.includes(post.role) && post.ministry != Ministry::Unnamed {
                self.minister_elsewhere = post.ministry == Ministry::Other;
            }
        }
        let who = match mention.who {
            Who::Known(person) if self.is_leader(person, mention) => Subject::Known { person, inferred: false },
            Who::Known(_) => return,
            Who::Part { start, end } => {
                let people = rules.mentions.ending_with(&sentence.words[start..end]);
                match self.only_holder(&people, mention) {
                    Some(person) => Subject::Known { person, inferred: false },
                    None => return,
                }
            }
            Who::Printed { start, end } => Subject::Printed(sentence.printed_name(start, end)),
            Who::Post => match self.holder(mention, relation) {
                Some(person) => Subject::Known { person, inferred: true },
                None => return,
            },
        };
        if matches!(who, Subject::Known { .. }) && mention.post.is_some_and(|p| Role::Minister.includes(p.role)) {
            self.minister_elsewhere = false;
        }
        self.evidence.push(Evidence {
            who,
            relation,
            title: mention.post.map(|post| sentence.printed_title(&post)).unwrap_or_default(),
            // "nguyên Bộ trưởng" no longer holds that post.
            printed: mention.post.filter(|post| !post.former).map(|post| post.role),
            place: sentence.place,
            this_ministry: mention.post.is_some_and(|post| post.ministry == Ministry::This),
            needs_support: mention.needs_support,
        });
    }

    /// Whether a name of the registry means the leader rather than a namesake, or the same person before or
    /// after the time in the ministry.
    fn is_leader(&self, person: usize, mention: &Mention) -> bool {
        if mention.post.is_some() {
            return true;
        }
        let known = &self.linker.registry.people()[person];
        let in_office = self.day.is_none_or(|day| known.posts.iter().any(|p| p.on(day) != Tenure::Not));
        in_office && !mention.excluded
    }

    /// The one of some people who held the printed post on the day: "Thứ trưởng Thuấn". Without a day, the one who ever did.
    fn only_holder(&self, people: &[usize], mention: &Mention) -> Option<usize> {
        let post = mention.post?;
        let rank = if Role::Minister.includes(post.role) { Role::Minister } else { Role::ViceMinister };
        let held = |person: &&usize| {
            let posts = &self.linker.registry.people()[**person].posts;
            posts.iter().any(|p| rank.includes(p.role) && self.day.is_none_or(|day| p.on(day) != Tenure::Not))
        };
        let mut holders = people.iter().filter(held);
        holders.next().copied().filter(|_| holders.next().is_none())
    }

    /// The one who held a post that is printed without a name. Counts what stays unresolved.
    fn holder(&mut self, mention: &Mention, relation: Relation) -> Option<usize> {
        let post = mention.post.filter(|post| post.ministry != Ministry::Other)?;
        let minister = Role::Minister.includes(post.role);
        if minister && post.ministry == Ministry::Unnamed && self.minister_elsewhere {
            return None;
        }
        let holder = if minister { self.minister() } else { None };
        if holder.is_none() {
            self.unresolved += 1;
        }
        // "Quyết định của Bộ trưởng Bộ Y tế" names an office. Only who does something is a person.
        holder.filter(|_| relation.is_action())
    }

    /// The minister of the article's day, looked up once.
    fn minister(&mut self) -> Option<usize> {
        let (registry, day) = (&self.linker.registry, self.day);
        *self.minister.get_or_insert_with(|| {
            let holder = registry.holder(Role::Minister, day?)?;
            registry.people().iter().position(|person| person.name == holder.person.name)
        })
    }

    /// Whether a bare "Thứ trưởng X" in this zone means the ministry whose section it is.
    fn is_headline(&self, zone: Zone) -> bool {
        zone == Zone::Title || (zone == Zone::Abstract && !self.others)
    }

    fn finish(self) -> Found {
        let mut people: Vec<(Subject, Vec<Evidence>)> = Vec::new();
        // Where in `people` each one is.
        let mut places: FxHashMap<Subject, usize> = FxHashMap::default();
        let confirmed: FxHashSet<String> = self
            .evidence
            .iter()
            .filter(|e| e.this_ministry || self.section && self.is_headline(e.place.zone))
            .filter_map(|e| if let Subject::Printed(name) = &e.who { Some(name.clone()) } else { None })
            .collect();
        let supported: FxHashSet<Subject> =
            self.evidence.iter().filter(|e| !e.needs_support).map(|e| e.who.clone()).collect();
        for evidence in self.evidence {
            // "Thứ trưởng X" without a ministry may be anybody's, unless it is printed elsewhere.
            let is_unconfirmed = matches!(&evidence.who, Subject::Printed(name) if !confirmed.contains(name));
            if is_unconfirmed || (evidence.needs_support && !supported.contains(&evidence.who)) {
                continue;
            }
            match places.entry(evidence.who.by_person()) {
                Entry::Occupied(place) => people[*place.get()].1.push(evidence),
                Entry::Vacant(place) => {
                    place.insert(people.len());
                    people.push((evidence.who.clone(), vec![evidence]));
                }
            }
        }
        let (registry, day) = (&self.linker.registry, self.day);
        let links = people.into_iter().map(|(who, evidence)| join(registry, day, &who, evidence)).collect();
        Found { links, unresolved: self.unresolved }
    }
}

/// Makes one link of all the evidence for a person, the most telling relation first.
fn join(registry: &Registry, day: Option<NaiveDate>, who: &Subject, mut evidence: Vec<Evidence>) -> Link {
    // A caption often shows another day than the text is about: its relation counts when nothing else
    // in the article has one.
    let acts = evidence.iter().any(|e| e.place.zone != Zone::Caption && e.relation.is_action());
    let weight = |e: &Evidence| (acts && e.place.zone == Zone::Caption, e.relation);
    let inferred = evidence.iter().all(|e| matches!(e.who, Subject::Known { inferred: true, .. }));
    evidence.sort_by_key(weight);
    let relation = evidence[0].relation;
    let titles = evidence.iter().map(|e| e.title.as_str());
    let title = titles.into_iter().find(|title| !title.is_empty()).unwrap_or_default().to_owned();
    let printed = evidence.iter().find_map(|e| e.printed);
    let mut seen = FxHashSet::default();
    let places: Vec<Place> = evidence.iter().map(|e| e.place).filter(|place| seen.insert(*place)).collect();
    let (name, role, registered) = match who {
        Subject::Known { person, .. } => {
            let person = &registry.people()[*person];
            let held = day.and_then(|day| person.post_on(day)).map(|(post, _)| post.role);
            (person.name.clone(), held.or(printed), true)
        }
        Subject::Printed(name) => (name.clone(), printed, false),
    };
    Link { name, role, title, relation, evidence: places, registry: registered, inferred: registered && inferred }
}

impl Sentence<'_> {
    /// A name as printed; one in capitals as it would be printed elsewhere.
    fn printed_name(&self, start: usize, end: usize) -> String {
        let words = &self.words[start..end];
        let capitals = words.iter().all(|word| word.case == Case::AllCapitals);
        let spelt = words.iter().map(|word| {
            let word = &self.text[word.start..word.end];
            match word.chars().next() {
                Some(first) if capitals => format!("{first}{}", word[first.len_utf8()..].to_lowercase()),
                _ => word.to_owned(),
            }
        });
        spelt.collect::<Vec<_>>().join(" ")
    }

    fn printed_title(&self, post: &Post) -> String {
        self.text[self.words[post.start].start..self.words[post.end - 1].end].to_owned()
    }
}

fn offset(byte: usize) -> u32 {
    // A zone of four gigabytes does not get past the limits on pages; its evidence would be empty.
    u32::try_from(byte).unwrap_or(u32::MAX)
}
