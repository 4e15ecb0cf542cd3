//! The tags of a page, one after the other, without a tree.
//!
//! It reads only what can be read in one way: at the first thing for which HTML has a rule of
//! recovery (a quote in the wrong place, a script that never ends) it gives up.

use std::ops::Range;

use super::elements::{Name, one_of};

/// What a page was found to be other than plainly well formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Odd;

/// One tag, or something else between `<` and `>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) kind: TagKind,
    /// Empty for what is neither a start nor an end tag.
    pub(super) name: Name,
    /// Where it begins, in bytes of the page.
    start: usize,
    text: &'a str,
    /// Where in its text its name ends.
    name_end: usize,
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
        self.start..self.start + self.text.len()
    }

    /// The name of a start tag as the page spells it.
    pub(super) fn spelt(&self) -> &'a str {
        &self.text[1..self.name_end]
    }

    /// The values of the first attributes of these names, character references not resolved.
    pub(super) fn attributes<const N: usize>(&self, names: [&str; N]) -> [Option<&'a str>; N] {
        let mut values = [None; N];
        let read = each_attribute(self.text.as_bytes(), self.name_end, |name, value| {
            if let Some(n) = names.iter().position(|wanted| name.eq_ignore_ascii_case(wanted.as_bytes())) {
                values[n] = values[n].or(Some(&self.text[value]));
            }
        });
        debug_assert!(self.name_end == 0 || read.is_ok(), "they were read once before");
        values
    }
}

/// Whether the content of an element is no markup.
fn is_raw(name: Name) -> bool {
    one_of!(name: "script" "style" "textarea" "title" "xmp" "iframe" "noembed" "noframes" "noscript")
}

/// Goes over the tags of a page; what stands in scripts and the like is passed.
pub(super) struct Tags<'a> {
    source: &'a str,
    at: usize,
}

impl<'a> Tags<'a> {
    pub(super) fn of(source: &'a str) -> Tags<'a> {
        Tags { source, at: 0 }
    }

    /// The tags from a place on at which one begins.
    pub(super) fn from(source: &'a str, at: usize) -> Tags<'a> {
        Tags { source, at }
    }

    /// The next tag or comment; `None` at the end of the page.
    pub(super) fn next(&mut self) -> Result<Option<Tag<'a>>, Odd> {
        let bytes = self.source.as_bytes();
        loop {
            // Between most tags there are but a few blanks.
            while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
                self.at += 1;
            }
            if bytes.get(self.at) != Some(&b'<') {
                let Some(found) = memchr::memchr(b'<', &bytes[self.at..]) else { return Ok(None) };
                self.at += found;
            }
            let start = self.at;
            return match bytes.get(start + 1) {
                Some(b'!' | b'?') => self.declaration(start).map(Some),
                Some(b'/') => self.tag(TagKind::End, start, start + 2).map(Some),
                Some(next) if next.is_ascii_alphabetic() => self.tag(TagKind::Start, start, start + 1).map(Some),
                // A lone "<" is text.
                _ => {
                    self.at = start + 1;
                    continue;
                }
            };
        }
    }

    /// `<!DOCTYPE …>` or a comment; to HTML other declarations are comments that end at the first `>`.
    fn declaration(&mut self, start: usize) -> Result<Tag<'a>, Odd> {
        let bytes = &self.source.as_bytes()[start..];
        let is_comment = bytes.starts_with(b"<!--");
        let end = match is_comment {
            true => comment_end(self.source, start)?,
            false => start + memchr::memchr(b'>', bytes).ok_or(Odd)? + 1,
        };
        let is_doctype = bytes[2..end - start].get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype"));
        let kind = if is_doctype && !is_comment { TagKind::Doctype } else { TagKind::Comment };
        self.at = end;
        Ok(Tag { kind, name: Name::of(""), start, text: &self.source[start..end], name_end: 0 })
    }

    fn tag(&mut self, kind: TagKind, start: usize, name_start: usize) -> Result<Tag<'a>, Odd> {
        let bytes = self.source.as_bytes();
        let name_end = until(bytes, name_start, NAME_ENDS)?;
        let name = Name::read(&bytes[name_start..name_end]).ok_or(Odd)?;
        let end = each_attribute(bytes, name_end, |_, _| ())?;
        let text = &self.source[start..end];
        let raw = kind == TagKind::Start && is_raw(name);
        self.at = if raw { raw_end(self.source, end, &bytes[name_start..name_end])? } else { end };
        Ok(Tag { kind, name, start, text, name_end: name_end - start })
    }
}

/// What a byte is inside a tag: bits of [`KINDS`].
const BLANK: u8 = 1;
const SLASH: u8 = 2;
const CLOSE: u8 = 4;
const EQUALS: u8 = 8;
/// Attributes are not to have it in their names: who wrote it meant something else.
const STRAY: u8 = 16;

const NAME_ENDS: u8 = BLANK | SLASH | CLOSE;
const ATTRIBUTE_ENDS: u8 = NAME_ENDS | EQUALS | STRAY;
const VALUE_ENDS: u8 = BLANK | CLOSE;

static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut marks: &[(u8, u8)] = &[
        (b' ', BLANK),
        (b'\t', BLANK),
        (b'\n', BLANK),
        (b'\r', BLANK),
        (b'\x0c', BLANK),
        (b'/', SLASH),
        (b'>', CLOSE),
        (b'=', EQUALS),
        (b'"', STRAY),
        (b'\'', STRAY),
        (b'<', STRAY),
    ];
    while let [(byte, kind), rest @ ..] = marks {
        kinds[*byte as usize] = *kind;
        marks = rest;
    }
    kinds
};

/// Goes over the attributes of a tag, from behind its name: the name of each, and where its value
/// stands. Gives the end of the tag.
fn each_attribute(bytes: &[u8], start: usize, mut each: impl FnMut(&[u8], Range<usize>)) -> Result<usize, Odd> {
    let mut at = start;
    loop {
        at = pass(bytes, at, BLANK | SLASH)?;
        if bytes[at] == b'>' {
            return Ok(at + 1);
        }
        let name_end = until(bytes, at, ATTRIBUTE_ENDS)?;
        let name = &bytes[at..name_end];
        if name.is_empty() || KINDS[usize::from(bytes[name_end])] & STRAY != 0 {
            return Err(Odd);
        }
        let equals = pass(bytes, name_end, BLANK)?;
        if bytes[equals] != b'=' {
            each(name, name_end..name_end);
            at = name_end;
            continue;
        }
        let start = pass(bytes, equals + 1, BLANK)?;
        at = match bytes[start] {
            quote @ (b'"' | b'\'') => {
                let end = start + 1 + memchr::memchr(quote, &bytes[start + 1..]).ok_or(Odd)?;
                each(name, start + 1..end);
                end + 1
            }
            _ => {
                let end = until(bytes, start, VALUE_ENDS)?;
                each(name, start..end);
                end
            }
        };
    }
}

/// The first place from `at` on whose byte is of none of the kinds.
fn pass(bytes: &[u8], at: usize, kinds: u8) -> Result<usize, Odd> {
    let found = bytes.get(at..).ok_or(Odd)?.iter().position(|b| KINDS[usize::from(*b)] & kinds == 0);
    Ok(at + found.ok_or(Odd)?)
}

/// The first place from `at` on whose byte is of one of the kinds: an ASCII character.
fn until(bytes: &[u8], at: usize, kinds: u8) -> Result<usize, Odd> {
    let found = bytes.get(at..).ok_or(Odd)?.iter().position(|b| KINDS[usize::from(*b)] & kinds != 0);
    Ok(at + found.ok_or(Odd)?)
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
        if is_it && rest.get(name.len()).is_some_and(|b| KINDS[usize::from(*b)] & NAME_ENDS != 0) {
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
                TagKind::End => tag.text.trim_matches(['<', '>', ' ']).to_ascii_lowercase(),
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
