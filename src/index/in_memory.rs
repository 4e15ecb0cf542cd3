//! A few articles of a larger collection, as an index in memory.
//!
//! Terms, lengths and queries are those of an index on disk, and scores are computed from the statistics of the whole
//! collection. So an article has the score here that it has in an index of all articles, to the last digit.

use std::collections::BTreeSet;

use tantivy::directory::RamDirectory;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::indexer::SingleSegmentIndexWriter;
use tantivy::tokenizer::{TokenStream, Tokenizer, TokenizerManager};
use tantivy::{Directory, IndexBuilder, IndexSettings};

use super::collection::Collection;
use super::document::IndexDocument;
use super::errors::IndexError;
use super::reader::Index;
use super::schema::{own_key, schema};
use super::segment_stats::WordCounts;
use super::terms::{TOKENIZER, Words};
use super::writer;
use crate::article::Article;
use crate::article::labels::Labels;
use crate::text::Named;

/// The engine derives the initial size of its term table from this; the table grows where needed.
const ARENA_BYTES: usize = 4 * 1024 * 1024;

/// An article with what was computed of it.
pub(crate) struct LabelledArticle {
    pub(crate) article: Article,
    pub(crate) labels: Labels,
}

impl Index {
    /// Returns an index of these articles alone, in memory: article `n` is document `n` of the only segment, and `n` is
    /// its offset. There must be one at least.
    pub(crate) fn in_memory(articles: Vec<LabelledArticle>, collection: Collection) -> Result<Index, IndexError> {
        let (_, fields) = schema();
        let documents = (0..).zip(articles).map(|(offset, LabelledArticle { article, labels })| {
            let numbers: BTreeSet<String> = Named::in_texts(article.texts()).terms;
            let own = own_key(article.id.as_str());
            writer::document(&fields, article, own, offset, &labels, numbers)
        });
        let built = build(documents).and_then(|index| Index::of_engine(&index, fields, collection));
        built.map_err(|e| IndexError::reading("memory".as_ref(), e))
    }
}

fn build(documents: impl Iterator<Item = IndexDocument>) -> tantivy::Result<tantivy::Index> {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(TOKENIZER, Words::default());
    let settings = IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
    let builder = IndexBuilder::new().schema(schema().0).settings(settings).tokenizers(tokenizers);
    let directory: Box<dyn Directory> = Box::new(RamDirectory::create());
    let mut segment: SingleSegmentIndexWriter<IndexDocument> =
        builder.single_segment_index_writer(directory, ARENA_BYTES)?;
    for document in documents {
        segment.add_document(document)?;
    }
    segment.finalize()
}

/// Returns the lengths of the scored fields of an article: their numbers of terms, rounded as the index stores them.
/// `repeats` says whether the abstract repeats how the body begins.
pub(crate) fn field_lengths(article: &Article, repeats: bool) -> WordCounts {
    let lead = article.abstract_.as_deref();
    let texts = std::iter::once(article.title.as_str())
        .chain(lead.filter(|_| !repeats))
        .chain(article.body.as_deref())
        .chain(article.captions.iter().map(String::as_str));
    WordCounts { text: length(texts), title: length([article.title.as_str()]), lead: length(lead) }
}

fn length<'a>(texts: impl IntoIterator<Item = &'a str>) -> u64 {
    let mut words = Words::default();
    let terms: usize = texts
        .into_iter()
        .map(|text| {
            let mut stream = words.token_stream(text);
            std::iter::from_fn(|| stream.advance().then_some(())).count()
        })
        .sum();
    let id = FieldNormReader::fieldnorm_to_id(u32::try_from(terms).unwrap_or(u32::MAX));
    FieldNormReader::id_to_fieldnorm(id).into()
}
