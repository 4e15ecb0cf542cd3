//! Entries for fuzzing: each takes any bytes and comes back, whatever they are. No part of the
//! program; see `tests/fuzz`.

use std::cell::OnceCell;

use tempfile::TempDir;

use crate::article::labels::Role;
use crate::article::{Article, Sighting};
use crate::calendar::{Days, moment};
use crate::corpus::{Corpus, WarcReader};
use crate::index::{Index, Opened};
use crate::indexing::{Labeller, bring_up};
use crate::officials::role_named;
use crate::portal::bridge::{SECTION_CATEGORY, read_article, read_list};
use crate::portal::{self, cdx};
use crate::query::{self, FilterResolver, Filters, Unresolved};

/// A page, a capture, plain text or JSON, as a file may hold it.
pub fn document(data: &[u8]) {
    // A refusal is an answer too.
    drop(portal::read(data, None));
    drop(portal::read(data, Some("https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/a/content/b")));
}

/// An answer of today's portal.
pub fn bridge(data: &[u8]) {
    drop(read_list(data, SECTION_CATEGORY));
    drop(read_article(data, SECTION_CATEGORY));
}

/// An archive, packed or not.
pub fn warc(data: &[u8]) {
    if let Ok(records) = WarcReader::new(data) {
        records.for_each(drop);
    }
}

/// An archive's list of captures.
pub fn captures(data: &[u8]) {
    drop(cdx::read(data));
}

/// A query, read and asked of a small index: an answer or one sentence, and the same answer for the
/// page as for the count.
pub fn query(data: &[u8]) {
    thread_local! {
        static SHELF: OnceCell<(TempDir, Index)> = const { OnceCell::new() };
    }
    let text = String::from_utf8_lossy(data);
    let Ok(query) = query::parse(&text, &AnyName) else { return };
    SHELF.with(|shelf| {
        let (_, index) = shelf.get_or_init(shelf_of_three);
        let found = query::find(index, &query, &Filters::default()).expect("a sound index answers");
        let places = found.all_newest_first().expect("a sound index answers");
        assert_eq!(places.len() as u64, found.total(), "{text:?}");
        found.explain().expect("a sound index explains");
        found.reasons().expect("a sound index explains");
    });
}

/// Takes every name for somebody's.
pub(super) struct AnyName;

impl FilterResolver for AnyName {
    fn official(&self, typed: &str) -> Result<String, Unresolved> {
        Ok(typed.to_owned())
    }

    fn topic(&self, typed: &str) -> Result<String, Unresolved> {
        Ok(typed.to_owned())
    }

    fn role(&self, typed: &str) -> Result<Role, Unresolved> {
        role_named(typed).ok_or_else(|| nothing(typed))
    }

    fn days(&self, typed: &str) -> Result<Days, Unresolved> {
        Days::absolute(typed).map_err(|_| nothing(typed))
    }
}

fn nothing(typed: &str) -> Unresolved {
    Unresolved { sentence: typed.to_owned(), candidates: Vec::new() }
}

fn shelf_of_three() -> (TempDir, Index) {
    let folder = tempfile::tempdir().expect("a folder for the index");
    let corpus = Corpus::at(folder.path().join("corpus"));
    let mut writer = corpus.writer().expect("a new corpus");
    for (day, title, body) in [
        (20, "Thứ trưởng Bộ Y tế Đỗ Xuân Tuyên: “Không để thiếu thuốc”", "Nghị quyết số 72-NQ/TW ngày 9/9/2025."),
        (21, "Chăm sóc sức khoẻ người cao tuổi", "Bảo hiểm y tế chi trả; khám, chữa bệnh tại TP. Hồ Chí Minh."),
        (22, "Phòng bệnh dại ở chó", "BHYT, AI, 1.586 ca, H5N1."),
    ] {
        let mut sighting = Sighting::titled(title.to_owned());
        sighting.section = true;
        sighting.published = moment(2026, 1, day, 8, 0);
        sighting.body = Some(body.to_owned());
        writer.append(&Article::unstored(sighting)).expect("room for three lines");
    }
    writer.sync().expect("room for three lines");
    drop(writer);
    let dir = folder.path().join("index");
    let mut ledger = corpus.ledger().expect("a sound ledger").expect("it was just made");
    let labeller = Labeller::default();
    bring_up(&dir, &mut ledger, &labeller, true, &mut |_| {}).expect("a sound ledger");
    let Ok(Opened::Usable(index)) = Index::open(&dir, labeller.fingerprint()) else {
        unreachable!("the index was just made")
    };
    (folder, index)
}
