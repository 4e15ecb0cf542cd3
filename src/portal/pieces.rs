//! An element with all that is in it, as one run of pieces in the order of the source.
//!
//! What reads an article needs no tree: it goes over start tags, text and end tags. They come out of
//! a parsed page, or straight from the source where that is plain enough.

use std::borrow::Cow;

use scraper::node::Element as Parsed;
use scraper::{ElementRef, Node};

use crate::text::clean;

/// One piece of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Start(Element<'a>),
    /// Character references resolved.
    Text(Cow<'a, str>),
    /// A comment or the like.
    Aside,
    /// The end of the element that began so many pieces before.
    End(usize),
}

/// What is asked of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element<'a> {
    /// In lower case.
    pub(super) name: Cow<'a, str>,
    class: Cow<'a, str>,
    /// How many pieces it is made of, its start and its end among them.
    pub(super) pieces: usize,
    /// Whether its own style hides it, and whether that or its `align` centres it.
    pub(super) is_hidden: bool,
    pub(super) is_centred: bool,
}

impl<'a> Element<'a> {
    /// An element that is not known to have an end yet. An attribute that it lacks is empty.
    pub(super) fn new(name: Cow<'a, str>, class: Cow<'a, str>, style: &str, align: &str) -> Element<'a> {
        let is_centred = align.eq_ignore_ascii_case("center") || sets(style, "text-align", "center");
        Element { name, class, pieces: 1, is_hidden: sets(style, "display", "none"), is_centred }
    }

    fn of(parsed: &'a Parsed) -> Element<'a> {
        let attribute = |name| parsed.attr(name).unwrap_or_default();
        Element::new(parsed.name().into(), attribute("class").into(), attribute("style"), attribute("align"))
    }

    pub(super) fn classes(&self) -> impl Iterator<Item = &str> {
        self.class.split_ascii_whitespace()
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.classes().any(|one| one == class)
    }
}

/// Whether a style sets a property to what begins with a value, whatever its case and blanks.
fn sets(style: &str, property: &str, value: &str) -> bool {
    let mut colons = style.bytes().enumerate().filter(|(_, byte)| *byte == b':');
    colons.any(|(at, _)| {
        let (before, after) = (style[..at].chars().rev(), style[at + 1..].chars());
        begins(after, value.bytes()) && begins(before, property.bytes().rev())
    })
}

/// Whether characters begin so, whatever their case and the blanks among them; `wanted` is in lower case.
fn begins(text: impl Iterator<Item = char>, mut wanted: impl Iterator<Item = u8>) -> bool {
    let mut text = text.filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase());
    wanted.all(|wanted| text.next() == Some(char::from(wanted)))
}

/// The pieces of an element of a parsed page.
///
/// Without recursion, so that no nesting overflows the stack.
pub(super) fn of(root: ElementRef<'_>) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut open = Vec::new();
    let mut node = *root;
    loop {
        match node.value() {
            Node::Element(element) => {
                open.push(pieces.len());
                pieces.push(Piece::Start(Element::of(element)));
            }
            Node::Text(text) => pieces.push(Piece::Text(Cow::Borrowed(text))),
            _ => pieces.push(Piece::Aside),
        }
        if let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        node = loop {
            if node.value().is_element()
                && let Some(start) = open.pop()
            {
                end(&mut pieces, start);
            }
            let above = node.parent().filter(|_| node.id() != root.id());
            let Some(parent) = above else { return pieces };
            match node.next_sibling() {
                Some(sibling) => break sibling,
                None => node = parent,
            }
        };
    }
}

/// Ends the element whose start is the piece of that number.
pub(super) fn end(pieces: &mut Vec<Piece<'_>>, start: usize) {
    let back = pieces.len() - start;
    if let Some(Piece::Start(element)) = pieces.get_mut(start) {
        element.pieces = back + 1;
    }
    pieces.push(Piece::End(back));
}

/// The text of one element in one clean line; breaks are blanks, scripts and styles are silent.
pub(super) fn text_of(pieces: &[Piece<'_>]) -> String {
    let mut text = String::new();
    let mut silent = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Start(element) => {
                silent.push(matches!(&*element.name, "script" | "style" | "noscript" | "template"));
                if element.name == "br" {
                    text.push(' ');
                }
            }
            Piece::Text(part) if silent.last() != Some(&true) => text.push_str(part),
            Piece::End(_) => {
                silent.pop();
            }
            Piece::Text(_) | Piece::Aside => {}
        }
    }
    clean(&text)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::portal::html::{Tree, selector};

    fn check(source: &str, read: impl Fn(&[Piece<'_>])) {
        let tree = Tree::parse(source).unwrap();
        read(&of(tree.first(&selector("#x")).expect(source)));
    }

    #[test]
    fn pieces_stand_in_the_order_of_the_source() {
        check("<p>a</p><div id=x CLASS='b c'>d<br><!-- e --><i align=CENTER>f</i></div>g", |pieces| {
            let told = pieces.iter().map(|piece| match piece {
                Piece::Start(element) => {
                    let Element { name, class, pieces, is_centred, .. } = element;
                    format!("{name} {class} {pieces} {is_centred}")
                }
                Piece::Text(text) => format!("“{text}”"),
                Piece::Aside => "…".to_owned(),
                Piece::End(back) => format!("/{back}"),
            });
            let told: Vec<String> = told.collect();
            assert_eq!(told, ["div b c 9 false", "“d”", "br  2 false", "/1", "…", "i  3 true", "“f”", "/2", "/8"]);
        });
    }

    #[test]
    fn styles_are_read_without_blanks_and_case() {
        let look = |style, align| {
            let element = Element::new("p".into(), "".into(), style, align);
            (element.is_hidden, element.is_centred)
        };
        assert_eq!(look("", ""), (false, false));
        assert_eq!(look("color: red; DISPLAY : none", "left"), (true, false));
        assert_eq!(look("Text-Align:\ncenter", ""), (false, true));
        assert_eq!(look("", "Center"), (false, true));
        assert_eq!(look("no:ne; display: non; :none; text-align: left; center: d", ""), (false, false));
        assert_eq!(look("x:y;dis\u{a0}play\t:NO NE!important;é: text-align:center", "left"), (true, true));
    }

    proptest! {
        #[test]
        fn a_style_is_searched_as_if_it_had_no_blanks(
            parts in vec(select(vec!["dis", "play", ":", "none", "text-", "align", "Center", " ", "\u{a0}", ";", "İ", "D", "e"]), 0..12),
        ) {
            let style = parts.concat();
            let plain: String = style.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
            prop_assert_eq!(sets(&style, "display", "none"), plain.contains("display:none"));
            prop_assert_eq!(sets(&style, "text-align", "center"), plain.contains("text-align:center"));
        }
    }

    #[test]
    fn text_is_one_clean_line_without_scripts() {
        check("<h3 id=x>Bộ&nbsp;trưởng<br>\n <b>thăm</b><script>x</script> &amp; tặng\u{7}</h3>", |pieces| {
            assert_eq!(text_of(pieces), "Bộ trưởng thăm & tặng");
        });
    }
}
