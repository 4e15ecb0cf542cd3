//! Shapes of points.

use super::attributes::Attributes;
use super::canvas::{Canvas, points};
use super::palette::Tone;

/// A shape that can be told from the others without its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    Circle,
    Square,
    Up,
    Diamond,
    Down,
    Plus,
    Left,
    Right,
}

/// The shapes of series, in their order.
const SERIES: [Marker; 8] = [
    Marker::Circle,
    Marker::Square,
    Marker::Up,
    Marker::Diamond,
    Marker::Down,
    Marker::Plus,
    Marker::Left,
    Marker::Right,
];

impl Marker {
    pub(super) fn of_series(number: usize) -> Marker {
        SERIES[number % SERIES.len()]
    }

    /// Draws the shape around a place. `radius` is half its height in pixels.
    pub(super) fn draw(self, canvas: &mut Canvas, (x, y): (f64, f64), radius: f64, tone: Tone, title: &str) {
        let (name, mut attributes): (_, Attributes<'_>) = match self.corners(radius) {
            None => ("circle", vec![("cx", x.into()), ("cy", y.into()), ("r", radius.into())]),
            Some(corners) => {
                let corners: Vec<(f64, f64)> = corners.into_iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
                ("polygon", vec![("points", points(&corners).into())])
            }
        };
        attributes.extend(tone.fill());
        canvas.mark(name, attributes, title);
    }

    /// The corners as distances from the middle; a circle has none.
    fn corners(self, r: f64) -> Option<Vec<(f64, f64)>> {
        let arm = r / 3.0;
        let turned = |corners: Vec<(f64, f64)>| corners.into_iter().map(|(x, y)| (y, x)).collect();
        Some(match self {
            Marker::Circle => return None,
            Marker::Square => vec![(-0.9 * r, -0.9 * r), (0.9 * r, -0.9 * r), (0.9 * r, 0.9 * r), (-0.9 * r, 0.9 * r)],
            Marker::Up => vec![(0.0, -r), (r, 0.8 * r), (-r, 0.8 * r)],
            Marker::Down => vec![(0.0, r), (r, -0.8 * r), (-r, -0.8 * r)],
            Marker::Left => turned(vec![(0.0, -r), (r, 0.8 * r), (-r, 0.8 * r)]),
            Marker::Right => turned(vec![(0.0, r), (r, -0.8 * r), (-r, -0.8 * r)]),
            Marker::Diamond => vec![(0.0, -r), (r, 0.0), (0.0, r), (-r, 0.0)],
            Marker::Plus => vec![
                (-arm, -r),
                (arm, -r),
                (arm, -arm),
                (r, -arm),
                (r, arm),
                (arm, arm),
                (arm, r),
                (-arm, r),
                (-arm, arm),
                (-r, arm),
                (-r, -arm),
                (-arm, -arm),
            ],
        })
    }
}
