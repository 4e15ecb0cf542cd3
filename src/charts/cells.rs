//! Values of a row by the names of its columns.

use crate::study::{Datum, Report};

/// A row of a report.
#[derive(Clone, Copy)]
pub(super) struct ReportRow<'r> {
    report: &'r Report,
    cells: &'r [Datum],
}

/// The rows of a report, in order.
pub(super) fn rows(report: &Report) -> impl Iterator<Item = ReportRow<'_>> {
    report.rows.iter().map(move |cells| ReportRow { report, cells })
}

impl<'r> ReportRow<'r> {
    fn datum(self, column: &str) -> &'r Datum {
        self.report.column(column).and_then(|at| self.cells.get(at)).unwrap_or(&Datum::Null)
    }

    /// A count; 0 if it is undefined.
    pub(super) fn count(self, column: &str) -> u64 {
        match self.datum(column) {
            Datum::Count(count) => *count,
            _ => 0,
        }
    }

    /// A number that can be drawn: defined and finite.
    pub(super) fn number(self, column: &str) -> Option<f64> {
        match self.datum(column) {
            Datum::Count(count) => Some(*count as f64),
            Datum::Number(number) => Some(*number).filter(|number| number.is_finite()),
            _ => None,
        }
    }

    pub(super) fn text(self, column: &str) -> &'r str {
        match self.datum(column) {
            Datum::Text(text) | Datum::Own(text) => text,
            _ => "",
        }
    }

    pub(super) fn flag(self, column: &str) -> bool {
        *self.datum(column) == Datum::Flag(true)
    }
}

/// What a report says of its measure; `None` if it says nothing.
fn measured<'r>(report: &'r Report, name: &str) -> Option<&'r Datum> {
    report.measure.iter().find(|(known, _)| *known == name).map(|(_, datum)| datum)
}

/// The same as a number.
pub(super) fn measure(report: &Report, name: &str) -> Option<f64> {
    match measured(report, name)? {
        Datum::Count(count) => Some(*count as f64),
        Datum::Number(number) => Some(*number),
        _ => None,
    }
}

/// The same as a count; 0 if there is none.
pub(super) fn measure_count(report: &Report, name: &str) -> u64 {
    if let Some(Datum::Count(count)) = measured(report, name) { *count } else { 0 }
}

/// The same as a word; empty if there is none.
pub(super) fn measure_word<'r>(report: &'r Report, name: &str) -> &'r str {
    if let Some(Datum::Own(word)) = measured(report, name) { word } else { "" }
}
