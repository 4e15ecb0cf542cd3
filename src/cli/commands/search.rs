//! `byt search`: matching articles, best first.

use super::{answer, store, why};
use crate::cli::arguments::{Format, Search, Sort};
use crate::cli::layout::counted;
use crate::cli::output::Out;
use crate::cli::settings::{Settings, Talk};
use crate::cli::view::HitView;
use crate::cli::{Exit, Failure, output};
use crate::corpus::Ledger;
use crate::export::{self, HighlightRecord, Sheet, Sink};
use crate::query::{self, Hit, HitRef, Match, Matches, Page};

/// Hits are read from the ledger in pieces of this many, so that `--limit 0` needs no memory for all.
const PIECE: usize = 256;

pub(super) fn run(args: &Search, settings: &Settings) -> Result<Exit, Failure> {
    let format = answer::machine(&args.out, Format::Text)?.map(with_hits);
    let mut store = store::open(settings)?;
    let question = answer::question(args.query.as_deref(), &args.filters, &store, settings)?;
    let sort = match args.sort {
        Some(Sort::Relevance) => query::Sort::Relevance,
        Some(Sort::Newest) => query::Sort::Newest,
        Some(Sort::Oldest) => query::Sort::Oldest,
        None if question.query.has_words() => query::Sort::Relevance,
        None => query::Sort::Newest,
    };
    let page = Page { sort, limit: args.limit, skip: args.offset };
    let (found, places) = query::search(&store.index, &question.query, &question.options, page)?;
    let out = Out::open(args.out.output.as_deref())?;
    let out = match format {
        None => as_text(out, args, &found, &mut store.ledger, &places)?,
        Some(format) => {
            let head = (format == export::Format::Json)
                .then(|| answer::head(args.query.as_deref(), args.explain, &found, &store, settings))
                .transpose()?;
            let mut sink = Sink::begin(format, out, head.as_ref()).map_err(Failure::from_output)?;
            each_hit(&found, &mut store.ledger, &places, |hit| {
                sink.article(&hit.article, &hit.labels, Some(&found_of(hit)))
            })?;
            sink.end().map_err(Failure::from_output)?
        }
    };
    out.finish()?;
    if settings.talk >= Talk::Normal {
        if args.explain {
            why::tell_explanation(&question, &found)?;
        }
        why::tell_found(&question, &found, &store, settings)?;
        if found.total() == 0 {
            why::tell_nothing(&question, &found, &store, settings)?;
        } else {
            tell_total(args, format.is_none(), found.total(), places.len());
            if format.is_none() && args.out.output.is_none() && !places.is_empty() {
                output::talk_next(settings, "`byt show ID` shows an article whole");
            }
        }
    }
    Ok(if found.total() == 0 { Exit::Nothing } else { Exit::Done })
}

/// A sheet of hits has the columns of a search.
fn with_hits(format: export::Format) -> export::Format {
    match format {
        export::Format::Sheet(sheet) => export::Format::Sheet(Sheet { hits: true, ..sheet }),
        other => other,
    }
}

fn as_text(
    mut out: Out,
    args: &Search,
    found: &Matches<'_>,
    ledger: &mut Ledger,
    places: &[HitRef],
) -> Result<Out, Failure> {
    let mut shown = 0;
    let width = out.width();
    let scores =
        if args.explain { places.iter().map(|p| why::score(found, p)).collect::<Result<_, _>>()? } else { Vec::new() };
    each_hit(found, ledger, places, |hit| {
        let score = scores.get(shown).map_or("", String::as_str);
        shown += 1;
        let view = HitView {
            number: args.offset + shown,
            article: &hit.article,
            labels: &hit.labels,
            snippet: hit.snippet.as_ref(),
            score,
        };
        out.styled(&view.text(width))
    })?;
    Ok(out)
}

fn each_hit(
    found: &Matches<'_>,
    ledger: &mut Ledger,
    places: &[HitRef],
    mut write: impl FnMut(&Hit) -> std::io::Result<()>,
) -> Result<(), Failure> {
    for piece in places.chunks(PIECE) {
        for hit in found.hits(ledger, piece)? {
            write(&hit).map_err(Failure::from_output)?;
        }
    }
    Ok(())
}

/// What a search adds to a record.
fn found_of(hit: &Hit) -> export::HitFields<'static> {
    export::HitFields {
        score: hit.score,
        matched: hit.matched.map(|m| match m {
            Match::Exact => "exact",
            Match::Folded => "folded",
            Match::Any => "any",
        }),
        snippet: hit.snippet.as_ref().map(|s| s.text.clone()),
        highlights: hit
            .highlights()
            .iter()
            .map(|h| HighlightRecord { field: h.zone, item: h.item, start: h.start, end: h.end })
            .collect(),
    }
}

fn tell_total(args: &Search, as_text: bool, total: u64, shown: usize) {
    let whole = shown as u64 == total;
    match (whole, as_text) {
        (true, true) => output::say!("{}", counted(total, "article")),
        (true, _) => {}
        (false, _) if shown == 0 => {
            output::say!("{} in all; --offset {} is behind the last", counted(total, "article"), args.offset);
        }
        (false, _) => {
            let (first, last) = (args.offset + 1, args.offset + shown);
            output::say!("{first} to {last} of {}; --limit 0 gives all", counted(total, "article"));
        }
    }
}
