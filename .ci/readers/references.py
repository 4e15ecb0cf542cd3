"""References in reference managers: references.py BYT

BibTeX goes through bibtexparser and pybtex, RIS through rispy, CSL-JSON through the item form and
citeproc-py, Markdown through markdown-it; each must give back title, author, day and address, and
digests must be those of the bytes that they name.
"""

import hashlib
import json
import re
import subprocess
import sys
import warnings
from pathlib import Path

import bibtexparser
import jsonschema
import rispy
from markdown_it import MarkdownIt
from pybtex.database import parse_string as pybtex_parse

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import citeproc
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

BYT = sys.argv[1]
AUTHOR = "Bộ Y tế Việt Nam"

ARTICLES = [
    {"title": "Thuốc & vật_tư: 50% {giảm} #1, $x^2 ~ “a” \\ b"},
    {"title": "Một { chưa đóng", "abstract": "Sapo } với % và &"},
    {"title": "@misc{x, title = {y}}", "source": "báo\nTY  - BOOK"},
    {"title": "TY  - ER  - Họp", "url": "https://moh.gov.vn/tin?id=1&x=a_b#c%20d"},
    {"title": "*Đậm* _nghiêng_ [liên kết](http://x) <b>thẻ</b> `mã` | cột", "url": "https://moh.gov.vn/a(b)|c"},
    {"title": "# Tiêu đề 1. 2) - +", "url": "javascript:alert(1)"},
    {"title": "Quyết định số 3176/QĐ-BYT; Nghị quyết 72-NQ/TW, Đào Hồng Lan"},
    {"title": "Họp", "published": None},
]
for n, article in enumerate(ARTICLES):
    article.setdefault("published", f"2026-01-{10 + n}T09:30:00+07:00")
    article["id"] = f"a{n}"
    article["body"] = "- Một\n\n1. Hai *ba*\n\n# Bốn\n\n> Năm\n\n=== \n\n<script>alert(1)</script>"
    if n % 2 == 0:
        article |= {"sha256": "ab" * 32, "fetched": "2026-01-21T01:00:00Z"}


def byt(*args):
    done = subprocess.run([BYT, "--quiet", *args], capture_output=True)
    assert done.returncode == 0, f"byt {' '.join(args)}: {done.stderr.decode()}"
    return done.stdout.decode("utf-8")


def same(what, expected, got):
    assert expected == got, f"{what}: {got!r}, expected {expected!r}"


def printed(latex):
    """What TeX prints for a field, as far as commands for single characters go."""
    names = {"textbraceleft": "{", "textbraceright": "}", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^"}
    return re.sub(r"\\(?:([%&_#${}])|([a-z]+)\{\})", lambda found: found[1] or names[found[2]], latex)


with open("in.jsonl", "w", encoding="utf-8") as out:
    out.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in ARTICLES)
byt("import", "in.jsonl")
lines = byt("export").splitlines()
records = {f"byt-{record['id']}": record for record in map(json.loads, lines)}
same("articles", len(ARTICLES), len(records))


def day(record):
    return record["published"] and record["published"][:10]


def address(record):
    """What a reader can open."""
    return record["url"] if (record["url"] or "").startswith("http") else None


def check_note(what, note, record):
    kind, digest = re.search(r"SHA-256 of the ([a-z ]+): ([0-9a-f]{64})$", note).groups()
    if record["sha256"]:
        same(what, ("raw answer", record["sha256"]), (kind, digest))
    else:
        computed = ("officials", "topics", "identifiers", "stored", "withdrawn")
        facts = {k: v for k, v in record.items() if k not in computed}
        text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
        same(what, ("record", hashlib.sha256(text.encode()).hexdigest()), (kind, digest))
    assert f"version {record['version']};" in note, note
    same(f"{what}: retrieved", record["fetched"] is not None, "retrieved 2026-01-21T01:00:00Z" in note)


# BibTeX by bibtexparser.
bibtex = byt("export", "--format", "bibtex")
library = bibtexparser.parse_string(bibtex)
assert not library.failed_blocks, library.failed_blocks
same("bibtexparser", sorted(records), sorted(entry.key for entry in library.entries))
for entry in library.entries:
    record = records[entry.key]
    fields = {field.key: field.value for field in entry.fields}
    same(f"bibtexparser {entry.key}: title", "{" + record["title"] + "}", printed(fields["title"]))
    same(f"bibtexparser {entry.key}: author", "{" + AUTHOR + "}", fields["author"])
    same(f"bibtexparser {entry.key}: day", day(record), fields.get("date"))

# BibTeX by pybtex.
library = pybtex_parse(bibtex, bib_format="bibtex")
same("pybtex", sorted(records), sorted(library.entries))
for key, entry in library.entries.items():
    record = records[key]
    same(f"pybtex {key}: title", "{" + record["title"] + "}", printed(entry.fields["title"]))
    people = entry.persons["author"]
    same(f"pybtex {key}: author", [AUTHOR], [str(person).strip("{}") for person in people])
    same(f"pybtex {key}: year", record["published"] and record["published"][:4], entry.fields.get("year"))
    check_note(f"pybtex {key}", printed(entry.fields["note"]), record)
    assert (address(record) is None) == ("url" not in entry.fields)

# RIS by rispy.
ris = byt("export", "--format", "ris")
assert ris.count("\n") == ris.count("\r\n"), "a line ends without CR"
entries = rispy.loads(ris)
same("rispy", sorted(records), sorted(entry["id"] for entry in entries))
for entry in entries:
    record = records[entry["id"]]
    same(f"rispy {entry['id']}: title", record["title"], entry["title"])
    same(f"rispy {entry['id']}: author", [AUTHOR], entry["authors"])
    same(f"rispy {entry['id']}: day", day(record), entry.get("date", "").replace("/", "-") or None)
    same(f"rispy {entry['id']}: type", "ELEC", entry["type_of_reference"])
    check_note(f"rispy {entry['id']}", entry["notes"][0], record)

# CSL-JSON: the form, and a style that renders it.
items = json.loads(byt("export", "--format", "csl"))
jsonschema.validate(items, json.loads(byt("schema", "csl")))
form = Path(citeproc.__file__).parent / "data/schema/schemas/styles"
known = {
    part: set(re.findall(r'"([A-Za-z-]+)"', (form / f"csl-{part}.rnc").read_text("utf-8"))) for part in ("variables", "types")
}
for item in items:
    unknown = set(item) - known["variables"] - {"id", "type"}
    assert not unknown and item["type"] in known["types"], f"CSL does not know {unknown or item['type']}"
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    source = CiteProcJSON(items)
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    rendered = [str(entry) for entry in bibliography.bibliography()]
same("citeproc", len(items), len(rendered))
for item in items:
    record = records[item["id"]]
    same(f"csl {item['id']}: title", record["title"], item["title"])
    parts = item.get("issued", {}).get("date-parts")
    same(f"csl {item['id']}: day", day(record), parts and "{}-{:02}-{:02}".format(*parts[0]))
    check_note(f"csl {item['id']}", item["note"], record)
assert any(AUTHOR in entry and "2026" in entry for entry in rendered), rendered

# Markdown: a table whose cells say what the records say, and nothing else.
markdown = MarkdownIt("commonmark", {"html": True}).enable("table")


def inlines(text):
    """Cells and paragraphs as their texts, with the addresses of their links; nothing but text, code and links."""
    for token in markdown.parse(text):
        assert token.type != "html_block", token.content
        if token.type == "inline":
            kinds = {child.type for child in token.children}
            assert kinds <= {"text", "link_open", "link_close", "code_inline", "text_special", "strong_open", "strong_close"}, (kinds, token.content)
            said = "".join(child.content for child in token.children)
            yield said, [child.attrs["href"] for child in token.children if child.type == "link_open"]


cells = list(inlines(byt("export", "--format", "markdown")))[6:]
rows = [cells[n : n + 6] for n in range(0, len(cells), 6)]
same("markdown: rows", len(records), len(rows))
for (written, *_), (title, links), *_, (name, _) in rows:
    record = records[f"byt-{name}"]
    same(f"markdown {name}: title", record["title"], title)
    same(f"markdown {name}: day", day(record) or "", written)
    same(f"markdown {name}: link", address(record) is not None, bool(links))
for record in records.values():
    said = [text for text, _ in inlines(byt("show", record["id"], "--format", "markdown"))]
    same(f"markdown {record['id']}", record["title"], said[0])
    paragraphs = record["body"].split("\n\n")
    same(f"markdown {record['id']}: body", paragraphs, said[-len(paragraphs) :])

print("references: bibtexparser, pybtex, rispy, citeproc and markdown-it read what was written")
