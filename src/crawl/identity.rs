//! Identity: which article a sighting is of, and when two articles prove to be one.
//!
//! Rules only: they look at what a sighting and an article are known by, and know no ledger.

use crate::article::{Article, Id, Key, Sighting};
use crate::text;

/// What a sighting is known by.
pub(super) struct Identity {
    /// What its source prints, strongest first.
    keys: Vec<Key>,
    /// The name made from title and time.
    own: Id,
}

impl Identity {
    pub(super) fn of(sighting: &Sighting) -> Identity {
        let folded = text::folded(&sighting.title);
        // A title of signs alone folds to nothing, and would be one with every other such title.
        let title = if folded.is_empty() { &sighting.title } else { &folded };
        Identity { keys: sighting.keys.clone(), own: Id::of(title, sighting.published.as_ref()) }
    }

    /// Every name, the strongest first.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        self.keys.iter().cloned().chain([Key::Id(self.own.clone())])
    }

    /// What a new article of this identity would be called: as its record says, or by title and time.
    pub(super) fn wanted_id(&self) -> &Id {
        self.given().unwrap_or(&self.own)
    }

    /// What it is called where another article has that name: by what sets the two apart as well.
    pub(super) fn id_apart(&self) -> Id {
        let apart_by = self.keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ");
        self.own.apart(&apart_by)
    }

    /// The id that a record brings.
    fn given(&self) -> Option<&Id> {
        self.keys.iter().find_map(|key| if let Key::Id(id) = key { Some(id) } else { None })
    }

    fn printed(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(|key| !matches!(key, Key::Id(_)))
    }

    /// Whether an article bears a number or an address that the sighting prints.
    fn shares_printed(&self, article: &Article) -> bool {
        self.printed().any(|key| bears(article, &key.to_string()))
    }

    /// Whether a sighting with this identity is of an article.
    ///
    /// Printed numbers and addresses decide: sharing one makes them one article, printing different
    /// ones of a kind makes them two, whatever they are called, for two notices may share title and
    /// minute. Only where nothing printed can be compared do ids decide, and title and minute.
    pub(super) fn is_of(&self, article: &Article) -> bool {
        if self.shares_printed(article) {
            return true;
        }
        let differs = self.printed().any(|key| match key {
            Key::Aid(_) => of_kind(article, AID).next().is_some(),
            Key::Slug(_) => of_kind(article, SLUG).next().is_some(),
            Key::Id(_) => false,
        });
        if differs {
            return false;
        }
        match self.given() {
            Some(given) if bears(article, given.as_str()) => true,
            // Two records that bring different ids of their own are two articles.
            Some(given) if !given.is_made() && !article.id.is_made() => false,
            // An export names every id that an article went by.
            _ => self.keys().any(|key| matches!(key, Key::Id(id) if bears(article, id.as_str()))),
        }
    }

    /// Whether a sighting that is of both shows two articles to be one: by something printed that
    /// each of them bears, or else where nothing printed speaks against it.
    pub(super) fn proves_one(&self, one: &Article, other: &Article) -> bool {
        (self.shares_printed(one) && self.shares_printed(other))
            || !(differ_in(AID, one, other) || differ_in(SLUG, one, other))
    }
}

/// Whether what a page shows looks like an article: by its title, or the minute of its publication.
pub(super) fn agrees(shown: &Sighting, known: &Article) -> bool {
    let same_minute = shown.published.is_some() && shown.published == known.published;
    same_minute || text::folded(&shown.title) == text::folded(&known.title)
}

/// How the printed identities of a kind begin among the aliases of an article.
const AID: &str = "aid:";
const SLUG: &str = "slug:";

fn bears(article: &Article, name: &str) -> bool {
    article.keys().any(|key| key == name)
}

fn of_kind<'a>(article: &'a Article, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    article.keys().filter(move |key| key.starts_with(prefix))
}

/// Whether both articles have printed identities of a kind, and none in common.
fn differ_in(prefix: &str, one: &Article, other: &Article) -> bool {
    let both = of_kind(one, prefix).next().is_some() && of_kind(other, prefix).next().is_some();
    both && !of_kind(one, prefix).any(|key| bears(other, key))
}

#[cfg(test)]
mod tests {
    use super::super::intake::{Change, Taken};
    use super::super::sightings::{intake, provenance, sighting, with_text};
    use super::*;

    fn record(id: &str, body: &str) -> Sighting {
        Sighting { body: Some(body.into()), ..sighting("Thông báo", &[Key::Id(Id::parse(id).unwrap())]) }
    }

    #[test]
    fn namesakes_keep_apart_whichever_corpus_they_come_from() {
        let notice = |aid: &str, body: &str| with_text(sighting("Thông báo", &[Key::Aid(aid.into())]), body);
        let (x_dir, y_dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (mut x, mut y) = (intake(x_dir.path()), intake(y_dir.path()));
        for (aid, body) in [("1", "Một."), ("2", "Hai.")] {
            x.take(notice(aid, body), &provenance()).unwrap();
        }
        for (aid, body) in [("2", "Hai."), ("1", "Một.")] {
            y.take(notice(aid, body), &provenance()).unwrap();
        }
        // What X calls "1" bears the name that Y gave to "2".
        for (aid, body) in [("1", "Một."), ("2", "Hai.")] {
            let mut exported = notice(aid, body);
            let id = x.known(&exported).unwrap().unwrap().id;
            exported.keys.insert(0, Key::Id(id));
            assert_ne!(y.take(exported, &provenance()).unwrap().change, Change::New, "{aid}");
            assert_eq!(y.known(&notice(aid, "")).unwrap().unwrap().body.as_deref(), Some(body));
        }
    }

    #[test]
    fn a_record_with_an_id_of_its_own_is_the_article_of_that_title_and_minute() {
        let lean = sighting("Thông báo", &[]);
        for order in [[lean.clone(), record("moh-123", "Thân bài.")], [record("moh-123", "Thân bài."), lean]] {
            let dir = tempfile::tempdir().unwrap();
            let mut intake = intake(dir.path());
            let taken: Vec<Taken> = order.into_iter().map(|s| intake.take(s, &provenance()).unwrap()).collect();
            assert_eq!(taken[0].id, taken[1].id);
            let other = intake.take(record("moh-124", "Khác."), &provenance()).unwrap();
            assert_eq!(other.id == taken[0].id, taken[0].id.is_made(), "only two given ids set records apart");
        }
    }

    #[test]
    fn titles_of_signs_alone_are_not_one() {
        let dir = tempfile::tempdir().unwrap();
        let mut intake = intake(dir.path());
        let a = intake.take(sighting("!!!", &[]), &provenance()).unwrap();
        let b = intake.take(sighting("???", &[]), &provenance()).unwrap();
        assert_ne!(a.id, b.id);
    }

    #[test]
    fn same_title_and_minute_with_different_numbers_are_two_articles() {
        let dir = tempfile::tempdir().unwrap();
        let mut intake = intake(dir.path());
        let a = intake.take(sighting("Thông báo", &[Key::Aid("1".into())]), &provenance()).unwrap();
        let b = intake.take(sighting("Thông báo", &[Key::Aid("2".into())]), &provenance()).unwrap();
        let again = intake.take(sighting("Thông báo", &[Key::Aid("1".into())]), &provenance()).unwrap();
        assert_ne!(a.id, b.id);
        assert_eq!((again.id, again.change), (a.id, Change::Unchanged));
    }
}
