//! Output that is chosen: the format by the name of a file, fields by `--fields`, a folder by `--split`; and highlights.

use serde_json::{Value, json};

use crate::support::{Place, jsonl};

fn corpus() -> Place {
    Place::with_records(&[
        json!({"id": "mot", "title": "Bộ trưởng Đào Hồng Lan họp về bảo hiểm y tế", "published": "2026-01-20T00:30:00+07:00",
            "url": "https://moh.gov.vn/mot?a=1&b=2", "abstract": "Quỹ: 1 < 2 & \"3\".", "source": "suckhoedoisong.vn",
            "body": "Đoạn một.\n\nY tế cơ sở dùng bảo hiểm\n\ny tế.", "captions": ["Ảnh 1", "Ảnh về bảo hiểm y tế"]}),
        json!({"id": "hai", "title": "=Tin \"thứ hai\"", "published": "2025-12-31"}),
    ])
}

#[test]
fn the_extension_of_the_file_decides_the_format() {
    let place = corpus();
    for (extension, format) in [
        ("csv", "csv"),
        ("TSV", "tsv"),
        ("json", "json"),
        ("jsonl", "jsonl"),
        ("ndjson", "jsonl"),
        ("md", "markdown"),
        ("bib", "bibtex"),
        ("ris", "ris"),
        ("html", "html"),
        ("txt", "text"),
    ] {
        let file = format!("out.{extension}");
        for command in ["search", "export"] {
            let ran = place.run(&[command, "-o", &file]);
            assert!(ran.code == 0 && !ran.err.contains("its format"), "{command} {file}: {}", ran.err);
            let written = std::fs::read_to_string(place.path().join(&file)).unwrap();
            assert_eq!(written, place.ok(&[command, "--format", format]), "{command} {file}");
        }
    }
    for (extension, format) in [("csv", "csv"), ("tsv", "tsv"), ("json", "json"), ("txt", "text")] {
        let file = format!("n.{extension}");
        place.ok(&["count", "--by", "official", "-o", &file]);
        let written = std::fs::read_to_string(place.path().join(&file)).unwrap();
        assert_eq!(written, place.ok(&["count", "--by", "official", "--format", format]), "{file}");
    }
    place.ok(&["show", "mot", "-o", "mot.html"]);
    let page = std::fs::read_to_string(place.path().join("mot.html")).unwrap();
    assert!(
        page.contains("<h1><a href=\"https://moh.gov.vn/mot?a=1&amp;b=2\">")
            && page.contains("Quỹ: 1 &lt; 2 &amp; &quot;3&quot;."),
        "{page}"
    );
    assert!(place.ok(&["export", "-o", "-"]).starts_with("{\"id\""), "the default");
}

#[test]
fn a_contradiction_of_name_and_format_is_reported() {
    let place = corpus();
    for (args, note) in [
        (vec!["export", "--format", "jsonl", "-o", "a.csv"], "a.csv ends in .csv, but its format is jsonl"),
        (vec!["search", "--format", "csv", "-o", "a.json"], "its format is csv"),
        (vec!["export", "--cite", "ris", "-o", "a.bib"], "its format is ris"),
        (vec!["count", "-o", "a.md"], "its format is text"),
        (vec!["export", "-o", "a.atom"], "a.atom ends in .atom, but its format is jsonl"),
        (vec!["show", "mot", "--format", "json", "-o", "a.txt"], "its format is json"),
    ] {
        let ran = place.run(&args);
        assert!(
            ran.code == 0 && ran.err.contains(&format!("note: {}", &args[args.len() - 1])),
            "{args:?}: {}",
            ran.err
        );
        assert!(ran.err.contains(note), "{args:?}: {}", ran.err);
        let quiet = place.run(&[args.as_slice(), &["-q"]].concat());
        assert_eq!(quiet.err, "", "{args:?}");
    }
    for args in [
        vec!["export", "--format", "ids", "-o", "a.txt"],
        vec!["export", "--cite", "csl", "-o", "a.json"],
        vec!["export", "--format", "csv", "-o", "a.xls"],
        vec!["count", "--format", "json", "-o", "a"],
    ] {
        let ran = place.run(&args);
        assert!(ran.code == 0 && !ran.err.contains("its format"), "{args:?}: {}", ran.err);
    }
}

#[test]
fn fields_are_those_that_were_asked_for_in_that_order() {
    let place = corpus();
    let asked = ["--fields", "title,date,id"];
    let of = |format| place.ok(&[&["export", "--format", format], &asked[..]].concat());
    let line = "{\"title\":\"Bộ trưởng Đào Hồng Lan họp về bảo hiểm y tế\",\"date\":\"2026-01-20\",\"id\":\"mot\"}";
    assert_eq!(of("jsonl").lines().next(), Some(line));
    assert_eq!(of("csv").lines().next(), Some("title,date,id"));
    assert_eq!(of("csv").lines().nth(2), Some("\"'=Tin \"\"thứ hai\"\"\",2025-12-31,hai"));
    assert_eq!(of("tsv").lines().nth(1), Some("Bộ trưởng Đào Hồng Lan họp về bảo hiểm y tế\t2026-01-20\tmot"));
    let document: Value = serde_json::from_str(&of("json")).unwrap();
    assert_eq!(
        (&document["total"], &document["articles"][0]),
        (&json!(2), &serde_json::from_str::<Value>(line).unwrap())
    );
    // Whatever the record has is the same.
    let whole = jsonl(&place.ok(&["search", "bảo hiểm", "--format", "jsonl"]));
    let names: Vec<&str> = whole[0].as_object().unwrap().keys().map(String::as_str).collect();
    let chosen = jsonl(&place.ok(&["search", "bảo hiểm", "--format", "jsonl", "--fields", &names.join(",")]));
    assert_eq!(chosen, whole);
    place.ok(&["search", "bảo hiểm", "--fields", &names.join(","), "-o", "all.csv"]);
}

#[test]
fn fields_that_mean_nothing_are_refused() {
    let place = corpus();
    for (args, said) in [
        (vec!["export", "--fields", "id,tilte"], "did you mean “title”?"),
        (vec!["export", "--fields", "id,xyzzy"], "one of: id, date"),
        (vec!["export", "--fields", "score"], "only a search has"),
        (vec!["search", "--format", "csv", "--fields", "id,id"], "twice"),
        (vec!["export", "--fields", ""], "names no field"),
        (vec!["search", "--fields", "id"], "only applies to json"),
        (vec!["export", "--format", "html", "--fields", "id"], "only applies to json"),
    ] {
        let ran = place.run(&args);
        assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains(said), "{args:?}: {}", ran.err);
    }
}

fn names(place: &Place, dir: &str) -> Vec<String> {
    let entries = std::fs::read_dir(place.path().join(dir)).unwrap();
    let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

#[test]
fn a_split_writes_a_file_for_each_article_and_replaces_only_an_earlier_one() {
    let place = corpus();
    let split = |args: &[&str]| place.run(&[&["export", "--format", "text", "--split", "texts"], args].concat());
    let read = |name: &str| std::fs::read_to_string(place.path().join("texts").join(name)).unwrap();
    assert_eq!(split(&[]).code, 0);
    assert_eq!(names(&place, "texts"), ["hai.txt", "metadata.csv", "mot.txt"]);
    assert_eq!(
        read("mot.txt"),
        "Bộ trưởng Đào Hồng Lan họp về bảo hiểm y tế\n\nQuỹ: 1 < 2 & \"3\".\n\nĐoạn một.\n\nY tế cơ sở dùng bảo hiểm\n\ny tế.\n\nẢnh 1\n\nẢnh về bảo hiểm y tế\n"
    );
    assert_eq!(read("hai.txt"), "=Tin \"thứ hai\"\n");
    let metadata = read("metadata.csv");
    assert!(
        metadata.starts_with("id,date,") && metadata.lines().count() == 3 && !metadata.contains("Đoạn"),
        "{metadata}"
    );
    // An earlier one is replaced as a whole.
    assert_eq!(split(&["--on", "2026", "--fields", "date,title", "--csv-bom"]).code, 0);
    assert_eq!(names(&place, "texts"), ["metadata.csv", "mot.txt"]);
    assert!(read("metadata.csv").starts_with("\u{feff}id,date,title\n"));
    let nothing = split(&["xyzzy"]);
    assert_eq!((nothing.code, names(&place, "texts")), (1, vec!["metadata.csv".to_owned()]));
    assert_eq!(split(&[]).code, 0);
    assert_eq!(names(&place, "."), ["corpus", "index", "records.jsonl", "texts"], "nothing is left beside it");
}

#[test]
fn a_split_touches_no_folder_of_others() {
    let place = corpus();
    let refused = |dir: &str| {
        let ran = place.run(&["export", "--split", dir]);
        assert!(ran.code == 2 && ran.err.contains("can't write"), "{dir}: {}", ran.err);
    };
    place.write("mine/notes.txt", b"x");
    place.write("half/metadata.csv", b"id,date\nmot,2026-01-20\n");
    place.write("other/metadata.csv", b"name\nx\n");
    place.write("file", b"x");
    for dir in ["mine", "half", "other", "file", ".", "corpus", "index", "corpus/texts", "nowhere/texts"] {
        refused(dir);
    }
    assert_eq!(place.run(&["export", "--split", "texts"]).code, 0);
    for (name, content) in [("texts/notes.md", "x"), ("texts/sub/x", "x")] {
        let path = place.write(name, content.as_bytes());
        refused("texts");
        assert!(path.exists());
        std::fs::remove_file(path).unwrap();
    }
    refused("texts"); // an empty folder in it
    std::fs::remove_dir(place.path().join("texts/sub")).unwrap();
    std::fs::remove_file(place.path().join("texts/mot.txt")).unwrap();
    refused("texts");
    std::fs::create_dir(place.path().join("empty")).unwrap();
    place.ok(&["export", "--split", "empty"]);
    for args in [["--format", "csv"], ["--cite", "ris"], ["-o", "x.txt"]] {
        let ran = place.run(&[&["export", "--split", "new"], &args[..]].concat());
        assert!(ran.code == 2 && !place.path().join("new").exists(), "{args:?}: {}", ran.err);
    }
}

/// The field, the item and the marked text of every highlight of the first article that a search finds.
fn marked(place: &Place, query: &str) -> Vec<(String, u64, String)> {
    let hits = jsonl(&place.ok(&["search", query, "--format", "jsonl"]));
    let marked = |mark: &Value| {
        let number = |key: &str| mark[key].as_u64().unwrap();
        let field = mark["field"].as_str().unwrap().to_owned();
        let text = match &hits[0][&field] {
            Value::Array(items) => &items[usize::try_from(number("item")).unwrap()],
            text => text,
        };
        let (start, end) = (usize::try_from(number("start")).unwrap(), usize::try_from(number("end")).unwrap());
        (field, number("item"), text.as_str().unwrap().chars().skip(start).take(end - start).collect())
    };
    hits[0]["highlights"].as_array().unwrap().iter().map(marked).collect()
}

#[test]
fn the_highlight_of_a_phrase_covers_the_phrase_in_the_field_of_the_record() {
    let place = corpus();
    let check = |query: &str, expected: &[(&str, u64, &str)]| {
        let expected: Vec<_> = expected.iter().map(|(f, n, t)| ((*f).to_owned(), *n, (*t).to_owned())).collect();
        assert_eq!(marked(&place, query), expected, "{query}");
    };
    check("\"bảo hiểm y tế\"", &[("title", 0, "bảo hiểm y tế"), ("captions", 1, "bảo hiểm y tế")]);
    check("\"hong lan\"", &[("title", 0, "Hồng Lan")]);
    check("\"ảnh về\"", &[("captions", 1, "Ảnh về")]);
    check("ảnh", &[("captions", 0, "Ảnh"), ("captions", 1, "Ảnh")]);
    check("\"đoạn một\" quỹ", &[("abstract", 0, "Quỹ"), ("body", 0, "Đoạn một")]);
}
