//! What an answer of the engine means.

use serde_json::Value;

use super::errors::EngineError;
use crate::fetch::Reply;

/// Returns the JSON of a successful answer. Only the kind and the reason of an error are passed on: the rest of a body may
/// contain anything.
pub(super) fn judged(reply: &Reply, sent_credentials: bool) -> Result<Value, EngineError> {
    let host = || reply.host.clone();
    let body = serde_json::from_slice::<Value>(&reply.body).ok().filter(Value::is_object);
    match reply.status {
        200..=299 => body.ok_or_else(|| EngineError::Foreign(host())),
        300..=399 => {
            let to = reply.location.clone().unwrap_or_else(|| "nowhere".to_owned());
            Err(EngineError::Redirect { host: host(), to })
        }
        401 | 403 => Err(EngineError::Refused { host: host(), sent: sent_credentials }),
        status @ (429 | 502 | 503 | 504) => Err(busy(&host(), status, body.as_ref())),
        status => Err(match body.as_ref().and_then(error_of) {
            Some(why) => EngineError::Unexpected { host: host(), why },
            None if status < 500 => EngineError::Foreign(host()),
            None => EngineError::Unexpected { host: host(), why: format!("status {status}") },
        }),
    }
}

/// A search that fails because of shards says how many: that is what to report.
fn busy(host: &str, status: u16, body: Option<&Value>) -> EngineError {
    let why = body.and_then(error_of).unwrap_or_else(|| format!("status {status}"));
    EngineError::Busy { host: host.to_owned(), why }
}

/// The kind and the reason of an error, in the engine's words.
pub(super) fn error_of(body: &Value) -> Option<String> {
    let error = body.get("error")?;
    if let Some(text) = error.as_str() {
        return Some(text.to_owned());
    }
    let cause = error.pointer("/root_cause/0").unwrap_or(error);
    let text = |of: &Value, key: &str| Some(of.get(key)?.as_str()?.to_owned());
    let kind = text(cause, "type").or_else(|| text(error, "type"))?;
    Some(text(cause, "reason").or_else(|| text(error, "reason")).map_or(kind.clone(), |why| format!("{kind}: {why}")))
}

/// Whether an error is of this kind.
pub(super) fn is_error(body: &Value, kind: &str) -> bool {
    body.pointer("/error/type").and_then(Value::as_str) == Some(kind)
}

/// Fails unless every shard answered, in time and completely. With one shard lost, an engine answers 200, no failures, no
/// time-out: only the numbers of shards tell.
pub(super) fn complete(host: &str, body: &Value) -> Result<(), EngineError> {
    let number = |key: &str| body.pointer(&format!("/_shards/{key}")).and_then(Value::as_u64);
    let (Some(all), Some(answered)) = (number("total"), number("successful")) else {
        let why = body.get("error").and_then(|_| error_of(body));
        let why = why.unwrap_or_else(|| "an answer without the number of its shards".to_owned());
        return Err(EngineError::Unexpected { host: host.to_owned(), why });
    };
    let is_late = body.get("timed_out").and_then(Value::as_bool).unwrap_or(false);
    let failed = number("failed").unwrap_or(0);
    let is_estimate =
        body.pointer("/hits/total/relation").and_then(Value::as_str).is_some_and(|relation| relation != "eq");
    if answered < all || failed > 0 || all == 0 || is_late {
        let answered = answered.min(all.saturating_sub(failed.max(u64::from(is_late))));
        return Err(EngineError::Incomplete { host: host.to_owned(), answered, all });
    }
    if is_estimate {
        let why = "it estimates a number that it was asked to count".to_owned();
        return Err(EngineError::Unexpected { host: host.to_owned(), why });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reply(status: u16, body: &str) -> Reply {
        Reply { host: "a:1".into(), status, body: body.as_bytes().to_vec(), location: None }
    }

    #[test]
    fn statuses_and_bodies_have_a_meaning() {
        let said = |status, body: &str| judged(&reply(status, body), true).unwrap_err().to_string();
        assert!(judged(&reply(200, "{\"a\":1}"), false).is_ok());
        for (status, body, expected) in [
            (200, "<html>", "what answers at a:1 is neither OpenSearch nor Elasticsearch"),
            (200, "[]", "what answers at a:1 is neither OpenSearch nor Elasticsearch"),
            (200, "{\"a\":", "what answers at a:1 is neither OpenSearch nor Elasticsearch"),
            (401, "secret", "a:1 refuses the credentials of the environment"),
            (302, "", "the engine at a:1 redirects to nowhere"),
            (404, "not here", "what answers at a:1 is neither OpenSearch nor Elasticsearch"),
            (500, "oops", "the engine at a:1 doesn't work as expected: status 500"),
            (503, "", "the engine at a:1 can't answer now: status 503"),
            (
                400,
                "{\"error\":{\"type\":\"x\",\"reason\":\"y\",\"root_cause\":[{\"type\":\"r\",\"reason\":\"why\"}]}}",
                "the engine at a:1 doesn't work as expected: r: why",
            ),
            (400, "{\"error\":\"no handler\"}", "the engine at a:1 doesn't work as expected: no handler"),
        ] {
            assert_eq!(said(status, body), expected, "{status} {body}");
        }
    }

    #[test]
    fn an_answer_that_lacks_a_shard_is_none() {
        let answer = |total, successful, failed, late: bool| {
            let shards = json!({"total": total, "successful": successful, "failed": failed});
            complete("a:1", &json!({"timed_out": late, "_shards": shards}))
        };
        assert!(answer(3, 3, 0, false).is_ok());
        for (total, successful, failed, late) in
            [(3, 2, 0, false), (3, 2, 1, false), (3, 3, 1, false), (3, 3, 0, true), (0, 0, 0, false), (3, 0, 0, false)]
        {
            let error = answer(total, successful, failed, late).unwrap_err();
            assert!(
                matches!(error, EngineError::Incomplete { answered, all, .. } if answered < all || all == 0),
                "{error}"
            );
        }
        assert!(complete("a:1", &json!({"hits": {}})).is_err());
        let shards = json!({"total": 1, "successful": 1});
        let estimate = json!({"_shards": shards, "hits": {"total": {"value": 10_000, "relation": "gte"}}});
        assert!(complete("a:1", &estimate).is_err());
    }
}
