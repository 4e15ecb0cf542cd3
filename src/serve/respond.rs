//! From a request to a response. Commands run on threads of their own, a bounded number at once and within a time limit.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::body::Bytes;
use hyper::header::{
    ACCEPT_LANGUAGE, ALLOW, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, VARY,
};
use hyper::{Request, Response, StatusCode};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{Instant, timeout_at};

use super::answers::{Commands, Output, Refusal, Snapshots};
use super::guard::{HEADERS, Hosts, rejection};
use super::lists::LatestNames;
use super::openapi;
use super::pages::{self, Problem};
use super::params::{LANG, ParamError, Params};
use super::recent::{PageKey, RecentPages};
use super::route::{Asset, Command, PageKind, Route, route};
use super::stream::{CHUNKS_MAX, Content, PartWriter};
use super::view::{Language, Medium, View};

/// The time for the answer to one request. A page that takes longer says so.
const ANSWER_MAX: Duration = Duration::from_secs(10);
/// Pages for which commands run at once. More would only make each other slower.
pub(super) const PAGES_MAX: usize = 8;
/// Outputs that are written at once. A slow reader occupies one of them, and no page.
const OUTPUTS_MAX: usize = 8;

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";
const SVG: &str = "image/svg+xml";
const TEXT: &str = "text/plain; charset=utf-8";
pub(super) const STYLE: &str = include_str!("byt.css");
pub(super) const ICON: &str = include_str!("byt.svg");
pub(super) const SCRIPT: &str = include_str!("byt.js");

/// Answers requests.
pub(super) struct Responder {
    snapshots: Arc<dyn Snapshots>,
    hosts: Hosts,
    language: Option<Language>,
    base: String,
    lists: Arc<LatestNames>,
    recent: Arc<RecentPages>,
    pages: Arc<Semaphore>,
    outputs: Arc<Semaphore>,
    /// The time for the answer to one request, waiting for others included.
    pub(super) answer_max: Duration,
}

type Answer = Response<Content>;

impl Responder {
    /// `language` is that of all pages, `None` for the one that the browser asks for; `base` is the path below which all
    /// pages are, empty or `/tin`.
    pub(super) fn new(
        snapshots: Arc<dyn Snapshots>,
        hosts: Hosts,
        language: Option<Language>,
        base: String,
    ) -> Responder {
        let [pages, outputs] = [PAGES_MAX, OUTPUTS_MAX].map(|max| Arc::new(Semaphore::new(max)));
        let (lists, recent) = (Arc::default(), Arc::default());
        Responder { snapshots, hosts, language, base, lists, recent, pages, outputs, answer_max: ANSWER_MAX }
    }

    /// Answers a request that reached the server at the address `local`.
    pub(super) async fn respond<B>(&self, request: &Request<B>, local: IpAddr) -> Answer {
        let mut response = match rejection(request.method(), request.uri(), request.headers(), &self.hosts, local) {
            Some(status) => rejected(status),
            None => self.answer(request).await,
        };
        for (name, value) in HEADERS {
            response.headers_mut().entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
        }
        response
    }

    async fn answer<B>(&self, request: &Request<B>) -> Answer {
        let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut language = self.language.unwrap_or_else(|| Language::preferred(header));
        let params = Params::parse(request.uri().query().unwrap_or_default());
        let chosen = params.as_ref().ok().and_then(Params::language).map(str::to_owned);
        let named = chosen.as_deref().and_then(Language::named);
        language = named.unwrap_or(language);
        let view = View { language, chosen: named.is_some(), base: &self.base, medium: Medium::Live };
        let params = params.and_then(|params| match (&chosen, named) {
            (Some(code), None) => Err(ParamError::Invalid(LANG.to_owned(), code.clone())),
            _ => Ok(params),
        });
        let path = request.uri().path();
        if path == self.base && !path.is_empty() {
            return moved(&view.path(&[]));
        }
        let found = path.strip_prefix(self.base.as_str()).and_then(route);
        match (found, params) {
            (None, _) => problem(view, &Problem::Path),
            (Some(Route::Output(_)), Err(error)) => refused(&Problem::Param(error)),
            (Some(_), Err(error)) => problem(view, &Problem::Param(error)),
            (Some(Route::Asset(asset)), _) => file(asset),
            (Some(Route::Health), _) => self.health().await,
            (Some(Route::Description), _) => self.description().await,
            (Some(Route::Moved(segments)), Ok(params)) => {
                let names: Vec<&str> = segments.iter().map(String::as_str).collect();
                moved(&view.link_with(&names, &params))
            }
            (Some(Route::Page(page)), Ok(params)) => self.page(page, params, view, request.uri().to_string()).await,
            (Some(Route::Output(command)), Ok(params)) => self.output(command, &params).await,
        }
    }

    /// Whether there is something to read. A cluster is asked, so this too has a thread of its own and a time limit.
    async fn health(&self) -> Answer {
        let snapshots = Arc::clone(&self.snapshots);
        let work = tokio::task::spawn_blocking(move || snapshots.take().map(drop));
        let unusable = |why: &str| with_type(StatusCode::SERVICE_UNAVAILABLE, TEXT, format!("{why}\n"));
        match timeout_at(Instant::now() + self.answer_max, work).await {
            Ok(Ok(Ok(()))) => with_type(StatusCode::OK, TEXT, "ok\n"),
            Ok(Ok(Err(refusal))) => unusable(&refusal.message.english),
            Ok(Err(_)) | Err(_) => unusable("there was no answer in time"),
        }
    }

    /// The description of the API, with the schemas of this program's output.
    async fn description(&self) -> Answer {
        let (snapshots, base) = (Arc::clone(&self.snapshots), self.base.clone());
        let work = move || openapi::description(&*snapshots.take()?, &base);
        match timeout_at(Instant::now() + self.answer_max, tokio::task::spawn_blocking(work)).await {
            Ok(Ok(Ok(document))) => with_type(StatusCode::OK, JSON, format!("{document:#}\n")),
            Ok(Ok(Err(refusal))) => refused(&Problem::Refused(refusal)),
            Ok(Err(_)) | Err(_) => refused(&Problem::Late),
        }
    }

    async fn page(&self, page: PageKind, params: Params, view: View<'_>, address: String) -> Answer {
        let deadline = Instant::now() + self.answer_max;
        let key = PageKey { address, language: view.language };
        if self.recent.has(&key, std::time::Instant::now()) {
            match timeout_at(deadline, tokio::task::spawn_blocking(self.shown_again(key.clone()))).await {
                Ok(Ok(Ok(Some(html)))) => return of_page(html),
                // The corpus has changed since.
                Ok(Ok(Ok(None))) => {}
                Ok(Ok(Err(refusal))) => return problem(view, &Problem::Refused(refusal)),
                Ok(Err(_)) | Err(_) => return problem(view, &Problem::Late),
            }
        }
        let Ok(Ok(permit)) = timeout_at(deadline, Arc::clone(&self.pages).acquire_owned()).await else {
            return problem(view, &Problem::Late);
        };
        let (snapshots, lists, recent) =
            (Arc::clone(&self.snapshots), Arc::clone(&self.lists), Arc::clone(&self.recent));
        let (base, language, chosen) = (self.base.clone(), view.language, view.chosen);
        let work = move || {
            let _running: OwnedSemaphorePermit = permit;
            let begun = std::time::Instant::now();
            let commands = snapshots.take().map_err(Problem::Refused)?;
            // Another request may have made it while this one waited.
            if let Some(html) = recent.get(&key, commands.generation(), begun) {
                return Ok(pages::Shown::Page(html));
            }
            let lists = lists.of(&*commands).map_err(Problem::Refused)?;
            let view = View { language, chosen, base: &base, medium: Medium::Live };
            let shown = pages::render(&page, &params, view, &*commands, &lists)?;
            if let pages::Shown::Page(html) = &shown {
                recent.keep(key, commands.generation(), begun, html);
            }
            Ok(shown)
        };
        match timeout_at(deadline, tokio::task::spawn_blocking(work)).await {
            Ok(Ok(Ok(pages::Shown::Page(html)))) => of_page(html),
            Ok(Ok(Ok(pages::Shown::Elsewhere(link)))) => moved(&link),
            Ok(Ok(Err(found))) => problem(view, &found),
            // A panic ends the process, so this is the time limit.
            Ok(Err(_)) | Err(_) => problem(view, &Problem::Late),
        }
    }

    /// What finds a page of the last seconds, if it is of the present state of the corpus. It runs no command, so it needs
    /// no permit; but a cluster may have to be asked, so it needs a thread.
    fn shown_again(&self, key: PageKey) -> impl FnOnce() -> Result<Option<Bytes>, Refusal> + use<> {
        let (snapshots, recent) = (Arc::clone(&self.snapshots), Arc::clone(&self.recent));
        move || Ok(recent.get(&key, snapshots.take()?.generation(), std::time::Instant::now()))
    }

    /// Passes on what a command writes. The status is known when the first part of it is there.
    async fn output(&self, command: Command, params: &Params) -> Answer {
        let (words, format) = match words_of(&command, params) {
            Ok(words) => words,
            Err(error) => return refused(&Problem::Param(error)),
        };
        let must_find = matches!(command, Command::Show(_));
        let deadline = Instant::now() + self.answer_max;
        let Ok(Ok(permit)) = timeout_at(deadline, Arc::clone(&self.outputs).acquire_owned()).await else {
            return refused(&Problem::Late);
        };
        let (sender, mut receiver) = mpsc::channel(CHUNKS_MAX);
        let incomplete = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&incomplete);
        let (snapshots, runtime) = (Arc::clone(&self.snapshots), Handle::current());
        let work = tokio::task::spawn_blocking(move || {
            let _running: OwnedSemaphorePermit = permit;
            let commands = snapshots.take()?;
            run_into(&*commands, &words, must_find, sender, &flag, runtime)
        });
        let Ok(first) = timeout_at(deadline, receiver.recv()).await else { return refused(&Problem::Late) };
        let content = match first {
            Some(part) => Content::Streamed { first: Some(part), rest: receiver, incomplete },
            None => match work.await {
                Ok(Ok(true)) => Content::text(""),
                Ok(Ok(false)) => return refused(&Problem::Article),
                Ok(Err(refusal)) => return refused(&Problem::Refused(refusal)),
                Err(_) => return refused(&Problem::Late),
            },
        };
        let mut response = Response::new(content);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(format.media_type));
        if command == Command::Export {
            let value = format!("attachment; filename=\"byt.{}\"", format.extension);
            response.headers_mut().extend(HeaderValue::from_str(&value).ok().map(|value| (CONTENT_DISPOSITION, value)));
        }
        response
    }
}

/// Runs a command and sends its output in parts. Returns whether it found what it had to; nothing is sent otherwise.
/// Sets `incomplete` if it fails after a part was sent. It waits for no client: whoever doesn't read keeps no permit.
fn run_into(
    commands: &dyn Commands,
    words: &[String],
    must_find: bool,
    sender: mpsc::Sender<Bytes>,
    incomplete: &AtomicBool,
    runtime: Handle,
) -> Result<bool, Refusal> {
    let writer = Arc::new(Mutex::new(PartWriter::new(sender, runtime)));
    let outcome = commands.run(words, Arc::clone(&writer) as Output, Vec::new());
    let mut writer = writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    match outcome {
        Ok(outcome) if must_find && !outcome.found => Ok(false),
        // If the client is gone, nobody wants the rest.
        Ok(_) => Ok(writer.finish().is_ok() || !must_find),
        Err(refusal) => {
            if writer.has_sent() {
                // The status was sent with the first part: only a broken connection can say that the rest is missing.
                incomplete.store(true, Ordering::Release);
            }
            Err(refusal)
        }
    }
}

/// What a format of the commands is called on the web.
#[derive(Debug, Clone, Copy)]
struct Format {
    name: &'static str,
    media_type: &'static str,
    extension: &'static str,
}

const FORMATS: [Format; 13] = [
    Format { name: "atom", media_type: "application/atom+xml; charset=utf-8", extension: "atom" },
    Format { name: "jsonl", media_type: "application/x-ndjson", extension: "jsonl" },
    Format { name: "json", media_type: JSON, extension: "json" },
    Format { name: "csv", media_type: "text/csv; charset=utf-8", extension: "csv" },
    Format { name: "tsv", media_type: "text/tab-separated-values; charset=utf-8", extension: "tsv" },
    Format { name: "svg", media_type: SVG, extension: "svg" },
    Format { name: "ids", media_type: TEXT, extension: "txt" },
    Format { name: "text", media_type: TEXT, extension: "txt" },
    Format { name: "markdown", media_type: "text/markdown; charset=utf-8", extension: "md" },
    Format { name: "html", media_type: HTML, extension: "html" },
    Format { name: "bibtex", media_type: "application/x-bibtex; charset=utf-8", extension: "bib" },
    Format { name: "ris", media_type: "application/x-research-info-systems; charset=utf-8", extension: "ris" },
    Format { name: "csl", media_type: "application/vnd.citationstyles.csl+json", extension: "csl.json" },
];

/// The words of a command whose output is asked for, and its format.
fn words_of(command: &Command, params: &Params) -> Result<(Vec<String>, Format), ParamError> {
    let (default, more): (_, &[&str]) = match command {
        Command::Export => ("jsonl", &["format", "fields", "relax"]),
        Command::Search => ("json", &["format", "fields", "relax", "sort", "limit", "offset"]),
        Command::Study(_) => ("json", &["format", "limit", "by", "smooth", "sort", "words", "within"]),
        Command::Feed => ("atom", &["format", "kind", "limit", "title"]),
        Command::Changes => ("json", &["format", "since", "kind", "limit"]),
        Command::Show(_) => ("json", &["format"]),
    };
    let name = params.get("format").unwrap_or(default);
    let known = FORMATS.into_iter().find(|format| format.name == name);
    let format = known.ok_or_else(|| ParamError::Invalid("format".to_owned(), name.to_owned()))?;
    let params = params.with("format", name);
    let words = match command {
        Command::Export => params.words(&["export"], more)?,
        Command::Search => params.words(&["search"], more)?,
        Command::Changes => params.words(&["changes"], more)?,
        Command::Study(name) => {
            let mut words = params.words(&[*name], more)?;
            // A picture has words in it.
            let language = params.language().filter(|_| format.name == "svg");
            words.splice(1..1, language.map(|language| format!("--lang={language}")));
            words
        }
        Command::Feed => params.words(&["feed"], more)?,
        Command::Show(id) => {
            let only = params.each().find(|(name, _)| !more.contains(name) && *name != LANG);
            if let Some((name, _)) = only {
                return Err(ParamError::Unknown(name.to_owned()));
            }
            vec!["show".to_owned(), format!("--format={name}"), "--".to_owned(), id.clone()]
        }
    };
    Ok((words, format))
}

fn with_type(status: StatusCode, media_type: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut response = Response::new(Content::text(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// A page for people, in the language of the address or the browser.
fn of_page(html: Bytes) -> Answer {
    let mut response = with_type(StatusCode::OK, HTML, html);
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept-language"));
    response
}

/// The page that says what is wrong.
fn problem(view: View<'_>, problem: &Problem) -> Answer {
    with_type(problem.status(), HTML, pages::problem(view, problem))
}

/// What is wrong, for programs.
fn refused(problem: &Problem) -> Answer {
    let (message, hint) = problem.in_words();
    let document = serde_json::json!({ "error": message.english, "hint": hint.map(|hint| hint.english) });
    with_type(problem.status(), JSON, format!("{document}\n"))
}

/// The answer to a request that isn't looked at any further.
fn rejected(status: StatusCode) -> Answer {
    let body = match status {
        StatusCode::METHOD_NOT_ALLOWED => "405: only GET and HEAD are allowed\n405: chỉ nhận GET và HEAD\n",
        _ => {
            "421: this server isn't known under that name; `byt serve --host NAME` allows it\n\
             421: máy chủ này không có tên đó; `byt serve --host NAME` cho phép dùng tên ấy\n"
        }
    };
    let mut response = with_type(status, TEXT, body);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

fn moved(link: &str) -> Answer {
    let mut response = with_type(StatusCode::SEE_OTHER, TEXT, "");
    response.headers_mut().extend(HeaderValue::from_str(link).ok().map(|link| (LOCATION, link)));
    response
}

fn file(asset: Asset) -> Answer {
    match asset {
        Asset::Style => with_type(StatusCode::OK, "text/css; charset=utf-8", STYLE),
        Asset::Icon => with_type(StatusCode::OK, SVG, ICON),
        Asset::Script => with_type(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT),
    }
}
