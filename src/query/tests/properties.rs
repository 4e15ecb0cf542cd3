//! Properties that hold for every query.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::cases::articles;
use super::fixture::{Draft, Known, TestIndex};
use crate::article::Status;
use crate::article::labels::{Role, Zone};
use crate::query::mark::zones;
use crate::query::parse::QUERY_BYTES_MAX;
use crate::query::{By, DayRange, Filter, FilterKind, Filters, Match, Section, Sort, find, parse};
use crate::text::{folded, tokens};

thread_local! {
    static FIXTURE: RefCell<TestIndex> = RefCell::new(TestIndex::of(&articles()));
}

/// Far more than any query takes, even in an unoptimised build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// The whole answer: ids with kinds of match, scores and highlights, and the relaxations.
fn answer(query: &str) -> String {
    FIXTURE.with_borrow_mut(|fixture| {
        let steps = fixture.find(query).steps();
        let hits = fixture.hits(query);
        let hits: Vec<_> =
            hits.iter().map(|h| (h.article.id.to_string(), h.matched, h.score, h.highlights())).collect();
        format!("{hits:?} {steps:?}")
    })
}

#[test]
fn every_word_of_an_article_finds_it_as_typed() {
    let mut fixture = TestIndex::of(&articles());
    for draft in articles() {
        let article = draft.article();
        for (zone, _, text) in zones(&article) {
            for token in tokens(text) {
                let word = &text[token.start..token.end];
                let hits = fixture.hits(&format!("{word} section:all"));
                let hit = hits.iter().find(|hit| hit.article.id == article.id);
                let hit = hit.unwrap_or_else(|| panic!("“{word}” does not find {}", article.id));
                assert_eq!(hit.matched, Some(Match::Exact), "“{word}” in {}", article.id);
                assert!(hit.highlights().iter().any(|mark| mark.zone == zone), "“{word}” is not marked in {zone:?}");
            }
        }
    }
}

#[test]
fn every_sentence_of_an_article_finds_it_first() {
    let mut fixture = TestIndex::of(&articles());
    for draft in articles().into_iter().filter(|draft| !draft.outside) {
        let article = draft.article();
        for (_, _, text) in zones(&article) {
            for sentence in text.split('\n').flat_map(|line| line.split(". ")).filter(|s| tokens(s).len() > 2) {
                for query in [sentence.to_owned(), folded(sentence), format!("“{sentence}”")] {
                    assert_eq!(fixture.ids(&query).first().map(String::as_str), Some(article.id.as_str()), "{query}");
                }
            }
        }
    }
}

#[test]
fn composed_and_decomposed_queries_have_one_answer() {
    for line in include_str!("cases.txt").lines().filter(|line| !line.starts_with('#')) {
        let query = line.split('|').next().unwrap().trim();
        let (composed, decomposed): (String, String) = (query.nfc().collect(), query.nfd().collect());
        assert_eq!(answer(&composed), answer(&decomposed), "{query}");
    }
}

#[test]
fn filters_mean_the_same_in_options_and_in_the_query() {
    let day = |y, m, d| chrono::NaiveDate::from_ymd_opt(y, m, d);
    let filters = |all: &[Filter]| all.iter().cloned().fold(Filters::default(), Filters::with);
    let (official, topic) = (|n: &str| Filter::Official(n.into()), |id: &str| Filter::Topic(id.into()));
    let summer = DayRange { from: day(2025, 6, 1), to: day(2025, 9, 30) };
    let options = [
        ("official:lan", filters(&[official("Đào Hồng Lan")])),
        ("official:lan official:thuấn", filters(&[official("Đào Hồng Lan"), official("Trần Văn Thuấn")])),
        ("mentions:thuấn", filters(&[Filter::Mentions("Trần Văn Thuấn".into())])),
        ("role:vice-minister", filters(&[Filter::Role(Role::ViceMinister)])),
        ("topic:duoc topic:phong-benh", filters(&[topic("duoc"), topic("phong-benh")])),
        ("date:2025-06..2025-09", filters(&[Filter::Date(summer)])),
        ("number:72-NQ/TW", filters(&[Filter::Number("72-nq/tw".into())])),
        ("section:all", filters(&[Filter::Section(Section::All)])),
        ("section:out", filters(&[Filter::Section(Section::Out)])),
        ("status:listed", filters(&[Filter::Status(Status::Listed)])),
        ("status:listed status:full", filters(&[Filter::Status(Status::Listed), Filter::Status(Status::Full)])),
    ];
    let fixture = TestIndex::of(&articles());
    for (inside, outside) in options {
        for words in ["", "bệnh", "y te OR chó", "-bệnh"] {
            let typed = fixture.query(&format!("{words} {inside}"));
            let bare = fixture.query(words);
            let a = find(&fixture.index, &typed, &Filters::default()).unwrap();
            let b = find(&fixture.index, &bare, &outside).unwrap();
            for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
                assert_eq!(a.page(sort, 0, 0).unwrap(), b.page(sort, 0, 0).unwrap(), "{words} {inside}");
            }
        }
    }
}

#[test]
fn filters_of_the_query_and_of_the_options_must_both_hold() {
    let day = |m, d| chrono::NaiveDate::from_ymd_opt(2025, m, d);
    let none = Filters::default;
    let only = |filter| Filters::default().with(filter);
    let topic = |id: &str| only(Filter::Topic(id.into()));
    let since = |m, d| only(Filter::Date(DayRange { from: day(m, d), to: None }));
    let lan = || only(Filter::Official("Đào Hồng Lan".into()));
    let out = || only(Filter::Section(Section::Out));
    let all = || only(Filter::Section(Section::All));
    let listed = || only(Filter::Status(Status::Listed));
    let fixture = TestIndex::of(&articles());
    for (inside, options, expected) in [
        ("official:lan", lan(), 1),
        ("official:thuấn", lan(), 0),
        ("official:thuấn official:lan", lan(), 1),
        ("mentions:lan", lan(), 1),
        ("topic:duoc", topic("phong-benh"), 0),
        ("topic:duoc topic:phong-benh", topic("phong-benh"), 1),
        ("role:minister", only(Filter::Role(Role::ViceMinister)), 0),
        ("role:permanent-vice-minister", only(Filter::Role(Role::ViceMinister)), 1),
        ("number:72-NQ/TW", only(Filter::Number("25-CT/TW".into())), 0),
        ("date:2025-06", since(6, 5), 2),
        ("date:2025-06", since(7, 1), 0),
        ("section:out", none(), 1),
        ("section:out", out(), 1),
        ("section:out", all(), 1),
        ("section:all", out(), 1),
        ("section:in", out(), 0),
        ("bệnh", out(), 1),
        ("status:full", listed(), 0),
        ("status:listed", listed(), 2),
        ("status:all", listed(), 2),
    ] {
        let found = find(&fixture.index, &fixture.query(inside), &options).unwrap();
        assert_eq!(found.total(), expected, "{inside} under {options:?}");
    }
}

#[test]
fn reasons_name_a_filter_whether_typed_or_an_option() {
    let fixture = TestIndex::of(&articles());
    let options = Filters::default().with(Filter::Topic("phong-benh".into()));
    let found = find(&fixture.index, &fixture.query("chó topic:duoc"), &options).unwrap();
    let reasons = found.reasons().unwrap();
    assert_eq!(reasons.blocking, [(FilterKind::Topic, 1)], "left out of both");
}

#[test]
fn pages_counts_and_groups_agree() {
    let fixture = TestIndex::of(&articles());
    for query in ["", "bệnh", "benh", "chó OR dược OR bệnh", "section:all", "date:2025", "không thấy gì zzz"]
    {
        let found = fixture.find(query);
        let total = usize::try_from(found.total()).unwrap();
        for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
            let all = found.page(sort, 0, 0).unwrap();
            assert_eq!(all.len(), total, "{query}");
            for size in 1..4 {
                let pages: Vec<_> =
                    (0..total.div_ceil(size)).flat_map(|n| found.page(sort, size, n * size).unwrap()).collect();
                assert_eq!(pages, all, "{query} in pages of {size}");
            }
            assert!(found.page(sort, 5, total).unwrap().is_empty());
        }
        let dated = found.page(Sort::Newest, 0, 0).unwrap().iter().filter(|p| p.published.is_some()).count() as u64;
        for by in [By::Year, By::Quarter, By::Month, By::Week, By::Day, By::Weekday] {
            let sum: u64 = found.count_by(by).unwrap().iter().map(|(_, n)| n).sum();
            assert_eq!(sum, dated, "{query} by {by:?}");
        }
        for (by, field) in [(By::Official, "official"), (By::Topic, "topic"), (By::Role, "role")] {
            // The narrower query may be relaxed further.
            for (value, n) in found.count_by(by).unwrap() {
                let narrower = fixture.find(&format!("({query}) {field}:\"{value}\""));
                assert_eq!(narrower.total(), n, "{query} {field}:{value}");
            }
        }
    }
}

#[test]
fn equally_good_articles_come_newest_first() {
    const IDS: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
    let day = |n: usize| u32::try_from(1 + n * 5 % 12).unwrap();
    let draft = |(n, id): (usize, &&'static str)| Draft {
        id,
        title: "Tin về vắc xin".into(),
        day: Some((day(n), 1)),
        ..Draft::default()
    };
    let drafts: Vec<Draft> = IDS.iter().enumerate().map(draft).collect();
    let fixture = TestIndex::of(&drafts);
    for query in ["vắc", "vac", "tin về", "\"vắc xin\"", "tin OR về"] {
        let found = fixture.find(query);
        let best = found.page(Sort::Relevance, 5, 0).unwrap();
        assert_eq!(best.iter().map(|p| p.score).collect::<Vec<_>>(), vec![best[0].score; 5]);
        let newest = found.page(Sort::Newest, 5, 0).unwrap();
        assert!(best.iter().zip(&newest).all(|(a, b)| a.offset == b.offset), "{query}");
    }
}

#[test]
fn undated_articles_come_last_either_way() {
    let fixture = TestIndex::of(&articles());
    for sort in [Sort::Newest, Sort::Oldest] {
        let found = find(&fixture.index, &parse("", &Known).unwrap(), &Filters::default()).unwrap();
        let places = found.page(sort, 0, 0).unwrap();
        let hits = found.hits(&fixture.ledger, &places).unwrap();
        let dates: Vec<_> = hits.iter().filter_map(|hit| hit.article.published).collect();
        assert!(if sort == Sort::Newest { dates.is_sorted_by(|a, b| a >= b) } else { dates.is_sorted() });
        assert_eq!(hits.last().unwrap().article.id.as_str(), "khongngay");
    }
}

#[test]
fn highlights_fold_to_words_of_the_query() {
    for query in ["chó mèo", "benh vien", "\"bảo hiểm y tế\"", "sức khoẻ", "title:bệnh", "ba me tre em OR quản lí"]
    {
        let mut fixture = TestIndex::of(&articles());
        let words = tokens(&query.replace("title:", ""));
        for hit in fixture.hits(query) {
            assert!(!hit.highlights().is_empty(), "{query}");
            for mark in hit.highlights() {
                let text = match mark.zone {
                    Zone::Title => &hit.article.title,
                    Zone::Abstract => hit.article.abstract_.as_ref().unwrap(),
                    Zone::Body => hit.article.body.as_ref().unwrap(),
                    Zone::Caption => &hit.article.captions[mark.item as usize],
                };
                let marked: String =
                    text.chars().skip(mark.start as usize).take((mark.end - mark.start) as usize).collect();
                let of_query = tokens(&marked).iter().all(|part| words.iter().any(|word| word.fold == part.fold));
                assert!(of_query, "{query} marks “{marked}”");
                let is_phrase = query.contains('"');
                assert!(!is_phrase || tokens(&marked).len() == words.len(), "{query} marks only “{marked}”");
            }
        }
    }
}

/// Queries made of pieces of the language, in any order.
fn anything_like_a_query() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(" ".to_owned()),
        prop::sample::select(vec![
            "(",
            ")",
            "\"",
            "“",
            "”",
            "«",
            "-",
            "*",
            "~",
            "~3",
            ":",
            "OR",
            " OR ",
            "title:",
            "official:",
            "date:",
            "section:all",
            "status:",
            "number:",
            "..",
            "bệnh",
            "benh",
            "chó",
            "72-NQ/TW",
            "9/9/2025",
            "AI",
            "BHYT",
            "\u{301}",
            "\n",
            "\u{200b}",
            "đ",
            "Ð",
            "👍",
            "\0",
            "ﷺ",
            "𝔟",
            "=",
            "[",
            "\\",
            "+",
            "^",
            ".*",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_string_has_an_answer_or_an_error(query in anything_like_a_query()) {
        let started = Instant::now();
        match parse(&query, &Known) {
            Ok(_) => {
                let composed: String = query.nfc().collect();
                let decomposed: String = query.nfd().collect();
                if parse(&decomposed, &Known).is_ok() {
                    prop_assert_eq!(answer(&composed), answer(&decomposed));
                }
            }
            Err(error) => {
                prop_assert!(error.text.get(error.span.clone()).is_some(), "{:?}", error);
                prop_assert!(!error.to_string().is_empty() && !error.to_string().contains('\n'));
            }
        }
        prop_assert!(started.elapsed() < PATIENCE, "{:?}", started.elapsed());
    }
}

#[test]
fn long_and_deep_queries_are_answered_in_time() {
    let fill = |piece: &str| piece.repeat(QUERY_BYTES_MAX / piece.len());
    let numbers: String = (0..900).map(|n| format!("{n} ")).collect();
    let mut words: String = ('a'..='z').flat_map(|a| ('a'..='z').map(move |b| format!("{a}{b} "))).collect();
    words.truncate(QUERY_BYTES_MAX);
    let queries = [
        fill("("),
        fill(")"),
        fill("\""),
        fill("-("),
        fill("- "),
        fill("OR "),
        fill("a OR "),
        fill("(a OR "),
        fill("-a "),
        fill("a*"),
        fill("a* "),
        fill("bệnh "),
        fill("\"bệnh viện\" "),
        format!("\"{}\"", fill("a ").split_at(4000).0),
        fill("title:"),
        fill("title:\""),
        fill("a:"),
        fill("72-NQ/TW "),
        fill("\u{301}"),
        fill("1."),
        fill("ă"),
        fill("BHYT "),
        fill("~"),
        format!("\"{}\"", fill("BHYT ").split_at(4000).0),
        numbers,
        words,
    ];
    for query in queries {
        let started = Instant::now();
        answer(&query);
        let start: String = query.chars().take(20).collect();
        eprintln!("{start}: {:?}", started.elapsed());
        assert!(started.elapsed() < PATIENCE, "{start}: {:?}", started.elapsed());
    }
    assert!(parse(&"a".repeat(QUERY_BYTES_MAX + 1), &Known).is_err());
}
