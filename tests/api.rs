//! The API and the exports of `byt serve`: the output of the commands, and a description that is true.

use byt::demo::{Portal, pieces};
use serde_json::json;

use crate::serve::{ids_of, place};
use crate::support::served::Served;
use crate::support::{Place, jsonl};

#[test]
fn exports_and_the_api_are_the_commands_output_byte_for_byte() {
    let place = place();
    let served = Served::start(&place, &[]);
    for format in ["jsonl", "json", "csv", "tsv", "ids", "text", "markdown", "bibtex", "ris", "csl"] {
        let got = served.get(&format!("/export?q=thuoc&from=2025&format={format}"));
        let expected = place.ok(&["export", "thuoc", "--from", "2025", "--format", format]);
        assert_eq!((got.status, got.text()), (200, expected), "{format}");
    }
    assert_eq!(served.get("/export").text(), place.ok(&["export"]));
    assert_eq!(
        served.get("/export?fields=id,date&format=csv").text(),
        place.ok(&["export", "--fields", "id,date", "--format", "csv"])
    );
    assert_eq!(served.get("/api/changes?since=0").text(), place.ok(&["changes", "--since", "0", "--format", "json"]));
    let nothing = served.get("/api/changes?since=2026-02-02");
    assert_eq!((nothing.status, nothing.json()["events"].as_array().map(Vec::len)), (200, Some(0)));
    assert_eq!(jsonl(&served.get("/api/changes?since=0&limit=2&format=jsonl").text()).len(), 2);
    assert_eq!(served.get("/export?q=khongcogi").text(), "");
    assert_eq!(served.get("/api/article/mot").text(), place.ok(&["show", "mot", "--format", "json"]));
    assert_eq!(served.get("/feed.atom?q=thuoc").text(), place.ok(&["feed", "thuoc"]));
    assert_eq!(
        served.get("/feed.atom?official=lan&limit=1&format=json").text(),
        place.ok(&["feed", "--official", "lan", "--limit", "1", "--format", "json"])
    );
    assert_eq!(served.get("/feed.atom").header("content-type").as_deref(), Some("application/atom+xml; charset=utf-8"));
    for study in ["trend", "kwic"] {
        let csv = place.ok(&[study, "thuốc", "--from", "2025", "--format", "csv"]);
        assert_eq!(served.get(&format!("/api/{study}?q=thu%E1%BB%91c&from=2025&format=csv")).text(), csv, "{study}");
    }
    let search = place.ok(&["search", "bao hiem", "--limit", "1", "--sort", "oldest", "--format", "json"]);
    assert_eq!(served.get("/api/search?q=bao+hiem&limit=1&sort=oldest").text(), search);
    assert_eq!(jsonl(&served.get("/api/search?q=thuoc&format=jsonl").text()).len(), 2);
    let disposition = served.get("/export?format=csv").header("content-disposition");
    assert_eq!(disposition.as_deref(), Some("attachment; filename=\"byt.csv\""));
}

/// Every response of the API is what the description says, and every parameter in it is one.
#[test]
fn the_description_of_the_api_is_true() {
    let place = place();
    let served = Served::start(&place, &["--base", "/tin"]);
    let description = served.get("/tin/api/openapi.json").json();
    assert_eq!(description["servers"][0]["url"], "/tin/");
    let schema_of = |path: &str| {
        let schema = &description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        json!({ "$ref": schema["$ref"], "components": description["components"] })
    };
    let holds = |path: &str, target: &str| {
        let got = served.get(&format!("/tin{target}"));
        assert_eq!(got.status, 200, "{target}: {}", got.text());
        let schema = schema_of(path);
        let errors: Vec<String> = jsonschema::validator_for(&schema)
            .unwrap()
            .iter_errors(&got.json())
            .map(|e| format!("{e} at {}", e.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{target}: {errors:?}");
    };
    for (path, target) in [
        ("/api/search", "/api/search"),
        ("/api/search", "/api/search?q=bao+hiem+y+te&official=lan&limit=1"),
        ("/api/search", "/api/search?q=khongcogi"),
        ("/api/article/{id}", "/api/article/mot"),
        ("/api/changes", "/api/changes?since=0"),
        ("/export", "/export?format=json"),
        ("/api/trend", "/api/trend?q=thuoc&by=month"),
        ("/api/kwic", "/api/kwic?q=%22b%E1%BA%A3o+hi%E1%BB%83m%22"),
    ] {
        holds(path, target);
    }
    let error = json!({ "$ref": "#/components/schemas/error", "components": description["components"] });
    for target in [
        "/tin/api/article/nothing",
        "/tin/export?format=xlsx",
        "/tin/api/search?official=nguyen",
        "/tin/api/search?x=1",
    ] {
        assert!(jsonschema::is_valid(&error, &served.get(target).json()), "{target}");
    }
    for (path, described) in description["paths"].as_object().unwrap() {
        assert_ne!(served.get(&format!("/tin{}", path.replace("{id}", "mot"))).status, 404, "{path}");
        for parameter in described["get"]["parameters"].as_array().into_iter().flatten() {
            let own = match parameter["$ref"].as_str() {
                Some(reference) => description.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
                None => parameter,
            };
            if own["in"] == "query" {
                let name = own["name"].as_str().unwrap();
                let got = served.get(&format!("/tin{}?{name}=zz", path.replace("{id}", "mot")));
                let is_unknown = got.status == 400 && got.text().contains("isn't a parameter");
                assert!(!is_unknown, "{path} {name}: {}", got.text());
            }
        }
    }
}

/// The ids of a page's results are those of the command, for random questions, some of which match nothing.
#[test]
fn a_page_finds_what_the_command_finds_for_random_questions() {
    const QUESTIONS: u64 = 500;
    /// So often the command itself is run; otherwise its output comes through the API, which other tests compare.
    const BY_COMMAND: u64 = 25;
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    place.ok(&["update", "--portal", &portal.address(), "--delay", "0", "-q"]);
    let served = Served::start(&place, &[]);
    let words = [
        "",
        "y te",
        "bảo hiểm",
        "\"bảo hiểm y tế\"",
        "thuoc",
        "bệnh viện",
        "dich OR cum",
        "title:\"Thứ trưởng\"",
        "tuyen -thuoc",
        "khongcogi",
    ];
    let filters = [
        vec![],
        vec![("official", "tuyen")],
        vec![("mentions", "lan")],
        vec![("role", "vice-minister")],
        vec![("topic", "duoc")],
        vec![("topic", "duoc"), ("topic", "chuyen-doi-so")],
        vec![("from", "2024-06")],
        vec![("to", "2026-03")],
        vec![("on", "2026-01")],
        vec![("section", "all")],
        vec![("status", "listed")],
        vec![("strict", "1")],
    ];
    let orders = [None, Some("newest"), Some("oldest"), Some("relevance")];
    // A linear congruential generator is random enough, and the same everywhere.
    let mut state = 20_260_121_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % below as u64).unwrap()
    };
    for number in 0..QUESTIONS {
        let (query, mut given) = (words[random(words.len())], filters[random(filters.len())].clone());
        given.extend(
            filters[random(filters.len())].iter().filter(|(name, _)| *name != "strict" && *name != "on").copied(),
        );
        given.extend(orders[random(orders.len())].map(|order| ("sort", order)));
        given.sort_unstable();
        given
            .dedup_by_key(|(name, value)| if *name == "topic" { format!("{name}{value}") } else { (*name).to_owned() });
        if given.iter().any(|(name, _)| *name == "on") {
            given.retain(|(name, _)| !["from", "to"].contains(name));
        }
        let address =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("q", query).extend_pairs(&given).finish();
        let shown = ids_of(&served.page(&format!("/search?{address}")));
        let expected = if number % BY_COMMAND == 0 {
            let mut args = vec!["search".to_owned(), "--format=ids".to_owned()];
            args.extend(given.iter().map(|(name, value)| {
                if *name == "strict" { "--strict".to_owned() } else { format!("--{name}={value}") }
            }));
            args.extend(["--".to_owned(), query.to_owned()].into_iter().filter(|_| !query.is_empty()));
            place.run(&args.iter().map(String::as_str).collect::<Vec<_>>()).out
        } else {
            served.page(&format!("/api/search?format=ids&{address}"))
        };
        assert_eq!(shown, expected.lines().collect::<Vec<_>>(), "{address}");
    }
}
