//! Compares the engine with a model that evaluates queries token by token.

use proptest::prelude::*;

use super::fixture::{Draft, TestIndex};
use crate::article::Article;
use crate::article::labels::Zone;
use crate::query::mark::zones;
use crate::query::relax::Strictness;
use crate::query::tree::{Node, Phrase, Scope, Word};
use crate::query::{Filters, Sort, find};
use crate::text::{Token, tokens};

/// Few words, so that all combinations occur: with and without accents, numbers, ends of clauses.
const WORDS: [&str; 12] = ["bộ", "Bộ", "bo", "bò", "đảng", "dang", "y", "tế", "te", "70", "chó.", "cho,"];

fn matches(node: &Node, article: &Article) -> bool {
    match node {
        Node::And(nodes) => nodes.iter().all(|n| matches(n, article)),
        Node::Or(nodes) => nodes.iter().any(|n| matches(n, article)),
        Node::Not(inner) => !matches(inner, article),
        Node::Terms(scope, run) => run.words.iter().all(|w| some_token(*scope, article, |t| is(w, t))),
        Node::Prefix(scope, word) => some_token(*scope, article, |t| begins(word, t)),
        Node::Phrase(scope, phrase) => texts(*scope, article).any(|text| holds(phrase, &tokens(text))),
        Node::Filter(_) => panic!("the model knows no filters"),
    }
}

fn texts(scope: Scope, article: &Article) -> impl Iterator<Item = &str> {
    zones(article).filter(move |(zone, ..)| scope == Scope::Anywhere || *zone == Zone::Title).map(|(.., text)| text)
}

fn some_token(scope: Scope, article: &Article, fits: impl Fn(&Token) -> bool) -> bool {
    texts(scope, article).any(|text| tokens(text).iter().any(&fits))
}

fn is(word: &Word, token: &Token) -> bool {
    if word.accented { word.term == token.term } else { word.fold == token.fold }
}

/// Words of the model have no tones that a prefix could omit.
fn begins(word: &Word, token: &Token) -> bool {
    if word.accented { token.term.starts_with(&word.term) } else { token.fold.starts_with(&word.fold) }
}

fn holds(phrase: &Phrase, tokens: &[Token]) -> bool {
    let first = &phrase.words[0];
    let at = |from: u32, word: &Word| {
        let place = from + word.position - first.position;
        tokens.iter().any(|t| t.position == place && is(word, t))
    };
    tokens.iter().any(|token| phrase.words.iter().all(|word| at(token.position, word)))
}

fn texts_of_words(words: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS.to_vec()), words).prop_map(|words| words.join(" "))
}

fn queries() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS.to_vec()).prop_map(str::to_owned);
    let leaf = prop_oneof![
        4 => word.clone(),
        2 => texts_of_words(2..4).prop_map(|words| format!("\"{words}\"")),
        1 => word.clone().prop_map(|word| format!("title:{word}")),
        1 => texts_of_words(2..3).prop_map(|words| format!("title:\"{words}\"")),
        1 => prop::sample::select(vec!["b*", "đ*", "đa*", "t*", "ch*"]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.join(" ")),
            prop::collection::vec(inner.clone(), 2..3).prop_map(|parts| format!("({})", parts.join(" OR "))),
            inner.prop_map(|part| format!("-({part})")),
        ]
    })
}

fn corpora() -> impl Strategy<Value = Vec<(String, Option<String>, Option<String>)>> {
    let article =
        (texts_of_words(1..4), prop::option::of(texts_of_words(1..5)), prop::option::of(texts_of_words(1..9)));
    prop::collection::vec(article, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_engine_agrees_with_the_model(corpus in corpora(), queries in prop::collection::vec(queries(), 30)) {
        const IDS: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
        let draft = |(id, (title, lead, body)): (&&'static str, (String, Option<String>, Option<String>))| Draft {
            id,
            title,
            lead,
            body,
            ..Draft::default()
        };
        let drafts: Vec<Draft> = IDS.iter().zip(corpus).map(draft).collect();
        let fixture = TestIndex::of(&drafts);
        let options = Filters::everywhere();
        for text in queries {
            let query = fixture.query(&text);
            let found = find(&fixture.index, &query, &options).unwrap();
            let Some(root) = &query.root else { continue };
            let expected: Vec<&str> = drafts.iter().filter(|d| matches(root, &d.article())).map(|d| d.id).collect();
            if found.strictness != Strictness::STRICT || found.total() == 0 {
                prop_assert!(expected.is_empty(), "{} misses {:?}", text, expected);
                continue;
            }
            let places = found.page(Sort::Relevance, 0, 0).unwrap();
            let hits = found.hits(&fixture.ledger, &places).unwrap();
            let mut ids: Vec<&str> = hits.iter().map(|hit| hit.article.id.as_str()).collect();
            ids.sort_unstable();
            prop_assert_eq!(ids, expected, "{}", text);
            prop_assert_eq!(hits.len() as u64, found.total());
        }
    }
}
