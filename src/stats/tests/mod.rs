//! The formulas against figures that at least two independent implementations agreed on (R, scipy, statsmodels and
//! others) for an invented corpus, and against laws that hold for any counts.

mod laws;

use serde_json::Value;

use super::dispersion::{self, PartCounts};
use super::near::{Near, log_dice};
use super::sides::Sides;
use super::table::FourCells;
use super::{intervals, joints, many_tests, series};

fn figures() -> Value {
    serde_json::from_str(include_str!("figures.json")).unwrap()
}

/// Compares a value with a figure: a number to six digits, or the word for infinity.
fn check(what: &str, got: impl Into<Option<f64>>, expected: &Value) {
    let got = got.into();
    match (got, expected) {
        (None, Value::Null) => {}
        (Some(got), Value::String(word)) => assert!(got.is_infinite() && word == "inf", "{what}: {got}, not {word}"),
        (Some(got), number) => {
            let number = number.as_f64().unwrap_or_else(|| panic!("{what}: {got}, not {number}"));
            let near = (got - number).abs() <= 1e-6 * number.abs().max(1e-3) || got.to_string() == number.to_string();
            assert!(near, "{what}: {got}, not {number}");
        }
        (None, _) => panic!("{what}: nothing, not {expected}"),
    }
}

fn count(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is not a count"))
}

fn sides(row: &Value) -> Sides {
    Sides { f1: count(&row["f1"]), n1: count(&row["n1"]), f2: count(&row["f2"]), n2: count(&row["n2"]) }
}

/// The rows of the comparison of two years, each as an object.
fn keyness_rows() -> Vec<Value> {
    let keyness = &figures()["keyness"];
    let columns = keyness["columns"].as_array().unwrap();
    let row = |values: &Value| {
        let mut row: Value =
            columns.iter().map(|c| c.as_str().unwrap()).zip(values.as_array().unwrap().clone()).collect();
        (row["n1"], row["n2"]) = (keyness["n1"].clone(), keyness["n2"].clone());
        row
    };
    keyness["rows"].as_array().unwrap().iter().map(row).collect()
}

#[test]
fn two_sides_are_compared_as_elsewhere() {
    let rows = keyness_rows();
    assert_eq!(rows.len(), 104);
    for row in rows.iter().chain(figures()["numbers"].as_array().unwrap()) {
        let (two, what) = (sides(row), row["term"].as_str().unwrap_or("numbers"));
        let table = two.table().unwrap();
        let check = |name: &str, got: Option<f64>| check(&format!("{what} {name}"), got, &row[name]);
        check("E11", two.expected());
        check("G2", Some(table.g2()));
        check("G2_two_cells", two.g2_two_cells());
        check("p_G2", Some(table.g2_p()));
        check("chi2", table.chi_squared(false));
        check("chi2_yates", table.chi_squared(true));
        check("log_ratio", Some(two.log_ratio()));
        check("log_ratio_hardie", two.log_ratio_hardie());
        check("diff_percent", two.diff_percent());
        check("simple_maths_1", two.simple_maths(1.0));
        check("simple_maths_100", two.simple_maths(100.0));
        check("simple_maths_1000", two.simple_maths(1000.0));
        check("difference_coefficient", two.difference_coefficient());
        check("odds_ratio", table.odds_ratio());
        check("relative_risk", two.relative_risk());
        check("bic", two.bic());
    }
}

#[test]
fn conservative_log_ratios_are_as_elsewhere() {
    for row in keyness_rows() {
        let got = sides(&row).conservative_log_ratio(0.95, 202);
        check(row["term"].as_str().unwrap(), got, &row["log_ratio_conservative"]);
    }
    for row in figures()["numbers"].as_array().unwrap() {
        for tests in [1, 1000] {
            let got = sides(row).conservative_log_ratio(0.95, tests);
            check(&format!("{tests} tests"), got, &row[format!("log_ratio_conservative_{tests}")]);
        }
        if let Some(interval) = row.get("relative_risk_interval") {
            let (low, high) = sides(row).relative_risk_interval(0.95).unwrap();
            check("low risk", low, &interval[0]);
            check("high risk", high, &interval[1]);
        }
    }
}

#[test]
fn comparisons_by_articles_and_exact_tests_are_as_elsewhere() {
    let keyness = &figures()["keyness"];
    for row in keyness_rows() {
        let what = row["term"].as_str().unwrap();
        let (n1, n2) = (count(&keyness["articles1"]), count(&keyness["articles2"]));
        let articles = Sides { f1: count(&row["df1"]), n1, f2: count(&row["df2"]), n2 };
        let table = articles.table().unwrap();
        check(what, table.g2(), &row["G2_articles"]);
        check(what, table.g2_p(), &row["p_G2_articles"]);
        check(what, articles.log_ratio(), &row["log_ratio_articles"]);
        check(what, sides(&row).table().unwrap().fisher_p(), &row["fisher_p"]);
        check(what, table.fisher_p(), &row["fisher_p_articles"]);
    }
}

#[test]
fn many_tests_are_corrected_as_elsewhere() {
    // By R: p.adjust(c(.01, .02, .03, .04, .05), …), and with ties and a one.
    let p = [0.04, 0.01, 0.05, 0.02, 0.03];
    let near = |got: Vec<f64>, expected: [f64; 5]| {
        assert!(got.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{got:?}, not {expected:?}");
    };
    near(many_tests::benjamini_hochberg(&p), [0.05; 5]);
    near(many_tests::holm(&p), [0.09, 0.05, 0.09, 0.08, 0.09]);
    near(many_tests::bonferroni(&p), [0.2, 0.05, 0.25, 0.1, 0.15]);
    let p = [0.001, 0.5, 0.001, 1.0, 0.03];
    near(many_tests::benjamini_hochberg(&p), [0.0025, 0.625, 0.0025, 1.0, 0.05]);
    near(many_tests::holm(&p), [0.005, 1.0, 0.005, 1.0, 0.09]);
    near(many_tests::bonferroni(&p), [0.005, 1.0, 0.005, 1.0, 0.15]);
    assert!(many_tests::benjamini_hochberg(&[]).is_empty());
}

#[test]
fn collocations_are_as_elsewhere() {
    for node in figures()["near"].as_array().unwrap() {
        for word in node["collocates"].as_array().unwrap() {
            let near = Near {
                f: count(&word["f"]),
                window: count(&node["window"]),
                outside: count(&word["C1"]),
                rest: count(&node["rest"]),
                node: count(&node["node"]),
                word: count(&word["f_corpus"]),
                words: count(&node["words"]),
            };
            let table = near.table().unwrap();
            let check = |name: &str, got: Option<f64>| check(&format!("{} {name}", word["term"]), got, &word[name]);
            check("mi", near.mi_textbook());
            check("mi3", near.mi3());
            check("t", near.t_textbook());
            check("log_dice", near.log_dice());
            check("min_sensitivity", near.min_sensitivity());
            check("mi_log_f", near.mi_log_f());
            check("E11", table.expected().map(|e| e[0]));
            check("window_mi", near.mi());
            check("window_t", near.t());
            check("window_z", near.z());
            check("window_G2", Some(table.g2()));
            check("window_chi2", table.chi_squared(false));
            check("window_dice", table.dice());
            check("window_npmi", table.npmi());
            check("delta_p_collocate_given_node", near.delta_p_to());
            check("delta_p_node_given_collocate", near.delta_p_from());
        }
    }
}

#[test]
fn pairs_and_sets_are_as_elsewhere() {
    for pair in figures()["pairs"].as_array().unwrap() {
        let [f, left, right, n] = ["f", "left", "right", "N"].map(|name| count(&pair[name]));
        let table = FourCells::of_sets(f, left, right, n).unwrap();
        let check = |name: &str, got: Option<f64>| check(&format!("{} {name}", pair["pair"]), got, &pair[name]);
        check("npmi", table.npmi());
        check("log_dice", log_dice(f, left, right));
        check("G2", Some(table.g2()));
        check("mi", table.lift().map(f64::log2));
    }
    for set in figures()["sets"].as_array().unwrap() {
        let [both, x, y, n] = ["both", "x", "y", "articles"].map(|name| count(&set[name]));
        let table = FourCells::of_sets(both, x, y, n).unwrap();
        let check = |name: &str, got: Option<f64>| check(name, got, &set[name]);
        check("expected", table.expected().map(|e| e[0]));
        check("jaccard", table.jaccard());
        check("dice", table.dice());
        check("npmi", table.npmi());
        check("lift", table.lift());
        check("G2", Some(table.g2()));
        check("fisher_p", Some(table.fisher_p()));
        check("log_odds_half", Some(table.log_odds_half()));
    }
}

#[test]
fn dispersions_are_as_elsewhere() {
    let figures = figures();
    for word in figures["dispersion"].as_array().unwrap() {
        let numbers = |name: &str| word[name].as_array().unwrap().iter().map(count).collect::<Vec<_>>();
        let parts = PartCounts::new(numbers("counts").into_iter().zip(numbers("sizes"))).unwrap();
        let check = |name: &str, got: Option<f64>| check(name, got, &word[name]);
        assert_eq!(parts.len() as u64, count(&word["parts"]));
        check("DP", Some(parts.dp()));
        check("DP_norm", parts.dp_norm());
        check("juilland_D", parts.juilland_d());
        check("juilland_D_equal_parts", parts.juilland_d_equal_parts());
        check("D_A", parts.d_a());
        check("KLD", Some(parts.divergence()));
        check("D_KL_o2p", Some(parts.d_kl().0));
        check("D_KL_base_e", Some(parts.d_kl().1));
        check("carroll_D2", parts.carroll_d2());
        check("rosengren_S", Some(parts.rosengren_s()));
    }
    let published = figures["dispersion"].as_array().unwrap().last().unwrap();
    let words: Vec<&str> = figures["sequence"].as_str().unwrap().split(' ').collect();
    let places: Vec<u64> = (0u64..).zip(&words).filter(|(_, word)| **word == "a").map(|(at, _)| at).collect();
    let n = words.len() as u64;
    check("ARF", dispersion::arf(&places, n), &published["ARF"]);
    check("ALD", dispersion::ald(&places, n), &published["ALD"]);
    check("AWT", dispersion::awt(&places, n), &published["AWT"]);
}

#[test]
fn intervals_are_as_elsewhere() {
    let figures = figures();
    for row in figures["wilson"].as_array().unwrap() {
        let (low, high) = intervals::wilson(count(&row[0]), count(&row[1]), 0.95).unwrap();
        check("low share", low, &row[2]);
        check("high share", high, &row[3]);
    }
    for row in figures["poisson"].as_array().unwrap() {
        let (low, high) = intervals::poisson(count(&row[0]), 0.95);
        check("low count", low, &row[1]);
        check("high count", high, &row[2]);
    }
}

#[test]
fn series_are_as_elsewhere() {
    let series = &figures()["series"];
    let values: Vec<f64> = series["values"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
    let test = series::mann_kendall(&values);
    assert_eq!(Some(test.s), series["s"].as_i64());
    check("tau", test.tau, &series["tau"]);
    check("p", test.p, &series["p"]);
    check("slope", series::theil_sen(&values), &series["slope"]);
    let parts: Vec<(u64, u64)> =
        series["parts"].as_array().unwrap().iter().map(|part| (count(&part[0]), count(&part[1]))).collect();
    let smoothed = series::smoothed(&parts, 1);
    for ((hits, words), expected) in smoothed.iter().zip(series["smoothed"].as_array().unwrap()) {
        check("smoothed", *hits as f64 * 1e6 / *words as f64, expected);
    }
    assert_eq!(series::smoothed(&parts, 0), parts);
}

#[test]
fn joints_and_entropies_are_as_elsewhere() {
    // bảo hiểm y tế: 8 times; its parts as often as they occur.
    let joints = joints::joints(8, &[(9, 8), (8, 20), (8, 20)]);
    for (got, expected) in joints.iter().zip([13.912_537_16, 13.192_645_08, 13.192_645_08]) {
        assert!((got - expected).abs() < 1e-6, "{got}, not {expected}");
    }
    assert_eq!(joints::entropy([4, 4, 4, 4]), 2.0);
    assert_eq!(joints::entropy([7]), 0.0);
    assert_eq!(joints::entropy([]), 0.0);
    assert!((joints::entropy([1; 7]) - 2.807_354_922).abs() < 1e-9);
    assert_eq!(joints::c_value(4, 10, &[2, 4]), 14.0);
    assert_eq!(joints::c_value(2, 10, &[]), 10.0);
}
