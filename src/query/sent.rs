//! What a cluster has sent of articles: lines of a ledger, and labels.

use data_encoding::BASE64;

use crate::article::Article;
use crate::article::labels::Labels;
use crate::corpus::article_of_line;
use crate::engine::{EngineError, EngineHit};
use crate::index::{LabelledArticle, decode_labels};
use crate::storage::StorageError;

/// The article of a line that a cluster sent.
pub(crate) fn sent_article(line: &str) -> Result<Article, StorageError> {
    Ok(article_of_line(line.as_bytes()).ok_or_else(not_as_sent)?)
}

/// The labels that a cluster sent.
pub(crate) fn unpacked_labels(text: &str) -> Result<Labels, StorageError> {
    let packed = BASE64.decode(text.as_bytes()).ok();
    Ok(packed.and_then(|bytes| decode_labels(&bytes)).ok_or_else(not_as_sent)?)
}

pub(super) fn not_as_sent() -> EngineError {
    EngineError::Damaged("a document of the cluster isn't as it was sent".to_owned())
}

/// The articles that a cluster has sent, with their labels.
pub(super) fn articles_of(hits: &[EngineHit]) -> Result<Vec<LabelledArticle>, StorageError> {
    let text = |hit: &EngineHit, key: &str| hit.source[key].as_str().unwrap_or_default().to_owned();
    let article = |hit: &EngineHit| {
        Ok(LabelledArticle {
            article: sent_article(&text(hit, "line"))?,
            labels: unpacked_labels(&text(hit, "labels"))?,
        })
    };
    hits.iter().map(article).collect()
}
