//! A small engine in memory, for what a real cluster can't be made to do: wrong answers, refusals, foreign products.
//!
//! It keeps documents by id and version as the real one does, and knows the requests of `byt push`. It doesn't search.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// A request as it arrived, its body decompressed.
pub(crate) struct Asked {
    pub method: String,
    pub path: String,
    pub head: String,
    pub body: String,
}

/// An answer to send: status, further header lines, body.
pub(crate) struct Answer(pub u16, pub &'static str, pub String);

/// Answers in place of the engine; `None` leaves a request to it.
type Script = dyn Fn(&Asked) -> Option<Answer> + Send + Sync;

/// Documents by id, with their versions.
type Documents = BTreeMap<String, (u64, Value)>;

#[derive(Default)]
struct Held {
    /// By index: its body and its documents.
    indexes: BTreeMap<String, (Value, Documents)>,
    aliases: BTreeMap<String, Vec<String>>,
    asked: Vec<String>,
}

/// The engine; it ends with the process.
pub(crate) struct Engine {
    pub url: String,
    held: Arc<Mutex<Held>>,
}

impl Engine {
    pub(crate) fn new() -> Engine {
        Engine::with(|_| None)
    }

    /// An engine that answers some requests otherwise.
    pub(crate) fn with(script: impl Fn(&Asked) -> Option<Answer> + Send + Sync + 'static) -> Engine {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let held: Arc<Mutex<Held>> = Arc::default();
        let (shared, script) = (Arc::clone(&held), Arc::new(script));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (held, script) = (Arc::clone(&shared), Arc::clone(&script));
                std::thread::spawn(move || serve(stream.unwrap(), &held, script.as_ref()));
            }
        });
        Engine { url, held }
    }

    /// The articles of an index by id: version, and whether the article can be found.
    pub(crate) fn articles(&self, name: &str) -> BTreeMap<String, (u64, bool)> {
        let held = self.held.lock().unwrap();
        let [index] = held.aliases[name].as_slice() else { panic!("{name} means several indexes") };
        let articles = held.indexes[index].1.iter().filter(|(id, _)| !id.starts_with('·'));
        articles.map(|(id, (version, of))| (id.clone(), (*version, of["live"] == true))).collect()
    }

    pub(crate) fn indexes(&self) -> Vec<String> {
        self.held.lock().unwrap().indexes.keys().cloned().collect()
    }

    /// Method and path of every request so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.held.lock().unwrap().asked.clone()
    }
}

fn serve(stream: TcpStream, held: &Mutex<Held>, script: &Script) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    while let Some(asked) = read(&mut reader) {
        held.lock().unwrap().asked.push(format!("{} {}", asked.method, asked.path));
        let Answer(status, headers, body) = script(&asked).unwrap_or_else(|| answer(&asked, &mut held.lock().unwrap()));
        let length = if headers.contains("content-length") {
            String::new()
        } else {
            format!("content-length: {}\r\n", body.len())
        };
        let head = format!("HTTP/1.1 {status} x\r\n{length}{headers}\r\n");
        if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).is_err() {
            return;
        }
        if headers.contains("content-length") {
            return;
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Asked> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let head = head.to_lowercase();
    let length =
        head.split("content-length: ").nth(1).map_or(0, |rest| rest.split("\r\n").next().unwrap().parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let mut text = String::new();
    if head.contains("content-encoding: gzip") {
        flate2::read::GzDecoder::new(body.as_slice()).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(body).unwrap();
    }
    let mut line = head.split(' ');
    let (method, path) = (line.next()?.to_uppercase(), line.next()?.to_owned());
    Some(Asked { method, path, head, body: text })
}

fn error(status: u16, kind: &str) -> Answer {
    Answer(status, "", json!({"error": {"type": kind, "reason": "in the test"}, "status": status}).to_string())
}

fn ok(body: &Value) -> Answer {
    Answer(200, "", body.to_string())
}

fn answer(asked: &Asked, held: &mut Held) -> Answer {
    let path = asked.path.split('?').next().unwrap();
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match (asked.method.as_str(), parts.as_slice()) {
        ("GET", [""]) => ok(&json!({"version": {"distribution": "opensearch", "number": "2.19.6"}})),
        ("GET", ["_cluster", "health", ..]) => ok(&json!({
            "number_of_data_nodes": 1, "number_of_nodes": 1, "status": "green", "timed_out": false})),
        ("GET", ["_alias", name]) => match held.aliases.get(*name) {
            Some(indexes) => ok(&indexes.iter().map(|index| (index.clone(), json!({}))).collect::<Value>()),
            None => error(404, "aliases_not_found_exception"),
        },
        ("POST", ["_aliases"]) => switch(asked, held),
        ("GET", [name, "_mapping"]) => {
            let named = |index: &str| {
                let is_prefix = name.strip_suffix('*').is_some_and(|prefix| index.starts_with(prefix));
                index == *name || is_prefix || held.aliases.get(*name).is_some_and(|all| all.iter().any(|i| i == index))
            };
            let found = held.indexes.iter().filter(|(index, _)| named(index));
            let found: serde_json::Map<String, Value> =
                found.map(|(index, (body, _))| (index.clone(), json!({"mappings": body["mappings"]}))).collect();
            if found.is_empty() { error(404, "index_not_found_exception") } else { ok(&found.into()) }
        }
        ("PUT", [_, "_settings"]) => ok(&json!({})),
        ("PUT", [index]) if held.indexes.contains_key(*index) => error(400, "resource_already_exists_exception"),
        ("PUT", [index]) => {
            held.indexes.insert((*index).to_owned(), (serde_json::from_str(&asked.body).unwrap(), BTreeMap::new()));
            ok(&json!({}))
        }
        ("DELETE", [index]) => {
            held.indexes.remove(*index);
            ok(&json!({}))
        }
        ("POST", [_, "_refresh"]) => ok(&json!({"_shards": {"total": 1, "successful": 1, "failed": 0}})),
        ("GET", [index, "_doc", id]) => {
            let id = id.replace("%c2%b7", "·");
            match held.indexes[*index].1.get(&id) {
                Some((_, source)) => ok(&json!({"found": true, "_source": source})),
                None => Answer(404, "", json!({"found": false}).to_string()),
            }
        }
        ("POST", [index, "_bulk"]) => bulk(asked, &mut held.indexes.get_mut(*index).unwrap().1),
        _ => error(400, "unknown_request"),
    }
}

fn switch(asked: &Asked, held: &mut Held) -> Answer {
    let body: Value = serde_json::from_str(&asked.body).unwrap();
    for action in body["actions"].as_array().unwrap() {
        let (verb, of) = action.as_object().unwrap().iter().next().unwrap();
        let text = |key: &str| of[key].as_str().unwrap().to_owned();
        let indexes = held.aliases.entry(text("alias")).or_default();
        indexes.retain(|index| *index != text("index"));
        if verb == "add" {
            indexes.push(text("index"));
        }
    }
    ok(&json!({"acknowledged": true}))
}

/// Keeps the highest version of each document.
fn bulk(asked: &Asked, documents: &mut Documents) -> Answer {
    let lines: Vec<Value> = asked.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let items: Vec<Value> = lines
        .chunks(2)
        .map(|pair| {
            let id = pair[0]["index"]["_id"].as_str().unwrap().to_owned();
            let version = pair[0]["index"]["version"].as_u64().unwrap();
            let is_old = documents.get(&id).is_some_and(|(known, _)| *known > version);
            if !is_old {
                documents.insert(id.clone(), (version, pair[1].clone()));
            }
            json!({"index": {"_id": id, "status": if is_old { 409 } else { 200 }}})
        })
        .collect();
    ok(&json!({"errors": false, "items": items}))
}
