//! What all pictures have in common: a heading, a foot with the scope, the snapshot and the version, and the outer element.

use super::canvas::{Canvas, Lettering, MARGIN, WIDTH, rectangle, safe, tenth};
use super::measure::{BOLD, lines};
use super::palette::Tone;
use crate::study::{Envelope, Report};
use crate::wording::{Language, articles, number};

/// Sizes of letters in pixels.
const TITLE: f64 = 16.0;
pub(super) const LABEL: f64 = 12.0;
const FOOT: f64 = 11.0;
/// Lines are this much taller than letters: Vietnamese capitals carry two accents.
const LEADING: f64 = 1.5;
/// More lines than a heading or a line of the foot needs.
const LINES_MAX: usize = 3;

/// The fonts that are asked for. Some renderers draw nothing if only `sans-serif` is named.
const FONTS: &str = "'Noto Sans','DejaVu Sans','Segoe UI',Arial,sans-serif";

/// Draws a chart.
pub(super) type Draw<'a> = Box<dyn FnOnce(&mut Canvas, f64) -> f64 + 'a>;

/// A chart before it has a heading and a foot.
pub(super) struct Sketch<'a> {
    pub(super) title: String,
    /// What the marks mean.
    pub(super) legend: String,
    /// What a reader who can't see the picture should know.
    pub(super) description: String,
    /// Draws below a height in pixels, and returns where the chart ends.
    pub(super) draw: Draw<'a>,
}

/// The sketch of a report without rows.
pub(super) fn nothing(report: &Report, language: Language) -> Sketch<'static> {
    let sentence = language.pick("Không tìm thấy gì trong phạm vi này.", "Nothing was found in this scope.");
    Sketch {
        title: report.command.to_owned(),
        legend: String::new(),
        description: sentence.to_owned(),
        draw: Box::new(move |canvas, top| {
            canvas.text(MARGIN, top + 40.0, Lettering::of(LABEL, Tone::Ink), sentence);
            top + 70.0
        }),
    }
}

/// The whole document.
pub(super) fn finished(sketch: Sketch<'_>, report: &Report, envelope: &Envelope, language: Language) -> String {
    let room = WIDTH - 2.0 * MARGIN;
    let mut canvas = Canvas::default();
    let mut y = MARGIN - 4.0;
    for line in lines(&sketch.title, TITLE * BOLD, room, LINES_MAX) {
        y += TITLE * LEADING;
        canvas.text(MARGIN, y, Lettering::of(TITLE, Tone::Ink).bold(), &line);
    }
    for line in lines(&sketch.legend, LABEL, room, LINES_MAX) {
        y += LABEL * LEADING;
        canvas.text(MARGIN, y, Lettering::of(LABEL, Tone::Soft), &line);
    }
    let Sketch { title, description, draw, .. } = sketch;
    y = draw(&mut canvas, y + 12.0) + 10.0;
    canvas.line((MARGIN, y), (WIDTH - MARGIN, y), Tone::Grid, 1.0);
    y += 2.0;
    for line in foot(report, envelope, language) {
        for line in lines(&line, FOOT, room, LINES_MAX) {
            y += FOOT * LEADING;
            canvas.text(MARGIN, y, Lettering::of(FOOT, Tone::Soft), &line);
        }
    }
    let height = (y + MARGIN - 4.0).ceil();
    let mut paper = Canvas::default();
    let mut whole = rectangle(0.0, 0.0, WIDTH, height);
    whole.extend(Tone::Paper.fill());
    paper.shape("rect", whole);
    let height = tenth(height);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" \
         role=\"img\" lang=\"{}\" font-family=\"{FONTS}\">\n<title>{}</title>\n<desc>{}</desc>\n{}{}</svg>\n",
        language.code(),
        safe(&title),
        safe(&description),
        paper.into_body(),
        canvas.into_body(),
    )
}

/// The scope, and what the picture was made from.
fn foot(report: &Report, envelope: &Envelope, language: Language) -> [String; 2] {
    let scope = &report.scope;
    let mut facts = vec![
        articles(scope.articles, language),
        format!("{} {}", number(scope.words, language), language.pick("âm tiết", "syllables")),
    ];
    if scope.zones.names().count() < 4 {
        facts.push(scope.zones.names().collect::<Vec<_>>().join(", "));
    }
    if scope.undated > 0 {
        facts.push(format!(
            "{} {}",
            articles(scope.undated, language),
            language.pick("không rõ ngày", "without a date")
        ));
    }
    let words = std::iter::once(report.command).chain(envelope.arguments.iter().map(String::as_str));
    let command = words.map(in_shell).collect::<Vec<_>>().join(" ");
    [
        format!("{}: {}", language.pick("Phạm vi", "Scope"), facts.join(" · ")),
        format!(
            "byt {} · {command} · {} {}",
            envelope.byt,
            language.pick("bản chụp", "snapshot"),
            report.snapshot.short()
        ),
    ]
}

/// A word of a command line as a shell reads it.
fn in_shell(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:,=@%+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_the_words_that_were_typed() {
        let cases =
            [("thuốc", "thuốc"), ("\"y tế\"", "'\"y tế\"'"), ("", "''"), ("it's", r"'it'\''s'"), ("a$b", "'a$b'")];
        cases.into_iter().for_each(|(word, expected)| assert_eq!(in_shell(word), expected));
    }
}
