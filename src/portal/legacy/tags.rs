//! The tags of a page, one after the other, without a tree.
//!
//! It reads only what can be read in one way: at the first thing for which HTML has a rule of
//! recovery (a quote in the wrong place, a script that never ends) it gives up.

use std::ops::Range;

/// What a page was found to be other than plainly well formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Odd;

/// One tag, or the declaration of the document's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) kind: TagKind,
    /// As written; compared without regard to case.
    pub(super) name: &'a str,
    /// The whole tag, in bytes of the page.
    pub(super) span: Range<usize>,
    /// The value of the first `class`, character references not resolved.
    pub(super) class: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TagKind {
    Start,
    End,
    Doctype,
}

/// Elements whose content is no markup.
const RAW: [&str; 9] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];

/// Goes over the tags of a page; comments are passed, and so is what stands in scripts and the like.
pub(super) struct Tags<'a> {
    source: &'a str,
    at: usize,
}

impl<'a> Tags<'a> {
    pub(super) fn of(source: &'a str) -> Tags<'a> {
        Tags { source, at: 0 }
    }

    /// The next tag; `None` at the end of the page.
    pub(super) fn next(&mut self) -> Result<Option<Tag<'a>>, Odd> {
        let bytes = self.source.as_bytes();
        while let Some(found) = memchr::memchr(b'<', &bytes[self.at..]) {
            let start = self.at + found;
            let next = bytes.get(start + 1).copied().unwrap_or_default();
            let tag = match next {
                b'!' if bytes[start..].starts_with(b"<!--") => {
                    self.at = comment_end(self.source, start)?;
                    continue;
                }
                b'!' | b'?' => self.declaration(start)?,
                b'/' => Some(self.tag(TagKind::End, start, start + 2)?),
                _ if next.is_ascii_alphabetic() => Some(self.tag(TagKind::Start, start, start + 1)?),
                // A lone "<" is text.
                _ => {
                    self.at = start + 1;
                    continue;
                }
            };
            if tag.is_some() {
                return Ok(tag);
            }
        }
        Ok(None)
    }

    /// `<!DOCTYPE …>`; other declarations are comments to HTML and end at the first `>`.
    fn declaration(&mut self, start: usize) -> Result<Option<Tag<'a>>, Odd> {
        let end = start + memchr::memchr(b'>', &self.source.as_bytes()[start..]).ok_or(Odd)? + 1;
        self.at = end;
        let is_doctype =
            self.source.as_bytes()[start + 2..end].get(..7).is_some_and(|w| w.eq_ignore_ascii_case(b"doctype"));
        Ok(is_doctype.then_some(Tag { kind: TagKind::Doctype, name: "", span: start..end, class: "" }))
    }

    fn tag(&mut self, kind: TagKind, start: usize, name_start: usize) -> Result<Tag<'a>, Odd> {
        let bytes = self.source.as_bytes();
        let is_end = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>');
        let name_end = name_start + bytes[name_start..].iter().position(is_end).ok_or(Odd)?;
        let name = &self.source[name_start..name_end];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(Odd);
        }
        let mut attributes = Attributes { source: self.source, at: name_end };
        let mut class = None;
        while let Some((name, value)) = attributes.next()? {
            if class.is_none() && name.eq_ignore_ascii_case("class") {
                class = Some(value);
            }
        }
        self.at = attributes.at;
        if kind == TagKind::Start && RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
            self.at = raw_end(self.source, self.at, name)?;
        }
        Ok(Tag { kind, name, span: start..attributes.at, class: class.unwrap_or_default() })
    }
}

struct Attributes<'a> {
    source: &'a str,
    /// Behind the last attribute; at the end behind the tag's `>`.
    at: usize,
}

impl<'a> Attributes<'a> {
    fn next(&mut self) -> Result<Option<(&'a str, &'a str)>, Odd> {
        let bytes = self.source.as_bytes();
        let is_blank = |b: u8| b.is_ascii_whitespace() || b == b'/';
        while is_blank(*bytes.get(self.at).ok_or(Odd)?) {
            self.at += 1;
        }
        if bytes[self.at] == b'>' {
            self.at += 1;
            return Ok(None);
        }
        let name = self.run(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'='))?;
        if name.is_empty() || name.contains(['"', '\'', '<']) {
            return Err(Odd);
        }
        let after = self.at + bytes[self.at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        if bytes.get(after) != Some(&b'=') {
            return Ok(Some((name, "")));
        }
        self.at = after + 1;
        self.at += bytes[self.at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        let value = match bytes.get(self.at) {
            Some(quote @ (b'"' | b'\'')) => {
                let start = self.at + 1;
                let end = start + memchr::memchr(*quote, &bytes[start..]).ok_or(Odd)?;
                self.at = end + 1;
                &self.source[start..end]
            }
            _ => self.run(|b| b.is_ascii_whitespace() || b == b'>')?,
        };
        Ok(Some((name, value)))
    }

    /// Bytes up to one at which a name or a value ends, which is an ASCII character.
    fn run(&mut self, ends: impl Fn(u8) -> bool) -> Result<&'a str, Odd> {
        let start = self.at;
        self.at += self.source.as_bytes()[start..].iter().position(|b| ends(*b)).ok_or(Odd)?;
        Ok(&self.source[start..self.at])
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
fn raw_end(source: &str, start: usize, name: &str) -> Result<usize, Odd> {
    let text = &source.as_bytes()[start..];
    for at in memchr::memmem::find_iter(text, b"</") {
        let rest = &text[at + 2..];
        let is_it = rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        if is_it && rest.get(name.len()).is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>')) {
            // Scripts with comments inside end by rules of their own.
            let hides = name.eq_ignore_ascii_case("script") && memchr::memmem::find(&text[..at], b"<!--").is_some();
            return if hides { Err(Odd) } else { Ok(start + at) };
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
                TagKind::Start => format!("{} {}", tag.name, tag.class).trim().to_owned(),
                TagKind::End => format!("/{}", tag.name),
                TagKind::Doctype => "doctype".to_owned(),
            });
        }
        Ok(out)
    }

    #[test]
    fn tags_are_read_in_order() {
        let cases: [(&str, &[&str]); 9] = [
            ("<!doctype html><p>a</p>", &["doctype", "p", "/p"]),
            ("<div class=\"a b\" id=x>1 < 2</div>", &["div a b", "/div"]),
            ("<DIV Class = 'a' class=b title='>'><br/></DIV>", &["DIV a", "br", "/DIV"]),
            ("<!-- <div> --><i></i>", &["i", "/i"]),
            ("<script>if (a<b) '</div>'</script><b>", &["script", "/script", "b"]),
            ("<title>a <b> c</TITLE >", &["title", "/TITLE"]),
            ("<![if IE]><?xml?><u>", &["u"]),
            ("<input disabled value=a/>", &["input"]),
            ("ấn <ộ", &[]),
        ];
        for (source, expected) in cases {
            assert_eq!(told(source), Ok(expected.iter().map(|tag| (*tag).to_owned()).collect()), "{source}");
        }
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
