//! ZIP and tar archives, and what may be in them.

use std::io::Write;

use super::super::pages_of;
use super::build::*;

const LOCAL: u32 = 0x0403_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;

/// How a member of a ZIP archive is written.
#[derive(Debug, Clone, Copy, PartialEq)]
enum How {
    Stored,
    Deflated,
    /// The lengths follow the data, as when the writer can't seek.
    StoredThenLengths,
    DeflatedThenLengths,
    DeflatedThenLengthsWithoutSignature,
    Large,
}

const WAYS: [How; 6] = [
    How::Stored,
    How::Deflated,
    How::StoredThenLengths,
    How::DeflatedThenLengths,
    How::DeflatedThenLengthsWithoutSignature,
    How::Large,
];

fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn zip_member(name: &str, data: &[u8], how: How) -> Vec<u8> {
    let is_stored = matches!(how, How::Stored | How::StoredThenLengths);
    let has_lengths_after = !matches!(how, How::Stored | How::Deflated | How::Large);
    let packed = if is_stored { data.to_vec() } else { deflate(data) };
    let check = crc32fast::hash(data);
    let (packed_bytes, bytes) = (packed.len() as u32, data.len() as u32);
    let extra = match how {
        How::Large => [
            &1u16.to_le_bytes()[..],
            &16u16.to_le_bytes(),
            &u64::from(bytes).to_le_bytes(),
            &u64::from(packed_bytes).to_le_bytes(),
        ]
        .concat(),
        _ => Vec::new(),
    };
    let lengths = match how {
        _ if has_lengths_after => [0; 3],
        How::Large => [check, u32::MAX, u32::MAX],
        _ => [check, packed_bytes, bytes],
    };
    let mut out = LOCAL.to_le_bytes().to_vec();
    for field in [20, if has_lengths_after { 8 } else { 0 } | 0x800, if is_stored { 0 } else { 8 }, 0, 0] {
        out.extend_from_slice(&(field as u16).to_le_bytes());
    }
    lengths.iter().for_each(|field| out.extend_from_slice(&field.to_le_bytes()));
    out.extend_from_slice(&(name.len() as u16).to_le_bytes());
    out.extend_from_slice(&(extra.len() as u16).to_le_bytes());
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(&extra);
    out.extend_from_slice(&packed);
    if has_lengths_after {
        if how != How::DeflatedThenLengthsWithoutSignature {
            out.extend_from_slice(&DESCRIPTOR.to_le_bytes());
        }
        [check, packed_bytes, bytes].iter().for_each(|field| out.extend_from_slice(&field.to_le_bytes()));
    }
    out
}

/// An archive with an empty directory, which nothing here reads.
fn zip(members: &[Vec<u8>]) -> Vec<u8> {
    [members.concat(), b"PK\x05\x06".to_vec(), vec![0; 18]].concat()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, data) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(data.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *data).unwrap();
    }
    builder.into_inner().unwrap()
}

#[test]
fn members_of_a_zip_archive_are_read_however_they_were_written() {
    for how in WAYS {
        let file = zip(&[
            zip_member("trang/", b"", How::Stored),
            zip_member("trang/một.html", page(0).as_bytes(), how),
            zip_member("trang/hai.html", page(1).as_bytes(), how),
        ]);
        let unpacked = check_sound(&format!("{how:?}"), &file, &[0, 1]);
        assert_eq!(unpacked.documents[0].name, "input, trang/một.html");
        check_sound(&format!("{how:?}, packed"), &gzip(&file), &[0, 1]);
    }
    check_sound("empty", &zip(&[]), &[]);
}

#[test]
fn a_damaged_member_of_a_zip_archive_costs_itself() {
    for how in WAYS {
        let members: Vec<Vec<u8>> =
            (0..3).map(|article| zip_member(&format!("{article}.html"), page(article).as_bytes(), how)).collect();
        let begin = members[0].len();
        for at in begin..begin + members[1].len() {
            let mut file = zip(&members);
            file[at] ^= 0x11;
            let unpacked = read(&file);
            let articles = unpacked.articles();
            assert!(articles.contains(&0) && articles.contains(&2), "{how:?}, {at}: {unpacked:?}");
            assert!(unpacked.documents.len() == articles.len(), "{how:?}, {at}: {unpacked:?}");
            assert!(articles.len() == 3 || !unpacked.problems.is_empty(), "{how:?}, {at}: {unpacked:?}");
        }
        let file = zip(&members);
        for cut in begin..file.len() - 22 {
            let unpacked = read(&file[..cut]);
            assert!(
                unpacked.articles().contains(&0) && !unpacked.problems.is_empty(),
                "{how:?}, cut at {cut}: {unpacked:?}"
            );
        }
    }
}

#[test]
fn what_cannot_be_unpacked_is_named() {
    let mut encrypted = zip_member("khóa.html", page(0).as_bytes(), How::Deflated);
    encrypted[6] |= 1;
    let mut other = zip_member("khác.html", page(0).as_bytes(), How::Deflated);
    other[8] = 12;
    let good = zip_member("một.html", page(1).as_bytes(), How::Deflated);
    check_damaged("encrypted", &zip(&[encrypted, good.clone()]), &[1], "khóa.html: it is encrypted");
    check_damaged("another method", &zip(&[other, good.clone()]), &[1], "method 12");
    let office = zip_member("[Content_Types].xml", b"<?xml", How::Deflated);
    check_damaged("an Office document", &zip(&[office, good.clone()]), &[], "an Office document");
    let book = zip_member("mimetype", b"application/epub+zip", How::Stored);
    check_damaged("an e-book", &zip(&[book, good]), &[], "an e-book");
}

#[test]
fn an_archive_may_hold_containers_and_other_files() {
    let warc = [captured(1), captured(2)].concat();
    let lists = br#"{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}"#;
    let description = br#"{"profile": "data-package", "resources": [], "wacz_version": "1.1.1"}"#;
    let bare_description = br#"{"profile": "data-package", "wacz_version": "1.1.1", "title": "A"}"#;
    let signature = br#"{"path": "datapackage.json", "hash": "sha256:00", "title": "A"}"#;
    let (first, frame) = (page(0), page(1));
    let members: [(&str, &[u8]); 14] = [
        ("một.html", first.as_bytes()),
        ("archive/data.warc.gz", &gzip(&warc)),
        ("sâu.zip", &zip(&[zip_member("ba.html", page(3).as_bytes(), How::Stored)])),
        ("nông.tar.gz", &gzip(&tar(&[("bốn.html", page(4).as_bytes())]))),
        ("pages/pages.jsonl", lists),
        ("datapackage.json", description),
        ("b/datapackage.json", bare_description),
        ("datapackage-digest.json", signature),
        ("một_files/khung.html", frame.as_bytes()),
        ("một_files/a.png", b"\x89PNG\r\n\x1a\n\0"),
        ("b.png", b"\x89PNG\r\n\x1a\n\0"),
        ("main.css", b"p { color: red }"),
        ("__MACOSX/._một.html", b"\0\x05\x16\x07"),
        (".DS_Store", b"\0\0\0\x01Bud1"),
    ];
    let zipped: Vec<Vec<u8>> = members.iter().map(|(name, data)| zip_member(name, data, How::Deflated)).collect();
    let tarred: Vec<(&str, &[u8])> = members.to_vec();
    for file in [zip(&zipped), tar(&tarred), gzip(&tar(&tarred))] {
        let unpacked = check_sound("all kinds", &file, &[0, 1, 2, 3, 4]);
        let expected = [
            ("files of pages that were saved with their folders", 2),
            ("hidden files", 2),
            ("images", 1),
            ("page lists and descriptions of WACZ files", 4),
            ("style sheets", 1),
        ];
        assert_eq!(unpacked.skipped(), expected);
        assert_eq!(unpacked.documents[3].name, "input, sâu.zip, ba.html");
        assert_eq!(unpacked.documents[1].url, Some(url(1)));
    }
}

#[test]
fn a_damaged_tar_archive_gives_what_surrounds_the_damage() {
    let names = ["0.html", "1.html", "2.html"];
    let pages: Vec<String> = (0..3).map(page).collect();
    let members: Vec<(&str, &[u8])> = names.iter().zip(&pages).map(|(name, page)| (*name, page.as_bytes())).collect();
    let file = tar(&members);
    for at in 1024..1024 + 512 {
        let mut changed = file.clone();
        changed[at] ^= 0x11;
        let unpacked = read(&changed);
        let articles = unpacked.articles();
        assert!(articles.contains(&0) && articles.contains(&2), "{at}: {unpacked:?}");
    }
    for cut in 1024..2048 + 512 {
        let unpacked = read(&file[..cut]);
        assert!(unpacked.articles().contains(&0), "cut at {cut}: {unpacked:?}");
        let is_whole = unpacked.articles().len() == 2;
        assert!(is_whole || cut <= 1024 || !unpacked.problems.is_empty(), "cut at {cut}: {unpacked:?}");
    }
    let long_name = format!("{}/trang.html", "thư-mục-rất-dài".repeat(20));
    let unpacked = check_sound("a long name", &tar(&[(&long_name, page(0).as_bytes())]), &[0]);
    assert_eq!(unpacked.documents[0].name, format!("input, {long_name}"));
}

#[test]
fn folders_of_saved_pages_are_recognised() {
    for (folder, page) in [
        ("Tin_files", "Tin.html"),
        ("Tin.files", "Tin.htm"),
        ("Tin-Dateien", "Tin.html"),
        ("Tin_fichiers", "Tin.xhtml"),
        ("Kiểm tra bệnh viện_files", "Kiểm tra bệnh viện.html"),
    ] {
        assert!(pages_of(folder).any(|name| name == page), "{folder}");
    }
    for folder in ["Tin", "_files", "files", ""] {
        assert_eq!(pages_of(folder).count(), 0, "{folder}");
    }
}
