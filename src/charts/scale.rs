//! From values to pixels, and the values that an axis names.

/// A linear scale; both ranges may run downwards.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    from: (f64, f64),
    to: (f64, f64),
}

impl Scale {
    /// Values from `from.0` to `from.1` are at the pixels from `to.0` to `to.1`.
    pub(super) fn new(from: (f64, f64), to: (f64, f64)) -> Scale {
        Scale { from, to }
    }

    /// The pixel of a value. A value outside of the scale is at its end.
    pub(super) fn at(self, value: f64) -> f64 {
        let span = self.from.1 - self.from.0;
        let share = if span == 0.0 { 0.5 } else { ((value - self.from.0) / span).clamp(0.0, 1.0) };
        self.to.0 + share * (self.to.1 - self.to.0)
    }

    /// The values at both ends.
    pub(super) fn ends(self) -> (f64, f64) {
        self.from
    }
}

/// A round distance between `least` and five times as much: 1, 2 or 5 times a power of ten.
fn round_step(least: f64) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|times| times * power).find(|step| *step >= least * 0.999).unwrap_or(power)
}

/// The digits after the point that multiples of a round step need.
pub(super) fn digits(step: f64) -> usize {
    (0..9)
        .find(|digits| (step * 10f64.powi(*digits)).fract().abs() < 1e-6)
        .map_or(9, |digits| digits.unsigned_abs() as usize)
}

/// About `count` round values in a range, and the distance between them.
pub(super) fn ticks(low: f64, high: f64, count: u32) -> (Vec<f64>, f64) {
    let span = high - low;
    // A range without a length has one value.
    if span.partial_cmp(&0.0) != Some(std::cmp::Ordering::Greater) {
        return (vec![low], 1.0);
    }
    let step = round_step(span / f64::from(count.max(1)));
    let first = (low / step - 1e-6).ceil();
    let values = (0..200u32).map(|n| (first + f64::from(n)) * step).take_while(|value| *value <= high + step * 1e-6);
    (values.map(|value| value + 0.0).collect(), step)
}

/// Powers of ten times 1, 2 and 5 in a range of positive values, for an axis of logarithms.
pub(super) fn log_ticks(low: f64, high: f64) -> Vec<f64> {
    /// Powers that a count can have.
    const POWERS: std::ops::RangeInclusive<i32> = -3..=15;
    let all: Vec<f64> = POWERS.flat_map(|power| [1.0, 2.0, 5.0].map(|times| times * 10f64.powi(power))).collect();
    let inside = |values: &[f64]| -> Vec<f64> {
        values.iter().copied().filter(|value| (low * 0.999..=high * 1.001).contains(value)).collect()
    };
    let powers: Vec<f64> = all.iter().copied().step_by(3).collect();
    let few = inside(&powers);
    if few.len() >= 3 { few } else { inside(&all) }
}
