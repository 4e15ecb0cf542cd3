//! The rules and their version belong together: a digest of what the rules make of fixed articles is stored next
//! to the version.
//!
//! The fixed articles are those of `articles.toml`, which touch every rule, and for each entry of every list
//! that the rules read some sentences around it. So a changed entry, a changed limit and a changed line of the
//! lexer all change the digest.

use std::fmt::Write as _;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::article::{Article, Sighting};
use crate::calendar::start_of;
use crate::indexing::Labeller;
use crate::indexing::rules::{DIGEST, VERSION};
use crate::officials;
use crate::portal::RecordText;
use crate::text;
use crate::topics;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    article: Vec<Fixed>,
}

/// A fixed article.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixed {
    /// The Vietnamese day; none where it is empty.
    #[serde(default)]
    day: String,
    title: String,
    #[serde(rename = "abstract", default)]
    abstract_: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    captions: Vec<String>,
}

impl Fixed {
    fn article(&self) -> Article {
        let some = |text: String| (!text.is_empty()).then_some(text);
        let mut sighting = Sighting::titled(text::clean(&self.title));
        sighting.section = true;
        sighting.published = self.day.parse().ok().map(start_of);
        sighting.abstract_ = some(text::clean(&self.abstract_));
        sighting.body = some(RecordText::of(std::iter::once(self.body.as_str())).body(&self.body));
        sighting.captions = self.captions.iter().map(|caption| text::clean(caption)).collect();
        Article::unstored(sighting)
    }
}

/// All texts of a list, by its structure: keys and comments don't count.
fn entries(list: &toml::Value, out: &mut Vec<String>) {
    match list {
        toml::Value::String(entry) => out.push(entry.clone()),
        toml::Value::Array(lists) => lists.iter().for_each(|list| entries(list, out)),
        toml::Value::Table(table) => table.values().for_each(|list| entries(list, out)),
        _ => {}
    }
}

/// Articles that say an entry of a list in every place that a rule looks at.
fn articles_around(entry: &str) -> [Fixed; 2] {
    let mut chars = entry.chars();
    let capital: String = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
    let bare = Fixed { day: "2022-11-03".to_owned(), title: capital.clone(), ..Fixed::default() };
    let within = Fixed {
        day: "2026-02-03".to_owned(),
        title: format!("Thứ trưởng Bộ Y tế Đỗ Xuân Tuyên {entry} tại hội nghị"),
        abstract_: format!("{capital} Bộ trưởng Bộ Y tế Đào Hồng Lan. {capital}. Trần Văn Thuấn, {entry}, dự lễ."),
        body: format!(
            "Thứ trưởng {entry} nhấn mạnh. {capital} Nguyễn Tri Thức đến. Theo {entry} 72, {entry}: Bộ trưởng {capital}.\n\n\
             Thứ trưởng Bộ Y tế Lê Văn Mộc {entry}"
        ),
        captions: vec![format!("{entry} Nguyễn Thị Liên Hương (45 tuổi)")],
    };
    [bare, within]
}

/// The digest of what the rules make of all fixed articles.
fn digest() -> String {
    let file: File = toml::from_str(include_str!("articles.toml")).expect("the articles are TOML");
    let mut articles = file.article;
    for list in text::DATA.iter().chain(&officials::DATA).chain(&topics::DATA) {
        let mut found = Vec::new();
        entries(&toml::from_str(list).expect("the lists are TOML"), &mut found);
        articles.extend(found.iter().flat_map(|entry| articles_around(entry)));
    }
    let (labeller, mut results) = (Labeller::default(), String::new());
    for article in articles.iter().map(Fixed::article) {
        let (labels, terms) = labeller.label_and_terms(&article);
        writeln!(results, "{labels:?} {terms:?}").expect("a string takes everything");
        for token in article.texts().flat_map(text::tokens) {
            write!(results, "{} {} {} ", token.position, token.term, token.fold).expect("a string takes everything");
        }
    }
    let digest = Sha256::digest(results.as_bytes());
    digest.iter().take(8).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

#[test]
fn the_version_of_the_rules_is_raised_when_labels_or_terms_change() {
    let digest = digest();
    assert_eq!(
        digest,
        DIGEST,
        "Labels or terms of the fixed articles have changed. If that is intended, raise VERSION in \
         src/indexing/rules.rs from {VERSION} to {} and set DIGEST to \"{digest}\"; indexes of older versions are then \
         rebuilt.",
        VERSION + 1
    );
}
