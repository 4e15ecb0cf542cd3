//! Articles that nearly repeat an earlier one: of which nine in ten shingles are common with it.

use std::collections::HashSet;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::desk::{Desk, StudyError};
use super::source::CorpusSource;
use crate::index::DerivedFile;
use crate::query::{Measured, sketches};
use crate::text::{common, shingles};

/// Which articles of a corpus may have a twin, by their places in the ledger; few of all. Kept in a file, because it takes
/// the sketches of the whole corpus to know.
#[derive(Debug, Serialize, Deserialize)]
struct Resembling {
    source: CorpusSource,
    places: HashSet<u64>,
}

/// The places in the ledger of those articles, given in the order of time, that nearly repeat an earlier one of them.
pub(super) fn later_twins(desk: Desk<'_>, articles: &[Measured]) -> Result<HashSet<u64>, StudyError> {
    let resembling = resembling(desk)?;
    let articles: Vec<Measured> =
        articles.iter().filter(|article| resembling.contains(&article.place.offset)).copied().collect();
    let mut later = HashSet::new();
    each_candidate(&sketches(desk.index, &articles)?, |earlier, number| {
        let are_twins = are_twins(desk, &articles[earlier], &articles[number])?;
        if are_twins {
            later.insert(articles[number].place.offset);
        }
        Ok(are_twins)
    })?;
    Ok(later)
}

/// The articles of the whole corpus that may have a twin.
fn resembling(desk: Desk<'_>) -> Result<HashSet<u64>, StudyError> {
    let source = CorpusSource::of(desk)?;
    let kept = desk.index.read_derived(DerivedFile::Twins);
    if let Some(kept) = kept.and_then(|bytes| postcard::from_bytes::<Resembling>(&bytes).ok())
        && kept.source == source
    {
        return Ok(kept.places);
    }
    let articles = desk.all_articles()?;
    let mut places = HashSet::new();
    each_candidate(&sketches(desk.index, &articles)?, |earlier, number| {
        places.extend([earlier, number].map(|article| articles[article].place.offset));
        Ok(false)
    })?;
    let made = Resembling { source, places };
    // Where it can't be written, it is made again next time.
    let _ = postcard::to_allocvec(&made).map(|bytes| desk.index.write_derived_sealed(DerivedFile::Twins, &bytes));
    Ok(made.places)
}

/// Calls `visit` with the numbers of an earlier and a later article whose texts may be twins, until it returns `true` for the
/// later one.
///
/// Two sketches that may be of twins have at least half of their hashes in common, so at least one of the common ones is
/// among the rarest of both. Candidates are looked up by these alone: what many articles say makes none.
fn each_candidate(
    sketches: &[Vec<u64>],
    mut visit: impl FnMut(usize, usize) -> Result<bool, StudyError>,
) -> Result<(), StudyError> {
    let counts = shared(sketches);
    let mut by_hash: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (number, sketch) in sketches.iter().enumerate() {
        let rarest = rarest_shared(sketch, &counts);
        let mut candidates: Vec<usize> =
            rarest.iter().filter_map(|hash| by_hash.get(hash)).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        for earlier in candidates {
            if may_be_twins(&sketches[earlier], sketch) && visit(earlier, number)? {
                break;
            }
        }
        rarest.into_iter().for_each(|hash| by_hash.entry(hash).or_default().push(number));
    }
    Ok(())
}

/// The hashes that several articles have, with the number of articles; few of all.
fn shared(sketches: &[Vec<u64>]) -> FxHashMap<u64, usize> {
    let mut all: Vec<u64> = sketches.iter().flatten().copied().collect();
    all.sort_unstable();
    all.chunk_by(|a, b| a == b).filter(|same| same.len() > 1).map(|same| (same[0], same.len())).collect()
}

/// Of the rarest hashes of a sketch, so many that the others are fewer than what it has in common with a twin's, those that
/// other articles have.
fn rarest_shared(sketch: &[u64], counts: &FxHashMap<u64, usize>) -> Vec<u64> {
    let mut ranked: Vec<(usize, u64)> =
        sketch.iter().map(|hash| (counts.get(hash).copied().unwrap_or(1), *hash)).collect();
    ranked.sort_unstable();
    // Twins' sketches differ in length by a tenth at most, so half of the shorter one is more than nine twentieths.
    let least_common = (9 * sketch.len()).div_ceil(20);
    ranked.truncate(sketch.len() + 1 - least_common.max(1));
    ranked.into_iter().filter(|(count, _)| *count > 1).map(|(_, hash)| hash).collect()
}

/// Whether two sketches have so much in common that the texts may. Of twins' least hashes nearly all are common; half is
/// far from any chance to miss one.
fn may_be_twins(a: &[u64], b: &[u64]) -> bool {
    2 * common(a, b) >= a.len().min(b.len())
}

/// Whether the shingles of two bodies have a Jaccard index of nine tenths or more.
fn are_twins(desk: Desk<'_>, a: &Measured, b: &Measured) -> Result<bool, StudyError> {
    let mut buffer = Vec::new();
    let mut read = |article: &Measured| -> Result<Vec<u64>, StudyError> {
        Ok(shingles(desk.article(article, &mut buffer)?.body.as_deref().unwrap_or_default()))
    };
    let (a, b) = (read(a)?, read(b)?);
    let both = common(&a, &b);
    Ok(both > 0 && 10 * both >= 9 * (a.len() + b.len() - both))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::sketch;

    fn candidates(sketches: &[Vec<u64>]) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let visit = |earlier, later| {
            found.push((earlier, later));
            Ok(false)
        };
        each_candidate(sketches, visit).unwrap();
        found
    }

    /// A text of these words, of which those from 1000 on stand for sentences that every office writes.
    fn text(words: &[u32]) -> String {
        let formula = "căn cứ quyết định của bộ trưởng bộ y tế về chức năng nhiệm vụ của vụ";
        let written = words.iter().map(|word| if *word < 1000 { format!("từ{word}") } else { formula.to_owned() });
        written.collect::<Vec<_>>().join(" ")
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn all_twins_are_candidates(
            texts in prop::collection::vec((prop::collection::vec(0u32..1010, 0..80), 0usize..80, any::<bool>()), 1..8),
        ) {
            // Each text is followed by one that differs in a word, or lacks one.
            let mut shingled = Vec::new();
            let mut sketches = Vec::new();
            for (words, at, is_cut) in texts {
                let mut other = words.clone();
                if at < other.len() && is_cut {
                    other.remove(at);
                } else if let Some(word) = other.get_mut(at) {
                    *word = 999;
                }
                for words in [words, other] {
                    shingled.push(shingles(&text(&words)));
                    sketches.push(sketch(&text(&words)));
                }
            }
            let found = candidates(&sketches);
            for later in 0..shingled.len() {
                for earlier in 0..later {
                    let (a, b) = (&shingled[earlier], &shingled[later]);
                    let both = common(a, b);
                    let are_twins = both > 0 && 10 * both >= 9 * (a.len() + b.len() - both);
                    let is_sure = may_be_twins(&sketches[earlier], &sketches[later]);
                    prop_assert!(!are_twins || !is_sure || found.contains(&(earlier, later)));
                }
            }
        }
    }

    #[test]
    fn what_many_articles_say_makes_no_candidates() {
        let own = |n: u64| (0..15).map(move |hash| n * 100 + hash);
        let mut sketches: Vec<Vec<u64>> = (1..300).map(|n| [7].into_iter().chain(own(n)).collect()).collect();
        let counts = shared(&sketches);
        assert!(sketches.iter().all(|sketch| rarest_shared(sketch, &counts).is_empty()));
        assert_eq!(candidates(&sketches), []);
        sketches.push(sketches[4].clone());
        assert_eq!(candidates(&sketches), [(4, 299)]);
        let short = [vec![1], vec![1], vec![1, 2], Vec::new(), Vec::new()];
        assert_eq!(candidates(&short), [(0, 1), (0, 2), (1, 2)]);
    }
}
