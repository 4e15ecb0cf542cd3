//! How articles look to people, on a terminal of any width or in a pipe.

use anstyle::{AnsiColor, Style};

use super::layout::{Width, under, wrap};
use super::output::safe;
use super::safe::made_safe;
use crate::article::labels::{Labels, Link, TopicLabel};
use crate::article::{Article, DateSource, Status};
use crate::calendar::Moment;
use crate::query::Snippet;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const HIT: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));
const INDENT: &str = "    ";

/// One result: number, title, when, who, what about, id, and the place that matched.
pub(crate) struct HitView<'a> {
    pub(crate) number: usize,
    pub(crate) article: &'a Article,
    pub(crate) labels: &'a Labels,
    /// The place that matched; `None` without one.
    pub(crate) snippet: Option<&'a Snippet>,
    /// How the score came about; empty unless that was asked for.
    pub(crate) score: &'a str,
}

impl HitView<'_> {
    pub(crate) fn text(&self, width: Width) -> String {
        let width = width.text();
        let number = format!("{:>2}. ", self.number);
        let mut out = String::new();
        for (n, line) in wrap(&safe(&self.article.title), width, &number, INDENT).into_iter().enumerate() {
            let (lead, text) = line.split_at(if n == 0 { number.len() } else { INDENT.len() });
            out += &format!("{lead}{BOLD}{text}{BOLD:#}\n");
        }
        out += &dimmed(&wrap(&safe(&facts(self.article, self.labels)), width, INDENT, INDENT));
        if let Some(snippet) = self.snippet {
            for line in snippet_lines(snippet, width.beside(INDENT.len())) {
                out += &format!("{INDENT}{line}\n");
            }
        }
        if !self.score.is_empty() {
            out += &dimmed(&wrap(self.score, width, INDENT, INDENT));
        }
        out + "\n"
    }
}

fn dimmed(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{DIM}{line}{DIM:#}\n")).collect()
}

/// The place that matched, with marks, and with dots where the text goes on.
fn snippet_lines(snippet: &Snippet, width: Width) -> Vec<String> {
    const BEFORE: &str = "… ";
    // Where the text prints dots of its own, ours would be a second pair.
    let behind = if snippet.cut_behind && !snippet.text.ends_with(['…', '.']) { " …" } else { "" };
    let before = if snippet.cut_before { BEFORE } else { "" };
    let shift = before.chars().count();
    let marks: Vec<(usize, usize)> =
        snippet.marks.iter().map(|(start, end)| (*start as usize + shift, *end as usize + shift)).collect();
    marked_lines(&format!("{before}{}{behind}", snippet.text), &marks, width)
}

/// Sets a text in lines and colours the characters that are marked. Wrapping comes first, so that
/// colours never count as width, and so does making safe, character by character: what is left out
/// would move the marks.
fn marked_lines(text: &str, marks: &[(usize, usize)], width: Width) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    let mut marked = Vec::with_capacity(text.len());
    let mut ahead = marks;
    for (at, c) in text.chars().enumerate() {
        while ahead.first().is_some_and(|(_, end)| *end <= at) {
            ahead = &ahead[1..];
        }
        if let Some(c) = made_safe(c) {
            plain.push(c);
            marked.push(ahead.first().is_some_and(|(start, _)| *start <= at));
        }
    }
    let mut source = plain.chars().zip(marked);
    let mut lines = Vec::new();
    for line in wrap(&plain, width, "", "") {
        let mut out = String::new();
        let mut inside = false;
        for c in line.chars() {
            // Blanks at a line's end are not in the line.
            let mark = source.by_ref().find(|(s, _)| *s == c).is_some_and(|(_, mark)| mark);
            if mark != inside {
                out += &if mark { HIT.render().to_string() } else { HIT.render_reset().to_string() };
                inside = mark;
            }
            out.push(c);
        }
        if inside {
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
pub(crate) fn article(article: &Article, labels: &Labels, width: Width) -> String {
    let width = width.text();
    let mut out = bold(&article.title, width);
    for (name, value) in fields(article, labels) {
        let lead = format!("{name:<10} ");
        out += &dimmed(&wrap(&safe(&value), width, &lead, &" ".repeat(lead.len())));
    }
    if let Some(lead) = &article.abstract_ {
        out += "\n";
        out += &bold(lead, width);
    }
    for paragraph in article.body.iter().flat_map(|body| body.split("\n\n")) {
        out += "\n";
        out += &under("", &safe(paragraph), width);
    }
    for caption in &article.captions {
        out += "\n";
        out += &dimmed(&wrap(&safe(caption), width, "[photo] ", "        "));
    }
    out
}

fn bold(text: &str, width: Width) -> String {
    wrap(&safe(text), width, "", "").iter().map(|line| format!("{BOLD}{line}{BOLD:#}\n")).collect()
}

/// What is known of an article beside its text, by name.
fn fields(article: &Article, labels: &Labels) -> Vec<(&'static str, String)> {
    let outside = if article.section { "" } else { ", outside the section" };
    let mut fields = vec![
        ("date", date(article)),
        ("id", article.id.to_string()),
        ("version", format!("{}, {}{outside}", article.version, known(article.status))),
    ];
    fields.extend(absence(article).map(|absence| ("gone", absence)));
    fields.extend(article.url.clone().map(|url| ("address", url)));
    fields.extend(article.source.clone().map(|source| ("source", source)));
    fields.extend(labels.officials.iter().map(|link| ("official", official(article, link))));
    let topic = |t: &TopicLabel| format!("{} — “{}”", t.id, crate::export::quote(article, &t.evidence));
    fields.extend(labels.topics.iter().map(|t| ("topic", topic(t))));
    if !labels.identifiers.is_empty() {
        fields.push(("documents", labels.identifiers.join(", ")));
    }
    fields
}

/// How much of an article is known, in words.
pub(crate) fn known(status: Status) -> &'static str {
    match status {
        Status::Full => "with its text",
        Status::Listed => "known from a list only",
    }
}

fn official(article: &Article, link: &Link) -> String {
    let evidence = link.evidence.first().map_or("", |place| crate::export::quote(article, place));
    let title = if link.title.is_empty() { String::new() } else { format!(", {}", link.title) };
    let inferred = if link.inferred { " (from the post and the date)" } else { "" };
    format!("{}{title}: {}{inferred} — “{evidence}”", link.name, link.relation.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_characters_are_coloured_wherever_lines_break() {
        let check = |width, expected: &str| {
            let lines = marked_lines("về bảo hiểm y tế", &[(3, 16)], Width(Some(width)));
            let shown: Vec<String> = lines
                .iter()
                .map(|l| l.replace(&HIT.render().to_string(), "<").replace(&HIT.render_reset().to_string(), ">"))
                .collect();
            assert_eq!(shown.join("|"), expected, "{width}");
        };
        check(40, "về <bảo hiểm y tế>");
        check(8, "về <bảo>|<hiểm y>|<tế>");
        assert_eq!(marked_lines("", &[], Width(Some(40))), [""]);
    }

    #[test]
    fn what_is_left_out_moves_no_mark() {
        let lines = marked_lines("bảo\u{200b} hi\u{ad}ểm y tế", &[(5, 10)], Width::ANY);
        assert_eq!(lines, [format!("bảo {}hiểm{} y tế", HIT.render(), HIT.render_reset())]);
    }
}
