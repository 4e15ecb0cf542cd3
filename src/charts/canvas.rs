//! Elements of a picture. Text gets into it through [`safe`] only, and coordinates are rounded to a tenth.

use std::fmt::Write as _;

use quick_xml::escape::escape;

use super::attributes::{Attributes, Value};
use super::palette::Tone;
use crate::export::is_unsafe_for_terminal;

/// Width of every picture, in pixels.
pub(super) const WIDTH: f64 = 720.0;
/// Room between the contents and the edge.
pub(super) const MARGIN: f64 = 16.0;

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lettering {
    pub(super) size: f64,
    pub(super) tone: Tone,
    pub(super) anchor: Anchor,
    pub(super) bold: bool,
}

/// Which part of a text is at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Lettering {
    pub(super) const fn of(size: f64, tone: Tone) -> Lettering {
        Lettering { size, tone, anchor: Anchor::Start, bold: false }
    }

    pub(super) const fn at(self, anchor: Anchor) -> Lettering {
        Lettering { anchor, ..self }
    }

    pub(super) const fn bold(self) -> Lettering {
        Lettering { bold: true, ..self }
    }
}

/// Elements in the order in which they are painted.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    body: String,
}

impl Canvas {
    /// An element without contents.
    pub(super) fn shape(&mut self, name: &str, attributes: Attributes<'_>) {
        self.open(name, attributes);
        self.body += "/>\n";
    }

    /// An element that says in words what it shows.
    pub(super) fn mark(&mut self, name: &str, attributes: Attributes<'_>, title: &str) {
        self.open(name, attributes);
        // Writing to a string can't fail.
        let _ = writeln!(self.body, "><title>{}</title></{name}>", safe(title));
    }

    /// A line of text whose baseline begins, ends, or has its middle at a place.
    pub(super) fn text(&mut self, x: f64, y: f64, how: Lettering, text: &str) {
        self.lettered(x, y, how, text, None, None);
    }

    /// The same with the whole text as a title, for one that may have been cut.
    pub(super) fn label(&mut self, x: f64, y: f64, how: Lettering, text: &str, whole: &str) {
        self.lettered(x, y, how, text, None, (text != whole).then_some(whole));
    }

    /// A label that is turned by degrees around its place.
    pub(super) fn turned(&mut self, x: f64, y: f64, degrees: f64, how: Lettering, text: &str, whole: &str) {
        let turn = format!("rotate({} {} {})", tenth(degrees), tenth(x), tenth(y));
        self.lettered(x, y, how, text, Some(turn), (text != whole).then_some(whole));
    }

    fn lettered(&mut self, x: f64, y: f64, how: Lettering, text: &str, turn: Option<String>, title: Option<&str>) {
        let mut attributes: Attributes<'_> = vec![("x", x.into()), ("y", y.into()), ("font-size", how.size.into())];
        attributes.extend(how.tone.fill());
        match how.anchor {
            Anchor::Start => {}
            Anchor::Middle => attributes.push(("text-anchor", "middle".into())),
            Anchor::End => attributes.push(("text-anchor", "end".into())),
        }
        if how.bold {
            attributes.push(("font-weight", "bold".into()));
        }
        attributes.extend(turn.map(|turn| ("transform", turn.into())));
        self.open("text", attributes);
        let title = title.map_or_else(String::new, |title| format!("<title>{}</title>", safe(title)));
        let _ = writeln!(self.body, ">{title}{}</text>", safe(text));
    }

    /// A straight line.
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), tone: Tone, width: f64) {
        let mut attributes: Attributes<'_> =
            vec![("x1", from.0.into()), ("y1", from.1.into()), ("x2", to.0.into()), ("y2", to.1.into())];
        attributes.extend(tone.stroke(width));
        self.shape("line", attributes);
    }

    fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        let _ = write!(self.body, "<{name}");
        for (name, value) in attributes {
            let _ = match value {
                Value::Pixels(pixels) => write!(self.body, " {name}=\"{}\"", tenth(pixels)),
                Value::Word(word) => write!(self.body, " {name}=\"{}\"", safe(word)),
                Value::Text(text) => write!(self.body, " {name}=\"{}\"", safe(&text)),
            };
        }
    }

    /// Everything that was drawn.
    pub(super) fn into_body(self) -> String {
        self.body
    }
}

/// A rectangle's attributes.
pub(super) fn rectangle<'a>(x: f64, y: f64, width: f64, height: f64) -> Attributes<'a> {
    vec![("x", x.into()), ("y", y.into()), ("width", width.into()), ("height", height.into())]
}

/// Places as the `points` of a polygon or polyline.
pub(super) fn points(places: &[(f64, f64)]) -> String {
    let pairs: Vec<String> = places.iter().map(|(x, y)| format!("{},{}", tenth(*x), tenth(*y))).collect();
    pairs.join(" ")
}

/// A number rounded to a tenth. Rounding hides the last bits, in which processors may differ.
pub(super) fn tenth(number: f64) -> String {
    let text = format!("{number:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text as it may be in a document: markup is escaped, and characters that act on the text around them, or that XML
/// doesn't allow, are left out.
pub(super) fn safe(text: &str) -> String {
    let shown = text.chars().filter_map(|c| match c {
        '\n' | '\t' | '\r' => Some(' '),
        '\u{fffe}' | '\u{ffff}' => None,
        c if is_unsafe_for_terminal(c) => None,
        c => Some(c),
    });
    escape(shown.collect::<String>()).into_owned()
}
