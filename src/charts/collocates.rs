//! Words near a word: to the right the more they belong to it (logDice), and higher the more often they are near.

use super::canvas::{Anchor, Canvas, Lettering, MARGIN, WIDTH};
use super::cells::{ReportRow, measure_count, rows};
use super::labels::{Area, Room};
use super::marker::Marker;
use super::measure::{cut, widest, width};
use super::palette::Tone;
use super::picture::{LABEL, Sketch};
use super::scale::{Scale, digits, log_ticks, ticks};
use crate::study::Report;
use crate::wording::{Language, decimal, number};

const HEIGHT: f64 = 380.0;
const SMALL: f64 = 11.0;
const RADIUS: f64 = 4.5;
/// A label is at most this wide.
const LABEL_MAX: f64 = 190.0;
/// More labels than this don't fit, and looking for room takes time.
const LABELS_MAX: usize = 120;
/// The share of places on one side from which a word counts as one of that side.
const SIDED: f64 = 2.0 / 3.0;

/// A word with its place in the picture.
struct Dot<'r> {
    row: ReportRow<'r>,
    form: &'r str,
    log_dice: f64,
    near: f64,
}

pub(super) fn sketch(report: &Report, language: Language) -> Sketch<'_> {
    let dots: Vec<Dot<'_>> = rows(report)
        .filter_map(|row| {
            let (log_dice, near) = (row.number("log_dice")?, row.number("near").filter(|near| *near > 0.0)?);
            Some(Dot { row, form: row.text("form"), log_dice, near })
        })
        .collect();
    let hits = number(measure_count(report, "hits"), language);
    let (title, description) = match language {
        Language::Vietnamese => (
            format!("Các từ ở gần từ được hỏi ({hits} lần)"),
            format!("{} từ; càng sang phải càng gắn với từ được hỏi, càng cao càng hay ở gần.", dots.len()),
        ),
        Language::English => (
            format!("Words near the {hits} hits of the query"),
            format!(
                "{} words; further right: bound more closely to the query; higher: near it more often.",
                dots.len()
            ),
        ),
    };
    let legend = language
        .pick(
            "Trục ngang: logDice; trục dọc: số lần ở gần (thang log); ◂ ▸: phần lớn đứng trước, đứng sau",
            "Across: logDice; up: times near (logarithmic); ◂ ▸: mostly before it, mostly after it",
        )
        .to_owned();
    Sketch { title, legend, description, draw: Box::new(move |canvas, top| draw(canvas, top, &dots, language)) }
}

fn draw(canvas: &mut Canvas, top: f64, dots: &[Dot<'_>], language: Language) -> f64 {
    let range = |value: fn(&Dot<'_>) -> f64| {
        let values = || dots.iter().map(value);
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    };
    let (low, high) = range(|dot| dot.log_dice);
    let (least, most) = range(|dot| dot.near);
    let pad = ((high - low) * 0.04).max(0.25);
    let (low, high) = (low - pad, high + pad);
    let (below, above) = (least * 0.8, most * 1.25);
    let values = log_ticks(below, above);
    let texts: Vec<String> = values.iter().map(|value| decimal(*value, 0, language)).collect();
    let left = MARGIN + widest(&texts, SMALL) + 8.0;
    let (right, bottom) = (WIDTH - MARGIN, top + HEIGHT);
    let x = Scale::new((low, high), (left, right));
    let y = Scale::new((below.log2(), above.log2()), (bottom, top));
    for (value, text) in values.iter().zip(&texts) {
        let at = y.at(value.log2());
        canvas.line((left, at), (right, at), Tone::Grid, 1.0);
        canvas.text(left - 6.0, at + 4.0, Lettering::of(SMALL, Tone::Soft).at(Anchor::End), text);
    }
    let (values, step) = ticks(low, high, 8);
    for value in values {
        let at = x.at(value);
        canvas.line((at, top), (at, bottom), Tone::Grid, 1.0);
        let text = decimal(value, digits(step), language);
        let half = width(&text, SMALL) / 2.0;
        let how = Lettering::of(SMALL, Tone::Soft).at(Anchor::Middle);
        canvas.text(at.clamp(left + half, right - half), bottom + 16.0, how, &text);
    }
    canvas.line((left, bottom), (right, bottom), Tone::Soft, 1.0);
    let places: Vec<(f64, f64)> = dots.iter().map(|dot| (x.at(dot.log_dice), y.at(dot.near.log2()))).collect();
    for (dot, place) in dots.iter().zip(&places) {
        let (marker, tone) = side(dot.row);
        marker.draw(canvas, *place, RADIUS, tone, &words(dot, language));
    }
    let mut room = Room::with_points(Area { left: left + 2.0, top, right, bottom: bottom - 2.0 }, &places, RADIUS);
    for (dot, place) in dots.iter().zip(&places).take(LABELS_MAX) {
        let text = cut(dot.form, LABEL, LABEL_MAX);
        if let Some((x, bottom)) = room.place(*place, RADIUS + 3.0, width(&text, LABEL), LABEL * 1.3) {
            canvas.label(x, bottom - 4.0, Lettering::of(LABEL, Tone::Ink), &text, dot.form);
        }
    }
    bottom + 24.0
}

/// The shape and the colour of a word: on which side of the node it mostly is.
fn side(row: ReportRow<'_>) -> (Marker, Tone) {
    let (left, right) = (row.count("left") as f64, row.count("right") as f64);
    match left / (left + right) {
        share if share >= SIDED => (Marker::Left, Tone::Series(0)),
        share if share <= 1.0 - SIDED => (Marker::Right, Tone::Series(1)),
        _ => (Marker::Circle, Tone::Series(2)),
    }
}

fn words(dot: &Dot<'_>, language: Language) -> String {
    let count = |column| number(dot.row.count(column), language);
    let score = decimal(dot.log_dice, 2, language);
    let expected = dot.row.number("expected").map_or_else(|| "–".to_owned(), |value| decimal(value, 2, language));
    let [near, hits, articles, left, right] = ["near", "hits", "articles", "left", "right"].map(count);
    match language {
        Language::Vietnamese => format!(
            "{}: logDice {score}; ở gần {near} lần (kỳ vọng {expected}), trước {left}, sau {right}, trong {articles} bài; cả thảy {hits} lần",
            dot.form
        ),
        Language::English => format!(
            "{}: logDice {score}; near {near} times (expected {expected}), {left} before, {right} after, in {articles} articles; {hits} hits in all",
            dot.form
        ),
    }
}
