//! Dispersion: how evenly the hits of a word are distributed over the parts of a corpus.

/// Hits and words of each part, with at least one hit in total. PartCounts without words are left out.
#[derive(Debug, Clone)]
pub(crate) struct PartCounts {
    /// Hits and size, both as numbers to compute with.
    parts: Vec<(f64, f64)>,
    hits: f64,
    words: f64,
}

impl PartCounts {
    /// Takes (hits, words) of each part; `None` if there is no hit.
    pub(crate) fn new(parts: impl IntoIterator<Item = (u64, u64)>) -> Option<PartCounts> {
        let sized = parts.into_iter().filter(|(_, words)| *words > 0);
        let parts: Vec<(f64, f64)> = sized.map(|(hits, words)| (hits as f64, words as f64)).collect();
        let (hits, words) = parts.iter().fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
        (hits > 0.0).then_some(PartCounts { parts, hits, words })
    }

    /// The number of parts.
    pub(crate) fn len(&self) -> usize {
        self.parts.len()
    }

    /// Shares of each part: (of the hits, of the words).
    fn shares(&self) -> impl Iterator<Item = (f64, f64)> {
        self.parts.iter().map(|(hits, words)| (hits / self.hits, words / self.words))
    }

    fn rates(&self) -> Vec<f64> {
        self.parts.iter().map(|(hits, words)| hits / words).collect()
    }

    /// The number of parts less one, if there are several.
    fn degrees(&self) -> Option<f64> {
        (self.len() > 1).then(|| self.len() as f64 - 1.0)
    }

    /// DP (Gries 2008): ½·Σ|t − w| over the shares t of hits and w of words. 0 is even.
    pub(crate) fn dp(&self) -> f64 {
        self.shares().map(|(t, w)| (t - w).abs()).sum::<f64>() / 2.0
    }

    /// DP over its largest possible value: dp/(1 − min w), the minimum over all parts (Lijffijt and Gries 2012). `None` for
    /// one part.
    pub(crate) fn dp_norm(&self) -> Option<f64> {
        self.degrees()?;
        let smallest = self.shares().map(|(_, w)| w).fold(1.0, f64::min);
        Some(self.dp() / (1.0 - smallest))
    }

    /// D_A (Burch et al. 2017): 2(Σ i·r_(i) − 1)/(k−1) of the falling shares r of relative frequencies. 1 is even. `None`
    /// for one part.
    pub(crate) fn d_a(&self) -> Option<f64> {
        let degrees = self.degrees()?;
        let mut rates = self.rates();
        rates.sort_by(|a, b| b.total_cmp(a));
        let sum: f64 = rates.iter().sum();
        let ranked: f64 = rates.iter().zip(1u32..).map(|(rate, n)| f64::from(n) * rate / sum).sum();
        Some(2.0 * (ranked - 1.0) / degrees)
    }

    /// Juilland's D (1964) of relative frequencies: 1 − (σ/μ)/√(k−1), σ of the population; not clamped. `None` for one
    /// part.
    pub(crate) fn juilland_d(&self) -> Option<f64> {
        Some(juilland(&self.rates(), self.degrees()?))
    }

    /// The same of counts, as if all parts were equally large.
    pub(crate) fn juilland_d_equal_parts(&self) -> Option<f64> {
        let hits: Vec<f64> = self.parts.iter().map(|(hits, _)| *hits).collect();
        Some(juilland(&hits, self.degrees()?))
    }

    /// The divergence K = Σ t·log2(t/w) of hits from words, in bits. 0 is even.
    pub(crate) fn divergence(&self) -> f64 {
        self.shares().filter(|(t, _)| *t > 0.0).map(|(t, w)| t * (t / w).log2()).sum()
    }

    /// D_KL (Gries 2020): 1/(1+K), and e^−K.
    pub(crate) fn d_kl(&self) -> (f64, f64) {
        let k = self.divergence();
        (1.0 / (1.0 + k), (-k).exp())
    }

    /// Carroll's D2: −Σ r·log2 r / log2 k of the shares of relative frequencies. `None` for one part.
    pub(crate) fn carroll_d2(&self) -> Option<f64> {
        self.degrees()?;
        let rates = self.rates();
        let sum: f64 = rates.iter().sum();
        let entropy: f64 = rates.iter().filter(|r| **r > 0.0).map(|r| -(r / sum) * (r / sum).log2()).sum();
        Some(entropy / (self.len() as f64).log2())
    }

    /// Rosengren's S: (Σ√(w·f))²/f.
    pub(crate) fn rosengren_s(&self) -> f64 {
        let sum: f64 = self.parts.iter().map(|(hits, words)| (words / self.words * hits).sqrt()).sum();
        sum * sum / self.hits
    }
}

/// The parts of a text, as far as they matter to words without hits in most of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextParts {
    /// The number of words, of parts that have any, and of words in the smallest of these.
    words: u64,
    parts: usize,
    smallest: u64,
}

impl TextParts {
    /// Takes the words of each part.
    pub(crate) fn new(sizes: &[u64]) -> TextParts {
        let sized = || sizes.iter().copied().filter(|words| *words > 0);
        TextParts { words: sized().sum(), parts: sized().count(), smallest: sized().min().unwrap_or(0) }
    }
}

/// DPnorm and ARF of one word, from its hits in the order of the text; where they are isn't kept. All sums are of whole
/// numbers, so they are the same however a text was divided among threads.
#[derive(Debug, Clone)]
pub(crate) struct Spread {
    hits: u64,
    /// The longest distance that is less than words per hit.
    short_max: u64,
    /// The places of the first hit and of the last so far.
    ends: Option<(u64, u64)>,
    /// The sum of the distances so far that are less than words per hit, and the number of the others.
    short: u64,
    long: u64,
    part: HitPart,
    /// Σ|hits in the part · all words − words of the part · all hits| of the parts with hits before that one, and the words
    /// of those.
    uneven: u128,
    passed: u64,
}

/// The part of the last hit: its number, its words and its hits so far.
#[derive(Debug, Clone, Copy, Default)]
struct HitPart {
    number: usize,
    words: u64,
    hits: u64,
}

impl Spread {
    /// For a word with this many hits in all, at least one.
    pub(crate) fn new(text: TextParts, hits: u64) -> Spread {
        let short_max = text.words.saturating_sub(1) / hits;
        Spread { hits, short_max, ends: None, short: 0, long: 0, part: HitPart::default(), uneven: 0, passed: 0 }
    }

    /// Adds the next hit: its place among all words of the text, the number of its part, and the words of that.
    pub(crate) fn add(&mut self, text: TextParts, place: u64, part: usize, words: u64) {
        if self.part.number != part {
            self.end_part(text);
            self.part = HitPart { number: part, words, hits: 0 };
        }
        self.part.words = words;
        self.part.hits += 1;
        let (first, last) = self.ends.unwrap_or((place, place));
        self.add_distance(place - last);
        self.ends = Some((first, place));
    }

    /// The same word in the parts that follow: both together.
    pub(crate) fn followed_by(mut self, text: TextParts, mut next: Spread) -> Spread {
        self.end_part(text);
        next.end_part(text);
        self.ends = match (self.ends, next.ends) {
            (Some((first, last)), Some((next_first, next_last))) => {
                self.add_distance(next_first - last);
                Some((first, next_last))
            }
            (ends, next_ends) => ends.or(next_ends),
        };
        self.short += next.short;
        self.long += next.long;
        self.uneven += next.uneven;
        self.passed += next.passed;
        self
    }

    fn add_distance(&mut self, distance: u64) {
        if distance <= self.short_max {
            self.short += distance;
        } else {
            self.long += 1;
        }
    }

    fn end_part(&mut self, text: TextParts) {
        let HitPart { words, hits, .. } = std::mem::take(&mut self.part);
        if hits > 0 {
            let product = |a: u64, b: u64| u128::from(a) * u128::from(b);
            self.uneven += product(hits, text.words).abs_diff(product(words, self.hits));
            self.passed += words;
        }
    }

    /// [`PartCounts::dp_norm`] and [`arf`] of the word, when all hits were added.
    pub(crate) fn finish(mut self, text: TextParts) -> (Option<f64>, f64) {
        self.end_part(text);
        if let Some((first, last)) = self.ends {
            self.add_distance(text.words - last + first);
        }
        let (words, hits) = (text.words as f64, self.hits as f64);
        let dp = (self.uneven as f64 / (words * hits) + (text.words - self.passed) as f64 / words) / 2.0;
        let dp_norm = (text.parts > 1).then(|| dp / (1.0 - text.smallest as f64 / words));
        (dp_norm, self.short as f64 * hits / words + self.long as f64)
    }
}

fn juilland(values: &[f64], degrees: f64) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / values.len() as f64;
    1.0 - variance.sqrt() / mean / degrees.sqrt()
}

/// The cyclic distances between hits in a text of `words` words; `places` are rising, from 0.
fn distances(places: &[u64], words: u64) -> impl Iterator<Item = f64> {
    let wrap = places.first().zip(places.last()).map(|(first, last)| words - last + first);
    wrap.into_iter().chain(places.windows(2).map(|pair| pair[1] - pair[0])).map(|distance| distance as f64)
}

/// The average reduced frequency (Savický and Hlaváčová 2002): (1/v)·Σ min(d, v), v = n/f, d the cyclic distances.
///
/// `places` are the positions of the hits among all words, rising and below `words`.
pub(crate) fn arf(places: &[u64], words: u64) -> f64 {
    if places.is_empty() {
        return 0.0;
    }
    let v = words as f64 / places.len() as f64;
    distances(places, words).map(|d| d.min(v)).sum::<f64>() / v
}

/// The average logarithmic distance: Σ d·log10 d / n.
pub(crate) fn ald(places: &[u64], words: u64) -> f64 {
    distances(places, words).map(|d| d * d.log10()).sum::<f64>() / words as f64
}

/// The average waiting time: ½(1 + Σ d²/n).
pub(crate) fn awt(places: &[u64], words: u64) -> f64 {
    (1.0 + distances(places, words).map(|d| d * d).sum::<f64>() / words as f64) / 2.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn one_pass_gives_what_places_and_parts_give(
            parts in prop::collection::vec(prop::collection::vec(prop::bool::weighted(0.3), 0..12), 1..12),
            cut in 0usize..12,
        ) {
            let sizes: Vec<u64> = parts.iter().map(|part| part.len() as u64).collect();
            let flags = parts.iter().enumerate().flat_map(|(part, hits)| hits.iter().map(move |is_hit| (part, *is_hit)));
            let places: Vec<(u64, usize)> =
                (0..).zip(flags).filter(|(_, (_, is_hit))| *is_hit).map(|(place, (part, _))| (place, part)).collect();
            prop_assume!(!places.is_empty());
            let counts = parts.iter().map(|part| part.iter().filter(|is_hit| **is_hit).count() as u64);
            let counts = PartCounts::new(counts.zip(sizes.iter().copied())).unwrap();
            let text = TextParts::new(&sizes);
            let spread_of = |of_parts: std::ops::Range<usize>| {
                let mut spread = Spread::new(text, places.len() as u64);
                let within = places.iter().filter(|(_, part)| of_parts.contains(part));
                within.for_each(|(place, part)| spread.add(text, *place, *part, sizes[*part]));
                spread
            };
            let (dp_norm, reduced) = spread_of(0..parts.len()).finish(text);
            let in_two = spread_of(0..cut).followed_by(text, spread_of(cut..parts.len())).finish(text);
            prop_assert_eq!(in_two, (dp_norm, reduced), "whatever stretch its hits were added in");
            let places: Vec<u64> = places.into_iter().map(|(place, _)| place).collect();
            prop_assert!((reduced - arf(&places, sizes.iter().sum())).abs() < 1e-9);
            prop_assert_eq!(dp_norm.is_some(), counts.dp_norm().is_some());
            prop_assert!((dp_norm.unwrap_or(0.0) - counts.dp_norm().unwrap_or(0.0)).abs() < 1e-12);
        }
    }
}
