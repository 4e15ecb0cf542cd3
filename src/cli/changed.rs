//! `byt export --changed-since`: the records of the articles that changed, as they are now.

use super::archived::ArchivedAddresses;
use super::coverage::coverage;
use super::errors::{Exit, Failure};
use super::following::{EventScope, Following};
use super::formats::{self, FieldArgs, OutputArgs, OutputFormat};
use super::layout::counted;
use super::messages::{Verbosity, status};
use super::output::Out;
use super::settings::Settings;
use super::texts::Wording;
use super::{store, view};
use crate::article::Article;
use crate::export::{self, Head, Sink};

/// Writes the articles of the events since a place, each once, in the order of their last changes.
pub(crate) fn export(
    since: &str,
    scope: &EventScope<'_>,
    out: &OutputArgs,
    fields: &FieldArgs,
    settings: &Settings,
) -> Result<Exit, Failure> {
    let format = formats::machine(out, OutputFormat::Jsonl)?;
    let fields = formats::fields(fields, format, false)?;
    let head = match format {
        Some(export::Format::Json) => Some(coverage(&store::open(settings)?, settings)?),
        _ => None,
    };
    let following = Following::open(scope, settings)?;
    let since = following.place(since, settings)?;
    let changed = following.changed_after(since, scope, settings)?;
    let total = changed.lines.len() as u64;
    let head = head.map(|coverage| Head {
        query: scope.query.map(str::to_owned),
        total,
        relaxed: Vec::new(),
        hidden: None,
        coverage,
        facets: Vec::new(),
        explanation: None,
        reasons: None,
    });
    let mut written = Out::open(out.output.as_deref())?;
    match format {
        None => {
            let words = Wording { texts: settings.texts, topics: changed.labeller.topics() };
            for line in &changed.lines {
                let article = changed.ledger.read_at(*line)?;
                let text = view::article(&article, &changed.labeller.label(&article), words, written.width());
                written.styled(&format!("{text}\n\n")).map_err(Failure::from_output)?;
            }
        }
        Some(format) => {
            let archived = ArchivedAddresses::new(settings, Some(&changed.ledger));
            let find = |article: &Article| archived.of(article);
            let sink =
                Sink::begin_with(format, fields.as_ref(), written, head.as_ref()).map_err(Failure::from_output)?;
            let mut sink = sink.citing(&find);
            for line in &changed.lines {
                let article = changed.ledger.read_at(*line)?;
                let labels = changed.labeller.label(&article);
                sink.article(&article, &labels, None).map_err(Failure::from_output)?;
            }
            written = sink.end().map_err(Failure::from_output)?;
        }
    }
    written.finish()?;
    formats::note_contradiction(out, OutputFormat::Jsonl, settings.verbosity);
    if settings.verbosity >= Verbosity::Normal {
        match (total, &out.output) {
            (0, _) => status!("{}", settings.texts.nothing_happened()),
            (_, Some(file)) => status!("{} written to {}", counted(total, "article"), file.display()),
            (_, None) if format.is_none() => status!("{}", settings.texts.articles(total)),
            (_, None) => {}
        }
    }
    Ok(if total == 0 { Exit::Nothing } else { Exit::Done })
}
