//! Lists by units: syllables that are one word or name.

use serde_json::{Value, json};

use crate::study::{json_of, rows};
use crate::support::Place;

/// Invented words of one to three syllables: no syllable is in two of them.
const WORDS: [&str; 24] = [
    "chăm lo",
    "thăm khám",
    "bản làng",
    "suối nguồn",
    "đồi chè",
    "nương rẫy",
    "mái trường",
    "con đò",
    "ruộng bậc thang",
    "tiếng hát then",
    "hoa ban nở",
    "mùa vàng ươm",
    "đi",
    "gặp",
    "hỏi",
    "mừng",
    "nói",
    "xây",
    "ngủ",
    "vui",
    "đẹp",
    "xanh",
    "cao",
    "rộng",
];

/// A generator of small numbers, the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// Articles of some three hundred syllables of which `WORDS` are strung together at random, a few numbers and names between.
fn records(first: usize, count: usize) -> Vec<Value> {
    let mut numbers = Numbers(7 + first as u64);
    let article = |n: usize| {
        let mut body = String::new();
        for _ in 0..24 {
            let words: Vec<&str> = (0..9).map(|_| WORDS[numbers.below(WORDS.len())]).collect();
            // With a mark between them, no two words stand together by chance.
            body += &format!("Rồi {}.\n", words.join(", "));
        }
        body += &format!(
            "Theo Nghị quyết {} ngày 9/9/2025, Bộ trưởng Đào Hồng Lan nói có {} xe ở NQ.",
            70 + n % 3,
            300 + n
        );
        json!({
            "id": format!("u{n:03}"), "title": format!("Bản tin số {n} về y tế"), "body": body,
            "published": format!("202{}-0{}-1{}T09:00:00+07:00", 4 + n % 2, 1 + n % 9, n % 10), "section": true,
        })
    };
    (first..first + count).map(article).collect()
}

fn corpus(records: &[Value]) -> Place {
    Place::with_records(records)
}

fn form_of<'a>(list: &'a [Value], form: &str) -> &'a Value {
    list.iter().find(|row| row["form"] == form).unwrap_or_else(|| panic!("no {form}"))
}

#[test]
fn syllables_that_stand_together_are_one_unit() {
    let place = corpus(&records(0, 60));
    let all = json_of(&place, &["words", "--limit", "0", "--min", "1", "--min-articles", "1", "--why"]);
    let list = all["rows"].as_array().unwrap();
    assert_eq!(all["scope"]["unit"], json!("unit"));
    assert!(all["notes"].as_array().unwrap().is_empty(), "{}", all["notes"]);
    for word in WORDS.iter().filter(|word| word.contains(' ')) {
        let row = form_of(list, word);
        assert_eq!((&row["joined_by"], &row["size"]), (&json!("statistics"), &json!(word.split(' ').count())));
        let of_pair = row["joint"].as_f64().unwrap() > 7.0 && (row["size"] == json!(2)) == row["freedom"].is_null();
        assert!(of_pair, "{row}");
    }
    for (form, by) in
        [("Đào Hồng Lan", "person"), ("ngày 9/9/2025", "document or date"), ("Nghị quyết 71", "document or date")]
    {
        assert_eq!(form_of(list, form)["joined_by"], json!(by), "{form}");
    }
    let syllables = rows(&place, &["words", "--unit", "syllable", "--limit", "0", "--why"]);
    assert_eq!(form_of(&syllables, "NQ")["joined_by"], Value::Null, "a word in capitals is printed so");
    assert_eq!(form_of(list, "#")["hits"], json!(120), "numbers are one word");
    assert!(!list.iter().any(|row| row["form"] == "300"));
    let syllables: u64 = list.iter().map(|row| row["hits"].as_u64().unwrap() * row["size"].as_u64().unwrap()).sum();
    assert_eq!(json!(syllables), all["scope"]["words"]);
    for row in list.iter().filter(|row| row["size"].as_u64() > Some(1)).take(20) {
        let query = format!("\"{}\"", row["form"].as_str().unwrap());
        let total = json_of(&place, &["kwic", &query, "--exact", "--limit", "1"])["total"].as_u64();
        assert!(total >= row["hits"].as_u64(), "{query}: {total:?} {row}");
    }
}

#[test]
fn numbers_are_listed_as_asked() {
    let place = corpus(&records(0, 4));
    let list = |options: &[&str]| rows(&place, &[&["words", "--limit", "0", "--min", "1"], options].concat());
    let hits = |list: &[Value]| list.iter().map(|row| row["hits"].as_u64().unwrap()).sum::<u64>();
    let (one, keep, drop) = (list(&[]), list(&["--numbers", "keep"]), list(&["--numbers", "drop"]));
    assert_eq!(hits(&one), hits(&keep));
    assert_eq!(hits(&drop) + 8, hits(&keep));
    assert!(keep.iter().any(|row| row["form"] == "301") && !keep.iter().any(|row| row["form"] == "#"));
    let syllables = list(&["--unit", "syllable", "--numbers", "one"]);
    assert_eq!(form_of(&syllables, "#")["hits"].as_u64(), Some(8 + 4 * 4), "also those of documents and days");
    let note = json_of(&place, &["words"])["notes"][0].clone();
    assert!(note.as_str().unwrap().contains("too small"), "{note}");
}

#[test]
fn a_list_of_the_user_wins() {
    let place = corpus(&records(0, 60));
    place.write("list.txt", "# of our own\nngành y tế\nbậc thang\n".as_bytes());
    let all = json_of(
        &place,
        &["words", "--lexicon", "list.txt", "--limit", "0", "--min", "1", "--min-articles", "1", "--why"],
    );
    let list = all["rows"].as_array().unwrap();
    assert_eq!(form_of(list, "bậc thang")["joined_by"], json!("lexicon"));
    assert_eq!(all["measure"]["lexicon"].as_str().unwrap().len(), 32);
    let units = json_of(&place, &["words"])["snapshot"]["units"].clone();
    assert_eq!(all["snapshot"]["units"], units, "the list has a digest of its own");
    let missing = place.run(&["words", "--lexicon", "missing.txt"]);
    assert!(missing.code == 2 && missing.err.ends_with("caused by: no such file or directory\n"), "{}", missing.err);
    assert_eq!(place.run(&["words", "--lexicon", "list.txt", "--unit", "syllable"]).code, 2);
}

#[test]
fn units_are_kept_until_the_corpus_has_grown_by_a_tenth() {
    let place = corpus(&records(0, 60));
    let units = || json_of(&place, &["words"])["snapshot"]["units"].as_str().unwrap().to_owned();
    assert_eq!(json_of(&place, &["snapshot"])["snapshot"]["units"], Value::Null, "none were made yet");
    let first = units();
    assert_eq!(json_of(&place, &["snapshot"])["snapshot"]["units"], json!(first));
    assert_eq!(json_of(&place, &["words", "--unit", "syllable"])["snapshot"]["units"], Value::Null);
    let add = |first: usize, count: usize| {
        let lines: Vec<String> = records(first, count).iter().map(Value::to_string).collect();
        place.write("more.jsonl", lines.join("\n").as_bytes());
        place.ok(&["import", "more.jsonl"]);
    };
    add(60, 3);
    assert_eq!(units(), first, "a day's articles change nothing");
    add(63, 9);
    assert_ne!(units(), first);
}

#[test]
fn units_that_are_missing_or_damaged_are_made_again() {
    let place = corpus(&records(0, 60));
    let listed = || place.ok(&["words", "--format", "csv", "--limit", "0"]);
    let file = place.path().join("index/units");
    let expected = listed();
    let kept = std::fs::read(&file).unwrap();
    let other = corpus(&records(100, 60));
    other.ok(&["words"]);
    let foreign = std::fs::read(other.path().join("index/units")).unwrap();
    let mut flipped = kept.clone();
    flipped[kept.len() / 2] ^= 4;
    for broken in [Vec::new(), kept[..kept.len() / 2].to_vec(), flipped, foreign, b"units".to_vec()] {
        std::fs::write(&file, &broken).unwrap();
        assert_eq!(listed(), expected, "{} bytes", broken.len());
        assert!(std::fs::read(&file).unwrap() == kept, "the same bytes again");
    }
    std::fs::remove_file(&file).unwrap();
    assert_eq!(listed(), expected);
    assert_eq!(place.run(&["check"]).code, 0);
    place.ok(&["index", "--rebuild"]);
    assert!(std::fs::read(&file).unwrap() == kept, "it outlives the index");
}

#[test]
fn the_order_of_imports_changes_no_unit() {
    let mut all = records(0, 60);
    let here = corpus(&all);
    all.reverse();
    let there = corpus(&all);
    for args in [
        &["words", "--limit", "0", "--why"][..],
        &["words", "--terms", "--limit", "0"],
        &["keyness", "date:2024", "date:2025", "--limit", "0", "--why"],
        &["collocates", "\"bản làng\"", "--limit", "0"],
    ] {
        let args = [args, &["--format", "csv"]].concat();
        assert_eq!(here.ok(&args), there.ok(&args), "{args:?}");
    }
    let units = |place: &Place| std::fs::read(place.path().join("index/units")).unwrap().len();
    assert_eq!(units(&here), units(&there));
}

#[test]
fn terms_are_units_with_strong_joints() {
    let place = corpus(&records(0, 60));
    let list = rows(&place, &["words", "--terms", "--limit", "0"]);
    for word in ["ruộng bậc thang", "chăm lo"] {
        assert!(form_of(&list, word)["c_value"].as_f64().unwrap() > 100.0);
    }
    assert!(!list.iter().any(|row| row["form"] == "ruộng bậc"), "always within a longer term");
    assert!(list.windows(2).all(|pair| pair[0]["c_value"].as_f64() >= pair[1]["c_value"].as_f64()));
    let hits = json_of(&place, &["kwic", "\"chăm lo\"", "--limit", "1"])["total"].clone();
    assert_eq!(form_of(&list, "chăm lo")["hits"], hits);
    for refused in [&["--size", "2"][..], &["--sort", "hits"], &["--fold"], &["--unit", "syllable"]] {
        assert_eq!(place.run(&[&["words", "--terms"], refused].concat()).code, 2, "{refused:?}");
    }
}

#[test]
fn a_unit_near_a_word_counts_once() {
    let place = corpus(&records(0, 60));
    let all = json_of(&place, &["collocates", "làng", "--limit", "0"]);
    let list = all["rows"].as_array().unwrap();
    assert!(!list.iter().any(|row| row["form"] == "bản làng"), "a unit with the word is the word");
    assert!(list.iter().any(|row| row["form"] == "tiếng hát then"));
    let kwic = json_of(&place, &["kwic", "làng", "--limit", "1"])["total"].clone();
    assert_eq!(all["measure"]["hits"], kwic);
    let of = |query: &str, word: &str| {
        let list = rows(&place, &["collocates", query, "--within", "article", "--limit", "0"]);
        form_of(&list, word)["hits"].clone()
    };
    assert_eq!(
        of("\"bản làng\"", "suối nguồn"),
        form_of(&rows(&place, &["words", "--limit", "0"]), "suối nguồn")["hits"]
    );
}

/// The file of words in the folder of the generation.
fn file_of_words(place: &Place) -> std::path::PathBuf {
    let current = std::fs::read_to_string(place.path().join("index/current")).unwrap();
    place.path().join("index").join(current.trim_end()).join("words")
}

const STUDIES: [&[&str]; 13] = [
    &["words", "--limit", "0", "--why"],
    &["words", "--unit", "syllable", "--fold", "--limit", "0"],
    &["words", "--size", "3", "--limit", "0"],
    &["keyness", "date:2024", "date:2025", "--limit", "0", "--in", "body"],
    &["collocates", "\"bản làng\"", "--limit", "0"],
    &["trend", "\"đồi chè\"", "xanh", "--by", "year"],
    &["trend", "title:\"y tế\"", "vui OR mừng", "--by", "month", "--in", "title,body"],
    &["dispersion", "\"con đò\"", "vu*", "\"vui xanh\"~3"],
    &["trend", "9/9/2025"],
    &["kwic", "\"bản làng\"", "--limit", "7"],
    &["kwic", "vui OR \"suối nguồn\"", "--sort", "right,left", "--limit", "12", "--in", "body"],
    &["kwic", "9/9/2025", "--sort", "L2", "--limit", "3"],
    &["first", "\"mái trường\""],
];

#[test]
fn the_file_of_words_says_what_the_texts_say() {
    let place = corpus(&records(0, 60));
    let all = || STUDIES.map(|args| place.ok(&[args, &["--format", "csv"]].concat()));
    // Nothing was written yet, so hits are read from the texts.
    let by_text: Vec<String> =
        STUDIES[5..].iter().map(|args| place.ok(&[*args, &["--format", "csv"]].concat())).collect();
    assert!(!file_of_words(&place).exists());
    place.ok(&["index", "--research"]);
    let file = file_of_words(&place);
    let kept = std::fs::read(&file).unwrap();
    let expected = all();
    assert_eq!(expected[5..], by_text);
    let mut flipped = kept.clone();
    flipped[kept.len() - 100] ^= 1;
    let other = corpus(&records(200, 60));
    other.ok(&["words"]);
    let foreign = std::fs::read(file_of_words(&other)).unwrap();
    for broken in [Vec::new(), kept[..kept.len() - 3].to_vec(), kept[..30].to_vec(), flipped, foreign] {
        std::fs::write(&file, &broken).unwrap();
        assert_eq!(all(), expected, "{} bytes", broken.len());
        assert!(std::fs::read(&file).unwrap() == kept, "it was written again");
    }
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    assert_eq!(all(), expected, "nothing can be written there");
    std::fs::remove_dir(&file).unwrap();
    assert_eq!((place.run(&["check"]).code, all()), (0, expected));
    place.ok(&["index", "--rebuild"]);
    assert!(!file.exists(), "it belongs to the generation");
}

#[test]
fn the_first_lines_of_a_concordance_are_the_first_of_all() {
    let place = corpus(&records(0, 40));
    place.ok(&["index", "--research"]);
    let lines = |query: &str, sort: &str, within: &str, limit: usize| {
        let limit = limit.to_string();
        let found = json_of(&place, &["kwic", query, "--sort", sort, "--within", within, "--limit", &limit]);
        (found["total"].clone(), found["measure"].clone(), found["rows"].as_array().unwrap().clone())
    };
    for query in ["vui", "\"bản làng\"", "chăm OR đi", "vu*", "\"hoa nở\"~1"] {
        for sort in ["time", "right", "left", "key", "R1", "L3,R2", "official,right", "R3,left", "key,L1,R1"] {
            for within in ["sentence", "article"] {
                let (total, measure, all) = lines(query, sort, within, 0);
                for limit in [1, 20] {
                    let first = lines(query, sort, within, limit);
                    let expected = all[..limit.min(all.len())].to_vec();
                    assert_eq!(first, (total.clone(), measure.clone(), expected), "{query} {sort} {within} {limit}");
                }
            }
        }
    }
}

#[test]
fn an_article_that_is_added_or_edited_is_counted() {
    let mut all = records(0, 60);
    let place = corpus(&all);
    place.ok(&["index", "--research"]);
    let before = json_of(&place, &["words", "--unit", "syllable", "--limit", "0", "--min", "1"]);
    all[3]["body"] = json!("Rồi xyzzy vui.");
    all[3]["fetched"] = json!("2026-01-31T01:00:00Z");
    place.write("edited.jsonl", all[3].to_string().as_bytes());
    place.ok(&["import", "edited.jsonl"]);
    let after = json_of(&place, &["words", "--unit", "syllable", "--limit", "0", "--min", "1", "--min-articles", "1"]);
    assert_eq!(form_of(after["rows"].as_array().unwrap(), "xyzzy")["hits"], json!(1));
    assert!(after["scope"]["words"].as_u64() < before["scope"]["words"].as_u64());
    let hits: u64 = after["rows"].as_array().unwrap().iter().map(|row| row["hits"].as_u64().unwrap()).sum();
    assert_eq!(json!(hits), after["scope"]["words"]);
}
