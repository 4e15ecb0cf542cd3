//! How wide a text is. The widths are those of DejaVu Sans, the widest of the fonts that a picture asks for, so that there
//! is room for every one of them.

use unicode_normalization::UnicodeNormalization;
use unicode_width::UnicodeWidthChar;

/// Widths of the characters from U+0020 to U+007E in thousandths of the size.
const ASCII: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
    748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
    615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
    337, 636, 838,
];
/// The horn of ơ and ư, which widens the letter.
const HORN: char = '\u{31b}';
const HORN_THOUSANDTHS: u32 = 130;
/// A letter that isn't in the table.
const OTHER_THOUSANDTHS: u32 = 700;
/// Letters of East Asia, and signs such as the ellipsis and the dash.
const WIDE_THOUSANDTHS: u32 = 1000;
/// Bold letters are wider.
pub(super) const BOLD: f64 = 1.12;

/// The width of a text in pixels at a size in pixels.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let thousandths: u32 = text.nfd().map(thousandths).sum();
    f64::from(thousandths) / 1000.0 * size
}

/// The width of the widest of some texts in pixels; 0 if there are none.
pub(super) fn widest<T: AsRef<str>>(texts: impl IntoIterator<Item = T>, size: f64) -> f64 {
    texts.into_iter().map(|text| width(text.as_ref(), size)).fold(0.0, f64::max)
}

fn thousandths(c: char) -> u32 {
    let ascii = u32::from(c).checked_sub(0x20).and_then(|at| ASCII.get(at as usize));
    match (ascii, c) {
        (Some(width), _) => u32::from(*width),
        (None, HORN) => HORN_THOUSANDTHS,
        (None, '…' | '—' | '→') => WIDE_THOUSANDTHS,
        (None, '·' | '\u{a0}') => 318,
        (None, 'đ') => 635,
        (None, 'Đ') => 775,
        _ => match c.width().unwrap_or(0) {
            0 => 0,
            1 => OTHER_THOUSANDTHS,
            _ => WIDE_THOUSANDTHS,
        },
    }
}

/// A text that is at most `room` pixels wide: itself, or its beginning and an ellipsis.
pub(super) fn cut(text: &str, size: f64, room: f64) -> String {
    let text = text.trim();
    if width(text, size) <= room {
        return text.to_owned();
    }
    let room = room - width("…", size);
    let mut used = 0.0;
    let kept: String = text
        .nfc()
        .take_while(|c| {
            used += width(c.encode_utf8(&mut [0; 4]), size);
            used <= room
        })
        .collect();
    format!("{}…", kept.trim_end())
}

/// A text in lines of at most `room` pixels, at most `most` of them; the last is cut if there is more.
pub(super) fn lines(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let is_last = lines.len() == most;
        let joined = lines.last().map(|line| format!("{line} {word}"));
        match joined.filter(|joined| is_last || width(joined, size) <= room) {
            Some(joined) => {
                lines.pop();
                lines.push(joined);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| cut(line, size, room)).collect()
}
