//! Feeds: Atom 1.0 (RFC 4287) and JSON Feed 1.1.
//!
//! The bytes depend only on the articles and the title: no clock, so that a feed over an unchanged corpus doesn't change.
//! The id of an entry depends only on the article's id.

use std::borrow::Cow;
use std::io::{self, Write};

use chrono::{DateTime, SecondsFormat, Utc};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use serde::Serialize;

use super::linked::web_address;
use super::safe_json::{self, is_unsafe_for_terminal};
use crate::article::Article;
use crate::article::labels::Labels;
use crate::calendar::Moment;

/// The authority and the year of tag URIs (RFC 4151); never changed, because readers compare ids.
const TAG: &str = "tag:moh.gov.vn,2026:byt";
const AUTHOR: &str = "Bộ Y tế Việt Nam";
const LANGUAGE: &str = "vi";
const ATOM_NAMESPACE: &str = "http://www.w3.org/2005/Atom";
const JSON_FEED_VERSION: &str = "https://jsonfeed.org/version/1.1";

/// The formats of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FeedFormat {
    Atom,
    Json,
}

/// A feed: what it is, and its entries, newest first.
#[derive(Debug, Serialize)]
pub(crate) struct Feed {
    version: &'static str,
    title: String,
    language: &'static str,
    authors: [Author; 1],
    #[serde(skip)]
    id: String,
    #[serde(rename = "items")]
    entries: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Author {
    name: &'static str,
}

/// One article. The order of the fields is the order of the keys in JSON Feed.
#[derive(Debug, Serialize)]
pub(crate) struct Entry {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    title: String,
    #[serde(rename = "content_text")]
    content: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    #[serde(rename = "date_published", serialize_with = "moment", skip_serializing_if = "Option::is_none")]
    published: Option<Moment>,
    #[serde(rename = "date_modified", serialize_with = "utc")]
    updated: DateTime<Utc>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
}

impl Feed {
    /// A feed of entries, newest first. `name` identifies the feed, and must not change.
    pub(crate) fn new(name: &str, title: &str, entries: Vec<Entry>) -> Feed {
        Feed {
            version: JSON_FEED_VERSION,
            title: visible(title).into_owned(),
            language: LANGUAGE,
            authors: [Author { name: AUTHOR }],
            id: format!("{TAG}/feed/{name}"),
            entries,
        }
    }

    /// Writes the feed.
    pub(crate) fn write(&self, format: FeedFormat, mut out: impl Write) -> io::Result<()> {
        match format {
            FeedFormat::Atom => self.write_atom(&mut out)?,
            FeedFormat::Json => safe_json::write_pretty(&mut out, self)?,
        }
        out.write_all(b"\n")
    }

    fn write_atom(&self, out: impl Write) -> io::Result<()> {
        // A feed without entries has no time of its own.
        let updated = self.entries.iter().map(|entry| entry.updated).max().unwrap_or(DateTime::UNIX_EPOCH);
        let mut xml = Xml(Writer::new_with_indent(out, b' ', 2));
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        let root = [("xmlns", ATOM_NAMESPACE), ("xml:lang", LANGUAGE)];
        xml.start("feed", &root)?;
        xml.text("id", &[], &self.id)?;
        xml.text("title", &[], &self.title)?;
        xml.text("updated", &[], &seconds(updated))?;
        xml.start("author", &[])?;
        xml.text("name", &[], AUTHOR)?;
        xml.end("author")?;
        xml.text("generator", &[], "byt")?;
        self.entries.iter().try_for_each(|entry| entry.write_atom(&mut xml))?;
        xml.end("feed")
    }
}

impl Entry {
    /// The entry of an article. That of a withdrawn one doesn't have its text.
    pub(crate) fn new(article: &Article, labels: &Labels) -> Entry {
        let title = Some(visible(&article.title).trim().to_owned()).filter(|title| !title.is_empty());
        let summary = article.abstract_.as_deref().map(|lead| visible(lead).into_owned());
        let body = article.body.as_deref().map(|body| visible(body).into_owned());
        let title = title.unwrap_or_else(|| article.id.to_string());
        let absence = article.absence;
        let gone = absence.gone.map(|_| "gone").or(absence.missing_since.map(|_| "missing"));
        let (summary, body, topics, gone) = match article.is_withdrawn() {
            true => (None, None, &[][..], Some("withdrawn")),
            false => (summary, body, labels.topics.as_slice(), gone),
        };
        Entry {
            id: format!("{TAG}/{}", article.id),
            url: article.url.as_deref().and_then(web_address).map(String::from),
            content: body.or_else(|| summary.clone()).unwrap_or_else(|| title.clone()),
            title,
            summary,
            published: article.published,
            updated: article.stored.unwrap_or(article.first_seen),
            tags: topics.iter().map(|topic| topic.id.clone()).chain(gone.map(str::to_owned)).collect(),
        }
    }

    fn write_atom<W: Write>(&self, xml: &mut Xml<W>) -> io::Result<()> {
        xml.start("entry", &[])?;
        xml.text("id", &[], &self.id)?;
        xml.text("title", &[], &self.title)?;
        xml.text("updated", &[], &seconds(self.updated))?;
        if let Some(published) = self.published {
            xml.text("published", &[], &published.to_rfc3339_opts(SecondsFormat::Secs, false))?;
        }
        if let Some(url) = &self.url {
            xml.empty("link", &[("rel", "alternate"), ("href", url)])?;
        }
        for tag in &self.tags {
            xml.empty("category", &[("term", tag)])?;
        }
        if let Some(summary) = &self.summary {
            xml.text("summary", &[], summary)?;
        }
        xml.text("content", &[("type", "text")], &self.content)?;
        xml.end("entry")
    }
}

/// Elements, with texts and attributes escaped.
struct Xml<W: Write>(Writer<W>);

impl<W: Write> Xml<W> {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        self.0.write_event(event)
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.event(Event::Start(BytesStart::new(name).with_attributes(attributes.iter().copied())))
    }

    fn end(&mut self, name: &str) -> io::Result<()> {
        self.event(Event::End(BytesEnd::new(name)))
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.event(Event::Empty(BytesStart::new(name).with_attributes(attributes.iter().copied())))
    }

    fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.start(name, attributes)?;
        self.event(Event::Text(BytesText::new(text)))?;
        self.end(name)
    }
}

/// The text without characters that XML forbids or that would control a terminal or hide what is printed.
fn visible(text: &str) -> Cow<'_, str> {
    let is_hidden = |c: char| c != '\n' && is_unsafe_for_terminal(c);
    if text.contains(is_hidden) {
        text.chars().filter(|c| !is_hidden(*c)).collect::<String>().into()
    } else {
        text.into()
    }
}

fn seconds(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn utc<S: serde::Serializer>(moment: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&seconds(*moment))
}

#[expect(clippy::ref_option, reason = "serde passes a reference to the field")]
fn moment<S: serde::Serializer>(moment: &Option<Moment>, serializer: S) -> Result<S::Ok, S::Error> {
    match moment {
        Some(moment) => serializer.serialize_str(&moment.to_rfc3339_opts(SecondsFormat::Secs, false)),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Absence, Id, Provenance, Sighting};

    fn article(title: &str) -> Article {
        let provenance = Provenance::new(DateTime::UNIX_EPOCH, None, None);
        Article::first(Id::parse("tin-1").unwrap(), Sighting::titled(title.to_owned()), provenance)
    }

    fn written(article: &Article, format: FeedFormat) -> String {
        let feed = Feed::new("x", "Tin", vec![Entry::new(article, &Labels::default())]);
        let mut out = Vec::new();
        feed.write(format, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The text of every element of this name, as a parser reads it.
    fn texts(xml: &str, name: &str) -> Vec<String> {
        let mut reader = quick_xml::Reader::from_str(xml);
        let (mut found, mut inside, mut depth) = (Vec::new(), None::<String>, 0);
        loop {
            match reader.read_event().unwrap() {
                Event::Start(e) => {
                    depth += 1;
                    inside = (e.name().as_ref() == name).then(String::new).or(inside);
                }
                Event::Text(text) => {
                    if let Some(inside) = &mut inside {
                        *inside += &text;
                    }
                }
                Event::GeneralRef(reference) => {
                    if let Some(inside) = &mut inside {
                        let escaped = format!("&{};", &*reference);
                        *inside += &quick_xml::escape::unescape(&escaped).unwrap();
                    }
                }
                Event::End(e) => {
                    depth -= 1;
                    if e.name().as_ref() == name {
                        found.extend(inside.take());
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0);
        found
    }

    #[test]
    fn hostile_titles_are_text() {
        for (title, expected) in [
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("]]> & &amp; \"'", "]]> & &amp; \"'"),
            ("a\u{0}b\u{8}c\u{1b}[31m\u{fffe}\u{85}d", "abc[31md"),
            ("\u{202e}ngược\u{2066}", "ngược"),
            ("</title><entry>", "</title><entry>"),
            ("<!--", "<!--"),
            ("Bộ Y tế 😀", "Bộ Y tế 😀"),
            ("", "tin-1"),
            ("\u{7}\u{200b}", "tin-1"),
        ] {
            assert_eq!(texts(&written(&article(title), FeedFormat::Atom), "title"), ["Tin", expected], "{title:?}");
            let json: serde_json::Value = serde_json::from_str(&written(&article(title), FeedFormat::Json)).unwrap();
            assert_eq!(json["items"][0]["title"], expected, "{title:?}");
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_linked() {
        for (url, expected) in [
            ("https://moh.gov.vn/tin?a=1&b=2", true),
            ("http://moh.gov.vn/tin", true),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("/tin", false),
            ("tin của bộ", false),
        ] {
            let mut article = article("Tin");
            article.url = Some(url.to_owned());
            assert_eq!(written(&article, FeedFormat::Atom).contains("<link"), expected, "{url}");
        }
        let mut spaced = article("Tin");
        spaced.url = Some("https://moh.gov.vn/tin của \"bộ\"".into());
        let text = written(&spaced, FeedFormat::Atom);
        assert!(text.contains("href=\"https://moh.gov.vn/tin%20c%E1%BB%A7a%20%22b%E1%BB%99%22\""), "{text}");
    }

    #[test]
    fn an_article_that_is_gone_says_so() {
        let mut article = article("Tin");
        article.absence = Absence { missing_since: Some(DateTime::UNIX_EPOCH), gone: None };
        assert!(written(&article, FeedFormat::Atom).contains("<category term=\"missing\"/>"));
        article.absence.gone = Some(DateTime::UNIX_EPOCH);
        assert!(written(&article, FeedFormat::Atom).contains("<category term=\"gone\"/>"));
    }
}
