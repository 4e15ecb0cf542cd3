//! What only a terminal gets: colours, width, the pager, progress. In a real one, made by `script`.

use std::process::{Command as Process, Stdio};

use byt::demo::{Portal, pieces};
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use crate::support::{NOW, Place, Ran};

/// Runs a line of shell in a terminal of this many columns; standard error is part of the output.
/// `None`, loudly, where `script` is not there.
fn on_terminal(place: &Place, columns: usize, line: &str, environment: &[(&str, &str)]) -> Option<Ran> {
    let whole = format!("stty cols {columns} rows 24; {line}");
    let path = assert_cmd::cargo::cargo_bin("byt").parent().unwrap().display().to_string();
    let done = Process::new("script")
        .args(["-qec", &whole, "/dev/null"])
        .current_dir(place.path())
        .env_clear()
        .env("PATH", format!("{path}:{}", std::env::var("PATH").unwrap()))
        .envs([("BYT_NOW", NOW), ("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("SHELL", "/bin/sh")])
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output();
    let Ok(done) = done else {
        eprintln!("SKIPPED: there is no `script` here, so nothing is tried in a terminal");
        return None;
    };
    Some(Ran { out: String::from_utf8_lossy(&done.stdout).replace('\r', ""), ..Ran::from(done) })
}

fn place() -> Place {
    let long = "Thứ trưởng Nguyễn Thị Liên Hương chủ trì hội nghị trực tuyến toàn quốc về chuyển đổi số y tế \
                giai đoạn hai nghìn không trăm hai mươi sáu";
    let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(long).collect();
    let place = Place::with_records(&[
        json!({"id": "a", "fetched": "2026-01-30T01:00:00Z", "title": long, "published": "2026-01-20T08:00:00+07:00", "abstract": decomposed,
               "body": format!("{long}, Nghị quyết 72-NQ/TW.\n\n{decomposed}.\n\n{}", "Nội dung dài. ".repeat(400)),
               "captions": [long], "source": "suckhoedoisong.vn"}),
        json!({"id": "b", "title": decomposed, "published": "2025-03-02", "body": "Thứ trưởng Lò Văn Mận dự họp."}),
        json!({"id": "c", "title": "Một ngày còn xa", "published": "2031-03-02"}),
    ]);
    let edited = json!({"id": "a", "fetched": "2026-01-31T01:00:00Z", "title": long, "published": "2026-01-20T08:00:00+07:00", "body": format!("{long} và hơn nữa.")});
    place.write("edited.jsonl", edited.to_string().as_bytes());
    place.ok(&["import", "edited.jsonl"]);
    place
}

const COMMANDS: [&str; 22] = [
    "byt",
    "byt search",
    "byt search 'chuyen doi so' --explain",
    "byt search zzz",
    "byt show a --no-pager",
    "byt show a --versions --no-pager",
    "byt show a --diff --no-pager",
    "byt show zzz",
    "byt officials",
    "byt officials at 2023-01-01",
    "byt officials at 2026-06-01",
    "byt officials 'lien huong'",
    "byt topics",
    "byt topics explain a",
    "byt topics explain chuyen-doi-so",
    "byt status",
    "byt check",
    "byt count --by month",
    "byt search --official nguyen",
    "byt search --role foo",
    "byt analyze 'Thứ trưởng Nguyễn Tri Thức khoẻ, Nghị quyết số 72-NQ/TW'",
    "byt config",
];

#[cfg(target_os = "linux")]
#[test]
fn every_line_fits_the_terminal() {
    let place = place();
    for columns in [60, 80, 200] {
        for command in COMMANDS {
            if command == "byt" && columns < 80 {
                continue;
            }
            // Bars are as wide as the terminal, and drawn over one another.
            let line = if command == "byt" { command.to_owned() } else { format!("{command} --no-progress") };
            let Some(ran) = on_terminal(&place, columns, &line, &[]) else { return };
            let plain = anstream::adapter::strip_str(&ran.out).to_string();
            for line in plain.lines() {
                // A word that is there to be copied is never broken.
                let is_whole = !line.trim().contains(' ');
                assert!(line.width() <= columns || is_whole, "{command} at {columns}: {line}");
            }
            assert!(!plain.trim().is_empty(), "{command}");
        }
    }
}

#[test]
fn in_a_pipe_nothing_is_broken() {
    let place = place();
    let title = place.ok(&["search", "--format", "jsonl", "chuyển đổi số"]);
    let record: serde_json::Value = serde_json::from_str(title.lines().next().unwrap()).unwrap();
    let title = record["title"].as_str().unwrap();
    assert!(place.ok(&["search"]).contains(title));
    let shown = place.ok(&["show", "a"]);
    assert!(shown.lines().any(|line| line == title), "{shown}");
    // One person is one line.
    let people = place.ok(&["officials"]);
    assert!(people.lines().any(|line| line.starts_with("Nguyễn Thanh Long") && line.matches("minister").count() == 5));
}

#[cfg(target_os = "linux")]
#[test]
fn colours_are_for_terminals_only() {
    let place = place();
    let Some(ran) = on_terminal(&place, 80, "byt search", &[]) else { return };
    assert!(ran.out.contains("\u{1b}[1m"), "{:?}", ran.out);
    for (line, environment) in [
        ("byt search --no-pager", ("NO_COLOR", "1")),
        ("byt --color never search --no-pager", ("X", "")),
        ("byt search | cat", ("X", "")),
    ] {
        let ran = on_terminal(&place, 80, line, &[environment]).unwrap();
        assert!(!ran.out.contains('\u{1b}'), "{line}: {:?}", ran.out);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn show_goes_through_the_pager_of_the_reader() {
    let place = place();
    let check = |line: &str, environment: &[(&str, &str)], expected: bool| -> Option<()> {
        let ran = on_terminal(&place, 80, line, environment)?;
        assert_eq!(ran.code, 0, "{line} {environment:?}: {}", ran.out);
        assert!(ran.out.contains("Nguyễn Thị Liên Hương"), "{line} {environment:?}: {}", ran.out);
        assert_eq!(ran.out.contains("PAGED"), expected, "{line} {environment:?}: {}", ran.out);
        Some(())
    };
    let pager = ("PAGER", "sed 's/^/PAGED /'");
    let Some(()) = check("byt show b", &[pager], true) else { return };
    check("byt show b", &[("BYT_PAGER", pager.1), ("PAGER", "false")], true);
    check("byt show a --versions", &[pager], true);
    check("byt show a --diff", &[("PAGER", "sed 's/^/PAGED Nguyễn Thị Liên Hương /'")], true);
    check("byt show b --no-pager", &[pager], false);
    check("byt show b | cat", &[pager], false);
    check("byt show b -o x && cat x", &[pager], false);
    check("byt search", &[pager], true);
    check("byt search --no-pager", &[pager], false);
    check("byt search --reverse", &[pager], false);
    check("byt search | cat", &[pager], false);
    check("byt search -o y && cat y", &[pager], false);
    for none in ["", "cat", " "] {
        check("byt show b", &[("BYT_PAGER", none)], false);
    }
    check("byt show b", &[("PAGER", "/no/such/pager")], false);
    check("byt show b", &[("PAGER", "no-such-pager --with options")], false);
    let ran = on_terminal(&place, 80, "byt show b --format jsonl", &[pager]).unwrap();
    assert!(!ran.out.contains("PAGED"), "{}", ran.out);
}

#[cfg(target_os = "linux")]
#[test]
fn matches_are_marked_as_phrases_in_titles_too_and_legibly_on_any_ground() {
    let place = place();
    let Some(ran) = on_terminal(&place, 200, "byt search 'chuyen doi so' --no-pager", &[]) else { return };
    let hit = |text: &str| format!("\u{1b}[1m\u{1b}[4m{text}\u{1b}[0m");
    assert!(ran.out.matches(&hit("chuyển đổi số")).count() >= 2, "{:?}", ran.out);
    let title = ran.out.lines().next().unwrap();
    assert!(title.contains(&hit("chuyển đổi số")), "{title:?}");
    // A colour that is legible on black may not be so on white.
    let codes = ran.out.split("\u{1b}[").skip(1).filter_map(|code| code.split('m').next());
    assert!(codes.clone().all(|code| ["0", "1", "2", "4"].contains(&code)), "{:?}", codes.collect::<Vec<_>>());
}

#[cfg(target_os = "linux")]
#[test]
fn the_best_result_can_be_the_last() {
    let place = place();
    let Some(ran) = on_terminal(&place, 80, "byt search 'chuyen doi so' --reverse -q", &[]) else { return };
    let plain = anstream::adapter::strip_str(&ran.out).to_string();
    let numbers: Vec<&str> = plain.lines().filter_map(|line| line.get(..3)).filter(|n| n.ends_with('.')).collect();
    assert_eq!(numbers, [" 2.", " 1."], "{plain}");
    let forwards = place.ok(&["search", "chuyen doi so", "-q"]);
    let mut results: Vec<&str> = forwards.trim_end().split("\n\n").collect();
    results.reverse();
    let backwards = place.ok(&["search", "chuyen doi so", "-q", "--reverse"]);
    assert_eq!(backwards.trim_end().split("\n\n").collect::<Vec<_>>(), results);
    let second = place.ok(&["search", "chuyen doi so", "-q", "--reverse", "--limit", "1", "--offset", "1"]);
    assert!(second.starts_with(" 2. "), "{second}");
    for option in ["--reverse", "--links"] {
        let ran = place.run(&["search", "--format", "jsonl", option]);
        assert!(ran.code == 2 && ran.err.contains(&format!("{option} only applies to text")), "{}", ran.err);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn titles_link_where_the_terminal_can_do_that() {
    let address = "https://moh.gov.vn/bai-viet?aid=7";
    let place = Place::with_records(&[
        json!({"id": "a", "title": "Thứ trưởng dự họp", "url": address}),
        json!({"id": "b", "title": "Không có địa chỉ"}),
    ]);
    let begin = format!("\u{1b}]8;;{address}\u{1b}\\");
    let on = |line: &str, environment: &[(&str, &str)]| on_terminal(&place, 80, line, environment).map(|ran| ran.out);
    let Some(out) = on("byt search", &[("PAGER", "cat"), ("VTE_VERSION", "7600")]) else { return };
    assert_eq!((out.matches(&begin).count(), out.matches("\u{1b}]8;;\u{1b}\\").count()), (1, 1), "{out:?}");
    for (line, environment) in [
        ("byt search", &[("PAGER", "cat")][..]),
        ("byt search | cat", &[("VTE_VERSION", "7600")]),
        ("byt --color never search", &[("VTE_VERSION", "7600"), ("PAGER", "cat")]),
        ("byt search -o x && cat x", &[("VTE_VERSION", "7600")]),
        ("byt search --links", &[("VTE_VERSION", "7600"), ("PAGER", "cat")]),
    ] {
        let out = on(line, environment).unwrap();
        assert!(!out.contains("\u{1b}]8"), "{line}: {out:?}");
    }
    assert!(place.ok(&["search", "--links"]).lines().any(|line| line.trim() == address));
    assert!(!place.ok(&["search"]).contains(address));
}

#[cfg(target_os = "linux")]
#[test]
fn the_state_of_fifteen_years_fits_a_screen() {
    let records: Vec<serde_json::Value> = (2011..=2025)
        .flat_map(|year| [1, 2, 5, 9, 12].map(|month| (year, month)))
        .map(|(year, month)| json!({"title": format!("Tin {month}/{year}"), "published": format!("{year}-{month:02}-03"), "body": "Họp."}))
        .collect();
    let place = Place::with_records(&records);
    for lang in ["en", "vi"] {
        let Some(ran) = on_terminal(&place, 80, &format!("byt status --lang {lang} 2>/dev/null"), &[]) else { return };
        let lines = ran.out.lines().count();
        assert!(lines <= 23, "{lines} lines\n{}", ran.out);
        assert!(ran.out.contains("2025  ▪") && ran.out.contains("2011"), "{}", ran.out);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn leaving_the_pager_early_is_quiet() {
    let place = place();
    let Some(ran) = on_terminal(&place, 80, "byt show a b a b a b a b", &[("PAGER", "head -n 1")]) else { return };
    assert_eq!((ran.code, ran.out.lines().count()), (0, 1), "{}", ran.out);
}

#[cfg(target_os = "linux")]
#[test]
fn less_is_told_how_unless_the_reader_has_told_it() {
    let place = place();
    let pager = "cat >/dev/null; echo \"[$LESS]\"";
    let Some(ran) = on_terminal(&place, 80, "byt show b", &[("PAGER", pager)]) else { return };
    assert_eq!(ran.out.trim(), "[FRX]");
    let ran = on_terminal(&place, 80, "byt show b", &[("PAGER", pager), ("LESS", "-S")]).unwrap();
    assert_eq!(ran.out.trim(), "[-S]");
}

#[cfg(target_os = "linux")]
#[test]
fn progress_is_for_terminals_only() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let check = |more: &str, expected: bool| -> Option<()> {
        let place = Place::new();
        let line = format!("byt update --limit 4 --delay 0.3 --portal {} {more}", portal.address());
        let ran = on_terminal(&place, 80, &line, &[])?;
        assert_eq!(ran.code, 0, "{line}: {}", ran.out);
        assert_eq!(ran.out.contains("fetching"), expected, "{line}: {:?}", ran.out);
        Some(())
    };
    let Some(()) = check("", true) else { return };
    check("--no-progress", false);
    check("-q", false);
    check("2>&1 | cat", false);
}

#[cfg(target_os = "linux")]
#[test]
fn hints_are_for_people() {
    let place = place();
    let Some(ran) = on_terminal(&place, 80, "byt search", &[]) else { return };
    assert!(ran.out.contains("hint: `byt show ID`"), "{}", ran.out);
    assert!(!place.run(&["search"]).err.contains("hint:"));
    assert!(!on_terminal(&place, 80, "byt search -q", &[]).unwrap().out.contains("hint:"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_count_has_the_same_columns_on_a_terminal() {
    let place = place();
    for by in ["--by official", "--by topic", "--by month", "--by official --by month"] {
        let line = format!("byt count {by} --section all --no-progress");
        // So narrow that a cross-table is a list, too.
        let Some(seen) = on_terminal(&place, 40, &format!("{line} 2>/dev/null"), &[]) else { return };
        let args: Vec<&str> = line.split(' ').skip(1).collect();
        let piped = place.ok(&args);
        let plain = anstream::adapter::strip_str(&seen.out).to_string();
        let cells = |line: &str| -> Vec<String> {
            line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
        };
        let rows: Vec<Vec<String>> = plain.lines().skip(1).map(cells).collect();
        let expected: Vec<Vec<String>> =
            piped.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect();
        assert!(!expected.is_empty() && rows == expected, "{line}: {plain}");
        assert_eq!(cells(plain.lines().next().unwrap()).len(), expected[0].len(), "{plain}");
    }
}
