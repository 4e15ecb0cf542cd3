//! The formats of search, show, export and count: which go together, that none hides anything, and
//! that a row holds what a record holds.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::{Place, Ran, jsonl};

const FORMATS: [&str; 11] = ["text", "json", "jsonl", "csv", "tsv", "markdown", "html", "ids", "bibtex", "ris", "csl"];

/// More articles than a search shows unasked, with everything in them that a format could trip over.
fn nasty() -> Place {
    let mut records: Vec<Value> = (0..40)
        .map(|n| json!({"id": format!("n{n:02}"), "title": format!("Bộ trưởng Đào Hồng Lan họp số {n}"), "published": "2026-01-02"}))
        .collect();
    records.push(json!({
        "id": "007", "title": "=1+1 \"Thuốc\", | 50% {x} & y_z\\n", "published": "2026-01-20T09:30:00+07:00",
        "url": "=HYPERLINK(\"x\")", "sha256": "+1", "source": "@nguồn\tmột\nhai",
        "abstract": "+84 gọi Bộ trưởng Đào Hồng Lan", "abstract_truncated": true,
        "body": "- Thứ trưởng Lê Văn Mười dự họp.\n\nTheo Nghị quyết 72-NQ/TW; \"trích\"\tvà bảo hiểm y tế.",
        "captions": ["-Ảnh: một; hai", "Ảnh 2"], "aliases": ["aid:7", "slug:x"],
        "fetched": "2026-01-21T01:00:00Z", "missing_since": "2026-01-29T01:00:00Z", "gone": "2026-01-30T01:00:00Z",
    }));
    records.push(json!({"id": "bare", "title": "Tin"}));
    Place::with_records(&records)
}

/// The rows of a sheet, each by the names of its columns.
fn rows(text: &str, delimiter: u8) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// How many articles an output holds.
fn articles(format: &str, text: &str) -> usize {
    match format {
        "json" => serde_json::from_str::<Value>(text).unwrap()["articles"].as_array().unwrap().len(),
        "csl" => serde_json::from_str::<Vec<Value>>(text).unwrap().len(),
        "jsonl" | "ids" => text.lines().count(),
        "csv" => rows(text, b',').len(),
        "tsv" => text.lines().count() - 1,
        "markdown" => text.lines().count() - 2,
        "html" => text.matches("<tr><td>").count(),
        "bibtex" => text.matches("\n@misc{").count() + usize::from(text.starts_with("@misc{")),
        "ris" => text.matches("TY  - ELEC\r\n").count(),
        _ => text.lines().filter(|line| line.starts_with("id ")).count(),
    }
}

#[test]
fn nothing_is_cut_off_in_any_format() {
    let place = nasty();
    let total: usize = place.ok(&["count"]).trim().parse().unwrap();
    assert_eq!(total, 42);
    for format in FORMATS {
        let exported = place.ok(&["export", "--format", format]);
        assert_eq!(articles(format, &exported), total, "export --format {format}");
        if format != "text" {
            let found = place.ok(&["search", "--limit", "0", "--format", format]);
            assert_eq!(articles(format, &found), total, "search --limit 0 --format {format}");
        }
    }
    for format in ["csv", "tsv"] {
        let text = place.ok(&["count", "--format", format]);
        assert_eq!(text, "articles\n42\n");
    }
}

/// What a record says, as a row must say it.
fn expected_row(record: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let each = |list: &str, key: &str| {
        record[list].as_array().unwrap().iter().map(|item| text(&item[key])).collect::<Vec<_>>().join("; ")
    };
    let strings = |list: &str, by: &str| record[list].as_array().unwrap().iter().map(text).collect::<Vec<_>>().join(by);
    let officials = record["officials"].as_array().unwrap();
    let people: Vec<String> =
        officials.iter().map(|o| format!("{} ({})", text(&o["name"]), text(&o["relation"]))).collect();
    let mut row: BTreeMap<String, String> = BTreeMap::from([
        ("date", text(&record["published"]).chars().take(10).collect()),
        ("officials", people.join("; ")),
        ("topics", each("topics", "id")),
        ("identifiers", strings("identifiers", "; ")),
        ("aliases", strings("aliases", "; ")),
        ("captions", strings("captions", "\n")),
    ])
    .into_iter()
    .map(|(name, cell)| (name.to_owned(), cell))
    .collect();
    for (column, key) in [("names", "name"), ("roles", "role"), ("titles", "title"), ("relations", "relation")] {
        row.insert(format!("official_{column}"), each("officials", key));
    }
    for (column, yes, no) in [("registry", "known", "new"), ("inferred", "inferred", "named")] {
        let words = officials.iter().map(|o| if o[column] == true { yes } else { no });
        row.insert(format!("official_{column}"), words.collect::<Vec<_>>().join("; "));
    }
    for (key, value) in record.as_object().unwrap().iter().filter(|(_, value)| !value.is_array()) {
        row.insert(key.clone(), text(value));
    }
    row
}

#[test]
fn a_row_holds_all_of_a_record() {
    let place = nasty();
    let records = jsonl(&place.ok(&["export"]));
    for (format, delimiter) in [("csv", b','), ("tsv", b'\t')] {
        let rows = rows(&place.ok(&["export", "--format", format, "--csv-raw"]), delimiter);
        assert_eq!(rows.len(), records.len());
        for (record, mut row) in records.iter().zip(rows) {
            if format == "tsv" {
                row.values_mut().for_each(|cell| *cell = unescaped(cell));
            }
            for list in ["officials", "topics", "captions"] {
                let array: Value = serde_json::from_str(&row.remove(&format!("{list}_json")).unwrap()).unwrap();
                assert_eq!(array, record[list], "{format}: {list}");
            }
            assert_eq!(row, expected_row(record), "{format}");
        }
    }
}

/// Reads a cell of TSV back.
fn unescaped(cell: &str) -> String {
    let mut out = String::new();
    let mut rest = cell.chars();
    while let Some(c) = rest.next() {
        out.push(match (c, if c == '\\' { rest.next() } else { None }) {
            ('\\', Some('n')) => '\n',
            ('\\', Some('t')) => '\t',
            ('\\', Some('r')) => '\r',
            ('\\', Some(other)) => other,
            (c, _) => c,
        });
    }
    out
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_guarded_unless_raw() {
    let place = nasty();
    for (format, delimiter) in [("csv", b','), ("tsv", b'\t')] {
        let guarded = rows(&place.ok(&["search", "--limit", "0", "--format", format]), delimiter);
        for cell in guarded.iter().flat_map(BTreeMap::values) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{format}: {cell}");
        }
        let of = |rows: &[BTreeMap<String, String>], column: &str| {
            rows.iter().find(|row| row["id"] == "007").unwrap()[column].clone()
        };
        let raw = rows(&place.ok(&["search", "--limit", "0", "--format", format, "--csv-raw"]), delimiter);
        for column in ["title", "url", "source", "abstract", "body", "captions"] {
            assert_eq!(of(&guarded, column), format!("'{}", of(&raw, column)), "{format}: {column}");
        }
        assert_eq!(of(&guarded, "version"), "1");
    }
}

#[test]
fn a_mark_is_written_only_where_it_is_asked_for() {
    let place = nasty();
    for line in [
        vec!["export", "--format", "csv"],
        vec!["search", "--format", "tsv"],
        vec!["count", "--by", "official", "--format", "csv"],
    ] {
        let plain = place.ok(&line);
        assert!(!plain.starts_with('\u{feff}'));
        assert_eq!(place.ok(&[&line[..], &["--csv-bom"]].concat()), format!("\u{feff}{plain}"));
    }
    assert_eq!(
        place.ok(&["count", "--by", "official", "--format", "tsv"]).lines().take(2).collect::<Vec<_>>(),
        ["official\tarticles", "Đào Hồng Lan\t40"]
    );
}

#[test]
fn a_row_of_tsv_is_a_line_and_ids_may_end_with_nul() {
    let place = nasty();
    let tsv = place.ok(&["export", "--format", "tsv"]);
    let tabs = tsv.lines().next().unwrap().matches('\t').count();
    assert!(tsv.lines().all(|line| line.matches('\t').count() == tabs), "a cell holds a tab or a line end");
    let ids = place.ok(&["export", "--format", "ids", "-0"]);
    assert_eq!(ids.replace('\0', "\n"), place.ok(&["export", "--format", "ids"]));
    assert_eq!(place.ok(&["show", "bare", "007", "--format", "ids", "--null"]), "bare\x00007\x00");
}

#[test]
fn markdown_is_a_table_of_many_and_the_text_of_one() {
    let place = nasty();
    let table = place.ok(&["export", "--format", "markdown"]);
    assert_eq!(table.lines().next(), Some("| Date | Article | Officials | Topics | Documents | Id |"));
    let row = table.lines().find(|line| line.contains("`007`")).unwrap();
    assert!(row.contains(r#"=1+1 "Thuốc", \| 50% {x} \& y\_z\\n | "#), "{row}");
    assert!(!row.contains("HYPERLINK"), "{row}");
    let whole = place.ok(&["show", "007", "bare", "--format", "markdown"]);
    assert!(whole.starts_with("# =1+1 "), "{whole}");
    assert!(whole.contains("\n\\- Thứ trưởng Lê Văn Mười dự họp.\n\nTheo Nghị quyết"), "{whole}");
    assert!(whole.contains("\n> \\-Ảnh: một; hai\n") && whole.contains("\n---\n\n# Tin\n"), "{whole}");
}

#[test]
fn options_that_would_do_nothing_are_wrong_use() {
    let place = nasty();
    for line in [
        "export --csv-bom",
        "export --format json --csv-raw",
        "export --format ids --csv-bom",
        "search --csv-raw",
        "search --format markdown --csv-bom",
        "show bare --csv-raw",
        "show bare --cite ris --csv-bom",
        "count --csv-bom",
        "count --by topic --format json --csv-raw",
        "export --null",
        "export --format csv -0",
        "show bare --cite text --null",
        "export --format jsonl --cite bibtex",
        "show bare --format csv --cite bibtex",
        "show bare --versions --cite bibtex",
        "show bare --versions --format tsv",
        "show bare --diff --format csv --csv-raw",
        "count --format jsonl",
    ] {
        let ran = place.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line}: {}", ran.err);
        assert!(ran.err.starts_with("error: "), "{line}: {}", ran.err);
    }
    let ran = place.run(&["export", "--csv-bom"]);
    assert!(ran.err.contains("--csv-bom") && ran.err.contains("hint: add --format csv or --format tsv"), "{}", ran.err);
}

/// Files grow to one block of 512 or 1024 bytes and no further, as on a disk that fills up.
#[cfg(unix)]
#[test]
fn a_file_that_can_t_be_finished_leaves_the_old_one_and_nothing_else() {
    let place = nasty();
    let target = place.write("out/kept", b"what was there before");
    for format in FORMATS {
        let script = format!("trap '' XFSZ; ulimit -f 1; exec \"$0\" export --format {format} -o out/kept");
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg(assert_cmd::cargo::cargo_bin("byt")).current_dir(place.path()).env_clear();
        let ran = Ran::from(command.output().unwrap());
        let small = place.ok(&["export", "--format", format]).len() <= 1024;
        assert_eq!(ran.code, if small { 0 } else { 8 }, "{format}: {}", ran.err);
        if !small {
            assert_eq!(std::fs::read(&target).unwrap(), b"what was there before", "{format}");
            assert!(ran.err.starts_with("error: ") && ran.err.contains("caused by: "), "{format}: {}", ran.err);
        }
        let left = std::fs::read_dir(place.path().join("out")).unwrap().count();
        assert_eq!(left, 1, "{format} leaves a file behind");
        place.write("out/kept", b"what was there before");
        place.ok(&["export", "--format", format, "-o", "out/kept"]);
        assert_eq!(std::fs::read_to_string(&target).unwrap(), place.ok(&["export", "--format", format]), "{format}");
        place.write("out/kept", b"what was there before");
    }
}

#[test]
fn a_reader_that_has_enough_ends_every_format_quietly() {
    let records: Vec<_> =
        (0..1_500).map(|n| json!({"title": format!("Bài số {n}"), "body": "nội dung ".repeat(60)})).collect();
    let place = Place::with_records(&records);
    for format in FORMATS {
        for command in [&["export"][..], &["search", "--limit", "0"]] {
            let mut child = Command::new(assert_cmd::cargo::cargo_bin("byt"))
                .current_dir(place.path())
                .args(command)
                .args(["--format", format])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            drop(child.stdout.take());
            let done = child.wait_with_output().unwrap();
            assert_eq!(done.status.code(), Some(0), "{command:?} --format {format}");
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            assert_eq!(said, "", "{command:?} --format {format}");
        }
    }
}

#[test]
fn the_guide_lists_all_columns_in_order() {
    let place = nasty();
    let header = |args: &[&str]| -> Vec<String> {
        place.ok(args).lines().next().unwrap().split(',').map(str::to_owned).collect()
    };
    let of_export = header(&["export", "--format", "csv"]);
    assert_eq!(header(&["show", "bare", "--format", "csv"]), of_export);
    let of_search = header(&["search", "--format", "csv"]);
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/formats.md")).unwrap();
    let table = guide.split("\n| column | content |\n").nth(1).expect("the table of columns");
    let listed: Vec<String> = table
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .flat_map(|line| line.split(" | ").next().unwrap().split('`').skip(1).step_by(2).map(str::to_owned))
        .collect();
    assert_eq!(listed, of_search);
    let help = place.ok(&["export", "--help"]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains(&of_export.join(", ")), "{help}");
    let added = ["score", "match", "snippet"];
    assert_eq!(of_search.into_iter().filter(|name| !added.contains(&name.as_str())).collect::<Vec<_>>(), of_export);
}
