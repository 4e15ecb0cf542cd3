//! `byt show ID --versions` and `byt show ID --diff`: what changed in an article, and when.

use serde_json::{Value, json};

use super::documents::{self, DocumentFormat};
use super::errors::{Exit, Failure};
use super::formats::OutputArgs;
use super::layout::{Width, under};
use super::messages::status;
use super::pager::{self, Target};
use super::safe::safe;
use super::settings::Settings;
use super::texts::Texts;
use super::view::{self, when};
use super::{diff, store};
use crate::article::{Article, Id};
use crate::calendar::minute;
use crate::corpus::Corpus;

/// The two versions to compare.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Range {
    LastTwo,
    Between(u32, u32),
}

/// Shows the versions of articles, or with `diff` the difference between two.
pub(crate) fn run(
    ids: &[String],
    diff: Option<&str>,
    out: &OutputArgs,
    target: Target<'_>,
    settings: &Settings,
) -> Result<Exit, Failure> {
    let format = documents::format(out)?;
    let (range, ids) = parse_diff(diff, ids)?;
    let texts = settings.texts;
    let (mut exit, mut views) = (Exit::Done, Vec::new());
    let mut store = store::open(settings)?;
    for id in &ids {
        let Some(article) = store.article(id)? else {
            exit = Exit::Nothing;
            continue;
        };
        let versions = Corpus::at(&settings.corpus).versions(&article)?;
        match range {
            None => views.push(VersionView::List(versions)),
            Some(range) => match pair(&article.id, &versions, range, texts) {
                Ok((old, new)) => views.push(VersionView::Diff(Box::new((old.clone(), new.clone())))),
                Err(why) => {
                    exit = Exit::Nothing;
                    status!("{id}: {why}");
                }
            },
        }
    }
    if format == DocumentFormat::Text {
        let text =
            |width: Width| views.iter().map(|view| view.text(width.text(), texts)).collect::<Vec<_>>().join("\n");
        pager::write(target, &text)?;
        return Ok(exit);
    }
    let documents: Vec<Value> = views.iter().map(VersionView::json).collect();
    documents::write(target.file, format, &documents)?;
    Ok(exit)
}

/// Returns the range of `--diff` and the ids. In `byt show --diff ID` clap takes the id for the range,
/// so a value that can't be a range is the first id.
fn parse_diff(diff: Option<&str>, ids: &[String]) -> Result<(Option<Range>, Vec<String>), Failure> {
    let mut ids = ids.to_vec();
    let range = match diff {
        None => None,
        Some("") => Some(Range::LastTwo),
        Some(text) => match text.split_once("..") {
            Some((old, new)) => {
                let number = |text: &str| text.trim().parse().ok();
                let range = number(old).zip(number(new)).map(|(old, new)| Range::Between(old, new));
                Some(range.ok_or_else(|| {
                    Failure::usage(format!("“{text}” isn't a pair of versions")).hint("give two numbers, such as 1..3")
                })?)
            }
            None if text.parse::<u32>().is_ok() => {
                return Err(Failure::usage("--diff needs two versions, not one").hint("give two numbers, such as 1..3"));
            }
            None => {
                ids.insert(0, text.to_owned());
                Some(Range::LastTwo)
            }
        },
    };
    if ids.is_empty() {
        return Err(Failure::usage("no article is given").hint("for example: byt show ID --diff 1..2"));
    }
    Ok((range, ids))
}

/// Finds two versions of an article. Versions of articles that were joined into it don't count,
/// because they are numbered separately.
fn pair<'a>(
    id: &Id,
    versions: &'a [Article],
    range: Range,
    texts: Texts,
) -> Result<(&'a Article, &'a Article), String> {
    let versions: Vec<&Article> = versions.iter().filter(|version| version.id == *id).collect();
    match range {
        Range::LastTwo => match versions[..] {
            [.., old, new] => Ok((old, new)),
            _ => Err(texts.one_version()),
        },
        Range::Between(old, new) => {
            let find = |number: u32| {
                versions.iter().find(|v| v.version == number).copied().ok_or_else(|| {
                    let there: Vec<String> = versions.iter().map(|v| v.version.to_string()).collect();
                    texts.no_version(number, there.join(", "))
                })
            };
            Ok((find(old)?, find(new)?))
        }
    }
}

/// One version of an article in full. Prints a message if there is none of this number.
pub(crate) fn numbered(article: Article, number: u32, settings: &Settings) -> Result<Option<Article>, Failure> {
    if article.version == number {
        return Ok(Some(article));
    }
    let versions = Corpus::at(&settings.corpus).versions(&article)?;
    let own: Vec<&Article> = versions.iter().filter(|version| version.id == article.id).collect();
    let found = own.iter().find(|version| version.version == number);
    if found.is_none() {
        let there: Vec<String> = own.iter().map(|version| version.version.to_string()).collect();
        status!("{}: {}", article.id, settings.texts.no_version(number, there.join(", ")));
    }
    Ok(found.copied().cloned())
}

/// What is shown about an article.
enum VersionView {
    List(Vec<Article>),
    /// The older one first.
    Diff(Box<(Article, Article)>),
}

impl VersionView {
    fn text(&self, width: Width, texts: Texts) -> String {
        let mut text = String::new();
        match self {
            VersionView::List(versions) => {
                let lasting = versions.last().map(|last| &last.id);
                for (n, version) in versions.iter().enumerate() {
                    let ended = if lasting == Some(&version.id) { String::new() } else { format!("{}: ", version.id) };
                    let lead = format!("{:>3}  {}  ", version.version, minute(when(version)));
                    text += &under(&lead, &format!("{ended}{}", summary(before(versions, n), version, texts)), width);
                }
            }
            VersionView::Diff(pair) => {
                let (old, new) = pair.as_ref();
                let line = |article: &Article| texts.version_at(article.version, minute(when(article)));
                text += &under(&format!("{}: ", new.id), &format!("{} → {}", line(old), line(new)), width);
                let changes = old.changes_to(new);
                if changes.is_empty() {
                    text += &(texts.no_field_changed() + "\n");
                }
                for change in changes {
                    text += &format!("{}\n{}", texts.field(change.field), diff::text(&change.old, &change.new, width));
                }
            }
        }
        text
    }

    fn json(&self) -> Value {
        match self {
            VersionView::List(versions) => {
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
            VersionView::Diff(pair) => {
                let (old, new) = pair.as_ref();
                json!({ "id": new.id, "from": old.version, "to": new.version, "changes": old.changes_to(new) })
            }
        }
    }
}

/// The version of the same id before the one at `at`.
fn before(versions: &[Article], at: usize) -> Option<&Article> {
    versions[..at].iter().rfind(|version| version.id == versions[at].id)
}

fn names(before: &Article, version: &Article) -> Vec<&'static str> {
    before.changes_to(version).into_iter().map(|change| change.field).collect()
}

fn summary(before: Option<&Article>, version: &Article, texts: Texts) -> String {
    match before {
        None => format!("{}: {}", view::completeness(version.status, texts), safe(&version.title)),
        Some(before) => match names(before, version) {
            names if names.is_empty() => texts.no_field_changed(),
            names => {
                let named = |name| match name {
                    "withdrawn" if !version.is_withdrawn() => texts.event_restored(),
                    name => texts.field(name).to_owned(),
                };
                names.into_iter().map(named).collect::<Vec<_>>().join(", ")
            }
        },
    }
}
