//! Results of studies as pictures (SVG), for papers and for the pages.
//!
//! Pure: the same report gives the same bytes. A picture loads nothing and has no style sheet; colours are attributes of
//! its elements, each with a class by which a page may replace them. Numbers are in the `<title>` of each mark.
//!
//! ```text
//! picture    heading, foot and the outer element
//! trend · collocates · keyness · dispersion · cooccur      the charts, each a function from a report to a sketch
//! canvas     elements; the only place that escapes text    marker    shapes of points
//! measure    how wide a text is                          palette   colours and dashes
//! scale      ticks of axes                               cells     columns of a report by name
//! labels     labels that don't cover each other          calendar  ticks of a time axis
//! attributes of elements
//! ```

mod attributes;
mod calendar;
mod canvas;
mod cells;
mod collocates;
mod cooccur;
mod dispersion;
mod keyness;
mod labels;
mod marker;
mod measure;
mod palette;
mod picture;
mod scale;
mod trend;

use crate::study::{BarCode, Envelope, Handover, Report};
use crate::wording::Language;

/// What to draw besides the rows of a report; each kind belongs to one command.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Chart<'a> {
    /// Lines over time, with the days on which the minister changed.
    Trend(&'a [Handover]),
    /// Dots: logDice, and how often a word is near.
    Collocates,
    /// Bars to both sides.
    Keyness,
    /// Where the hits of each word are.
    Dispersion(&'a [BarCode]),
    /// A table of pairs, the darker the more they belong together.
    Cooccur,
}

/// The names of the commands that have a chart.
pub(crate) const COMMANDS: [&str; 5] = ["trend", "collocates", "keyness", "dispersion", "cooccur"];

/// Draws a report as one SVG document, which ends with a line feed.
pub(crate) fn svg(report: &Report, chart: Chart<'_>, envelope: &Envelope, language: Language) -> String {
    let sketch = match chart {
        _ if report.rows.is_empty() => picture::nothing(report, language),
        Chart::Trend(handovers) => trend::sketch(report, handovers, language),
        Chart::Collocates => collocates::sketch(report, language),
        Chart::Keyness => keyness::sketch(report, language),
        Chart::Dispersion(codes) => dispersion::sketch(report, codes, language),
        Chart::Cooccur => cooccur::sketch(report, language),
    };
    picture::finished(sketch, report, envelope, language)
}
