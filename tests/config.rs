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
