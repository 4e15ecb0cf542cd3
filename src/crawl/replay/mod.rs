//! Replay: parses the raw answers in the corpus again, with the current parsers.
//!
//! No network is used. Answers are replayed in the order in which they were stored, each with its original time, so that
//! the newest copy decides as it did then; after an update by the same parsers nothing changes. Keys and section
//! membership that no answer shows any more are removed, unless they also came from elsewhere.

mod answers;
mod preview;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::intake::Intake;
use crate::storage::StorageError;
use answers::{ReplayedAnswer, replay};
pub(super) use answers::{is_proved, provenance, replay_captures};
pub(super) use preview::Preview;

use crate::article::Id;
use crate::corpus::Writer;
use crate::index::Index;

/// What a replay would change, or has changed.
#[derive(Debug, Default)]
pub(crate) struct Reparsed {
    /// Raw answers with articles.
    pub(crate) answers: u64,
    /// Raw answers without: errors, notices, pages that aren't the portal's.
    pub(crate) skipped: u64,
    /// One sentence for each answer that can't be read.
    pub(crate) damage: Vec<String>,
    /// One sentence for each article whose new version can't be stored.
    pub(crate) refused: Vec<String>,
    /// Number of articles in the answers.
    pub(crate) seen: u64,
    pub(crate) new: BTreeSet<Id>,
    /// The fields in which known articles change.
    pub(crate) changed: BTreeMap<Id, BTreeSet<&'static str>>,
}

/// Replays every raw answer. Writes the changes if `apply` is given, which is the time for the new versions. A cancelled
/// run changes nothing, because later answers may undo what earlier ones changed.
pub(crate) fn reparse(
    writer: Writer,
    index: Option<Index>,
    apply: Option<DateTime<Utc>>,
    cancelled: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(u64),
) -> Result<(Reparsed, Writer), StorageError> {
    let mut done = Reparsed::default();
    // Unreadable answers are reported below.
    let digests = writer.answers()?.flatten().filter_map(|answer| answers::digest(&answer)).collect();
    let mut intake = Intake::preview(writer, index, &digests)?;
    for answer in intake.answers()? {
        if cancelled() {
            return Ok((done, intake.into_writer()));
        }
        match answer {
            Err(what) => done.damage.push(what.to_string()),
            Ok(answer) => match replay(&mut intake, &answer, true)? {
                ReplayedAnswer::Nothing => done.skipped += 1,
                ReplayedAnswer::Articles => done.answers += 1,
            },
        }
        progress(done.answers + done.skipped);
    }
    let counts = intake.counts();
    done.seen = counts.new + counts.updated + counts.unchanged;
    let (replayed, refused) = intake.end_preview(apply)?;
    done.refused = refused;
    for replayed in replayed {
        if replayed.is_new {
            done.new.insert(replayed.id);
        } else {
            done.changed.insert(replayed.id, replayed.fields.into_iter().collect());
        }
    }
    Ok((done, intake.into_writer()))
}

impl Reparsed {
    /// How many articles change in each field.
    pub(crate) fn by_field(&self) -> BTreeMap<&'static str, u64> {
        let mut fields = BTreeMap::new();
        for field in self.changed.values().flatten() {
            *fields.entry(*field).or_default() += 1;
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Answer;
    use crate::article::{Article, DateSource, Key, Provenance, Sighting};
    use crate::calendar::moment;
    use crate::corpus::Corpus;
    use chrono::{DateTime, TimeDelta, Utc};

    const URL: &str =
        "https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content/tham-benh-vien";

    fn page(title: &str, body: &str, hours: i64) -> Answer {
        let html = format!(
            "<html><body><div class=\"contentDetail\"><h3 class=\"text-change-size\">{title}</h3>\
             <p class=\"time-post\">21/01/2026 | 14:03 PM</p><div class=\"contentDetail text-change-size\">\
             <div class=\"journal-content-article\"><p>{body}</p></div></div></div></body></html>"
        );
        Answer {
            url: URL.into(),
            method: "GET".into(),
            asked: None,
            status: 200,
            headers: vec![("Content-Type".into(), "text/html;charset=UTF-8".into())],
            body: html.into_bytes(),
            fetched: start() + TimeDelta::hours(hours),
        }
    }

    fn start() -> DateTime<Utc> {
        moment(2026, 2, 1, 8, 0).unwrap().to_utc()
    }

    /// A corpus with these raw answers and no articles.
    fn corpus_with(answers: &[Answer]) -> (tempfile::TempDir, Corpus) {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let mut writer = corpus.writer().unwrap();
        for answer in answers {
            writer.store_answer(answer).unwrap();
        }
        writer.sync().unwrap();
        drop(writer);
        (dir, corpus)
    }

    fn run(corpus: &Corpus, apply: bool) -> Reparsed {
        reparse(corpus.writer().unwrap(), None, apply.then_some(DateTime::UNIX_EPOCH), &|| false, &mut |_| {})
            .unwrap()
            .0
    }

    fn last(corpus: &Corpus) -> Article {
        corpus.ledger().unwrap().unwrap().lines(0).unwrap().last().unwrap().unwrap().article
    }

    #[test]
    fn errors_of_an_older_parser_are_shown_first_and_corrected_on_apply() {
        let answer = page("Thăm bệnh viện", "Thân bài.", 0);
        let (_dir, corpus) = corpus_with(std::slice::from_ref(&answer));
        let mut old = Intake::new(corpus.writer().unwrap(), None).unwrap();
        let wrong = Sighting {
            keys: vec![Key::Slug("tham-benh-vien".into())],
            published: moment(2026, 1, 21, 14, 3),
            date_source: Some(DateSource::Article),
            section: true,
            body: Some("Thân bài. Tin liên quan".into()),
            captions: vec!["Tin liên quan".into()],
            ..Sighting::titled("Thăm bệnh viện".into())
        };
        let id = old.take(wrong, &provenance(&answer, &answer.body)).unwrap().id;
        old.sync().unwrap();
        drop(old);
        let before = corpus.ledger().unwrap().unwrap().bytes();
        for apply in [false, false, true] {
            let done = run(&corpus, apply);
            let fields: Vec<&str> = done.changed[&id].iter().copied().collect();
            assert_eq!((done.answers, done.new.len(), done.changed.len()), (1, 0, 1));
            assert_eq!(fields, ["body", "captions", "url"]);
            assert_eq!(corpus.ledger().unwrap().unwrap().bytes() > before, apply);
        }
        let corrected = last(&corpus);
        assert_eq!((corrected.body.as_deref(), corrected.captions.len(), corrected.version), (Some("Thân bài."), 0, 2));
        assert!(run(&corpus, true).changed.is_empty(), "a second run changes nothing");
    }

    /// The wrong sighting that an older parser, or an imported record, made of the page.
    fn mistaken(answer: &Answer, is_record: bool) -> (Sighting, Provenance) {
        let sighting = Sighting {
            keys: vec![Key::Slug("tham-benh-vien".into()), Key::Slug("tin-lien-quan".into())],
            published: moment(2026, 1, 21, 14, 3),
            date_source: Some(DateSource::Article),
            section: true,
            url: Some(URL.into()),
            body: Some("Thân bài.".into()),
            ..Sighting::titled("Thăm bệnh viện".into())
        };
        let read = provenance(answer, &answer.body);
        let read_from = read.read_from.clone().filter(|_| !is_record);
        (sighting, Provenance { read_from, ..read })
    }

    fn stored(corpus: &Corpus, (sighting, provenance): (Sighting, Provenance)) -> Id {
        let mut intake = Intake::new(corpus.writer().unwrap(), None).unwrap();
        let id = intake.take(sighting, &provenance).unwrap().id;
        intake.sync().unwrap();
        id
    }

    #[test]
    fn keys_and_membership_that_no_answer_shows_are_removed() {
        for (is_record, expected) in [(false, (false, 1)), (true, (true, 2))] {
            let mut answer = page("Thăm bệnh viện", "Thân bài.", 0);
            answer.url =
                URL.replace("hoat-dong-cua-lanh-dao-bo", "tin-tong-hop").replace("TW6LTp1ZtwaN", "k206Q9qkZOqn");
            let (_dir, corpus) = corpus_with(std::slice::from_ref(&answer));
            let id = stored(&corpus, mistaken(&answer, is_record));
            let done = run(&corpus, true);
            let fields: Vec<&str> = done.changed.get(&id).into_iter().flatten().copied().collect();
            assert_eq!(fields.contains(&"section") && fields.contains(&"aliases"), !is_record, "{fields:?}");
            let slugs = last(&corpus).aliases.iter().filter(|alias| alias.starts_with("slug:")).count();
            assert_eq!((last(&corpus).section, slugs), expected);
            assert!(run(&corpus, true).changed.is_empty(), "a second run changes nothing");
        }
    }

    #[test]
    fn an_address_given_to_another_article_by_mistake_returns_to_its_own() {
        let answer = page("Thăm bệnh viện", "Thân bài.", 0);
        let mut related = page("Tin liên quan", "Chuyện khác.", 3);
        related.url = URL.replace("tham-benh-vien", "tin-lien-quan");
        related.body = String::from_utf8(related.body).unwrap().replace("21/01", "20/01").into_bytes();
        let (_dir, corpus) = corpus_with(&[answer.clone(), related]);
        let id = stored(&corpus, mistaken(&answer, false));
        let done = run(&corpus, true);
        assert_eq!((done.new.len(), done.changed.len()), (1, 1));
        let mut intake = Intake::new(corpus.writer().unwrap(), None).unwrap();
        let articles = intake.filtered(|_| true).unwrap();
        let of = |title: &str| articles.iter().find(|article| article.title == title).unwrap();
        assert_eq!((&of("Thăm bệnh viện").id, of("Tin liên quan").body.as_deref()), (&id, Some("Chuyện khác.")));
        assert!(!of("Thăm bệnh viện").aliases.contains(&"slug:tin-lien-quan".into()));
    }

    #[test]
    fn the_newest_copy_decides_in_a_replay_too() {
        let (_dir, corpus) = corpus_with(&[page("Thăm", "Cũ.", 0), page("Thăm", "Mới.", 5), page("Thăm", "Mới.", 9)]);
        assert_eq!(run(&corpus, true).new.len(), 1);
        assert_eq!(last(&corpus).body.as_deref(), Some("Mới."));
        let bytes = corpus.ledger().unwrap().unwrap().bytes();
        assert!(run(&corpus, true).changed.is_empty());
        assert_eq!(corpus.ledger().unwrap().unwrap().bytes(), bytes);
    }

    #[test]
    fn rejected_answers_are_rejected_again() {
        let mut other = page("Bảo trì hệ thống", "Xin quay lại sau.", 9);
        other.body = String::from_utf8(other.body).unwrap().replace("21/01", "22/01").into_bytes();
        let error = Answer { status: 404, ..page("Thăm", "Mất.", 7) };
        let (_dir, corpus) = corpus_with(&[page("Thăm", "Thân.", 0), other, error]);
        let done = run(&corpus, true);
        assert_eq!((done.new.len(), done.changed.len(), done.skipped), (1, 0, 2));
        assert_eq!(last(&corpus).title, "Thăm");
    }
}
