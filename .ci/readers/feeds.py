"""What two independent readers make of a feed: feedparser, and atoma for both formats.

Both formats have what their specifications require. Hostile titles are text, ids are stable when the index is rebuilt, and
a feed over an unchanged corpus has the same bytes.
"""
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from datetime import datetime

import atoma
import feedparser

byt = sys.argv[1]


def run(*args):
    done = subprocess.run([byt, *args], capture_output=True, env={"BYT_NOW": "2026-02-01T01:00:00Z"})
    assert done.returncode == 0, (args, done.stderr.decode())
    return done.stdout


def is_date(text):
    """Whether it is a date of RFC 3339 with T and a time zone, as both formats require."""
    form = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
    return bool(re.fullmatch(form, text) and datetime.fromisoformat(text))


def require_atom(text):
    """Checks what RFC 4287 says of feeds and entries (sections 4.1.1, 4.1.2, 4.2.6 and 4.2.7)."""
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring(text)
    assert feed.tag == f"{atom}feed", feed.tag
    entries = feed.findall(f"{atom}entry")
    for parent in [feed, *entries]:
        for name in ["id", "title", "updated"]:
            found = parent.findall(f"{atom}{name}")
            assert len(found) == 1 and found[0].text and found[0].text.strip(), (name, found)
        iri = parent.findtext(f"{atom}id")
        assert re.match(r"[a-z][a-z0-9+.-]*:\S+$", iri), iri
        assert all(is_date(date.text) for name in ["updated", "published"] for date in parent.findall(f"{atom}{name}"))
        links = [link for link in parent.findall(f"{atom}link") if link.get("rel", "alternate") == "alternate"]
        assert len(links) <= 1 and all(re.match("https?://[!-~]+$", link.get("href")) for link in links)
        assert all(category.get("term") for category in parent.findall(f"{atom}category"))
    # Without an author of its own, an entry has that of the feed.
    assert feed.findtext(f"{atom}author/{atom}name")
    ids = [entry.findtext(f"{atom}id") for entry in entries]
    assert len(set(ids)) == len(ids), "each entry has an id of its own"
    for entry in entries:
        contents = entry.findall(f"{atom}content")
        assert len(contents) == 1 and contents[0].get("type", "text") == "text" and len(contents[0]) == 0
        assert len(entry.findall(f"{atom}summary")) <= 1


def require_json_feed(feed):
    """Checks what JSON Feed 1.1 says of the top level and of items."""
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and isinstance(feed["title"], str)
    assert all(author.get("name") for author in feed["authors"]) and isinstance(feed["items"], list)
    ids = [item["id"] for item in feed["items"]]
    assert all(isinstance(id, str) and id for id in ids) and len(set(ids)) == len(ids)
    for item in feed["items"]:
        assert isinstance(item.get("content_text", item.get("content_html")), str)
        assert all(re.match("https?://[!-~]+$", item[key]) for key in ["url", "external_url"] if key in item)
        assert all(is_date(item[key]) for key in ["date_published", "date_modified"] if key in item)
        assert all(isinstance(tag, str) for tag in item.get("tags", []))


TITLES = [
    "Bộ trưởng Đào Hồng Lan thăm bệnh viện",
    "&lt;script&gt;alert(1)&lt;/script&gt; & “ngoặc” ]]&gt;",
    "&lt;/title&gt;&lt;entry&gt;&lt;title&gt;giả",
    "Điều khiển \u001b[31m và \u202e hướng",
    "&amp; &lt; &#0; '\"",
    "Tin 😀 của Bộ",
]
with open("records.jsonl", "w") as records:
    for n, title in enumerate(TITLES):
        record = {
            "id": f"tin-{n}",
            "title": title,
            "published": f"2026-01-2{n}T09:30:00+07:00",
            "section": True,
            "url": f"https://moh.gov.vn/tin?so={n}&x=1",
            "abstract": f"Tóm tắt <b>{n}</b>",
            "body": f"Đoạn một.\n\nĐoạn hai & ba, số {n}.",
            # The portal no longer has some of them.
            "missing_since": "2026-01-30T01:00:00Z" if n % 3 == 0 else None,
            "gone": "2026-01-31T01:00:00Z" if n % 6 == 0 else None,
        }
        records.write(json.dumps(record) + "\n")
run("import", "records.jsonl")
atom, js = run("feed", "--limit", "0"), run("feed", "--format", "json", "--limit", "0")

with open("byt.toml", "w") as settings:
    settings.write('[questions."bảo-hiểm"]\nquery = "tin"\n[questions.x]\nquery = "không-có-từ-này-đâu"\n')
run("feed", "--all", "feeds"), run("feed", "--all", "feeds", "--format", "json")
for name in ["bảo-hiểm", "x"]:
    require_atom(open(f"feeds/{name}.atom", "rb").read())
    require_json_feed(json.load(open(f"feeds/{name}.json")))
require_atom(atom), require_json_feed(json.loads(js))

# What an import makes of a title, entities and all, is what the readers must show.
titles = {record["id"]: record["title"] for record in map(json.loads, run("export").splitlines())}
assert "<entry>" in titles["tin-2"] and "]]>" in titles["tin-1"], titles

first = feedparser.parse(atom)
assert not first.bozo, first.bozo_exception
assert len(first.entries) == len(TITLES), len(first.entries)
for entry in first.entries:
    name = entry.id.rsplit("/", 1)[1]
    # feedparser gives the titles of a text construct escaped as HTML where it has to.
    assert entry.title_detail.type == "text/plain", entry.title_detail
    assert entry.title == titles[name], (entry.title, titles[name])
    assert entry.link == f"https://moh.gov.vn/tin?so={name[4:]}&x=1", entry.link
    assert entry.updated_parsed and entry.published_parsed

second = atoma.parse_atom_bytes(atom)
assert {entry.id_.rsplit("/", 1)[1]: entry.title.value for entry in second.entries} == titles
third = atoma.parse_json_feed(json.loads(js))
assert {item.id_.rsplit("/", 1)[1]: item.title for item in third.items} == titles
assert json.loads(js)["version"] == "https://jsonfeed.org/version/1.1"
for item in json.loads(js)["items"]:
    assert datetime.fromisoformat(item["date_modified"]) and item["content_text"]
assert [entry.id for entry in first.entries] == [item["id"] for item in json.loads(js)["items"]]

run("index", "--rebuild")
assert run("feed", "--limit", "0") == atom and run("feed", "--format", "json", "--limit", "0") == js
empty = run("feed", "không-có-từ-này-đâu")
assert not feedparser.parse(empty).bozo and atoma.parse_atom_bytes(empty).entries == []
print("feeds: read by feedparser and atoma")
