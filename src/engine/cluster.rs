//! Requests to a cluster.

use std::time::Duration;

use serde_json::Value;

use super::errors::EngineError;
use super::verdict;
use crate::fetch::{Method, Reply, Service, ServiceError};

/// Longest name in bytes.
const NAME_BYTES_MAX: usize = 64;

/// The name, or names, under which a cluster holds a corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name(String);

impl Name {
    /// Reads one name: `[a-z0-9][a-z0-9_-]*`.
    pub(crate) fn one(text: &str) -> Option<Name> {
        let is_fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
        let begins = text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
        (begins && text.len() <= NAME_BYTES_MAX && text.chars().all(is_fine)).then(|| Name(text.to_owned()))
    }

    /// Reads names separated by commas; a name may end in `*`.
    pub(crate) fn several(text: &str) -> Option<Name> {
        let is_name = |name: &str| Name::one(name.strip_suffix('*').unwrap_or(name)).is_some();
        text.split(',').all(is_name).then(|| Name(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// An OpenSearch or Elasticsearch cluster, as it introduced itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Product {
    pub(super) is_opensearch: bool,
    pub(super) major: u64,
    pub(super) minor: u64,
}

/// A cluster and the name under which it holds a corpus.
pub(crate) struct Cluster {
    service: Service,
    has_credentials: bool,
    name: Name,
    pub(super) product: Product,
}

impl Cluster {
    /// Asks what answers there. Fails if it isn't an engine that can hold a corpus.
    pub(crate) fn open(service: Service, has_credentials: bool, name: Name) -> Result<Cluster, EngineError> {
        let reply = service.call(Method::Get, "/", None).map_err(|e| unreachable(&e))?;
        let body = verdict::judged(&reply, has_credentials)?;
        let product = product_of(&body).ok_or_else(|| EngineError::Foreign(reply.host.clone()))?;
        let Product { is_opensearch, major, minor } = product;
        let since = if is_opensearch { (2, 4) } else { (7, 10) };
        if (major, minor) < since {
            let name = if is_opensearch { "OpenSearch" } else { "Elasticsearch" };
            return Err(EngineError::TooOld { host: reply.host, product: format!("{name} {major}.{minor}") });
        }
        Ok(Cluster { service, has_credentials, name, product })
    }

    pub(crate) fn name(&self) -> &str {
        self.name.as_str()
    }

    /// Host and port of the first node.
    pub(crate) fn host(&self) -> String {
        self.service.host()
    }

    /// Sends a request and returns the answer, whatever its status.
    pub(super) fn call(&self, method: Method, path: &str, body: Option<&[u8]>) -> Result<Reply, EngineError> {
        self.service.call(method, path, body).map_err(|e| unreachable(&e))
    }

    /// Sends a request and returns the JSON of a successful answer.
    pub(super) fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, EngineError> {
        let body = body.map(|body| body.to_string().into_bytes());
        self.judged(&self.call(method, path, body.as_deref())?)
    }

    /// The JSON of a successful answer.
    pub(super) fn judged(&self, reply: &Reply) -> Result<Value, EngineError> {
        verdict::judged(reply, self.has_credentials)
    }

    /// Waits before another attempt.
    pub(super) fn wait(&self, wait: Duration) -> Result<(), EngineError> {
        self.service.wait(wait).map_err(|e| unreachable(&e))
    }

    /// The error for something that the engine should not have answered.
    pub(super) fn unexpected(&self, why: &str) -> EngineError {
        EngineError::Unexpected { host: self.host(), why: why.to_owned() }
    }
}

fn unreachable(error: &ServiceError) -> EngineError {
    match () {
        () if error.is_cancelled() => EngineError::Cancelled,
        () if error.is_temporary() => EngineError::Unreachable(error.to_string()),
        () => EngineError::Unexpected { host: error.host.clone(), why: error.to_string() },
    }
}

/// Reads how a server introduces itself; `None` if it is neither product.
fn product_of(body: &Value) -> Option<Product> {
    let version = body.get("version")?;
    let is_opensearch = version.get("distribution").and_then(Value::as_str) == Some("opensearch");
    let tagline = body.get("tagline").and_then(Value::as_str);
    if !is_opensearch && tagline != Some("You Know, for Search") {
        return None;
    }
    let mut numbers = version.get("number")?.as_str()?.split('.').map(|n| n.parse().ok());
    Some(Product { is_opensearch, major: numbers.next()??, minor: numbers.next()?? })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_those_that_an_index_may_have() {
        for text in ["byt", "moh-2026", "0_a"] {
            assert!(Name::one(text).is_some(), "{text}");
        }
        for text in ["a,b", "moh-*", "*", "", "_all", "-byt", "Byt", "byt/../x", "bý", "a b"] {
            assert!(Name::one(text).is_none(), "{text}");
        }
        assert!(Name::one(&"a".repeat(NAME_BYTES_MAX + 1)).is_none());
        for (text, expected) in
            [("a,b", true), ("moh-*", true), ("a", true), ("*", false), ("a,,b", false), ("m*x", false)]
        {
            assert_eq!(Name::several(text).is_some(), expected, "{text}");
        }
    }

    #[test]
    fn products_introduce_themselves() {
        let opensearch = json!({"version": {"distribution": "opensearch", "number": "2.19.6"}, "tagline": "x"});
        let elastic = json!({"version": {"number": "8.1.0"}, "tagline": "You Know, for Search"});
        let shown = |body: &Value| product_of(body).map(|p| (p.is_opensearch, p.major, p.minor));
        assert_eq!(shown(&opensearch), Some((true, 2, 19)));
        assert_eq!(shown(&elastic), Some((false, 8, 1)));
        for other in [json!({}), json!({"version": "1"}), json!({"version": {"number": "1.2.3"}, "tagline": "Solr"})] {
            assert_eq!(shown(&other), None, "{other}");
        }
    }
}
