//! `byt schema`: what every command prints as JSON is as the schema says, field by field.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use byt::demo::{Fault, Portal, Rule, pieces};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::mock_engine::Engine;
use crate::support::{Place, Ran};

/// What a command prints.
#[derive(Clone, Copy, PartialEq)]
enum Printed {
    Document,
    Lines,
}
use Printed::{Document, Lines};

/// A command line, the output it must print, and the code it must end with.
type Case = (&'static str, &'static str, Printed, i32);

/// Every command that prints JSON, in every form; nothing below may be missing here.
const CASES: &[Case] = &[
    ("search --format json --section all --limit 0", "search", Document, 0),
    ("search 'y te' --format json --explain", "search", Document, 0),
    ("search 'không-có-từ-này xyzzy' --format json --explain --strict", "search", Document, 1),
    ("search 'bảo hiểm' --topic duoc --on 2019 --format json", "search", Document, 1),
    ("search 'bệnh viện' --format jsonl", "hit", Lines, 0),
    ("search --format jsonl --limit 3", "hit", Lines, 0),
    (
        "search 'bệnh viện' --format jsonl --fields score,match,snippet,snippet_highlights,highlights",
        "selection",
        Lines,
        0,
    ),
    ("export --section all --format jsonl --fields ALL", "selection", Lines, 0),
    ("search 'bệnh viện' --format json --fields id,date", "selections", Document, 0),
    ("export --format json --fields date,official_names,topics_json", "selections", Document, 0),
    ("search 'bệnh viện' --format csl", "csl", Document, 0),
    ("search 'bệnh viện' --cite csl", "csl", Document, 0),
    ("show whole bare --format json", "show", Document, 0),
    ("show whole bare --format jsonl", "record", Lines, 0),
    ("show whole bare --format csl", "csl", Document, 0),
    ("show whole bare --cite csl", "csl", Document, 0),
    ("show none --format json", "show", Document, 1),
    ("show whole --versions --format json", "versions", Document, 0),
    ("show whole --versions --format jsonl", "version-list", Lines, 0),
    ("show whole --diff --format json", "diff", Document, 0),
    ("show whole --diff 1..2 --format jsonl", "difference", Lines, 0),
    ("show whole bare --origin --format json", "origins", Document, 0),
    ("show whole bare --origin --format jsonl", "origin", Lines, 0),
    ("export --section all --format json", "export", Document, 0),
    ("export 'xyzzy không' --strict --format json", "export", Document, 1),
    ("export --section all --format jsonl", "record", Lines, 0),
    ("export --section all", "record", Lines, 0),
    ("export --section all --format csl", "csl", Document, 0),
    ("export 'xyzzy không' --strict --cite csl", "csl", Document, 1),
    ("count --format json", "count", Document, 0),
    ("count 'y tế' --by official --format json", "count", Document, 0),
    ("count --by topic --format json", "count", Document, 0),
    ("count --by year --format json", "count", Document, 0),
    ("count --by month --format json", "count", Document, 0),
    ("count --by day --format json", "count", Document, 0),
    ("count --by role --format json", "count", Document, 0),
    ("count --by relation --format json", "count", Document, 0),
    ("count --by source --format json", "count", Document, 0),
    ("count --by quarter --format json", "count", Document, 0),
    ("count --by week --format json", "count", Document, 0),
    ("count --by weekday --format json", "count", Document, 0),
    ("count --by month --by official --format json", "count", Document, 0),
    ("changes --format json", "changes", Document, 0),
    ("changes --format json --records --limit 2", "changes", Document, 0),
    ("changes --format jsonl --section all", "event", Lines, 0),
    ("changes --format jsonl --records", "event", Lines, 0),
    ("changes --since 2030-01 --format json", "changes", Document, 1),
    ("changes --cursor reader --advance --format json", "changes", Document, 0),
    ("changes --cursors --format json", "cursors", Document, 0),
    ("feed --format json --section all", "feed", Document, 0),
    ("kwic '\"y tế\"' --format json", "kwic", Document, 0),
    ("kwic bộ --format jsonl", "kwic-row", Lines, 0),
    ("kwic 'xyzzy' --in title --format json", "kwic", Document, 1),
    ("kwic bộ --group R1 --format jsonl", "kwic-group-row", Lines, 0),
    ("kwic bộ --group year --format json", "kwic", Document, 0),
    ("kwic bộ --sample 2 --seed 1 --explain --format json", "kwic", Document, 0),
    ("words --format json", "words", Document, 0),
    ("words --size 2 --format jsonl", "words-row", Lines, 0),
    ("words --why --numbers keep --format jsonl", "words-row", Lines, 0),
    ("trend y --by year --format json", "trend", Document, 0),
    ("trend y --by quarter --format json", "trend", Document, 0),
    ("trend y bộ --by month --smooth 1 --format json", "trend", Document, 0),
    ("trend y --by week --format json", "trend", Document, 0),
    ("trend y --by day --test --format json", "trend", Document, 0),
    ("trend y --by tenure --format json", "trend", Document, 0),
    ("trend y --format jsonl", "trend-row", Lines, 0),
    ("keyness date:2026 --section all --format json", "keyness", Document, 0),
    ("keyness thuốc --section all --measure all --why --format jsonl", "keyness-row", Lines, 0),
    ("keyness --many date:2025 date:2026 --section all --format json", "keyness", Document, 0),
    ("keyness thuốc --reference list.csv --context --section all --format json", "keyness", Document, 0),
    ("keyness thuốc --by-articles --size 2 --section all --format jsonl", "keyness-row", Lines, 0),
    ("words --match 'y*' --forms --format json", "words", Document, 0),
    ("collocates bộ --format json", "collocates", Document, 0),
    ("collocates '\"y tế\"' --measure all --min 1 --format jsonl", "collocates-row", Lines, 0),
    ("dispersion bộ y --format json", "dispersion", Document, 0),
    ("dispersion bộ --measure all --format jsonl", "dispersion-row", Lines, 0),
    ("cooccur --of official --with topic --format json", "cooccur", Document, 0),
    ("cooccur --of topic --with topic --min 0 --measure all --section all --format jsonl", "cooccur-row", Lines, 0),
    ("cooccur --of official --with topic --per sentence --section all --format json", "cooccur", Document, 0),
    ("sample 3 --seed 1 --format json", "sample", Document, 0),
    ("sample 3 --seed 1 --by year --format json", "sample", Document, 0),
    ("sample 3 --seed 1 --of hits y --format jsonl", "sample-row", Lines, 0),
    ("first y --format json", "first", Document, 0),
    ("first y --format jsonl", "first-row", Lines, 0),
    ("first --many phrases.txt --format json", "first", Document, 0),
    ("first --many phrases.txt --format jsonl", "first-many-row", Lines, 0),
    ("snapshot --format json", "snapshot", Document, 0),
    ("snapshot --format jsonl", "snapshot-row", Lines, 0),
    ("words --as-of 2020-01-01 --format json", "words", Document, 1),
    ("reproduce words.json --format json", "reproduce", Document, 0),
    ("reproduce words.json --as-of --format json", "reproduce", Document, 0),
    ("reproduce words.json --as-of 0 --format json", "reproduce", Document, 1),
    ("officials --format json", "officials", Document, 0),
    ("officials 'quyền bộ trưởng' --format json", "officials-role", Document, 0),
    ("officials 'đào hồng lan' --format json", "officials-name", Document, 0),
    ("officials --suggest --format json", "officials-suggest", Document, 0),
    ("officials at 2021-07-15 --format json", "officials-at", Document, 0),
    ("officials eval people.jsonl --format json", "officials-eval", Document, 0),
    ("topics --format json", "topics", Document, 0),
    ("topics explain whole --format json", "topics-explain", Document, 0),
    ("topics explain duoc --format json", "topics-explain", Document, 0),
    ("topics eval topics.jsonl --format json", "topics-eval", Document, 0),
    ("index --json", "index", Document, 0),
    ("index --rebuild --json", "index", Document, 0),
    ("push --json --to ENGINE --plan", "push", Document, 0),
    ("push --json --to ENGINE", "push", Document, 0),
    ("reparse --json", "reparse", Document, 0),
    ("withdraw bare --reason thử --plan --json", "withdraw", Document, 0),
    ("withdraw bare --reason thử --json", "withdraw", Document, 0),
    ("show bare --format json", "show", Document, 0),
    ("show bare --format jsonl", "record", Lines, 0),
    ("withdraw bare --restore --json", "withdraw", Document, 0),
    ("check --json", "check", Document, 0),
    ("status --json", "status", Document, 0),
    ("status --format json", "status", Document, 0),
    ("status --json --max-age 1h", "status", Document, 0),
    ("analyze --json 'Thứ trưởng Nguyễn Tri Thức, Nghị quyết 72- NQ/TW ngày 17/1/2026'", "analyze", Document, 0),
    ("config --json", "config", Document, 0),
    ("demo --json --dir demo", "demo", Document, 0),
    ("import --plan --json records.jsonl nowhere.txt people.jsonl", "import-plan", Document, 3),
    ("import --json records.jsonl nowhere.txt", "import", Document, 3),
    ("update --json --plan --delay 0", "plan", Document, 0),
    ("update --json --full --delay 0", "update", Document, 3),
];

/// Commands that print no JSON, and why; a new command belongs here or into the cases.
const WITHOUT: &[(&str, &str)] = &[
    ("schema", "prints schemas"),
    ("completions", "prints a script"),
    ("man", "prints a page for `man`"),
    ("serve", "prints an address"),
    ("site", "writes files"),
];

/// A corpus in which no field of a record is always null or empty, and a portal with two articles that
/// can't be had.
fn world() -> (Place, Portal) {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    let whole = |title: &str, day: u32| {
        json!({
            "id": "whole", "title": title, "published": "2026-01-20T09:30:00+07:00", "source": "suckhoedoisong.vn",
            "url": "https://moh.gov.vn/tin/mot", "abstract": "Bộ trưởng Đào Hồng Lan chủ trì cuộc họp về bảo hiểm y tế.",
            "abstract_truncated": true, "body": "Thứ trưởng Lê Văn Mười dự.\n\nTheo Nghị quyết 72-NQ/TW về bệnh viện.",
            "captions": ["Ảnh: Bộ trưởng tại cuộc họp"], "aliases": ["aid:7"], "sha256": "ab".repeat(32),
            "fetched": format!("2026-01-2{day}T01:00:00Z"), "missing_since": "2026-01-29T01:00:00Z",
            "gone": "2026-01-30T01:00:00Z",
        })
    };
    let bare = json!({"id": "bare", "title": "Thứ trưởng Bộ Y tế Lương Thị Mai Chi chủ trì hội nghị dân số"});
    place.write("records.jsonl", format!("{}\n{}\n", whole("Họp về thuốc", 1), bare).as_bytes());
    assert_eq!(place.run(&["import", "records.jsonl"]).code, 0);
    place.write("again.jsonl", whole("Họp về thuốc và bệnh viện", 2).to_string().as_bytes());
    assert_eq!(place.run(&["import", "again.jsonl"]).code, 0);
    place.write(
        "people.jsonl",
        r#"{"id":"1","kind":"listing","title":"Thứ trưởng Bộ Y tế Đỗ Xuân Tuyên chủ trì họp về thuốc","local":"2026-01-20T10:00+07:00","officials":[{"name":"Trần Văn Thuấn","category":"moh_leader","action":"chair"}]}"#.as_bytes(),
    );
    place.write(
        "topics.jsonl",
        r#"{"id":"1","kind":"listing","title":"Hội nghị chuyển đổi số y tế","topics":["duoc"]}"#.as_bytes(),
    );
    assert_eq!(run(&place, &portal, "update --delay 0").code, 0);
    assert_eq!(run(&place, &portal, "words --format json -o words.json").code, 0);
    place.write("list.csv", "word,count\ny tế,5\nxyzzy,2\n".as_bytes());
    place.write("phrases.txt", "y tế\nxyzzy xyzzy\n".as_bytes());
    portal.misbehave(vec![Rule::on("layChiTietBaiViet", Fault::Status(404)).times(2)]);
    (place, portal)
}

/// Every field that `byt export --fields` knows.
const ALL: &str = "id,date,published,title,officials,topics,identifiers,status,section,url,source,date_source,abstract,abstract_truncated,body,captions,official_names,official_roles,official_titles,official_relations,official_registry,official_inferred,aliases,version,first_seen,fetched,sha256,missing_since,gone,stored,withdrawn,officials_json,topics_json,captions_json";

fn words(line: &str) -> Vec<&str> {
    // Quotes around what has blanks, as in a shell.
    let parts = line.split('\'').enumerate();
    parts.flat_map(|(n, part)| if n % 2 == 1 { vec![part] } else { part.split_whitespace().collect() }).collect()
}

fn run(place: &Place, portal: &Portal, line: &str) -> Ran {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    let line = line.replace(" ALL", &format!(" {ALL}")).replace("ENGINE", &ENGINE.get_or_init(Engine::new).url);
    let mut command = place.command(&words(&line));
    command.env("BYT_PORTAL", portal.address());
    Ran::from(command.output().unwrap())
}

fn validator(place: &Place, output: &str) -> Validator {
    let schema = place.json(&["schema", output]);
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap_or_else(|e| panic!("{output}: {e}"))
}

fn printed(line: &str, how: Printed, text: &str) -> Vec<Value> {
    let read = |text: &str| serde_json::from_str(text).unwrap_or_else(|e| panic!("{line}: {e}: {text}"));
    if how == Document { vec![read(text)] } else { text.lines().map(read).collect() }
}

#[test]
fn every_output_of_every_command_is_as_the_schema_says() {
    let (place, portal) = world();
    for (line, output, how, code) in CASES {
        let ran = run(&place, &portal, line);
        assert_eq!(ran.code, *code, "{line}: {}", ran.err);
        let validator = validator(&place, output);
        let documents = printed(line, *how, &ran.out);
        assert!(!documents.is_empty(), "{line} printed nothing");
        for document in &documents {
            let wrong: Vec<String> =
                validator.iter_errors(document).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert!(wrong.is_empty(), "{line}:\n{}\n{document:#}", wrong.join("\n"));
        }
        every_added_field_is_noticed(line, &validator, &documents[0]);
    }
}

/// Objects whose keys are data.
const MAPS: [&str; 7] =
    ["/facets/official", "/facets/role", "/facets/topic", "/facets/year", "/months", "/fields", "/changes"];

fn every_added_field_is_noticed(line: &str, validator: &Validator, document: &Value) {
    let mut objects = Vec::new();
    gather(document, String::new(), &mut objects);
    for pointer in objects.iter().filter(|pointer| !MAPS.contains(&pointer.as_str())) {
        let mut more = document.clone();
        more.pointer_mut(pointer).unwrap()["a_field_that_nobody_documented"] = json!(1);
        assert!(!validator.is_valid(&more), "{line}: a field added to “{pointer}” passes unseen");
    }
}

/// Pointers to the objects of a document; of an array those in its first item.
fn gather(value: &Value, at: String, objects: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                gather(value, format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), objects);
            }
            objects.push(at);
        }
        Value::Array(items) => items.iter().take(1).for_each(|item| gather(item, format!("{at}/0"), objects)),
        _ => {}
    }
}

/// Every way in which a command can be asked for JSON: `search --format json`, `count --by official`.
fn ways(command: &clap::Command, path: &str, ways: &mut BTreeSet<String>) {
    for inner in command.get_subcommands().filter(|c| c.get_name() != "help") {
        self::ways(inner, format!("{path} {}", inner.get_name()).trim(), ways);
    }
    for argument in command.get_arguments() {
        let values: Vec<String> =
            argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        let json = |value: &&String| ["json", "jsonl", "csl"].contains(&value.as_str());
        match argument.get_id().as_str() {
            "json" => drop(ways.insert(format!("{path} --json"))),
            "by" => ways.extend(values.iter().map(|value| format!("{path} --by {value}"))),
            name @ ("format" | "cite") => {
                ways.extend(values.iter().filter(json).map(|value| format!("{path} --{name} {value}")));
            }
            // What `schema` takes are names of outputs.
            "name" if path == "schema" => {}
            name => assert!(!values.iter().any(|value| json(&value)), "{path}: does --{name} print JSON?"),
        }
    }
}

#[test]
fn no_command_prints_json_without_a_case() {
    let mut command = byt::command();
    command.build();
    let mut all = BTreeSet::new();
    ways(&command, "", &mut all);
    assert!(all.len() > 30, "{all:?}");
    for way in &all {
        let (path, option) = way.split_once(" --").unwrap();
        let asked =
            |line: &str| line.starts_with(&format!("{path} ")) && format!("{line} ").contains(&format!(" --{option} "));
        assert!(CASES.iter().any(|(line, ..)| asked(line)), "`byt {way}` has no case");
    }
    for name in command.get_subcommands().map(clap::Command::get_name).filter(|name| *name != "help") {
        let prints = all.iter().any(|way| way.starts_with(&format!("{name} ")));
        let excused = WITHOUT.iter().any(|(without, _)| *without == name);
        assert!(prints != excused, "`byt {name}` either prints JSON and has a case, or is excused");
    }
}

#[test]
fn the_whole_schema_holds_what_each_output_alone_does() {
    let place = Place::new();
    let whole = place.json(&["schema"]);
    jsonschema::meta::validate(&whole).unwrap();
    let outputs: BTreeSet<&str> = CASES.iter().map(|(_, output, ..)| *output).collect();
    for output in outputs {
        let definition = &whole["$defs"][output];
        assert!(definition["title"].is_string(), "{output}");
        let alone = place.json(&["schema", output]);
        jsonschema::meta::validate(&alone).unwrap();
        for (key, value) in definition.as_object().unwrap() {
            assert_eq!(alone[key], *value, "{output}");
        }
        for (part, value) in alone["$defs"].as_object().into_iter().flatten() {
            assert_eq!(whole["$defs"][part], *value, "{output}: {part}");
        }
    }
    let titled = whole["$defs"].as_object().unwrap().iter().filter(|(_, d)| d["title"].is_string());
    for (name, _) in titled {
        assert!(CASES.iter().any(|(_, output, ..)| output == name), "no case prints “{name}”");
    }
    let ran = place.run(&["schema", "recrod"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("record"), "{}", ran.err);
}
