//! A page read in every way there is: as a whole, and by its slice, with and without a parser. They
//! are to give the same page, or to say that they can't.

use super::slice::{Slice, slice};
use super::{read_nested, read_tree};
use crate::page::Page;
use crate::portal::NotOurs;
use crate::portal::html::{Tree, ends_as_html};

/// What a page is read to; `None` where a way is not open.
#[derive(Debug)]
pub(crate) struct Ways {
    pub(crate) whole: Result<Page, NotOurs>,
    pub(crate) parsed: Option<Result<Page, NotOurs>>,
    pub(crate) nested: Option<Result<Page, NotOurs>>,
}

impl Ways {
    pub(crate) fn of(source: &str) -> Ways {
        let complete = ends_as_html(source);
        let slice = slice(source, complete);
        let parse = |slice: &Slice<'_>| {
            Tree::parse_slice(&slice.as_page(), complete).and_then(|tree| read_tree(&tree, source, None))
        };
        Ways {
            whole: Tree::parse(source).and_then(|tree| read_tree(&tree, source, None)),
            parsed: slice.as_ref().map(parse),
            nested: slice.as_ref().and_then(|slice| read_nested(slice, complete, source, None).ok()),
        }
    }

    pub(crate) fn agree(&self) -> bool {
        // A whole that would take too long to parse is nothing to compare with.
        self.whole == Err(NotOurs::HtmlTooDeep)
            || [&self.parsed, &self.nested].into_iter().flatten().all(|way| *way == self.whole)
    }
}
