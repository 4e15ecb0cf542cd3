//! Known items: whether the headline of an article finds the article, however it is typed.
//!
//! Measured over invented headlines, or over a corpus of your own:
//! `BYT_BENCH_CORPUS=corpus cargo test --release known_items -- --nocapture`.

use std::collections::HashMap;
use std::path::PathBuf;

use unicode_normalization::UnicodeNormalization;

use super::fixture::{Draft, Known, TestIndex};
use crate::corpus::Corpus;
use crate::query::{Filters, Sort, find, parse};
use crate::text::{folded, tokens};

/// Results examined: an article below them counts as not found.
const DEPTH: usize = 10;

/// A name, the least mean reciprocal rank, and how a headline is typed.
type Typing<'a> = (&'a str, f64, &'a dyn Fn(&str) -> String);

#[test]
fn known_items_are_found() {
    let mut fixture = match std::env::var_os("BYT_BENCH_CORPUS") {
        Some(dir) => TestIndex::over(&Corpus::at(PathBuf::from(dir))),
        None => TestIndex::of(&headlines()),
    };
    let articles: Vec<(u64, String)> =
        fixture.ledger.lines(0).unwrap().flatten().map(|l| (l.offset, l.article.title)).collect();
    let rarity = rarity(&articles);
    let typings: [Typing<'_>; 6] = [
        ("as it is", 0.99, &str::to_owned),
        ("without accents", 0.99, &folded_words),
        ("half of the accents", 0.99, &half_folded),
        ("decomposed", 0.99, &|title| title.nfd().collect()),
        ("three rarer words", 0.95, &|title| rarer_words(title, &rarity)),
        ("in quotes", 0.99, &|title| format!("“{title}”")),
    ];
    let mut failed = Vec::new();
    for (name, goal, typed) in typings {
        let ranks = articles.iter().map(|(offset, title)| rank(&fixture, &typed(title), *offset, title));
        let mrr = ranks.map(|rank| rank.map_or(0.0, |n| 1.0 / f64::from(n))).sum::<f64>() / articles.len() as f64;
        eprintln!("MRR@{DEPTH} of {} headlines, {name}: {mrr:.3} (goal {goal})", articles.len());
        failed.extend((mrr < goal).then_some(name));
    }
    assert!(failed.is_empty(), "{failed:?}");
}

/// The rank of an article in the results, from 1. An article with the same headline counts too.
fn rank(fixture: &TestIndex, query: &str, offset: u64, title: &str) -> Option<u32> {
    let options = Filters::everywhere();
    let found = find(&fixture.index, &parse(query, &Known).ok()?, &options).unwrap();
    let places = found.page(Sort::Relevance, DEPTH, 0).unwrap();
    let is_it = |at: u64| at == offset || fixture.titles.get(&at).is_some_and(|other| folded(other) == folded(title));
    (1..).zip(places).find(|(_, place)| is_it(place.offset)).map(|(n, _)| n)
}

/// Without accents but otherwise as it is.
fn folded_words(title: &str) -> String {
    let decomposed = title.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c));
    decomposed
        .map(|c| {
            if c == 'đ' {
                'd'
            } else if c == 'Đ' {
                'D'
            } else {
                c
            }
        })
        .collect()
}

fn half_folded(title: &str) -> String {
    let half = |(n, word): (usize, &str)| if n % 2 == 0 { folded_words(word) } else { word.to_owned() };
    title.split(' ').enumerate().map(half).collect::<Vec<_>>().join(" ")
}

/// The number of headlines that contain each word.
fn rarity(articles: &[(u64, String)]) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for (_, title) in articles {
        let mut words: Vec<String> = tokens(title).into_iter().map(|t| t.term).collect();
        words.sort();
        words.dedup();
        words.into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
    }
    counts
}

fn rarer_words(title: &str, rarity: &HashMap<String, usize>) -> String {
    let mut words = tokens(title);
    words.sort_by_key(|token| (rarity[&token.term], token.start));
    words.truncate(3);
    words.sort_by_key(|token| token.start);
    words.iter().map(|token| &title[token.start..token.end]).collect::<Vec<_>>().join(" ")
}

/// Headlines like those of the portal, made from parts: many share most of their words.
fn headlines() -> Vec<Draft> {
    let who = ["Bộ trưởng Đào Hồng Lan", "Thứ trưởng Trần Văn Thuấn", "Bộ Y tế", "Lãnh đạo Cục", "Đoàn công tác"];
    let does = [
        "thăm, chúc Tết cán bộ y tế",
        "làm việc với UBND tỉnh",
        "kiểm tra công tác phòng, chống dịch tại",
        "dự lễ khánh thành cơ sở 2 của",
        "chủ trì hội nghị trực tuyến với",
        "trao quyết định bổ nhiệm nhân sự",
    ];
    let with = [
        "Bệnh viện Đa khoa Hà Giang",
        "Quảng Trị: “Không để dân chờ”",
        "Viện Pasteur (Nha Trang)",
        "Cần Thơ - Sóc Trăng",
        "Đắk Lắk về Nghị quyết 72-NQ/TW",
        "TP.HCM; 5 giải pháp mới",
        "Trường Đại học Y Dược Huế",
        "Lý Sơn ngày 9/9/2025",
    ];
    // Communes of two syllables, some of them alike but for their accents.
    let first = "Lộc Lóc Lọc Phú Phủ Hòa Hoa Hóa Yên Tam Tám Vĩnh Vinh Thạch Đôn Dồn";
    let first: Vec<&str> = first.split(' ').collect();
    let second = "Sen Sến Thủy Thúy Gióng Gián Bình Bính Lâm Lam Ngãi Kỳ Kỵ Xuyên Trạch";
    let second: Vec<&str> = second.split(' ').collect();
    let mut drafts = Vec::new();
    for who in who {
        for (month, does) in (0..).zip(does) {
            for (day, with) in (0..).zip(with) {
                let number = drafts.len();
                let commune = format!("xã {} {}", first[number % first.len()], second[number / first.len()]);
                drafts.push(Draft {
                    id: Box::leak(format!("n{number}").into_boxed_str()),
                    title: format!("{who} {does} {with}, {commune}"),
                    body: Some(format!("Ngày làm việc thứ {number} của {who} tại địa phương. {}", does.to_lowercase())),
                    day: Some((1 + day, 1 + month)),
                    ..Draft::default()
                });
            }
        }
    }
    drafts
}
