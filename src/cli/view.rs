//! Articles as text for people, on a terminal of any width or in a pipe.

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

use anstyle::Style;
use chrono::{DateTime, Utc};

use super::layout::{Width, columns, pad, under, wrap};
use super::links::{LinkStyle, linked};
use super::safe::safe;
use super::texts::{Texts, Wording};
use crate::article::labels::{Labels, Link, TopicLabel};
use crate::article::{Article, DateSource, Status, Withdrawal};
use crate::calendar::{Moment, minute};
use crate::query::Snippet;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
/// Legible on black and on white, and next to a bold title.
const HIT: Style = Style::new().bold().underline();
const INDENT: &str = "    ";

/// One search result: number, title, date, people, topics, id, and the passage that matched.
pub(crate) struct HitView<'a> {
    pub(crate) number: usize,
    pub(crate) article: &'a Article,
    pub(crate) labels: &'a Labels,
    pub(crate) words: Wording<'a>,
    /// Bytes of the title that match, in order.
    pub(crate) title_marks: &'a [Range<usize>],
    /// The passage that matched, if any.
    pub(crate) snippet: Option<&'a Snippet>,
    /// The explanation of the score; empty if none was requested.
    pub(crate) score: &'a str,
    pub(crate) link: LinkStyle,
}

impl HitView<'_> {
    pub(crate) fn text(&self, width: Width) -> String {
        let width = width.text();
        let number = format!("{:>2}. ", self.number);
        let mut out = String::new();
        let lines = marked_lines(&self.article.title, self.title_marks, width.minus(number.len()), BOLD);
        for (n, line) in lines.into_iter().enumerate() {
            let lead = if n == 0 { number.as_str() } else { INDENT };
            let line = match (self.link, &self.article.url) {
                (LinkStyle::Behind, Some(url)) => linked(&line, url),
                _ => line,
            };
            add(&mut out, format_args!("{lead}{line}\n"));
        }
        add_dimmed(&mut out, &wrap(&safe(&facts(self.article, self.labels, self.words)), width, INDENT, INDENT));
        if let (LinkStyle::Printed, Some(url)) = (self.link, &self.article.url) {
            add_dimmed(&mut out, &wrap(&safe(url), width, INDENT, INDENT));
        }
        if let Some(snippet) = self.snippet {
            for line in snippet_lines(snippet, width.minus(INDENT.len())) {
                add(&mut out, format_args!("{INDENT}{line}\n"));
            }
        }
        if !self.score.is_empty() {
            add_dimmed(&mut out, &wrap(self.score, width, INDENT, INDENT));
        }
        out + "\n"
    }
}

fn add(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("writing to a string can't fail");
}

fn add_dimmed(out: &mut String, lines: &[String]) {
    lines.iter().for_each(|line| add(out, format_args!("{DIM}{line}{DIM:#}\n")));
}

fn dimmed(lines: &[String]) -> String {
    let mut out = String::new();
    add_dimmed(&mut out, lines);
    out
}

/// The passage that matched, with colours, and with dots where it is cut.
fn snippet_lines(snippet: &Snippet, width: Width) -> Vec<String> {
    const BEFORE: &str = "… ";
    // A text that ends in dots doesn't get more of them.
    let after = if snippet.cut_behind && !snippet.text.ends_with(['…', '.']) { " …" } else { "" };
    let before = if snippet.cut_before { BEFORE } else { "" };
    let shifted = |mark: &Range<usize>| before.len() + mark.start..before.len() + mark.end;
    let marks: Vec<Range<usize>> = snippet.marks.iter().map(shifted).collect();
    marked_lines(&format!("{before}{}{after}", snippet.text), &marks, width, Style::new())
}

/// Wraps a text, colours the marked bytes, and gives the others a style. Wrapping and making the text safe come first: colours
/// don't count as width, and characters that are left out move the marks.
fn marked_lines(text: &str, marks: &[Range<usize>], width: Width, others: Style) -> Vec<String> {
    let plain = safe(text);
    let place = |at: usize| if matches!(plain, Cow::Borrowed(_)) { at } else { safe(&text[..at]).len() };
    let marks = joined(&plain, marks.iter().map(|mark| place(mark.start)..place(mark.end)));
    let mut end = 0;
    let lines = wrap(&plain, width, "", "").into_iter().map(|line| {
        // Wrapping drops the spaces at the end of a line.
        let rest = &plain[end..];
        let blanks = rest.char_indices().map(|(n, _)| n).find(|n| rest[*n..].starts_with(&line)).unwrap_or(0);
        let start = end + blanks;
        end = start + line.len();
        coloured(&plain, start..end, &marks, others)
    });
    lines.collect()
}

/// Removes empty marks and joins those with nothing but blanks in between, so that a phrase is marked as a whole.
fn joined(text: &str, marks: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for mark in marks.filter(|mark| !mark.is_empty()) {
        match joined.last_mut() {
            Some(last) if text[last.end..mark.start].trim().is_empty() => last.end = mark.end,
            _ => joined.push(mark),
        }
    }
    joined
}

/// One line of a text with its marks in colour.
fn coloured(text: &str, line: Range<usize>, marks: &[Range<usize>], others: Style) -> String {
    let mut out = String::with_capacity(line.len());
    let plain = |out: &mut String, text: &str| {
        if !text.is_empty() {
            add(out, format_args!("{others}{text}{others:#}"));
        }
    };
    let mut at = line.start;
    for mark in marks {
        let (start, end) = (mark.start.max(line.start), mark.end.min(line.end));
        if start < end {
            plain(&mut out, &text[at..start]);
            add(&mut out, format_args!("{HIT}{}{HIT:#}", &text[start..end]));
            at = end;
        }
    }
    plain(&mut out, &text[at..line.end]);
    out
}

/// Date, people, topics and id on one line.
fn facts(article: &Article, labels: &Labels, words: Wording<'_>) -> String {
    let texts = words.texts;
    let mut parts = vec![date(article, texts)];
    if !article.section {
        parts.push(texts.outside_the_section());
    }
    if article.status == Status::Listed {
        parts.push(texts.known_from_a_list());
    }
    if article.absence.gone.is_some() {
        parts.push(texts.gone_from_the_portal());
    } else if article.absence.missing_since.is_some() {
        parts.push(texts.missing_on_the_portal());
    }
    let person = |link: &Link| format!("{} ({})", safe(&link.name), texts.relation(link.relation));
    parts.extend(labels.officials.iter().map(person));
    let topics: Vec<&str> = labels.topics.iter().map(|t| words.topic(&t.id)).collect();
    if !topics.is_empty() {
        // Vietnamese names contain commas.
        parts.push(topics.join(texts.0.pick("; ", ", ")));
    }
    parts.push(article.id.to_string());
    parts.join(" · ")
}

fn date(article: &Article, texts: Texts) -> String {
    match (article.published, article.date_source) {
        (Some(moment), Some(DateSource::Capture)) => texts.uncertain_day(moment.format("%d/%m/%Y")),
        (Some(moment), _) => day_and_time(&moment),
        (None, _) => texts.no_date(),
    }
}

/// The article's absence from the portal, if any, as a sentence.
fn absence(article: &Article, texts: Texts) -> Option<String> {
    let since = article.absence.missing_since?.format("%d/%m/%Y");
    Some(match article.absence.gone {
        Some(gone) => texts.removed(since, gone.format("%d/%m/%Y")),
        None => texts.absent(since),
    })
}

/// Formats a moment as Vietnam writes it, day first.
pub(crate) fn day_and_time(moment: &Moment) -> String {
    moment.format("%d/%m/%Y %H:%M").to_string()
}

/// When a version was stored. Versions stored before this was recorded have the time of fetching.
pub(crate) fn when(version: &Article) -> DateTime<Utc> {
    version.stored.or(version.fetched).unwrap_or(version.first_seen)
}

/// An article in full.
pub(crate) fn article(article: &Article, labels: &Labels, words: Wording<'_>, width: Width) -> String {
    let width = width.text();
    let mut out = bold(&article.title, width);
    let fields = match &article.withdrawn {
        Some(withdrawal) => withdrawn_fields(article, withdrawal, words.texts),
        None => fields(article, labels, words),
    };
    for (name, value) in fields {
        let lead = pad(&name, 10) + " ";
        out += &dimmed(&wrap(&safe(&value), width, &lead, &" ".repeat(columns(&lead))));
    }
    if article.is_withdrawn() {
        return out;
    }
    if let Some(lead) = &article.abstract_ {
        out += "\n";
        out += &bold(lead, width);
    }
    for paragraph in article.body.iter().flat_map(|body| body.split("\n\n")) {
        out += "\n";
        out += &under("", &safe(paragraph), width);
    }
    let lead = words.texts.photo();
    for caption in &article.captions {
        out += "\n";
        out += &dimmed(&wrap(&safe(caption), width, &lead, &" ".repeat(columns(&lead))));
    }
    out
}

fn bold(text: &str, width: Width) -> String {
    wrap(&safe(text), width, "", "").iter().map(|line| format!("{BOLD}{line}{BOLD:#}\n")).collect()
}

/// The named fields above an article's text.
fn fields(article: &Article, labels: &Labels, words: Wording<'_>) -> Vec<(String, String)> {
    let texts = words.texts;
    let outside = if article.section { String::new() } else { format!(", {}", texts.outside_the_section()) };
    let mut fields = vec![
        (texts.label_date(), date(article, texts)),
        (texts.label_id(), article.id.to_string()),
        (texts.label_version(), format!("{}, {}{outside}", article.version, completeness(article.status, texts))),
    ];
    let label = if article.absence.gone.is_some() { texts.label_gone() } else { texts.label_absent() };
    fields.extend(absence(article, texts).map(|absence| (label, absence)));
    fields.extend(article.url.clone().map(|url| (texts.label_address(), url)));
    fields.extend(article.source.clone().map(|source| (texts.label_source(), source)));
    fields.extend(labels.officials.iter().map(|link| (texts.label_official(), official(article, link, texts))));
    let topic = |t: &TopicLabel| format!("{} — “{}”", words.topic(&t.id), crate::export::quote(article, &t.evidence));
    fields.extend(labels.topics.iter().map(|t| (texts.label_topic(), topic(t))));
    if !labels.identifiers.is_empty() {
        fields.push((texts.label_documents(), labels.identifiers.join(", ")));
    }
    fields
}

/// The named fields of a withdrawn article, which is shown without its text.
fn withdrawn_fields(article: &Article, withdrawal: &Withdrawal, texts: Texts) -> Vec<(String, String)> {
    let mut fields = vec![
        (texts.label_withdrawn(), texts.by_command(minute(withdrawal.at), &withdrawal.command)),
        (texts.label_reason(), withdrawal.reason.clone().unwrap_or_else(|| texts.no_reason())),
        (texts.label_date(), date(article, texts)),
        (texts.label_id(), article.id.to_string()),
        (texts.label_version(), format!("{}, {}", article.version, completeness(article.status, texts))),
    ];
    fields.extend(article.url.clone().map(|url| (texts.label_address(), url)));
    fields.push((texts.label_restore(), format!("byt withdraw {} --restore", article.id)));
    fields
}

/// How much of an article is known, in words.
pub(crate) fn completeness(status: Status, texts: Texts) -> String {
    match status {
        Status::Full => texts.with_its_text(),
        Status::Listed => texts.known_from_a_list(),
    }
}

fn official(article: &Article, link: &Link, texts: Texts) -> String {
    let evidence = link.evidence.first().map_or("", |place| crate::export::quote(article, place));
    let title = if link.title.is_empty() { String::new() } else { format!(", {}", link.title) };
    let inferred = if link.inferred { texts.inferred() } else { String::new() };
    format!("{}{title}: {}{inferred} — “{evidence}”", link.name, texts.relation(link.relation))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wraps a text whose marked words are in brackets, and shows the lines in the same notation.
    fn check(text: &str, width: Width, expected: &str) {
        let mut plain = String::new();
        let mut marks = Vec::new();
        for (n, part) in text.split(['[', ']']).enumerate() {
            let start = plain.len();
            plain += part;
            marks.extend((n % 2 == 1).then_some(start..plain.len()));
        }
        let lines = marked_lines(&plain, &marks, width, Style::new()).join("|");
        let shown = lines.replace(&HIT.render().to_string(), "[").replace(&HIT.render_reset().to_string(), "]");
        assert_eq!(shown, expected, "{text:?}");
    }

    #[test]
    fn marked_words_are_coloured_wherever_lines_break() {
        let text = "về [bảo hiểm y tế] về";
        check(text, Width(Some(40)), text);
        check(text, Width(Some(8)), "về [bảo]|[hiểm y]|[tế] về");
        check(text, Width::ANY, text);
        check("một  [hai]  [ba]", Width(Some(4)), "một|[hai]|[ba]");
        check("một [hai] [ba], [bốn]", Width::ANY, "một [hai ba], [bốn]");
        check("", Width(Some(40)), "");
    }

    #[test]
    fn characters_that_are_left_out_move_the_marks() {
        check("bảo\u{200b} [hi\u{ad}ểm] y tế", Width::ANY, "bảo [hiểm] y tế");
        check("\u{1b}a[\u{1b}b\u{1b}]c", Width::ANY, "\u{fffd}a[\u{fffd}b\u{fffd}]c");
    }

    #[test]
    fn adjacent_marks_are_joined() {
        check("[卫][生]部", Width::ANY, "[卫生]部");
        check("[bảo]\u{200b}[hiểm] [\u{200b}]y", Width::ANY, "[bảohiểm] y");
    }
}
