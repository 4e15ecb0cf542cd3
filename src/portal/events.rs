//! An element with all that is in it, as a series of events in the order of the source.
//!
//! Reading an article takes no tree: start tags, text and end tags in their order are enough.

use std::borrow::Cow;

use scraper::node::Element as Parsed;
use scraper::{ElementRef, Html, Node};

use super::escaped::escaped_markup;
use super::{layout, scripts};
use crate::text::{Encoding, clean, recognise};

/// One event on the way through an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event<'a> {
    Start(Element<'a>),
    /// Text with its character references resolved, in Unicode.
    Text(Cow<'a, str>),
    /// A comment or a processing instruction.
    Other,
    /// The end of the element that started this many events earlier.
    End(usize),
}

/// The attributes of an element that decide how it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element<'a> {
    /// In lower case.
    pub(super) name: &'a str,
    class: &'a str,
    /// Number of events from its start to its end, both included.
    pub(super) events: usize,
    /// Whether its `style` hides it.
    pub(super) is_hidden: bool,
    /// Whether its `style` or its `align` centres it.
    pub(super) is_centred: bool,
    /// Columns and rows that a cell of a table takes.
    pub(super) spans: [usize; 2],
    /// The fonts of its `face`, or else of its `style`; empty where it names none.
    pub(super) fonts: &'a str,
}

impl<'a> Element<'a> {
    fn of(parsed: &'a Parsed) -> Element<'a> {
        let attribute = |name| parsed.attr(name).unwrap_or_default();
        let style = attribute("style");
        Element {
            name: parsed.name(),
            class: attribute("class"),
            events: 1,
            is_hidden: sets(style, "display", "none"),
            is_centred: attribute("align").eq_ignore_ascii_case("center") || sets(style, "text-align", "center"),
            spans: ["colspan", "rowspan"].map(|name| span(attribute(name))),
            fonts: parsed.attr("face").or_else(|| fonts(style)).unwrap_or_default(),
        }
    }

    pub(super) fn classes(&self) -> impl Iterator<Item = &str> {
        self.class.split_ascii_whitespace()
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.classes().any(|one| one == class)
    }
}

/// How many columns or rows a cell takes.
fn span(attribute: &str) -> usize {
    /// More than any table of figures has.
    const SPAN_MAX: usize = 100;
    attribute.trim().parse().unwrap_or(1).clamp(1, SPAN_MAX)
}

/// The fonts that a `style` attribute names.
fn fonts(style: &str) -> Option<&str> {
    const PROPERTY: &str = "font-family";
    let at =
        style.as_bytes().windows(PROPERTY.len()).position(|part| part.eq_ignore_ascii_case(PROPERTY.as_bytes()))?;
    let value = style.get(at + PROPERTY.len()..)?.trim_start().strip_prefix(':')?;
    Some(value.split(';').next().unwrap_or(value))
}

/// Whether a `style` attribute sets a property to something that begins with `value`. Case and blanks
/// don't matter.
fn sets(style: &str, property: &str, value: &str) -> bool {
    let mut colons = style.bytes().enumerate().filter(|(_, byte)| *byte == b':');
    colons.any(|(at, _)| {
        let (before, after) = (style[..at].chars().rev(), style[at + 1..].chars());
        starts_with(after, value.bytes()) && starts_with(before, property.bytes().rev())
    })
}

/// Whether characters start with `wanted`, which is in lower case; case and blanks in `text` don't matter.
fn starts_with(text: impl Iterator<Item = char>, mut wanted: impl Iterator<Item = u8>) -> bool {
    let mut text = text.filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase());
    wanted.all(|wanted| text.next() == Some(char::from(wanted)))
}

/// Returns the events of an element of a parsed page.
///
/// There is no recursion, so no depth of nesting overflows the stack.
pub(super) fn of(root: ElementRef<'_>) -> Vec<Event<'_>> {
    let mut events = as_stored(root);
    decode_texts(&mut events);
    events
}

fn as_stored(root: ElementRef<'_>) -> Vec<Event<'_>> {
    let mut events = Vec::new();
    let mut open = Vec::new();
    let mut node = *root;
    loop {
        match node.value() {
            Node::Element(element) => {
                open.push(events.len());
                events.push(Event::Start(Element::of(element)));
            }
            Node::Text(text) => events.push(Event::Text(Cow::Borrowed(text))),
            _ => events.push(Event::Other),
        }
        if let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        node = loop {
            if node.value().is_element()
                && let Some(start) = open.pop()
            {
                end(&mut events, start);
            }
            let above = node.parent().filter(|_| node.id() != root.id());
            let Some(parent) = above else { return events };
            match node.next_sibling() {
                Some(sibling) => break sibling,
                None => node = parent,
            }
        };
    }
}

/// Decodes texts that a font, or the words themselves, prove to be in an encoding from before Unicode.
fn decode_texts(events: &mut [Event<'_>]) {
    let recognised = recognise(texts(events));
    let has_fonts = events.iter().any(|event| matches!(event, Event::Start(e) if !e.fonts.is_empty()));
    if recognised.is_none() && !has_fonts {
        return;
    }
    let mut fonts = vec![recognised];
    for event in events {
        match event {
            Event::Start(element) if element.fonts.is_empty() => fonts.push(fonts.last().copied().flatten()),
            Event::Start(element) => fonts.push(Encoding::of_fonts(element.fonts).or(recognised)),
            Event::Text(text) => {
                if let Some(Cow::Owned(decoded)) = fonts.last().copied().flatten().map(|font| font.decode(text)) {
                    *text = Cow::Owned(decoded);
                }
            }
            Event::End(_) => {
                fonts.pop();
            }
            Event::Other => {}
        }
    }
}

/// The texts that a reader sees.
fn texts<'e>(events: &'e [Event<'_>]) -> impl Iterator<Item = &'e str> {
    let mut open = Vec::new();
    events.iter().filter_map(move |event| match event {
        Event::Start(element) => {
            open.push(is_code(element.name));
            None
        }
        Event::End(_) => {
            open.pop();
            None
        }
        Event::Text(text) => (open.last() != Some(&true)).then_some(&**text),
        Event::Other => None,
    })
}

/// Whether an element contains code rather than text.
fn is_code(name: &str) -> bool {
    matches!(name, "script" | "style" | "noscript" | "template")
}

/// Ends the element that started at the event `start`.
fn end(events: &mut Vec<Event<'_>>, start: usize) {
    let back = events.len() - start;
    if let Some(Event::Start(element)) = events.get_mut(start) {
        element.events = back + 1;
    }
    events.push(Event::End(back));
}

/// Returns the text of one element as one clean line. Breaks become blanks; scripts and styles are
/// left out.
pub(super) fn text_of(events: &[Event<'_>]) -> String {
    clean(&scripts::spell(&raw_text(events, false)))
}

/// Longest text in bytes that is unescaped as one line; deeply nested markup takes long to parse.
const LINE_BYTES_MAX: usize = 16 << 10;

/// The text of an element with the marks of superscripts; `unescaped` is whether it was escaped once too often.
fn raw_text(events: &[Event<'_>], unescaped: bool) -> String {
    let mut text = String::new();
    let mut open: Vec<&Element<'_>> = Vec::new();
    for event in events {
        match event {
            Event::Start(element) => {
                text.extend(boundary(element, 0));
                open.push(element);
            }
            Event::Text(part) if open.last().is_none_or(|element| !is_code(element.name)) => {
                let markup = escaped_markup(part).filter(|markup| !unescaped && markup.len() <= LINE_BYTES_MAX);
                match markup {
                    Some(markup) => text.push_str(&raw_text(&of(Html::parse_fragment(&markup).root_element()), true)),
                    None => text.extend(part.chars().filter(|c| !scripts::is_mark(*c))),
                }
            }
            Event::End(_) => text.extend(open.pop().and_then(|element| boundary(element, 1))),
            Event::Text(_) | Event::Other => {}
        }
    }
    text
}

/// What the start (0) or the end (1) of an element becomes in a line of text.
fn boundary(element: &Element<'_>, side: usize) -> Option<char> {
    let separates = element.name == "br" || layout::is_block(element.name);
    scripts::marks(element.name).map(|marks| marks[side]).or(separates.then_some(' '))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::portal::html::{Tree, selector};

    fn check(source: &str, read: impl Fn(&[Event<'_>])) {
        let tree = Tree::parse(source).unwrap();
        read(&of(tree.first(&selector("#x")).expect(source)));
    }

    #[test]
    fn events_come_in_the_order_of_the_source() {
        check("<p>a</p><div id=x CLASS='b c'>d<br><!-- e --><i align=CENTER>f</i></div>g", |events| {
            let printed = events.iter().map(|event| match event {
                Event::Start(element) => {
                    let Element { name, class, events, is_centred, .. } = element;
                    format!("{name} {class} {events} {is_centred}")
                }
                Event::Text(text) => format!("“{text}”"),
                Event::Other => "…".to_owned(),
                Event::End(back) => format!("/{back}"),
            });
            let printed: Vec<String> = printed.collect();
            assert_eq!(printed, ["div b c 9 false", "“d”", "br  2 false", "/1", "…", "i  3 true", "“f”", "/2", "/8"]);
        });
    }

    #[test]
    fn styles_are_read_without_blanks_and_case() {
        let look = |style: &str, align: &str| {
            let tree = Tree::parse(&format!("<p id=x style='{style}' align='{align}'>")).unwrap();
            let first = of(tree.first(&selector("#x")).expect("it has that id")).swap_remove(0);
            let Event::Start(element) = first else { panic!("{first:?}") };
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
        check("<h3 id=x>Bộ&nbsp;trưởng<br>\n <b>thăm</b><script>x</script> &amp; tặng\u{7}</h3>", |events| {
            assert_eq!(text_of(events), "Bộ trưởng thăm & tặng");
        });
    }
}
