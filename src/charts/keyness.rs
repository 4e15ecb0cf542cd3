//! What distinguishes two sides: bars to the right for words that are more frequent in A, to the left for B.

use super::attributes::Attributes;
use super::canvas::{Anchor, Canvas, Lettering, MARGIN, WIDTH, rectangle};
use super::cells::{ReportRow, rows};
use super::measure::{cut, widest, width};
use super::palette::Tone;
use super::picture::{LABEL, Sketch};
use super::scale::{Scale, digits, ticks};
use crate::study::Report;
use crate::wording::{Language, articles, decimal, number};

const SMALL: f64 = 11.0;
const ROW: f64 = 21.0;
const BAR: f64 = 13.0;
/// The inner bar: what is left at the end of the interval.
const INNER: f64 = 5.0;
/// Words of one picture. More belong into a table.
const ROWS_MAX: usize = 80;
/// A label is at most this wide.
const LABEL_MAX: f64 = 220.0;
const GAP: f64 = 8.0;

/// A word that is compared.
struct Bar<'r> {
    row: ReportRow<'r>,
    form: &'r str,
    log_ratio: f64,
    lrc: f64,
}

pub(super) fn sketch(report: &Report, language: Language) -> Sketch<'_> {
    let all = rows(report).filter_map(|row| {
        let (log_ratio, lrc) = (row.number("log_ratio")?, row.number("lrc").unwrap_or(0.0));
        Some(Bar { row, form: row.text("form"), log_ratio, lrc })
    });
    let (more, less): (Vec<Bar<'_>>, Vec<Bar<'_>>) = all.take(ROWS_MAX).partition(|bar| bar.log_ratio >= 0.0);
    let drawn = more.len() + less.len();
    let sides: Vec<String> = report
        .sides
        .iter()
        .map(|side| {
            let rest = language.pick("phần còn lại", "the rest of the scope");
            let query = side.query.as_deref().unwrap_or(rest);
            let words = language.pick("âm tiết", "syllables");
            let list = || language.pick("danh sách từ", "a list of words").to_owned();
            let of = side.articles.map_or_else(list, |count| articles(count, language));
            format!("{}: {query} ({of}, {} {words})", side.name, number(side.words, language))
        })
        .collect();
    let mut legend = language
        .pick(
            "Thanh: log₂ của tỉ lệ tần số; phần đậm bên trong: phần chắc chắn (lrc)",
            "Bar: log₂ of the ratio of the rates; dark part: what is certain of it (lrc)",
        )
        .to_owned();
    if report.rows.len() > drawn {
        let (drawn, all) = (number(drawn as u64, language), number(report.rows.len() as u64, language));
        legend += &match language {
            Language::Vietnamese => format!("; {drawn} từ đầu trong {all}"),
            Language::English => format!("; the first {drawn} of {all} words"),
        };
    }
    let description = match language {
        Language::Vietnamese => format!("{} từ có nhiều hơn ở A, {} từ có nhiều hơn ở B.", more.len(), less.len()),
        Language::English => format!("{} words are more frequent in A, {} in B.", more.len(), less.len()),
    };
    let title = language.pick("Từ đặc trưng của hai bên", "What distinguishes two sides").to_owned();
    Sketch {
        title,
        legend,
        description,
        draw: Box::new(move |canvas, top| draw(canvas, top, (&more, &less), &sides, language)),
    }
}

fn draw(
    canvas: &mut Canvas,
    top: f64,
    (more, less): (&[Bar<'_>], &[Bar<'_>]),
    sides: &[String],
    language: Language,
) -> f64 {
    let (left, right) = (MARGIN, WIDTH - MARGIN);
    let longest = |bars: &[Bar<'_>]| bars.iter().map(|bar| bar.log_ratio.abs()).fold(0.0, f64::max);
    // A label is across the axis from its bar, so each half has room for the bars of one side and the labels of the other.
    let label = |bars: &[Bar<'_>]| widest(bars.iter().map(|bar| bar.form), LABEL).min(LABEL_MAX);
    let room = |bars: &[Bar<'_>]| if bars.is_empty() { 0.0 } else { label(bars) + GAP };
    let (label_left, label_right) = (room(more), room(less));
    let (for_a, for_b) = (longest(more), longest(less));
    let (inner, least) = (right - left - 8.0, 0.25);
    // The longest unit with which the longer of bar and label fits on both sides.
    let unit = (inner / (for_a + for_b).max(least))
        .min((inner - label_left) / for_a.max(least))
        .min((inner - label_right) / for_b.max(least));
    let zero = left + 4.0 + (for_b * unit).max(label_left);
    let scale = Scale::new(((left - zero) / unit, (right - zero) / unit), (left, right));
    let mut y = top + 4.0;
    for (side, tone) in sides.iter().zip([Tone::Series(0), Tone::Series(1)]) {
        let mut swatch = rectangle(left, y + 1.0, 12.0, 12.0);
        swatch.extend(tone.fill());
        canvas.shape("rect", swatch);
        canvas.label(
            left + 18.0,
            y + 11.0,
            Lettering::of(LABEL, Tone::Ink),
            &cut(side, LABEL, right - left - 20.0),
            side,
        );
        y += 19.0;
    }
    y += 6.0;
    let first = y;
    let groups = [(more, Tone::Series(0)), (less, Tone::Series(1))];
    let last =
        first + ROW * (more.len() + less.len()) as f64 + if more.is_empty() || less.is_empty() { 0.0 } else { GAP };
    axis(canvas, scale, (first, last), language);
    for (bars, tone) in groups {
        for bar in bars {
            draw_bar(canvas, scale, y, bar, tone, language);
            y += ROW;
        }
        if !bars.is_empty() {
            y += GAP;
        }
    }
    canvas.line((zero, first), (zero, last), Tone::Soft, 1.0);
    last + 26.0
}

fn axis(canvas: &mut Canvas, scale: Scale, (first, last): (f64, f64), language: Language) {
    let (low, high) = scale.ends();
    let (values, step) = ticks(low, high, 9);
    for value in values {
        let x = scale.at(value);
        let text = decimal(value.abs(), digits(step), language);
        let half = width(&text, SMALL) / 2.0;
        if x - half >= MARGIN && x + half <= WIDTH - MARGIN {
            canvas.line((x, first), (x, last), Tone::Grid, 1.0);
            canvas.text(x, last + 15.0, Lettering::of(SMALL, Tone::Soft).at(Anchor::Middle), &text);
        }
    }
}

fn draw_bar(canvas: &mut Canvas, scale: Scale, y: f64, bar: &Bar<'_>, tone: Tone, language: Language) {
    let zero = scale.at(0.0);
    let words = words(bar, language);
    for (value, height, opacity) in [(bar.log_ratio, BAR, "0.45"), (bar.lrc, INNER, "1")] {
        let end = scale.at(value);
        let length = (end - zero).abs();
        if length < 0.05 && height == INNER {
            continue;
        }
        let mut attributes: Attributes<'_> =
            rectangle(zero.min(end), y + (ROW - height) / 2.0, length.max(0.5), height);
        attributes.extend(tone.fill());
        attributes.push(("fill-opacity", opacity.into()));
        canvas.mark("rect", attributes, &words);
    }
    let text = cut(bar.form, LABEL, LABEL_MAX);
    let (x, anchor) = if bar.log_ratio >= 0.0 { (zero - GAP, Anchor::End) } else { (zero + GAP, Anchor::Start) };
    canvas.label(x, y + ROW / 2.0 + 4.0, Lettering::of(LABEL, Tone::Ink).at(anchor), &text, bar.form);
}

fn words(bar: &Bar<'_>, language: Language) -> String {
    let count = |column| number(bar.row.count(column), language);
    let [a, b, in_a, in_b] = ["hits_a", "hits_b", "articles_a", "articles_b"].map(count);
    let (ratio, lrc) = (decimal(bar.log_ratio, 2, language), decimal(bar.lrc, 2, language));
    match language {
        Language::Vietnamese => {
            format!("{}: A {a} lần trong {in_a} bài, B {b} lần trong {in_b} bài; log₂ {ratio}, lrc {lrc}", bar.form)
        }
        Language::English => {
            format!("{}: A {a} hits in {in_a} articles, B {b} in {in_b}; log₂ {ratio}, lrc {lrc}", bar.form)
        }
    }
}
