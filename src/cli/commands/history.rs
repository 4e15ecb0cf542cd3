//! `byt show ID --versions` and `byt show ID --diff`: what changed in an article, and when.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::store;
use crate::article::{Article, Id};
use crate::cli::arguments::{Format, Show};
use crate::cli::output::{Out, safe};
use crate::cli::settings::Settings;
use crate::cli::{Exit, Failure, diff, output};
use crate::corpus::Corpus;

/// Which two versions are compared.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Range {
    LastTwo,
    Between(u32, u32),
}

pub(super) fn run(args: &Show, settings: &Settings) -> Result<Exit, Failure> {
    if matches!(args.format, Format::Csv | Format::Ids) {
        return Err(Failure::usage("versions can be shown as text, json or jsonl"));
    }
    let (range, ids) = asked(args)?;
    let mut out = Out::open(args.output.as_deref())?;
    let (mut exit, mut documents) = (Exit::Done, Vec::new());
    let mut store = store::open(settings)?;
    for (n, id) in ids.iter().enumerate() {
        let Some(offset) = store.index.offset_of(id)? else {
            exit = Exit::Nothing;
            output::say!("no article is called “{id}”");
            continue;
        };
        let article = store.ledger.read_at(offset)?;
        let versions = Corpus::at(&settings.corpus).versions(&article)?;
        let told = match range {
            None => Told::Versions(&versions),
            Some(range) => match pair(&article.id, &versions, range) {
                Ok((old, new)) => Told::Diff(old, new),
                Err(why) => {
                    exit = Exit::Nothing;
                    output::say!("{id}: {why}");
                    continue;
                }
            },
        };
        if args.format == Format::Text {
            let mut text = if n == 0 { Vec::new() } else { b"\n".to_vec() };
            told.print(&mut text).and_then(|()| out.styled(&text)).map_err(Failure::from_output)?;
        } else {
            documents.push(told.json());
        }
    }
    write_documents(&mut out, args.format, &documents).map_err(Failure::from_output)?;
    out.finish()?;
    Ok(exit)
}

fn write_documents(out: &mut Out, format: Format, documents: &[Value]) -> io::Result<()> {
    match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &json!({ "articles": documents }))?;
            writeln!(out)
        }
        Format::Jsonl => documents.iter().try_for_each(|document| writeln!(out, "{document}")),
        Format::Text | Format::Csv | Format::Ids => Ok(()),
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

enum Told<'a> {
    Versions(&'a [Article]),
    Diff(&'a Article, &'a Article),
}

impl Told<'_> {
    fn print(&self, out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Told::Versions(versions) => {
                let lasting = versions.last().map(|last| &last.id);
                for (n, version) in versions.iter().enumerate() {
                    let ended = if lasting == Some(&version.id) { String::new() } else { format!("{}: ", version.id) };
                    let what = what(before(versions, n), version);
                    writeln!(out, "{:>3}  {}  {ended}{what}", version.version, minute(when(version)))?;
                }
                Ok(())
            }
            Told::Diff(old, new) => {
                let line = |article: &Article| format!("version {} ({})", article.version, minute(when(article)));
                writeln!(out, "{}: {} → {}", new.id, line(old), line(new))?;
                let changes = old.changes_to(new);
                if changes.is_empty() {
                    writeln!(out, "no fact changed")?;
                }
                for change in changes {
                    writeln!(out, "{}", change.field)?;
                    diff::print(out, &change.old, &change.new)?;
                }
                Ok(())
            }
        }
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
            Told::Diff(old, new) => json!({
                "id": new.id, "from": old.version, "to": new.version, "changes": old.changes_to(new),
            }),
        }
    }
}

/// The version before the one at a place, under the same id.
fn before(versions: &[Article], at: usize) -> Option<&Article> {
    versions[..at].iter().rfind(|version| version.id == versions[at].id)
}

/// When a version came into the corpus; from lines of before that was kept, when it was fetched.
fn when(version: &Article) -> DateTime<Utc> {
    version.stored.or(version.fetched).unwrap_or(version.first_seen)
}

fn minute(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn names(before: &Article, version: &Article) -> Vec<&'static str> {
    before.changes_to(version).into_iter().map(|change| change.field).collect()
}

fn what(before: Option<&Article>, version: &Article) -> String {
    match before {
        None => format!("{}: {}", version.status.as_str(), safe(&version.title)),
        Some(before) => match names(before, version) {
            names if names.is_empty() => "no fact changed".to_owned(),
            names => names.join(", "),
        },
    }
}
