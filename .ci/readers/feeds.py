"""What two independent readers make of a feed: feedparser, and atoma for both formats.

Hostile titles are text, ids are stable when the index is rebuilt, and a feed over an unchanged corpus has the same bytes.
"""
import json
import subprocess
import sys
from datetime import datetime

import atoma
import feedparser

byt = sys.argv[1]


def run(*args):
    done = subprocess.run([byt, *args], capture_output=True, env={"BYT_NOW": "2026-02-01T01:00:00Z"})
    assert done.returncode == 0, (args, done.stderr.decode())
    return done.stdout


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
        }
        records.write(json.dumps(record) + "\n")
run("import", "records.jsonl")
atom, js = run("feed", "--limit", "0"), run("feed", "--format", "json", "--limit", "0")

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
