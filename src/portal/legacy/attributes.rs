//! The attributes of a tag: the name of each, where its value stands, and where the tag ends.

use std::ops::Range;

use super::bytes;
use super::tags::Odd;

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

/// Whether a byte ends the name of an element.
#[inline]
pub(super) fn ends_name(byte: u8) -> bool {
    KINDS[usize::from(byte)] & NAME_ENDS != 0
}

/// Goes over the attributes of a tag, from behind its name: the name of each, and where its value
/// stands. Gives the end of the tag.
#[inline]
pub(super) fn each_attribute(
    bytes: &[u8],
    start: usize,
    mut each: impl FnMut(&[u8], Range<usize>),
) -> Result<usize, Odd> {
    let mut at = start;
    loop {
        if let Some((name, value)) = usual(bytes, at) {
            at = value.end + 1;
            each(&bytes[name], value);
            continue;
        }
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

/// An attribute as nearly all are written: behind one blank its name, and the value in double quotes.
/// Gives where both stand.
#[inline]
fn usual(source: &[u8], at: usize) -> Option<(Range<usize>, Range<usize>)> {
    if *source.get(at)? != b' ' {
        return None;
    }
    let name = at + 1;
    let mut end = name + bytes::letters(bytes::word(source, name)?);
    while KINDS[usize::from(*source.get(end)?)] & ATTRIBUTE_ENDS == 0 {
        end += 1;
        end += bytes::letters(bytes::word(source, end)?);
    }
    if end == name || source[end] != b'=' || *source.get(end + 1)? != b'"' {
        return None;
    }
    let value = end + 2;
    Some((name..end, value..bytes::find(b'"', source, value)?))
}

/// The first place from `at` on whose byte is of none of the kinds.
fn pass(bytes: &[u8], mut at: usize, kinds: u8) -> Result<usize, Odd> {
    while KINDS[usize::from(*bytes.get(at).ok_or(Odd)?)] & kinds != 0 {
        at += 1;
    }
    Ok(at)
}

/// The first place from `at` on whose byte is of one of the kinds: an ASCII character.
fn until(bytes: &[u8], mut at: usize, kinds: u8) -> Result<usize, Odd> {
    while KINDS[usize::from(*bytes.get(at).ok_or(Odd)?)] & kinds == 0 {
        at += 1;
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tag: &str, expected: &[(&str, &str)]) {
        let mut found = Vec::new();
        let end = each_attribute(tag.as_bytes(), 2, |name, value| {
            found.push((str::from_utf8(name).unwrap().to_owned(), tag[value].to_owned()));
        });
        assert_eq!(end, Ok(tag.find("> ").expect("a blank behind the tag") + 1), "{tag}");
        let found: Vec<(&str, &str)> = found.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(found, expected, "{tag}");
    }

    #[test]
    fn attributes_are_read_however_they_are_spelt() {
        check("<a> ", &[]);
        check(
            "<a href=\"1>2\" data-1-x=\"\" é:_.=\"ê\"> and more",
            &[("href", "1>2"), ("data-1-x", ""), ("é:_.", "ê")],
        );
        check("<a\thref=\"x\"\nid =\n'y' c= \"z\"/> and more", &[("href", "x"), ("id", "y"), ("c", "z")]);
        check("<a b=\"c\"d=\"e\"f> and more", &[("b", "c"), ("d", "e"), ("f", "")]);
        check("<a x=y=\"c> and more", &[("x", "y=\"c")]);
        check("<a x==\"y\"  z> and more", &[("x", "=\"y\""), ("z", "")]);
        check("<a aria-labelledby=\"x\" b> ", &[("aria-labelledby", "x"), ("b", "")]);
    }

    #[test]
    fn what_has_a_stray_mark_or_no_end_is_odd() {
        for tag in ["<a", "<a ", "<a b", "<a b=", "<a b=\"", "<a b=\"c\"", "<a b=\"c> ", "<a =\"c\"> ", "<a \"b\"> "] {
            assert_eq!(each_attribute(tag.as_bytes(), 2, |_, _| ()), Err(Odd), "{tag}");
        }
    }
}
