//! `byt show ID --origin`: which run stored each version, and the raw response that it was read from.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::credentials::without_credentials;
use super::documents::{self, DocumentFormat};
use super::errors::{Exit, Failure};
use super::formats::OutputArgs;
use super::layout::{Width, columns, pad, under};
use super::pager::{self, Target};
use super::safe::safe;
use super::settings::Settings;
use super::store;
use super::texts::Texts;
use super::view::when;
use crate::calendar::minute;
use crate::corpus::{Corpus, Origin, RawAnswer, Run};

/// The label of a digest, in every language.
const SHA256: &str = "sha256";

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
        pager::write(target, &|width| {
            found.iter().map(|(id, origins)| text(id, origins, width.text(), settings.texts)).collect()
        })?;
        return Ok(exit);
    }
    let document = |(id, origins): &(String, Vec<Origin>)| json!({ "id": id, "versions": origins.iter().map(as_json).collect::<Vec<_>>() });
    let documents: Vec<Value> = found.iter().map(document).collect();
    documents::write(target.file, format, &documents)?;
    Ok(exit)
}

fn text(id: &str, origins: &[Origin], width: Width, texts: Texts) -> String {
    let (run_label, fetched_label) = (texts.label_run(), texts.label_fetched());
    let (request_label, stored_label) = (texts.label_request(), texts.label_stored());
    let labels = [&run_label, &fetched_label, SHA256, &request_label, &stored_label];
    let label_columns = labels.into_iter().map(columns).max().unwrap_or_default();
    let mut text = String::new();
    for Origin { version, run, answer } in origins {
        text += &under(&format!("{id}, "), &texts.origin_of(version.version, minute(when(version))), width);
        let mut line =
            |name: &str, what: &str| text += &under(&format!("  {} ", pad(name, label_columns)), &safe(what), width);
        let by = match run {
            Some(run) => {
                let portal = portal_of(run).map(|portal| texts.origin_portal(portal)).unwrap_or_default();
                texts.origin_run(&run.source, portal, minute(run.started))
            }
            None => texts.origin_no_receipt(),
        };
        line(&run_label, &by);
        if let Some(fetched) = version.fetched {
            line(&fetched_label, &minute(fetched));
        }
        if let Some(sha256) = &version.sha256 {
            line(SHA256, sha256);
        }
        match answer {
            RawAnswer::Stored(stored) => {
                line(&request_label, &stored.url);
                line(&stored_label, &stored.file.display().to_string());
            }
            RawAnswer::NotFound => line(&stored_label, &texts.no_raw_response()),
            RawAnswer::Unreadable => line(&stored_label, &texts.unreadable_response()),
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
