//! The layout of an index in the cluster: its fields, and how their text is cut into terms.
//!
//! Words arrive with their forms spelled out ([`super::document`]), so the analysis only takes them apart, and needs no
//! plugin. A query asks for one form of each word, which must stay as it is: taken apart, an exact form would match every
//! accent.

use serde_json::{Value, json};

use super::cluster::Product;

/// Increase it whenever an index made by an older version could be misread.
pub(super) const LAYOUT_VERSION: u64 = 3;

/// Positions left empty between two values of a field of words: the gap of the lexer at the end of a clause.
pub(super) const VALUE_GAP: u32 = 10;

/// The most hits that the cluster returns in one answer: more can only be read page by page.
pub(crate) const PAGE_HITS_MAX: usize = 10_000;

/// Stands for a word that isn't there, and leaves its position empty.
pub(crate) const FILLER: &str = "_";

/// Numbers of words, as the index rounds them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct FieldLengths {
    pub(crate) text: u64,
    pub(crate) title: u64,
    pub(crate) lead: u64,
}

impl FieldLengths {
    /// The fields of a document that hold them.
    pub(super) const FIELDS: [&'static str; 3] = ["text_length", "title_length", "lead_length"];
}

/// Settings and fields of a new index. `facets` are the names of the fields that articles are filtered and counted by.
pub(super) fn body(product: Product, shards: u64, origin: &Value, facets: &[&str]) -> Value {
    // OpenSearch 3 leaves out the factor that tantivy and older engines have.
    let similarity = if product.is_opensearch && product.major >= 3 { "LegacyBM25" } else { "BM25" };
    let words = json!({ "type": "text", "analyzer": "byt", "search_analyzer": "byt_query",
        "index_options": "positions", "position_increment_gap": VALUE_GAP });
    let keyword = json!({ "type": "keyword" });
    let shown = json!({ "type": "keyword", "index": false });
    let stored = json!({ "type": "keyword", "index": false, "doc_values": false });
    let mut properties = json!({
        "text": words, "title": words,
        "lead": { "type": "text", "analyzer": "byt", "search_analyzer": "byt_query", "index_options": "freqs" },
        "live": { "type": "boolean" }, "id": keyword, "key": keyword, "number": keyword,
        "published": { "type": "long" }, "day": keyword, "at": { "type": "date" },
        "headline": shown, "url": shown, "line": stored, "labels": stored,
        "seen": { "type": "object", "enabled": false },
    });
    for length in FieldLengths::FIELDS {
        properties[length] = json!({ "type": "long", "index": false });
    }
    for facet in facets {
        properties[*facet] = keyword.clone();
    }
    json!({
        "settings": {
            "number_of_shards": shards, "number_of_replicas": 0, "refresh_interval": "-1",
            "codec": "best_compression", "gc_deletes": "1h", "max_result_window": PAGE_HITS_MAX,
            "similarity": { "default": { "type": similarity, "k1": 1.2, "b": 0.75, "discount_overlaps": false } },
            "analysis": {
                "tokenizer": { "blank": { "type": "whitespace", "max_token_length": 2000 } },
                "filter": {
                    "gap": { "type": "stop", "stopwords": [FILLER] },
                    "forms": { "type": "pattern_capture", "preserve_original": false,
                        "patterns": ["([^|]+)", "^([^=|]+)="] },
                },
                "analyzer": {
                    "byt": { "type": "custom", "tokenizer": "blank", "filter": ["gap", "forms"] },
                    "byt_query": { "type": "custom", "tokenizer": "blank", "filter": ["gap"] },
                },
            },
        },
        "mappings": {
            "dynamic": "strict", "_meta": { "byt": origin },
            "_source": { "excludes": ["text", "title", "lead"] },
            "properties": properties,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_query_are_not_taken_apart() {
        let product = Product { is_opensearch: true, major: 3, minor: 0 };
        let body = body(product, 1, &json!({}), &["topic"]);
        let analyzers = &body["settings"]["analysis"]["analyzer"];
        for field in ["text", "title", "lead"] {
            let mapping = &body["mappings"]["properties"][field];
            let filters = |role: &str| analyzers[mapping[role].as_str().unwrap()]["filter"].clone();
            assert_eq!(filters("analyzer"), json!(["gap", "forms"]), "{field}");
            assert_eq!(filters("search_analyzer"), json!(["gap"]), "{field}");
        }
        assert_eq!(body["mappings"]["properties"]["topic"]["type"], "keyword");
        assert_eq!(body["settings"]["similarity"]["default"]["type"], "LegacyBM25");
    }
}
