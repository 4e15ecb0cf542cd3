//! HTML: one page that needs nothing else, with a table of articles or with articles in full.
//!
//! Text of pages is escaped, so that none of it becomes a tag or an attribute. Only web addresses become links.

use std::io::{self, Write};

use super::format::{ArticleFormat, ExportItem};
use super::linked::{day, web_address};
use super::sheet::visible;
use crate::article::Article;

const BEGIN: &str = "<!DOCTYPE html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>byt</title>\n<style>\n\
    body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }\n\
    table { border-collapse: collapse; } th, td { border-bottom: 1px solid #8888; padding: .3rem .6rem; \
    text-align: left; vertical-align: top; }\n\
    </style>\n</head>\n<body>\n";
const END: &str = "</body>\n</html>\n";

/// A table: day, headline with link, people, topics, documents, id.
pub(super) struct HtmlTable;

impl ArticleFormat for HtmlTable {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{BEGIN}<table>\n<thead>\n<tr>")?;
        for name in ["Date", "Article", "Officials", "Topics", "Documents", "Id"] {
            write!(out, "<th>{name}</th>")?;
        }
        out.write_all(b"</tr>\n</thead>\n<tbody>\n")
    }

    fn article(&self, out: &mut Vec<u8>, item: &ExportItem<'_>) -> io::Result<()> {
        let ExportItem { article, labels, .. } = item;
        let officials = labels.officials.iter().map(|link| format!("{} ({})", link.name, link.relation.as_str()));
        let cells = [
            escaped(&day(article)),
            headline(article),
            escaped(&officials.collect::<Vec<_>>().join("; ")),
            escaped(&labels.topics.iter().map(|topic| topic.id.as_str()).collect::<Vec<_>>().join("; ")),
            escaped(&labels.identifiers.join("; ")),
            escaped(article.id.as_str()),
        ];
        let row: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
        writeln!(out, "<tr>{row}</tr>")
    }

    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "</tbody>\n</table>\n{END}")
    }
}

/// Every article in full: a heading, the facts, the text.
pub(super) struct HtmlArticles;

impl ArticleFormat for HtmlArticles {
    fn cites(&self) -> bool {
        true
    }

    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(BEGIN.as_bytes())
    }

    fn article(&self, out: &mut Vec<u8>, item: &ExportItem<'_>) -> io::Result<()> {
        let ExportItem { article, labels, .. } = item;
        writeln!(out, "<article>\n<h1>{}</h1>\n<ul>", headline(article))?;
        let mut facts = vec![("Date", day(article)), ("Id", article.id.to_string())];
        facts.extend(article.source.clone().map(|source| ("Source", source)));
        for link in &labels.officials {
            let title = if link.title.is_empty() { String::new() } else { format!(", {}", link.title) };
            facts.push(("Official", format!("{}{title} ({})", link.name, link.relation.as_str())));
        }
        facts.extend(labels.topics.iter().map(|topic| ("Topic", topic.id.clone())));
        facts.extend(labels.identifiers.iter().map(|number| ("Document", number.clone())));
        for (name, fact) in facts {
            writeln!(out, "<li>{name}: {}</li>", escaped(&fact))?;
        }
        if let Some(url) = item.archived.as_deref().and_then(web_address) {
            let url = escaped(url.as_str());
            writeln!(out, "<li>Archived: <a href=\"{url}\">{url}</a></li>")?;
        }
        writeln!(out, "</ul>")?;
        if let Some(lead) = &article.abstract_ {
            writeln!(out, "<p><strong>{}</strong></p>", escaped(lead))?;
        }
        for text in article.body.iter().flat_map(|body| body.split("\n\n")) {
            writeln!(out, "<p>{}</p>", escaped(text))?;
        }
        for caption in &article.captions {
            writeln!(out, "<blockquote>{}</blockquote>", escaped(caption))?;
        }
        writeln!(out, "</article>")
    }

    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(END.as_bytes())
    }
}

/// The title, as a link if the article has an address that a browser can open.
fn headline(article: &Article) -> String {
    let title = escaped(&article.title);
    match article.url.as_deref().and_then(web_address) {
        Some(url) => {
            format!("<a href=\"{}\">{title}</a>", escaped(url.as_str()))
        }
        None => title,
    }
}

/// Text that means itself, between tags and in an attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text.into()).chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            c if c.is_control() && c != '\n' => out.push(' '),
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
    fn no_text_becomes_a_tag_or_an_attribute() {
        let check = |text: &str, expected: &str| assert_eq!(escaped(text), expected, "{text:?}");
        check("Bộ Y tế họp", "Bộ Y tế họp");
        check("<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
        check("a & b \"c\"", "a &amp; b &quot;c&quot;");
        check("a\u{202e}b\u{0}c\u{1b}d\n", "ab c d\n");
        check("&amp;", "&amp;amp;");
    }

    #[test]
    fn only_web_addresses_become_links() {
        let check = |url: Option<&str>, expected: &str| {
            let mut sighting = Sighting::titled("Tin".into());
            sighting.url = url.map(str::to_owned);
            assert_eq!(headline(&Article::unstored(sighting)), expected, "{url:?}");
        };
        check(None, "Tin");
        check(Some("https://moh.gov.vn/a?b=1&c=\"d\""), "<a href=\"https://moh.gov.vn/a?b=1&amp;c=%22d%22\">Tin</a>");
        check(Some("javascript:alert(1)"), "Tin");
        check(Some("data:text/html,x"), "Tin");
        check(Some("không phải địa chỉ"), "Tin");
    }
}
