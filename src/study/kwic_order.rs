//! The order of the lines of a concordance.

use std::cmp::Ordering;
use std::collections::hash_map::Entry;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::desk::{Desk, StudyError};
use super::forward::{ArticleWords, Forward};
use super::hits::HitsByArticle;
use super::order;
use super::reading::{Border, around};
use super::scope::Scope;
use crate::query::Measured;

/// What the lines of a concordance are sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KwicOrder {
    Time,
    /// By the digests of the seed and the hit.
    Random(String),
    By(Vec<ContextKey>),
}

/// A part of a line that lines are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContextKey {
    /// All words before the hit, the nearest first.
    Left,
    /// All words after it.
    Right,
    Key,
    Official,
    /// The word at this distance before the hit, from 1.
    LeftWord(usize),
    RightWord(usize),
}

/// Words on each side that whole contexts are sorted by, even if fewer are shown.
const SORTED_WORDS: usize = 10;

impl KwicOrder {
    /// How many words on each side of a hit the order depends on.
    pub(super) fn words(&self) -> usize {
        let needed = |key: &ContextKey| match key {
            ContextKey::Left | ContextKey::Right => SORTED_WORDS,
            ContextKey::LeftWord(distance) | ContextKey::RightWord(distance) => *distance,
            ContextKey::Key | ContextKey::Official => 0,
        };
        let KwicOrder::By(keys) = self else { return 0 };
        keys.iter().map(needed).max().unwrap_or(0)
    }
}

/// The terms around hits, by their ranks in the alphabet.
#[derive(Default)]
pub(super) struct HitContexts {
    terms: Vec<u32>,
    hits: Vec<HitContext>,
}

/// One hit; its terms are ranges of all terms.
struct HitContext {
    /// The number of the article in the scope.
    article: usize,
    /// The nearest first.
    left: Range<usize>,
    key: Range<usize>,
    right: Range<usize>,
}

impl HitContexts {
    /// The contexts of hits in the words of a corpus, up to a border and so many words on each side.
    pub(super) fn of_words(
        forward: &Forward,
        scope: &Scope,
        hits: &HitsByArticle,
        within: Border,
        words: usize,
    ) -> HitContexts {
        let mut all = HitContexts::default();
        let mut article = ArticleWords::default();
        for (number, hits) in hits {
            let Some(place) = forward.article_at(scope.articles[*number].place.offset) else { continue };
            forward.read(place, scope.zones, &mut article);
            for hit in hits {
                let context = around(&article.marks, hit, within, words, words);
                let ids = |range: Range<usize>| article.ids[range].iter().copied();
                all.push(*number, ids(context.start..hit.start).rev(), ids(hit.clone()), ids(hit.end..context.end));
            }
        }
        all.rank(|id| &forward.vocabulary.terms[id as usize].term);
        all
    }

    /// The same of hits whose terms are given: those before each, the nearest first, those after it, and its own.
    pub(super) fn of_terms<'t>(hits: impl Iterator<Item = (usize, &'t [Vec<String>; 3])>) -> HitContexts {
        let (mut all, mut terms) = (HitContexts::default(), Vec::<&str>::new());
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        for (article, [left, right, key]) in hits {
            let [left, right, key] = [left, right, key].map(|side| {
                let number = |term: &'t String| {
                    *numbers.entry(term).or_insert_with(|| {
                        terms.push(term);
                        u32::try_from(terms.len() - 1).unwrap_or(u32::MAX)
                    })
                };
                side.iter().map(number).collect::<Vec<u32>>()
            });
            all.push(article, left.into_iter(), key.into_iter(), right.into_iter());
        }
        all.rank(|number| terms[number as usize]);
        all
    }

    fn push(
        &mut self,
        article: usize,
        left: impl Iterator<Item = u32>,
        key: impl Iterator<Item = u32>,
        right: impl Iterator<Item = u32>,
    ) {
        let start = self.terms.len();
        self.terms.extend(left);
        let left = start..self.terms.len();
        self.terms.extend(key);
        let key = left.end..self.terms.len();
        self.terms.extend(right);
        let right = key.end..self.terms.len();
        self.hits.push(HitContext { article, left, key, right });
    }

    /// Replaces numbers of terms by ranks; terms that the alphabet doesn't tell apart have the same.
    fn rank<'t>(&mut self, term: impl Fn(u32) -> &'t str) {
        let used: FxHashSet<u32> = self.terms.iter().copied().collect();
        let ranks = order::ranks(used.into_iter().map(|number| (number, term(number))));
        self.terms.iter_mut().for_each(|term| *term = ranks[term]);
    }

    /// The numbers of the first `limit` hits in this order, all with 0; equal ones keep theirs. `acting` has the people of
    /// each article, if they matter.
    pub(super) fn first(&self, keys: &[ContextKey], acting: &Acting, limit: usize) -> Vec<usize> {
        let compare = |a: &usize, b: &usize| {
            let (x, y) = (&self.hits[*a], &self.hits[*b]);
            let by_key = keys.iter().map(|key| self.compare(*key, x, y, acting));
            by_key.fold(Ordering::Equal, Ordering::then).then_with(|| a.cmp(b))
        };
        let mut numbers: Vec<usize> = (0..self.hits.len()).collect();
        if (1..numbers.len()).contains(&limit) {
            numbers.select_nth_unstable_by(limit, compare);
            numbers.truncate(limit);
        }
        numbers.sort_unstable_by(compare);
        numbers
    }

    fn compare(&self, key: ContextKey, a: &HitContext, b: &HitContext, acting: &Acting) -> Ordering {
        let side = |range: &Range<usize>| &self.terms[range.clone()];
        match key {
            ContextKey::Left => side(&a.left).cmp(side(&b.left)),
            ContextKey::Right => side(&a.right).cmp(side(&b.right)),
            ContextKey::Key => side(&a.key).cmp(side(&b.key)),
            ContextKey::Official => acting.get(&a.article).cmp(&acting.get(&b.article)),
            ContextKey::LeftWord(n) => side(&a.left).get(n - 1).cmp(&side(&b.left).get(n - 1)),
            ContextKey::RightWord(n) => side(&a.right).get(n - 1).cmp(&side(&b.right).get(n - 1)),
        }
    }

    /// The article of a hit.
    pub(super) fn article(&self, hit: usize) -> usize {
        self.hits[hit].article
    }
}

/// The people who acted in articles, by the numbers of the articles in the scope.
pub(super) type Acting = FxHashMap<usize, Vec<String>>;

/// The people who acted in these articles, if the keys have them.
pub(super) fn acting_by(
    desk: Desk<'_>,
    scope: &Scope,
    articles: impl Iterator<Item = usize>,
    keys: &[ContextKey],
) -> Result<Acting, StudyError> {
    let mut all = Acting::default();
    if keys.contains(&ContextKey::Official) {
        for number in articles {
            if let Entry::Vacant(entry) = all.entry(number) {
                entry.insert(acting(desk, &scope.articles[number])?);
            }
        }
    }
    Ok(all)
}

/// The people who acted in an article.
fn acting(desk: Desk<'_>, article: &Measured) -> Result<Vec<String>, StudyError> {
    let labels = article.place.labels(desk.index)?;
    let acted = labels.officials.into_iter().filter(|link| link.relation.is_action());
    Ok(acted.map(|link| link.name).collect())
}
