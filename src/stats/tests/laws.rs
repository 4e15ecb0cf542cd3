//! Laws that hold for any counts, and edges.

use proptest::prelude::*;

use super::super::dispersion::{PartCounts, arf};
use super::super::intervals::{lower_odds, poisson, wilson};
use super::super::many_tests::{benjamini_hochberg, holm};
use super::super::series::mann_kendall;
use super::super::sides::Sides;
use super::super::special::{incomplete_beta, incomplete_gamma, ln_gamma, p_of_chi_squared, z_of_level};
use super::super::table::FourCells;

fn near(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

#[test]
fn special_functions_have_their_known_values() {
    assert!(near(ln_gamma(0.5), std::f64::consts::PI.sqrt().ln()));
    assert!(near(ln_gamma(11.0), 3_628_800f64.ln()));
    // erfc(1), erfc(5) and erfc(20) to twelve digits.
    for (x, expected) in
        [(1.0, 0.157_299_207_050_285), (5.0, 1.537_459_794_428_03e-12), (20.0, 5.395_865_611_607_9e-176)]
    {
        let got = p_of_chi_squared(2.0 * x * x);
        assert!((got / expected - 1.0).abs() < 1e-11, "erfc({x}) is {got}");
    }
    assert_eq!(p_of_chi_squared(0.0), 1.0);
    assert!((z_of_level(0.95) - 1.959_963_984_540_054).abs() < 1e-12);
    assert!((z_of_level(0.99) - 2.575_829_303_548_901).abs() < 1e-12);
    // I(2, 3) at ½ is 11/16.
    assert!(near(incomplete_beta(2.0, 3.0, 0.0), 0.6875));
}

#[test]
fn exact_intervals_hold_at_a_hundred_million() {
    let (low, high) = poisson(100_000_000, 0.95);
    // The normal approximation is good to the square root of the count's root.
    assert!((low - (1e8 - 1.96e4)).abs() < 10.0 && (high - (1e8 + 1.96e4)).abs() < 10.0, "{low} {high}");
    let odds = lower_odds(50_000_000, 50_000_000, 0.025);
    assert!((odds - (1.0 - 2.0 * 1.96e-4)).abs() < 1e-6, "{odds}");
}

/// Computed with 80 digits.
#[test]
fn g2_is_exact_where_its_terms_nearly_cancel() {
    const MILLION: u64 = 1_000_000;
    const LARGE: u64 = MILLION * MILLION * MILLION;
    for ((f1, n1, f2, n2), four, two) in [
        ((12, 2000, 20_000 * MILLION, MILLION * MILLION), -2.750_276_138_419_631e1, -2.710_465_265_697_754e1),
        ((0, 293, 3, 1000 * MILLION), -1.757_999_745_090_05e-6, -1.757_999_742_453_05e-6),
        ((MILLION + 1, 2 * MILLION, MILLION, 2 * MILLION), 1.000_000_000_000_292e-6, 4.999_997_500_001_458e-7),
        ((5, 50_000, 1, MILLION * MILLION), 1.627_061_944_254_195e2, 1.627_056_944_087_87e2),
        ((7, 7, 0, 9), 2.193_005_463_284_667e1, 1.157_350_002_458_255e1),
        ((3, LARGE, 1, LARGE), 1.046_496_287_529_096, 1.046_496_287_529_096),
        ((LARGE, 2 * LARGE, LARGE - 1, 2 * LARGE), 1e-18, 5e-19),
        ((LARGE, 2 * LARGE, LARGE, 2 * LARGE), 0.0, 0.0),
    ] {
        let there = Sides { f1, n1, f2, n2 };
        let back = Sides { f1: f2, n1: n2, f2: f1, n2: n1 };
        let g2 = |sides: Sides| (sides.table().unwrap().g2(), sides.g2_two_cells().unwrap());
        assert!(near(g2(there).0, four) && near(g2(there).1, two), "{there:?}: {:?}", g2(there));
        assert_eq!((-g2(back).0, -g2(back).1), g2(there), "{there:?}");
    }
}

#[test]
fn empty_tables_and_sides_are_undefined() {
    let nothing = Sides { f1: 0, n1: 0, f2: 0, n2: 0 };
    assert_eq!((nothing.expected(), nothing.diff_percent(), nothing.relative_risk()), (None, None, None));
    assert_eq!((nothing.simple_maths(100.0), nothing.log_ratio_hardie()), (None, None));
    assert_eq!((nothing.log_ratio(), nothing.conservative_log_ratio(0.95, 1)), (0.0, 0.0));
    let table = nothing.table().unwrap();
    assert_eq!((table.g2(), table.g2_p(), table.fisher_p()), (0.0, 1.0, 1.0));
    assert_eq!((table.expected(), table.chi_squared(false), table.lift(), table.npmi()), (None, None, None, None));
    assert_eq!(FourCells::of_sets(3, 2, 5, 10), None);
    assert_eq!(FourCells::of_sets(0, 6, 5, 10), None);
    assert_eq!(wilson(0, 0, 0.95), None);
    assert!(PartCounts::new([(0, 5), (0, 3)]).is_none() && PartCounts::new([]).is_none());
    let one = PartCounts::new([(2, 5), (0, 0)]).unwrap();
    assert_eq!((one.len(), one.dp(), one.dp_norm(), one.d_a(), one.juilland_d()), (1, 0.0, None, None, None));
    let same = mann_kendall(&[1.0, 1.0, 1.0]);
    assert_eq!((same.s, same.tau, same.p), (0, None, None));
}

#[test]
fn ties_and_long_series_use_the_normal_approximation() {
    // By R: cor.test(1:6, c(1, 2, 2, 3, 5, 4), method = "kendall", exact = FALSE).
    let tied = mann_kendall(&[1.0, 2.0, 2.0, 3.0, 5.0, 4.0]);
    assert_eq!(tied.s, 12);
    assert!(near(tied.tau.unwrap(), 12.0 / 210f64.sqrt()));
    let variance: f64 = (6.0 * 5.0 * 17.0 - 2.0 * 1.0 * 9.0) / 18.0;
    assert!(near(tied.p.unwrap(), p_of_chi_squared(144.0 / variance)));
    let rising: Vec<f64> = (0..60).map(f64::from).collect();
    let long = mann_kendall(&rising);
    assert!(long.tau == Some(1.0) && long.p.unwrap() < 1e-20);
    // Of the 24 orders of four values only one rises throughout, and one falls.
    assert!(near(mann_kendall(&[1.0, 2.0, 3.0, 4.0]).p.unwrap(), 2.0 / 24.0));
    assert!(near(mann_kendall(&[4.0, 3.0, 2.0, 1.0]).p.unwrap(), 2.0 / 24.0));
}

#[test]
fn an_even_word_is_even_by_every_measure() {
    let parts = PartCounts::new([(2, 10), (4, 20), (6, 30)]).unwrap();
    assert!(parts.dp().abs() < 1e-12 && parts.dp_norm().unwrap().abs() < 1e-12 && parts.divergence().abs() < 1e-12);
    for even in [parts.d_a(), parts.juilland_d(), parts.carroll_d2(), Some(parts.d_kl().0)] {
        assert!(near(even.unwrap(), 1.0), "{even:?}");
    }
    assert!(near(parts.rosengren_s(), 1.0));
    assert_eq!(arf(&[0, 5, 10, 15], 20), 4.0);
    assert_eq!(arf(&[7], 20), 1.0);
    assert_eq!(arf(&[], 20), 0.0);
    let once = PartCounts::new([(0, 10), (5, 10), (0, 20)]).unwrap();
    assert_eq!((once.dp(), once.dp_norm(), once.d_a()), (0.75, Some(1.0), Some(0.0)));
}

fn two_sides() -> impl Strategy<Value = Sides> {
    let side = prop_oneof![0u64..20, 0u64..2_000, 0u64..5_000_000];
    (side.clone(), side.clone(), side.clone(), side).prop_map(|(f1, more1, f2, more2)| Sides {
        f1,
        n1: f1 + more1,
        f2,
        n2: f2 + more2,
    })
}

proptest! {
    #[test]
    fn comparing_the_other_way_round_turns_every_sign(two in two_sides()) {
        let turned = Sides { f1: two.f2, n1: two.n2, f2: two.f1, n2: two.n1 };
        let (a, b) = (two.table().unwrap(), turned.table().unwrap());
        prop_assert!(near(a.g2(), -b.g2()) || a.g2().abs() < 1e-6, "{} {}", a.g2(), b.g2());
        prop_assert!(near(two.log_ratio(), -turned.log_ratio()) || two.log_ratio().abs() < 1e-9);
        for tests in [1, 5_000] {
            let (here, there) = (two.conservative_log_ratio(0.95, tests), turned.conservative_log_ratio(0.95, tests));
            prop_assert!(here == -there, "{here} {there}");
            prop_assert!(here == 0.0 || here.is_finite());
            // The exact interval is of the plain ratio.
            let plain = two.relative_risk().map_or(0.0, f64::log2).abs();
            prop_assert!(here.abs() <= plain + 1e-9, "{here} {plain}");
        }
    }

    #[test]
    fn nothing_is_not_a_number(two in two_sides()) {
        let table = two.table().unwrap();
        let all = [
            Some(table.g2()), Some(table.g2_p()), table.chi_squared(true), table.odds_ratio(), table.npmi(), table.lift(),
            table.jaccard(), table.dice(), two.expected(), two.g2_two_cells(), Some(two.log_ratio()),
            two.log_ratio_hardie(), two.diff_percent(), two.simple_maths(100.0), two.relative_risk(),
            two.relative_risk_interval(0.95).map(|i| i.1),
        ];
        prop_assert!(all.iter().flatten().all(|x| !x.is_nan()), "{all:?}");
        prop_assert!((0.0..=1.0).contains(&table.g2_p()));
    }

    #[test]
    fn intervals_hold_what_they_are_of(k in 0u64..3_000, more in 0u64..3_000, level in 0.5f64..0.999) {
        if let Some((low, high)) = wilson(k, k + more, level) {
            let p = k as f64 / (k + more) as f64;
            prop_assert!(0.0 <= low && low <= p && p <= high && high <= 1.0, "{low} {p} {high}");
        }
        let (low, high) = poisson(k, level);
        prop_assert!(low <= k as f64 && k as f64 <= high, "{low} {k} {high}");
        let wider = poisson(k, (level + 1.0) / 2.0);
        prop_assert!(wider.0 <= low && wider.1 >= high);
        // The ends are where the tails are.
        let tail = (1.0 - level) / 2.0;
        prop_assert!((incomplete_gamma(k as f64 + 1.0, high).1 / tail - 1.0).abs() < 1e-6);
    }

    #[test]
    fn corrected_p_values_keep_their_order(p in proptest::collection::vec(0.0f64..1.0, 0..40)) {
        for adjusted in [holm(&p), benjamini_hochberg(&p)] {
            for (a, x) in p.iter().zip(&adjusted) {
                prop_assert!(*x >= a - 1e-12 && *x <= 1.0);
                prop_assert!(p.iter().zip(&adjusted).all(|(b, y)| a > b || x <= y));
            }
        }
    }

    #[test]
    fn fishers_p_is_the_same_for_the_turned_table(a in 0u64..40, b in 0u64..40, c in 0u64..40, d in 0u64..40) {
        let p = FourCells { o11: a, o12: b, o21: c, o22: d }.fisher_p();
        let turned = FourCells { o11: a, o12: c, o21: b, o22: d }.fisher_p();
        let mirrored = FourCells { o11: b, o12: a, o21: d, o22: c }.fisher_p();
        prop_assert!((0.0..=1.0).contains(&p) && (p - turned).abs() < 1e-9 && (p - mirrored).abs() < 1e-9);
    }
}
