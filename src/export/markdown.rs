//! Markdown (CommonMark with GitHub's tables): a table of articles, or articles in full.
//!
//! Text of pages is escaped, so that none of it becomes a heading, a link, a formula or a tag.

use std::io::{self, Write};

use super::format::{ArticleFormat, ExportItem};
use super::linked::{day, web_address};
use crate::article::Article;

/// A table: day, headline with link, people, topics, documents, id.
pub(super) struct MarkdownTable;

impl ArticleFormat for MarkdownTable {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "| Date | Article | Officials | Topics | Documents | Id |")?;
        writeln!(out, "| --- | --- | --- | --- | --- | --- |")
    }

    fn article(&self, out: &mut Vec<u8>, item: &ExportItem<'_>) -> io::Result<()> {
        let ExportItem { article, labels, .. } = item;
        let officials = labels.officials.iter().map(|l| format!("{} ({})", escaped(&l.name), l.relation.as_str()));
        let topics = labels.topics.iter().map(|t| escaped(&t.id));
        let documents = labels.identifiers.iter().map(|i| escaped(i));
        let cells = [
            day(article),
            headline(article),
            joined(officials),
            joined(topics),
            joined(documents),
            format!("`{}`", article.id),
        ];
        writeln!(out, "| {} |", cells.join(" | "))
    }
}

/// MarkdownArticles articles: a heading, the facts, the text.
pub(super) struct MarkdownArticles;

impl ArticleFormat for MarkdownArticles {
    fn cites(&self) -> bool {
        true
    }

    fn article(&self, out: &mut Vec<u8>, item: &ExportItem<'_>) -> io::Result<()> {
        let ExportItem { article, labels, .. } = item;
        if item.before > 0 {
            writeln!(out, "\n---\n")?;
        }
        writeln!(out, "# {}\n", headline(article))?;
        let mut facts = vec![format!("Date: {}", day(article)), format!("Id: `{}`", article.id)];
        facts.extend(article.source.as_ref().map(|source| format!("Source: {}", escaped(source))));
        facts.extend(item.archived.as_deref().and_then(web_address).map(|url| format!("Archived: <{url}>")));
        for link in &labels.officials {
            let title = if link.title.is_empty() { String::new() } else { format!(", {}", escaped(&link.title)) };
            facts.push(format!("OfficialRecord: {}{title} ({})", escaped(&link.name), link.relation.as_str()));
        }
        facts.extend(labels.topics.iter().map(|topic| format!("TopicRecord: {}", escaped(&topic.id))));
        facts.extend(labels.identifiers.iter().map(|number| format!("Document: {}", escaped(number))));
        for fact in facts {
            writeln!(out, "- {fact}")?;
        }
        if let Some(lead) = &article.abstract_ {
            writeln!(out, "\n**{}**", paragraph(lead))?;
        }
        for text in article.body.iter().flat_map(|body| body.split("\n\n")) {
            writeln!(out, "\n{}", paragraph(text))?;
        }
        for caption in &article.captions {
            writeln!(out, "\n> {}", paragraph(caption))?;
        }
        Ok(())
    }
}

/// The title, as a link if the article has an address that a browser can open.
fn headline(article: &Article) -> String {
    let title = escaped(&article.title);
    match article.url.as_deref().and_then(web_address) {
        // A parsed address is percent-encoded except for these characters, which would end the link.
        Some(url) => {
            let url = url.as_str().replace('(', "%28").replace(')', "%29").replace('|', "%7C").replace('\\', "%5C");
            format!("[{title}]({url})")
        }
        None => title,
    }
}

fn joined(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join("; ")
}

/// A paragraph whose start can't make it a heading, a list or a rule.
fn paragraph(text: &str) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text.as_bytes().get(digits) {
        // "1. " and "1) " begin lists.
        Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &text[..digits], escaped(&text[digits..])),
        Some(b'+' | b'-' | b'=') if digits == 0 => format!("\\{}", escaped(text)),
        _ => escaped(text),
    }
}

/// Text in which no character is special to Markdown, to TeX between dollars, or to HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '^' | '@' | '&' | '#' | '!' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' | '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Sighting;

    #[test]
    fn special_characters_are_escaped() {
        let check = |text: &str, expected: &str| assert_eq!(paragraph(text), expected, "{text}");
        check("Bộ Y tế họp, ngày 20/1 (thứ Ba)", "Bộ Y tế họp, ngày 20/1 (thứ Ba)");
        check("a|b *c* <b> [d](e) `f` \\", r"a\|b \*c\* \<b\> \[d\](e) \`f\` \\");
        check("# Tin", r"\# Tin");
        check("- Một", r"\- Một");
        check("+ Hai", r"\+ Hai");
        check("12. Ba", r"12\. Ba");
        check("3) Bốn", r"3\) Bốn");
        check("> Năm", r"\> Năm");
        check("===", r"\===");
        check("", "");
        check("30", "30");
    }

    #[test]
    fn only_web_addresses_become_links() {
        let check = |url: Option<&str>, expected: &str| {
            let mut sighting = Sighting::titled("Tin".into());
            sighting.url = url.map(str::to_owned);
            assert_eq!(headline(&Article::unstored(sighting)), expected, "{url:?}");
        };
        check(None, "Tin");
        check(Some("https://moh.gov.vn/a b(c)|d"), "[Tin](https://moh.gov.vn/a%20b%28c%29%7Cd)");
        check(Some("javascript:alert(1)"), "Tin");
        check(Some("không phải địa chỉ"), "Tin");
    }
}
