//! An element with all that is in it, as a series of events in the order of the source.
//!
//! Reading an article takes no tree: start tags, text and end tags in their order are enough.

use scraper::node::Element as Parsed;
use scraper::{ElementRef, Node};

use crate::text::clean;

/// One event on the way through an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event<'a> {
    Start(Element<'a>),
    /// Text with its character references resolved.
    Text(&'a str),
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
        }
    }

    pub(super) fn classes(&self) -> impl Iterator<Item = &str> {
        self.class.split_ascii_whitespace()
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.classes().any(|one| one == class)
    }
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
    let mut events = Vec::new();
    let mut open = Vec::new();
    let mut node = *root;
    loop {
        match node.value() {
            Node::Element(element) => {
                open.push(events.len());
                events.push(Event::Start(Element::of(element)));
            }
            Node::Text(text) => events.push(Event::Text(text)),
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
    let mut text = String::new();
    let mut silent = Vec::new();
    for event in events {
        match event {
            Event::Start(element) => {
                silent.push(matches!(element.name, "script" | "style" | "noscript" | "template"));
                if element.name == "br" {
                    text.push(' ');
                }
            }
            Event::Text(part) if silent.last() != Some(&true) => text.push_str(part),
            Event::End(_) => {
                silent.pop();
            }
            Event::Text(_) | Event::Other => {}
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
