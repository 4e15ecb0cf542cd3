//! What the study commands share: options, the corpus they read, and how a report is written.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use super::as_of;
use super::captured;
use super::errors::{Exit, Failure};
use super::extension;
use super::filters::{self, FilterArgs, Registries};
use super::formats::{self, SheetArgs};
use super::gaps;
use super::messages::{Verbosity, note, remark};
use super::named_questions;
use super::output::Out;
use super::progress::StudyBars;
use super::safe::safe_lines;
use super::settings::Settings;
use super::store::{self, Store};
use super::words_of::of_the_result;
use crate::calendar::Days;
use crate::charts::{self, Chart};
use crate::corpus::{Corpus, Covered};
use crate::export::Delimiter;
use crate::indexing::PastIndex;
use crate::query::{Accents, DayRange, Query};
use crate::study::{
    self, Border, Datum, Desk, Envelope, Report, ScopeOptions, StudyError, StudyFormat, UnitsOf, Zones,
};
use crate::wording::Sentence;

/// The options of every study command.
#[derive(Debug, Clone, Args)]
// It has no effect in these commands, which refuse it with a reason.
#[command(mut_arg("relax", |option| option.hide(true)))]
pub(crate) struct StudyArgs {
    #[command(flatten)]
    filters: FilterArgs,
    /// Count in these parts of articles only; an abstract that repeats how the body begins never counts
    #[arg(long = "in", value_name = "ZONES", value_delimiter = ',', help_heading = "Counting",
          value_parser = PossibleValuesParser::new(["title", "abstract", "body", "captions"]))]
    zones: Vec<String>,
    /// Ignore accents
    #[arg(long, help_heading = "Counting")]
    fold: bool,
    /// A word typed without accents matches only itself
    #[arg(long, conflicts_with = "fold", help_heading = "Counting")]
    exact: bool,
    /// Leave out articles that nearly repeat an earlier one
    #[arg(long, help_heading = "Counting")]
    once: bool,
    /// Read the corpus as it was: at a snapshot (its id), at the end of a day, or at a place (`byt help follow`)
    #[arg(long, value_name = "PLACE", help_heading = "Counting")]
    as_of: Option<String>,
    /// Print at most this many rows; 0 prints all
    #[arg(long, value_name = "N", help_heading = "Output")]
    limit: Option<usize>,
    /// Output format [default: by the extension of -o FILE, otherwise text]
    #[arg(long, value_name = "FORMAT", help_heading = "Output")]
    format: Option<TableFormat>,
    /// Write to this file, in full or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// With jsonl: print the scope and the snapshot as the first line
    #[arg(long, help_heading = "Output")]
    head: bool,
    /// Add notes on what is counted, the formulas and their limits
    #[arg(long, help_heading = "Output")]
    explain: bool,
    /// With -o FILE: also write the scope, the snapshot and the formulas of the result into FILE.json
    #[arg(long, requires = "output", help_heading = "Output")]
    receipt: bool,
    #[command(flatten)]
    sheet: SheetArgs,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TableFormat {
    /// For people
    Text,
    /// One document: the scope, the snapshot, the formulas, and all rows
    Json,
    /// One row per line
    Jsonl,
    Csv,
    Tsv,
    /// A picture, from the commands that draw
    Svg,
}

/// The level of intervals.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct LevelArg {
    /// The level of intervals and tests, in per cent
    #[arg(long, value_name = "PERCENT", default_value = "95", value_parser = percent, help_heading = "Statistics")]
    level: f64,
}

impl LevelArg {
    /// The level between 0 and 1.
    pub(crate) fn share(self) -> f64 {
        self.level / 100.0
    }
}

fn percent(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if number > 0.0 && number < 100.0 { Ok(number) } else { Err("a level is more than 0 and less than 100".to_owned()) }
}

/// The names of further measures: as typed, or all of them.
pub(crate) fn measures(typed: &[String], all: &[&str]) -> Vec<String> {
    if typed.iter().any(|name| name == "all") {
        all.iter().map(|name| (*name).to_owned()).collect()
    } else {
        typed.to_vec()
    }
}

/// The least counts of what is listed.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct LeastArgs {
    /// List what has at least this many hits [default: 5; 1 in a scope under 100 articles]
    #[arg(long, value_name = "N", help_heading = "Statistics")]
    pub(crate) min: Option<u64>,
    /// List what is in at least this many articles [default: 3; 1 in a scope under 100 articles]
    #[arg(long, value_name = "N", help_heading = "Statistics")]
    pub(crate) min_articles: Option<u64>,
}

/// What contexts don't cross.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WithinArg {
    Sentence,
    Clause,
    Paragraph,
    Article,
}

impl WithinArg {
    pub(crate) fn border(self) -> Border {
        match self {
            WithinArg::Sentence => Border::Sentence,
            WithinArg::Clause => Border::Clause,
            WithinArg::Paragraph => Border::Paragraph,
            WithinArg::Article => Border::Article,
        }
    }
}

/// The open corpus, and the options as the study module understands them.
pub(crate) struct Session<'a> {
    args: &'a StudyArgs,
    settings: &'a Settings,
    store: Store,
    /// With `--as-of`, what the index is kept in.
    past: Option<PastIndex>,
    covered: Covered,
    bars: StudyBars,
    pub(crate) scope: ScopeOptions,
}

impl<'a> Session<'a> {
    /// Opens the corpus and resolves the filters, for a command that draws nothing. Fails if an option has no meaning here.
    pub(crate) fn open(args: &'a StudyArgs, settings: &'a Settings) -> Result<Session<'a>, Failure> {
        if args.is_picture() {
            let (last, others) = charts::COMMANDS.split_last().unwrap_or((&"", &[]));
            return Err(Failure::usage("this command draws nothing, so it has no svg")
                .hint(format!("{} and {last} do; other formats: text, json, jsonl, csv, tsv", others.join(", "))));
        }
        Session::open_for_drawing(args, settings)
    }

    /// The same for a command that draws.
    pub(crate) fn open_for_drawing(args: &'a StudyArgs, settings: &'a Settings) -> Result<Session<'a>, Failure> {
        args.require_consistent()?;
        let mut store = store::open(settings)?;
        let past = args.as_of.as_deref().map(|place| as_of::rewind(&mut store, place, settings)).transpose()?.flatten();
        let names = Registries { labeller: &store.labeller, today: settings.today(), source: (&store.index).into() };
        let scope = ScopeOptions {
            filters: filters::resolve(&args.filters, &names)?,
            zones: args.zones(),
            accents: match (args.fold, args.exact) {
                (true, _) => Accents::Folded,
                (_, true) => Accents::Exact,
                _ => Accents::AsTyped,
            },
            once: args.once,
        };
        let covered = Corpus::at(&settings.corpus).covered(&store.ledger)?;
        let bars = StudyBars::new(settings.progress);
        Ok(Session { args, settings, store, past, covered, bars, scope })
    }

    pub(crate) fn desk(&self) -> Desk<'_> {
        let Store { index, ledger, labeller, .. } = &self.store;
        let units_of = if self.past.is_some() { UnitsOf::Place } else { UnitsOf::Kept };
        Desk { index, ledger, labeller, covered: &self.covered, units_of, work: &self.bars }
    }

    /// Prints a message, unless only problems are asked for.
    pub(crate) fn note(&self, message: Option<String>) {
        if let Some(message) = message.filter(|_| self.settings.verbosity >= Verbosity::Normal) {
            note!("{message}");
        }
    }

    /// Prints a remark in the language of results, unless only problems are asked for.
    fn remark(&self, text: &str) {
        if self.settings.verbosity >= Verbosity::Normal {
            remark(self.settings.texts, text);
        }
    }

    /// The number of rows to print, 0 for all.
    pub(crate) fn limit(&self, default: usize) -> usize {
        self.args.limit.unwrap_or(default)
    }

    /// Whether the result is drawn.
    pub(crate) fn draws(&self) -> bool {
        self.args.is_picture()
    }

    /// Whether a person reads the output on a terminal of this width.
    pub(crate) fn terminal(&self) -> Option<usize> {
        let is_text = self.args.format() == TableFormat::Text && self.args.output.is_none();
        super::layout::Width::of_stdout().0.filter(|_| is_text)
    }

    /// A query that chooses articles.
    pub(crate) fn query(&self, text: Option<&str>) -> Result<Query, Failure> {
        self.query_where(text, |query, _| Ok(query))
    }

    /// The same; `change` gets the query as it is written, and may return another one.
    fn query_where(
        &self,
        text: Option<&str>,
        change: impl Fn(Query, &Registries<'_>) -> Result<Query, Failure>,
    ) -> Result<Query, Failure> {
        let names = Registries {
            labeller: &self.store.labeller,
            today: self.settings.today(),
            source: (&self.store.index).into(),
        };
        let (questions, file) = (self.settings.file.questions(), self.settings.file_path.as_deref());
        let parse = |more: &str| filters::parse(Some(more), &names);
        let asked = named_questions::expand(text, &self.args.filters, questions, file, parse)?;
        let mut query = change(filters::parse(asked.text.as_deref(), &names)?, &names)?;
        query.replace_filters(&asked.typed);
        if named_questions::name_in(text).is_some() {
            // The filters of the options are those of the scope, too.
            query.question = filters::resolve(&asked.filters, &names)?;
        }
        query.strict = true;
        Ok(query)
    }

    /// A query whose hits are counted. Fails if it has no words, or several without quotes.
    pub(crate) fn counted(&self, text: &str) -> Result<Query, Failure> {
        let query = self.query_where(Some(text), |query, names| {
            // One name with a hyphen, as in "COVID-19", is a phrase.
            let name = query.quoted_name().filter(|_| query.has_loose_words());
            name.map_or(Ok(query), |name| filters::parse(Some(&name), names))
        })?;
        if !query.divided().words.has_words() {
            return Err(Failure::usage(Sentence::new(
                format!("the query “{text}” has no words to count"),
                format!("“{text}” không có từ nào để đếm"),
            ))
            .hint(Sentence::new(
                "filters alone choose articles; add a word or a phrase in quotes",
                "bộ lọc chỉ chọn bài; hãy thêm một từ, hoặc một cụm từ trong ngoặc kép",
            )));
        }
        if query.has_loose_words() {
            let quoted = query.quoted().unwrap_or_else(|| "\"y tế\" OR \"bảo hiểm\"".to_owned());
            return Err(Failure::usage(Sentence::new(
                format!("“{text}” has several words without quotes, which match far apart"),
                format!("“{text}” có nhiều từ không nằm trong ngoặc kép, nên các từ có thể cách xa nhau"),
            ))
            .hint(Sentence::new(format!("quote them: {quoted}"), format!("đặt chúng trong ngoặc kép: {quoted}"))));
        }
        Ok(query)
    }

    /// Says of which days of a trend nothing or not everything was collected, and on which the portal published nothing.
    pub(crate) fn note_gaps(&self, report: &Report) -> Result<(), Failure> {
        let cell = |row: &'_ [Datum], column: &str| report.column(column).and_then(|at| row.get(at).cloned());
        let has_gap = report.rows.iter().any(|row| cell(row, "gap") == Some(Datum::Flag(true)));
        let day = |row: Option<&Vec<Datum>>, column: &str| match cell(row?, column)? {
            Datum::Text(day) | Datum::Own(day) => day.parse().ok(),
            _ => None,
        };
        let (Some(first), Some(last)) = (day(report.rows.first(), "from"), day(report.rows.last(), "to")) else {
            return Ok(());
        };
        if self.settings.verbosity < Verbosity::Normal {
            return Ok(());
        }
        if has_gap {
            let range = DayRange { from: Some(first), to: Some(last) };
            gaps::print_range(range, &self.covered, (&self.store).into(), self.settings)?;
        }
        // Only a zero may be one because something is missing.
        let is_zero =
            |row: &[Datum]| cell(row, "hits") == Some(Datum::Count(0)) && cell(row, "gap") == Some(Datum::Flag(false));
        if !report.rows.iter().any(|row| is_zero(row)) {
            return Ok(());
        }
        gaps::print_partly_collected(Days { first, last }, &self.covered, (&self.store).into(), self.settings)
    }

    /// Writes a report, and returns how the command ends.
    pub(crate) fn finish(&self, report: Result<Report, StudyError>) -> Result<Exit, Failure> {
        self.finish_drawn(report, None)
    }

    /// The same for a command that draws.
    pub(crate) fn finish_drawn(
        &self,
        report: Result<Report, StudyError>,
        chart: Option<Chart<'_>>,
    ) -> Result<Exit, Failure> {
        let report = match report {
            Err(StudyError::Empty { sentence }) => {
                let texts = self.settings.texts;
                self.remark(sentence.in_language(texts.0).0);
                return Ok(Exit::Nothing);
            }
            report => report?,
        };
        let report = if self.args.explain { explained(report) } else { report };
        let mut out = Out::open(self.args.output.as_deref())?;
        let envelope = Envelope {
            arguments: of_the_result(captured::words().into_iter()),
            byt: env!("CARGO_PKG_VERSION"),
            made: self.settings.now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        };
        let written = match (self.args.machine(), chart) {
            (Some(format), _) => study::write(&mut out, &report, &envelope, format),
            (None, Some(chart)) if self.args.format() == TableFormat::Svg => {
                out.write_all(charts::svg(&report, chart, &envelope, self.settings.texts.0).as_bytes())
            }
            (None, _) => {
                let text = study::as_text(&report, out.width().0);
                out.write_all(safe_lines(&text).as_bytes())
            }
        };
        written.map_err(Failure::from_output)?;
        out.finish()?;
        if let (Some(chart), Some(mut picture)) = (chart, Out::beside("svg")) {
            let svg = charts::svg(&report, chart, &envelope, self.settings.texts.0);
            picture.write_all(svg.as_bytes()).map_err(Failure::from_output)?;
        }
        self.write_receipt(&report, &envelope)?;
        if let Some(name) = self.args.format().to_possible_value() {
            extension::note_contradiction(self.args.output.as_deref(), name.get_name(), self.settings.verbosity);
        }
        if report.rows.is_empty() {
            let texts = self.settings.texts;
            self.remark(&match report.scope.articles {
                0 => texts.scope_is_empty(),
                articles => texts.found_nothing_in(texts.articles(articles)),
            });
        }
        Ok(if report.rows.is_empty() { Exit::Nothing } else { Exit::Done })
    }
}

impl Session<'_> {
    /// Writes the receipt beside the file of the result, if asked for.
    fn write_receipt(&self, report: &Report, envelope: &Envelope) -> Result<(), Failure> {
        let Some(file) = self.args.output.as_deref().filter(|_| self.args.receipt) else { return Ok(()) };
        let mut name = file.as_os_str().to_owned();
        name.push(".json");
        let mut out = Out::open(Some(Path::new(&name)))?;
        study::write_head(&mut out, report, envelope).map_err(Failure::from_output)?;
        out.finish()
    }
}

/// The report with notes on what its numbers mean.
fn explained(mut report: Report) -> Report {
    let explanation = study::explanation(&report);
    report.notes.extend(explanation);
    report
}

impl StudyArgs {
    fn require_consistent(&self) -> Result<(), Failure> {
        if self.filters.relax {
            return Err(Failure::usage("--relax has no effect here: what is counted must be what was asked for")
                .hint("--fold ignores accents"));
        }
        if self.head && self.format() != TableFormat::Jsonl {
            return Err(Failure::usage("--head only applies to jsonl").hint("add --format jsonl"));
        }
        if self.receipt && self.output.as_deref() == Some(Path::new("-")) {
            return Err(Failure::usage("--receipt writes beside a file, and standard output isn't one")
                .hint("name one with -o"));
        }
        if !matches!(self.format(), TableFormat::Csv | TableFormat::Tsv) {
            formats::require_no_sheet_options(&self.sheet)?;
        }
        Ok(())
    }

    fn zones(&self) -> Zones {
        // The names were checked when the arguments were read.
        if self.zones.is_empty() { Zones::ALL } else { Zones::named(&self.zones) }
    }

    /// Whether a picture was asked for.
    pub(crate) fn is_picture(&self) -> bool {
        self.format() == TableFormat::Svg
    }

    /// The format that the options name, or else the extension of the file.
    fn format(&self) -> TableFormat {
        self.format.or_else(|| extension::format(self.output.as_deref())).unwrap_or(TableFormat::Text)
    }

    /// The format for programs; `None` is text or a picture, for people.
    fn machine(&self) -> Option<StudyFormat> {
        match self.format() {
            TableFormat::Text | TableFormat::Svg => None,
            TableFormat::Json => Some(StudyFormat::Json),
            TableFormat::Jsonl => Some(StudyFormat::Jsonl { head: self.head }),
            TableFormat::Csv => Some(StudyFormat::Sheet(formats::sheet(&self.sheet, Delimiter::Comma))),
            TableFormat::Tsv => Some(StudyFormat::Sheet(formats::sheet(&self.sheet, Delimiter::Tab))),
        }
    }
}

impl From<StudyError> for Failure {
    fn from(error: StudyError) -> Failure {
        match error {
            StudyError::Storage(error) => error.into(),
            StudyError::Usage { sentence, hint: None } => Failure::usage(sentence),
            StudyError::Usage { sentence, hint: Some(hint) } => Failure::usage(sentence).hint(hint),
            StudyError::Empty { sentence } => Failure::new(Exit::Nothing, sentence),
        }
    }
}
