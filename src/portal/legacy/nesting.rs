//! Checks, tag by tag, that elements are nested as the source says.
//!
//! HTML has rules to repair almost any markup: a start tag may close other elements, an end tag may
//! be ignored, text may be moved in front of its table. This check accepts only markup for which
//! those rules do nothing, apart from end tags that may be left out (`p`, `li`, `dd`, `dt`).
//! Everything else is [`NotWellFormed`], and a full parser must read it. No repair is done here.

use crate::portal::layout::closes_paragraph;
use crate::portal::rejected::NESTING_MAX;

/// Markup that only a full parser can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotWellFormed;

/// Elements that never have content.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements that switch the parser to other rules, or that it renames.
const UNSUPPORTED: [&str; 10] =
    ["svg", "math", "template", "plaintext", "frameset", "frame", "noframes", "image", "nobr", "ruby"];
/// Elements whose direct content is rows and cells only.
const TABLE_PARTS: [&str; 6] = ["table", "thead", "tbody", "tfoot", "tr", "colgroup"];
/// Elements that may be directly in [`TABLE_PARTS`].
const TABLE_CONTENT: [&str; 11] =
    ["caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th", "script", "style"];
/// Elements that close an open one of their kind instead of nesting in it.
const NEVER_NESTED: [&str; 3] = ["a", "button", "form"];

/// The elements that are open at one place of a page, outermost first; `html`, `head` and `body` are
/// left out.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    /// The names of all open elements, one after the other.
    names: String,
    /// Where each name begins in `names`.
    starts: Vec<usize>,
}

impl Nesting {
    /// Number of open elements.
    pub(super) fn depth(&self) -> usize {
        self.starts.len()
    }

    /// Records a start tag; `name` is in lower case. Returns whether the element is now open, which
    /// void elements never are.
    pub(super) fn start(&mut self, name: &str) -> Result<bool, NotWellFormed> {
        if UNSUPPORTED.contains(&name) {
            return Err(NotWellFormed);
        }
        match self.innermost() {
            // A list of choices; its options may lack their end tags, so they are not recorded.
            Some("select") if matches!(name, "option" | "optgroup") => return Ok(false),
            Some("select") => return Err(NotWellFormed),
            Some(part) if TABLE_PARTS.contains(&part) && !TABLE_CONTENT.contains(&name) => return Err(NotWellFormed),
            // Whether a table closes a paragraph depends on the document type.
            Some("p") if name == "table" => return Err(NotWellFormed),
            _ => {}
        }
        if closes_paragraph(name) {
            self.close_paragraph()?;
        }
        match name {
            "li" => self.start_item(&["li"], &["ul", "ol", "menu", "dir"])?,
            "dd" | "dt" => self.start_item(&["dd", "dt"], &["dl"])?,
            _ if NEVER_NESTED.contains(&name) && self.is_open(|open| open == name) => return Err(NotWellFormed),
            _ if is_heading(name) && self.is_open(is_heading) => return Err(NotWellFormed),
            _ if VOID.contains(&name) => return Ok(false),
            _ => {}
        }
        // Deeper nesting than any page of the portal has is left to the parser, which refuses it.
        if self.depth() >= NESTING_MAX as usize {
            return Err(NotWellFormed);
        }
        self.starts.push(self.names.len());
        self.names.push_str(name);
        Ok(true)
    }

    /// Records an end tag; `name` is in lower case.
    pub(super) fn end(&mut self, name: &str) -> Result<(), NotWellFormed> {
        if VOID.contains(&name) || (self.innermost() == Some("select") && matches!(name, "option" | "optgroup")) {
            return Ok(());
        }
        if name == "p" {
            // Without an open paragraph, the tag means an empty one.
            return self.close_paragraph();
        }
        if closes_paragraph(name) {
            while let Some("p" | "li" | "dd" | "dt") = self.innermost().filter(|open| *open != name) {
                self.close();
            }
        }
        if self.innermost() != Some(name) {
            return Err(NotWellFormed);
        }
        self.close();
        Ok(())
    }

    /// Whether every open element fits.
    pub(super) fn all(&self, fits: impl Fn(&str) -> bool) -> bool {
        self.open().all(fits)
    }

    fn is_open(&self, fits: impl Fn(&str) -> bool) -> bool {
        self.open().any(fits)
    }

    /// The names of the open elements, innermost first.
    fn open(&self) -> impl Iterator<Item = &str> {
        let ends = std::iter::once(self.names.len()).chain(self.starts.iter().rev().copied());
        self.starts.iter().rev().zip(ends).map(|(start, end)| &self.names[*start..end])
    }

    fn innermost(&self) -> Option<&str> {
        self.starts.last().map(|start| &self.names[*start..])
    }

    /// Closes the innermost element.
    fn close(&mut self) {
        self.names.truncate(self.starts.pop().unwrap_or_default());
    }

    /// Closes the paragraph that is open, if any. One with open elements inside is not well formed.
    fn close_paragraph(&mut self) -> Result<(), NotWellFormed> {
        if self.innermost() == Some("p") {
            self.close();
        }
        if self.is_open(|open| open == "p") { Err(NotWellFormed) } else { Ok(()) }
    }

    /// Closes the list item before the one that starts, and checks that it is in a list.
    fn start_item(&mut self, items: &[&str], lists: &[&str]) -> Result<(), NotWellFormed> {
        if self.innermost().is_some_and(|open| items.contains(&open)) {
            self.close();
        }
        if self.innermost().is_some_and(|open| lists.contains(&open)) { Ok(()) } else { Err(NotWellFormed) }
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The elements that are open after these tags: `div` opens one, `/div` closes it.
    fn check(tags: &str, expected: Result<&str, NotWellFormed>) {
        let mut nesting = Nesting::default();
        let read = tags.split_whitespace().try_for_each(|tag| match tag.strip_prefix('/') {
            Some(name) => nesting.end(name),
            None => nesting.start(tag).map(drop),
        });
        let open = nesting.open().collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join(" ");
        assert_eq!(read.map(|()| open.as_str()), expected, "{tags}");
    }

    #[test]
    fn elements_close_in_the_order_of_the_source() {
        check("div b /b br /div section", Ok("section"));
        check("div p a /a div", Ok("div div"));
        check("ul li a /a li p /ul /p", Ok(""));
        check("dl dt dd p /dl", Ok(""));
        check("div select option option /option /select", Ok("div"));
        check("table tbody tr td p b /b /td /tr /tbody /table", Ok(""));
        check("o:p x-y /x-y /o:p", Ok(""));
        check("/p /br /hr", Ok(""));
    }

    #[test]
    fn what_a_browser_would_repair_is_not_well_formed() {
        for tags in [
            "div /section",
            "/div",
            "b div /b",
            "p b p",
            "p b /p",
            "span p /span",
            "li",
            "ul div li",
            "ul li div li",
            "h1 div h2",
            "form div form",
            "button b button",
            "a b a",
            "p table",
            "table div",
            "table tr b",
            "table tr td /tr",
            "select div",
            "svg",
            "template",
        ] {
            check(tags, Err(NotWellFormed));
        }
        check(&"span ".repeat(NESTING_MAX as usize + 1), Err(NotWellFormed));
    }
}
