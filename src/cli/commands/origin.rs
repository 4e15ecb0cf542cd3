//! `byt show ID --origin`: which run stored each version, and the raw answer that it was read from.

use serde_json::{Value, json};

use super::history::{self, Form, minute, when};
use super::{show, store};
use crate::cli::arguments::Show;
use crate::cli::layout::{Width, under};
use crate::cli::output::{Out, safe};
use crate::cli::settings::Settings;
use crate::cli::{Exit, Failure};
use crate::corpus::{Corpus, Origin, RawAnswer};

pub(super) fn run(args: &Show, settings: &Settings) -> Result<Exit, Failure> {
    let form = history::form(&args.out)?;
    let mut store = store::open(settings)?;
    let (mut exit, mut told) = (Exit::Done, Vec::new());
    for id in &args.ids {
        let Some(article) = store.article(id)? else {
            exit = Exit::Nothing;
            continue;
        };
        let origins = Corpus::at(&settings.corpus).origins(&article)?;
        told.push((article.id.to_string(), origins));
    }
    if form == Form::Text {
        show::to_people(args, &|width| told.iter().map(|(id, origins)| text(id, origins, width.text())).collect())?;
        return Ok(exit);
    }
    let document = |(id, origins): &(String, Vec<Origin>)| json!({ "id": id, "versions": origins.iter().map(as_json).collect::<Vec<_>>() });
    let documents: Vec<Value> = told.iter().map(document).collect();
    let mut out = Out::open(args.out.output.as_deref())?;
    history::write_documents(&mut out, form, &documents).map_err(Failure::from_output)?;
    out.finish()?;
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
                let portal = run.portal.as_ref().map(|portal| format!(" of {portal}")).unwrap_or_default();
                format!("{}{portal}, begun {}", run.source, minute(run.started))
            }
            None => "a run that left no receipt".to_owned(),
        };
        line("run", &by);
        if let Some(fetched) = version.fetched {
            line("given", &minute(fetched));
        }
        if let Some(sha256) = &version.sha256 {
            line("sha256", sha256);
        }
        match answer {
            RawAnswer::Stored(stored) => {
                line("asked", &stored.url);
                line("kept", &stored.file.display().to_string());
            }
            RawAnswer::NotFound => line("kept", "no raw answer: read from a file or a record"),
            RawAnswer::Unreadable => {
                line("kept", "not among the raw answers that can be read; `byt check` tells which can't");
            }
        }
    }
    text
}

fn as_json(origin: &Origin) -> Value {
    let Origin { version, run, answer } = origin;
    let run = run
        .as_ref()
        .map(|run| json!({ "source": run.source, "portal": run.portal, "started": run.started, "ended": run.ended }));
    json!({
        "version": version.version, "stored": version.stored, "fetched": version.fetched, "sha256": version.sha256,
        "run": run, "answer": answer.stored().map(|kept| json!({ "file": kept.file, "url": kept.url })),
    })
}
