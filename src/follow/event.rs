//! An event: one line of the ledger, and how it differs from the lines that it supersedes.

use crate::article::{Article, Id};

/// What happened to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum EventKind {
    /// The corpus has it for the first time.
    New,
    /// A later version says something else.
    Edited,
    /// It has another address or number, and says the same.
    Moved,
    /// The portal said that it has no such page.
    Missing,
    /// It said so again, long enough after the first time to be believed.
    Gone,
    /// It was missing or gone, and the portal has it again.
    Returned,
    /// Another article turned out to be this one.
    Joined,
    /// A person took it back: see [`crate::article::Withdrawal`].
    Withdrawn,
    Restored,
}

impl EventKind {
    /// All kinds, in the order in which help lists them.
    pub(crate) const ALL: [EventKind; 9] = [
        EventKind::New,
        EventKind::Edited,
        EventKind::Moved,
        EventKind::Missing,
        EventKind::Gone,
        EventKind::Returned,
        EventKind::Joined,
        EventKind::Withdrawn,
        EventKind::Restored,
    ];

    /// Its name in options and output.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            EventKind::New => "new",
            EventKind::Edited => "edited",
            EventKind::Moved => "moved",
            EventKind::Missing => "missing",
            EventKind::Gone => "gone",
            EventKind::Returned => "returned",
            EventKind::Joined => "joined",
            EventKind::Withdrawn => "withdrawn",
            EventKind::Restored => "restored",
        }
    }
}

/// One change of the corpus. The article itself is read from the ledger when it is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LedgerEvent {
    /// Where its line ends in the ledger, in bytes. Grows from event to event.
    pub(crate) place: u64,
    /// Where its line begins.
    pub(crate) offset: u64,
    /// Where the lines begin that it supersedes: none for a new article.
    pub(crate) before: Vec<u64>,
    /// The version of the article before the event; `None` if it is new.
    pub(crate) version_before: Option<u32>,
    pub(crate) kind: EventKind,
    /// The fields that changed, as records name them; none for a new article.
    pub(crate) fields: Vec<&'static str>,
    /// The articles that ended in a [`EventKind::Joined`] event.
    pub(crate) ended: Vec<Id>,
}

impl LedgerEvent {
    /// Whether something happened to the article. A version that differs only in [`BOOKKEEPING`] is a line of the ledger
    /// that isn't reported.
    pub(crate) fn is_change(&self) -> bool {
        self.kind != EventKind::Edited || self.fields.iter().any(|field| !BOOKKEEPING.contains(field))
    }
}

/// How a line differs from the lines that it supersedes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) kind: EventKind,
    pub(super) fields: Vec<&'static str>,
    pub(super) ended: Vec<Id>,
}

impl Difference {
    /// Compares a version with the articles that it supersedes. If several things happened at once, the kind is the
    /// one that a reader is least likely to expect, and the fields tell the rest.
    pub(super) fn of(article: &Article, before: &[Article]) -> Difference {
        let own = before.iter().find(|earlier| earlier.id == article.id);
        let ended: Vec<Id> = before.iter().map(|earlier| earlier.id.clone()).filter(|id| *id != article.id).collect();
        let Some(earlier) = own.or(before.first()) else {
            return Difference { kind: EventKind::New, fields: Vec::new(), ended };
        };
        let fields = fields(earlier, article);
        let kind = if ended.is_empty() { Difference::kind(earlier, article, &fields) } else { EventKind::Joined };
        Difference { kind, fields, ended }
    }

    fn kind(earlier: &Article, later: &Article, fields: &[&str]) -> EventKind {
        let absence = (earlier.absence, later.absence);
        match (earlier.is_withdrawn(), later.is_withdrawn()) {
            (false, true) => EventKind::Withdrawn,
            (true, false) => EventKind::Restored,
            _ if absence.0.gone.is_none() && absence.1.gone.is_some() => EventKind::Gone,
            _ if absence.0.missing_since.is_none() && absence.1.missing_since.is_some() => EventKind::Missing,
            _ if absence.0.missing_since.is_some() && absence.1.missing_since.is_none() => EventKind::Returned,
            _ if !fields.is_empty() && fields.iter().all(|field| ADDRESSES.contains(field)) => EventKind::Moved,
            _ => EventKind::Edited,
        }
    }
}

/// The fields that say when an article was stored and what its text was read from.
const BOOKKEEPING: [&str; 3] = ["first_seen", "fetched", "sha256"];

/// The fields that say where an article is, and nothing of what it says.
const ADDRESSES: [&str; 2] = ["url", "aliases"];

/// The fields of a record that differ. When and from what a version was read counts only if nothing else changed.
fn fields(earlier: &Article, later: &Article) -> Vec<&'static str> {
    let facts: Vec<&str> = earlier.changes_to(later).into_iter().map(|change| change.field).collect();
    if !facts.is_empty() {
        return facts;
    }
    let differs =
        [earlier.first_seen != later.first_seen, earlier.fetched != later.fetched, earlier.sha256 != later.sha256];
    BOOKKEEPING.into_iter().zip(differs).filter_map(|(name, differs)| differs.then_some(name)).collect()
}
