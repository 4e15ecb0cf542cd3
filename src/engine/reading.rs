//! Reading: searches, counts and groups. An answer is complete or an error.

use serde::Deserialize;
use serde_json::{Value, json};

use super::cluster::Cluster;
use super::document::WITHDRAWN;
use super::errors::EngineError;
use super::layout::FieldLengths;
use super::verdict;
use crate::fetch::Method;

/// Buckets of groups for each request.
const BUCKETS: usize = 1000;
/// Hits for each request when all are read.
const PAGE_HITS: usize = 500;
/// How long the engine keeps a state of the index for the next page.
const KEEP_ALIVE: &str = "2m";
/// Parameters of every search: parts must not be left out, and documents are counted over all shards alike.
const COMPLETE: &str = "allow_partial_search_results=false";

/// A document that matches.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EngineHit {
    pub(crate) id: String,
    /// `None` if the order isn't that of scores.
    pub(crate) score: Option<f32>,
    /// The fields that were asked for.
    pub(crate) source: Value,
    /// The names of the clauses that match.
    pub(crate) matched: Vec<String>,
    /// Its place in the order, for the next page.
    pub(crate) sort: Value,
    /// If it was asked for.
    pub(crate) version: Option<u64>,
}

/// What an index has of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredVersion {
    pub(crate) id: String,
    pub(crate) version: u64,
    /// Whether it can be found; a withdrawn article can't.
    pub(crate) is_live: bool,
    /// Whether it is an article, and not one that ended in another.
    pub(crate) has_line: bool,
}

/// Hits in order, and the number of all.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct EnginePage {
    pub(crate) hits: Vec<EngineHit>,
    pub(crate) total: u64,
    pub(crate) aggregations: Value,
}

impl Cluster {
    /// Runs one search.
    pub(crate) fn search(&self, body: &Value, preference: &str) -> Result<EnginePage, EngineError> {
        let path =
            format!("/{}/_search?{COMPLETE}&search_type=dfs_query_then_fetch&preference={preference}", self.name());
        self.page(&self.searched(&path, body)?)
    }

    /// Counts the documents that match each of these queries, in one request.
    pub(crate) fn counts(&self, queries: &[Value]) -> Result<Vec<u64>, EngineError> {
        if queries.is_empty() {
            return Ok(Vec::new());
        }
        let head = json!({ "allow_partial_search_results": false });
        let line =
            |query: &Value| format!("{head}\n{}\n", json!({ "size": 0, "track_total_hits": true, "query": query }));
        let body: String = queries.iter().map(line).collect();
        let reply = self.call(Method::Post, &format!("/{}/_msearch", self.name()), Some(body.as_bytes()))?;
        let answer = self.judged(&reply)?;
        let answers = answer.get("responses").and_then(Value::as_array).filter(|all| all.len() == queries.len());
        let answers = answers.ok_or_else(|| self.unexpected("it doesn't answer every query"))?;
        answers
            .iter()
            .map(|answer| {
                if answer.get("error").is_some() {
                    return Err(self.failed_search(&reply.host, answer));
                }
                verdict::complete(&reply.host, answer)?;
                self.total(answer)
            })
            .collect()
    }

    /// The number of articles that can be found, and the sums of their lengths.
    pub(crate) fn lengths(&self) -> Result<(u64, FieldLengths), EngineError> {
        let sum = |field: &str| (field.to_owned(), json!({ "sum": { "field": field } }));
        let sums: serde_json::Map<String, Value> = FieldLengths::FIELDS.into_iter().map(sum).collect();
        let body = json!({ "size": 0, "track_total_hits": true, "query": { "term": { "live": true } }, "aggs": sums });
        let answer = self.searched(&format!("/{}/_search?{COMPLETE}", self.name()), &body)?;
        let sum = |field: &str| answer["aggregations"][field]["value"].as_f64().and_then(whole);
        let [text, title, lead] = FieldLengths::FIELDS.map(sum);
        let lengths = text.zip(title).zip(lead).map(|((text, title), lead)| FieldLengths { text, title, lead });
        Ok((self.total(&answer)?, lengths.ok_or_else(|| self.unexpected("it returns no sum of lengths"))?))
    }

    /// The current line of the article that has this id, or else the lines of those one of whose aliases or whose address
    /// this is: imported records may share an address.
    pub(crate) fn lines_of(&self, key: &str) -> Result<Vec<String>, EngineError> {
        /// More articles than share an address. One that ended in another has a document without a line.
        const HITS: usize = 10;
        let is_key = json!([{ "term": { "id": key } }, { "term": { "key": key } }]);
        let body = json!({ "size": HITS, "track_total_hits": true, "sort": ["id"], "_source": ["id", "line"],
            "query": { "bool": { "filter": { "bool": { "should": is_key, "minimum_should_match": 1 } } } } });
        let EnginePage { hits, .. } =
            self.page(&self.searched(&format!("/{}/_search?{COMPLETE}", self.name()), &body)?)?;
        let line = |hit: &EngineHit| hit.source["line"].as_str().map(str::to_owned);
        let own = hits.iter().filter(|hit| hit.id == key).find_map(line);
        Ok(own.map_or_else(|| hits.iter().filter_map(line).collect(), |own| vec![own]))
    }

    /// Calls `visit` with the id, the version and the state of every document except the mark: whether it can be found,
    /// and whether it has a line.
    pub(crate) fn each_version(&self, mut visit: impl FnMut(StoredVersion)) -> Result<(), EngineError> {
        let body = json!({ "query": { "exists": { "field": "id" } }, "sort": ["id"], "version": true,
            "_source": ["live", WITHDRAWN] });
        self.each_page::<EngineError>(&body, |hits| {
            for hit in hits {
                let is_live = hit.source["live"] == true;
                // Lines are long, and these two say the same: an article that ended in another is neither.
                let has_line = is_live || hit.source.get(WITHDRAWN).is_some();
                let version = hit.version.ok_or_else(|| self.unexpected("a document has no version"))?;
                visit(StoredVersion { id: hit.id, version, is_live, has_line });
            }
            Ok(true)
        })
    }

    /// The number of matches for each combination of values of these fields, in the order of the values.
    pub(crate) fn groups(&self, query: &Value, fields: &[&str]) -> Result<Vec<(Vec<String>, u64)>, EngineError> {
        let sources: Vec<Value> = fields
            .iter()
            .enumerate()
            .map(|(n, field)| json!({ (n.to_string()): { "terms": { "field": field } } }))
            .collect();
        let path = format!("/{}/_search?{COMPLETE}", self.name());
        let mut groups = Vec::new();
        let mut after = Value::Null;
        loop {
            let mut composite = json!({ "size": BUCKETS, "sources": sources });
            if !after.is_null() {
                composite["after"] = after;
            }
            let body = json!({ "size": 0, "track_total_hits": true, "query": query,
                "aggs": { "groups": { "composite": composite } } });
            let answer = self.searched(&path, &body)?;
            let found = &answer["aggregations"]["groups"];
            let buckets = found["buckets"].as_array().ok_or_else(|| self.unexpected("it answers without groups"))?;
            for bucket in buckets {
                let value = |n: usize| Some(bucket["key"][n.to_string()].as_str()?.to_owned());
                let values: Option<Vec<String>> = (0..fields.len()).map(value).collect();
                let group = values.zip(bucket["doc_count"].as_u64());
                groups.push(group.ok_or_else(|| self.unexpected("a group has no number"))?);
            }
            after = found["after_key"].clone();
            if after.is_null() || buckets.len() < BUCKETS {
                return Ok(groups);
            }
        }
    }

    /// Calls `visit` with every match, page by page, as the index is now. `body` has the query, the fields and an order
    /// without ties.
    pub(crate) fn each_page<E: From<EngineError>>(
        &self,
        body: &Value,
        mut visit: impl FnMut(Vec<EngineHit>) -> Result<bool, E>,
    ) -> Result<(), E> {
        let point = self.open_point()?;
        let outcome = self.pages_at(&point, body, &mut visit);
        let close = json!({ (if self.product.is_opensearch { "pit_id" } else { "id" }):
            if self.product.is_opensearch { json!([point]) } else { json!(point) } });
        let path = if self.product.is_opensearch { "/_search/point_in_time" } else { "/_pit" };
        // The engine forgets it by itself soon.
        let _ = self.call(Method::Delete, path, Some(close.to_string().as_bytes()));
        outcome
    }

    fn pages_at<E: From<EngineError>>(
        &self,
        point: &str,
        body: &Value,
        visit: &mut impl FnMut(Vec<EngineHit>) -> Result<bool, E>,
    ) -> Result<(), E> {
        let mut body = body.clone();
        body["size"] = PAGE_HITS.into();
        body["pit"] = json!({ "id": point, "keep_alive": KEEP_ALIVE });
        loop {
            let answer = self.searched(&format!("/_search?{COMPLETE}&search_type=dfs_query_then_fetch"), &body)?;
            let EnginePage { hits, .. } = self.page(&answer)?;
            let Some(last) = hits.last() else { return Ok(()) };
            body["search_after"] = last.sort.clone();
            let is_last = hits.len() < PAGE_HITS;
            if !visit(hits)? || is_last {
                return Ok(());
            }
        }
    }

    fn open_point(&self) -> Result<String, EngineError> {
        let (path, key) = if self.product.is_opensearch {
            (format!("/{}/_search/point_in_time?keep_alive={KEEP_ALIVE}", self.name()), "pit_id")
        } else {
            (format!("/{}/_pit?keep_alive={KEEP_ALIVE}", self.name()), "id")
        };
        let body = self.ask(Method::Post, &path, None)?;
        if self.product.is_opensearch {
            verdict::complete(&self.host(), &body)?;
        }
        body[key].as_str().map(str::to_owned).ok_or_else(|| self.unexpected("it opens no point in time"))
    }

    /// The JSON of a complete answer to a search.
    fn searched(&self, path: &str, body: &Value) -> Result<Value, EngineError> {
        let reply = self.call(Method::Post, path, Some(body.to_string().as_bytes()))?;
        let body = serde_json::from_slice::<Value>(&reply.body).unwrap_or_default();
        if reply.status >= 500 && body.get("error").is_some() {
            return Err(self.failed_search(&reply.host, &body));
        }
        let body = self.judged(&reply)?;
        verdict::complete(&reply.host, &body)?;
        Ok(body)
    }

    /// The error of a search that was refused because it would lack parts, or for another reason.
    fn failed_search(&self, host: &str, body: &Value) -> EngineError {
        let host = host.to_owned();
        let status = body["status"].as_u64();
        let lacks_parts = status == Some(503) || verdict::is_error(body, "search_phase_execution_exception");
        let failed = body.pointer("/error/failed_shards").and_then(Value::as_array).map_or(0, Vec::len) as u64;
        let why = verdict::error_of(body).unwrap_or_else(|| "a search failed".to_owned());
        match status {
            Some(404) => EngineError::Missing { name: self.name().to_owned(), host },
            Some(429) => EngineError::Busy { host, why },
            Some(503) if lacks_parts && failed == 0 => {
                EngineError::Busy { host, why: "an answer would lack articles, because a shard is missing".to_owned() }
            }
            // A node that has just gone fails its shards in other ways than one that has been gone for a while.
            Some(500..=599) => EngineError::Busy { host, why: format!("{failed} shards failed: {why}") },
            _ => EngineError::Unexpected { host, why },
        }
    }

    fn page(&self, answer: &Value) -> Result<EnginePage, EngineError> {
        let hits = answer.pointer("/hits/hits").and_then(Value::as_array);
        let hits = hits.ok_or_else(|| self.unexpected("it answers without hits"))?;
        let hits: Option<Vec<EngineHit>> = hits.iter().map(hit).collect();
        Ok(EnginePage {
            hits: hits.ok_or_else(|| self.unexpected("a hit has no id"))?,
            total: answer.pointer("/hits/total/value").and_then(Value::as_u64).unwrap_or_default(),
            aggregations: answer.get("aggregations").cloned().unwrap_or_default(),
        })
    }

    fn total(&self, answer: &Value) -> Result<u64, EngineError> {
        let total = answer.pointer("/hits/total/value").and_then(Value::as_u64);
        total.ok_or_else(|| self.unexpected("it answers without a total"))
    }
}

/// A sum of whole numbers, which an engine returns with a decimal point; exact below 2⁵³.
fn whole(sum: f64) -> Option<u64> {
    const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
    let is_whole = sum.fract() == 0.0 && (0.0..=EXACT_MAX).contains(&sum);
    // Its decimal form is that of the whole number.
    if is_whole { format!("{sum:.0}").parse().ok() } else { None }
}

fn hit(hit: &Value) -> Option<EngineHit> {
    let matched = hit.get("matched_queries").and_then(Value::as_array).into_iter().flatten();
    Some(EngineHit {
        id: hit.get("_id")?.as_str()?.to_owned(),
        score: hit.get("_score").and_then(|score| f32::deserialize(score).ok()),
        source: hit.get("_source").cloned().unwrap_or_default(),
        matched: matched.filter_map(Value::as_str).map(str::to_owned).collect(),
        sort: hit.get("sort").cloned().unwrap_or_default(),
        version: hit.get("_version").and_then(Value::as_u64),
    })
}
