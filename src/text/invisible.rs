//! Characters that leave no ink.

/// Format characters: general category Cf of Unicode 17.
pub(crate) fn is_format(c: char) -> bool {
    // All letters of Vietnamese but those of three bytes are below the first one.
    c >= '\u{AD}'
        && matches!(c,
            '\u{AD}' | '\u{600}'..='\u{605}' | '\u{61C}' | '\u{6DD}' | '\u{70F}' | '\u{890}'..='\u{891}' | '\u{8E2}'
            | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{110BD}' | '\u{110CD}'
            | '\u{13430}'..='\u{1343F}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0001}'
            | '\u{E0020}'..='\u{E007F}')
}

/// Format characters that are seen: number signs of Arabic, Syriac and Kaithi, and what arranges
/// hieroglyphs.
fn is_seen(c: char) -> bool {
    matches!(c,
        '\u{600}'..='\u{605}' | '\u{6DD}' | '\u{70F}' | '\u{890}'..='\u{891}' | '\u{8E2}' | '\u{110BD}' | '\u{110CD}'
        | '\u{13430}'..='\u{1343F}')
}

/// Marks that only join or select glyphs, and what Unicode sets aside for more of them.
fn is_joiner_or_selector(c: char) -> bool {
    matches!(c,
        '\u{34F}' | '\u{180B}'..='\u{180F}' | '\u{2065}' | '\u{FE00}'..='\u{FE0F}' | '\u{FFF0}'..='\u{FFF8}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether a character leaves no ink and separates no words, so that a text is the same without it.
pub(super) fn is_invisible(c: char) -> bool {
    (is_format(c) && !is_seen(c)) || is_joiner_or_selector(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_characters_are_invisible_unless_they_are_seen() {
        for c in ['\u{AD}', '\u{200D}', '\u{2060}', '\u{FEFF}', '\u{E0041}'] {
            assert!(is_format(c) && is_invisible(c), "{c:?}");
        }
        for c in ['\u{FE0F}', '\u{34F}', '\u{E0100}'] {
            assert!(!is_format(c) && is_invisible(c), "{c:?}");
        }
        assert!(is_format('\u{600}') && !is_invisible('\u{600}'));
        for c in ['a', 'ệ', ' ', '…', '\u{301}'] {
            assert!(!is_format(c) && !is_invisible(c), "{c:?}");
        }
    }
}
