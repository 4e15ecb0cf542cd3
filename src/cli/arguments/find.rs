//! The arguments of the commands that find articles and hand them out, and the filters they share.

use std::path::PathBuf;

use clap::{Args, Parser, ValueEnum};

use super::{Arguments, Command};
use crate::export;

/// Which articles. The same for search, export and count.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct Filters {
    /// Articles in which this person acted; accents, case and titles optional; repeat for any of several
    #[arg(long, value_name = "NAME")]
    pub(crate) official: Vec<String>,
    /// Articles in which this person is named at all
    #[arg(long, value_name = "NAME")]
    pub(crate) mentions: Vec<String>,
    /// Someone of that rank acted, by the post held on the article's date: minister (an acting one
    /// included), acting-minister, vice-minister (the permanent one included),
    /// permanent-vice-minister, in-charge; or Vietnamese: “Bộ trưởng”, “Quyền Bộ trưởng”, “Thứ
    /// trưởng”, “Thứ trưởng Thường trực”, “Phụ trách”
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Vec<String>,
    /// Articles on this topic: id or Vietnamese name; repeat for any of several
    #[arg(long, value_name = "ID")]
    pub(crate) topic: Vec<String>,
    /// From this Vietnamese day on: 2026, 2026-01, 2026-01-20, 20/1/2026, today, 7d, “quý 2/2025”
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Up to this day, included
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// On this day, or in this month, quarter or year
    #[arg(long, value_name = "DATE", conflicts_with_all = ["from", "to"])]
    pub(crate) on: Option<String>,
    /// Never look for less than was asked: no accents left aside, no words left out
    #[arg(long)]
    pub(crate) strict: bool,
    /// Articles of the section (in), others caught on the way (out), or both [default: in]
    #[arg(long, value_name = "WHICH")]
    pub(crate) section: Option<Section>,
    /// Known from a list only, with its text, or both [default: all]
    #[arg(long, value_name = "WHICH")]
    pub(crate) status: Option<WhichStatus>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Section {
    In,
    Out,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WhichStatus {
    Listed,
    Full,
    All,
}

/// How articles are written, and where to. The same for search, show and export.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// How articles are written [default: text; export: jsonl]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// A reference for each article, for a paper's bibliography
    #[arg(long, value_name = "STYLE", conflicts_with = "format")]
    pub(crate) cite: Option<Cite>,
    #[command(flatten)]
    pub(crate) sheet: SheetOptions,
    /// With --format ids: end each id by NUL, for `xargs -0`
    #[arg(short = '0', long)]
    pub(crate) null: bool,
    /// Write to a file, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct SheetOptions {
    /// With csv and tsv: leave cells as they are, also those that a spreadsheet would run as formulas
    #[arg(long)]
    pub(crate) csv_raw: bool,
    /// With csv and tsv: begin with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    pub(crate) csv_bom: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// One document: the question, totals, and all articles as records
    Json,
    /// One record a line
    Jsonl,
    /// A row for each article; `byt export --help` names the columns
    Csv,
    /// The same columns divided by tabs; \t, \n, \r and \\ within a cell, so that a row is a line
    Tsv,
    /// A table with links; from show, whole articles
    Markdown,
    /// One id a line
    Ids,
    /// References: BibTeX
    Bibtex,
    /// References: RIS, for Zotero, EndNote and Mendeley
    Ris,
    /// References: CSL-JSON
    Csl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Cite {
    /// A sentence for each
    Text,
    Bibtex,
    Ris,
    Csl,
}

#[derive(Debug, Args)]
#[command(
    before_help = "Examples:
  byt search 'bao hiem y te'                 accents optional
  byt search '\"chuyển đổi số\"'               words in this order
  byt search 72-NQ/TW                        a document number, in any typing
  byt search --official 'do xuan tuyen' --from 2025
  byt search --role 'Quyền Bộ trưởng'        an acting minister acted
  byt search 'đấu thầu thuốc' --format jsonl --limit 0",
    after_help = "The query language:
  bảo hiem y tế        all of these words; accents count where they are typed
  \"chuyển đổi số\"      these words in this order; any kind of quotes
  \"bảo hiểm\"~3        with up to three other words between
  -thuốc               without this word; NOT thuốc is the same
  dược OR thuốc        either; OR binds loosest, brackets ( ) group
  title:thuốc          in the title
  chuy*                words that begin so
  72-NQ/TW             a document number in any typing, also nghị quyết 72
  9/9/2025             a day in any writing
  official: mentions: role: topic: date: number: section: status:
                       the filters inside the query: topic:duoc date:2025-06..
Anything else is searched for as it stands: any headline may be pasted. When no
text has all the words, accents are left aside, then any of the words will do;
each step is told."
)]
pub(crate) struct Search {
    /// What to look for; every word must match
    pub(crate) query: Option<String>,
    #[command(flatten)]
    pub(crate) filters: Filters,
    /// Order of the results [default: relevance, without a query newest]
    #[arg(long, value_name = "ORDER")]
    pub(crate) sort: Option<Sort>,
    /// How many results; 0 is all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// Leave out the first N results
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: usize,
    #[command(flatten)]
    pub(crate) out: Output,
    /// Tell how the query was read and why the hits are hits
    #[arg(long)]
    pub(crate) explain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    Relevance,
    Newest,
    Oldest,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt show 20260121-3f9c01d2ab47
  byt show 167411 --no-pager                  the portal's own number will do
  byt show 20260121-3f9c01d2ab47 --format json | jq .officials
  byt show 20260121-3f9c01d2ab47 --cite bibtex
  byt show 20260121-3f9c01d2ab47 --versions   what changed, and when
  byt show 20260121-3f9c01d2ab47 --diff       the last change, word by word
  byt show 20260121-3f9c01d2ab47 --diff 1..3
  byt show 20260121-3f9c01d2ab47 --origin     where each version came from")]
pub(crate) struct Show {
    /// Ids, or other names of an article (aid:167411, slug:…)
    #[arg(required_unless_present = "diff", value_name = "ID")]
    pub(crate) ids: Vec<String>,
    /// Which versions there are, when each was stored, and what it changed
    #[arg(long)]
    pub(crate) versions: bool,
    /// Which run stored each version, and the raw answer that it was read from
    #[arg(long, conflicts_with_all = ["versions", "diff"])]
    pub(crate) origin: bool,
    /// Print here, whatever the length: no pager (BYT_PAGER, PAGER, less)
    #[arg(long)]
    pub(crate) no_pager: bool,
    /// What changed between two versions, word by word: [-old-]{+new+} [default: the last two]
    #[arg(long, value_name = "N..M", num_args = 0..=1, default_missing_value = "", conflicts_with = "versions")]
    pub(crate) diff: Option<String>,
    #[command(flatten)]
    pub(crate) out: Output,
}

#[derive(Debug, Args)]
#[command(
    before_help = "Examples:
  byt export > all.jsonl
  byt export --official 'Nguyễn Tri Thức' --on 2026-01 --format csv -o thuc.csv
  byt export 'bảo hiểm y tế' --cite bibtex -o refs.bib
  byt export 'bảo hiểm y tế' --format ids -0 | xargs -0 byt show",
    after_help = sheets()
)]
pub(crate) struct Export {
    /// What to look for; without it, everything
    pub(crate) query: Option<String>,
    #[command(flatten)]
    pub(crate) filters: Filters,
    #[command(flatten)]
    pub(crate) out: Output,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt count 'chuyển đổi số'
  byt count --by official --on 2026-01
  byt count --topic duoc --by month --format json
  byt count --by official --format csv --csv-bom -o people.csv")]
pub(crate) struct Count {
    /// What to look for; without it, everything
    pub(crate) query: Option<String>,
    #[command(flatten)]
    pub(crate) filters: Filters,
    /// One number for each group instead of one in all
    #[arg(long, value_name = "GROUP")]
    pub(crate) by: Option<By>,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: GroupFormat,
    #[command(flatten)]
    pub(crate) sheet: SheetOptions,
    /// Write to a file, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GroupFormat {
    /// The number; lines of group, tab, number
    Text,
    Json,
    /// Two columns: the group, and how many articles
    Csv,
    Tsv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    Official,
    Topic,
    Year,
    Month,
    Day,
    Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CountFormat {
    Text,
    Json,
}

/// What the columns of a sheet are.
fn sheets() -> String {
    let columns: Vec<&str> = export::column_names(false).collect();
    format!(
        "Columns of csv and tsv: {}; from search also score, match and snippet.\nLists in a cell are joined by \"; \"; the \
         columns that end in _json hold the record's own arrays. Cells that a spreadsheet would run as a formula begin \
         with an apostrophe, unless --csv-raw is given.",
        columns.join(", ")
    )
}

/// The arguments of a search that the program asks itself.
pub(crate) fn search(words: &[&str]) -> Search {
    let arguments = Arguments::try_parse_from(["byt", "search"].iter().chain(words));
    match arguments.map(|arguments| arguments.command) {
        Ok(Command::Search(search)) => search,
        other => unreachable!("the program's own questions are searches: {other:?}"),
    }
}
