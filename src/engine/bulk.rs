//! Sending documents: each of them is sent until the engine has acknowledged or refused it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::errors::EngineError;
use super::verdict;
use crate::fetch::Method;

/// How long documents are sent again to an engine that can't take them.
const PATIENCE: Duration = Duration::from_secs(600);
const WAIT_FIRST: Duration = Duration::from_millis(500);
const WAIT_MAX: Duration = Duration::from_secs(30);
/// Longest reason that is kept of a refusal, in characters.
const REASON_CHARS_MAX: usize = 200;

/// A document to send.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) id: String,
    /// The two lines of the request, with line breaks.
    lines: String,
}

impl Item {
    /// A document whose version is the number given; the engine keeps the highest.
    pub(crate) fn new(id: &str, version: u64, document: &Value) -> Item {
        let action = json!({ "index": { "_id": id, "version": version, "version_type": "external_gte" } });
        Item { id: id.to_owned(), lines: format!("{action}\n{document}\n") }
    }

    /// Its length in a request, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.lines.len()
    }
}

/// A document that the engine will never take as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) id: String,
    /// In the engine's words.
    pub(crate) reason: String,
}

/// What became of one item.
#[derive(Debug, PartialEq, Eq)]
enum ItemOutcome {
    Done,
    /// To be sent again.
    Later,
    Refused(String),
}

impl Cluster {
    /// Sends documents to an index and returns those that it refuses; all others are acknowledged. Waits for an engine
    /// that is busy or can't be reached, and fails if it stays so.
    pub(crate) fn send(&self, index: &str, items: Vec<Item>) -> Result<Vec<Refusal>, EngineError> {
        let mut refused = Vec::new();
        let mut pending = vec![items];
        let mut waits = Waits::begin();
        while let Some(items) = pending.pop() {
            if items.is_empty() {
                continue;
            }
            match self.send_once(index, &items) {
                Ok(Sent::Answered(outcomes)) => {
                    let mut later = Vec::new();
                    for (item, outcome) in items.into_iter().zip(outcomes) {
                        match outcome {
                            ItemOutcome::Done => {}
                            ItemOutcome::Later => later.push(item),
                            ItemOutcome::Refused(reason) => refused.push(Refusal { id: item.id, reason }),
                        }
                    }
                    if !later.is_empty() {
                        let host = self.host();
                        let why = format!("{} documents wait to be taken", later.len());
                        waits.next(self, EngineError::Busy { host, why })?;
                        pending.push(later);
                    }
                }
                Ok(Sent::TooLarge) => match <[Item; 1]>::try_from(items) {
                    Ok([item]) => refused.push(Refusal { id: item.id, reason: "too large for the engine".to_owned() }),
                    Err(mut items) => {
                        let second = items.split_off(items.len() / 2);
                        pending.extend([second, items]);
                    }
                },
                Err(error) if error.is_temporary() => {
                    waits.next(self, error)?;
                    pending.push(items);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(refused)
    }

    /// Asks again as long as a node says that it can't answer now, as one does of an index that was just created. Fails if
    /// that doesn't end.
    pub(crate) fn patiently<T>(&self, ask: impl Fn() -> Result<T, EngineError>) -> Result<T, EngineError> {
        let mut waits = Waits::begin();
        loop {
            match ask() {
                Err(error @ EngineError::Busy { .. }) => waits.next(self, error)?,
                outcome => return outcome,
            }
        }
    }

    fn send_once(&self, index: &str, items: &[Item]) -> Result<Sent, EngineError> {
        let body: String = items.iter().map(|item| item.lines.as_str()).collect();
        let reply = self.call(Method::Post, &format!("/{index}/_bulk"), Some(body.as_bytes()))?;
        if reply.status == 413 {
            return Ok(Sent::TooLarge);
        }
        let body = self.judged(&reply)?;
        let answers = body.get("items").and_then(Value::as_array).filter(|answers| answers.len() == items.len());
        let answers = answers.ok_or_else(|| self.unexpected("its answer doesn't cover what it was sent"))?;
        let outcomes = items.iter().zip(answers).map(|(item, answer)| outcome(item, answer));
        let outcomes = outcomes.collect::<Option<Vec<_>>>();
        outcomes.map(Sent::Answered).ok_or_else(|| self.unexpected("it answers for other documents than it was sent"))
    }
}

/// The answer to one request.
enum Sent {
    /// One outcome for each item.
    Answered(Vec<ItemOutcome>),
    TooLarge,
}

/// What became of an item; `None` if the answer is about another one.
fn outcome(item: &Item, answer: &Value) -> Option<ItemOutcome> {
    let answer = answer.get("index").filter(|answer| answer["_id"] == item.id.as_str())?;
    Some(match answer.get("status").and_then(Value::as_u64)? {
        // 409: the engine has this version or a later one.
        200 | 201 | 409 => ItemOutcome::Done,
        429 | 502 | 503 | 504 => ItemOutcome::Later,
        status => {
            let reason = verdict::error_of(answer).unwrap_or_else(|| format!("status {status}"));
            ItemOutcome::Refused(reason.chars().take(REASON_CHARS_MAX).collect())
        }
    })
}

/// Waits that grow until a total is reached.
struct Waits {
    begun: Instant,
    next: Duration,
}

impl Waits {
    fn begin() -> Waits {
        Waits { begun: Instant::now(), next: WAIT_FIRST }
    }

    /// Waits; fails with the error if it was waited long enough.
    fn next(&mut self, cluster: &Cluster, error: EngineError) -> Result<(), EngineError> {
        if self.begun.elapsed() > PATIENCE {
            return Err(error);
        }
        // Pushers that were refused together must not come back together.
        let spread = self.begun.elapsed().subsec_nanos() % 1000;
        let wait = self.next.mul_f64(0.75 + f64::from(spread) / 2000.0);
        self.next = (self.next * 2).min(WAIT_MAX);
        cluster.wait(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_has_an_outcome_of_its_own() {
        let item = Item::new("a", 7, &json!({"live": true}));
        assert_eq!(
            item.lines,
            "{\"index\":{\"_id\":\"a\",\"version\":7,\"version_type\":\"external_gte\"}}\n{\"live\":true}\n"
        );
        let of = |status: u64| outcome(&item, &json!({"index": {"_id": "a", "status": status}}));
        for status in [200, 201, 409] {
            assert_eq!(of(status), Some(ItemOutcome::Done), "{status}");
        }
        for status in [429, 503] {
            assert_eq!(of(status), Some(ItemOutcome::Later), "{status}");
        }
        assert_eq!(of(400), Some(ItemOutcome::Refused("status 400".to_owned())));
        assert_eq!(outcome(&item, &json!({"index": {"_id": "b", "status": 200}})), None);
        assert_eq!(outcome(&item, &json!({"delete": {"_id": "a", "status": 200}})), None);
        assert_eq!(outcome(&item, &json!({"index": {"_id": "a"}})), None);
        let refused = json!({"index": {"_id": "a", "status": 400, "error": {"type": "t", "reason": "r".repeat(999)}}});
        assert!(
            matches!(outcome(&item, &refused), Some(ItemOutcome::Refused(reason)) if reason.len() == REASON_CHARS_MAX)
        );
    }
}
