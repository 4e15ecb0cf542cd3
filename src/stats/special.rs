//! Special functions: gamma, beta, erfc, and the quantiles that exact intervals need.
//!
//! Prefactors are computed as Loader does (the saddle-point expansion of binomial and Poisson probabilities), so counts of
//! a hundred million lose no digits to differences of large logarithms.

use std::f64::consts::{LN_2, PI};

/// Where series and continued fractions stop: the relative size of the next step.
const STEP_MIN: f64 = 1e-16;
/// More steps than any argument below 10¹⁰ needs.
const STEPS_MAX: u32 = 1_000_000;
/// The smallest number that a continued fraction divides by.
const TINY: f64 = 1e-300;
/// How far guesses are off, in standard deviations.
const GUESS_STEP: f64 = 0.05;
/// Half of ln 2π.
const HALF_LN_2PI: f64 = 0.918_938_533_204_672_8;

/// ln Γ(x) for x > 0, by Lanczos' approximation (g = 7, nine terms).
pub(super) fn ln_gamma(x: f64) -> f64 {
    const G: f64 = 7.0;
    const TERMS: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        return (PI / (PI * x).sin()).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let sum = TERMS[1..].iter().zip(1u32..).fold(TERMS[0], |sum, (term, n)| sum + term / (x + f64::from(n)));
    let t = x + G + 0.5;
    HALF_LN_2PI + (x + 0.5) * t.ln() - t + sum.ln()
}

/// ln n!
pub(super) fn ln_factorial(n: u64) -> f64 {
    ln_gamma(n as f64 + 1.0)
}

/// The error of Stirling's formula: ln Γ(x+1) − (x+½)·ln x + x − ½·ln 2π.
fn stirling_error(x: f64) -> f64 {
    if x < 16.0 {
        return ln_gamma(x + 1.0) - (x + 0.5) * x.ln() + x - HALF_LN_2PI;
    }
    let square = x * x;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * square)) / square) / square) / x
}

/// The deviance term x·ln(x/m) + m − x, without cancellation where x is near m.
fn deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() >= 0.1 * (x + m) {
        return x * (x / m).ln() + m - x;
    }
    let v = (x - m) / (x + m);
    let (mut sum, mut power) = ((x - m) * v, 2.0 * x * v);
    for n in 1..STEPS_MAX {
        power *= v * v;
        let next = sum + power / f64::from(2 * n + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// x^a·e^−x / Γ(a+1): the Poisson probability of `a` at mean `x`.
fn poisson(a: f64, x: f64) -> f64 {
    if a == 0.0 { (-x).exp() } else { (-stirling_error(a) - deviance(a, x)).exp() / (2.0 * PI * a).sqrt() }
}

/// The regularised incomplete gamma functions: lower P(a, x) and upper Q(a, x), both without cancellation.
pub(super) fn incomplete_gamma(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x < a + 1.0 {
        let (mut sum, mut term, mut n) = (1.0, 1.0, a);
        for _ in 0..STEPS_MAX {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < sum * STEP_MIN {
                break;
            }
        }
        let lower = (sum * poisson(a, x)).min(1.0);
        return (lower, 1.0 - lower);
    }
    // Lentz's method for the continued fraction of Q.
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for n in 1..STEPS_MAX {
        let n = f64::from(n);
        let numerator = n * (a - n);
        b += 2.0;
        d = 1.0 / not_zero(numerator * d + b);
        c = not_zero(b + numerator / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < STEP_MIN * 8.0 {
            break;
        }
    }
    let upper = (fraction * poisson(a, x) * a).min(1.0);
    (1.0 - upper, upper)
}

fn not_zero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}

/// The probability that χ² with one degree of freedom is at least `x`: erfc(√(x/2)).
pub(crate) fn p_of_chi_squared(x: f64) -> f64 {
    incomplete_gamma(0.5, x.max(0.0) / 2.0).1
}

/// The mean at which a Poisson variable is at least `count` with probability `tail`; 0 for a count of 0.
///
/// It is half the quantile `tail` of χ² with 2·count degrees of freedom.
pub(super) fn poisson_mean_below(count: u64, tail: f64) -> f64 {
    if count == 0 {
        return 0.0;
    }
    let a = count as f64;
    root(|ln_x| incomplete_gamma(a, ln_x.exp()).0.ln() - tail.ln(), rough_ln_mean(a, tail), GUESS_STEP / a.sqrt())
}

/// The mean at which a Poisson variable is at most `count` with probability `tail`.
pub(super) fn poisson_mean_above(count: u64, tail: f64) -> f64 {
    let a = count as f64 + 1.0;
    root(|ln_x| tail.ln() - incomplete_gamma(a, ln_x.exp()).1.ln(), rough_ln_mean(a, 1.0 - tail), GUESS_STEP / a.sqrt())
}

/// The regularised incomplete beta function I(a, b) at odds x/(1−x) = e^`logit`.
pub(super) fn incomplete_beta(a: f64, b: f64, logit: f64) -> f64 {
    let (x, y) = (1.0 / (1.0 + (-logit).exp()), 1.0 / (1.0 + logit.exp()));
    if x * (a + b + 2.0) > a + 1.0 {
        return 1.0 - lower_beta(b, a, y, x);
    }
    lower_beta(a, b, x, y)
}

/// I(a, b) at x below the mean, by Lentz's method for its continued fraction; `y` is 1 − x.
fn lower_beta(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let total = a + b;
    // The binomial probability of a among a + b, times ab/(a+b), is x^a·y^b / B(a, b).
    let ln_binomial =
        stirling_error(total) - stirling_error(a) - stirling_error(b) - deviance(a, total * x) - deviance(b, total * y);
    let front = (ln_binomial + 0.5 * (a * b / (2.0 * PI * total)).ln()).exp() / a;
    let mut c = 1.0;
    let mut d = 1.0 / not_zero(1.0 - total * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..STEPS_MAX {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / not_zero(1.0 + even * d);
        c = not_zero(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (total + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / not_zero(1.0 + odd * d);
        c = not_zero(1.0 + odd / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < STEP_MIN * 8.0 {
            break;
        }
    }
    (front * fraction).min(1.0)
}

/// The odds x/(1−x) at which I(a, b) is `tail`; `a` and `b` are positive.
pub(super) fn beta_odds(a: f64, b: f64, tail: f64) -> f64 {
    let deviation = (1.0 / a + 1.0 / b).sqrt();
    let guess = (a / b).ln() + rough_quantile(tail) * deviation;
    root(|logit| incomplete_beta(a, b, logit).ln() - tail.ln(), guess, GUESS_STEP * deviation)
}

/// e to the root of a rising function, found from a guess that is off by about `step`: growing steps away from it until the
/// sign changes, then the Illinois method. That is the secant between two ends around the root, where an end that stays
/// counts half the next time, so that both ends move.
fn root(f: impl Fn(f64) -> f64, guess: f64, step: f64) -> f64 {
    const PRECISION: f64 = 1e-14;
    let at_guess = f(guess);
    let (mut low, mut f_low, mut high, mut f_high) = (guess, at_guess, guess, at_guess);
    let mut reach = step;
    while f_low > 0.0 && reach < 1e6 {
        (high, f_high) = (low, f_low);
        low -= reach;
        f_low = f(low);
        reach *= 2.0;
    }
    while f_high < 0.0 && reach < 1e6 {
        (low, f_low) = (high, f_high);
        high += reach;
        f_high = f(high);
        reach *= 2.0;
    }
    let mut before = f64::NAN;
    // The sign at the last step.
    let mut sign = 0.0;
    for _ in 0..200 {
        let width = high - low;
        let secant = high - f_high * width / (f_high - f_low);
        let is_inside = secant > low && secant < high;
        let at = if is_inside { secant } else { low + width / 2.0 };
        let precise = PRECISION * at.abs().max(1.0);
        if width <= precise || (is_inside && (at - before).abs() <= precise) {
            return at.exp();
        }
        let value = f(at);
        if value == 0.0 {
            return at.exp();
        }
        let stays = value.signum() * sign > 0.0;
        if value < 0.0 {
            (low, f_low) = (at, value);
            f_high *= if stays { 0.5 } else { 1.0 };
        } else {
            (high, f_high) = (at, value);
            f_low *= if stays { 0.5 } else { 1.0 };
        }
        (before, sign) = (at, value.signum());
    }
    (low + (high - low) / 2.0).exp()
}

/// About the quantile of the standard normal distribution (Tukey's lambda), from which exact ones are looked for.
fn rough_quantile(probability: f64) -> f64 {
    const SCALE: f64 = 4.91;
    const POWER: f64 = 0.14;
    SCALE * (probability.powf(POWER) - (1.0 - probability).powf(POWER))
}

/// About ln of the mean at which a Poisson variable is below `a` with this probability (Wilson and Hilferty).
fn rough_ln_mean(a: f64, probability: f64) -> f64 {
    let root = 1.0 - 1.0 / (9.0 * a) + rough_quantile(probability) / (3.0 * a.sqrt());
    // Far out in the tail of a small count the formula has no meaning.
    a.ln() + 3.0 * root.max(0.05).ln()
}

/// The quantile of the standard normal distribution for a two-sided level below 1, such as 0.95: z with
/// P(|Z| ≤ z) = level.
pub(super) fn z_of_level(level: f64) -> f64 {
    let tail = 1.0 - level;
    let square = root(|ln_x| tail.ln() - p_of_chi_squared(ln_x.exp()).ln(), 2.0 * LN_2, 0.5);
    square.sqrt()
}
