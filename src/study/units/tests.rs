//! Units of invented texts, compared with what plain counting finds.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::desk::Walks;
use super::super::forward::{ArticleWords, Forward, WordMark, of_texts};
use super::super::reading::Zones;
use super::cutting::Cutter;
use super::freedom::freedom;
use super::ngrams::{candidates, each_run};
use super::unit::{JoinedBy, Unit, joint_min};
use crate::stats::joints::joints;

fn unit(text: &str, joint: f64, by: JoinedBy) -> Unit {
    let terms = super::known::terms(text);
    Unit { terms, form: text.to_owned(), hits: None, joint: Some(joint), freedom: None, by }
}

/// The units of a text, divided by bars.
fn cut(text: &str, units: &[Unit]) -> String {
    let forward = of_texts(&[text.to_owned()]);
    let cutter = Cutter::new(&forward.vocabulary, units);
    let mut words = ArticleWords::default();
    forward.read(0, Zones::ALL, &mut words);
    cutter.join(&mut words);
    let mut shown = String::new();
    for (id, marks) in words.ids.iter().zip(&words.marks) {
        shown += if shown.is_empty() {
            ""
        } else if marks & WordMark::JOINED == 0 {
            "|"
        } else {
            " "
        };
        shown += forward.vocabulary.spelling(*id);
    }
    shown
}

#[test]
fn a_run_is_cut_into_the_best_units() {
    use JoinedBy::{Person, Statistics, Topic};
    let units = [
        unit("y tế", 12.0, Statistics),
        unit("tế cơ", 7.1, Statistics),
        unit("cơ sở", 11.0, Statistics),
        unit("y tế cơ sở", 9.2, Statistics),
        unit("Đào Hồng Lan", 0.0, Person),
        unit("bảo hiểm y tế", 0.0, Topic),
        unit("hồng lan anh", 13.9, Statistics),
    ];
    let check = |text: &str, expected: &str| assert_eq!(cut(text, &units), expected, "{text}");
    check("ngành y tế cơ sở", "ngành|y tế|cơ sở");
    check("Y tế, cơ sở", "y tế|cơ sở");
    check("y, tế cơ, sở", "y|tế cơ|sở");
    check("bảo hiểm y tế cơ sở", "bảo hiểm y tế|cơ sở");
    check("Bộ trưởng Đào Hồng Lan anh", "bộ|trưởng|đào hồng lan|anh");
    check("Nghị quyết số 72-NQ/TW ngày 9/9/2025", "nghị|quyết|số|72 nq tw|ngày 9 9 2025");
    check("Nghị quyết 72 và 3 cơ sở", "nghị quyết 72|và|3|cơ sở");
    check("2025-09-09. y tế", "2025 09 09|y tế");
    check("", "");
}

#[test]
fn a_unit_of_the_user_wins() {
    let units = [unit("y tế", 12.0, JoinedBy::Topic), unit("tế cơ sở", 0.0, JoinedBy::Lexicon)];
    assert_eq!(cut("y tế cơ sở", &units), "y|tế cơ sở");
}

/// Texts of few words, so that sequences recur, with marks between some.
fn texts() -> impl Strategy<Value = Vec<String>> {
    const WORDS: [&str; 9] = ["y", "tế", "cơ", "sở", "của", "bộ", "12", "bệnh", "viện"];
    let word = (0..WORDS.len(), prop::sample::select(vec![" ", " ", " ", " ", " ", ", ", ". "]));
    let text = prop::collection::vec(word, 0..60)
        .prop_map(|words| words.iter().map(|(word, gap)| WORDS[*word].to_owned() + gap).collect::<String>());
    prop::collection::vec(text, 1..12)
}

/// Candidates by counting every sequence.
fn counted_plainly(forward: &Forward, is_end: &[bool]) -> BTreeMap<Vec<u32>, (u64, String)> {
    let mut counts: BTreeMap<Vec<u32>, u64> = BTreeMap::new();
    each_run(forward, &Walks::silent(), |run| {
        for size in 1..=4 {
            run.windows(size).for_each(|numbers| *counts.entry(numbers.to_vec()).or_default() += 1);
        }
    });
    let mut found = BTreeMap::new();
    for (numbers, hits) in counts.iter().filter(|(numbers, hits)| numbers.len() > 1 && **hits >= 3) {
        let parts: Vec<(u64, u64)> =
            (1..numbers.len()).map(|at| (counts[&numbers[..at]], counts[&numbers[at..]])).collect();
        let joint = joints(*hits, &parts).into_iter().fold(f64::INFINITY, f64::min);
        let ends = [numbers[0], numbers[numbers.len() - 1]].iter().all(|number| is_end[*number as usize]);
        let is_word = numbers.iter().any(|number| !forward.vocabulary.terms[*number as usize].is_number());
        if ends && is_word && joint >= joint_min(numbers.len()) {
            found.insert(numbers.clone(), (*hits, format!("{joint:.9}")));
        }
    }
    found
}

/// Every way to cut words, as (score, units, sizes), the best by the rules.
fn best_cut(words: &[u32], units: &BTreeMap<Vec<u32>, f64>) -> (f64, usize, Vec<usize>) {
    if words.is_empty() {
        return (0.0, 0, Vec::new());
    }
    let ways = (1..=words.len()).filter_map(|size| {
        let score = if size == 1 { 0.0 } else { *units.get(&words[..size])? };
        let (rest, count, sizes) = best_cut(&words[size..], units);
        Some((rest + score, count + 1, [vec![size], sizes].concat()))
    });
    // Of equal ways the last has the longer unit first.
    ways.reduce(|a, b| {
        let better = b.0 > a.0 || (b.0 >= a.0 && b.1 <= a.1);
        if better { b } else { a }
    })
    .unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counting_in_steps_finds_what_counting_everything_does(texts in texts()) {
        let forward = of_texts(&texts);
        let is_end: Vec<bool> = forward.vocabulary.terms.iter().map(|entry| entry.term != "cua3" && entry.term != "của").collect();
        let found = candidates(&forward, &is_end, &Walks::silent());
        let found: BTreeMap<Vec<u32>, (u64, String)> =
            found.into_iter().map(|found| (found.numbers, (found.hits, format!("{:.9}", found.joint)))).collect();
        prop_assert_eq!(found, counted_plainly(&forward, &is_end));
    }

    #[test]
    fn no_cut_is_better(texts in texts(), joints in prop::collection::vec(7.0f64..13.0, 6)) {
        let forward = of_texts(&texts);
        let numbers = forward.vocabulary.numbers();
        let units: Vec<Unit> = ["y tế", "tế cơ", "cơ sở", "y tế cơ", "bệnh viện", "y tế cơ sở"]
            .iter()
            .zip(&joints)
            .map(|(text, joint)| unit(text, *joint + if text.len() > 9 { 2.0 } else { 0.0 }, JoinedBy::Statistics))
            .collect();
        let score = |unit: &Unit| (unit.joint.unwrap() - joint_min(unit.terms.len()) + 0.1) * (unit.terms.len() as f64 - 1.0);
        let rounded = |score: f64| (score * 1_048_576.0).round() / 1_048_576.0;
        let known: BTreeMap<Vec<u32>, f64> = units
            .iter()
            .filter_map(|unit| Some((unit.terms.iter().map(|term| numbers.get(term.as_str()).copied()).collect::<Option<_>>()?, rounded(score(unit)))))
            .collect();
        let cutter = Cutter::new(&forward.vocabulary, &units);
        let mut words = ArticleWords::default();
        for article in 0..forward.articles() {
            forward.read(article, Zones::ALL, &mut words);
            cutter.join(&mut words);
            let mut runs = Vec::new();
            words.each_run(|run| runs.push(run));
            for run in runs.into_iter().map(|run| run.start..run.end.min(run.start + 12)) {
                let whole = best_cut(&words.ids[run.clone()], &known);
                let joined = |at: usize| words.marks[at] & WordMark::JOINED != 0;
                let mut sizes: Vec<usize> = Vec::new();
                for at in run.clone() {
                    if joined(at) { *sizes.last_mut().unwrap() += 1 } else { sizes.push(1) }
                }
                // A run that was shortened here may be cut otherwise at its end.
                if run.len() < 12 {
                    prop_assert_eq!(sizes, whole.2);
                }
            }
        }
    }
}

#[test]
fn freedom_is_the_lesser_entropy_of_the_neighbours() {
    // Before it two words, equally often: one bit. After it the end of the run, each an end of its own.
    let texts: Vec<String> = (0..4).map(|n| format!("{} y tế cơ sở", ["ngành", "trạm"][n % 2])).collect();
    let forward = of_texts(&texts);
    let found = candidates(&forward, &vec![true; forward.vocabulary.terms.len()], &Walks::silent());
    let free = freedom(&forward, &found, &Walks::silent());
    let numbers = forward.vocabulary.numbers();
    let four: Vec<u32> = super::known::terms("y tế cơ sở").iter().map(|term| numbers[term.as_str()]).collect();
    let at = found.iter().position(|candidate| candidate.numbers == four).unwrap();
    assert_eq!(free[at], Some(1.0));
    let pair = found.iter().position(|candidate| candidate.numbers == four[..2]).unwrap();
    assert_eq!(free[pair], None);
}

#[test]
fn the_list_of_function_words_reads() {
    let words = super::inventory::function_words();
    assert!(words.len() > 90);
    assert!(words.contains("cua3") || words.contains("của"));
    assert!(!words.contains("y") && !words.iter().any(|word| word.contains(' ')));
}

#[test]
fn terms_beyond_two_bytes_are_kept() {
    let text: String = (0..70_000).map(|n| format!("x{n} ")).collect();
    let forward = of_texts(&[text.clone(), text]);
    let mut words = ArticleWords::default();
    for article in 0..2 {
        forward.read(article, Zones::ALL, &mut words);
        let terms = words.ids.iter().map(|id| forward.vocabulary.terms[*id as usize].term.as_str());
        assert!(terms.eq((0..70_000).map(|n| format!("x{n}")).collect::<Vec<_>>().iter().map(String::as_str)));
    }
}
