//! `byt show ID…`: articles, whole.

use super::{answer, history, origin, store};
use crate::article::Article;
use crate::article::labels::Labels;
use crate::cli::arguments::{Format, Show};
use crate::cli::layout::Width;
use crate::cli::output::Out;
use crate::cli::settings::Settings;
use crate::cli::{Exit, Failure, output, pager, view};
use crate::export::{self, Head, Sink};

pub(super) fn run(args: &Show, settings: &Settings) -> Result<Exit, Failure> {
    if args.origin {
        return origin::run(args, settings);
    }
    if args.versions || args.diff.is_some() {
        return history::run(args, settings);
    }
    let format = match answer::machine(&args.out, Format::Text)? {
        Some(export::Format::MarkdownTable) => Some(export::Format::Markdown),
        other => other,
    };
    let mut store = store::open(settings)?;
    let mut articles: Vec<(Article, Labels)> = Vec::new();
    let mut missing = 0;
    for id in &args.ids {
        match store.article(id)? {
            Some(article) => {
                let labels = store.labeller.label(&article);
                articles.push((article, labels));
            }
            None => {
                missing += 1;
                output::say!("hint: `byt search` shows the ids of what it finds");
            }
        }
    }
    match format {
        None => {
            let set = |width| {
                let each = articles.iter().map(|(article, labels)| view::article(article, labels, width));
                each.collect::<Vec<_>>().join("\n\n")
            };
            to_people(args, &set)?;
        }
        Some(format) => {
            let head = Some(Head {
                query: None,
                total: articles.len() as u64,
                relaxed: Vec::new(),
                coverage: answer::coverage(&store, settings)?,
                facets: Vec::new(),
                explanation: None,
                reasons: None,
            });
            let out = Out::open(args.out.output.as_deref())?;
            let mut sink = Sink::begin(format, out, head.as_ref()).map_err(Failure::from_output)?;
            for (article, labels) in &articles {
                sink.article(article, labels, None).map_err(Failure::from_output)?;
            }
            sink.end().map_err(Failure::from_output)?.finish()?;
        }
    }
    Ok(match (articles.len(), missing) {
        (0, _) => Exit::Nothing,
        (_, 0) => Exit::Done,
        _ => Exit::Partly,
    })
}

/// Writes what `set` makes for a width to a file, or shows it page by page where that is wanted.
pub(super) fn to_people(args: &Show, set: &dyn Fn(Width) -> String) -> Result<(), Failure> {
    let mut out = Out::open(args.out.output.as_deref())?;
    let text = set(out.width());
    if matches!(out, Out::Standard(_)) {
        // The pager is handed the terminal, and nothing else may hold it.
        drop(out);
        return pager::show(&text, !args.no_pager);
    }
    out.styled(&text).map_err(Failure::from_output)?;
    out.finish()
}
