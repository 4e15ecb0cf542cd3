//! The rules of identity: which article a sighting belongs to, and when two articles are one.
//!
//! They compare the keys of sightings and articles, and know nothing of the ledger.

use chrono::{NaiveDate, Timelike};

use crate::article::{Article, Id, Key, Sighting};
use crate::calendar::Moment;
use crate::portal::address::{Site, site};
use crate::text;

/// The keys of a sighting.
pub(super) struct Identity {
    /// The keys that its source prints, strongest first.
    keys: Vec<Key>,
    /// The id made from title and time.
    own: Id,
    /// The address, if it is a page of another site.
    elsewhere: Option<String>,
    /// The title, folded.
    title: String,
    /// The time of publication, if it is exact to the minute.
    minute: Option<Moment>,
    day: Option<NaiveDate>,
}

impl Identity {
    /// The keys of this sighting.
    pub(super) fn of(sighting: &Sighting) -> Identity {
        let title = folded_title(&sighting.title);
        let own = Id::of(&title, sighting.published.as_ref());
        let elsewhere = elsewhere(sighting.url.as_deref());
        Identity {
            keys: sighting.keys.clone(),
            own,
            elsewhere,
            title,
            minute: minute(sighting.published),
            day: sighting.published.map(|moment| moment.date_naive()),
        }
    }

    /// All keys, strongest first.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        self.keys.iter().cloned().chain([Key::Id(self.own.clone())])
    }

    /// The id made from title and time.
    pub(super) fn made_id(&self) -> &Id {
        &self.own
    }

    /// The preferred id of a new article: from its record, or made from title and time.
    pub(super) fn wanted_id(&self) -> &Id {
        self.given().unwrap_or(&self.own)
    }

    /// The id to use if another article has the preferred one. It also depends on the printed keys, which differ.
    pub(super) fn id_apart(&self) -> Id {
        let apart_by: Vec<String> = self.keys.iter().map(Key::to_string).chain(self.elsewhere.clone()).collect();
        self.own.apart(&apart_by.join(" "))
    }

    /// Whether the source states this key, as opposed to it being made from title and time.
    pub(super) fn claims(&self, key: &Key) -> bool {
        self.keys.contains(key)
    }

    /// The id from a record.
    fn given(&self) -> Option<&Id> {
        self.keys.iter().find_map(|key| if let Key::Id(id) = key { Some(id) } else { None })
    }

    /// Whether a line of a ledger may merge an article into the one that it is of: no portal has shown that article, and
    /// no number or address contradicts it.
    pub(super) fn may_merge(&self, one: &Article, other: &Article) -> bool {
        other.read_from.is_none() && !differ_in(AID, one, other) && !differ_in(SLUG, one, other)
    }

    fn printed(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(|key| !matches!(key, Key::Id(_)))
    }

    /// Whether the article has an article number or address that the sighting prints.
    fn shares_printed(&self, article: &Article) -> bool {
        self.printed().any(|key| has_key(article, &key.to_string()))
    }

    /// Whether a sighting with these keys belongs to the article.
    ///
    /// Printed numbers and addresses decide: if one is shared, it belongs; if both have different ones of the same kind,
    /// it doesn't, because two notices may share title and minute. A page of another site is never one of the portal's.
    /// Ids, and title and minute, decide only if nothing printed can be compared; if both have addresses, title and day
    /// aren't enough.
    pub(super) fn is_of(&self, article: &Article) -> bool {
        if self.shares_printed(article) {
            return true;
        }
        let differs = self.printed().any(|key| match key {
            Key::Aid(_) => of_kind(article, AID).next().is_some(),
            Key::Slug(_) => of_kind(article, SLUG).next().is_some(),
            Key::Id(_) => false,
        });
        if differs || self.is_located_apart(article) {
            return false;
        }
        match self.given() {
            Some(given) if has_key(article, given.as_str()) => true,
            // Two records with different ids of their own are two articles.
            Some(given) if !given.is_made() && !article.id.is_made() => false,
            // An export lists every id that an article has had.
            _ => self.keys().any(|key| matches!(key, Key::Id(id) if has_key(article, id.as_str()))),
        }
    }

    /// The same, but the keys of an article that only records have shown are claims, and not believed unless the rest
    /// agrees.
    pub(super) fn is_believably_of(&self, article: &Article) -> bool {
        self.is_of(article) && (article.read_from.is_some() || self.is_vouched_by(article))
    }

    /// Whether a record has claimed a printed key of this page for an article that isn't the page's.
    pub(super) fn has_false_claim(&self, article: &Article, key: &str) -> bool {
        self.printed().any(|printed| printed.to_string() == key) && !self.is_believably_of(article)
    }

    /// Whether the addresses of both show two articles: they are pages of different sites, or different pages of another
    /// site. A number and an address of the portal can't be compared, and need the same minute.
    fn is_located_apart(&self, article: &Article) -> bool {
        let has_printed = of_kind(article, AID).chain(of_kind(article, SLUG)).next().is_some();
        match (&self.elsewhere, elsewhere(article.url.as_deref())) {
            (Some(own), Some(other)) => *own != other,
            (Some(_), None) => has_printed,
            (None, Some(_)) => self.printed().next().is_some(),
            (None, None) => self.printed().next().is_some() && has_printed && self.minute.is_none(),
        }
    }

    /// Whether an article agrees with what a record says beyond its keys, which may be anybody's: the title, now or
    /// earlier, or the minute of publication. An id that other records gave is theirs to use; with an id that this
    /// program made, the day must agree.
    pub(super) fn is_vouched_by(&self, article: &Article) -> bool {
        let same_minute = self.minute.is_some() && self.minute == minute(article.published);
        let same_title = self.title == folded_title(&article.title) || has_key(article, self.own.as_str());
        let same_day = self.day.is_some() && self.day == article.published.map(|moment| moment.date_naive());
        let same_id = self.given().is_some_and(|id| has_key(article, id.as_str()) && (!id.is_made() || same_day));
        same_minute || same_title || same_id
    }

    /// Whether a sighting that belongs to both articles shows that they are one: both have a key that it prints, or their
    /// printed keys don't contradict each other.
    pub(super) fn proves_one(&self, one: &Article, other: &Article) -> bool {
        (self.shares_printed(one) && self.shares_printed(other))
            || !(differ_in(AID, one, other) || differ_in(SLUG, one, other))
    }
}

/// Whether a page shows the known article: it has the same title, or the same minute of publication.
pub(super) fn agrees(shown: &Sighting, known: &Article) -> bool {
    let same_minute = shown.published.is_some() && shown.published == known.published;
    same_minute || text::folded(&shown.title) == text::folded(&known.title)
}

/// Prefixes of printed keys among the aliases of an article.
const AID: &str = "aid:";
const SLUG: &str = "slug:";

/// The title as it is compared. One of punctuation alone folds to nothing, and would equal every other such title.
fn folded_title(title: &str) -> String {
    let folded = text::folded(title);
    if folded.is_empty() { title.to_owned() } else { folded }
}

/// A time that is exact to the minute. Midnight is the time of what states only a day.
fn minute(published: Option<Moment>) -> Option<Moment> {
    published.filter(|moment| (moment.hour(), moment.minute()) != (0, 0))
}

/// The address of a page of another site.
fn elsewhere(url: Option<&str>) -> Option<String> {
    match site(url?) {
        Some(Site::Other(page)) => Some(page),
        Some(Site::Portal) | None => None,
    }
}

fn has_key(article: &Article, name: &str) -> bool {
    article.keys().any(|key| key == name)
}

fn of_kind<'a>(article: &'a Article, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    article.keys().filter(move |key| key.starts_with(prefix))
}

/// Whether both articles have printed keys of a kind, and none in common.
fn differ_in(prefix: &str, one: &Article, other: &Article) -> bool {
    let both = of_kind(one, prefix).next().is_some() && of_kind(other, prefix).next().is_some();
    both && !of_kind(one, prefix).any(|key| has_key(other, key))
}

#[cfg(test)]
mod tests {
    use super::super::counts::Outcome;
    use super::super::intake::Taken;
    use super::super::tests::{intake, provenance, sighting, with_text};
    use super::*;
    use crate::article::Provenance;

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
            assert_ne!(y.take(exported, &provenance()).unwrap().outcome, Outcome::New, "{aid}");
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
        assert_eq!((again.id, again.outcome), (a.id, Outcome::Unchanged));
    }

    #[test]
    fn what_the_portal_has_shown_stays_proved_when_records_add_to_it() {
        let read = Provenance { read_from: Some("ab".into()), ..provenance() };
        let as_record = Provenance { is_record: true, ..provenance() };
        let number = Key::Aid("7".into());
        for records in 0..4 {
            let dir = tempfile::tempdir().unwrap();
            let mut first = intake(dir.path());
            let id = first.take(sighting("Bộ trưởng họp", std::slice::from_ref(&number)), &read).unwrap().id;
            for n in 0..records {
                let more = Sighting { source: Some(format!("báo {n}")), ..sighting("Bộ trưởng họp", &[]) };
                let more = with_text(more, &"Thân bài. ".repeat(n + 1));
                assert_eq!(first.take(more, &as_record).unwrap().outcome, Outcome::Updated);
            }
            first.sync().unwrap();
            drop(first);
            let mut later = intake(dir.path());
            // The portal edits title and minute: the number is all that is left of the article.
            let edited = Sighting {
                published: crate::calendar::moment(2026, 1, 22, 9, 30),
                ..sighting("Đính chính", std::slice::from_ref(&number))
            };
            let taken = later.take(with_text(edited, "Thân bài mới, dài hơn mọi bản trước đó."), &read).unwrap();
            assert_eq!(taken.id, id, "{records} records");
        }
    }

    #[test]
    fn what_only_records_have_shown_stays_a_claim() {
        let as_record = Provenance { is_record: true, ..provenance() };
        let number = Key::Aid("7".into());
        for records in 1..4 {
            let dir = tempfile::tempdir().unwrap();
            let mut intake = intake(dir.path());
            let mut claimed = None;
            for n in 0..records {
                let claim = with_text(sighting("Tin giả", std::slice::from_ref(&number)), &"Giả. ".repeat(n + 1));
                claimed = Some(intake.take(claim, &as_record).unwrap().id);
            }
            let own = Sighting {
                published: crate::calendar::moment(2026, 1, 22, 9, 30),
                ..sighting("Tin thật", std::slice::from_ref(&number))
            };
            let read = Provenance { read_from: Some("ab".into()), ..provenance() };
            assert_ne!(Some(intake.take(own, &read).unwrap().id), claimed, "{records} records");
        }
    }
}
