//! The articles of the demonstration portal. They are invented; only the leaders' names and terms of
//! office are not.

use chrono::NaiveDateTime;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One article as its editor wrote it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    pub title: String,
    /// On the Vietnamese clock.
    #[serde(deserialize_with = "minute")]
    pub published: NaiveDateTime,
    /// What it is about: ids of the topics that a reader would give it.
    pub topics: Vec<String>,
    pub lead: String,
    pub paragraphs: Vec<String>,
    #[serde(default)]
    pub captions: Vec<String>,
    #[serde(default)]
    pub source: Option<String>,
    /// Whether it belongs to the section.
    #[serde(default = "yes")]
    pub section: bool,
    /// Whether the portal has a page of its own for it. Without one it is in lists only.
    #[serde(default = "yes")]
    pub detail: bool,
    /// The abstract that lists show, if it differs from the lead.
    #[serde(skip)]
    pub list_lead: Option<String>,
    /// The time of publication that lists show, if it differs from the article's.
    #[serde(skip)]
    pub list_published: Option<NaiveDateTime>,
    /// Number of the article on today's portal.
    #[serde(skip)]
    pub aid: String,
    /// Last part of its address on the legacy portal.
    #[serde(skip)]
    pub slug: String,
}

#[derive(Deserialize)]
struct ArticleFile {
    article: Vec<Piece>,
}

fn yes() -> bool {
    true
}

fn minute<'de, D: serde::Deserializer<'de>>(from: D) -> Result<NaiveDateTime, D::Error> {
    let text = String::deserialize(from)?;
    NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M").map_err(serde::de::Error::custom)
}

/// Number of the oldest article; the numbers grow with time, with gaps.
const AID_FIRST: usize = 160_011;
const AID_STEP: usize = 7;

/// The articles that the program brings along, oldest first.
///
/// # Panics
/// Never: the data is part of the program, and a test reads it.
pub fn pieces() -> Vec<Piece> {
    let file: ArticleFile = toml::from_str(include_str!("articles.toml")).expect("the articles are well-formed");
    let mut pieces = file.article;
    pieces.sort_by_key(|piece| piece.published);
    for (n, piece) in pieces.iter_mut().enumerate() {
        piece.aid = (AID_FIRST + n * AID_STEP).to_string();
        piece.slug = slug(&piece.title);
    }
    pieces
}

/// Makes the slug as the portal does: without accents, and without any đ at all.
fn slug(title: &str) -> String {
    const SLUG_CHARS_MAX: usize = 150;
    let plain: String = title.to_lowercase().nfd().filter(|c| !is_combining_mark(*c) && *c != 'đ').collect();
    let mut slug = String::new();
    for c in plain.chars().take(SLUG_CHARS_MAX) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug
}

/// Text as it is written in HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Piece {
    /// The abstract that lists show.
    pub(super) fn listed_lead(&self) -> &str {
        self.list_lead.as_deref().unwrap_or(&self.lead)
    }

    /// The time of publication that lists show.
    pub(super) fn listed_time(&self) -> NaiveDateTime {
        self.list_published.unwrap_or(self.published)
    }

    /// The body as an editor's word processor leaves it: pictures with their captions between the
    /// paragraphs, in paragraphs of their own or in tables, and the source in the last line.
    pub(super) fn body_html(&self, pictures: &str) -> String {
        let mut html = String::from("<style type=\"text/css\">p.MsoNormal { margin: 0cm; }</style>\n");
        let mut captions = self.captions.iter().enumerate();
        for (n, paragraph) in self.paragraphs.iter().enumerate() {
            html += &paragraph_html(n, &escaped(paragraph));
            if let Some((number, caption)) = captions.next() {
                html += &self.picture_html(pictures, number, &escaped(caption));
            }
        }
        for (number, caption) in captions {
            html += &self.picture_html(pictures, number, &escaped(caption));
        }
        if let Some(source) = &self.source {
            html += &format!("<p style=\"text-align: right;\"><strong>(Nguồn: {})</strong></p>\n", escaped(source));
        }
        html
    }

    fn picture_html(&self, pictures: &str, number: usize, caption: &str) -> String {
        let image = format!("<img alt=\"\" src=\"{pictures}/{}-{number}.jpg\" style=\"width: 600px;\" />", self.aid);
        if number.is_multiple_of(2) {
            format!(
                "<p style=\"text-align: center;\">{image}</p>\n<p style=\"text-align: center;\"><em>{caption}</em></p>\n"
            )
        } else {
            format!(
                "<table align=\"center\"><tbody><tr><td>{image}</td></tr><tr><td><p>{caption}</p></td></tr></tbody></table>\n"
            )
        }
    }
}

/// Paragraphs come in the several shapes that pasting from a word processor produces.
fn paragraph_html(n: usize, text: &str) -> String {
    match n % 3 {
        0 => format!("<p style=\"text-align: justify;\"><span style=\"font-size: 14px;\">{text}</span></p>\n"),
        1 => format!("<p class=\"MsoNormal\">{text}<o:p></o:p></p>\n"),
        _ => format!("<div style=\"text-align: justify;\">{text}</div>\n"),
    }
}
