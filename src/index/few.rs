//! The few articles of a day, made into a segment here rather than in the engine's threads.
//!
//! Those make a table for hundreds of thousands of terms before the first one comes, and go through all of it
//! at the end: for twenty articles that takes longer than to index them.

use tantivy::indexer::SingleSegmentIndexWriter;
use tantivy::{Directory, Index, IndexBuilder};

use super::directory::CommitDirectory;
use super::document::Fielded;
use super::writer::Engine;

/// By this the engine chooses how large its table of terms is at first; it grows where it has to.
const ARENA_BYTES: usize = 2 * 1024 * 1024;

/// Articles that are new to an index, kept until it is known that nothing is superseded by them: which of two
/// came first, only the engine's own threads can tell.
pub(super) struct Few {
    directory: CommitDirectory,
    documents: Vec<Fielded>,
}

impl Few {
    /// `directory` is the one that the engine writes through.
    pub(super) fn new(directory: CommitDirectory) -> Few {
        Few { directory, documents: Vec::new() }
    }

    pub(super) fn add(&mut self, document: Fielded) {
        self.documents.push(document);
    }

    /// Leaves the articles to the engine's threads after all.
    pub(super) fn leave_to(self, engine: &Engine) -> tantivy::Result<()> {
        self.documents.into_iter().try_for_each(|document| engine.add_document(document).map(drop))
    }

    /// Makes a segment of the articles, for the engine's next commit.
    pub(super) fn index(self, engine: &Engine) -> tantivy::Result<()> {
        if self.documents.is_empty() {
            return Ok(());
        }
        let mut segment = begin(engine.index(), &self.directory)?;
        self.documents.into_iter().try_for_each(|document| segment.add_document(document))?;
        for made in segment.finalize()?.searchable_segment_metas()? {
            engine.add_segment(engine.index().new_segment_meta(made.id(), made.max_doc()))?;
        }
        Ok(())
    }
}

/// The segment is made as if it were all of an index, whose list of segments is kept in memory.
fn begin(index: &Index, directory: &CommitDirectory) -> tantivy::Result<SingleSegmentIndexWriter<Fielded>> {
    let mut settings = index.settings().clone();
    settings.docstore_compress_dedicated_thread = false;
    let alone = IndexBuilder::new().schema(index.schema()).settings(settings).tokenizers(index.tokenizers().clone());
    alone.single_segment_index_writer(Box::new(directory.draft()) as Box<dyn Directory>, ARENA_BYTES)
}
