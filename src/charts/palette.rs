//! Colours and dashes. Those of series differ in hue and in lightness, so that people who see fewer colours can tell them
//! apart; dashes and the shapes of points differ as well. Every colour stands out from white by 3 : 1 or more.

use super::attributes::Attributes;

/// What a colour is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Paper,
    Ink,
    Soft,
    Grid,
    /// A line, a side or a word, by its number.
    Series(usize),
}

/// Colour, and the dashes of a line.
const SERIES: [(&str, &str); SERIES_MAX] = [
    ("#0b5fa5", "none"),
    ("#c8500a", "7 3"),
    ("#0a7d5c", "2 3"),
    ("#9b4f96", "10 3 2 3"),
    ("#4a4a4a", "14 4"),
    ("#877000", "5 2 1 2 1 2"),
    ("#8a1538", "4 4"),
    ("#2b83ba", "1 2"),
];
/// More series than a picture tells apart.
pub(super) const SERIES_MAX: usize = 8;

/// The numbers of the series as classes.
const CLASSES: [(&str, &str); SERIES_MAX] = [
    ("fill-0", "line-0"),
    ("fill-1", "line-1"),
    ("fill-2", "line-2"),
    ("fill-3", "line-3"),
    ("fill-4", "line-4"),
    ("fill-5", "line-5"),
    ("fill-6", "line-6"),
    ("fill-7", "line-7"),
];

impl Tone {
    fn colour(self) -> &'static str {
        match self {
            Tone::Paper => "#ffffff",
            Tone::Ink => "#1c1f22",
            Tone::Soft => "#565d64",
            Tone::Grid => "#d9d6cd",
            Tone::Series(number) => SERIES[number % SERIES_MAX].0,
        }
    }

    fn classes(self) -> (&'static str, &'static str) {
        match self {
            Tone::Paper => ("fill-paper", "line-paper"),
            Tone::Ink => ("fill-ink", "line-ink"),
            Tone::Soft => ("fill-soft", "line-soft"),
            Tone::Grid => ("fill-grid", "line-grid"),
            Tone::Series(number) => CLASSES[number % SERIES_MAX],
        }
    }

    /// Attributes of an element that is filled.
    pub(super) fn fill(self) -> Attributes<'static> {
        vec![("class", self.classes().0.into()), ("fill", self.colour().into())]
    }

    /// Attributes of a line of a width in pixels.
    pub(super) fn stroke(self, width: f64) -> Attributes<'static> {
        vec![
            ("class", self.classes().1.into()),
            ("stroke", self.colour().into()),
            ("stroke-width", width.into()),
            ("fill", "none".into()),
        ]
    }

    /// The dashes of the line of a series; `none` for a line without.
    pub(super) fn dashes(self) -> &'static str {
        match self {
            Tone::Series(number) => SERIES[number % SERIES_MAX].1,
            _ => "none",
        }
    }
}
