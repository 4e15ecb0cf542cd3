//! VNI for Windows: a letter, then a character that stands for its marks.

use unicode_normalization::UnicodeNormalization;

/// Decodes a text.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let base = alone(c);
        let marks = chars.peek().and_then(|next| marks(base, *next));
        out.push(base);
        if let Some(marks) = marks {
            chars.next();
            out.push_str(marks);
        }
    }
    out.nfc().collect()
}

/// The letter that one character is by itself.
fn alone(c: char) -> char {
    match c {
        'ñ' => 'đ',
        'Ñ' => 'Đ',
        'ô' => 'ơ',
        'Ô' => 'Ơ',
        'ö' => 'ư',
        'Ö' => 'Ư',
        'æ' => 'ỉ',
        'Æ' => 'Ỉ',
        'ó' => 'ĩ',
        'Ó' => 'Ĩ',
        'ò' => 'ị',
        'Ò' => 'Ị',
        'î' => 'ỵ',
        'Î' => 'Ỵ',
        c => c,
    }
}

/// The combining marks that a character stands for after a letter.
fn marks(base: char, next: char) -> Option<&'static str> {
    let base = base.to_lowercase().next()?;
    let next = next.to_lowercase().next()?;
    let tone = match next {
        'ù' => "\u{301}",
        'ø' => "\u{300}",
        'û' => "\u{309}",
        'õ' => "\u{303}",
        'ï' => "\u{323}",
        _ => "",
    };
    if !tone.is_empty() {
        return matches!(base, 'a' | 'e' | 'o' | 'u' | 'y' | 'ơ' | 'ư').then_some(tone);
    }
    let circumflex = match next {
        'â' => "\u{302}",
        'á' => "\u{302}\u{301}",
        'à' => "\u{302}\u{300}",
        'å' => "\u{302}\u{309}",
        'ã' => "\u{302}\u{303}",
        'ä' => "\u{323}\u{302}",
        _ => "",
    };
    if !circumflex.is_empty() {
        return matches!(base, 'a' | 'e' | 'o').then_some(circumflex);
    }
    let breve = match next {
        'ê' => "\u{306}",
        'é' => "\u{306}\u{301}",
        'è' => "\u{306}\u{300}",
        'ú' => "\u{306}\u{309}",
        'ü' => "\u{306}\u{303}",
        'ë' => "\u{323}\u{306}",
        _ => return None,
    };
    (base == 'a').then_some(breve)
}
