//! `byt search`: matching articles, best first.

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use crate::article::Article;
use crate::cli::answerer::{self, EngineArgs};
use crate::cli::archived::ArchivedAddresses;
use crate::cli::errors::{Exit, Failure};
use crate::cli::filters::FilterArgs;
use crate::cli::formats::{self, FieldArgs, OutputArgs, OutputFormat};
use crate::cli::links::LinkStyle;
use crate::cli::messages::{self, Verbosity, status};
use crate::cli::output::Out;
use crate::cli::query_args::QueryArgs;
use crate::cli::question::{Question, Relaxing};
use crate::cli::settings::Settings;
use crate::cli::texts::{Texts, Wording};
use crate::cli::view::HitView;
use crate::cli::{document, explanation, hidden, pager};
use crate::corpus::Ledger;
use crate::export::{self, HighlightRecord, Sheet, Sink, SnippetHighlight};
use crate::query::{self, Hit, HitRef, Match, Matches, Page, Snippet, Sort};

/// The number of results, unless --limit is given.
const LIMIT: usize = 20;

#[derive(Debug, Default, Args)]
#[command(
    before_help = "Examples:
  byt search 'bao hiem y te'                 accents optional
  byt search '\"chuyển đổi số\"'               these words in this order
  byt search 72-NQ/TW                        a document number in any notation
  byt search --official 'do xuan tuyen' --from 2025
  byt search --role 'Quyền Bộ trưởng'        an acting minister acted
  byt search 'đấu thầu thuốc' --reverse      the best result last
  byt search 'đấu thầu thuốc' --format jsonl --limit 0",
    after_help = "The query language:
  bảo hiem y tế        all of these words; accents count where they are typed
  \"chuyển đổi số\"      these words in this order; any kind of quotes
  \"bảo hiểm\"~3        up to three other words in between
  -thuốc               without this word; same as NOT thuốc
  dược OR thuốc        either word; OR binds loosest, and ( ) group
  title:thuốc          in the title
  chuy*                words that begin like this
  72-NQ/TW             a document number in any notation, also nghị quyết 72
  9/9/2025             a day in any notation
  official: mentions: role: topic: date: number: section: status:
                       the filters inside the query: topic:duoc date:2025-06..
Anything else is searched for as text, so you can paste any headline. If no
article has all the words, accents are ignored; if that doesn't help, any of the
words is enough. Each of these steps is reported."
)]
pub(crate) struct SearchArgs {
    #[command(flatten)]
    pub(super) query: QueryArgs,
    #[command(flatten)]
    pub(super) filters: FilterArgs,
    /// Order of the results [default: relevance; without a query: newest]
    #[arg(long, value_name = "ORDER")]
    pub(super) sort: Option<Sort>,
    /// Maximum number of results; 0 means all
    #[arg(long, value_name = "N", default_value_t = LIMIT)]
    pub(super) limit: usize,
    /// Skip the first N results
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) offset: usize,
    #[command(flatten)]
    pub(super) engine: EngineArgs,
    #[command(flatten)]
    pub(super) out: OutputArgs,
    #[command(flatten)]
    pub(super) fields: FieldArgs,
    /// Print the best result last, next to the prompt, and without a pager
    #[arg(long)]
    pub(super) reverse: bool,
    /// Print the address of each result
    #[arg(long)]
    pub(super) links: bool,
    /// Never use a pager (BYT_PAGER, PAGER, less)
    #[arg(long)]
    pub(super) no_pager: bool,
    /// Show how the query was parsed and why each result matches
    #[arg(long)]
    pub(super) explain: bool,
}

impl ValueEnum for Sort {
    fn value_variants<'a>() -> &'a [Sort] {
        &[Sort::Relevance, Sort::Newest, Sort::Oldest]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Sort::Relevance => "relevance",
            Sort::Newest => "newest",
            Sort::Oldest => "oldest",
        }))
    }
}

/// The number of hits that are read from the ledger at once. `--limit 0` then doesn't need memory for all.
const CHUNK: usize = 256;

pub(super) fn run(args: &SearchArgs, settings: &Settings) -> Result<Exit, Failure> {
    let text = args.query.text()?;
    let format = formats::machine(&args.out, OutputFormat::Text)?.map(with_hits);
    let fields = formats::fields(&args.fields, format, true)?;
    if format.is_some() && (args.reverse || args.links) {
        let option = if args.reverse { "--reverse" } else { "--links" };
        return Err(Failure::usage(format!("{option} only applies to text, and the output has another format"))
            .hint("--sort orders the results in every format, and `url` is a field of every record"));
    }
    let opened = answerer::open(&args.engine, settings)?;
    let answerer = opened.answerer();
    let question = Question::read(text.as_deref(), &args.filters, Relaxing::UntilFound, answerer, settings)?;
    let sort = args.sort.unwrap_or(if question.query.has_words() { Sort::Relevance } else { Sort::Newest });
    let page = Page { sort, limit: args.limit, skip: args.offset };
    let (found, mut places) = query::search(answerer.source, &question.query, &question.options, page)?;
    if args.reverse {
        places.reverse();
    }
    let hidden = hidden::hidden(&question, &found, answerer)?;
    let hits = match answerer.ledger {
        Some(ledger) => Hits::Read(ledger),
        None => Hits::Sent(found.sent_hits(&places)?),
    };
    let out = Out::open(args.out.output.as_deref())?;
    let out = match format {
        None => as_text(out, args, &found, &hits, answerer.wording(settings), &places)?,
        Some(format) => {
            let head = (format == export::Format::Json)
                .then(|| document::head(text.as_deref(), args.explain, &found, hidden, answerer, settings))
                .transpose()?;
            let archived = ArchivedAddresses::new(settings, answerer.ledger);
            let find = |article: &Article| archived.of(article);
            let sink = Sink::begin_with(format, fields.as_ref(), out, head.as_ref()).map_err(Failure::from_output)?;
            let mut sink = sink.citing(&find);
            each_hit(&found, &hits, &places, |hit| sink.article(&hit.article, &hit.labels, Some(&found_of(hit))))?;
            Some(sink.end().map_err(Failure::from_output)?)
        }
    };
    if let Some(out) = out {
        out.finish()?;
    }
    formats::note_contradiction(&args.out, OutputFormat::Text, settings.verbosity);
    if settings.verbosity >= Verbosity::Normal {
        if args.explain {
            explanation::print_explanation(&question, &found, settings.texts)?;
        }
        explanation::print_notes(&question, &found, &hidden, answerer, settings)?;
        if found.total() == 0 {
            explanation::print_no_match(&question, &found, answerer, settings)?;
        } else {
            print_total(args, format.is_none(), found.total(), places.len(), settings.texts);
            if format.is_none() && args.out.output.is_none() && !places.is_empty() {
                messages::suggest_in(settings.texts, settings.verbosity, &settings.texts.show_id());
            }
        }
    }
    Ok(if found.total() == 0 { Exit::Nothing } else { Exit::Done })
}

/// Adds the columns of a search to a sheet.
fn with_hits(format: export::Format) -> export::Format {
    match format {
        export::Format::Sheet(sheet) => export::Format::Sheet(Sheet { hits: true, ..sheet }),
        other => other,
    }
}

/// Where the articles of a page come from.
enum Hits<'a> {
    /// From the ledger, when they are written.
    Read(&'a Ledger),
    /// From a cluster, which has sent them: nothing is written before all are there.
    Sent(Vec<Hit>),
}

/// Writes the results as text; returns what is still to be finished, which is nothing after a pager.
fn as_text(
    mut out: Out,
    args: &SearchArgs,
    found: &Matches<'_>,
    hits: &Hits<'_>,
    words: Wording<'_>,
    places: &[HitRef],
) -> Result<Option<Out>, Failure> {
    let scores = if args.explain {
        places.iter().map(|p| explanation::score(found, p, words.texts)).collect::<Result<_, _>>()?
    } else {
        Vec::new()
    };
    let width = out.width();
    let link = LinkStyle::of(args.links, out.is_terminal());
    let is_paged = out.is_terminal() && !args.reverse && !args.no_pager;
    let (mut shown, mut page) = (0, String::new());
    each_hit(found, hits, places, |hit| {
        let view = HitView {
            number: args.offset + if args.reverse { places.len() - shown } else { shown + 1 },
            article: &hit.article,
            labels: &hit.labels,
            words,
            title_marks: &hit.title_marks(),
            snippet: hit.snippet.as_ref(),
            score: scores.get(shown).map_or("", String::as_str),
            link,
        };
        shown += 1;
        let text = view.text(width);
        if is_paged {
            page += &text;
            return Ok(());
        }
        out.styled(&text)
    })?;
    if !is_paged {
        return Ok(Some(out));
    }
    // The pager takes over standard output, so the lock must be released.
    drop(out);
    pager::show(&page, true)?;
    Ok(None)
}

fn each_hit(
    found: &Matches<'_>,
    hits: &Hits<'_>,
    places: &[HitRef],
    mut write: impl FnMut(&Hit) -> std::io::Result<()>,
) -> Result<(), Failure> {
    let ledger = match hits {
        Hits::Read(ledger) => ledger,
        Hits::Sent(hits) => return hits.iter().try_for_each(write).map_err(Failure::from_output),
    };
    for piece in places.chunks(CHUNK) {
        for hit in found.hits(ledger, piece)? {
            write(&hit).map_err(Failure::from_output)?;
        }
    }
    Ok(())
}

/// The fields that a search adds to a record.
fn found_of(hit: &Hit) -> export::HitFields<'static> {
    export::HitFields {
        score: hit.score,
        matched: hit.matched.map(|m| match m {
            Match::Exact => "exact",
            Match::Folded => "folded",
            Match::Any => "any",
        }),
        snippet: hit.snippet.as_ref().map(|s| s.text.clone()),
        snippet_highlights: hit.snippet.iter().flat_map(snippet_highlights).collect(),
        highlights: hit
            .highlights()
            .iter()
            .map(|h| HighlightRecord { field: h.zone.field(), item: h.item, start: h.start, end: h.end })
            .collect(),
    }
}

/// The marks of a snippet, in characters.
fn snippet_highlights(snippet: &Snippet) -> impl Iterator<Item = SnippetHighlight> {
    let chars = |bytes: usize| snippet.text[..bytes].chars().count();
    snippet.marks.iter().map(move |mark| SnippetHighlight { start: chars(mark.start), end: chars(mark.end) })
}

fn print_total(args: &SearchArgs, as_text: bool, total: u64, shown: usize, texts: Texts) {
    let articles = texts.articles(total);
    let whole = shown as u64 == total;
    match (whole, as_text) {
        (true, true) => status!("{articles}"),
        (true, _) => {}
        (false, _) if shown == 0 => {
            status!("{}", texts.past_the_last(articles, args.offset));
        }
        (false, _) => {
            let (first, last) = (args.offset + 1, args.offset + shown);
            status!("{}", texts.some_of(first, last, articles));
        }
    }
}
