//! Where the hits of each word are: a bar code along the words of the scope, which are in the order of time.

use chrono::NaiveDate;

use super::attributes::Attributes;
use super::calendar::starts;
use super::canvas::{Anchor, Canvas, Lettering, MARGIN, WIDTH, rectangle};
use super::cells::{ReportRow, rows};
use super::measure::{cut, width};
use super::palette::Tone;
use super::picture::{LABEL, Sketch};
use super::scale::Scale;
use crate::study::{BarCode, Report};
use crate::wording::{Language, articles, decimal, number};

const SMALL: f64 = 11.0;
/// Height of a bar code, and of a word with its figures above it.
const CODE: f64 = 26.0;
const LANE: f64 = 56.0;
/// Words of one picture.
const WORDS_MAX: usize = 40;
/// Columns into which hits are gathered: one for each pixel.
const COLUMN: f64 = 1.0;

pub(super) fn sketch<'a>(report: &'a Report, codes: &'a [BarCode], language: Language) -> Sketch<'a> {
    let lanes: Vec<(ReportRow<'a>, &BarCode)> = rows(report).zip(codes).take(WORDS_MAX).collect();
    let title = language.pick("Các từ nằm ở đâu", "Where the words are").to_owned();
    let legend = language
        .pick(
            "Mỗi vạch là một chỗ có từ; từ trái sang phải: toàn bộ văn bản theo thời gian",
            "Each line is a place with hits; from left to right: all words of the scope in the order of time",
        )
        .to_owned();
    let description = match language {
        Language::Vietnamese => format!("{} từ, mỗi từ một dải.", lanes.len()),
        Language::English => format!("{} words, each with one strip.", lanes.len()),
    };
    Sketch { title, legend, description, draw: Box::new(move |canvas, top| draw(canvas, top, &lanes, language)) }
}

fn draw(canvas: &mut Canvas, top: f64, lanes: &[(ReportRow<'_>, &BarCode)], language: Language) -> f64 {
    if let Some((_, code)) = lanes.first() {
        axis(canvas, (top, top + LANE * lanes.len() as f64), code, language);
    }
    let mut y = top;
    for (at, (row, code)) in lanes.iter().enumerate() {
        lane(canvas, y, *row, code, at, language);
        y += LANE;
    }
    y + 24.0
}

/// Where the words of a scope are.
fn scale(code: &BarCode) -> Scale {
    Scale::new((0.0, code.words() as f64), (MARGIN, WIDTH - MARGIN))
}

fn lane(canvas: &mut Canvas, top: f64, row: ReportRow<'_>, code: &BarCode, series: usize, language: Language) {
    let figures = figures(row, language);
    let right = WIDTH - MARGIN;
    let form = cut(row.text("form"), LABEL, right - MARGIN - width(&figures, SMALL) - 16.0);
    canvas.label(MARGIN, top + 16.0, Lettering::of(LABEL, Tone::Ink), &form, row.text("form"));
    canvas.text(right, top + 16.0, Lettering::of(SMALL, Tone::Soft).at(Anchor::End), &figures);
    let mut strip = rectangle(MARGIN, top + 23.0, right - MARGIN, CODE);
    strip.extend(Tone::Grid.fill());
    strip.push(("fill-opacity", "0.5".into()));
    canvas.shape("rect", strip);
    let scale = scale(code);
    for column in columns(code, scale) {
        let mut attributes: Attributes<'_> = rectangle(column.x, top + 23.0, COLUMN, CODE);
        attributes.extend(Tone::Series(series).fill());
        canvas.mark("rect", attributes, &column.words(language));
    }
}

/// `20 hits in 8 of 14 articles · DP 0.380`.
fn figures(row: ReportRow<'_>, language: Language) -> String {
    let count = |column| number(row.count(column), language);
    let dp = row.number("dp").map_or_else(|| "–".to_owned(), |dp| decimal(dp, 3, language));
    let (hits, with, all) = (count("hits"), count("articles"), count("parts"));
    match language {
        Language::Vietnamese => format!("{hits} lần trong {with}/{all} bài · DP {dp}"),
        Language::English => format!("{hits} hits in {with} of {all} articles · DP {dp}"),
    }
}

/// The hits of one column of pixels.
struct Column {
    /// Where the column begins.
    x: f64,
    hits: u64,
    articles: u64,
    days: Option<(NaiveDate, NaiveDate)>,
}

impl Column {
    fn words(&self, language: Language) -> String {
        let when = match self.days {
            None => language.pick("không rõ ngày", "without a date").to_owned(),
            Some((first, last)) if first == last => first.to_string(),
            Some((first, last)) => format!("{first} – {last}"),
        };
        let (hits, articles) = (number(self.hits, language), articles(self.articles, language));
        match language {
            Language::Vietnamese => format!("{when}: {hits} lần trong {articles}"),
            Language::English => {
                format!("{when}: {hits} {} in {articles}", if self.hits == 1 { "hit" } else { "hits" })
            }
        }
    }
}

/// The hits, gathered by columns of pixels. Places are in order.
fn columns(code: &BarCode, scale: Scale) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let (mut at, mut last) = (0, None);
    for place in &code.places {
        while code.articles.get(at).is_some_and(|article| article.end <= *place) {
            at += 1;
        }
        let day = code.articles.get(at).and_then(|article| article.day);
        let x = scale.at(*place as f64).min(WIDTH - MARGIN - COLUMN);
        match columns.last_mut().filter(|column| x < column.x + COLUMN) {
            Some(column) => {
                column.hits += 1;
                column.articles += u64::from(last != Some(at));
                if let Some(day) = day {
                    column.days = Some(column.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
                }
            }
            None => columns.push(Column { x, hits: 1, articles: 1, days: day.map(|day| (day, day)) }),
        }
        last = Some(at);
    }
    columns
}

/// Where years or months begin.
fn axis(canvas: &mut Canvas, (top, bottom): (f64, f64), code: &BarCode, language: Language) {
    let days = || code.articles.iter().filter_map(|article| article.day);
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return };
    let scale = scale(code);
    let start_of = |day: NaiveDate| {
        let at = code.articles.partition_point(|article| article.day.is_some_and(|own| own < day));
        at.checked_sub(1).map_or(0, |before| code.articles[before].end)
    };
    let mut marks: Vec<(f64, String)> = vec![(MARGIN, first.format("%Y-%m").to_string())];
    marks.extend(starts(first, last).into_iter().map(|(day, name)| (scale.at(start_of(day) as f64), name)));
    let dated = code.articles.iter().rev().find(|article| article.day.is_some()).map_or(0, |article| article.end);
    if dated < code.words() {
        marks.push((scale.at(dated as f64), language.pick("không rõ ngày", "no date").to_owned()));
    }
    let mut end = f64::NEG_INFINITY;
    for (x, name) in marks {
        let needed = width(&name, SMALL);
        if x < end + 10.0 || x + needed > WIDTH - MARGIN {
            continue;
        }
        canvas.line((x, top + 23.0), (x, bottom), Tone::Grid, 1.0);
        canvas.line((x, bottom), (x, bottom + 6.0), Tone::Soft, 1.0);
        canvas.text(x + 3.0, bottom + 14.0, Lettering::of(SMALL, Tone::Soft), &name);
        end = x + needed;
    }
}
