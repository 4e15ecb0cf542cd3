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

/// Where corpus and index are and which file says so, from a folder below the place.
fn settings_in(place: &Place, dir: &str, args: &[&str], variables: &[(&str, &str)]) -> Ran {
    let dir = place.path().join(dir);
    std::fs::create_dir_all(&dir).unwrap();
    let mut command = place.command(&[&["config", "--json"], args].concat());
    Ran::from(command.current_dir(dir).envs(variables.iter().copied()).output().unwrap())
}

#[test]
fn the_file_is_found_next_to_the_corpus_here_and_above() {
    let place = Place::new();
    place.write("byt.toml", b"index = \"indexes/one\"\n");
    place.write("data/byt.toml", b"delay = 7\n");
    place.write("other.toml", b"delay = 8\n");
    place.write("own/corpus/articles.jsonl", b"");
    place.write("nested/byt.toml", b"delay = 9\n");
    let top = place.path().canonicalize().unwrap().display().to_string();
    let check = |dir: &str, args: &[&str], variables: &[(&str, &str)], expected: [&str; 4]| {
        let ran = settings_in(&place, dir, args, variables);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{dir} {args:?} {variables:?}");
        let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let text = |value: &serde_json::Value| match value {
            serde_json::Value::Null => "none".to_owned(),
            value => value.as_str().unwrap().replace(&top, "[top]"),
        };
        let found = [&told["file"], &told["corpus"]["value"], &told["index"]["value"], &told["delay"]["value"]];
        assert_eq!(found.map(text), expected, "{dir} {args:?} {variables:?}");
    };
    check("", &[], &[], ["byt.toml", "corpus", "indexes/one", "1"]);
    check("sub/deep", &[], &[], ["[top]/byt.toml", "[top]/corpus", "[top]/indexes/one", "1"]);
    check("nested/sub", &[], &[], ["[top]/nested/byt.toml", "[top]/nested/corpus", "[top]/nested/index", "9"]);
    // A folder with a corpus needs no file.
    check("own", &[], &[], ["none", "corpus", "index", "1"]);
    check("own/sub", &[], &[], ["none", "corpus", "index", "1"]);
    // A corpus elsewhere: the file next to it, or that of the current folder.
    check("", &["--corpus", "data/corpus"], &[], ["data/byt.toml", "data/corpus", "index", "7"]);
    check("", &["--corpus", "own/corpus"], &[], ["byt.toml", "own/corpus", "indexes/one", "1"]);
    check("", &[], &[("BYT_CORPUS", "own/corpus")], ["byt.toml", "own/corpus", "indexes/one", "1"]);
    check("nested/x", &["--corpus", "c"], &[], ["[top]/nested/byt.toml", "c", "index", "9"]);
    // A file that is named explicitly.
    check("", &[], &[("BYT_CONFIG", "other.toml")], ["other.toml", "corpus", "index", "8"]);
    check(
        "",
        &["--config", "data/byt.toml"],
        &[("BYT_CONFIG", "other.toml")],
        ["data/byt.toml", "corpus", "index", "7"],
    );
    check("", &[], &[("BYT_CONFIG", "")], ["byt.toml", "corpus", "indexes/one", "1"]);
    let ran = settings_in(&place, "", &[], &[("BYT_CONFIG", "none.toml")]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("can't read the configuration none.toml") && ran.err.contains("BYT_CONFIG"),
        "{}",
        ran.err
    );
}

#[test]
fn paths_of_the_file_are_those_of_a_shell() {
    let place = Place::new();
    let home = place.path().join("home");
    let home = home.to_str().unwrap();
    let variables = [("HOME", home), ("DATA", "/srv/data")];
    place.write(
        "byt.toml",
        "corpus = \"~/tin tức/corpus\"\nindex = \"$DATA/index\"\nca = \"${DATA}/a.pem\"\n".as_bytes(),
    );
    let ran = settings_in(&place, "", &[], &variables);
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["corpus"]["value"], format!("{home}/tin tức/corpus"));
    assert_eq!(told["index"]["value"], "/srv/data/index");
    assert_eq!(told["ca"]["value"], "/srv/data/a.pem");
    // Shells leave the ~ of `--corpus=~/c` as it is.
    let ran = settings_in(&place, "", &["--corpus=~/c"], &variables);
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["corpus"]["value"], format!("{home}/c"));

    for (path, why) in [
        ("~lan/corpus", "corpus begins with the home of another user"),
        ("$NOTHING/corpus", "corpus names the variable NOTHING, which isn't set"),
        ("a/$(date)", "corpus contains a $ that isn't followed by the name of a variable"),
        ("", "corpus is empty"),
        ("%APPDATA%/corpus", "corpus contains %APPDATA%"),
    ] {
        place.write("byt.toml", format!("corpus = {path:?}\n").as_bytes());
        for command in ["config", "status", "update"] {
            let ran = place.run(&[command]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{path}");
            assert!(ran.err.starts_with(&format!("error: the configuration byt.toml, line 1: {why}")), "{}", ran.err);
        }
    }
    let names: Vec<_> = std::fs::read_dir(place.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["byt.toml"], "a rejected path creates nothing");
}

#[test]
fn the_delay_may_come_from_the_environment() {
    let place = Place::new();
    let with = |args: &[&str], value: &str| Ran::from(place.command(args).env("BYT_DELAY", value).output().unwrap());
    let told: serde_json::Value = serde_json::from_str(&with(&["config", "--json"], "2.5").out).unwrap();
    assert_eq!(told["delay"], serde_json::json!({"value": "2.5", "from": "environment"}));
    let unset: serde_json::Value = serde_json::from_str(&with(&["config", "--json"], "").out).unwrap();
    assert_eq!(unset["delay"]["from"], "default");
    for wrong in ["fast", "-1", "1e9", "NaN", "1,5"] {
        let ran = with(&["update"], wrong);
        assert_eq!(ran.code, 2, "{wrong}");
        assert!(
            ran.err.starts_with(&format!("error: invalid value '{wrong}' for BYT_DELAY: use a number")),
            "{}",
            ran.err
        );
        place.write("byt.toml", format!("delay = {wrong}\n").as_bytes());
        assert_eq!(place.run(&["update"]).code, 2, "{wrong}");
        std::fs::remove_file(place.path().join("byt.toml")).unwrap();
    }
    let ran = with(&["update", "--delay", "slow"], "2");
    assert!(ran.err.starts_with("error: invalid value 'slow' for '--delay <SECONDS>': "), "{}", ran.err);

    let portal = byt::demo::Portal::start(byt::demo::pieces(), Vec::new()).unwrap();
    let begun = std::time::Instant::now();
    let ran = with(&["update", "--limit", "2", "--portal", &portal.address()], "0.01");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!portal.seen().is_empty() && begun.elapsed() < std::time::Duration::from_secs(60));
}

#[test]
fn unknown_variables_are_reported_by_every_command() {
    let place = Place::with_fixtures();
    for args in [&["search", "y te", "-q"][..], &["status"], &["config", "--json"], &["schema"], &["count"]] {
        let plain = place.run(args);
        let ran = Ran::from(place.command(args).env("BYT_CORPSU", "x").env("BYT_FOO", "1").output().unwrap());
        let warnings = "warning: the variable BYT_CORPSU has no effect; did you mean BYT_CORPUS?\n\
            warning: the variable BYT_FOO has no effect; `byt help operations` lists the variables\n";
        assert_eq!((ran.code, ran.out), (plain.code, plain.out), "{args:?}");
        assert_eq!(ran.err, format!("{warnings}{}", plain.err), "{args:?}");
    }
}

#[test]
fn hints_name_the_file_that_exists() {
    let place = Place::with_fixtures();
    let hint = |args: &[&str]| {
        let ran = place.run(args);
        assert_eq!(ran.code, 2, "{args:?}");
        ran.err.lines().last().unwrap().to_owned()
    };
    let feeds = &["feed", "--all", "feeds"][..];
    for args in [feeds, &["search", "@thuoc"], &["count", "@thuoc"]] {
        assert!(hint(args).contains("there is no configuration file"), "{args:?}: {}", hint(args));
    }
    place.write("settings/mine.toml", b"corpus = \"../corpus\"\nindex = \"../index\"\n");
    for args in [feeds, &["search", "@thuoc"], &["count", "@thuoc"]] {
        let hint = hint(&[&["--config", "settings/mine.toml"], args].concat());
        assert_eq!(hint, "hint: questions are tables in settings/mine.toml, such as [questions.thuoc]", "{args:?}");
    }
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
            "error: the configuration byt.toml, line 1: delay must be a number, but is text\nhint: for example: delay = 1\n",
        ),
        ("corpus = [1]\n", "error: the configuration byt.toml, line 1: corpus must be text in quotes, but is a list\n"),
        ("corpus = \n", "error: the configuration byt.toml, line 1, isn't valid TOML\ncaused by: "),
    ] {
        let place = Place::new();
        place.write("byt.toml", text.as_bytes());
        let ran = place.run(&["config"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{text:?}");
        assert!(ran.err.starts_with(sentence), "{text:?}: {}", ran.err);
    }
}
