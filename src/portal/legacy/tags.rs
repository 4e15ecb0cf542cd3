//! The tags of a page, one after the other, without a tree.
//!
//! It reads only what can be read in one way: at the first thing for which HTML has a rule of
//! recovery (a quote in the wrong place, a script that never ends) it gives up.

use std::ops::Range;

use super::attributes::{each_attribute, ends_name};
use super::bytes::find;
use super::elements::{Element, element};
use super::names::Name;

/// What a page was found to be other than plainly well formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Odd;

/// One tag, or something else between `<` and `>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) kind: TagKind,
    /// Empty for what is neither a start nor an end tag.
    pub(super) name: Name,
    /// The ways of the element of that name.
    pub(super) element: Element,
    source: &'a str,
    /// Where it begins, where its name ends, and where it ends itself, in bytes of the page.
    pub(super) start: usize,
    name_end: usize,
    pub(super) end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TagKind {
    Start,
    End,
    Doctype,
    Comment,
}

impl<'a> Tag<'a> {
    /// The whole tag, in bytes of the page.
    pub(super) fn span(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The name of a start tag as the page spells it.
    pub(super) fn spelt(&self) -> &'a str {
        &self.source[self.start + 1..self.name_end]
    }

    /// The values of the first attributes of these names, character references not resolved.
    pub(super) fn attributes<const N: usize>(&self, names: [&str; N]) -> [Option<&'a str>; N] {
        let mut values = [None; N];
        let read = each_attribute(self.source.as_bytes(), self.name_end, |name, value| {
            if let Some(n) = names.iter().position(|wanted| name.eq_ignore_ascii_case(wanted.as_bytes())) {
                values[n] = values[n].or(Some(&self.source[value]));
            }
        });
        debug_assert!(read == Ok(self.end), "they were read once before");
        values
    }
}

/// Goes over the tags of a page; what stands in scripts and the like is passed.
///
/// A tag is lent, not handed out: it is read and looked at field by field, and to move it in between
/// would take longer than both.
pub(super) struct Tags<'a> {
    source: &'a str,
    at: usize,
    tag: Tag<'a>,
}

impl<'a> Tags<'a> {
    pub(super) fn of(source: &'a str) -> Tags<'a> {
        Tags::from(source, 0)
    }

    /// The tags from a place on at which one begins.
    pub(super) fn from(source: &'a str, at: usize) -> Tags<'a> {
        let (kind, name, element) = (TagKind::Comment, Name::of(""), Element::Odd);
        Tags { source, at, tag: Tag { kind, name, element, source, start: at, name_end: at, end: at } }
    }

    /// The next tag or comment; `None` at the end of the page.
    pub(super) fn next(&mut self) -> Result<Option<&Tag<'a>>, Odd> {
        let bytes = self.source.as_bytes();
        loop {
            // Between most tags there are but a few blanks.
            while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
                self.at += 1;
            }
            if bytes.get(self.at) != Some(&b'<') {
                let Some(found) = find(b'<', bytes, self.at) else { return Ok(None) };
                self.at = found;
            }
            let start = self.at;
            let (kind, name) = match bytes.get(start + 1) {
                Some(b'/') => (TagKind::End, start + 2),
                Some(next) if next.is_ascii_alphabetic() => (TagKind::Start, start + 1),
                Some(b'!' | b'?') => {
                    self.declaration(start)?;
                    return Ok(Some(&self.tag));
                }
                // A lone "<" is text.
                _ => {
                    self.at = start + 1;
                    continue;
                }
            };
            self.tag(kind, start, name)?;
            return Ok(Some(&self.tag));
        }
    }

    /// `<!DOCTYPE …>` or a comment; to HTML other declarations are comments that end at the first `>`.
    fn declaration(&mut self, start: usize) -> Result<(), Odd> {
        let bytes = &self.source.as_bytes()[start..];
        let is_comment = bytes.starts_with(b"<!--");
        let end = match is_comment {
            true => comment_end(self.source, start)?,
            false => start + memchr::memchr(b'>', bytes).ok_or(Odd)? + 1,
        };
        let is_doctype = bytes[2..end - start].get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype"));
        let kind = if is_doctype && !is_comment { TagKind::Doctype } else { TagKind::Comment };
        self.at = end;
        self.tag = Tag { kind, name: Name::of(""), element: Element::Odd, start, name_end: end, end, ..self.tag };
        Ok(())
    }

    #[inline]
    fn tag(&mut self, kind: TagKind, start: usize, name_start: usize) -> Result<(), Odd> {
        let source = self.source;
        let bytes = source.as_bytes();
        let (name, name_end) = Name::read(bytes, name_start).ok_or(Odd)?;
        let end = match bytes.get(name_end) {
            Some(b'>') => name_end + 1,
            _ => each_attribute(bytes, name_end, |_, _| ())?,
        };
        let element = element(name);
        let raw = kind == TagKind::Start && element == Element::Raw;
        self.at = if raw { raw_end(source, end, &bytes[name_start..name_end])? } else { end };
        self.tag = Tag { kind, name, element, start, name_end, end, ..self.tag };
        Ok(())
    }
}

/// Where the comment ends that begins at `start`.
fn comment_end(source: &str, start: usize) -> Result<usize, Odd> {
    let text = &source[start + "<!--".len()..];
    let length = memchr::memmem::find(text.as_bytes(), b"-->").ok_or(Odd)?;
    let comment = &text[..length];
    // HTML ends a comment at some other places too.
    if comment.starts_with('>') || comment.starts_with("->") || comment.contains("--!>") || comment.ends_with("<!-") {
        return Err(Odd);
    }
    Ok(start + "<!--".len() + length + "-->".len())
}

/// Where the end tag begins of the raw element whose content begins at `start`.
fn raw_end(source: &str, start: usize, name: &[u8]) -> Result<usize, Odd> {
    let text = &source.as_bytes()[start..];
    let is_script = name.eq_ignore_ascii_case(b"script");
    for at in memchr::memchr_iter(b'<', text) {
        let rest = &text[at + 1..];
        // Scripts with comments inside end by rules of their own.
        if is_script && rest.starts_with(b"!--") {
            return Err(Odd);
        }
        let Some(rest) = rest.strip_prefix(b"/") else { continue };
        let is_it = rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
        if is_it && rest.get(name.len()).is_some_and(|b| ends_name(*b)) {
            return Ok(start + at);
        }
    }
    Err(Odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(source: &str) -> Result<Vec<String>, Odd> {
        let mut tags = Tags::of(source);
        let mut out = Vec::new();
        while let Some(tag) = tags.next()? {
            out.push(match tag.kind {
                TagKind::Start => {
                    let [class] = tag.attributes(["class"]);
                    [Some(&*tag.spelt().to_ascii_lowercase()), class]
                        .into_iter()
                        .flatten()
                        .collect::<Vec<_>>()
                        .join(" ")
                }
                TagKind::End => source[tag.span()].trim_matches(['<', '>', ' ']).to_ascii_lowercase(),
                TagKind::Doctype => "doctype".to_owned(),
                TagKind::Comment => "comment".to_owned(),
            });
        }
        Ok(out)
    }

    #[test]
    fn tags_are_read_in_order() {
        let cases: [(&str, &[&str]); 9] = [
            ("<!doctype html><p>a</p>", &["doctype", "p", "/p"]),
            ("<div class=\"a b\" id=x>1 < 2</div>", &["div a b", "/div"]),
            ("<DIV Class = 'a' class=b title='>'><br/></DIV>", &["div a", "br", "/div"]),
            ("<!-- <div> --><i></i>", &["comment", "i", "/i"]),
            ("<script>if (a<b) '</div>'</script><b>", &["script", "/script", "b"]),
            ("<title>a <b> c</TITLE >", &["title", "/title"]),
            ("<![if IE]><?xml?><u>", &["comment", "comment", "u"]),
            ("<input disabled value=a/>", &["input"]),
            ("ấn <ộ", &[]),
        ];
        for (source, expected) in cases {
            assert_eq!(told(source), Ok(expected.iter().map(|tag| (*tag).to_owned()).collect()), "{source}");
        }
    }

    #[test]
    fn attributes_are_found_by_name() {
        let values = |source| Tags::of(source).next().unwrap().unwrap().attributes(["href", "rel"]);
        assert_eq!(values("<a HREF='1 > 2' rel=x href=y>"), [Some("1 > 2"), Some("x")]);
        assert_eq!(values("<a href rel = \"\"/>"), [Some(""), Some("")]);
        assert_eq!(values("<a title='href=x'>"), [None, None]);
    }

    #[test]
    fn what_needs_a_rule_of_recovery_is_odd() {
        for source in [
            "<div class=\"a",
            "<div \"a\">",
            "<div a'b>",
            "<div a<b>",
            "<div =a>",
            "<div",
            "</",
            "</>",
            "</ div>",
            "<!-- a",
            "<!--> a -->",
            "<!-- a --!> -->",
            "<script>a",
            "<script><!-- <script> </script> --></script>",
            "<!x",
        ] {
            assert_eq!(told(source), Err(Odd), "{source}");
        }
    }
}
