//! Collocations, dispersion and co-occurrence over the invented corpus of the study tests.

use serde_json::{Value, json};

use crate::study::{corpus, json_of, near, rows};

fn row_of(rows: &[Value], column: &str, value: &str) -> Value {
    rows.iter().find(|row| row[column] == value).unwrap_or_else(|| panic!("no {value} in {column}")).clone()
}

#[test]
fn every_place_near_a_word_counts_once() {
    let place = corpus();
    let all = json_of(&place, &["collocates", "bệnh", "--unit", "syllable", "--limit", "0"]);
    for (name, expected) in [("hits", 23), ("window_places", 125), ("node_places", 23), ("words_without_node", 628)] {
        assert_eq!(all["measure"][name], json!(expected), "{name}");
    }
    let word = row_of(all["rows"].as_array().unwrap(), "form", "viện");
    for (column, expected) in [
        ("near", 8.0),
        ("hits", 8.0),
        ("expected", 1.592_356_688),
        ("log_dice", 13.045_803_69),
        ("mi", 2.328_836_464),
        ("mi3", 10.822_951_78),
        ("t", 2.265_444_019),
        ("z", 5.077_829_919),
        ("g2", 26.248_562_73),
        ("delta_p_to", 0.064),
        ("delta_p_from", 0.811_290_322_6),
    ] {
        assert!(near(&word[column], expected), "{column}: {}", word[column]);
    }
    // Counted for each hit, the places near two hits would be 12.
    let wide = rows(&place, &["collocates", "bệnh", "--unit", "syllable", "--within", "article", "--limit", "0"]);
    assert_eq!(row_of(&wide, "form", "người")["near"], json!(9));
    assert!(wide.iter().all(|row| row["form"] != "bệnh"), "the word isn't near itself");
    let phrase = json_of(&place, &["collocates", "\"y tế\"", "--unit", "syllable", "--left", "3", "--right", "3"]);
    assert_eq!((&phrase["measure"]["node_places"], &phrase["measure"]["window_places"]), (&json!(40), &json!(100)));
}

#[test]
fn a_window_has_two_sides() {
    let place = corpus();
    let after =
        rows(&place, &["collocates", "bệnh", "--unit", "syllable", "--left", "0", "--right", "1", "--limit", "0"]);
    assert!(after.iter().all(|row| row["left"] == json!(0) && row["right"] == row["near"]), "{after:?}");
    assert_eq!(row_of(&after, "form", "viện")["right"], json!(8));
    let sides = rows(&place, &["collocates", "bệnh", "--unit", "syllable", "--limit", "0"]);
    for row in &sides {
        let [near, left, right] = ["near", "left", "right"].map(|column| row[column].as_u64().unwrap());
        assert!(near <= left + right && near >= left.max(right), "{row}");
    }
    assert!(sides.windows(2).all(|pair| pair[0]["log_dice"].as_f64() >= pair[1]["log_dice"].as_f64()));
    assert_eq!(
        rows(&place, &["collocates", "bệnh", "--unit", "syllable", "--min", "8", "--limit", "0"]).len(),
        sides.iter().filter(|row| row["near"].as_u64() >= Some(8)).count()
    );
    assert_eq!(place.run(&["collocates", "xyzzy"]).code, 1);
    assert_eq!(place.run(&["collocates", "bảo hiểm"]).code, 2);
}

#[test]
fn dispersions_are_of_articles_of_any_size() {
    let place = corpus();
    let all = rows(&place, &["dispersion", "y", "bệnh", "khỏe", "\"bảo hiểm y tế\"", "dinh"]);
    let bệnh = row_of(&all, "form", "bệnh");
    for (column, expected) in [
        ("hits", 23.0),
        ("articles", 7.0),
        ("parts", 14.0),
        ("dp", 0.571_562_145_2),
        ("dp_norm", 0.589_678_219_5),
        ("d_a", 0.295_732_200_9),
        ("juilland_d", 0.650_143_165_8),
        ("arf", 10.299_539_17),
    ] {
        assert!(near(&bệnh[column], expected), "{column}: {}", bệnh[column]);
    }
    assert_eq!(
        (&all[3]["form"], &all[3]["hits"], &all[3]["articles"]),
        (&json!("bảo hiểm y tế"), &json!(8), &json!(2))
    );
    assert_eq!((&all[4]["hits"], &all[4]["articles"]), (&json!(6), &json!(4)), "“định” too");
    let exact = rows(&place, &["dispersion", "dinh", "--exact", "--measure", "all"]);
    assert_eq!((&exact[0]["hits"], &exact[0]["articles"]), (&json!(4), &json!(2)));
    assert!(near(&exact[0]["dp"], 0.903_225_806_5) && near(&exact[0]["kld"], 3.369_415_578), "{exact:?}");
    let one = rows(&place, &["dispersion", "thuốc", "--topic", "bao-tro-xa-hoi", "--from", "2025"]);
    assert_eq!(
        (&one[0]["parts"], &one[0]["dp"], &one[0]["dp_norm"], &one[0]["d_a"]),
        (&json!(1), &json!(0.0), &Value::Null, &Value::Null)
    );
    assert_eq!(place.run(&["dispersion", "xyzzy"]).code, 1);
}

#[test]
fn people_and_topics_occur_together() {
    let place = corpus();
    let pairs = |more: &[&str]| {
        rows(&place, &[&["cooccur", "--of", "official", "--with", "topic", "--limit", "0"], more].concat())
    };
    let all = pairs(&["--min", "0"]);
    let met = pairs(&[]);
    assert!(met.len() < all.len() && met.iter().all(|row| row["both"].as_u64() >= Some(1)));
    for row in &all {
        let [both, x, y] = ["both", "x_articles", "y_articles"].map(|column| row[column].as_u64().unwrap());
        assert!(both <= x.min(y), "{row}");
        let expected = (x * y) as f64 / 14.0;
        assert!(near(&row["expected"], expected) && near(&row["lift"], both as f64 / expected), "{row}");
        assert_eq!(row["npmi"] == json!(-1.0), both == 0, "{row}");
        assert!(row["q"].as_f64() >= row["fisher_p"].as_f64());
    }
    // The numbers of articles are those of count.
    let counts = json_of(&place, &["count", "--by", "topic"]);
    for row in &all {
        let count = row_of(counts["groups"].as_array().unwrap(), "key", row["y"].as_str().unwrap());
        assert_eq!(row["y_articles"], count["articles"]);
    }
    let topics = rows(&place, &["cooccur", "--of", "topic", "--with", "topic", "--limit", "0", "--min", "0"]);
    assert!(topics.iter().all(|row| row["x"].as_str() < row["y"].as_str()), "each pair once");
    assert_eq!(place.run(&["cooccur", "--of", "topic"]).code, 2);
}
