//! How this program sets up the search engine: its folder, its tokenizer, its memory and its merges.

use tantivy::IndexSettings;
use tantivy::indexer::IndexWriterOptions;
use tantivy::merge_policy::LogMergePolicy;

use super::directory::CommitDirectory;
use super::document::IndexDocument;
use super::schema;
use super::terms::{TOKENIZER, Words};
use crate::disk;

/// Memory in which new articles are collected before they become a segment. One thread collects while
/// another reads and labels. Two collecting threads would make twice as many segments of the same memory,
/// and every search has to open all of them.
const ARENA_BYTES: usize = 256 * 1024 * 1024;
/// The least memory that the engine accepts for one thread.
const SMALL_ARENA_BYTES: usize = 16 * 1024 * 1024;
/// Stored labels are compressed in blocks of this size; a search decompresses one block for each result.
const LABEL_BLOCK_BYTES: usize = 4 * 1024;
/// Daily segments are merged with each other up to this size. With the engine's default of 10 000 articles, they
/// would be merged with all of a small corpus every week.
const SMALL_SEGMENT_ARTICLES: u32 = 500;
/// A daily update leaves segments from this size on as they are, so that no update waits for a large merge.
/// Daily updates alone fill two such segments a year.
const DAILY_MERGE_ARTICLES_MAX: usize = 4_000;
/// A segment with more than this share of superseded articles is rewritten.
pub(super) const DELETED_SHARE_MAX: f32 = 0.3;

pub(super) type Engine = tantivy::IndexWriter<IndexDocument>;

/// What a writer is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Workload {
    /// Adds many articles, or all.
    Many,
    /// Adds a few articles. `compacts` also rewrites segments, whatever their size, that have too many
    /// superseded articles.
    Few { compacts: bool },
}

/// Opens the engine's index in a folder.
pub(super) fn open(directory: CommitDirectory) -> tantivy::Result<tantivy::Index> {
    let index = tantivy::Index::open(directory)?;
    register_tokenizer(&index);
    Ok(index)
}

/// Creates an empty index in an empty folder.
pub(super) fn create(directory: CommitDirectory) -> tantivy::Result<tantivy::Index> {
    let settings = IndexSettings { docstore_blocksize: LABEL_BLOCK_BYTES, ..IndexSettings::default() };
    let (schema, _) = schema::schema();
    let index = tantivy::Index::create(directory, schema, settings)?;
    register_tokenizer(&index);
    Ok(index)
}

fn register_tokenizer(index: &tantivy::Index) {
    index.tokenizers().register(TOKENIZER, Words::default());
}

/// Returns the memory for new articles: less if the process may not have much.
fn arena_bytes() -> usize {
    /// The engine and the folder of the index need the rest.
    const SHARE: u64 = 8;
    let share = disk::address_space_limit().and_then(|limit| usize::try_from(limit / SHARE).ok());
    share.map_or(ARENA_BYTES, |share| share.clamp(SMALL_ARENA_BYTES, ARENA_BYTES))
}

/// Returns a writer with the memory and the merges that fit the workload.
pub(super) fn writer(index: &tantivy::Index, workload: Workload) -> tantivy::Result<Engine> {
    let mut policy = LogMergePolicy::default();
    policy.set_del_docs_ratio_before_merge(DELETED_SHARE_MAX);
    let writer = match workload {
        Workload::Many => index.writer_with_num_threads(1, arena_bytes())?,
        Workload::Few { compacts } => {
            policy.set_min_layer_size(SMALL_SEGMENT_ARTICLES);
            if !compacts {
                policy.set_max_docs_before_merge(DAILY_MERGE_ARTICLES_MAX);
            }
            // A few articles cause one merge at most.
            let small = IndexWriterOptions::builder().num_worker_threads(1).num_merge_threads(1);
            index.writer_with_options(small.memory_budget_per_thread(SMALL_ARENA_BYTES).build())?
        }
    };
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}
