//! Settings: where each comes from, and what is said when one is wrong.

use crate::support::{Place, Ran};

#[test]
fn each_setting_tells_where_it_comes_from() {
    let place = Place::new();
    place.write("byt.toml", b"delay = 2.5\nportal = \"http://a.example\"\nindex = \"there\"\nca = \"extra.pem\"\n");
    let ran = Ran::from(
        place
            .command(&["config", "--json", "--corpus", "mine"])
            .env("BYT_PORTAL", "http://b.example")
            .env("BYT_INDEX", "elsewhere")
            .output()
            .unwrap(),
    );
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let check = |key: &str, value: &str, from: &str| {
        assert_eq!((told[key]["value"].as_str(), told[key]["from"].as_str()), (Some(value), Some(from)), "{key}");
    };
    check("corpus", "mine", "option");
    check("index", "elsewhere", "environment");
    check("portal", "http://b.example", "environment");
    check("delay", "2.5", "file");
    check("ca", "extra.pem", "file");
    check("archive", "https://web.archive.org", "default");
    assert!(told["contact"]["value"].is_null());
    assert_eq!(told["file"], "byt.toml");
    let text = place.ok(&["config"]);
    assert!(text.lines().any(|line| line.split_whitespace().eq(["delay", "file", "2.5"])), "{text}");
}

#[test]
fn a_password_in_an_address_is_neither_sent_nor_stored_nor_printed() {
    let portal = byt::demo::Portal::start(byt::demo::pieces(), Vec::new()).unwrap();
    let secret = |address: &str| address.replacen("://", "://bob:S3cretPW@", 1);
    let with = secret(&portal.address());
    let clean = |place: &Place, ran: &Ran, code: i32| {
        assert_eq!(ran.code, code, "{}", ran.err);
        assert!(!ran.out.contains("S3cretPW") && !ran.err.contains("S3cretPW"), "{}{}", ran.out, ran.err);
        let receipts = std::fs::read_to_string(place.path().join("corpus/runs.jsonl")).unwrap_or_default();
        assert!(!receipts.contains("S3cretPW"), "{receipts}");
    };
    let bare = with.trim_start_matches("http://");
    let wrong = format!("{with}:x");
    for address in [&with, bare, &wrong, "ftp://bob:S3cretPW@moh.example", "http://bob:S3cret/PW@moh.example"] {
        let place = Place::new();
        for (option, source) in [("--portal", "bridge"), ("--portal", "legacy"), ("--archive", "archive")] {
            let ran = place.run(&["update", "-v", "--json", "--source", source, option, address]);
            clean(&place, &ran, 2);
            assert!(ran.err.contains("***@") && !ran.err.contains("S3cret"), "{}", ran.err);
        }
        let from_variable =
            Ran::from(place.command(&["update", "-v", "--json"]).env("BYT_PORTAL", address).output().unwrap());
        clean(&place, &from_variable, 2);
        clean(&place, &Ran::from(place.command(&["config"]).env("BYT_PORTAL", address).output().unwrap()), 0);
        place.write("byt.toml", format!("portal = {address:?}\narchive = {address:?}\n").as_bytes());
        clean(&place, &place.run(&["update", "-v", "--json"]), 2);
        clean(&place, &place.run(&["config"]), 0);
        clean(&place, &place.run(&["config", "--json"]), 0);
    }
    assert!(portal.seen().is_empty());

    // A receipt of an older version.
    let place = Place::new();
    assert_eq!(place.run(&["update", "--portal", &portal.address(), "--delay", "0"]).code, 0);
    let file = place.path().join("corpus/runs.jsonl");
    let receipts = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, receipts.replacen(&portal.address(), &with, 1)).unwrap();
    let id = place.ok(&["search", "--limit", "1", "--format", "ids"]);
    for format in ["text", "json"] {
        let ran = place.run(&["show", id.trim(), "--origin", "--format", format]);
        assert!(ran.code == 0 && !ran.out.contains("S3cretPW"), "{}{}", ran.out, ran.err);
    }
}

#[test]
fn every_key_of_the_example_is_shown_and_the_example_is_taken() {
    let place = Place::new();
    let example = place.ok(&["config", "--init"]);
    place.write("byt.toml", example.as_bytes());
    let shown = place.ok(&["config"]);
    let keys: Vec<&str> =
        example.lines().filter_map(|l| l.strip_prefix('#')?.split_once(" = ")).map(|(key, _)| key).collect();
    assert!(keys.len() >= 11, "{example}");
    assert_eq!(shown.lines().map(|line| line.split(' ').next().unwrap()).collect::<Vec<_>>(), keys);
}

#[test]
fn mistakes_have_line_and_key() {
    for (text, sentence) in [
        (
            "\ndelai = 1\n",
            "error: the configuration byt.toml, line 2: there is no key “delai”\nhint: did you mean “delay”?\n",
        ),
        (
            "zzz = 1\n",
            "error: the configuration byt.toml, line 1: there is no key “zzz”\nhint: the keys are: corpus, index, ",
        ),
        (
            "delay = \"fast\"\n",
            "error: the configuration byt.toml, line 1: delay must be a number, and is text\nhint: for example: delay = 1\n",
        ),
        ("corpus = [1]\n", "error: the configuration byt.toml, line 1: corpus must be text in quotes, and is a list\n"),
        ("corpus = \n", "error: the configuration byt.toml, line 1, isn't valid TOML\ncaused by: "),
    ] {
        let place = Place::new();
        place.write("byt.toml", text.as_bytes());
        let ran = place.run(&["config"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{text:?}");
        assert!(ran.err.starts_with(sentence), "{text:?}: {}", ran.err);
    }
}
