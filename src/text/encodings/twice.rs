//! UTF-8 whose bytes were read as Windows-1252 and encoded as UTF-8 again.

/// How often text is decoded at most: it may have been encoded more than twice.
const TIMES_MAX: usize = 3;

/// The characters of the bytes 0x80 to 0x9F in Windows-1252; those that it lacks are control characters.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// Decodes every sequence of characters that is valid UTF-8 when read as bytes; the rest stays as it is.
pub(super) fn decode(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..TIMES_MAX {
        match decode_once(&text) {
            Some(decoded) => text = decoded,
            None => break,
        }
    }
    text
}

/// `None` if nothing can be decoded.
fn decode_once(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let (mut at, mut changed) = (0, false);
    while let Some(first) = chars.get(at) {
        match sequence(&chars[at..]) {
            Some((letter, length)) => {
                out.push(letter);
                at += length;
                changed = true;
            }
            None => {
                out.push(*first);
                at += 1;
            }
        }
    }
    changed.then_some(out)
}

/// The letter whose UTF-8 bytes the first characters are, and how many they are.
fn sequence(chars: &[char]) -> Option<(char, usize)> {
    let length = match byte(*chars.first()?)? {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let mut bytes = [0; 4];
    for (n, c) in chars.get(..length)?.iter().enumerate() {
        // A no-break space, the last byte of "à", may have become a blank.
        bytes[n] = if n + 1 == length && *c == ' ' { 0xA0 } else { byte(*c)? };
    }
    let letter = str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    Some((letter, length))
}

/// The byte that a character is in Windows-1252, unless it is ASCII.
pub(super) fn byte(c: char) -> Option<u8> {
    match c {
        '\u{80}'..='\u{FF}' => u8::try_from(u32::from(c)).ok(),
        _ => (0x80..).zip(WINDOWS_1252).find(|(_, known)| *known == c).map(|(byte, _)| byte),
    }
}
