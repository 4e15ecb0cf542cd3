//! Rates over time: a line for each query, with the interval as a band, gaps, and the days on which the minister changed.

use chrono::NaiveDate;

use super::attributes::Attributes;
use super::calendar::{day_number, named, starts};
use super::canvas::{Anchor, Canvas, Lettering, MARGIN, WIDTH, points, rectangle};
use super::cells::{ReportRow, measure, measure_word, rows};
use super::marker::Marker;
use super::measure::{cut, widest, width};
use super::palette::{SERIES_MAX, Tone};
use super::picture::{LABEL, Sketch};
use super::scale::{Scale, digits, ticks};
use crate::study::{Handover, Report};
use crate::wording::{Language, decimal, number};

/// Height of the plot in pixels.
const HEIGHT: f64 = 270.0;
/// Letters of the axes.
const SMALL: f64 = 11.0;
/// Rows for the names of those who took over.
const HANDOVER_ROWS: usize = 3;
const HANDOVER_ROW: f64 = 16.0;
const NAME_MAX: f64 = 160.0;
const LEGEND_ROW: f64 = 20.0;
/// Bands of more series cover each other.
const BANDS_MAX: usize = 3;

/// A query with its buckets.
struct Series<'r> {
    name: &'r str,
    points: Vec<Point<'r>>,
}

/// How buckets are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A point in the middle: buckets are about equally long.
    Points,
    /// A level from the first day to the last.
    Steps,
}

/// One bucket.
struct Point<'r> {
    row: ReportRow<'r>,
    name: &'r str,
    from: NaiveDate,
    to: NaiveDate,
    rate: Option<f64>,
    low: f64,
    high: f64,
}

impl Point<'_> {
    /// Where the line of the bucket has its corners.
    fn corners(&self, form: Form) -> Vec<f64> {
        match form {
            Form::Points => vec![self.middle()],
            Form::Steps => vec![day_number(self.from), day_number(self.to) + 1.0],
        }
    }

    /// The middle of the bucket.
    fn middle(&self) -> f64 {
        (day_number(self.from) + day_number(self.to) + 1.0) / 2.0
    }
}

pub(super) fn sketch<'a>(report: &'a Report, handovers: &'a [Handover], language: Language) -> Sketch<'a> {
    let all = series(report);
    let percent = decimal(measure(report, "level").unwrap_or(0.95) * 100.0, 0, language);
    let title = match all.as_slice() {
        [one] => format!("{}: {}", language.pick("Xu hướng", "Trend"), one.name),
        _ => language.pick("Xu hướng của các từ", "Trend of words").to_owned(),
    };
    let smooth = measure(report, "smooth").filter(|smooth| *smooth > 0.0);
    let mut legend = match language {
        Language::Vietnamese if all.len() <= BANDS_MAX => {
            format!("Số lần trên một triệu âm tiết; dải màu: khoảng tin cậy {percent} %")
        }
        Language::English if all.len() <= BANDS_MAX => {
            format!("Hits per million syllables; band: {percent} % interval")
        }
        Language::Vietnamese => "Số lần trên một triệu âm tiết".to_owned(),
        Language::English => "Hits per million syllables".to_owned(),
    };
    let (top_value, _) = highest(&all);
    if all.len() <= BANDS_MAX && all.iter().flat_map(|series| &series.points).any(|point| point.high > top_value) {
        legend += language.pick(", bị cắt ở mép trên", ", cut at the top");
    }
    if let Some(smooth) = smooth {
        let width = decimal(2.0 * smooth + 1.0, 0, language);
        legend += &match language {
            Language::Vietnamese => format!("; làm trơn trên {width} khoảng"),
            Language::English => format!("; smoothed over {width} buckets"),
        };
    }
    if all.iter().flat_map(|series| &series.points).any(|point| point.row.flag("gap")) {
        legend += language.pick("; nền xám: không có bài", "; grey: no articles");
    }
    let form = if measure_word(report, "by") == "tenure" { Form::Steps } else { Form::Points };
    let buckets = all.first().map_or(0, |series| series.points.len());
    let description = match language {
        Language::Vietnamese => format!("{} đường, mỗi đường {buckets} khoảng thời gian.", all.len()),
        Language::English => format!("Lines: {}; buckets in each: {buckets}.", all.len()),
    };
    Sketch {
        title,
        legend,
        description,
        draw: Box::new(move |canvas, top| draw(canvas, top, &all, form, handovers, language)),
    }
}

/// The rows of each query, which follow one another in time.
fn series(report: &Report) -> Vec<Series<'_>> {
    let mut all: Vec<Series<'_>> = Vec::new();
    for row in rows(report) {
        let day = |column| row.text(column).parse::<NaiveDate>();
        // The days of rows are days that the program wrote.
        let (Ok(from), Ok(to)) = (day("from"), day("to")) else { continue };
        let point = Point {
            row,
            name: row.text("bucket"),
            from,
            to,
            rate: row.number("per_million"),
            low: row.number("low").unwrap_or(0.0),
            high: row.number("high").unwrap_or(0.0),
        };
        let name = row.text("series");
        match all.last_mut() {
            Some(last) if last.name == name && last.points.last().is_some_and(|before| before.from < from) => {
                last.points.push(point);
            }
            _ => all.push(Series { name, points: vec![point] }),
        }
    }
    all.truncate(SERIES_MAX);
    all
}

/// Where the axes are.
struct Axes {
    x: Scale,
    y: Scale,
    left: f64,
    top: f64,
    bottom: f64,
}

impl Axes {
    const RIGHT: f64 = WIDTH - MARGIN - 6.0;
}

fn draw(
    canvas: &mut Canvas,
    top: f64,
    all: &[Series<'_>],
    form: Form,
    handovers: &[Handover],
    language: Language,
) -> f64 {
    let top = if all.len() > 1 { legend(canvas, top, all) } else { top };
    let Some((first, last)) = span(all) else { return top };
    let inside: Vec<&Handover> =
        handovers.iter().filter(|handover| handover.latest > first && handover.earliest <= last).collect();
    let (most, step) = highest(all);
    let (values, _) = ticks(0.0, most, 5);
    let texts: Vec<String> = values.iter().map(|value| decimal(*value, digits(step), language)).collect();
    let left = MARGIN + widest(&texts, SMALL) + 8.0;
    let x = Scale::new((day_number(first), day_number(last) + 1.0), (left + 4.0, Axes::RIGHT));
    let names = named_handovers(x, &inside);
    let rows = names.iter().flatten().map(|name| name.row + 1).max().unwrap_or(0);
    let top = top + 8.0 + rows as f64 * HANDOVER_ROW;
    let bottom = top + HEIGHT;
    let axes = Axes { x, y: Scale::new((0.0, most), (bottom, top)), left, top, bottom };
    for (value, text) in values.iter().zip(&texts) {
        let y = axes.y.at(*value);
        canvas.line((left, y), (Axes::RIGHT, y), Tone::Grid, 1.0);
        canvas.text(left - 6.0, y + 4.0, Lettering::of(SMALL, Tone::Soft).at(Anchor::End), text);
    }
    gaps(canvas, &axes, all, language);
    handed_over(canvas, &axes, &inside, &names, language);
    if all.len() <= BANDS_MAX {
        all.iter().enumerate().for_each(|(number, series)| bands(canvas, &axes, form, number, series));
    }
    for (number, series) in all.iter().enumerate() {
        line(canvas, &axes, form, number, series, language);
    }
    match form {
        Form::Points => time(canvas, &axes, &named_points(&axes, &all[0])),
        Form::Steps => time(canvas, &axes, &named_starts(&axes, first, last)),
    }
    bottom + 26.0
}

/// The first and the last day of all series.
fn span(all: &[Series<'_>]) -> Option<(NaiveDate, NaiveDate)> {
    let points = || all.iter().flat_map(|series| &series.points);
    Some((points().map(|point| point.from).min()?, points().map(|point| point.to).max()?))
}

/// The top of the scale: above every rate, and above the intervals unless they are much wider. Also the distance of ticks.
fn highest(all: &[Series<'_>]) -> (f64, f64) {
    let most = |value: fn(&Point<'_>) -> Option<f64>| {
        all.iter().flat_map(|series| &series.points).filter_map(value).fold(0.0, f64::max)
    };
    let rate = most(|point| point.rate);
    let high = if all.len() <= BANDS_MAX { most(|point| point.rate.map(|_| point.high)) } else { rate };
    let most = if rate > 0.0 { high.min(2.0 * rate).max(1.05 * rate) } else { high };
    let most = if most > 0.0 { most } else { 1.0 };
    let (_, step) = ticks(0.0, most, 5);
    ((most / step).ceil() * step, step)
}

/// The names of the series beside a piece of each line.
fn legend(canvas: &mut Canvas, top: f64, all: &[Series<'_>]) -> f64 {
    const SAMPLE: f64 = 34.0;
    let room = WIDTH - 2.0 * MARGIN;
    let (mut x, mut y) = (MARGIN, top + LABEL);
    for (number, series) in all.iter().enumerate() {
        let text = cut(series.name, LABEL, room - SAMPLE - 8.0);
        let needed = SAMPLE + 8.0 + width(&text, LABEL) + 20.0;
        if x > MARGIN && x + needed - 20.0 > WIDTH - MARGIN {
            (x, y) = (MARGIN, y + LEGEND_ROW);
        }
        let mut attributes: Attributes<'_> =
            vec![("x1", x.into()), ("y1", (y - 4.0).into()), ("x2", (x + SAMPLE).into()), ("y2", (y - 4.0).into())];
        attributes.extend(dashed(number));
        canvas.shape("line", attributes);
        Marker::of_series(number).draw(canvas, (x + SAMPLE / 2.0, y - 4.0), 4.0, Tone::Series(number), series.name);
        canvas.label(x + SAMPLE + 8.0, y, Lettering::of(LABEL, Tone::Ink), &text, series.name);
        x += needed;
    }
    y + 8.0
}

fn dashed<'a>(number: usize) -> Attributes<'a> {
    let tone = Tone::Series(number);
    let mut attributes = tone.stroke(2.0);
    if tone.dashes() != "none" {
        attributes.push(("stroke-dasharray", tone.dashes().into()));
    }
    attributes
}

/// Buckets in which no series has articles.
fn gaps(canvas: &mut Canvas, axes: &Axes, all: &[Series<'_>], language: Language) {
    for point in &all[0].points {
        let is_gap = |series: &Series<'_>| {
            series.points.iter().find(|other| other.from == point.from).is_some_and(|other| other.row.flag("gap"))
        };
        if all.iter().all(is_gap) {
            let (from, to) = (axes.x.at(day_number(point.from)), axes.x.at(day_number(point.to) + 1.0));
            let mut attributes = rectangle(from, axes.top, to - from, axes.bottom - axes.top);
            attributes.extend(Tone::Grid.fill());
            attributes.push(("fill-opacity", "0.6".into()));
            canvas.mark(
                "rect",
                attributes,
                &format!("{}: {}", point.name, language.pick("không có bài", "no articles")),
            );
        }
    }
}

/// Where the name of somebody who took over is written.
struct HandoverName {
    x: f64,
    /// Counted from the lowest.
    row: usize,
    text: String,
}

/// Places for names beside their lines, in as few rows as possible; `None` where there is no room.
fn named_handovers(x: Scale, handovers: &[&Handover]) -> Vec<Option<HandoverName>> {
    let mut ends = [f64::NEG_INFINITY; HANDOVER_ROWS];
    let place = |handover: &&Handover| {
        let from = x.at(day_number(handover.earliest));
        let text = cut(&handover.name, SMALL, NAME_MAX);
        let needed = width(&text, SMALL);
        // To the right of the line, or to the left where the picture ends.
        let x = if from + needed + 4.0 <= Axes::RIGHT { from + 4.0 } else { from - needed - 4.0 };
        let row = (0..HANDOVER_ROWS).find(|row| ends[*row] + 8.0 <= x)?;
        ends[row] = x + needed;
        Some(HandoverName { x, row, text })
    };
    handovers.iter().map(place).collect()
}

/// The days on which somebody took over, with the name; a band if the day isn't known.
fn handed_over(
    canvas: &mut Canvas,
    axes: &Axes,
    handovers: &[&Handover],
    names: &[Option<HandoverName>],
    language: Language,
) {
    for (handover, name) in handovers.iter().zip(names) {
        let (from, to) = (axes.x.at(day_number(handover.earliest)), axes.x.at(day_number(handover.latest)));
        let words = handover_words(handover, language);
        if to - from >= 1.0 {
            let mut attributes = rectangle(from, axes.top, to - from, axes.bottom - axes.top);
            attributes.extend(Tone::Soft.fill());
            attributes.push(("fill-opacity", "0.18".into()));
            canvas.mark("rect", attributes, &words);
        }
        let mut attributes: Attributes<'_> =
            vec![("x1", from.into()), ("y1", axes.top.into()), ("x2", from.into()), ("y2", axes.bottom.into())];
        attributes.extend(Tone::Soft.stroke(1.0));
        attributes.push(("stroke-dasharray", "1 3".into()));
        canvas.mark("line", attributes, &words);
        if let Some(name) = name {
            let y = axes.top - 5.0 - name.row as f64 * HANDOVER_ROW;
            canvas.line((from, axes.top), (from, y - 9.0), Tone::Soft, 1.0);
            canvas.label(name.x, y, Lettering::of(SMALL, Tone::Soft), &name.text, &words);
        }
    }
}

fn handover_words(handover: &Handover, language: Language) -> String {
    let Handover { name, earliest, latest } = handover;
    let minister = language.pick("Bộ trưởng", "minister");
    match language {
        Language::Vietnamese if earliest == latest => format!("{minister} {name} từ {earliest}"),
        Language::Vietnamese => format!("{minister} {name} từ khoảng {earliest} – {latest}"),
        Language::English if earliest == latest => format!("{name}, {minister} since {earliest}"),
        Language::English => format!("{name}, {minister} since some day between {earliest} and {latest}"),
    }
}

/// Stretches of buckets with a rate.
fn stretches<'s, 'r>(series: &'s Series<'r>) -> impl Iterator<Item = &'s [Point<'r>]> {
    series.points.split(|point| point.rate.is_none()).filter(|stretch| !stretch.is_empty())
}

fn bands(canvas: &mut Canvas, axes: &Axes, form: Form, number: usize, series: &Series<'_>) {
    for stretch in stretches(series) {
        if let ([only], Form::Points) = (stretch, form) {
            let x = axes.x.at(only.middle());
            canvas.line((x, axes.y.at(only.low)), (x, axes.y.at(only.high)), Tone::Series(number), 1.0);
            continue;
        }
        let edge = |value: fn(&Point<'_>) -> f64| -> Vec<(f64, f64)> {
            let corners = |point: &Point<'_>| {
                let y = axes.y.at(value(point));
                point.corners(form).into_iter().map(move |x| (axes.x.at(x), y)).collect::<Vec<_>>()
            };
            stretch.iter().flat_map(corners).collect()
        };
        let (upper, lower) = (edge(|point| point.high), edge(|point| point.low));
        let mut attributes: Attributes<'_> =
            vec![("points", points(&upper.into_iter().chain(lower.into_iter().rev()).collect::<Vec<_>>()).into())];
        attributes.extend(Tone::Series(number).fill());
        attributes.push(("fill-opacity", "0.15".into()));
        canvas.shape("polygon", attributes);
    }
}

fn line(canvas: &mut Canvas, axes: &Axes, form: Form, number: usize, series: &Series<'_>, language: Language) {
    let place = |point: &Point<'_>, rate: f64| (axes.x.at(point.middle()), axes.y.at(rate));
    for stretch in stretches(series).filter(|stretch| stretch.len() > 1 || form == Form::Steps) {
        let corners = |point: &Point<'_>| {
            let y = axes.y.at(point.rate.unwrap_or(0.0));
            point.corners(form).into_iter().map(move |x| (axes.x.at(x), y)).collect::<Vec<_>>()
        };
        let places: Vec<(f64, f64)> = stretch.iter().flat_map(corners).collect();
        let mut attributes: Attributes<'_> = vec![("points", points(&places).into())];
        attributes.extend(dashed(number));
        attributes.push(("stroke-linejoin", "round".into()));
        canvas.shape("polyline", attributes);
    }
    let apart = (Axes::RIGHT - axes.left) / series.points.len().max(1) as f64;
    let radius = (apart / 3.0).clamp(1.5, 4.0);
    for point in &series.points {
        if let Some(rate) = point.rate {
            let words = words(series.name, point, rate, language);
            Marker::of_series(number).draw(canvas, place(point, rate), radius, Tone::Series(number), &words);
        }
    }
}

/// What a point says: `"y tế" 2024-Q2: 5 hits in 2 of 2 articles and 103 syllables; 48,544 a million [15,762–113,285]`.
fn words(series: &str, point: &Point<'_>, rate: f64, language: Language) -> String {
    let count = |column| number(point.row.count(column), language);
    let rates = [rate, point.low, point.high].map(|rate| decimal(rate, 0, language));
    let [rate, low, high] = rates;
    let (hits, size, articles, all) = (count("hits"), count("words"), count("articles"), count("of_articles"));
    match language {
        Language::Vietnamese => format!(
            "{series} {}: {hits} lần trong {articles}/{all} bài, {size} âm tiết; {rate} trên một triệu [{low}–{high}]",
            point.name
        ),
        Language::English => format!(
            "{series} {}: {hits} hits in {articles} of {all} articles, {size} syllables; {rate} a million [{low}–{high}]",
            point.name
        ),
    }
}

/// The names of buckets, as many as there is room for, with their pixels.
fn named_points(axes: &Axes, series: &Series<'_>) -> Vec<(f64, String)> {
    let names: Vec<&str> = series.points.iter().map(|point| point.name).collect();
    let apart = (Axes::RIGHT - axes.left) / names.len().max(1) as f64;
    let place = |(at, name): (usize, String)| (axes.x.at(series.points[at].middle()), name);
    named(&names, SMALL, apart).into_iter().map(place).collect()
}

/// The beginnings of years or months, as many as there is room for.
fn named_starts(axes: &Axes, first: NaiveDate, last: NaiveDate) -> Vec<(f64, String)> {
    let mut end = f64::NEG_INFINITY;
    let mut has_room = |(x, name): &(f64, String)| {
        let half = width(name, SMALL) / 2.0 + 6.0;
        let fits = x - half >= end;
        end = if fits { x + half } else { end };
        fits
    };
    let all = starts(first, last).into_iter().map(|(day, name)| (axes.x.at(day_number(day)), name));
    all.filter(|place| has_room(place)).collect()
}

/// The axis of time with names at pixels.
fn time(canvas: &mut Canvas, axes: &Axes, names: &[(f64, String)]) {
    canvas.line((axes.left, axes.bottom), (Axes::RIGHT, axes.bottom), Tone::Soft, 1.0);
    for (x, name) in names {
        let half = width(name, SMALL) / 2.0;
        canvas.line((*x, axes.bottom), (*x, axes.bottom + 4.0), Tone::Soft, 1.0);
        let middle = x.clamp(MARGIN + half, WIDTH - MARGIN - half);
        canvas.text(middle, axes.bottom + 18.0, Lettering::of(SMALL, Tone::Soft).at(Anchor::Middle), name);
    }
}
