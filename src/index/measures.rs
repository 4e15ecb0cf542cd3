//! Measures of articles, as columns: how many words each zone has, a digest of the content, and a sketch of the body.
//!
//! They are computed when an article is indexed, so that the size of any selection, what data it was computed from, and
//! which articles resemble one another are known without reading text.

use tantivy::SegmentReader;
use tantivy::columnar::Column;

use super::document::IndexDocument;
use super::errors::IndexError;
use super::reader::Index;
use super::schema::{self, Fields, ZONES};
use crate::article::{Article, content_digest};
use crate::text::{repeats_beginning, sketch, word_count};

/// The measures of the articles of one segment.
pub(crate) struct Measures {
    words: [Column<u64>; ZONES],
    repeats: Column<u64>,
    digest: [Column<u64>; 2],
    sketch: Column<u64>,
}

impl Measures {
    /// The number of words in each zone. An abstract that repeats how the body begins has none.
    pub(crate) fn words(&self, doc: u32) -> [u64; ZONES] {
        self.words.each_ref().map(|column| value(column, doc))
    }

    /// Whether the abstract repeats how the body begins.
    pub(crate) fn repeats_lead(&self, doc: u32) -> bool {
        value(&self.repeats, doc) != 0
    }

    /// The digest of the article's content; see [`content_digest`].
    pub(crate) fn digest(&self, doc: u32) -> u128 {
        let [high, low] = self.digest.each_ref().map(|column| value(column, doc));
        u128::from(high) << 64 | u128::from(low)
    }

    /// The least hashes of the body's shingles, rising.
    pub(crate) fn sketch(&self, doc: u32) -> impl Iterator<Item = u64> + '_ {
        self.sketch.values_for_doc(doc)
    }
}

/// Every article is indexed with its measures.
fn value(column: &Column<u64>, doc: u32) -> u64 {
    column.first(doc).unwrap_or_default()
}

impl Index {
    /// Opens the measures of a segment.
    pub(crate) fn measures(&self, segment: &SegmentReader) -> Result<Measures, IndexError> {
        let open = |name: &str| segment.fast_fields().u64(name).map_err(|e| self.failed(e));
        let [title, lead, body, captions] = schema::WORDS;
        let [high, low] = schema::DIGEST;
        Ok(Measures {
            words: [open(title)?, open(lead)?, open(body)?, open(captions)?],
            repeats: open(schema::REPEATS)?,
            digest: [open(high)?, open(low)?],
            sketch: open(schema::SKETCH)?,
        })
    }

    /// The sum of the digests of all articles, modulo 2¹²⁸: the same for two indexes exactly if they have the same
    /// articles, in whatever order they came.
    pub(crate) fn content_sum(&self) -> Result<u128, IndexError> {
        let mut sum = 0u128;
        for segment in self.searcher().segment_readers() {
            let measures = self.measures(segment)?;
            sum = segment.doc_ids_alive().fold(sum, |sum, doc| sum.wrapping_add(measures.digest(doc)));
        }
        Ok(sum)
    }
}

/// Whether the abstract of an article repeats how the body begins, so that its words count once.
pub(crate) fn lead_repeats(article: &Article) -> bool {
    let (lead, body) = (article.abstract_.as_deref(), article.body.as_deref());
    repeats_beginning(lead.unwrap_or_default(), body.unwrap_or_default(), article.abstract_truncated)
}

/// Adds the measures of an article to its document. Returns whether the abstract repeats how the body begins.
pub(super) fn add(document: &mut IndexDocument, fields: &Fields, article: &Article) -> bool {
    let body = article.body.as_deref().unwrap_or_default();
    let lead = article.abstract_.as_deref().unwrap_or_default();
    let repeats = lead_repeats(article);
    let captions = article.captions.iter().map(|caption| word_count(caption)).sum();
    let words = [word_count(&article.title), if repeats { 0 } else { word_count(lead) }, word_count(body), captions];
    fields.words.iter().zip(words).for_each(|(field, words)| document.add_u64(*field, words));
    document.add_u64(fields.repeats, u64::from(repeats));
    let digest = content_digest(article);
    let halves = [digest >> 64, digest & u128::from(u64::MAX)];
    for (field, half) in fields.digest.iter().zip(halves) {
        document.add_u64(*field, u64::try_from(half).unwrap_or(u64::MAX));
    }
    sketch(body).into_iter().for_each(|hash| document.add_u64(fields.sketch, hash));
    repeats
}
