//! Layout of text for people: paragraphs, fields and tables at the width of the terminal.
//!
//! In a pipe and in a file nothing is wrapped, so that `grep` sees whole lines. Widths are in display
//! columns, not in bytes or characters: "ễ" is one column, composed or not.

use std::io::IsTerminal;

use unicode_width::UnicodeWidthStr;

/// The widest line of a paragraph, in columns: longer lines are hard to read.
const TEXT_COLUMNS_MAX: usize = 120;
/// The assumed width of a narrower terminal, in columns.
const COLUMNS_MIN: usize = 40;
/// Between two columns of a table.
const GAP: &str = "  ";

/// The width of an output in columns; `None` for lines of any length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Width(pub(crate) Option<usize>);

impl Width {
    /// The width of standard output.
    pub(crate) fn of_stdout() -> Width {
        Width::of(std::io::stdout().is_terminal())
    }

    /// The width of standard error.
    pub(crate) fn of_stderr() -> Width {
        Width::of(std::io::stderr().is_terminal())
    }

    /// No limit, as in a file.
    pub(crate) const ANY: Width = Width(None);

    /// `COLUMNS` overrides the terminal's width, and sets one where there is no terminal.
    fn of(is_terminal: bool) -> Width {
        let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let own = || is_terminal.then(textwrap::termwidth);
        Width(asked.or_else(own).map(|columns: usize| columns.max(COLUMNS_MIN)))
    }

    pub(crate) fn is_limited(self) -> bool {
        self.0.is_some()
    }

    /// The width for paragraphs.
    pub(crate) fn text(self) -> Width {
        Width(self.0.map(|columns| columns.min(TEXT_COLUMNS_MAX)))
    }

    /// The width that is left after `columns` are taken.
    pub(crate) fn minus(self, columns: usize) -> Width {
        Width(self.0.map(|all| all.saturating_sub(columns).max(COLUMNS_MIN / 2)))
    }
}

/// Wraps a text at spaces only, so that ids, numbers and addresses can be copied. `first` and `rest`
/// are put before the first line and the others.
pub(crate) fn wrap(text: &str, width: Width, first: &str, rest: &str) -> Vec<String> {
    let Some(columns) = width.0 else { return vec![format!("{first}{text}")] };
    let options = textwrap::Options::new(columns)
        .initial_indent(first)
        .subsequent_indent(rest)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// Wraps a text behind a lead, with the other lines indented to the lead's width.
pub(crate) fn under(lead: &str, text: &str, width: Width) -> String {
    let mut lines = wrap(text, width, lead, &" ".repeat(columns(lead)));
    if lines.is_empty() {
        lines.push(lead.trim_end().to_owned());
    }
    lines.join("\n") + "\n"
}

/// The display width of a text in columns.
pub(crate) fn columns(text: &str) -> usize {
    text.width()
}

/// Pads a text with spaces to a width in columns; a longer text is returned as it is.
pub(crate) fn pad(text: &str, wanted: usize) -> String {
    format!("{text}{}", " ".repeat(wanted.saturating_sub(columns(text))))
}

/// The alignment of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

/// A table whose last column may have several lines and is wrapped.
#[derive(Debug)]
pub(crate) struct Table {
    head: Vec<String>,
    sides: Vec<Side>,
    rows: Vec<(Vec<String>, Vec<String>)>,
}

impl Table {
    /// Creates a table with these columns.
    pub(crate) fn new(columns: &[(&str, Side)]) -> Table {
        Table {
            head: columns.iter().map(|(name, _)| (*name).to_owned()).collect(),
            sides: columns.iter().map(|(_, side)| *side).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row: all cells but the last, and the lines of the last. All must be safe to print.
    pub(crate) fn row(&mut self, cells: Vec<String>, lines: Vec<String>) {
        self.rows.push((cells, lines));
    }

    /// Formats the table. Without a width, each row is one line and there is no header, for programs.
    pub(crate) fn format(&self, width: Width) -> String {
        let last = self.head.len() - 1;
        let widths: Vec<usize> = (0..last)
            .map(|n| {
                let head = if width.is_limited() { columns(&self.head[n]) } else { 0 };
                self.rows.iter().map(|(cells, _)| columns(&cells[n])).fold(head, usize::max)
            })
            .collect();
        let lead = |cells: &[&str]| -> String {
            let cells = cells.iter().zip(&widths).zip(&self.sides);
            cells
                .map(|((cell, width), side)| match side {
                    Side::Left => pad(cell, *width) + GAP,
                    Side::Right => " ".repeat(width.saturating_sub(columns(cell))) + cell + GAP,
                })
                .collect()
        };
        let mut text = String::new();
        if width.is_limited() && !self.rows.is_empty() {
            let head: Vec<&str> = self.head[..last].iter().map(String::as_str).collect();
            text += format!("{}{}", lead(&head), self.head[last]).trim_end();
            text.push('\n');
        }
        for (cells, lines) in &self.rows {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            let mut lead = lead(&cells);
            if !width.is_limited() {
                text += (lead + &lines.join("; ")).trim_end();
                text.push('\n');
                continue;
            }
            let blank = " ".repeat(columns(&lead));
            for line in lines {
                // Continuation lines are indented more than the next line of the cell.
                for part in wrap(line, width, &lead, &format!("{blank}{GAP}")) {
                    text += part.trim_end();
                    text.push('\n');
                }
                lead.clone_from(&blank);
            }
            if lines.is_empty() {
                text += lead.trim_end();
                text.push('\n');
            }
        }
        text
    }
}

/// A number with its noun: "1 article", "42 articles".
pub(crate) fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stay_in_one_piece() {
        let lines = wrap("một hai ba bốn 20250904-5cb7c00f9dd4", Width(Some(30)), "", "");
        assert_eq!(lines, ["một hai ba bốn", "20250904-5cb7c00f9dd4"]);
        assert_eq!(wrap("một hai ba", Width::ANY, "- ", "  "), ["- một hai ba"]);
    }

    #[test]
    fn composed_and_decomposed_text_are_as_wide() {
        let check = |text: &str, expected: usize| assert_eq!(columns(text), expected, "{text:?}");
        check("Nguyễn", 6);
        check("Nguye\u{302}\u{303}n", 6);
        check("Đỗ Xuân Tuyên", 13);
        check("D\u{323}o\u{302}\u{303}", 2);
        check("日本", 4);
        assert_eq!(pad("e\u{302}\u{303}", 3), "e\u{302}\u{303}  ");
    }

    #[test]
    fn a_table_is_wrapped_to_its_width() {
        let mut table = Table::new(&[("name", Side::Left), ("articles", Side::Right), ("posts", Side::Left)]);
        table.row(
            vec!["Phan Ễ".into(), "7".into()],
            vec!["vice-minister since 2020".into(), "in charge from 2022-06 until 2022-07".into()],
        );
        table.row(vec!["Vũ Văn Mộc".into(), "12".into()], Vec::new());
        let limited = "name        articles  posts\n\
                       Phan Ễ             7  vice-minister since\n                        2020\n\
                       \u{20}                     in charge from\n                        2022-06 until\n                        2022-07\n\
                       Vũ Văn Mộc        12\n";
        assert_eq!(table.format(Width(Some(42))), limited);
        let any = "Phan Ễ       7  vice-minister since 2020; in charge from 2022-06 until 2022-07\nVũ Văn Mộc  12\n";
        assert_eq!(table.format(Width::ANY), any);
    }
}
