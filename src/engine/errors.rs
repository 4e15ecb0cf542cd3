//! What can go wrong with an engine.

/// Why an engine did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EngineError {
    #[error("{0}")]
    Unreachable(String),
    #[error("interrupted")]
    Cancelled,
    /// It demands credentials, or refuses them.
    #[error("{host} {}", if *.sent { "refuses the credentials of the environment" } else { "demands credentials" })]
    Refused { host: String, sent: bool },
    #[error("the engine at {host} redirects to {to}")]
    Redirect { host: String, to: String },
    /// Status 429, 502, 503 or 504, after all attempts.
    #[error("the engine at {host} can't answer now: {why}")]
    Busy { host: String, why: String },
    /// Not every shard answered, or not in time.
    #[error("the engine at {host} answered for {answered} of {all} shards: an answer would lack articles")]
    Incomplete { host: String, answered: u64, all: u64 },
    #[error("what answers at {0} is neither OpenSearch nor Elasticsearch")]
    Foreign(String),
    #[error("the engine at {host} is {product}, which is too old")]
    TooOld { host: String, product: String },
    /// It rejects a request, or answers something other than what it was asked.
    #[error("the engine at {host} doesn't work as expected: {why}")]
    Unexpected { host: String, why: String },
    #[error("{0}")]
    Damaged(String),
    /// Something that only the corpus and its index can answer.
    #[error("{0} needs the corpus; the cluster can't answer it")]
    NeedsCorpus(&'static str),
    /// A phrase that the engine would not find everywhere, and that too many articles may have to read them all.
    #[error("a phrase that repeats a word both with and without accents can't be verified in so many articles")]
    Inexact,
    #[error("there is no index “{name}” at {host}")]
    Missing { name: String, host: String },
    #[error("“{name}” at {host} is an index that byt did not make")]
    NotOurs { name: String, host: String },
    #[error("the index “{0}” there was made by other rules")]
    OtherRules(String),
    #[error("“{0}” there holds another corpus")]
    OtherCorpus(String),
    /// The corpus is the same, but it no longer begins with what was sent.
    #[error("“{0}” there holds articles that this corpus has lost")]
    Ahead(String),
}

impl EngineError {
    /// Whether another attempt may succeed.
    pub(super) fn is_temporary(&self) -> bool {
        matches!(self, EngineError::Unreachable(_) | EngineError::Busy { .. })
    }
}
