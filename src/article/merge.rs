//! How a sighting of an article becomes its first or its next version.

use chrono::{DateTime, Utc};

use super::{Absence, Article, Id, Key, Sighting, Status};
use crate::calendar::{is_plausible, is_published_by};

/// When and from what a sighting was read.
#[derive(Debug, Clone)]
pub(crate) struct Provenance {
    /// When this corpus first holds it: the present moment, or what an imported record says.
    pub(crate) first_seen: DateTime<Utc>,
    /// The number of the first version: 1, or what an imported record says.
    pub(crate) version: u32,
    /// When the server sent the page; `None` if the file doesn't record it.
    pub(crate) fetched: Option<DateTime<Utc>>,
    /// SHA-256 (hex) of the raw page or file.
    pub(crate) sha256: Option<String>,
    /// The same, if the raw bytes themselves were read; a record only mentions them.
    pub(crate) read_from: Option<String>,
    /// The present moment.
    pub(crate) now: DateTime<Utc>,
    /// The machine's clock: times that lie ahead of it are not believed. See [`is_plausible`].
    pub(crate) clock: DateTime<Utc>,
    /// Whether this is a record, which anybody can write, and not a page or list of the portal.
    pub(crate) is_record: bool,
    /// The articles that were merged into this one, if the record is a line of a ledger.
    pub(crate) joined: Vec<Id>,
    /// Whether a raw page is read again: the new reading of the same bytes replaces the old one.
    pub(crate) rereads: bool,
}

/// What a sighting does to an article that is known already.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Merge {
    Unchanged,
    Changed(Box<Article>),
}

impl Provenance {
    /// Of something first met at `now`.
    pub(crate) fn new(now: DateTime<Utc>, fetched: Option<DateTime<Utc>>, sha256: Option<String>) -> Provenance {
        let read_from = sha256.clone();
        Provenance {
            first_seen: now,
            version: 1,
            fetched,
            read_from,
            sha256,
            now,
            clock: now,
            is_record: false,
            joined: Vec::new(),
            rereads: false,
        }
    }
}

impl Article {
    /// Makes the first version of an article.
    pub(crate) fn first(id: Id, sighting: Sighting, provenance: Provenance) -> Article {
        let status = sighting.status();
        let mut article = Article {
            aliases: Vec::new(),
            id,
            joined: Vec::new(),
            title: sighting.title,
            published: sighting.published,
            date_source: sighting.date_source,
            status,
            section: sighting.section,
            url: sighting.url,
            abstract_: sighting.abstract_,
            abstract_truncated: sighting.abstract_truncated,
            body: sighting.body,
            captions: sighting.captions,
            source: sighting.source,
            version: provenance.version,
            first_seen: provenance.first_seen,
            fetched: provenance.fetched,
            sha256: provenance.sha256,
            absence: sighting.absence,
            stored: None,
            withdrawn: None,
            begins: None,
            follows: Vec::new(),
            read_from: None,
            run: None,
        };
        article.add_aliases(sighting.keys.iter().map(Key::to_string));
        article
    }

    /// An article that no ledger holds: for texts that are only looked at.
    pub(crate) fn unstored(sighting: Sighting) -> Article {
        let id = Id::of(&sighting.title, sighting.published.as_ref());
        Article::first(id, sighting, Provenance::new(DateTime::UNIX_EPOCH, None, None))
    }

    /// Every identity that leads to this article: its id and its aliases.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.id.as_str()).chain(self.aliases.iter().map(String::as_str))
    }

    /// Takes in another article that has proved to be this one. If `other` has lines of its own in the ledger, they
    /// end with the line that this becomes. Times that lie ahead of `clock` are not believed.
    pub(crate) fn absorb(&mut self, other: Article, has_lines: bool, clock: DateTime<Utc>) {
        self.add_aliases(other.keys().map(str::to_owned).collect::<Vec<_>>());
        self.joined.extend(other.joined.iter().cloned());
        self.joined.extend(has_lines.then(|| other.id.clone()));
        self.joined.sort_unstable();
        self.joined.dedup();
        self.first_seen = self.first_seen.min(other.first_seen);
        self.begins = self.begins.into_iter().chain(other.begins).min();
        // A withdrawal ends by a command only.
        self.withdrawn = self.withdrawn.take().into_iter().chain(other.withdrawn.clone()).min();
        let fetched = other.fetched.filter(|at| is_plausible(*at, clock));
        let provenance = Provenance { clock, ..Provenance::new(self.first_seen, fetched, other.sha256.clone()) };
        if let Merge::Changed(next) = merge(self, &other.into_sighting(), &provenance) {
            *self = *next;
        }
    }

    /// What is known of the article, as if a page said it.
    fn into_sighting(self) -> Sighting {
        Sighting {
            keys: Vec::new(),
            title: self.title,
            published: self.published,
            date_source: self.date_source,
            section: self.section,
            url: self.url,
            abstract_: self.abstract_,
            abstract_truncated: self.abstract_truncated,
            body: self.body,
            captions: self.captions,
            source: self.source,
            absence: self.absence,
        }
    }

    fn add_aliases(&mut self, keys: impl IntoIterator<Item = String>) {
        self.aliases.extend(keys);
        self.aliases.retain(|alias| alias != self.id.as_str());
        self.aliases.sort_unstable();
        self.aliases.dedup();
    }
}

/// Whether a sighting is older or newer than the known version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Age {
    Older,
    /// Of the same moment, or nobody knows: then a fixed preference decides, so that the order in
    /// which things come in makes no difference.
    Unknown,
    Newer,
}

impl Age {
    /// A page whose time of fetching is known takes precedence over one without it.
    fn of(new: Option<DateTime<Utc>>, known: Option<DateTime<Utc>>) -> Age {
        match (new, known) {
            (Some(new), Some(known)) if new > known => Age::Newer,
            (Some(new), Some(known)) if new < known => Age::Older,
            (Some(_), None) => Age::Newer,
            (None, Some(_)) => Age::Older,
            _ => Age::Unknown,
        }
    }

    /// Whether the new value takes the place of the known one.
    fn prefers<T: Ord + Copy>(self, new: T, known: T) -> bool {
        match self {
            Age::Newer => true,
            Age::Older => false,
            Age::Unknown => new > known,
        }
    }
}

/// Joins what is known of an article with a new sighting of it.
///
/// A list never takes away what a whole article said; an older fetch never replaces a newer one; a
/// better-trusted date is never replaced by a worse. Of two copies without a time the
/// longer one is kept. A sighting that adds nothing changes nothing, whenever it was made.
pub(crate) fn merge(current: &Article, sighting: &Sighting, provenance: &Provenance) -> Merge {
    let mut next = current.clone();
    next.section |= sighting.section;
    next.add_aliases(sighting.keys.iter().map(Key::to_string));

    let full = sighting.status() == Status::Full;
    // Stored while the clock was ahead: nobody knows when.
    let known_fetched = current.fetched.filter(|at| is_plausible(*at, provenance.clock));
    let same_bytes = provenance.sha256.is_some() && provenance.sha256 == current.sha256;
    let age = match provenance.rereads && full && same_bytes {
        true => Age::Newer,
        false => Age::of(provenance.fetched, known_fetched),
    };
    let supersedes = match (current.status, full) {
        (Status::Listed, true) => true,
        (Status::Full, false) => false,
        (Status::Full, true) => age.prefers(extent(&sighting.body), extent(&current.body)),
        (Status::Listed, false) => age.prefers(&sighting.title, &current.title),
    };
    if supersedes {
        next.title.clone_from(&sighting.title);
        if full {
            next.status = Status::Full;
            next.body.clone_from(&sighting.body);
            next.captions.clone_from(&sighting.captions);
            next.source = sighting.source.clone().or(next.source);
        }
        // A text is as old as the page that it came with, not as a list that was there before it; and
        // where nobody knew its age, learning it is news.
        let is_ahead = current.fetched.is_some() && known_fetched.is_none();
        if is_ahead || (full && (current.status == Status::Listed || known_fetched.is_none())) {
            next.fetched = provenance.fetched;
            next.sha256.clone_from(&provenance.sha256);
        }
    }
    let voice = Voice::of(sighting, current);
    take_abstract(&mut next, sighting, voice, age);
    take_date(&mut next, sighting, voice, age, provenance.clock);
    take_url(&mut next, sighting);
    // Whichever comes first, the absence or the newer copy that ends it, the result is the same.
    next.absence = next.absence.joined(sighting.absence);
    let had = if full { known_fetched.max(provenance.fetched) } else { known_fetched };
    next.absence = next.absence.unless_had(had);
    // An absence of a time that has not come yet ends with any newer copy.
    let is_newer_copy = full && age == Age::Newer;
    if is_newer_copy && next.absence.missing_since.is_some_and(|since| !is_plausible(since, provenance.clock)) {
        next.absence = Absence::default();
    }

    if next == *current {
        return Merge::Unchanged;
    }
    next.version += 1;
    if supersedes {
        next.fetched = provenance.fetched.or(next.fetched);
        next.sha256 = provenance.sha256.clone().or(next.sha256);
    }
    Merge::Changed(Box::new(next))
}

/// What texts are preferred by where nothing else decides: their length, then their letters.
fn extent(text: &Option<String>) -> (usize, &str) {
    let text = text.as_deref().unwrap_or_default();
    (text.len(), text)
}

/// Who speaks of an article: what it says of itself takes precedence over what a list says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voice {
    /// A list speaks of an article whose own text is known.
    ListAfterArticle,
    /// The article itself, of which only a list has spoken so far.
    ArticleAfterList,
    /// Two lists or two copies of the article.
    Equal,
}

impl Voice {
    fn of(sighting: &Sighting, current: &Article) -> Voice {
        match (current.status, sighting.status()) {
            (Status::Full, Status::Listed) => Voice::ListAfterArticle,
            (Status::Listed, Status::Full) => Voice::ArticleAfterList,
            (Status::Full, Status::Full) | (Status::Listed, Status::Listed) => Voice::Equal,
        }
    }

    /// Whether the new value replaces the known one.
    fn prefers<T: Ord + Copy>(self, age: Age, new: T, known: T) -> bool {
        match self {
            Voice::ListAfterArticle => false,
            Voice::ArticleAfterList => true,
            Voice::Equal => age.prefers(new, known),
        }
    }
}

/// A whole lead beats a cut one, which only lists have.
fn take_abstract(next: &mut Article, sighting: &Sighting, voice: Voice, age: Age) {
    if sighting.abstract_.is_none() {
        return;
    }
    let better = match (&next.abstract_, next.abstract_truncated, sighting.abstract_truncated) {
        (None, _, _) | (Some(_), true, false) => true,
        (Some(_), false, true) => false,
        // Both are cut, so both are from lists.
        (Some(_), true, true) => age.prefers(extent(&sighting.abstract_), extent(&next.abstract_)),
        (Some(_), false, false) => voice.prefers(age, extent(&sighting.abstract_), extent(&next.abstract_)),
    };
    if better {
        next.abstract_.clone_from(&sighting.abstract_);
        next.abstract_truncated = sighting.abstract_truncated;
    }
}

/// A known date that lies in the future was stored before such dates were refused, and gives way to any other.
fn take_date(next: &mut Article, sighting: &Sighting, voice: Voice, age: Age, clock: DateTime<Utc>) {
    let (Some(date), Some(source)) = (sighting.published, sighting.date_source) else { return };
    let believed = next.published.filter(|known| is_published_by(*known, clock));
    let better = match (believed, next.date_source) {
        (Some(known), Some(trusted)) if source == trusted => known != date && voice.prefers(age, date, known),
        (Some(_), Some(trusted)) => source > trusted,
        _ => true,
    };
    if better {
        next.published = Some(date);
        next.date_source = Some(source);
    }
}

/// A living address beats a dead one, and the shorter of two its variants. No age is asked: what is
/// known of an article's age is that of its text.
fn take_url(next: &mut Article, sighting: &Sighting) {
    let Some(url) = &sighting.url else { return };
    let rank = |url: &str| (!url.contains("aid="), url.len());
    if next.url.as_deref().is_none_or(|known| (rank(url), url.as_str()) < (rank(known), known)) {
        next.url = Some(url.clone());
    }
}
