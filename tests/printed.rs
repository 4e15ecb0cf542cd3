//! What the program prints, whole, at 80 columns: help of every command, usual output, typical errors.
//! The files in `snapshots/` are there to be read; `INSTA_UPDATE=always cargo test` writes them again.

use serde_json::json;

use crate::support::{Place, Ran, all_commands};

/// Standard output, standard error and exit code of one run.
fn told(place: &Place, args: &[&str]) -> String {
    let ran = Ran::from(place.command(args).env("COLUMNS", "80").output().unwrap());
    let words: Vec<String> =
        args.iter().map(|w| if w.contains([' ', '"']) { format!("'{w}'") } else { (*w).to_owned() }).collect();
    let mut text = format!("$ byt {}\n{}", words.join(" "), ran.out);
    if !ran.err.is_empty() {
        text += &format!("--- standard error\n{}", ran.err);
    }
    text += &format!("--- exit {}\n", ran.code);
    // Folders of a test have names of their own.
    text.replace(&place.path().display().to_string(), "[folder]")
}

fn check(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Several runs, one below the other.
fn check_all(name: &str, place: &Place, runs: &[&[&str]]) {
    let texts: Vec<String> = runs.iter().map(|args| told(place, args)).collect();
    check(name, &texts.join("\n"));
}

fn place() -> Place {
    let place = Place::with_records(&[
        json!({"id": "20260120-000000000001", "title": "Thứ trưởng Nguyễn Thị Liên Hương chủ trì hội nghị về chuyển đổi số trong khám bệnh, chữa bệnh",
               "published": "2026-01-20T08:00:00+07:00", "url": "https://moh.gov.vn/bai-viet?aid=200001", "aliases": ["aid:200001"],
               "abstract": "Sáng 20/01/2026, Thứ trưởng Bộ Y tế Nguyễn Thị Liên Hương chủ trì hội nghị trực tuyến về chuyển đổi số theo Nghị quyết 72-NQ/TW.",
               "body": "Hội nghị có hơn hai trăm điểm cầu.\n\nThứ trưởng Nguyễn Thị Liên Hương nhấn mạnh: bệnh án điện tử phải xong trong năm.",
               "captions": ["Quang cảnh hội nghị"], "source": "suckhoedoisong.vn"}),
        json!({"id": "20251105-000000000002", "title": "Bộ trưởng Đào Hồng Lan tiếp Đại sứ đặc mệnh toàn quyền", "published": "2025-11-05T15:30:00+07:00",
               "abstract": "Bộ trưởng Đào Hồng Lan tiếp Đại sứ tại trụ sở Bộ Y tế."}),
        json!({"id": "20251103-000000000003", "fetched": "2026-01-30T01:00:00Z", "title": "Thứ trưởng Lò Văn Mận dự lễ khánh thành bệnh viện", "published": "2025-11-03",
               "body": "Thứ trưởng Bộ Y tế Lò Văn Mận dự lễ khánh thành bệnh viện đa khoa."}),
    ]);
    let edited = json!({"id": "20251103-000000000003", "fetched": "2026-01-31T01:00:00Z", "title": "Thứ trưởng Lò Văn Mận dự lễ khánh thành bệnh viện", "published": "2025-11-03",
        "body": "Thứ trưởng Bộ Y tế Lò Văn Mận dự lễ khởi công bệnh viện đa khoa."});
    place.write("edited.jsonl", edited.to_string().as_bytes());
    place.ok(&["import", "edited.jsonl"]);
    place
}

#[test]
fn help_of_every_command() {
    let place = Place::new();
    check("help", &told(&place, &["--help"]));
    check("alone", &told(&place, &[]));
    for command in all_commands() {
        let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        check(&format!("help-{}", command.replace(' ', "-")), &told(&place, &words));
    }
}

#[test]
fn usual_output() {
    let place = place();
    check_all(
        "search",
        &place,
        &[
            &["search"],
            &["search", "chuyen doi so"],
            &["search", "--official", "lan", "--limit", "1"],
            &["search", "chuyển đổi sở"],
        ],
    );
    check_all("nothing-found", &place, &[&["search", "xyzzy"], &["search", "--official", "lan", "--on", "2024-05"]]);
    check_all(
        "show",
        &place,
        &[
            &["show", "200001"],
            &["show", "20251103-000000000003", "--versions"],
            &["show", "20251103-000000000003", "--diff"],
        ],
    );
    check_all(
        "officials",
        &place,
        &[
            &["officials"],
            &["officials", "at", "2025-11-04"],
            &["officials", "at", "2026-06-01"],
            &["officials", "lien huong"],
            &["officials", "--suggest"],
        ],
    );
    check_all("topics", &place, &[&["topics"], &["topics", "explain", "chuyen-doi-so"]]);
    check_all("count", &place, &[&["count"], &["count", "--by", "official"], &["count", "--by", "month"]]);
    check_all("status", &place, &[&["status"], &["status", "--max-age", "26h", "-q"]]);
    check_all(
        "analyze",
        &place,
        &[&["analyze", "Thứ trưởng Nguyễn Tri Thức khoẻ, Nghị quyết 72- NQ/TW ngày 9/9/2025"]],
    );
    check_all("config", &place, &[&["config"], &["config", "--init"]]);
    check_all(
        "small-commands",
        &place,
        &[&["check"], &["index"], &["reparse"], &["export", "-o", "all.jsonl"], &["import", "all.jsonl"]],
    );
}

#[test]
fn people_who_are_meant_but_not_clear() {
    let place = place();
    check_all(
        "errors-people",
        &place,
        &[
            &["search", "--official", "do xuan tuyn"],
            &["search", "--official", "nguyen"],
            &["search", "--official", "qqq"],
            &["officials", "qqq"],
            &["search", "official:nguyen thuốc"],
            &["search", "--role", "giám đốc"],
            &["search", "--topic", "bao hiem"],
            &["search", "--topic", "qqq"],
            &["topics", "explain", "qqq"],
        ],
    );
}

#[test]
fn wrong_use() {
    let place = place();
    check_all(
        "errors-use",
        &place,
        &[
            &["serch"],
            &["search", "--form", "2025"],
            &["search", "--section", "maybe"],
            &["search", "--limit", "many"],
            &["search", "--from", "2026-13"],
            &["search", "--from", "2026", "--to", "2025"],
            &["officials", "at", "2026"],
            &["show"],
            &["show", "20990101-nothing"],
            &["show", "200001", "--diff", "1"],
            &["update", "--delay", "soon"],
            &["status", "--max-age", "26"],
            &["man", "serch"],
        ],
    );
}

#[test]
fn files_that_are_missing_or_wrong() {
    let place = place();
    place.write("records.jsonl", b"{\"titel\":\"a\"}\n{\"title\":5}\n{\"title\":\"a\",\"section\":\"yes\"}\n{\"title\":\"a\",\"published\":\"soon\"}\nno json\n");
    place.write("byt-wrong.toml", b"delay = 1\ndelai = 2\n");
    place.write("byt-type.toml", b"delay = 1\nportal = 5\n");
    place.write("byt-syntax.toml", b"delay = \n");
    check_all(
        "errors-files",
        &place,
        &[
            &["import", "nowhere.txt"],
            &["import", "records.jsonl"],
            &["--corpus", "nowhere", "search", "thuốc"],
            &["--config", "nowhere.toml", "status"],
            &["--config", "byt-wrong.toml", "status"],
            &["--config", "byt-type.toml", "status"],
            &["--config", "byt-syntax.toml", "status"],
            &["export", "-o", "nowhere/all.jsonl"],
            &["export", "-o", "."],
            &["topics", "eval", "nowhere.jsonl"],
        ],
    );
}

#[test]
fn a_corpus_that_is_busy_and_an_index_that_is_damaged() {
    let place = place();
    let held = |name: &str| {
        let file =
            std::fs::File::options().create(true).truncate(false).write(true).open(place.path().join(name)).unwrap();
        file.lock().unwrap();
        file
    };
    let corpus = held("corpus/lock");
    let busy = told(&place, &["import", "edited.jsonl"]);
    drop(corpus);
    // Another process makes the first index.
    std::fs::remove_dir_all(place.path().join("index")).unwrap();
    std::fs::create_dir(place.path().join("index")).unwrap();
    let index = held("index/lock");
    let first: Vec<String> =
        [["search", "họp"], ["count", "họp"], ["status", "-q"]].iter().map(|args| told(&place, args)).collect();
    drop(index);
    check("errors-busy", &[vec![busy], first].concat().join("\n"));

    let place = self::place();
    for file in files(&place.path().join("index")) {
        if file.extension().is_some_and(|e| e == "term") {
            std::fs::write(file, b"damaged").unwrap();
        }
    }
    let index = told(&place, &["search", "họp"]);
    let place = self::place();
    let ledger = place.path().join("corpus/articles.jsonl");
    let text = std::fs::read_to_string(&ledger).unwrap();
    std::fs::write(&ledger, text.replacen("Đại sứ", "Đại sử", 1)).unwrap();
    let ledger = ["check", "show 20251105-000000000002", "search"]
        .map(|line| told(&place, &line.split(' ').collect::<Vec<_>>()));
    check("errors-damaged", &[vec![index], ledger.to_vec()].concat().join("\n"));
}

fn files(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
