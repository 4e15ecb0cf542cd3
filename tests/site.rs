//! The pages as files.

use serde_json::json;

use crate::serve::place;

/// The files below a folder, with what tells whether one was written again.
fn files(dir: &std::path::Path) -> std::collections::BTreeMap<String, (Vec<u8>, std::time::SystemTime)> {
    let mut all = std::collections::BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else {
                let name = entry.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
                all.insert(name, (std::fs::read(&entry).unwrap(), entry.metadata().unwrap().modified().unwrap()));
            }
        }
    }
    all
}

#[test]
fn a_site_is_written_whole_and_again_only_where_it_changed() {
    let place = place();
    place.ok(&["site", "-o", "out/site"]);
    let dir = place.path().join("out/site");
    let first = files(&dir);
    for name in [
        "index.html",
        "byt.css",
        "byt.js",
        "article/mot.html",
        "article/mot/versions.html",
        "officials/do-xuan-tuyen.html",
        "topics/duoc.html",
        "coverage/2025-02.html",
        "changes.html",
    ] {
        assert!(first.contains_key(name), "{name}: {:?}", first.keys());
    }
    for (name, (content, _)) in first.iter().filter(|(name, _)| name.ends_with(".html")) {
        let html = String::from_utf8(content.clone()).unwrap();
        for link in html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            if link.starts_with("https://") || link.starts_with('#') {
                continue;
            }
            let target = std::path::Path::new(name).parent().unwrap().join(link);
            let mut parts: Vec<&str> = Vec::new();
            for part in target.to_str().unwrap().split('/') {
                if part == ".." {
                    parts.pop().expect("inside the folder");
                } else {
                    parts.push(part);
                }
            }
            assert!(first.contains_key(&parts.join("/")), "{name}: {link}");
        }
        assert!(!html.contains("<form") && !html.contains("/api/") && !html.contains("/export"), "{name}");
    }
    let ran = place.run(&["site", "-o", "out/site"]);
    assert!(ran.err.starts_with("0 files written"), "{}", ran.err);
    assert_eq!(files(&dir), first);

    place.write(
        "more.jsonl",
        format!(
            "{}\n",
            json!({ "id": "moi", "title": "Bài mới", "published": "2026-01-30", "body": "Chữ.",
        "section": true, "url": "https://moh.gov.vn/moi" })
        )
        .as_bytes(),
    );
    place.ok(&["import", "more.jsonl"]);
    place.ok(&["site", "-o", "out/site"]);
    let second = files(&dir);
    assert!(second.contains_key("article/moi.html"));
    assert_eq!(second["article/mot.html"], first["article/mot.html"]);
    assert_ne!(second["index.html"].0, first["index.html"].0);
    place.ok(&["withdraw", "moi"]);
    place.ok(&["site", "-o", "out/site"]);
    assert!(!files(&dir).contains_key("article/moi.html"));
    assert_eq!(std::fs::read_dir(dir.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_site_replaces_nothing_of_others() {
    let place = place();
    let mine = place.write("mine/notes.txt", b"mine");
    for (target, why) in [
        ("mine", "files that `byt site` didn't write"),
        ("corpus", "share a folder"),
        (".", "share a folder"),
        ("index/x", "share a folder"),
    ] {
        let ran = place.run(&["site", "-o", target]);
        assert_eq!(ran.code, 2, "{target}: {}", ran.err);
        assert!(ran.err.contains(why), "{target}: {}", ran.err);
    }
    assert_eq!(std::fs::read(mine).unwrap(), b"mine");
    assert_eq!(place.run(&["check"]).code, 0);
    // A run that died while it replaced the pages left the old ones under another name.
    place.ok(&["site", "-o", "site"]);
    std::fs::rename(place.path().join("site"), place.path().join(".byt-site-before-site")).unwrap();
    let ran = place.run(&["site", "-o", "site"]);
    assert!(ran.err.starts_with("0 files written"), "{}", ran.err);
}
