//! `byt show ID --origin`: which run stored each version, and the raw answer that it was read from.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::history::{self, Form, minute, when};
use super::store;
use crate::cli::arguments::Show;
use crate::cli::output::{Out, safe};
use crate::cli::settings::Settings;
use crate::cli::{Exit, Failure, output};
use crate::corpus::{Corpus, Origin};

pub(super) fn run(args: &Show, settings: &Settings) -> Result<Exit, Failure> {
    let form = history::form(&args.out)?;
    let mut store = store::open(settings)?;
    let (mut exit, mut documents) = (Exit::Done, Vec::new());
    let mut out = Out::open(args.out.output.as_deref())?;
    for id in &args.ids {
        let Some(offset) = store.index.offset_of(id)? else {
            exit = Exit::Nothing;
            output::say!("no article is called “{id}”");
            continue;
        };
        let article = store.ledger.read_at(offset)?;
        let origins = Corpus::at(&settings.corpus).origins(&article)?;
        let id = &article.id;
        if form == Form::Text {
            print(&mut out, id.as_str(), &origins).map_err(Failure::from_output)?;
        } else {
            documents.push(json!({ "id": id, "versions": origins.iter().map(as_json).collect::<Vec<_>>() }));
        }
    }
    history::write_documents(&mut out, form, &documents).map_err(Failure::from_output)?;
    out.finish()?;
    Ok(exit)
}

fn print(out: &mut Out, id: &str, origins: &[Origin]) -> io::Result<()> {
    for Origin { version, run, answer } in origins {
        writeln!(out, "{id}, version {}, stored {}", version.version, minute(when(version)))?;
        let by = match run {
            Some(run) => {
                let portal = run.portal.as_ref().map(|portal| format!(" of {portal}")).unwrap_or_default();
                format!("{}{portal}, begun {}", run.source, minute(run.started))
            }
            None => "a run that left no receipt".to_owned(),
        };
        writeln!(out, "  run     {}", safe(&by))?;
        if let Some(fetched) = version.fetched {
            writeln!(out, "  given   {}", minute(fetched))?;
        }
        if let Some(sha256) = &version.sha256 {
            writeln!(out, "  sha256  {}", safe(sha256))?;
        }
        match answer {
            Some(kept) => {
                writeln!(out, "  asked   {}", safe(&kept.url))?;
                writeln!(out, "  kept    {}", safe(&kept.file.display().to_string()))?;
            }
            None => writeln!(out, "  kept    no raw answer: read from a file or a record")?,
        }
    }
    Ok(())
}

fn as_json(origin: &Origin) -> Value {
    let Origin { version, run, answer } = origin;
    let run = run
        .as_ref()
        .map(|run| json!({ "source": run.source, "portal": run.portal, "started": run.started, "ended": run.ended }));
    json!({
        "version": version.version, "stored": version.stored, "fetched": version.fetched, "sha256": version.sha256,
        "run": run, "answer": answer.as_ref().map(|kept| json!({ "file": kept.file, "url": kept.url })),
    })
}
