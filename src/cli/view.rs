//! How articles look to people, on a terminal of any width or in a pipe.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::output::safe;
use crate::article::labels::{Labels, Link};
use crate::article::{Article, DateSource, Status};
use crate::calendar::Moment;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const HIT: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));
/// Text is set no wider than this: longer lines are hard to read.
const COLUMNS_MAX: usize = 100;
const COLUMNS_MIN: usize = 40;
/// Width where there is no terminal to ask.
const COLUMNS_PIPE: usize = 80;
const INDENT: &str = "    ";

/// The width of running text, in columns.
pub(crate) fn columns() -> usize {
    let wide = io::IsTerminal::is_terminal(&io::stdout());
    if wide { textwrap::termwidth().clamp(COLUMNS_MIN, COLUMNS_MAX) } else { COLUMNS_PIPE }
}

/// One result: number, title, when, who, what about, id, and the place that matched.
pub(crate) struct HitView<'a> {
    pub(crate) number: usize,
    pub(crate) article: &'a Article,
    pub(crate) labels: &'a Labels,
    /// The place that matched, with the characters to mark; empty without a query.
    pub(crate) snippet: &'a str,
    pub(crate) marks: Vec<(usize, usize)>,
    /// How the score came about; empty unless that was asked for.
    pub(crate) score: &'a str,
}

impl HitView<'_> {
    pub(crate) fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let width = columns();
        let first = format!("{:>2}. ", self.number);
        for (n, line) in wrap(&safe(&self.article.title), width, &first, INDENT).into_iter().enumerate() {
            let (lead, text) = if n == 0 { line.split_at(first.len()) } else { line.split_at(INDENT.len()) };
            writeln!(out, "{lead}{BOLD}{text}{BOLD:#}")?;
        }
        for line in wrap(&facts(self.article, self.labels), width, INDENT, INDENT) {
            writeln!(out, "{DIM}{line}{DIM:#}")?;
        }
        if !self.snippet.is_empty() {
            self.print_snippet(out, width)?;
        }
        if !self.score.is_empty() {
            writeln!(out, "{INDENT}{DIM}{}{DIM:#}", self.score)?;
        }
        writeln!(out)
    }

    fn print_snippet(&self, out: &mut impl Write, width: usize) -> io::Result<()> {
        for line in marked_lines(&safe(self.snippet), &self.marks, width - INDENT.len()) {
            writeln!(out, "{INDENT}{line}")?;
        }
        Ok(())
    }
}

/// Sets a text in lines and colours the characters that are marked. Wrapping comes first, so that
/// colours never count as width.
fn marked_lines(text: &str, marks: &[(usize, usize)], width: usize) -> Vec<String> {
    let mut source = text.chars().enumerate().peekable();
    let mut lines = Vec::new();
    for line in wrap(text, width, "", "") {
        let mut out = String::new();
        let mut marked = false;
        for c in line.chars() {
            // Blanks at a line's end are not in the line.
            let at = source.by_ref().find(|(_, s)| *s == c).map_or(usize::MAX, |(at, _)| at);
            let mark = marks.iter().any(|(start, end)| (*start..*end).contains(&at));
            if mark != marked {
                out += &if mark { HIT.render().to_string() } else { HIT.render_reset().to_string() };
                marked = mark;
            }
            out.push(c);
        }
        if marked {
            out += &HIT.render_reset().to_string();
        }
        lines.push(out);
    }
    lines
}

/// When, who, what about, and the id.
fn facts(article: &Article, labels: &Labels) -> String {
    let mut parts = vec![date(article)];
    if !article.section {
        parts.push("outside the section".into());
    }
    if article.status == Status::Listed {
        parts.push("listed only".into());
    }
    if article.absence.gone.is_some() {
        parts.push("gone from the portal".into());
    }
    parts.extend(labels.officials.iter().map(|link| format!("{} ({})", safe(&link.name), link.relation.as_str())));
    let topics: Vec<&str> = labels.topics.iter().map(|t| t.id.as_str()).collect();
    if !topics.is_empty() {
        parts.push(topics.join(", "));
    }
    parts.push(article.id.to_string());
    parts.join(" · ")
}

fn date(article: &Article) -> String {
    match (article.published, article.date_source) {
        (Some(moment), Some(DateSource::Capture)) => format!("{} (uncertain)", moment.format("%d/%m/%Y")),
        (Some(moment), _) => printed(&moment),
        (None, _) => "no date".to_owned(),
    }
}

/// What is known of an article's absence from the portal, in words.
fn absence(article: &Article) -> Option<String> {
    let since = article.absence.missing_since?.format("%d/%m/%Y");
    Some(match article.absence.gone {
        Some(gone) => {
            format!("the portal no longer has it: missing since {since}, and still on {}", gone.format("%d/%m/%Y"))
        }
        None => format!("the portal said on {since} that it has no such page; the next look will tell"),
    })
}

/// Day first, as Vietnam writes it.
pub(crate) fn printed(moment: &Moment) -> String {
    moment.format("%d/%m/%Y %H:%M").to_string()
}

/// A whole article.
pub(crate) fn article(out: &mut impl Write, article: &Article, labels: &Labels) -> io::Result<()> {
    let width = columns();
    for line in wrap(&safe(&article.title), width, "", "") {
        writeln!(out, "{BOLD}{line}{BOLD:#}")?;
    }
    let mut field = |name: &str, value: &str| -> io::Result<()> {
        let first = format!("{name:<10} ");
        for line in wrap(&safe(value), width, &first, &" ".repeat(first.len())) {
            writeln!(out, "{DIM}{line}{DIM:#}")?;
        }
        Ok(())
    };
    field("date", &date(article))?;
    field("id", article.id.as_str())?;
    field(
        "version",
        &format!(
            "{}, {}{}",
            article.version,
            article.status.as_str(),
            if article.section { "" } else { ", outside the section" }
        ),
    )?;
    if let Some(absence) = absence(article) {
        field("gone", &absence)?;
    }
    if let Some(url) = &article.url {
        field("address", url)?;
    }
    if let Some(source) = &article.source {
        field("source", source)?;
    }
    for link in &labels.officials {
        field("official", &official(article, link))?;
    }
    for topic in &labels.topics {
        field("topic", &format!("{} — “{}”", topic.id, crate::export::quote(article, &topic.evidence)))?;
    }
    if !labels.identifiers.is_empty() {
        field("documents", &labels.identifiers.join(", "))?;
    }
    if let Some(lead) = &article.abstract_ {
        writeln!(out)?;
        for line in wrap(&safe(lead), width, "", "") {
            writeln!(out, "{BOLD}{line}{BOLD:#}")?;
        }
    }
    for paragraph in article.body.iter().flat_map(|body| body.split("\n\n")) {
        writeln!(out)?;
        for line in wrap(&safe(paragraph), width, "", "") {
            writeln!(out, "{line}")?;
        }
    }
    for caption in &article.captions {
        writeln!(out)?;
        for line in wrap(&safe(caption), width, "[photo] ", "        ") {
            writeln!(out, "{DIM}{line}{DIM:#}")?;
        }
    }
    Ok(())
}

fn official(article: &Article, link: &Link) -> String {
    let evidence = link.evidence.first().map_or("", |place| crate::export::quote(article, place));
    let title = if link.title.is_empty() { String::new() } else { format!(", {}", link.title) };
    let inferred = if link.inferred { " (from the post and the date)" } else { "" };
    format!("{}{title}: {}{inferred} — “{evidence}”", link.name, link.relation.as_str())
}

/// Breaks at blanks only: ids and numbers stay in one piece, to be copied.
fn wrap(text: &str, width: usize, first: &str, rest: &str) -> Vec<String> {
    let options = textwrap::Options::new(width)
        .initial_indent(first)
        .subsequent_indent(rest)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// A number with its noun: "1 article", "42 articles".
pub(crate) fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_characters_are_coloured_wherever_lines_break() {
        let check = |width, expected: &str| {
            let lines = marked_lines("về bảo hiểm y tế", &[(3, 16)], width);
            let shown: Vec<String> = lines
                .iter()
                .map(|l| l.replace(&HIT.render().to_string(), "<").replace(&HIT.render_reset().to_string(), ">"))
                .collect();
            assert_eq!(shown.join("|"), expected, "{width}");
        };
        check(40, "về <bảo hiểm y tế>");
        check(8, "về <bảo>|<hiểm y>|<tế>");
        assert_eq!(marked_lines("", &[], 40), [""]);
    }

    #[test]
    fn ids_stay_in_one_piece() {
        let lines = wrap("một hai ba bốn 20250904-5cb7c00f9dd4", 30, "", "");
        assert_eq!(lines, ["một hai ba bốn", "20250904-5cb7c00f9dd4"]);
    }
}
