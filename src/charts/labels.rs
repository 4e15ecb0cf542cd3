//! Labels beside points, placed so that none covers another label or a point.

/// Between two labels, in pixels: more than a blank, so that two of them don't read as one phrase.
const CLEARANCE: f64 = 7.0;

/// A rectangle: left, top, right, bottom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    fn meets(&self, other: &Area) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    fn is_inside(&self, other: &Area) -> bool {
        self.left >= other.left && self.right <= other.right && self.top >= other.top && self.bottom <= other.bottom
    }
}

/// Where labels can be placed, and what is taken.
#[derive(Debug)]
pub(super) struct Room {
    bounds: Area,
    taken: Vec<Area>,
}

impl Room {
    /// A room with points of a radius in it.
    pub(super) fn with_points(bounds: Area, points: &[(f64, f64)], radius: f64) -> Room {
        let around =
            |(x, y): &(f64, f64)| Area { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
        Room { bounds, taken: points.iter().map(around).collect() }
    }

    /// Finds a place beside a point for a label of this size, and takes it: right, left, above or below. Returns the left
    /// end and the bottom of the label; `None` if there is no room.
    pub(super) fn place(&mut self, (x, y): (f64, f64), gap: f64, width: f64, height: f64) -> Option<(f64, f64)> {
        let half = height / 2.0;
        let corners = [
            (x + gap, y - half),
            (x - gap - width, y - half),
            (x - width / 2.0, y - gap - height),
            (x - width / 2.0, y + gap),
            (x + gap * 0.7, y - gap - half),
            (x + gap * 0.7, y + gap - half),
            (x - gap * 0.7 - width, y - gap - half),
            (x - gap * 0.7 - width, y + gap - half),
        ];
        let areas = corners.map(|(left, top)| Area { left, top, right: left + width, bottom: top + height });
        let fits = |area: &Area| area.is_inside(&self.bounds) && !self.taken.iter().any(|taken| taken.meets(area));
        let area = areas.into_iter().find(fits)?;
        self.taken.push(Area { left: area.left - CLEARANCE, right: area.right + CLEARANCE, ..area });
        Some((area.left, area.bottom))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_away_from_points_and_from_one_another() {
        let bounds = Area { left: 0.0, top: 0.0, right: 200.0, bottom: 60.0 };
        let points: Vec<(f64, f64)> = (0..12).map(|n| (10.0 + 15.0 * f64::from(n), 30.0)).collect();
        let mut room = Room::with_points(bounds, &points, 4.0);
        let placed: Vec<Area> = points
            .iter()
            .filter_map(|point| room.place(*point, 7.0, 20.0, 12.0))
            .map(|(left, bottom)| Area { left, top: bottom - 12.0, right: left + 20.0, bottom })
            .collect();
        assert!(placed.len() >= 6, "{placed:?}");
        for (number, label) in placed.iter().enumerate() {
            assert!(label.is_inside(&bounds));
            assert!(points.iter().all(|(x, _)| !label.meets(&Area {
                left: x - 4.0,
                top: 26.0,
                right: x + 4.0,
                bottom: 34.0
            })));
            let near = Area { left: label.left - CLEARANCE, right: label.right + CLEARANCE, ..*label };
            assert!(placed[number + 1..].iter().all(|other| !near.meets(other)), "{placed:?}");
        }
    }
}
