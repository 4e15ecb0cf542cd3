//! `byt export`: every match, nothing cut off.

use super::{answer, store, why};
use crate::cli::arguments::{Export, Format};
use crate::cli::layout::counted;
use crate::cli::output::Out;
use crate::cli::settings::{Settings, Talk};
use crate::cli::view;
use crate::cli::{Exit, Failure, output, progress};
use crate::corpus::Ledger;
use crate::export::{self, Chunk, ExportError, Sink};
use crate::query::{self, HitRef, Matches};

pub(super) fn run(args: &Export, settings: &Settings) -> Result<Exit, Failure> {
    let format = answer::machine(&args.out, Format::Jsonl)?;
    let store = store::open(settings)?;
    let question = answer::question(args.query.as_deref(), &args.filters, &store, settings)?;
    let found = query::find(&store.index, &question.query, &question.options)?;
    let places = found.all_newest_first()?;
    let mut out = Out::open(args.out.output.as_deref())?;
    let bar = progress::items(settings.progress && args.out.output.is_some(), Some(found.total()), "exporting");
    match format {
        None => {
            for place in &places {
                let text = view::article(&store.ledger.read_at(place.offset)?, &found.labels(place)?, out.width());
                out.styled(&format!("{text}\n\n")).map_err(Failure::from_output)?;
                bar.inc(1);
            }
        }
        Some(format) => {
            let head = (format == export::Format::Json)
                .then(|| answer::head(args.query.as_deref(), false, &found, &store, settings))
                .transpose()?;
            let mut sink = Sink::begin(format, out, head.as_ref()).map_err(Failure::from_output)?;
            let ledger = &store.ledger;
            let make = |places: &[HitRef], chunk: &mut Chunk<'_>| write(ledger, &found, places, chunk);
            let whole = sink.chunks(&places, make, |written| bar.inc(written as u64));
            whole.map_err(|stopped| match stopped {
                ExportError::Output(e) => Failure::from_output(e),
                ExportError::Article(failure) => failure,
            })?;
            out = sink.end().map_err(Failure::from_output)?;
        }
    }
    bar.finish_and_clear();
    out.finish()?;
    if settings.talk >= Talk::Normal {
        why::tell_found(&question, &found, &store, settings)?;
        match (found.total(), &args.out.output) {
            (0, _) => why::tell_nothing(&question, &found, &store, settings)?,
            (total, Some(file)) => output::say!("{} written to {}", counted(total, "article"), file.display()),
            (total, None) if format.is_none() => output::say!("{}", counted(total, "article")),
            (_, None) => {}
        }
    }
    Ok(if found.total() == 0 { Exit::Nothing } else { Exit::Done })
}

/// Writes the articles of some places: as copies of their lines where that can be.
fn write(ledger: &Ledger, found: &Matches<'_>, places: &[HitRef], chunk: &mut Chunk<'_>) -> Result<(), Failure> {
    let mut buffer = Vec::new();
    for place in places {
        let line = ledger.line_at(place.offset, &mut buffer)?;
        let labels = found.labels(place)?;
        if !chunk.copied(line.bytes(), &labels).map_err(Failure::from_output)? {
            chunk.article(&line.article()?, &labels, None).map_err(Failure::from_output)?;
        }
    }
    Ok(())
}
