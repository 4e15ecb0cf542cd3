//! A report as a table for people.

use unicode_width::UnicodeWidthStr;

use super::report::{Datum, Report};

/// How many columns lie between two cells.
const GAP: &str = "  ";
/// The width of a list of values that isn't printed on a terminal.
const LIST_COLUMNS_MAX: usize = 80;

/// How a column is shown.
struct Shown {
    /// The place of the column in a row.
    at: usize,
    head: &'static str,
    /// Digits after the point.
    digits: usize,
    kind: Look,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// To the left, cut where it is too long.
    Text,
    Number,
    /// A p-value: never printed as 0.
    P,
    /// A share, in per cent.
    Share,
    /// The context before a hit: to the right, cut at its beginning.
    Before,
}

/// The columns that are shown, in order: name, heading, kind and digits.
type Layout = &'static [(&'static str, &'static str, Look, usize)];

/// What is shown of each command; other columns are for programs.
fn layout(command: &str) -> Layout {
    use Look::{Before, Number, P, Share, Text};
    match command {
        "kwic" => &[
            ("group", "", Text, 0),
            ("hits", "hits", Number, 0),
            ("articles", "articles", Number, 0),
            ("share", "share", Share, 0),
            ("date", "date", Text, 0),
            ("id", "id", Text, 0),
            ("left", "", Before, 0),
            ("key", "", Text, 0),
            ("right", "", Text, 0),
        ],
        "words" => &[
            ("rank", "rank", Number, 0),
            ("form", "word", Text, 0),
            ("hits", "hits", Number, 0),
            ("per_million", "a million", Number, 0),
            ("low", "from", Number, 0),
            ("high", "to", Number, 0),
            ("articles", "articles", Number, 0),
            ("dp_norm", "DPnorm", Number, 3),
            ("arf", "ARF", Number, 2),
            ("c_value", "C-value", Number, 1),
            ("joined_by", "joined by", Text, 0),
            ("joint", "joint", Number, 2),
            ("freedom", "freedom", Number, 2),
            ("forms", "written", Text, 0),
        ],
        "trend" => &[
            ("series", "series", Text, 0),
            ("bucket", "", Text, 0),
            ("hits", "hits", Number, 0),
            ("words", "words", Number, 0),
            ("per_million", "a million", Number, 0),
            ("low", "from", Number, 0),
            ("high", "to", Number, 0),
            ("articles", "articles", Number, 0),
            ("of_articles", "of", Number, 0),
            ("share", "share", Share, 0),
        ],
        "keyness" => &[
            ("side", "side", Text, 0),
            ("form", "word", Text, 0),
            ("hits_a", "A", Number, 0),
            ("hits_b", "B", Number, 0),
            ("articles_a", "articles A", Number, 0),
            ("articles_b", "B", Number, 0),
            ("log_ratio", "log2", Number, 2),
            ("lrc", "lrc", Number, 2),
            ("g2", "G²", Number, 2),
            ("q", "q", P, 3),
            ("joined_by", "joined by", Text, 0),
            ("joint", "joint", Number, 2),
            ("freedom", "freedom", Number, 2),
        ],
        "collocates" => &[
            ("form", "word", Text, 0),
            ("near", "near", Number, 0),
            ("hits", "all", Number, 0),
            ("expected", "expected", Number, 2),
            ("log_dice", "logDice", Number, 2),
            ("mi", "MI", Number, 2),
            ("t", "t", Number, 2),
            ("g2", "G²", Number, 2),
            ("articles", "articles", Number, 0),
            ("joined_by", "joined by", Text, 0),
            ("joint", "joint", Number, 2),
            ("freedom", "freedom", Number, 2),
        ],
        "dispersion" => &[
            ("form", "word", Text, 0),
            ("hits", "hits", Number, 0),
            ("articles", "articles", Number, 0),
            ("parts", "of", Number, 0),
            ("dp", "DP", Number, 3),
            ("dp_norm", "DPnorm", Number, 3),
            ("d_a", "D_A", Number, 3),
            ("juilland_d", "Juilland D", Number, 3),
            ("arf", "ARF", Number, 2),
        ],
        "cooccur" => &[
            ("x", "x", Text, 0),
            ("y", "y", Text, 0),
            ("both", "both", Number, 0),
            ("x_articles", "x articles", Number, 0),
            ("y_articles", "y articles", Number, 0),
            ("expected", "expected", Number, 2),
            ("lift", "lift", Number, 2),
            ("npmi", "NPMI", Number, 2),
            ("fisher_p", "p", P, 3),
            ("q", "q", P, 3),
        ],
        "sample" => &[
            ("date", "date", Text, 0),
            ("id", "id", Text, 0),
            ("left", "", Before, 0),
            ("key", "", Text, 0),
            ("right", "", Text, 0),
            ("title", "title", Text, 0),
        ],
        "first" => &[
            ("phrase", "phrase", Text, 0),
            ("date", "date", Text, 0),
            ("id", "id", Text, 0),
            ("zone", "zone", Text, 0),
            ("before_articles", "articles before", Number, 0),
            ("sentence", "sentence", Text, 0),
        ],
        _ => &[],
    }
}

/// The table of a report, its notes, and the scope; no line is wider than `width` columns of a terminal, if it has any.
/// The text is not yet safe to print.
pub(crate) fn as_text(report: &Report, width: Option<usize>) -> String {
    let mut shown = shown(report);
    if shown.is_empty() {
        return as_list(report, width.unwrap_or(LIST_COLUMNS_MAX));
    }
    if let Some(width) = width {
        drop_columns(report, &mut shown, width);
    }
    let gap = report.column("gap");
    let mut cells: Vec<Vec<String>> = report
        .rows
        .iter()
        .map(|row| {
            let is_gap = gap.is_some_and(|at| row[at] == Datum::Flag(true));
            let cell = |column: &Shown| match &row[column.at] {
                // Where nothing was collected, no count is known to be zero.
                Datum::Count(0) if is_gap => text(&Datum::Null, column),
                datum => text(datum, column),
            };
            shown.iter().map(cell).collect()
        })
        .collect();
    let mut widths: Vec<usize> = shown
        .iter()
        .enumerate()
        .map(|(n, column)| cells.iter().map(|row| row[n].width()).fold(column.head.width(), usize::max))
        .collect();
    if let Some(width) = width {
        fit(&shown, &mut widths, width);
        for row in &mut cells {
            for ((cell, column), width) in row.iter_mut().zip(&shown).zip(&widths) {
                *cell = cut(cell, *width, column.kind == Look::Before);
            }
        }
    }
    let mut out = String::new();
    if !cells.is_empty() && shown.iter().any(|column| !column.head.is_empty()) {
        let heads: Vec<String> =
            shown.iter().zip(&widths).map(|(column, width)| cut(column.head, *width, false)).collect();
        push_line(&mut out, &shown, &heads, &widths);
    }
    let context = report.column("context");
    for (cells, row) in cells.iter().zip(&report.rows) {
        push_line(&mut out, &shown, cells, &widths);
        if let Some(Datum::Texts(lines)) = context.map(|at| &row[at]) {
            lines.iter().for_each(|line| push_context(&mut out, line, width));
        }
    }
    for line in foot(report) {
        out += &cut_line(&line, width);
        out.push('\n');
    }
    out
}

/// The values of a report that has no table, each in a line with its name.
fn as_list(report: &Report, width: usize) -> String {
    let names: Vec<String> = report.columns.iter().map(|name| name.replace('_', " ")).collect();
    let longest = names.iter().map(|name| name.width()).max().unwrap_or(0);
    let mut out = String::new();
    for row in &report.rows {
        for (at, (name, datum)) in names.iter().zip(row).enumerate() {
            let value = text(datum, &Shown { at, head: "", digits: 0, kind: Look::Text });
            let lead = format!("{name:longest$}{GAP}");
            let indent = " ".repeat(lead.width());
            let value = cut_line(&value, Some(width.saturating_sub(indent.len()).max(1)));
            out += &format!("{lead}{}\n", value.replace('\n', &format!("\n{indent}")));
        }
    }
    for line in foot(report) {
        out += &cut_line(&line, Some(width));
        out.push('\n');
    }
    out
}

/// The columns that are shown; none of a report that is a list of values.
fn shown(report: &Report) -> Vec<Shown> {
    let layout = layout(report.command).iter();
    let mut all: Vec<Shown> = layout
        .filter_map(|(name, head, kind, digits)| {
            Some(Shown { at: report.column(name)?, head, digits: *digits, kind: *kind })
        })
        .collect();
    // One series needs no name.
    if report.command == "trend" && report.rows.iter().all(|row| row[0] == report.rows[0][0]) {
        all.remove(0);
    }
    all
}

fn text(datum: &Datum, column: &Shown) -> String {
    match datum {
        Datum::Null => "—".to_owned(),
        Datum::Count(count) => grouped(&count.to_string()),
        Datum::Number(number) if number.is_infinite() => if *number > 0.0 { "∞" } else { "−∞" }.to_owned(),
        // What rounds to zero has no sign.
        Datum::Number(number) => match column.kind {
            Look::P => p_value(*number, column.digits),
            Look::Share => format!("{:.0} %", number * 100.0),
            _ => grouped(unsigned_zero(&format!("{number:.*}", column.digits))),
        },
        Datum::Text(text) | Datum::Own(text) => text.replace('\n', " "),
        Datum::Texts(texts) => texts.join("; ").replace('\n', " "),
        Datum::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
    }
}

/// A number without the sign of a negative zero.
fn unsigned_zero(number: &str) -> &str {
    let is_zero = number.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    if is_zero { number.trim_start_matches('-') } else { number }
}

/// A p-value, which is never 0.
fn p_value(p: f64, digits: usize) -> String {
    const LEAST: f64 = 1e-300;
    if p < LEAST {
        "<1e-300".to_owned()
    } else if p < 0.5 * 0.1f64.powi(i32::try_from(digits).unwrap_or(3)) {
        format!("{p:.1e}")
    } else {
        format!("{p:.digits$}")
    }
}

/// A number with blanks between its thousands.
fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let (sign, digits) = whole.split_at(usize::from(whole.starts_with('-')));
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    if digits.len() < 5 { number.to_owned() } else { format!("{sign}{}{rest}", groups.join("\u{a0}")) }
}

/// Leaves out the last columns while the numbers alone are too wide; the formats for programs have them.
fn drop_columns(report: &Report, shown: &mut Vec<Shown>, width: usize) {
    /// A text of this width still says something.
    const TEXT_COLUMNS: usize = 8;
    let least = |column: &Shown| match column.kind {
        Look::Text | Look::Before => TEXT_COLUMNS,
        _ => report.rows.iter().map(|row| text(&row[column.at], column).width()).fold(column.head.width(), usize::max),
    };
    let needed = |shown: &[Shown]| shown.iter().map(|column| least(column) + GAP.len()).sum::<usize>() - GAP.len();
    while shown.len() > 1 && needed(shown) > width {
        shown.pop();
    }
}

/// Narrows texts until a line fits; the widest first.
fn fit(shown: &[Shown], widths: &mut [usize], width: usize) {
    const LEAST: usize = 4;
    let gaps = GAP.len() * widths.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > width {
        let texts = shown.iter().enumerate().filter(|(_, column)| matches!(column.kind, Look::Text | Look::Before));
        let widest = texts.map(|(n, _)| n).max_by_key(|n| widths[*n]).filter(|n| widths[*n] > LEAST);
        let Some(widest) = widest.or_else(|| (0..widths.len()).max_by_key(|n| widths[*n]).filter(|n| widths[*n] > 1))
        else {
            return;
        };
        widths[widest] -= 1;
    }
}

/// A text in at most `width` columns: its beginning, or with `end` its end.
fn cut(text: &str, width: usize, end: bool) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(1);
    let mut kept: Vec<char> = Vec::new();
    let mut used = 0;
    let mut take = |c: char| {
        let columns = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        used += columns;
        used <= room
    };
    if end {
        kept.extend(text.chars().rev().take_while(|c| take(*c)));
        kept.reverse();
        format!("…{}", kept.into_iter().collect::<String>())
    } else {
        kept.extend(text.chars().take_while(|c| take(*c)));
        format!("{}…", kept.into_iter().collect::<String>())
    }
}

fn cut_line(line: &str, width: Option<usize>) -> String {
    let Some(width) = width else { return line.to_owned() };
    let options = textwrap::Options::new(width).break_words(true);
    textwrap::wrap(line, options).join("\n")
}

fn push_line(out: &mut String, shown: &[Shown], cells: &[String], widths: &[usize]) {
    let mut line = String::new();
    for (((cell, column), width), n) in cells.iter().zip(shown).zip(widths).zip(0..) {
        let blanks = " ".repeat(width.saturating_sub(cell.width()));
        line += if n == 0 { "" } else { GAP };
        match column.kind {
            Look::Text => line += &(cell.clone() + &blanks),
            _ => line += &(blanks + cell),
        }
    }
    *out += line.trim_end();
    out.push('\n');
}

/// A line of context below its row.
fn push_context(out: &mut String, line: &str, width: Option<usize>) {
    const INDENT: &str = "    ";
    let line = line.replace('\n', " ");
    *out += INDENT;
    *out += &width.map_or_else(|| line.clone(), |width| cut(&line, width.saturating_sub(INDENT.len()).max(1), false));
    out.push('\n');
}

/// The lines below a table: the notes, the scope, and the snapshot.
fn foot(report: &Report) -> Vec<String> {
    let scope = &report.scope;
    let number = |count: u64| grouped(&count.to_string());
    let mut lines: Vec<String> = report.notes.clone();
    for side in &report.sides {
        let query = side.query.as_deref().unwrap_or("the rest of the scope");
        let words = number(side.words);
        let of =
            side.articles.map_or_else(|| "a list of words".to_owned(), |count| format!("{} articles", number(count)));
        lines.push(format!("{}: {query}: {of}, {words} syllables", side.name));
    }
    if report.total > report.rows.len() as u64 {
        lines.push(format!(
            "{} of {} rows; --limit 0 shows all",
            number(report.rows.len() as u64),
            number(report.total)
        ));
    }
    lines.push(format!("{} articles of {} syllables", number(scope.articles), number(scope.words)));
    let mut facts = vec![format!("snapshot {}", report.snapshot.short())];
    for (count, one, many) in [
        (scope.without_text, "without its text", "without their text"),
        (scope.undated, "without a date", "without a date"),
        (scope.repeated_leads, "whose lead repeats its body", "whose leads repeat their bodies"),
        (scope.twins, "that nearly repeats an earlier one", "that nearly repeat an earlier one"),
    ] {
        match count {
            0 => {}
            1 => facts.push(format!("1 article {one}")),
            n => facts.push(format!("{} articles {many}", number(n))),
        }
    }
    lines.push(facts.join(" · "));
    lines
}
