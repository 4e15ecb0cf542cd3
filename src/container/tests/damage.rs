//! WARC files packed with gzip: damage of every kind, and what surrounds it.

use super::super::budget::Budget;
use super::super::gzip::{Break, GzipReader};
use super::build::*;

/// Each record a member.
fn members(articles: &[usize]) -> Vec<Vec<u8>> {
    articles.iter().map(|article| gzip(&captured(*article))).collect()
}

#[test]
fn a_damaged_member_costs_itself() {
    let [first, middle, last] = [0, 1, 2].map(|article| gzip(&captured(article)));
    let flipped = |at: usize| {
        let mut member = middle.clone();
        member[at] ^= 0x10;
        member
    };
    let cases: Vec<(String, Vec<u8>)> = [1, 4, 8, 9, 30, 100]
        .map(|bytes| (format!("cut by {bytes}"), middle[..middle.len() - bytes].to_vec()))
        .into_iter()
        .chain((0..middle.len()).filter(|at| !(3..10).contains(at)).map(|at| (format!("flipped at {at}"), flipped(at))))
        .chain([
            ("another checksum".to_owned(), flipped(middle.len() - 8)),
            ("its end alone".to_owned(), middle[40..].to_vec()),
        ])
        .collect();
    for (what, damaged) in cases {
        let file = [&*first, &damaged, &last].concat();
        let unpacked = read(&file);
        let articles = unpacked.articles();
        assert!([&[0, 2][..], &[0, 1, 2]].contains(&&*articles), "{what}: {articles:?}\n{}", unpacked.reasons());
        assert_eq!(articles.len(), unpacked.documents.len(), "{what}: no text is stored that was not there");
        // The last byte of packed data has bits that nothing depends on.
        let is_named = !unpacked.problems.is_empty() || articles.len() == 3;
        assert!(is_named && unpacked.problems.len() <= 2, "{what}\n{}", unpacked.reasons());
    }
}

#[test]
fn a_damaged_first_or_last_member_costs_itself() {
    for at in [0, 2] {
        let mut members = members(&[0, 1, 2]);
        let middle = members[at].len() / 2;
        members[at][middle] ^= 0xff;
        let left: Vec<usize> = (0..3).filter(|article| *article != at).collect();
        let unpacked = read(&members.concat());
        assert_eq!(unpacked.articles(), left, "{}", unpacked.reasons());
        assert!(!unpacked.problems.is_empty());
    }
}

#[test]
fn what_follows_the_last_member_is_not_damage() {
    let file = members(&[0, 1]).concat();
    for tail in [&[0; 1][..], &[0; 512], &[0; 200_000], b"\r\n", b"the end", "hết".as_bytes(), &[0x1f], &[0x1f, 0x8b]]
    {
        check_sound(&format!("{} bytes", tail.len()), &[&*file, tail].concat(), &[0, 1]);
    }
    check_sound("zeros between", &[&*file, &[0; 900], &gzip(&captured(2))].concat(), &[0, 1, 2]);
    check_damaged(
        "words between",
        &[&*file, b"words", &*gzip(&captured(2))].concat(),
        &[0, 1, 2],
        "aren't a gzip member",
    );
    check_damaged("a record that is not packed", &[&*file, &*captured(2)].concat(), &[0, 1], "aren't a gzip member");
}

#[test]
fn a_file_packed_as_a_whole_gives_what_precedes_its_end() {
    let file = [captured(0), captured(1), captured(2)].concat();
    check_sound("whole", &gzip(&file), &[0, 1, 2]);
    check_sound("twice", &gzip(&gzip(&file)), &[0, 1, 2]);
    check_sound("in parts of any length", &file.chunks(100).flat_map(gzip).collect::<Vec<u8>>(), &[0, 1, 2]);
    let stored = stored(&file);
    let at = stored.len() - captured(2).len() / 2;
    let unpacked = check_damaged("cut", &stored[..at], &[0, 1], "the file ends inside it");
    assert_eq!(unpacked.problems[0].url, Some(url(2)));
    let mut changed = stored;
    let last = changed.len() - 1 - 8;
    changed[last - 20] ^= 1;
    check_damaged("a wrong checksum", &changed, &[], &Break::Checksum.to_string());
}

/// A member that isn't compressed, so that it can be cut at any place of its data.
fn stored(data: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_cut_file_gives_all_whole_records_and_names_the_rest() {
    let plain: Vec<Vec<u8>> = (0..4).map(captured).collect();
    let packed: Vec<Vec<u8>> = plain.iter().map(|record| gzip(record)).collect();
    for parts in [plain, packed] {
        let file = parts.concat();
        let mut ends = Vec::new();
        for part in &parts {
            ends.push(ends.last().unwrap_or(&0) + part.len());
        }
        for cut in 0..file.len() {
            let unpacked = read(&file[..cut]);
            let whole = ends.iter().filter(|end| **end <= cut).count();
            let articles = unpacked.articles();
            assert!(articles.len() >= whole && articles.len() <= whole + 1, "cut at {cut}: {articles:?}");
            assert!(articles.iter().copied().eq(0..articles.len()), "cut at {cut}: {articles:?}");
            // Fewer bytes than a signature may be anything.
            let is_fragment = cut < 6 || ends.iter().any(|end| (*end..end + 4).contains(&cut));
            let is_named = !unpacked.problems.is_empty() || articles.len() > whole || is_fragment;
            assert!(is_named, "cut at {cut}: {unpacked:?}");
        }
    }
}

#[test]
fn a_file_cut_inside_what_is_no_article_is_named_too() {
    let image = record(&lines("response", 3), &response("Content-Type: image/png\r\n", &[0x89; 400]));
    let request = record(&lines("request", 3), &[b"GET / HTTP/1.1\r\n".as_slice(), &[b'x'; 400]].concat());
    let about = record("WARC-Type: warcinfo\r\n", &[b'x'; 400]);
    for part in [image, request, about] {
        let [plain, packed] = [[captured(0), part.clone()].concat(), [gzip(&captured(0)), stored(&part)].concat()];
        for (file, bytes) in [(plain, 200), (packed, 200)] {
            let unpacked = check_damaged("cut", &file[..file.len() - bytes], &[0], "the file ends inside it");
            assert_eq!(unpacked.skipped.total(), 1);
            assert_eq!(unpacked.problems[0].name, "input, record 2");
        }
    }
}

#[test]
fn a_flipped_byte_costs_at_most_its_neighbours() {
    let plain: Vec<Vec<u8>> = (0..4).map(captured).collect();
    let packed: Vec<Vec<u8>> = plain.iter().map(|record| gzip(record)).collect();
    for parts in [plain, packed] {
        let file = parts.concat();
        for at in 6..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 0x24;
            let articles = read(&changed).articles();
            let mut end = 0;
            let hit = parts.iter().position(|part| {
                end += part.len();
                at < end
            });
            let spared = (0..4).filter(|article| Some(*article) != hit);
            assert!(spared.into_iter().all(|article| articles.contains(&article)), "flipped at {at}: {articles:?}");
        }
    }
}

#[test]
fn a_bomb_is_stopped() {
    let budget = Budget::allowing(1 << 20);
    let bomb = gzip(&vec![0; 4 << 20]);
    let mut reader = GzipReader::new(budget.counting(&*bomb), budget.clone());
    let read = std::io::copy(&mut reader, &mut std::io::sink());
    assert!(read.is_err_and(|error| error.to_string().contains("times its size")));
    let mut nested = b"x".to_vec();
    for _ in 0..9 {
        nested = gzip(&nested);
    }
    check_damaged("nested", &nested, &[], "packed more than");
}
