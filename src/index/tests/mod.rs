//! What the index guarantees: no article twice, no partial commit, no unreported damage.

mod label_codec;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use chrono::DateTime;
use tempfile::TempDir;

use super::{Index, IndexError, IndexWriter, Lock, Opened, generations, schema};
use crate::article::labels::Labels;
use crate::article::{Article, Id, LedgerPosition, Provenance, Sighting};

const RULES: &str = "rules 1";

fn article(id: &str, title: &str, aliases: &[&str]) -> Article {
    let provenance = Provenance::new(DateTime::UNIX_EPOCH, None, None);
    let article = Article::first(Id::parse(id).unwrap(), Sighting::titled(title.to_owned()), provenance);
    Article { aliases: aliases.iter().map(|a| (*a).to_owned()).collect(), ..article }
}

fn usable(dir: &Path) -> Index {
    match Index::open(dir, RULES).unwrap() {
        Opened::Usable(index) => index,
        Opened::Missing => panic!("no index"),
        Opened::Outdated => panic!("outdated"),
    }
}

/// Adds articles with these ids, at consecutive offsets from `from` on, and commits.
fn add(mut writer: IndexWriter, ids: &[&str], from: u64) {
    for (offset, id) in (from..).zip(ids) {
        writer.add(article(id, &format!("Tin {id}"), &[]), offset, &Labels::default(), BTreeSet::new()).unwrap();
    }
    writer.commit(up_to(from + ids.len() as u64)).unwrap();
}

fn up_to(bytes: u64) -> LedgerPosition {
    LedgerPosition { bytes, check: "7".to_owned() }
}

fn append(dir: &Path) -> IndexWriter {
    let lock = Lock::take(dir).unwrap();
    match Index::open(dir, RULES).unwrap() {
        Opened::Usable(index) => IndexWriter::append(lock, index, RULES, 1).unwrap(),
        Opened::Missing | Opened::Outdated => IndexWriter::rebuild(lock, RULES).unwrap(),
    }
}

fn rebuild(dir: &Path) -> IndexWriter {
    IndexWriter::rebuild(Lock::take(dir).unwrap(), RULES).unwrap()
}

fn offsets(index: &Index, ids: &[&str]) -> Vec<Option<u64>> {
    ids.iter().map(|id| index.offset_of(id).unwrap()).collect()
}

#[test]
fn a_missing_an_outdated_and_a_damaged_index_are_distinguished() {
    let folder = TempDir::new().unwrap();
    let dir = folder.path().join("index");
    assert!(matches!(Index::open(&dir, RULES), Ok(Opened::Missing)));
    add(append(&dir), &["a"], 0);
    assert_eq!(usable(&dir).articles(), 1);
    assert!(matches!(Index::open(&dir, "rules 2"), Ok(Opened::Outdated)));

    fs::write(dir.join("current"), "not ours").unwrap();
    assert!(matches!(Index::open(&dir, RULES), Err(IndexError::Damaged { .. })));
    fs::write(dir.join("current"), [0xff, 0xfe]).unwrap();
    assert!(matches!(Index::open(&dir, RULES), Err(IndexError::Damaged { .. })));
    fs::write(dir.join("current"), "g77\n").unwrap();
    assert!(matches!(Index::open(&dir, RULES), Err(IndexError::Damaged { .. })));
    add(rebuild(&dir), &["b"], 0);
    assert_eq!(offsets(&usable(&dir), &["a", "b"]), [None, Some(0)]);
}

#[test]
fn damage_is_found_and_repaired_by_a_rebuild() {
    let folder = TempDir::new().unwrap();
    let dir = folder.path();
    add(append(dir), &["a", "b"], 0);
    usable(dir).verify().unwrap();
    let generation = generations::folder(dir, generations::current(dir).unwrap().unwrap());
    let terms = fs::read_dir(&generation).unwrap().flatten().map(|e| e.path());
    let terms =
        terms.filter(|p| p.extension().is_some_and(|e| e == "term")).max_by_key(|p| fs::metadata(p).unwrap().len());
    let terms = terms.unwrap();
    let mut bytes = fs::read(&terms).unwrap();
    bytes[10] ^= 0xff;
    fs::write(&terms, &bytes).unwrap();
    let checked = Index::open(dir, RULES).and_then(|opened| match opened {
        Opened::Usable(index) => index.verify(),
        Opened::Missing | Opened::Outdated => Ok(()),
    });
    assert!(matches!(checked, Err(IndexError::Damaged { .. })));
    fs::remove_file(&terms).unwrap();
    assert!(matches!(Index::open(dir, RULES), Err(IndexError::Damaged { .. })));
    add(rebuild(dir), &["a", "b"], 0);
    usable(dir).verify().unwrap();
}

#[test]
fn each_commit_caches_statistics_which_are_recomputed_without_the_cache() {
    let folder = TempDir::new().unwrap();
    let dir = folder.path();
    add(append(dir), &["a", "b", "c"], 0);
    add(append(dir), &["b", "d"], 10);
    let cache = generations::folder(dir, generations::current(dir).unwrap().unwrap()).join("segment-stats");
    let cached = usable(dir).stats().unwrap().clone();
    let written = fs::read_to_string(&cache).unwrap();
    // Four articles with titles of two words, each in two forms.
    assert_eq!((cached.words.title, cached.words.lead), (16, 0));
    fs::write(&cache, "no statistics").unwrap();
    assert_eq!(*usable(dir).stats().unwrap(), cached);
    fs::remove_file(&cache).unwrap();
    assert_eq!(*usable(dir).stats().unwrap(), cached);
    usable(dir).verify().unwrap();
    let changed = written.replacen("\"title\":", "\"title\":1", 1);
    fs::write(&cache, &changed).unwrap();
    assert_eq!(*usable(dir).stats().unwrap(), cached, "a changed cache is ignored");
    let (_, stats) = changed.split_once('\n').unwrap();
    let forged = format!("{} {:08x}\n{stats}", schema::LAYOUT_VERSION, crc32fast::hash(stats.as_bytes()));
    fs::write(&cache, forged).unwrap();
    assert!(matches!(usable(dir).verify(), Err(IndexError::Damaged { .. })));
}

#[test]
fn only_the_last_version_of_an_article_is_found() {
    let folder = TempDir::new().unwrap();
    let dir = folder.path();
    let mut writer = append(dir);
    writer.add(article("a", "Bản một", &["slug:mot"]), 0, &Labels::default(), BTreeSet::new()).unwrap();
    writer.add(article("a", "Bản hai", &["slug:hai", "aid:7"]), 10, &Labels::default(), BTreeSet::new()).unwrap();
    writer.add(article("b", "Tin khác", &[]), 20, &Labels::default(), BTreeSet::new()).unwrap();
    writer.commit(up_to(30)).unwrap();
    let index = usable(dir);
    assert_eq!((index.articles(), index.position()), (2, &up_to(30)));
    assert_eq!(
        offsets(&index, &["a", "slug:mot", "slug:hai", "aid:7", "b", "slug:b", "=a", ""]),
        [Some(10), None, Some(10), Some(10), Some(20), None, None, None]
    );

    let mut writer = append(dir);
    writer.add(article("a", "Bản ba", &["aid:7"]), 30, &Labels::default(), BTreeSet::new()).unwrap();
    writer.commit(up_to(40)).unwrap();
    assert_eq!(offsets(&index, &["a", "slug:hai"]), [Some(10), Some(10)], "a reader keeps what it opened");
    let index = usable(dir);
    assert_eq!((index.articles(), index.position()), (2, &up_to(40)));
    assert_eq!(offsets(&index, &["a", "slug:hai", "aid:7", "b"]), [Some(30), None, Some(30), Some(20)]);
}

#[test]
fn an_alias_that_is_the_id_of_another_does_not_hide_it() {
    let folder = TempDir::new().unwrap();
    let mut writer = append(folder.path());
    writer.add(article("a", "Một", &["b"]), 0, &Labels::default(), BTreeSet::new()).unwrap();
    writer.add(article("b", "Hai", &[]), 10, &Labels::default(), BTreeSet::new()).unwrap();
    writer.add(article("a", "Ba", &["b"]), 20, &Labels::default(), BTreeSet::new()).unwrap();
    writer.commit(up_to(30)).unwrap();
    assert_eq!(offsets(&usable(folder.path()), &["a", "b"]), [Some(20), Some(10)]);
}

#[test]
fn nothing_is_visible_before_a_commit() {
    let folder = TempDir::new().unwrap();
    let dir = folder.path();
    drop(append(dir));
    assert!(matches!(Index::open(dir, RULES), Ok(Opened::Missing)));
    add(append(dir), &["a"], 0);

    let mut writer = append(dir);
    assert!(matches!(Lock::take(dir), Err(IndexError::Busy(_))), "one writer at a time");
    writer.add(article("b", "Hai", &[]), 1, &Labels::default(), BTreeSet::new()).unwrap();
    drop(writer);
    assert_eq!(offsets(&usable(dir), &["a", "b"]), [Some(0), None]);

    let mut writer = rebuild(dir);
    writer.add(article("c", "Ba", &[]), 0, &Labels::default(), BTreeSet::new()).unwrap();
    assert_eq!(
        offsets(&usable(dir), &["a", "c"]),
        [Some(0), None],
        "the old index stays current until the new one is committed"
    );
    drop(writer);
    assert_eq!(offsets(&usable(dir), &["a", "c"]), [Some(0), None]);

    add(rebuild(dir), &["c"], 0);
    assert_eq!(offsets(&usable(dir), &["a", "c"]), [None, Some(0)]);
    let folders = fs::read_dir(dir).unwrap().flatten().filter(|e| e.path().is_dir()).count();
    assert_eq!(folders, 1, "neither the old index nor the interrupted one is left");
}

#[test]
fn many_small_commits_result_in_few_files_and_keep_their_payload() {
    const DAYS: u64 = 40;
    const FILES_MAX: usize = 160;
    let folder = TempDir::new().unwrap();
    let dir = folder.path();
    for day in 0..DAYS {
        let ids: Vec<String> = (0..3).map(|n| format!("d{}", (day * 2 + n) % 50)).collect();
        add(append(dir), &ids.iter().map(String::as_str).collect::<Vec<_>>(), day * 10);
        assert_eq!(usable(dir).position(), &up_to(day * 10 + 3), "a merge keeps the payload of the commit");
    }
    let index = usable(dir);
    assert_eq!(index.articles(), 50);
    let segments = index.searcher().segment_readers().len();
    let files = fs::read_dir(generations::folder(dir, 1)).unwrap().count();
    assert!(segments <= 16 && files <= FILES_MAX, "{segments} segments, {files} files");
    index.verify().unwrap();
}

#[test]
fn a_withdrawal_hides_the_version_before_it_and_a_restoration_brings_the_next() {
    let folder = TempDir::new().unwrap();
    let dir = folder.path().join("index");
    add(append(&dir), &["a", "b"], 0);
    let counts = || {
        let index = usable(&dir);
        (index.articles(), index.withdrawn(), index.offset_of("a").unwrap(), index.offset_of("aid:7").unwrap())
    };
    for (offset, is_withdrawn) in [(2, true), (3, true), (4, false), (5, true)] {
        let version = article("a", "Tin a", &["aid:7"]);
        let mut writer = append(&dir);
        if is_withdrawn {
            writer.add_withdrawn(version, offset).unwrap();
        } else {
            writer.add(version, offset, &Labels::default(), BTreeSet::new()).unwrap();
        }
        writer.commit(up_to(offset + 1)).unwrap();
        let expected = if is_withdrawn { (1, 1) } else { (2, 0) };
        assert_eq!(counts(), (expected.0, expected.1, Some(offset), Some(offset)), "{offset}");
    }
}
