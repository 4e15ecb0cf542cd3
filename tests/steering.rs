//! Nothing from a page, a name of a file, a setting, a registry or an argument steers the terminal: every
//! command, both streams. A command that is added needs a case here before this passes.

use byt::demo::{Portal, pieces};
use serde_json::{Value, json};

use crate::support::{Place, Ran, all_commands};

/// Category Cf, as Unicode's own list has it (`unicodedata` 14.0).
const FORMAT_CHARACTERS: [(u32, u32); 20] = [
    (0xad, 0xad),
    (0x600, 0x605),
    (0x61c, 0x61c),
    (0x6dd, 0x6dd),
    (0x70f, 0x70f),
    (0x890, 0x891),
    (0x8e2, 0x8e2),
    (0x180e, 0x180e),
    (0x200b, 0x200f),
    (0x202a, 0x202e),
    (0x2060, 0x2064),
    (0x2066, 0x206f),
    (0xfeff, 0xfeff),
    (0xfff9, 0xfffb),
    (0x110bd, 0x110bd),
    (0x110cd, 0x110cd),
    (0x13430, 0x13438),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0xe0020, 0xe007f),
];

fn steers(c: char) -> bool {
    let code = u32::from(c);
    c.is_control()
        || matches!(code, 0x2028 | 0x2029 | 0xe0001 | 0xfdd0..=0xfdef)
        || code & 0xfffe == 0xfffe
        || FORMAT_CHARACTERS.iter().any(|(first, last)| (*first..=*last).contains(&code))
}

/// All that must not pass, and some sequences that terminals obey; without NUL, which no argument
/// and no name of a file can hold.
fn hostile() -> String {
    let all: String = (1..=0x10_ffff).filter_map(char::from_u32).filter(|c| steers(*c)).collect();
    format!("x{all}\u{1b}[41m\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m y")
}

/// Pieces of it that are short enough for names of files.
fn pieces_for_names() -> Vec<String> {
    const CHARS: usize = 50;
    let all: Vec<char> = hostile().chars().collect();
    all.chunks(CHARS).map(|piece| format!("a{}z", piece.iter().collect::<String>())).collect()
}

/// Takes away the codes that the program itself sets: bold, dim, red, green, yellow, underlined.
fn without_own_colours(mut ran: Ran) -> Ran {
    for code in ["0", "1", "2", "4", "31", "32", "33"] {
        for stream in [&mut ran.out, &mut ran.err] {
            *stream = stream.replace(&format!("\u{1b}[{code}m"), "");
        }
    }
    ran
}

#[track_caller]
fn clean(args: &[&str], ran: &Ran) {
    for (stream, text) in [("standard output", &ran.out), ("standard error", &ran.err)] {
        let bad = text.chars().find(|c| steers(*c) && !matches!(c, '\n' | '\t'));
        assert!(bad.is_none(), "{args:?}: {bad:?} on {stream}");
    }
    assert!(!ran.err.contains("panicked"), "{args:?}: {}", ran.err);
    assert!((0..=8).contains(&ran.code), "{args:?}: exit {}", ran.code);
}

/// What to try of a command: with hostile arguments, and so that what is stored is shown. `H` is
/// for the hostile text, `F` for a file of a hostile name, `U` for a portal of hostile articles.
fn cases(command: &str) -> Vec<Vec<&'static str>> {
    let cases: &[&[&str]] = match command {
        "update" => &[
            &["--portal", "U", "--delay", "0", "-v", "--plan"],
            &["--portal", "U", "--delay", "0", "-v"],
            &["--source", "legacy", "--portal", "U", "--delay", "0", "-v"],
            &["--portal", "H"],
            &["--source", "H"],
            &["--delay", "H"],
            &["--ca", "H"],
            &["--contact", "H", "--portal", "U"],
        ],
        "import" => &[&["F"], &["H"], &["F", "H", "-v"]],
        "search" => &[
            &["-v"],
            &["x", "--explain"],
            &["H", "--section", "all"],
            &["--official", "H"],
            &["--mentions", "H"],
            &["--topic", "H"],
            &["--role", "H"],
            &["--official", "lan", "--as", "H"],
            &["--from", "H"],
            &["--section", "H"],
            &["--limit", "H"],
            &["H", "H"],
            &["official:H"],
            &["(((H"],
            &["--sort", "H"],
            &["-o", "H/H"],
            &["--H"],
        ],
        "show" => &[
            &["a", "b"],
            &["a", "--versions"],
            &["a", "--diff"],
            &["a", "--diff", "H"],
            &["a", "b", "--origin"],
            &["H"],
            &["H", "-o", "H"],
        ],
        "withdraw" => {
            &[&["H"], &["--run", "H"], &["a", "--reason", "H", "--plan"], &["a", "--reason", "H"], &["a", "--restore"]]
        }
        "export" => &[
            &["--format", "text", "--section", "all"],
            &["H", "--format", "text"],
            &["-o", "H"],
            &["--format", "H"],
            &["--cite", "csl"],
        ],
        "count" => &[&["--by", "official"], &["--by", "topic"], &["H"], &["--by", "H"]],
        "changes" => &[&[], &["--section", "all"], &["H"], &["--since", "H"], &["--kind", "H"], &["--cursor", "H"]],
        "feed" => &[&["--section", "all"], &["--title", "H"], &["H"], &["--format", "H"], &["-o", "H/H"]],
        "kwic" => &[&["họp", "--section", "all"], &["H"], &["họp", "--sort", "H"]],
        "words" => &[
            &["--section", "all", "--why"],
            &["H"],
            &["--unit", "H"],
            &["--lexicon", "H"],
            &["--numbers", "H"],
            &["--forms", "--section", "all", "--match", "H*"],
        ],
        "trend" => &[&["họp", "--section", "all"], &["H"], &["họp", "--by", "H"]],
        "keyness" => &[
            &["họp", "nói", "--section", "all", "--both", "keep"],
            &["H", "H"],
            &["họp", "--reference", "list.csv", "--section", "all"],
            &["--many", "họp", "H", "--section", "all"],
            &["họp", "--reference", "H"],
        ],
        "collocates" => &[&["họp", "--section", "all"], &["H"], &["họp", "--within", "H"]],
        "dispersion" => &[&["họp", "--section", "all"], &["H"]],
        "cooccur" => &[&["--of", "official", "--with", "topic", "--section", "all"], &["--of", "H", "--with", "H"]],
        "sample" => &[&["3", "--seed", "1", "--section", "all"], &["H", "--seed", "H"]],
        "first" => &[&["họp", "--section", "all"], &["H"]],
        "snapshot" => &[&[], &["H"]],
        "reproduce" => &[&["F"], &["H"], &["gold.jsonl", "--as-of", "H"]],
        "push" => &[&["--to", "H"], &["--to", "http://127.0.0.1:1", "--name", "H"]],
        "officials" => &[&[], &["H"], &["Mộc"], &["--suggest"]],
        "officials at" => &[&["2026-01-20"], &["H"]],
        "officials eval" | "topics eval" => &[&["H"], &["F"], &["gold.jsonl"]],
        "topics" => &[&[]],
        "topics explain" => &[&["a"], &["H"], &["rieng"]],
        "index" => &[&["--rebuild"], &["H"]],
        "site" => &[&["-o", "F"], &["-o", "H"], &["-o", "site", "--lang", "H"]],
        "serve" => &[&["--listen", "H"], &["--base", "H"], &["--lang", "H"], &["--listen", "192.0.2.1:1"], &["H"]],
        "reparse" => &[&[], &["H"]],
        "check" => &[&[], &["H"]],
        "status" => &[&[], &["--max-age", "H"]],
        "analyze" => &[&["H"], &["H", "H"]],
        "demo" => &[&["--dir", "F"], &["--dir", "H/H"]],
        "completions" => &[&["bash"], &["H"]],
        "schema" => &[&[], &["H"]],
        "config" => &[&[], &["--init"], &["H"]],
        "man" => &[&[], &["H"], &["search", "H"], &["--dir", "F"]],
        "help" => &[&[], &["H"], &["search", "H"], &["query", "--no-pager"]],
        other => panic!("“byt {other}” has no case: what could it print of a page, a file or an argument?"),
    };
    cases.iter().map(|case| case.to_vec()).collect()
}

fn record(id: &str, hostile: &str) -> Value {
    json!({
        "id": id, "title": format!("Thứ trưởng Đỗ Xuân Tuyên họp {hostile}"), "published": "2026-01-20T08:00:00+07:00",
        "abstract": format!("Tóm tắt {hostile}"), "body": format!("Thứ trưởng Lò Thị {hostile} Mận nói.\n\n{hostile}"),
        "captions": [format!("Ảnh {hostile}")], "source": hostile, "url": format!("https://moh.gov.vn/{hostile}"),
        "aliases": [format!("slug:{hostile}"), hostile],
    })
}

/// A place where everything that can be is hostile.
fn place() -> Place {
    let hostile = hostile();
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let place = Place::new();
    place.write(
        "people.toml",
        format!(
            "[[person]]\nname = {}\nspellings = [{}]\n[[person.post]]\nrole = \"vice-minister\"\nfrom = \"2020\"\n\
             source = {}\nconfidence = \"low\"\n",
            quoted(&format!("Phan {hostile} Mộc")),
            quoted(&format!("Phan Mộc {hostile}")),
            quoted(&hostile)
        )
        .as_bytes(),
    );
    let topic = format!(
        "[[topic]]\nid = \"rieng\"\nvi = {}\nen = {}\nkind = \"field\"\nphrases = [{}]\n",
        quoted(&format!("Riêng {hostile}")),
        quoted(&format!("Own {hostile}")),
        quoted(&format!("tóm tắt {hostile}"))
    );
    place.write("topics.toml", topic.as_bytes());
    place.write(
        "byt.toml",
        format!("officials = \"people.toml\"\ntopics = \"topics.toml\"\ncontact = {}\n", quoted(&hostile)).as_bytes(),
    );
    let gold = json!({"id": hostile, "kind": "listing", "title": hostile, "local": hostile, "officials": [{"name": hostile, "category": "moh_leader", "action": "chair"}], "topics": [hostile]});
    place.write("list.csv", format!("{hostile},5\nhọp,3\n").as_bytes());
    place.write("gold.jsonl", gold.to_string().as_bytes());
    let records = [record("a", &hostile), record("b", &hostile), record("b", &format!("{hostile} mới"))];
    place.write("records.jsonl", records.map(|r| r.to_string()).join("\n").as_bytes());
    let ran = place.run(&["import", "records.jsonl"]);
    clean(&["import"], &ran);
    assert_eq!(ran.code, 0, "{}", ran.err);
    place
}

#[test]
fn no_command_lets_anything_steer_the_terminal() {
    let place = place();
    let hostile = hostile();
    let mut articles = pieces();
    articles.truncate(3);
    for article in &mut articles {
        article.title += &hostile;
        article.lead += &hostile;
        article.paragraphs.push(hostile.clone());
        article.source = Some(hostile.clone());
    }
    let portal = Portal::start(articles, Vec::new()).unwrap();
    let file = format!("{}/{}", pieces_for_names()[0], "inner");
    place.write(&file, b"too short");
    for command in all_commands() {
        for case in cases(&command) {
            let words: Vec<String> = command
                .split(' ')
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .chain(case.iter().map(|word| match *word {
                    "U" => portal.address(),
                    "F" => file.clone(),
                    word => word.replace('H', &hostile),
                }))
                .collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            clean(&words, &place.run(&words));
            // As on a terminal of 80 columns, with colours but for the codes that the program itself sets.
            let narrow = Ran::from(place.command(&words).env("COLUMNS", "80").output().unwrap());
            clean(&words, &narrow);
            let coloured = Ran::from(place.command(&words).args(["--color", "always"]).output().unwrap());
            clean(&words, &without_own_colours(coloured));
        }
    }
}

#[test]
fn names_of_files_and_folders_steer_nothing() {
    let place = Place::with_records(&[record("a", "họp")]);
    for name in pieces_for_names() {
        place.write(&format!("in/{name}"), b"abc");
        place.write(&format!("in/d{name}/{name}"), b"\0\x01");
        for args in [
            vec!["--corpus", &name, "search"],
            vec!["--corpus", &name, "status"],
            vec!["--config", &name, "status"],
            vec!["--index", &name, "check"],
            vec!["--index", &name, "status"],
        ] {
            clean(&args, &place.run(&args));
        }
    }
    let ran = place.run(&["import", "in", "-v"]);
    clean(&["import"], &ran);
    assert!(ran.err.matches("skipped:").count() >= 2 * pieces_for_names().len(), "{}", ran.err);
}

/// An update that sends requests only to the portal of the test, whatever else is set.
fn update_of<'a>(set: &str, address: &'a str) -> Vec<&'a str> {
    match set {
        // What is set here isn't an address, and the update ends with that.
        set if set.starts_with("portal") || set == "BYT_PORTAL" => vec!["update", "--plan"],
        "BYT_ARCHIVE" => vec!["update", "--plan", "--source", "archive"],
        _ => vec!["update", "--plan", "--delay", "0", "--portal", address],
    }
}

#[test]
fn settings_steer_nothing() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let address = portal.address();
    let hostile = hostile();
    let quoted = toml::Value::from(hostile.as_str()).to_string();
    for text in [
        format!("{quoted} = 1\n"),
        format!("source = {quoted}\n"),
        format!("tls = {quoted}\n"),
        format!("portal = {quoted}\n"),
        format!("corpus = {quoted}\n"),
        format!("officials = {quoted}\n"),
        format!("topics = {quoted}\n"),
        format!("ca = {quoted}\n"),
        format!("delay = {quoted}\n"),
        format!("delay = {hostile}\n"),
    ] {
        let place = Place::with_records(&[record("a", "họp")]);
        place.write("byt.toml", text.as_bytes());
        for args in [vec!["config"], vec!["status"], vec!["officials"]] {
            clean(&args, &place.run(&args));
        }
        clean(&["update"], &place.run(&update_of(&text, &address)));
    }
    let place = Place::with_records(&[record("a", "họp")]);
    place.write("byt.toml", b"officials = \"p.toml\"\ntopics = \"t.toml\"\n");
    for (people, topics) in [
        (format!("[[person]]\nname = {quoted}\n{quoted} = 1\n"), String::new()),
        (
            format!(
                "[[person]]\nname = \"A B\"\n[[person.post]]\nrole = {quoted}\nsource = \"x\"\nconfidence = \"low\"\n"
            ),
            String::new(),
        ),
        (String::new(), format!("[[topic]]\nid = {quoted}\n{quoted} = 1\n")),
        (
            String::new(),
            format!("[[topic]]\nid = {quoted}\nvi = \"a\"\nen = \"a\"\nkind = {quoted}\nphrases = [\"a\"]\n"),
        ),
    ] {
        place.write("p.toml", people.as_bytes());
        place.write("t.toml", topics.as_bytes());
        clean(&["officials"], &place.run(&["officials"]));
        clean(&["topics"], &place.run(&["topics"]));
    }
}

#[test]
fn the_environment_steers_nothing() {
    let hostile = hostile();
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let address = portal.address();
    let place = Place::with_records(&[record("a", "họp")]);
    for name in
        ["BYT_CORPUS", "BYT_INDEX", "BYT_PORTAL", "BYT_ARCHIVE", "BYT_CONTACT", "BYT_NOW", "BYT_COMPLETE", "COLUMNS"]
    {
        let update = update_of(name, &address);
        for args in [vec!["config"], vec!["status"], update, vec!["search", "--help"], vec!["update", "--help"]] {
            let ran = Ran::from(place.command(&args).env(name, &hostile).output().unwrap());
            clean(&[&[name], args.as_slice()].concat(), &ran);
            let ran = place.command(&[&["--color", "always"], args.as_slice()].concat()).env(name, &hostile).output();
            clean(&[&[name], args.as_slice()].concat(), &without_own_colours(Ran::from(ran.unwrap())));
        }
    }
}

#[test]
fn json_keeps_the_truth_and_steers_nothing() {
    let place = place();
    for args in [
        vec!["export"],
        vec!["export", "--format", "json"],
        vec!["search", "--format", "jsonl"],
        vec!["show", "a", "--format", "json"],
        vec!["show", "b", "--diff", "--format", "json"],
        vec!["officials", "--format", "json"],
        vec!["topics", "--format", "json"],
        vec!["config", "--json"],
        vec!["status", "--json"],
    ] {
        let ran = place.run(&args);
        clean(&args, &ran);
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
    }
    let shown: Value = serde_json::from_str(&place.ok(&["config", "--json"])).unwrap();
    assert_eq!(shown["contact"]["value"], hostile());
}

#[test]
fn joiners_and_marks_of_honest_text_stay_readable() {
    let decomposed = "Bo\u{302}\u{323} Y te\u{302}\u{301} ho\u{323}p";
    let place = Place::with_records(&[
        json!({"id": "a", "title": format!("Một\u{200b} người\u{ad} bệnh"), "published": "2026-01-20", "body": decomposed}),
    ]);
    let shown = place.ok(&["show", "a"]);
    assert!(shown.contains("Một người bệnh"), "{shown}");
    assert!(!shown.contains('\u{fffd}'), "{shown}");
}
