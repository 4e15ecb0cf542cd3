//! Pairs as a table: the number of articles in common, the darker the more two belong together.

use super::attributes::Attributes;
use super::canvas::{Anchor, Canvas, Lettering, MARGIN, WIDTH, rectangle};
use super::cells::{ReportRow, rows};
use super::measure::{cut, widest, width};
use super::palette::Tone;
use super::picture::{LABEL, Sketch};
use crate::study::Report;
use crate::wording::{Language, decimal, number};

const SMALL: f64 = 11.0;
const ROW: f64 = 24.0;
/// Widths of columns, as there is room.
const CELL: (f64, f64) = (30.0, 64.0);
/// Labels are at most this long.
const ROW_LABEL_MAX: f64 = 190.0;
const COLUMN_LABEL_MAX: f64 = 150.0;
const ROWS_MAX: usize = 40;
/// As many columns as fit beside the longest labels.
const COLUMNS_MAX: usize = 13;
/// The angle of the labels of columns, in degrees.
const TURN: f64 = -55.0;
/// From this strength on, letters on a cell are white.
const STRONG: f64 = 0.55;

/// The table: which label has which row and column.
struct PairTable<'r> {
    xs: Vec<&'r str>,
    ys: Vec<&'r str>,
    cells: Vec<(usize, usize, ReportRow<'r>)>,
    /// Pairs that have no room.
    omitted: usize,
}

/// What two labels occur in, in words.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Context {
    one: &'static str,
    many: &'static str,
    /// Several, at the beginning of a sentence.
    heading: &'static str,
}

impl Context {
    fn of(report: &Report, language: Language) -> Context {
        let (one, many, heading) = match (report.scope.unit, language) {
            ("sentence", Language::Vietnamese) => ("câu", "câu", "Câu"),
            ("sentence", Language::English) => ("sentence", "sentences", "Sentences"),
            (_, Language::Vietnamese) => ("bài", "bài", "Bài"),
            (_, Language::English) => ("article", "articles", "Articles"),
        };
        Context { one, many, heading }
    }
}

pub(super) fn sketch(report: &Report, language: Language) -> Sketch<'_> {
    let table = table(report);
    let context = Context::of(report, language);
    let title = match language {
        Language::Vietnamese => format!("Cùng có trong một {}", context.one),
        Language::English => format!("In the same {}", context.many),
    };
    let mut legend = match language {
        Language::Vietnamese => format!(
            "Số {} chung; xanh: nhiều hơn ngẫu nhiên, cam có gạch dưới: ít hơn; càng đậm càng gắn nhau (NPMI); ô trống: không có trong danh sách",
            context.many
        ),
        Language::English => format!(
            "{} in common; blue: more than chance, orange and underlined: less; the darker, the stronger (NPMI); blank: not listed",
            context.heading
        ),
    };
    if table.omitted > 0 {
        let omitted = number(table.omitted as u64, language);
        legend += &match language {
            Language::Vietnamese => format!("; {omitted} cặp không đủ chỗ"),
            Language::English => format!("; no room for {omitted} more pairs"),
        };
    }
    let (xs, ys, pairs) = (table.xs.len(), table.ys.len(), table.cells.len());
    let description = match language {
        Language::Vietnamese => format!("Bảng {xs} hàng, {ys} cột, {pairs} cặp."),
        Language::English => format!("A table of {xs} rows and {ys} columns with {pairs} pairs."),
    };
    Sketch {
        title,
        legend,
        description,
        draw: Box::new(move |canvas, top| draw(canvas, top, &table, context, language)),
    }
}

/// Labels get their rows and columns in the order of the report, as long as there is room.
fn table(report: &Report) -> PairTable<'_> {
    let mut table = PairTable { xs: Vec::new(), ys: Vec::new(), cells: Vec::new(), omitted: 0 };
    for row in rows(report) {
        let x = place(&mut table.xs, row.text("x"), ROWS_MAX);
        let y = x.and_then(|_| place(&mut table.ys, row.text("y"), COLUMNS_MAX));
        match (x, y) {
            (Some(x), Some(y)) => table.cells.push((x, y, row)),
            _ => table.omitted += 1,
        }
    }
    table
}

fn place<'r>(known: &mut Vec<&'r str>, name: &'r str, most: usize) -> Option<usize> {
    if let Some(at) = known.iter().position(|own| *own == name) {
        return Some(at);
    }
    let has_room = known.len() < most;
    has_room.then(|| {
        known.push(name);
        known.len() - 1
    })
}

fn draw(canvas: &mut Canvas, top: f64, table: &PairTable<'_>, context: Context, language: Language) -> f64 {
    let left = MARGIN + widest(&table.xs, LABEL).min(ROW_LABEL_MAX) + 10.0;
    let long = widest(&table.ys, LABEL).min(COLUMN_LABEL_MAX);
    let turn = TURN.to_radians();
    // Turned labels rise, and lean beyond the last column.
    let (rise, lean) = (long * -turn.sin() + 10.0, long * turn.cos() + 6.0);
    let columns = table.ys.len().max(1) as f64;
    let cell = ((WIDTH - MARGIN - lean - left) / columns).clamp(CELL.0 - 8.0, CELL.1);
    let first = top + rise;
    for (at, name) in table.ys.iter().enumerate() {
        let x = left + (at as f64 + 0.5) * cell;
        let text = cut(name, LABEL, COLUMN_LABEL_MAX);
        canvas.turned(x + 4.0, first - 6.0, TURN, Lettering::of(LABEL, Tone::Ink), &text, name);
    }
    for (at, name) in table.xs.iter().enumerate() {
        let y = first + at as f64 * ROW;
        let text = cut(name, LABEL, ROW_LABEL_MAX);
        canvas.label(left - 8.0, y + 16.0, Lettering::of(LABEL, Tone::Ink).at(Anchor::End), &text, name);
        canvas.line((left, y), (left + columns * cell, y), Tone::Grid, 1.0);
    }
    let bottom = first + table.xs.len() as f64 * ROW;
    canvas.line((left, bottom), (left + columns * cell, bottom), Tone::Grid, 1.0);
    for (x, y, row) in &table.cells {
        let corner = (left + *y as f64 * cell, first + *x as f64 * ROW);
        pair(canvas, corner, cell, *row, &words(*row, context, language), language);
    }
    bottom + 8.0
}

fn pair(canvas: &mut Canvas, (x, y): (f64, f64), cell: f64, row: ReportRow<'_>, words: &str, language: Language) {
    let npmi = row.number("npmi").unwrap_or(0.0);
    let strength = npmi.abs().clamp(0.0, 1.0);
    let is_less = npmi < 0.0;
    let mut attributes: Attributes<'_> = rectangle(x + 1.0, y + 1.0, cell - 2.0, ROW - 2.0);
    attributes.extend(Tone::Series(usize::from(is_less)).fill());
    attributes.push(("fill-opacity", format!("{:.2}", 0.08 + 0.92 * strength).into()));
    canvas.mark("rect", attributes, words);
    let tone = if strength >= STRONG { Tone::Paper } else { Tone::Ink };
    let text = number(row.count("both"), language);
    canvas.text(x + cell / 2.0, y + 16.0, Lettering::of(SMALL, tone).at(Anchor::Middle), &text);
    if is_less {
        let half = width(&text, SMALL) / 2.0;
        canvas.line((x + cell / 2.0 - half, y + 19.0), (x + cell / 2.0 + half, y + 19.0), tone, 1.0);
    }
}

fn words(row: ReportRow<'_>, context: Context, language: Language) -> String {
    let count = |column| number(row.count(column), language);
    let shown =
        |column, digits| row.number(column).map_or_else(|| "–".to_owned(), |value| decimal(value, digits, language));
    let ((x, y), both) = ((row.text("x"), row.text("y")), count("both"));
    let (of_x, of_y) = (count("x_articles"), count("y_articles"));
    let many = context.many;
    let (expected, lift, npmi) = (shown("expected", 2), shown("lift", 2), shown("npmi", 2));
    match language {
        Language::Vietnamese => {
            format!(
                "{x} ({of_x} {many}) và {y} ({of_y} {many}): {both} {many} chung, kỳ vọng {expected}, lift {lift}, NPMI {npmi}"
            )
        }
        Language::English => format!(
            "{x} ({of_x} {many}) and {y} ({of_y}): {both} in common, expected {expected}, lift {lift}, NPMI {npmi}"
        ),
    }
}
