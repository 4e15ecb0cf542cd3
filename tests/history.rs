//! Versions: what changed in an article and when, and what became of it on the portal.

use byt::demo::{Portal, Seen, pieces};
use serde_json::{Value, json};

use crate::support::{Place, jsonl};

/// A place with one article in three versions.
fn three_versions() -> Place {
    let place = Place::new();
    let record = |body: &str, title: &str, day: u32| {
        json!({
            "id": "a", "title": title, "published": "2026-01-20", "body": body,
            "fetched": format!("2026-01-2{day}T01:00:00Z"),
        })
    };
    for (n, record) in [
        record("Bộ trưởng thăm bệnh viện.\n\nĐoàn tặng quà.", "Thăm bệnh viện", 1),
        record("Bộ trưởng làm việc với bệnh viện.\n\nĐoàn tặng quà.", "Thăm bệnh viện", 2),
        record("Bộ trưởng làm việc với bệnh viện.\n\nĐoàn tặng quà.\n\nCó 20 suất.", "Thăm hai bệnh viện", 3),
    ]
    .iter()
    .enumerate()
    {
        place.write("r.json", record.to_string().as_bytes());
        let ran = place
            .command(&["import", "r.json"])
            .env("BYT_NOW", format!("2026-02-0{}T01:00:00Z", n + 1))
            .output()
            .unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }
    place
}

#[test]
fn an_address_of_two_articles_means_the_current_one() {
    let place = Place::new();
    let record = |title: &str, url: &str| json!({ "title": title, "published": "2026-01-20", "section": true, "body": "Thân bài.", "url": url });
    let show = |url: &str| {
        let ran = place.run(&["show", url, "--format", "json"]);
        let shown: Value = serde_json::from_str(&ran.out).unwrap();
        (shown["articles"][0]["title"].as_str().unwrap().to_owned(), ran.err)
    };
    for (number, url) in
        ["https://example.org/mot", "https://moh.gov.vn/tin-tong-hop/-/asset_publisher/k206Q9qkZOqn/content/mot-bai"]
            .into_iter()
            .enumerate()
    {
        for title in [format!("Tên cũ {number}"), format!("Tên mới {number}")] {
            place.write("r.jsonl", record(&title, url).to_string().as_bytes());
            place.ok(&["import", "r.jsonl"]);
        }
        let (title, said) = show(url);
        assert_eq!(title, format!("Tên mới {number}"));
        if place.run(&["count", &format!("title:\"{title}\" OR title:\"Tên cũ {number}\"")]).out.trim() == "2" {
            assert!(said.contains("another article has the same address: "), "{said}");
            // The address means the same article when it is withdrawn, and when that is undone.
            place.ok(&["withdraw", url]);
            assert_eq!(show(url).0, format!("Tên cũ {number}"));
            place.ok(&["withdraw", url, "--restore"]);
            assert_eq!(show(url).0, format!("Tên mới {number}"));
        }
    }
}

#[test]
fn versions_are_told_with_their_days_and_fields() {
    let place = three_versions();
    assert_eq!(
        place.ok(&["show", "a", "--versions"]),
        "  1  2026-02-01 08:00 UTC+7  with its text: Thăm bệnh viện\n\
         \u{20}\u{20}2  2026-02-02 08:00 UTC+7  body\n\
         \u{20}\u{20}3  2026-02-03 08:00 UTC+7  title, aliases, body\n"
    );
    let told = place.json(&["show", "a", "--versions", "--format", "json"]);
    let versions = told["articles"][0]["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 3);
    assert_eq!((&told["articles"][0]["id"], &versions[1]["changed"]), (&json!("a"), &json!(["body"])));
    assert_eq!(versions[0]["changed"], json!([]));
    assert_eq!(versions[2]["stored"], "2026-02-03T01:00:00Z");
    assert_eq!(jsonl(&place.ok(&["show", "a", "a", "--versions", "--format", "jsonl"])).len(), 2);
    assert_eq!(place.run(&["show", "a", "--versions", "--format", "csv"]).code, 2);
}

#[test]
fn differences_are_by_words_and_readable_without_colours() {
    let place = three_versions();
    let last = place.ok(&["show", "a", "--diff"]);
    assert!(last.starts_with("a: version 2 (2026-02-02 08:00 UTC+7) → version 3 (2026-02-03 08:00 UTC+7)\n"), "{last}");
    assert!(last.contains("title\n  Thăm {+hai +}bệnh viện\n"), "{last}");
    assert!(last.contains("body\n  …\n  {+Có 20 suất.+}\n"), "{last}");
    let first = place.ok(&["show", "a", "--diff", "1..2"]);
    assert!(first.contains("Bộ trưởng [-thăm-]{+làm việc với+} bệnh viện.\n  …\n"), "{first}");
    assert_eq!(place.ok(&["show", "--diff", "a"]), last);
    let back = place.ok(&["show", "a", "--diff", "2..1"]);
    assert!(back.contains("Bộ trưởng [-làm việc với-]{+thăm+} bệnh viện."), "{back}");
    assert!(!last.contains('\u{1b}'));
    let coloured = place.ok(&["--color", "always", "show", "a", "--diff"]);
    assert!(coloured.contains("\u{1b}[32m{+hai +}\u{1b}[0m"), "{coloured:?}");
    let told: Value = place.json(&["show", "a", "--diff", "1..2", "--format", "json"]);
    let change = &told["articles"][0]["changes"][0];
    assert_eq!((&change["field"], &told["articles"][0]["from"]), (&json!("body"), &json!(1)));
}

#[test]
fn the_origin_names_the_run_and_the_raw_answer() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    assert_eq!(place.run(&["update", "--portal", &portal.address(), "--delay", "0"]).code, 0);
    let id = place.ok(&["search", "--status", "full", "--limit", "1", "--format", "ids"]).trim().to_owned();
    let told = place.json(&["show", &id, "--origin", "--format", "json"]);
    let version = told["articles"][0]["versions"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&version["run"]["source"], version["run"]["portal"].as_str()),
        (&json!("bridge"), Some(&*format!("{}/", portal.address())))
    );
    assert!(version["answer"]["url"].as_str().unwrap().starts_with(&portal.address()), "{version}");
    // The file holds an answer with that digest: `import` reads the article out of it.
    let file = version["answer"]["file"].as_str().unwrap();
    let other = Place::new();
    assert_eq!(other.run(&["import", place.path().join(file).to_str().unwrap()]).code, 0);
    let again = other.json(&["show", &id, "--format", "json"]);
    assert_eq!(again["articles"][0]["sha256"], version["sha256"]);
    let text = place.ok(&["show", &id, "--origin"]);
    assert!(
        text.contains(&format!("  stored  {file}\n")) && text.contains("  run     bridge of http://127.0.0.1"),
        "{text}"
    );

    // Later versions from a record have their own run, and no raw answer.
    place.write(
        "r.jsonl",
        json!({"id": id, "title": again["articles"][0]["title"], "body": "Khác.", "sha256": "ff".repeat(32), "fetched": "2026-03-01T00:00:00Z"}).to_string().as_bytes(),
    );
    place.ok(&["import", "r.jsonl"]);
    let told = place.json(&["show", &id, "--origin", "--format", "json"]);
    let version = told["articles"][0]["versions"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&version["run"]["source"], &version["answer"]), (&json!("import"), &Value::Null), "{version}");
    // A run that left no receipt is not mistaken for the next.
    std::fs::remove_file(place.path().join("corpus/runs.jsonl")).unwrap();
    let told = place.json(&["show", &id, "--origin", "--format", "json"]);
    assert_eq!(told["articles"][0]["versions"][0]["run"], Value::Null);
    assert_eq!(place.run(&["show", "none", "--origin"]).code, 1);
    assert_eq!(place.run(&["show", &id, "--origin", "--format", "csv"]).code, 2);
}

#[test]
fn an_article_is_found_by_its_address_on_any_site() {
    let place = Place::new();
    let url = "https://suckhoedoisong.vn/tham-benh-vien?a=1&b=2";
    let record =
        |body: &str| format!("{{\"title\":\"Bộ trưởng thăm bệnh viện\",\"url\":\"{url}\",\"body\":\"{body}\"}}\n");
    for body in ["Cũ.", "Mới."] {
        place.write("record.jsonl", record(body).as_bytes());
        place.ok(&["import", "record.jsonl"]);
    }
    let shown = place.ok(&["show", url, "--format", "jsonl"]);
    assert_eq!((shown.lines().count(), jsonl(&shown)[0]["body"].as_str()), (1, Some("Mới.")));
    let id = jsonl(&shown)[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(place.ok(&["show", url, "--versions"]), place.ok(&["show", &id, "--versions"]));
    let other = place.run(&["show", "https://suckhoedoisong.vn/tham-benh-vien"]);
    assert!(other.code == 1 && other.err.contains("the corpus has no article"), "{}", other.err);
}

#[test]
fn what_is_not_there_is_said() {
    let place = three_versions();
    for (args, code, said) in [
        (vec!["show", "b", "--versions"], 1, "the corpus has no article"),
        (vec!["show", "a", "--diff", "1..9"], 1, "there is no version 9; there are 1, 2, 3"),
        (vec!["show", "a", "--diff", "1..x"], 2, "isn't a pair of versions"),
        (vec!["show", "a", "--diff", "3"], 2, "--diff needs two versions"),
        (vec!["show", "--diff"], 2, "no article is given"),
    ] {
        let ran = place.run(&args);
        assert_eq!(ran.code, code, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
    let single = Place::with_records(&[json!({"id": "b", "title": "Họp"})]);
    let ran = single.run(&["show", "b", "--diff"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    assert!(ran.err.contains("only one version"), "{}", ran.err);
}

#[test]
fn an_absence_survives_export_and_import() {
    let record = json!({
        "id": "a", "title": "Họp", "body": "Thân.", "fetched": "2026-01-20T00:00:00Z",
        "missing_since": "2026-01-25T00:00:00Z", "gone": "2026-01-26T00:00:00Z",
    });
    let place = Place::with_records(&[record]);
    let exported = place.ok(&["export"]);
    let other = Place::new();
    assert_eq!(other.run_with_input(&["import", "-"], exported.as_bytes()).code, 0);
    assert_eq!(other.ok(&["export"]), exported);
    assert_eq!(jsonl(&exported)[0]["gone"], "2026-01-26T00:00:00Z");
    assert!(other.ok(&["show", "a"]).contains("the portal removed it"), "{}", other.ok(&["show", "a"]));
    assert_eq!(other.titles(&["họp"]), ["Họp"], "it stays searchable");
    // A copy without the mark does not take it away, whichever comes first.
    let present = json!({"id": "a", "title": "Họp", "body": "Thân.", "fetched": "2026-01-20T00:00:00Z"});
    other.run_with_input(&["import", "-"], present.to_string().as_bytes());
    assert_eq!(jsonl(&other.ok(&["export"]))[0]["gone"], "2026-01-26T00:00:00Z");
}

/// Runs an update on a day of its own and returns its summary.
fn update_on(place: &Place, portal: &Portal, source: &str, now: &str, more: &[&str]) -> Value {
    let address = portal.address();
    let args = ["update", "--source", source, "--portal", &address, "--delay", "0", "--json"];
    let output = place.command(&[&args, more].concat()).env("BYT_NOW", now).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{source}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn an_edit_becomes_a_version_and_a_removal_is_believed_a_day_later() {
    for source in ["bridge", "legacy"] {
        let portal = Portal::start(pieces(), Vec::new()).unwrap();
        let place = Place::new();
        update_on(&place, &portal, source, "2026-03-01T01:00:00Z", &[]);
        let mut inside: Vec<_> = pieces().into_iter().filter(|piece| piece.section && piece.detail).collect();
        let (removed, edited) = (inside.pop().unwrap(), inside.pop().unwrap());
        portal.edit(|pieces| {
            pieces.retain(|piece| piece.slug != removed.slug);
            let piece = pieces.iter_mut().find(|piece| piece.slug == edited.slug).unwrap();
            piece.paragraphs[0] = format!("{} Đính chính.", piece.paragraphs[0]);
        });
        let first = update_on(&place, &portal, source, "2026-03-03T01:00:00Z", &["--recheck", "3650"]);
        assert_eq!((&first["updated"], &first["failed"]), (&json!(2), &json!(0)), "{source}: {first}");
        let records = jsonl(&place.ok(&["export"]));
        let find = |records: &[Value], title: &str| records.iter().find(|r| r["title"] == title).unwrap().clone();
        let gone = find(&records, &removed.title);
        assert_eq!((&gone["missing_since"], &gone["gone"]), (&json!("2026-03-03T01:00:00Z"), &Value::Null));
        let diff = place.ok(&["show", find(&records, &edited.title)["id"].as_str().unwrap(), "--diff"]);
        assert!(diff.contains("{+") && diff.contains("Đính chính."), "{source}: {diff}");

        let again = update_on(&place, &portal, source, "2026-03-03T09:00:00Z", &["--recheck", "1"]);
        assert_eq!(again["updated"], 0, "{source}: twice on one day is once");
        let later = update_on(&place, &portal, source, "2026-03-04T01:00:00Z", &["--recheck", "1"]);
        assert_eq!(later["updated"], 1, "{source}: {later}");
        let gone = find(&jsonl(&place.ok(&["export"])), &removed.title);
        assert_eq!(gone["gone"], "2026-03-04T01:00:00Z", "{source}");
        assert!(gone["body"].as_str().unwrap().len() > 100, "{source}: what was known stays");
        portal.forget();
        update_on(&place, &portal, source, "2026-03-05T01:00:00Z", &["--recheck", "1"]);
        let asked_for_it = |seen: &Seen| {
            let body = String::from_utf8_lossy(&seen.body).into_owned();
            seen.target.contains(&removed.slug) || body.contains(&format!("\"{}\"", removed.aid))
        };
        assert!(!portal.seen().iter().any(asked_for_it), "{source}: what is gone is not asked for again and again");

        portal.edit(|all| *all = pieces());
        let back = update_on(&place, &portal, source, "2026-03-06T01:00:00Z", &["--full"]);
        assert_eq!(back["failed"], 0);
        assert_eq!(find(&jsonl(&place.ok(&["export"])), &removed.title)["gone"], Value::Null, "{source}: it is back");
        assert_eq!(place.run(&["check"]).code, 0);
    }
}

#[test]
fn a_title_that_changed_in_the_list_is_asked_for_again() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let place = Place::new();
    update_on(&place, &portal, "bridge", "2026-03-01T01:00:00Z", &[]);
    let newest = pieces().into_iter().rfind(|piece| piece.section && piece.detail).unwrap();
    portal.edit(|pieces| {
        let piece = pieces.iter_mut().find(|piece| piece.aid == newest.aid).unwrap();
        piece.title = format!("{} (đính chính)", piece.title);
    });
    let told = update_on(&place, &portal, "bridge", "2026-03-02T01:00:00Z", &[]);
    assert_eq!((&told["new"], &told["updated"]), (&json!(0), &json!(1)), "{told}");
    let id = format!("aid:{}", newest.aid);
    assert!(place.ok(&["show", &id, "--diff"]).contains("{+ (đính chính)+}"), "{}", place.ok(&["show", &id, "--diff"]));
}

#[test]
fn a_corpus_recovers_from_a_clock_that_was_ahead() {
    for source in ["bridge", "legacy"] {
        let portal = Portal::start(pieces(), Vec::new()).unwrap();
        let place = Place::new();
        let removed = pieces().into_iter().rfind(|piece| piece.section && piece.detail).unwrap();
        update_on(&place, &portal, source, "2026-03-01T01:00:00Z", &[]);
        portal.edit(|pieces| pieces.retain(|piece| piece.slug != removed.slug));
        for day in [1, 3] {
            update_on(
                &place,
                &portal,
                source,
                &format!("2931-01-0{day}T01:00:00Z"),
                &["--full", "--recheck", "999999"],
            );
        }
        let other = Place::new();
        update_on(&other, &portal, source, "2931-01-01T01:00:00Z", &[]);
        let now = "2026-03-03T01:00:00Z";
        let at = |place: &Place, args: &[&str]| {
            let ran = place.command(args).env("BYT_NOW", now).output().unwrap();
            (ran.status.code(), String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap())
        };
        let (code, _, told) = at(&other, &["status", "--max-age", "26h"]);
        assert!(code == Some(1) && told.contains("1 run ended in the future"), "{source}: {told}");
        let (code, _, told) = at(&place, &["check"]);
        assert!(code == Some(0) && told.contains("with a time in the future"), "{source}: {told}");

        portal.edit(|all| {
            *all = pieces();
            all.iter_mut().for_each(|piece| piece.paragraphs[0] += " Đính chính.");
        });
        for place in [&place, &other] {
            update_on(place, &portal, source, now, &["--full", "--recheck", "3650"]);
            let records = jsonl(&place.ok(&["export", "--status", "full"]));
            assert!(records.len() > 3, "{source}: {}", records.len());
            for record in records {
                assert!(record["body"].as_str().unwrap().contains("Đính chính."), "{source}: {record}");
                assert_eq!((&record["missing_since"], &record["gone"]), (&Value::Null, &Value::Null), "{source}");
                assert_eq!(record["fetched"], now, "{source}");
            }
            assert_eq!(at(place, &["status", "--max-age", "26h"]).0, Some(0), "{source}");
            let (_, told, _) = at(place, &["check", "--json"]);
            let told: Value = serde_json::from_str(&told).unwrap();
            let runs_ahead = jsonl(&std::fs::read_to_string(place.path().join("corpus/runs.jsonl")).unwrap())
                .iter()
                .filter(|run| run["ended"].as_str().unwrap().starts_with("2931"))
                .count();
            assert_eq!(told["future_times"], runs_ahead, "{source}: only the receipts are left");
        }
    }
}

#[test]
fn what_is_only_read_again_is_no_edit() {
    let record = json!({"id": "a", "title": "Họp", "section": true, "published": "2026-01-20", "body": "Thân."});
    let place = Place::with_records(std::slice::from_ref(&record));
    let mut again = record;
    again["fetched"] = json!("2026-01-30T00:00:00Z");
    again["sha256"] = json!("ff".repeat(32));
    place.write("again.jsonl", again.to_string().as_bytes());
    let summary = place.json(&["import", "again.jsonl", "--json"]);
    assert_eq!((&summary["updated_ids"], &summary["new_ids"]), (&json!([]), &json!([])), "{summary}");
    let now = place.json(&["show", "a", "--format", "json"]);
    assert_eq!((&now["articles"][0]["version"], &now["articles"][0]["fetched"]), (&json!(2), &again["fetched"]));
    let kinds = |events: &str| -> Vec<Value> { jsonl(events).iter().map(|event| event["kind"].clone()).collect() };
    assert_eq!(kinds(&place.ok(&["changes", "--format", "jsonl"])), [json!("new")]);
    let run = summary["run"].as_str().unwrap();
    assert_eq!(place.run(&["changes", "--since", run]).code, 1);
    let followed = jsonl(&place.ok(&["export", "--changed-since", "0"]));
    assert_eq!((followed.len(), &followed[0]["version"]), (1, &json!(2)));
    for (kind, is_there) in [("new", true), ("edited", false)] {
        let feed = place.ok(&["feed", "--kind", kind, "--format", "json"]);
        assert_eq!(feed.contains("Họp"), is_there, "{kind}: {feed}");
    }
    // An edit after it is compared with what the article said.
    let mut edited = again;
    edited["body"] = json!("Thân khác.");
    edited["fetched"] = json!("2026-01-31T00:00:00Z");
    edited["sha256"] = json!("ee".repeat(32));
    place.write("edited.jsonl", edited.to_string().as_bytes());
    place.ok(&["import", "edited.jsonl"]);
    let events = jsonl(&place.ok(&["changes", "--format", "jsonl"]));
    assert_eq!((events.len(), &events[1]["kind"], &events[1]["fields"]), (2, &json!("edited"), &json!(["body"])));
}
