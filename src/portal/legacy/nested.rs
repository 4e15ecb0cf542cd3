//! An article whose elements end in the order they began, read without a parser.
//!
//! Where every start tag has its end tag, and stands where HTML lets it stand, the tree is what the
//! source says. Anything else is [`Odd`], and left to the parser: no rule of recovery is written here.

use std::borrow::Cow;

use super::elements::{self, Part, is_heading};
use super::names::{Name, one_of};
use super::references;
use super::tags::{Odd, Tag, TagKind, Tags};
use crate::portal::pieces::{self, Element, Piece};

fn lower(name: &str) -> Cow<'_, str> {
    let is_lower = !name.bytes().any(|b| b.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(name) } else { Cow::Owned(name.to_ascii_lowercase()) }
}

/// Elements whose content is taken as it is, without references.
fn is_verbatim(name: Name) -> bool {
    one_of!(name: "script" "style" "iframe" "noscript")
}

/// Reads one element, from its start tag to the end of its end tag.
pub(super) fn read(source: &str) -> Result<Vec<Piece<'_>>, Odd> {
    if memchr::memchr(0, source.as_bytes()).is_some() {
        return Err(Odd);
    }
    let mut reader = Reader { pieces: Vec::new(), open: Vec::new() };
    let mut tags = Tags::of(source);
    let mut read = 0;
    while let Some(tag) = tags.next()? {
        reader.text(&source[read..tag.span().start])?;
        read = tag.span().end;
        match tag.kind {
            TagKind::Start => reader.start(tag)?,
            TagKind::End => reader.end(tag)?,
            TagKind::Comment => reader.pieces.push(Piece::Aside),
            TagKind::Doctype => return Err(Odd),
        }
    }
    if reader.open.is_empty() { Ok(reader.pieces) } else { Err(Odd) }
}

struct Open {
    name: Name,
    part: Part,
    /// The number of its first piece.
    start: usize,
}

struct Reader<'a> {
    pieces: Vec<Piece<'a>>,
    open: Vec<Open>,
}

impl<'a> Reader<'a> {
    fn text(&mut self, text: &'a str) -> Result<(), Odd> {
        if text.is_empty() {
            return Ok(());
        }
        let parent = self.open.last().ok_or(Odd)?;
        let text = match parent.part {
            // Browsers put the words between the cells of a table before it.
            Part::Table if text.bytes().all(|b| b.is_ascii_whitespace()) => Cow::Borrowed(text),
            Part::Table => return Err(Odd),
            _ if is_verbatim(parent.name) => Cow::Borrowed(text),
            _ => references::in_text(text),
        };
        self.pieces.push(Piece::Text(text));
        Ok(())
    }

    fn start(&mut self, tag: &Tag<'a>) -> Result<(), Odd> {
        let part = self.part(tag)?;
        let values = tag.attributes(["class", "style", "align"]);
        let [class, style, align] = values.map(|value| references::in_attribute(value.unwrap_or_default()));
        let start = self.pieces.len();
        self.pieces.push(Piece::Start(Element::new(lower(tag.spelt()), class?, &style?, &align?)));
        match part {
            Some(part) => self.open.push(Open { name: tag.name, part, start }),
            None => pieces::end(&mut self.pieces, start),
        }
        Ok(())
    }

    /// What may stand in an element that begins here; `None` for what is never open.
    fn part(&self, tag: &Tag<'_>) -> Result<Option<Part>, Odd> {
        let name = tag.name;
        let parent = self.open.last();
        let in_table = parent.is_some_and(|parent| parent.part == Part::Table);
        let allowed = |allowed: bool, part| if allowed { Ok(part) } else { Err(Odd) };
        match tag.element {
            elements::Element::Inside(parents, part) => {
                allowed(parent.is_some_and(|parent| parents.hold(parent.name)), Some(part))
            }
            elements::Element::Void if one_of!(name: "col") => {
                allowed(parent.is_some_and(|parent| parent.name == Name::of("colgroup")), None)
            }
            _ if in_table => Err(Odd),
            elements::Element::Void => allowed(name != Name::of("hr") || !self.in_paragraph(), None),
            elements::Element::Paragraph => allowed(!self.in_paragraph(), Some(Part::Block)),
            elements::Element::Plain => allowed(name != Name::of("a") || !self.is_open(name), Some(Part::Block)),
            elements::Element::Raw => allowed(is_verbatim(name), Some(Part::Block)),
            elements::Element::Nests(part @ (Part::Around | Part::Block | Part::Table)) => {
                let heading_in_heading = is_heading(name) && parent.is_some_and(|parent| is_heading(parent.name));
                // What begins with a rule of its own: a line end that is dropped, one of its kind around it.
                let own_rule = one_of!(name: "pre" "listing" "form" "button");
                allowed(!self.in_paragraph() && !heading_in_heading && !own_rule, Some(part))
            }
            _ => Err(Odd),
        }
    }

    /// Whether a block that begins here would end a paragraph.
    fn in_paragraph(&self) -> bool {
        let reach = self.open.iter().rev().take_while(|open| !matches!(open.part, Part::Barrier | Part::Table));
        reach.into_iter().any(|open| open.name == Name::of("p"))
    }

    fn is_open(&self, name: Name) -> bool {
        self.open.iter().any(|open| open.name == name)
    }

    fn end(&mut self, tag: &Tag<'a>) -> Result<(), Odd> {
        let open = self.open.pop().filter(|open| open.name == tag.name).ok_or(Odd)?;
        pieces::end(&mut self.pieces, open.start);
        Ok(())
    }
}
