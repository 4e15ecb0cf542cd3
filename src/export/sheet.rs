//! CSV and TSV: rows for spreadsheets, data frames and `cut`.
//!
//! Both quote as RFC 4180 says, with "\n" as the end of a row. The arrays at the end of a row are always
//! quoted: readers that detect the dialect from the first rows (DuckDB) must not conclude that nothing is
//! ever quoted. A row of TSV is always one line: tabs, line ends and backslashes within a cell are written
//! as `\t`, `\n`, `\r` and `\\`.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::QuoteStyle;

use super::columns::{ARRAYS, COLUMNS, Cell, Column, HITS, names};
use super::format::{ArticleFormat, ExportItem};

/// How a sheet is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) delimiter: Delimiter,
    /// Leaves cells as they are, even those that a spreadsheet would run as formulas.
    pub(crate) raw: bool,
    /// Begins with a byte order mark, by which Excel recognises UTF-8.
    pub(crate) bom: bool,
    /// Includes the columns that a search adds.
    pub(crate) hits: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delimiter {
    Comma,
    Tab,
}

/// What ends a row.
const END: u8 = b'\n';

impl Sheet {
    /// Writes the byte order mark, if any, and the names of the columns.
    pub(crate) fn header<'a>(&self, out: &mut dyn Write, names: impl Iterator<Item = &'a str>) -> io::Result<()> {
        if self.bom {
            out.write_all("\u{feff}".as_bytes())?;
        }
        self.row(out, names.map(|name| Cell::Text(name.into())))
    }

    /// Writes one row.
    pub(crate) fn row<'a>(&self, out: &mut dyn Write, cells: impl Iterator<Item = Cell<'a>>) -> io::Result<()> {
        self.cells(out, QuoteStyle::Necessary, cells)
    }

    fn cells<'a>(
        &self,
        out: &mut dyn Write,
        quotes: QuoteStyle,
        cells: impl Iterator<Item = Cell<'a>>,
    ) -> io::Result<()> {
        let mut row = csv::WriterBuilder::new()
            .delimiter(self.byte())
            .quote_style(quotes)
            .terminator(csv::Terminator::Any(END))
            .from_writer(out);
        for cell in cells {
            row.write_field(self.cell(cell).as_bytes())?;
        }
        row.write_record(None::<&[u8]>)?;
        row.flush()
    }

    fn byte(&self) -> u8 {
        match self.delimiter {
            Delimiter::Comma => b',',
            Delimiter::Tab => b'\t',
        }
    }

    fn cell<'a>(&self, cell: Cell<'a>) -> Cow<'a, str> {
        let text = match cell {
            Cell::Text(text) if !self.raw => guarded(visible(text)),
            Cell::Text(text) => text,
            Cell::Own(text) => text.into(),
        };
        if self.delimiter == Delimiter::Tab { on_one_line(text) } else { text }
    }

    /// All columns except the arrays, which come last.
    fn columns(&self) -> impl Iterator<Item = &'static Column> {
        let hits: &[Column] = if self.hits { &HITS } else { &[] };
        COLUMNS.iter().chain(hits)
    }
}

impl ArticleFormat for Sheet {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        self.header(out, names(self.hits))
    }

    fn article(&self, out: &mut Vec<u8>, item: &ExportItem<'_>) -> io::Result<()> {
        let mut row = Vec::new();
        self.cells(&mut row, QuoteStyle::Necessary, self.columns().map(|column| (column.cell)(item)))?;
        // The arrays continue the row that these cells ended.
        row.pop();
        row.push(self.byte());
        self.cells(&mut row, QuoteStyle::Always, ARRAYS.iter().map(|column| (column.cell)(item)))?;
        out.write_all(&row)
    }
}

/// Removes the marks that change the direction of what follows, in this cell and the next, and replaces the line ends that
/// only Unicode has, which some programs take for the end of a row.
pub(super) fn visible(cell: Cow<'_, str>) -> Cow<'_, str> {
    const LINE_ENDS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];
    let is_direction =
        |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !cell.contains(|c| is_direction(c) || LINE_ENDS.contains(&c)) {
        return cell;
    }
    let kept = cell.chars().filter(|c| !is_direction(*c));
    kept.map(|c| if LINE_ENDS.contains(&c) { ' ' } else { c }).collect::<String>().into()
}

/// Puts an apostrophe before a cell that a spreadsheet would run as a formula. Some take full-width signs for the others.
fn guarded(cell: Cow<'_, str>) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r']) {
        format!("'{cell}").into()
    } else {
        cell
    }
}

fn on_one_line(cell: Cow<'_, str>) -> Cow<'_, str> {
    if !cell.contains(['\\', '\t', '\n', '\r']) {
        return cell;
    }
    cell.replace('\\', r"\\").replace('\t', r"\t").replace('\n', r"\n").replace('\r', r"\r").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: Sheet = Sheet { delimiter: Delimiter::Comma, raw: false, bom: false, hits: false };

    fn check(sheet: Sheet, cells: &[&str], expected: &str) {
        let mut out = Vec::new();
        sheet.row(&mut out, cells.iter().map(|cell| Cell::Text((*cell).into()))).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected, "{cells:?}");
    }

    #[test]
    fn only_formulas_are_guarded() {
        check(CSV, &["=1+1", "+84", "- Phóng viên", "@a", "\tx"], "'=1+1,'+84,'- Phóng viên,'@a,'\tx\n");
        check(CSV, &["Họp", "a=b", "", "7", "'x"], "Họp,a=b,,7,'x\n");
        check(Sheet { raw: true, ..CSV }, &["=1+1", "-"], "=1+1,-\n");
    }

    #[test]
    fn marks_of_direction_and_unicode_line_ends_do_not_reach_a_sheet() {
        for sheet in [CSV, Sheet { delimiter: Delimiter::Tab, ..CSV }] {
            check(
                sheet,
                &["a\u{202e}b\u{2066}", "\u{200f}=1", "a\u{2028}b\u{2029}c\u{85}d"],
                &match sheet.delimiter {
                    Delimiter::Comma => "ab,'=1,a b c d\n".to_owned(),
                    Delimiter::Tab => "ab\t'=1\ta b c d\n".to_owned(),
                },
            );
        }
        check(CSV, &["＝1+1", "＋84", "－2", "＠a", "a＝b"], "'＝1+1,'＋84,'－2,'＠a,a＝b\n");
    }

    #[test]
    fn numbers_that_this_program_wrote_are_not_guarded() {
        let mut out = Vec::new();
        CSV.row(&mut out, [Cell::Own("-1.5".into()), Cell::Text("-1.5".into())].into_iter()).unwrap();
        assert_eq!(out, b"-1.5,'-1.5\n");
    }

    #[test]
    fn the_header_is_guarded_like_cells() {
        let mut out = Vec::new();
        Sheet { bom: true, ..CSV }.header(&mut out, ["=x", "y"].into_iter()).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\u{feff}'=x,y\n");
    }

    #[test]
    fn a_row_of_tsv_is_one_line() {
        let tsv = Sheet { delimiter: Delimiter::Tab, ..CSV };
        check(tsv, &["a\tb", "c\n\nd", r"\n", "e,f"], "a\\tb\tc\\n\\nd\t\\\\n\te,f\n");
        check(tsv, &["\"Mở\" rộng", "x"], "\"\"\"Mở\"\" rộng\"\tx\n");
        check(tsv, &["\tx"], "'\\tx\n");
    }

    #[test]
    fn cells_of_csv_keep_their_lines() {
        check(CSV, &["a\nb", "\"c\"", "d,e"], "\"a\nb\",\"\"\"c\"\"\",\"d,e\"\n");
    }

    #[test]
    fn arrays_are_always_quoted_and_all_rows_have_the_same_length() {
        use crate::article::labels::Labels;
        use crate::article::{Article, Sighting};
        let mut sighting = Sighting::titled("Họp, \"x\"".into());
        sighting.captions = vec!["Ảnh \"a\"".into()];
        let article = Article::unstored(sighting);
        let item = ExportItem { article: &article, labels: &Labels::default(), archived: None, hit: None, before: 0 };
        for hits in [false, true] {
            let mut out = Vec::new();
            let sheet = Sheet { hits, ..CSV };
            sheet.begin(&mut out).unwrap();
            sheet.article(&mut out, &item).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(text.ends_with(",\"[]\",\"[]\",\"[\"\"Ảnh \\\"\"a\\\"\"\"\"]\"\n"), "{text}");
            let rows: Vec<csv::StringRecord> = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(text.as_bytes())
                .records()
                .collect::<Result<_, _>>()
                .expect("rows of one length");
            assert_eq!((rows.len(), &rows[1][3]), (2, "Họp, \"x\""));
        }
    }

    #[test]
    fn column_names_are_unique() {
        let mut names: Vec<&str> = names(true).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
