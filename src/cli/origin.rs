//! `byt show ID --origin`: which run stored each version, and the raw response that it was read from.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::credentials::without_credentials;
use super::documents::{self, DocumentFormat};
use super::errors::{Exit, Failure};
use super::formats::OutputArgs;
use super::layout::{Width, under};
use super::pager::{self, Target};
use super::safe::safe;
use super::settings::Settings;
use super::store;
use super::view::{minute, when};
use crate::corpus::{Corpus, Origin, RawAnswer, Run};

/// Shows where each version of the articles came from.
pub(crate) fn run(ids: &[String], out: &OutputArgs, target: Target<'_>, settings: &Settings) -> Result<Exit, Failure> {
    let format = documents::format(out)?;
    let mut store = store::open(settings)?;
    let (mut exit, mut found) = (Exit::Done, Vec::new());
    for id in ids {
        let Some(article) = store.article(id)? else {
            exit = Exit::Nothing;
            continue;
        };
        found.push((article.id.to_string(), Corpus::at(&settings.corpus).origins(&article)?));
    }
    if format == DocumentFormat::Text {
        pager::write(target, &|width| found.iter().map(|(id, origins)| text(id, origins, width.text())).collect())?;
        return Ok(exit);
    }
    let document = |(id, origins): &(String, Vec<Origin>)| json!({ "id": id, "versions": origins.iter().map(as_json).collect::<Vec<_>>() });
    let documents: Vec<Value> = found.iter().map(document).collect();
    documents::write(target.file, format, &documents)?;
    Ok(exit)
}

fn text(id: &str, origins: &[Origin], width: Width) -> String {
    let mut text = String::new();
    for Origin { version, run, answer } in origins {
        text += &under(
            &format!("{id}, "),
            &format!("version {}, stored {}", version.version, minute(when(version))),
            width,
        );
        let mut line = |name: &str, what: &str| text += &under(&format!("  {name:<7} "), &safe(what), width);
        let by = match run {
            Some(run) => {
                let portal = portal_of(run).map(|portal| format!(" of {portal}")).unwrap_or_default();
                format!("{}{portal}, started {}", run.source, minute(run.started))
            }
            None => "a run without a receipt".to_owned(),
        };
        line("run", &by);
        if let Some(fetched) = version.fetched {
            line("fetched", &minute(fetched));
        }
        if let Some(sha256) = &version.sha256 {
            line("sha256", sha256);
        }
        match answer {
            RawAnswer::Stored(stored) => {
                line("request", &stored.url);
                line("stored", &stored.file.display().to_string());
            }
            RawAnswer::NotFound => line("stored", "no raw response: read from a file or a record"),
            RawAnswer::Unreadable => {
                line("stored", "the raw response can't be read; `byt check` lists the damaged files");
            }
        }
    }
    text
}

fn as_json(origin: &Origin) -> Value {
    let Origin { version, run, answer } = origin;
    let run = run.as_ref().map(
        |run| json!({ "source": run.source, "portal": portal_of(run), "started": run.started, "ended": run.ended }),
    );
    json!({
        "version": version.version, "stored": version.stored, "fetched": version.fetched, "sha256": version.sha256,
        "run": run, "answer": answer.stored().map(|kept| json!({ "file": kept.file, "url": kept.url })),
    })
}

/// The address that a run asked. Receipts of older versions may contain a password.
fn portal_of(run: &Run) -> Option<Cow<'_, str>> {
    run.portal.as_deref().map(without_credentials)
}
