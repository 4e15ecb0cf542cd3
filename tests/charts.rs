//! The pictures of the study commands: well-formed, within their edges, and with the numbers of the rows.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Value, json};

use crate::study::{corpus, json_of};
use crate::support::Place;

/// An element with its attributes and the text in it; a title in it is apart.
#[derive(Debug, Default, Clone)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    title: String,
}

impl Element {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &str) -> f64 {
        self.get(name).unwrap_or_else(|| panic!("{self:?} has no {name}")).parse().unwrap()
    }

    /// All places that the element names.
    fn places(&self) -> Vec<(f64, f64)> {
        match self.name.as_str() {
            "rect" => {
                let (x, y) = (self.number("x"), self.number("y"));
                vec![(x, y), (x + self.number("width"), y + self.number("height"))]
            }
            "circle" => {
                let (x, y, r) = (self.number("cx"), self.number("cy"), self.number("r"));
                vec![(x - r, y - r), (x + r, y + r)]
            }
            "line" => vec![(self.number("x1"), self.number("y1")), (self.number("x2"), self.number("y2"))],
            "text" => {
                let (x, y) = (self.number("x"), self.number("y"));
                vec![(x, y), (x, y - self.number("font-size"))]
            }
            "polygon" | "polyline" => {
                let pairs = self.get("points").unwrap().split(' ').map(|pair| pair.split_once(',').unwrap());
                pairs.map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap())).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// All elements of a document. Panics if it isn't well-formed.
fn elements(svg: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(svg);
    reader.config_mut().check_end_names = true;
    let element = |tag: &BytesStart<'_>| Element {
        name: tag.name().as_ref().to_owned(),
        attributes: tag
            .attributes()
            .map(|attribute| attribute.unwrap())
            .map(|a| (a.key.as_ref().to_owned(), quick_xml::escape::unescape(&a.value).unwrap().into_owned()))
            .collect(),
        ..Element::default()
    };
    let (mut all, mut open): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
    let add = |all: &mut Vec<Element>, open: &[usize], text: &str| {
        let Some(at) = open.last() else { return assert!(text.trim().is_empty(), "{text}") };
        match (all[*at].name.as_str(), open.len()) {
            ("title", depth) if depth > 2 => all[open[depth - 2]].title += text,
            _ => all[*at].text += text,
        }
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                open.push(all.len());
                all.push(element(&tag));
            }
            Event::Empty(tag) => all.push(element(&tag)),
            Event::End(_) => drop(open.pop().unwrap()),
            Event::Text(text) => add(&mut all, &open, &text),
            Event::GeneralRef(name) => {
                let escaped = format!("&{};", &*name);
                add(&mut all, &open, &quick_xml::escape::unescape(&escaped).unwrap());
            }
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(open.is_empty());
    all
}

fn svg(place: &Place, args: &[&str]) -> String {
    place.ok(&[args, &["--format", "svg"]].concat())
}

/// Fails if anything is outside of the picture, or hidden in it.
fn check(svg: &str) -> Vec<Element> {
    let all = elements(svg);
    let root = &all[0];
    assert_eq!((root.name.as_str(), root.get("role")), ("svg", Some("img")));
    let (width, height) = (root.number("width"), root.number("height"));
    assert_eq!(root.get("viewBox"), Some(format!("0 0 {width} {height}").as_str()));
    assert!(width == 720.0 && height > 60.0, "{height}");
    for name in ["title", "desc"] {
        let first = all.iter().find(|element| element.name == name).unwrap();
        assert!(!first.text.trim().is_empty(), "no {name}");
    }
    assert!(root.get("font-family").unwrap().starts_with("'Noto Sans','DejaVu Sans'"));
    for element in &all[1..] {
        assert!(
            ["title", "desc", "rect", "circle", "line", "text", "polygon", "polyline"].contains(&element.name.as_str()),
            "{element:?}"
        );
        for (x, y) in element.places() {
            assert!((0.0..=width).contains(&x) && (0.0..=height).contains(&y), "outside of {height}: {element:?}");
        }
        for (name, value) in &element.attributes {
            assert!(!["style", "href", "xlink:href"].contains(&name.as_str()) && !name.starts_with("on"), "{name}");
            assert!(!value.contains("url(") && !value.contains("://"), "{value}");
            let is_number = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
            if ["x", "y", "cx", "cy", "width"].contains(&name.as_str()) {
                assert!(value.chars().all(is_number), "{element:?}");
                assert!(value.split_once('.').is_none_or(|(_, digits)| digits.len() == 1), "{element:?}");
            }
        }
    }
    all
}

/// The titles of marks, without the commas of thousands.
fn titles(all: &[Element]) -> Vec<String> {
    all[1..].iter().filter(|e| e.name != "text" && !e.title.is_empty()).map(|e| e.title.replace(',', "")).collect()
}

/// A command line for each chart.
const CHARTS: [&[&str]; 5] = [
    &["trend", "\"y tế\"", "--by", "quarter"],
    &["collocates", "bệnh"],
    &["keyness", "date:2024", "date:2025"],
    &["dispersion", "y", "bệnh", "\"chuyển đổi số\""],
    &["cooccur", "--of", "official", "--with", "topic"],
];

#[test]
fn every_chart_is_a_document_of_its_own() {
    let place = corpus();
    let snapshot = json_of(&place, &["snapshot"])["snapshot"]["id"].as_str().unwrap().to_owned();
    for args in CHARTS {
        let picture = svg(&place, args);
        let all = check(&picture);
        assert!(all.iter().any(|element| !element.title.is_empty()), "{args:?} has no mark with a title");
        let texts: String = all.iter().filter(|e| e.name == "text").map(|e| e.text.clone() + "\n").collect();
        assert!(texts.contains("Scope: ") && texts.contains(" syllables"), "{texts}");
        assert!(texts.contains(&format!("snapshot {}-{}", &snapshot[..4], &snapshot[4..8])), "{texts}");
        assert!(texts.contains(&format!("byt {}", env!("CARGO_PKG_VERSION"))) && texts.contains(args[0]), "{texts}");
        // The same bytes again, and in a file whose extension says what it is.
        assert_eq!(svg(&place, args), picture);
        assert_eq!(place.ok(&[args, &["-o", "x.svg"]].concat()), "");
        assert_eq!(std::fs::read_to_string(place.path().join("x.svg")).unwrap(), picture);
        let vietnamese = svg(&place, &[args, &["--lang", "vi"]].concat());
        check(&vietnamese);
        assert!(vietnamese.contains("Phạm vi: ") && vietnamese.contains("âm tiết"), "{vietnamese}");
    }
}

/// A number of a row as the titles write it.
fn rounded(row: &Value, column: &str, digits: usize) -> String {
    let text = format!("{:.digits$}", row[column].as_f64().unwrap());
    text.strip_prefix("-0.")
        .filter(|rest| rest.bytes().all(|b| b == b'0'))
        .map_or(text.clone(), |rest| format!("0.{rest}"))
}

#[test]
fn titles_have_the_numbers_of_the_rows() {
    let place = corpus();
    let both = |args: &[&str]| {
        let rows = json_of(&place, args)["rows"].as_array().unwrap().clone();
        (rows, titles(&check(&svg(&place, args))))
    };
    let contains = |titles: &[String], expected: &str| {
        assert!(titles.iter().any(|title| title.contains(expected)), "{expected:?} is not in {titles:#?}");
    };
    let (rows, found) = both(&["trend", "\"y tế\"", "--by", "quarter"]);
    for row in &rows {
        if row["gap"] == true {
            contains(&found, &format!("{}: no articles", row["bucket"].as_str().unwrap()));
            continue;
        }
        let [rate, low, high] = ["per_million", "low", "high"].map(|column| rounded(row, column, 0));
        contains(
            &found,
            &format!(
                "{}: {} hits in {} of {} articles {} syllables; {rate} a million [{low}–{high}]",
                row["bucket"].as_str().unwrap(),
                row["hits"],
                row["articles"],
                row["of_articles"],
                row["words"]
            ),
        );
    }
    let (rows, found) = both(&["collocates", "bệnh"]);
    assert_eq!(found.len(), rows.len());
    for row in &rows {
        let (form, dice, expected) =
            (row["form"].as_str().unwrap(), rounded(row, "log_dice", 2), rounded(row, "expected", 2));
        contains(
            &found,
            &format!(
                "{form}: logDice {dice}; near {} times (expected {expected}) {} before {} after in {} articles; {} hits",
                row["near"], row["left"], row["right"], row["articles"], row["hits"]
            ),
        );
    }
    let (rows, found) = both(&["keyness", "date:2024", "date:2025"]);
    for row in &rows {
        contains(
            &found,
            &format!(
                "{}: A {} hits in {} articles B {} in {}; log₂ {} lrc {}",
                row["form"].as_str().unwrap(),
                row["hits_a"],
                row["articles_a"],
                row["hits_b"],
                row["articles_b"],
                rounded(row, "log_ratio", 2),
                rounded(row, "lrc", 2)
            ),
        );
    }
    let (rows, found) = both(&["cooccur", "--of", "official", "--with", "topic"]);
    assert_eq!(found.len(), rows.len());
    for row in &rows {
        contains(
            &found,
            &format!(
                "{} ({} articles) and {} ({}): {} in common expected {} lift {} NPMI {}",
                row["x"].as_str().unwrap(),
                row["x_articles"],
                row["y"].as_str().unwrap(),
                row["y_articles"],
                row["both"],
                rounded(row, "expected", 2),
                rounded(row, "lift", 2),
                rounded(row, "npmi", 2)
            ),
        );
    }
    // The marks of a bar code have all hits of its row.
    let (rows, found) = both(&["dispersion", "bệnh"]);
    let hits: u64 = found
        .iter()
        .map(|title| title.split(": ").nth(1).unwrap().split(' ').next().unwrap().parse::<u64>().unwrap())
        .sum();
    assert_eq!(json!(hits), rows[0]["hits"]);
}

#[test]
fn commands_that_draw_nothing_say_who_does() {
    let place = corpus();
    for args in [
        &["words", "--format", "svg"][..],
        &["kwic", "y", "--format", "svg"],
        &["sample", "2", "--seed", "1", "--format", "svg"],
        &["first", "y", "-o", "first.svg"],
        &["snapshot", "--format", "svg"],
    ] {
        let ran = place.run(args);
        assert_eq!(ran.code, 2, "{args:?}");
        for name in ["trend", "collocates", "keyness", "dispersion", "cooccur"] {
            assert!(ran.err.contains(name), "{}", ran.err);
        }
        assert!(!place.path().join("first.svg").exists());
    }
}

/// An article of a day with a text.
fn article(id: usize, day: &str, body: &str) -> Value {
    json!({ "id": format!("x{id}"), "title": format!("Tin số {id}"), "published": format!("{day}T09:00:00+07:00"), "body": body,
        "url": format!("https://moh.gov.vn/tin/{id}"), "section": true })
}

#[test]
fn small_large_and_strange_inputs_stay_within_the_edges() {
    let long = "khámchữabệnhbằngyhọccổtruyềnkếthợpyhọchiệnđạitạituyếncơsởrấtdài";
    let one = Place::with_records(&[article(1, "2025-03-03", "Bộ trưởng dự họp về thuốc.")]);
    for args in [
        &["trend", "thuốc"][..],
        &["dispersion", "thuốc"],
        &["collocates", "thuốc"],
        &["cooccur", "--of", "topic", "--with", "topic", "--min", "0"],
    ] {
        let ran = one.run(&[args, &["--format", "svg"]].concat());
        assert!(ran.code <= 1, "{}", ran.err);
        check(&ran.out);
    }
    // More than four hundred buckets, most of them gaps; a word of sixty letters; markup and marks of direction.
    let hostile = "</text><script>alert(1)</script> & \u{202e}thuốc\u{7}\" ]]> thuốc";
    let records: Vec<Value> = (0..30)
        .map(|n| {
            let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::Days::new(n as u64 * 15);
            article(
                n,
                &day.to_string(),
                &format!("{long} cấp thuốc cho xã {n}. {hostile} {}", "vùng cao ".repeat(n % 4 * 20)),
            )
        })
        .collect();
    let many = Place::with_records(&records);
    let eight = ["thuốc", "vùng", "cao", "xã", "cấp", "cho", long, "\"cấp thuốc cho xã\""];
    for args in [
        &["trend", "thuốc", "--by", "day"][..],
        &[&["trend"][..], &eight, &["--by", "month"]].concat(),
        &["trend", long, "--by", "week", "--smooth", "3"],
        &[&["dispersion"][..], &eight].concat(),
        &["collocates", "thuốc", "--limit", "0", "--min", "1", "--min-articles", "1"],
        &["keyness", "vùng", "--both", "keep", "--limit", "0", "--min", "1", "--min-articles", "1"],
        &["keyness", "date:2024", "--limit", "3"],
    ] {
        let picture = svg(&many, args);
        check(&picture);
        assert!(
            !picture.contains("<script") && !picture.contains('\u{202e}') && !picture.contains('\u{7}'),
            "{args:?}"
        );
    }
    let days = titles(&check(&svg(&many, &["trend", "thuốc", "--by", "day"])));
    assert!(days.len() > 400, "{}", days.len());
    let none = many.run(&["trend", "vắng", "--from", "2025-12", "--format", "svg"]);
    assert_eq!(none.code, 1, "{}", none.err);
}
