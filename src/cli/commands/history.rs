//! `byt show ID --versions` and `byt show ID --diff`: what changed in an article, and when.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{answer, show, store};
use crate::article::{Article, Id};
use crate::cli::arguments::{Format, Output, Show};
use crate::cli::layout::{Width, under};
use crate::cli::output::{Out, safe};
use crate::cli::settings::Settings;
use crate::cli::{Exit, Failure, diff, output, view};
use crate::corpus::Corpus;
use crate::export;

/// Which two versions are compared.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Range {
    LastTwo,
    Between(u32, u32),
}

pub(super) fn run(args: &Show, settings: &Settings) -> Result<Exit, Failure> {
    let form = form(&args.out)?;
    let (range, ids) = asked(args)?;
    let (mut exit, mut told) = (Exit::Done, Vec::new());
    let mut store = store::open(settings)?;
    for id in &ids {
        let Some(article) = store.article(id)? else {
            exit = Exit::Nothing;
            continue;
        };
        let versions = Corpus::at(&settings.corpus).versions(&article)?;
        match range {
            None => told.push(Told::Versions(versions)),
            Some(range) => match pair(&article.id, &versions, range) {
                Ok((old, new)) => told.push(Told::Diff(Box::new((old.clone(), new.clone())))),
                Err(why) => {
                    exit = Exit::Nothing;
                    output::say!("{id}: {why}");
                }
            },
        }
    }
    if form == Form::Text {
        show::to_people(args, &|width| told.iter().map(|t| t.text(width.text())).collect::<Vec<_>>().join("\n"))?;
        return Ok(exit);
    }
    let mut out = Out::open(args.out.output.as_deref())?;
    let documents: Vec<Value> = told.iter().map(Told::json).collect();
    write_documents(&mut out, form, &documents).map_err(Failure::from_output)?;
    out.finish()?;
    Ok(exit)
}

/// The formats that versions have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Form {
    Text,
    Json,
    Jsonl,
}

pub(super) fn form(args: &Output) -> Result<Form, Failure> {
    match answer::machine(args, Format::Text)? {
        None => Ok(Form::Text),
        Some(export::Format::Json) => Ok(Form::Json),
        Some(export::Format::Jsonl) => Ok(Form::Jsonl),
        Some(_) => Err(Failure::usage("versions are shown as text, json or jsonl")),
    }
}

pub(super) fn write_documents(out: &mut Out, form: Form, documents: &[Value]) -> io::Result<()> {
    match form {
        Form::Json => {
            export::write_pretty_json(&mut *out, &json!({ "articles": documents }))?;
            writeln!(out)
        }
        Form::Jsonl => documents.iter().try_for_each(|document| {
            export::write_json(&mut *out, document)?;
            writeln!(out)
        }),
        Form::Text => Ok(()),
    }
}

/// The range of `--diff`, and the ids. `byt show --diff ID` gives the option an id for its range,
/// which nobody could mean otherwise.
fn asked(args: &Show) -> Result<(Option<Range>, Vec<String>), Failure> {
    let mut ids = args.ids.clone();
    let range = match args.diff.as_deref() {
        None => None,
        Some("") => Some(Range::LastTwo),
        Some(text) => match text.split_once("..") {
            Some((old, new)) => {
                let number = |text: &str| text.trim().parse().ok();
                let range = number(old).zip(number(new)).map(|(old, new)| Range::Between(old, new));
                Some(range.ok_or_else(|| {
                    Failure::usage(format!("“{text}” names no two versions")).hint("give their numbers, such as 1..3")
                })?)
            }
            None if text.parse::<u32>().is_ok() => {
                return Err(Failure::usage("one version is compared with nothing").hint("give two, such as 1..3"));
            }
            None => {
                ids.insert(0, text.to_owned());
                Some(Range::LastTwo)
            }
        },
    };
    if ids.is_empty() {
        return Err(Failure::usage("no article was named").hint("byt show ID --diff 1..2"));
    }
    Ok((range, ids))
}

/// Two versions of an article; those of articles that ended in it have numbers of their own.
fn pair<'a>(id: &Id, versions: &'a [Article], range: Range) -> Result<(&'a Article, &'a Article), String> {
    let versions: Vec<&Article> = versions.iter().filter(|version| version.id == *id).collect();
    match range {
        Range::LastTwo => match versions[..] {
            [.., old, new] => Ok((old, new)),
            _ => Err("there is only one version".to_owned()),
        },
        Range::Between(old, new) => {
            let find = |number: u32| {
                versions.iter().find(|v| v.version == number).copied().ok_or_else(|| {
                    let there: Vec<String> = versions.iter().map(|v| v.version.to_string()).collect();
                    format!("there is no version {number}, only {}", there.join(", "))
                })
            };
            Ok((find(old)?, find(new)?))
        }
    }
}

enum Told {
    Versions(Vec<Article>),
    /// The older one first.
    Diff(Box<(Article, Article)>),
}

impl Told {
    fn text(&self, width: Width) -> String {
        let mut text = String::new();
        match self {
            Told::Versions(versions) => {
                let lasting = versions.last().map(|last| &last.id);
                for (n, version) in versions.iter().enumerate() {
                    let ended = if lasting == Some(&version.id) { String::new() } else { format!("{}: ", version.id) };
                    let lead = format!("{:>3}  {}  ", version.version, minute(when(version)));
                    text += &under(&lead, &format!("{ended}{}", what(before(versions, n), version)), width);
                }
            }
            Told::Diff(pair) => {
                let (old, new) = pair.as_ref();
                let line = |article: &Article| format!("version {} ({})", article.version, minute(when(article)));
                text += &under(&format!("{}: ", new.id), &format!("{} → {}", line(old), line(new)), width);
                let changes = old.changes_to(new);
                if changes.is_empty() {
                    text += "no fact changed\n";
                }
                for change in changes {
                    text += &format!("{}\n{}", change.field, diff::told(&change.old, &change.new, width));
                }
            }
        }
        text
    }

    fn json(&self) -> Value {
        match self {
            Told::Versions(versions) => {
                let version = |(n, v): (usize, &Article)| {
                    let changed = before(versions, n).map(|before| names(before, v)).unwrap_or_default();
                    json!({
                        "id": v.id, "version": v.version, "stored": v.stored, "fetched": v.fetched, "sha256": v.sha256,
                        "status": v.status, "title": v.title, "changed": changed,
                    })
                };
                let id = versions.last().map(|v| v.id.as_str());
                json!({ "id": id, "versions": versions.iter().enumerate().map(version).collect::<Vec<_>>() })
            }
            Told::Diff(pair) => {
                let (old, new) = pair.as_ref();
                json!({ "id": new.id, "from": old.version, "to": new.version, "changes": old.changes_to(new) })
            }
        }
    }
}

/// The version before the one at a place, under the same id.
fn before(versions: &[Article], at: usize) -> Option<&Article> {
    versions[..at].iter().rfind(|version| version.id == versions[at].id)
}

/// When a version came into the corpus; from lines of before that was kept, when it was fetched.
pub(super) fn when(version: &Article) -> DateTime<Utc> {
    version.stored.or(version.fetched).unwrap_or(version.first_seen)
}

pub(super) fn minute(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn names(before: &Article, version: &Article) -> Vec<&'static str> {
    before.changes_to(version).into_iter().map(|change| change.field).collect()
}

fn what(before: Option<&Article>, version: &Article) -> String {
    match before {
        None => format!("{}: {}", view::known(version.status), safe(&version.title)),
        Some(before) => match names(before, version) {
            names if names.is_empty() => "no fact changed".to_owned(),
            names => names.join(", "),
        },
    }
}
