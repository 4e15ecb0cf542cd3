//! Superscripts and subscripts, spelt so that they stay readable in plain text.
//!
//! Markup raises and lowers powers, formulas, ordinals and the numbers of notes alike. A power keeps its
//! place as a Unicode superscript ("10⁻³", "m²"), a formula as a Unicode subscript ("CO₂"), and a note gets
//! brackets (`chuẩn [1]`), so that neither changes the number or the word before it.

use crate::text::is_syllable;

/// Marks the beginning and the end of raised and of lowered text until its block is complete. They are
/// noncharacters, which no text contains.
pub(super) const RAISED: [char; 2] = ['\u{FDD0}', '\u{FDD1}'];
pub(super) const LOWERED: [char; 2] = ['\u{FDD2}', '\u{FDD3}'];

/// Longest text of a note in characters; longer raised text is ordinary text.
const NOTE_CHARS_MAX: usize = 4;
/// Units that are raised to a power.
const UNITS: [&str; 16] =
    ["m", "cm", "mm", "dm", "km", "dam", "hm", "µm", "μm", "nm", "s", "in", "ft", "kg", "M", "KM"];
/// Formulas that are often written with a raised number instead of a lowered one.
const FORMULAS: [&str; 5] = ["CO", "SO", "NO", "SpO", "SPO"];
/// What follows a number as a part of it: hours, currencies, ordinals.
const ENDINGS: [&str; 17] =
    ["h", "g", "p", "ph", "'", "’", "đ", "d", "st", "nd", "rd", "th", "er", "e", "ère", "%", "‰"];

/// The marks of an element that raises or lowers its text.
pub(super) fn marks(element: &str) -> Option<[char; 2]> {
    match element {
        "sup" => Some(RAISED),
        "sub" => Some(LOWERED),
        _ => None,
    }
}

/// Whether a character is one of the marks: source text that contains one loses it.
pub(super) fn is_mark(c: char) -> bool {
    RAISED.contains(&c) || LOWERED.contains(&c)
}

/// Replaces the marks and what is between them by a readable spelling.
pub(super) fn spell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_mark) {
        out.push_str(&rest[..at]);
        let raised = rest[at..].starts_with(RAISED);
        let inner_start = at + RAISED[0].len_utf8();
        // A script inside another, or one without an end, is read as far as the next mark.
        let inner_end = rest[inner_start..].find(is_mark).map_or(rest.len(), |end| inner_start + end);
        let inner = rest[inner_start..inner_end].trim();
        let opens = rest[at..].starts_with([RAISED[0], LOWERED[0]]);
        rest = &rest[if opens { inner_end } else { inner_start }..];
        if opens && !inner.is_empty() {
            let after = rest.trim_start_matches(is_mark);
            script(&mut out, inner, raised, after);
        }
    }
    out.push_str(rest);
    out
}

/// Adds one raised or lowered text to `out`; `after` is what follows it.
fn script(out: &mut String, inner: &str, raised: bool, after: &str) {
    if raised && inner.starts_with(is_sign) && inner.len() > 1 && out.trim_end().ends_with(|c: char| c.is_ascii_digit())
    {
        out.truncate(out.trim_end().len());
    }
    let base = Base::of(out);
    let spelling = if raised { raise(&base, inner, after) } else { lower(&base, inner) };
    match spelling {
        Spelling::Joined(text) => out.push_str(&text),
        Spelling::Note => {
            let is_bracketed = inner.starts_with(['[', '(']);
            if out.ends_with(|c: char| !c.is_whitespace()) {
                out.push(' ');
            }
            out.push_str(&if is_bracketed { inner.to_owned() } else { format!("[{inner}]") });
            if after.starts_with(char::is_alphanumeric) {
                out.push(' ');
            }
        }
        Spelling::Text => {
            if out.ends_with(char::is_alphanumeric) && inner.starts_with(char::is_alphanumeric) {
                out.push(' ');
            }
            out.push_str(inner);
            if after.starts_with(char::is_alphanumeric) {
                out.push(' ');
            }
        }
    }
}

/// How a raised or lowered text is spelt.
enum Spelling {
    /// Directly after what precedes it, as given here.
    Joined(String),
    /// In brackets.
    Note,
    /// As ordinary text.
    Text,
}

/// What a script follows.
struct Base {
    /// The letters and digits right before the script.
    word: String,
    /// Whether they are digits, perhaps with a decimal mark.
    is_number: bool,
    /// Whether a closing bracket is right before it, as in "Ca(OH)₂".
    is_bracket: bool,
}

impl Base {
    fn of(text: &str) -> Base {
        let is_part = |c: char| c.is_alphanumeric() || is_script_digit(c);
        let start =
            text.rfind(|c: char| !is_part(c)).map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
        let word = text[start..].to_owned();
        let is_number = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
        Base { is_number, is_bracket: text.ends_with(')'), word }
    }

    /// Whether a power may follow: a variable, a unit, a short number.
    fn takes_power(&self) -> bool {
        let mut chars = self.word.chars();
        let is_variable = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || ('α'..='ω').contains(&c));
        UNITS.contains(&self.word.as_str())
            || FORMULAS.contains(&self.word.as_str())
            || (is_variable && chars.next().is_none())
            || (self.is_number && self.word.len() <= 2)
    }

    /// Whether it may be the symbol of an element, a formula or a variable.
    fn is_formula(&self) -> bool {
        // The part after the last script: "SO" of "H₂SO".
        let part = self.word.rsplit(is_script_digit).next().unwrap_or_default();
        let is_ascii = !part.is_empty() && part.is_ascii();
        let has_late_capital = part.chars().skip(1).any(char::is_uppercase);
        let is_symbol = part.len() <= 2 && part.starts_with(char::is_uppercase);
        let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
        self.is_bracket
            || self.word.ends_with(is_script_digit)
            || (is_ascii && (part.len() == 1 || has_late_capital || is_symbol || !is_syllable(letters)))
    }
}

fn raise(base: &Base, inner: &str, after: &str) -> Spelling {
    let (sign_first, sign_last) = (inner.starts_with(is_sign), inner.ends_with(is_sign));
    let digits = inner.trim_matches(is_sign);
    let is_count = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    match inner {
        _ if inner.eq_ignore_ascii_case("tm") => return Spelling::Joined("™".to_owned()),
        "®" | "©" | "™" | "°" | "º" => return Spelling::Joined(inner.to_owned()),
        "o" | "O" | "0" if base.is_number && is_degree(inner, after) => return Spelling::Joined("°".to_owned()),
        "o" if matches!(base.word.as_str(), "N" | "n") => return Spelling::Joined("°".to_owned()),
        _ => {}
    }
    let is_power = sign_first && is_count && (base.is_number || base.takes_power());
    // "Ca²⁺", "CD4⁺".
    let is_charge = sign_last && (is_count || digits.is_empty()) && base.is_formula();
    if is_power || is_charge || (is_count && base.takes_power()) {
        return Spelling::Joined(superscript(inner));
    }
    if base.takes_power() && (base.is_number || base.word.len() == 1) && (inner == "n" || inner.contains(is_sign)) {
        return Spelling::Joined(superscript(inner));
    }
    match () {
        () if base.is_number && ENDINGS.contains(&inner) => Spelling::Joined(inner.to_owned()),
        () if inner.chars().count() <= NOTE_CHARS_MAX => Spelling::Note,
        () => Spelling::Text,
    }
}

fn lower(base: &Base, inner: &str) -> Spelling {
    let is_count = inner.chars().all(|c| c.is_ascii_digit());
    if is_count && base.is_number {
        return Spelling::Joined(subscript(inner));
    }
    if base.is_formula() && inner.chars().count() <= NOTE_CHARS_MAX {
        return Spelling::Joined(if is_count { subscript(inner) } else { inner.to_owned() });
    }
    if inner.chars().count() <= NOTE_CHARS_MAX { Spelling::Note } else { Spelling::Text }
}

/// "37<sup>o</sup>C", "90<sup>o</sup>"; a raised zero only before the letter of a scale.
fn is_degree(inner: &str, after: &str) -> bool {
    let mut following = after.trim_start().chars();
    let is_scale =
        matches!(following.next(), Some('C' | 'c' | 'F' | 'K')) && !following.next().is_some_and(char::is_alphabetic);
    is_scale || inner != "0"
}

fn is_sign(c: char) -> bool {
    matches!(c, '+' | '-' | '−' | '–' | '‐' | '‑')
}

fn is_script_digit(c: char) -> bool {
    matches!(c, '₀'..='₉' | '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '⁺' | '⁻')
}

/// Unicode superscripts, or "^(…)" where a character has none.
fn superscript(text: &str) -> String {
    let raised = text.chars().map(|c| match c {
        '0' => Some('⁰'),
        '1' => Some('¹'),
        '2' => Some('²'),
        '3' => Some('³'),
        '4'..='9' => char::from_u32(u32::from('⁴') + u32::from(c) - u32::from('4')),
        '+' => Some('⁺'),
        '=' => Some('⁼'),
        '(' => Some('⁽'),
        ')' => Some('⁾'),
        'n' => Some('ⁿ'),
        c if is_sign(c) => Some('⁻'),
        _ => None,
    });
    raised.collect::<Option<String>>().unwrap_or_else(|| format!("^({text})"))
}

/// Unicode subscripts of digits.
fn subscript(digits: &str) -> String {
    digits.chars().filter_map(|c| char::from_u32(u32::from('₀') + c.to_digit(10)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text with `^{…}` for raised and `_{…}` for lowered parts.
    fn check(written: &str, expected: &str) {
        let mut marked = String::new();
        let mut end = None;
        let mut chars = written.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '^' | '_' if chars.peek() == Some(&'{') => {
                    chars.next();
                    let marks = if c == '^' { RAISED } else { LOWERED };
                    marked.push(marks[0]);
                    end = Some(marks[1]);
                }
                '}' => marked.extend(end.take()),
                c => marked.push(c),
            }
        }
        assert_eq!(spell(&marked), expected, "{written}");
    }

    #[test]
    fn powers_stay_powers() {
        check("10^{-3} và 10^{−6}, 10 ^{-2}, 10^{9}, 2^{10}", "10⁻³ và 10⁻⁶, 10⁻², 10⁹, 2¹⁰");
        check("250 m^{2}, 3 cm^{3}/giây, 5 m^{-1}", "250 m², 3 cm³/giây, 5 m⁻¹");
        check("R^{2}, x^{n}, 2^{n+1}, 2^{n-1}", "R², xⁿ, 2ⁿ⁺¹, 2ⁿ⁻¹");
    }

    #[test]
    fn notes_never_merge_with_a_word_or_a_number() {
        check("đạt chuẩn^{1}; năm 2023^{2}.", "đạt chuẩn [1]; năm 2023 [2].");
        check("đạt chuẩn^{a}, Bộ Y tế^{*}, WHO^{3}", "đạt chuẩn [a], Bộ Y tế [*], WHO [3]");
        check("đạt chuẩn^{[1]}và ^{(2)}", "đạt chuẩn [1] và (2)");
        check("^{1} Theo quy chuẩn", "[1] Theo quy chuẩn");
        check("^{1}Theo quy chuẩn_{2}", "[1] Theo quy chuẩn [2]");
        check("bệnh viện^{1,2}", "bệnh viện [1,2]");
    }

    #[test]
    fn formulas_stay_together() {
        check("CO_{2}, H_{2}SO_{4}, PM_{2.5}, SpO_{2}", "CO₂, H₂SO₄, PM2.5, SpO₂");
        check("vitamin B_{12}, HbA_{1c}, Ca(OH)_{2}", "vitamin B₁₂, HbA1c, Ca(OH)₂");
        check("Ca^{2+}, Na^{+}, CD4^{+}, CO^{2}", "Ca²⁺, Na⁺, CD4⁺, CO²");
        check("T_{max}", "Tmax");
    }

    #[test]
    fn degrees_ordinals_and_marks_are_spelt_as_usual() {
        check("37^{o}C, 37^{0}C, góc 90^{o}, N^{o} 5", "37°C, 37°C, góc 90°, N° 5");
        check("8^{h}30, 5.000^{đ}, 1^{st}, Panadol^{®}, Tamiflu^{TM}", "8h30, 5.000đ, 1st, Panadol®, Tamiflu™");
    }

    #[test]
    fn long_or_broken_scripts_are_text() {
        check("Bộ Y tế^{cả nước} họp", "Bộ Y tế cả nước họp");
        check("a^{", "a");
        assert_eq!(spell("a\u{FDD1}b\u{FDD0}"), "ab");
        assert_eq!(spell("không có gì"), "không có gì");
    }
}
