//! Functions to fuzz, for `tests/fuzz`. Each takes any bytes and must not panic.

use std::cell::OnceCell;
use std::ops::ControlFlow;

use tempfile::TempDir;

use crate::article::labels::Role;
use crate::article::{Article, Sighting};
use crate::calendar::{Days, moment};
use crate::container::{self, Document, Origin, Problem, Receiver};
use crate::corpus::Corpus;
use crate::index::{Index, Opened};
use crate::indexing::{Labeller, bring_up};
use crate::officials::role_named;
use crate::portal::bridge::{SECTION_CATEGORY, read_article, read_list};
use crate::portal::{self, cdx};
use crate::query::{self, FilterResolver, Filters, Unresolved};

/// Reads a page, a capture, plain text or JSON, as a file may contain it.
pub fn document(data: &[u8]) {
    // An error is a valid result.
    drop(portal::read_file(data, portal::Proof::Likely, None));
    drop(portal::read_file(data, portal::Proof::Certain, None));
    drop(portal::read(data, Some("https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/a/content/b")));
}

/// Reads a response of today's portal.
pub fn bridge(data: &[u8]) {
    drop(read_list(data, SECTION_CATEGORY));
    drop(read_article(data, SECTION_CATEGORY));
}

/// Reads an archive that byt wrote, compressed or not.
pub fn warc(data: &[u8]) {
    container::answers(data).for_each(drop);
}

/// What a container came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContainerContents {
    /// URLs or names of the documents, each with its length in bytes.
    pub documents: Vec<(String, usize)>,
    /// Parts that were left out, by kind.
    pub skipped: Vec<(String, u64)>,
    /// Parts that could not be read, each with the reason.
    pub problems: Vec<String>,
}

/// Unpacks a container of any kind.
pub fn container(data: &[u8]) -> ContainerContents {
    let mut unpacked = ContainerContents::default();
    let skipped = container::unpack("input", Origin::Alone, &mut &*data, &mut unpacked);
    unpacked.skipped = skipped.kinds().map(|(what, count)| (what.to_owned(), count)).collect();
    unpacked
}

impl Receiver for ContainerContents {
    fn document(&mut self, document: Document<'_>) -> ControlFlow<()> {
        /// Longest document that is read to its end.
        const BYTES_MAX: u64 = 32 << 20;
        let name = document.url.clone().unwrap_or_else(|| document.name.clone());
        match document.bytes(BYTES_MAX) {
            Ok(bytes) => self.documents.push((name, bytes.len())),
            Err(error) => self.problems.push(format!("{name}: {error}")),
        }
        ControlFlow::Continue(())
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(format!("{}: {}", problem.name, problem.reason));
    }
}

/// Reads an archive's list of captures.
pub fn captures(data: &[u8]) {
    drop(cdx::read(data));
}

/// Parses a query and runs it on a small index. The count and the list of hits must agree.
pub fn query(data: &[u8]) {
    thread_local! {
        static CORPUS: OnceCell<(TempDir, Index)> = const { OnceCell::new() };
    }
    let text = String::from_utf8_lossy(data);
    let Ok(query) = query::parse(&text, &AnyName) else { return };
    CORPUS.with(|corpus| {
        let (_, index) = corpus.get_or_init(three_articles);
        let found = query::find(index, &query, &Filters::default()).expect("a valid index answers");
        let places = found.all_newest_first().expect("a valid index answers");
        assert_eq!(places.len() as u64, found.total(), "{text:?}");
        found.explain().expect("a valid index explains");
        found.reasons().expect("a valid index explains");
    });
}

/// Accepts every name.
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
        Days::parse(typed, chrono::NaiveDate::default()).map_err(|_| nothing(typed))
    }
}

fn nothing(typed: &str) -> Unresolved {
    Unresolved { sentence: typed.into(), ..Unresolved::default() }
}

fn three_articles() -> (TempDir, Index) {
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
    let mut ledger = corpus.ledger().expect("a valid ledger").expect("it was just made");
    let labeller = Labeller::default();
    bring_up(&dir, &mut ledger, &labeller, true, &mut |_| {}).expect("a valid ledger");
    let Ok(Opened::Usable(index)) = Index::open(&dir, labeller.fingerprint()) else {
        unreachable!("the index was just made")
    };
    (folder, index)
}
