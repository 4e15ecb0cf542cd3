"""Exports in data frames: frames.py BYT

An invented corpus goes in through the program and comes out as JSONL, CSV and TSV; pandas and DuckDB
read it, without options but where the README names one; every cell is compared with the record.
"""

import io
import json
import subprocess
import sys
import warnings

import duckdb
import pandas as pd

BYT = sys.argv[1]
# DuckDB guesses types and quotes from so many rows; what matters comes after them.
SAMPLED_ROWS = 20_480

NASTY = [
    {"title": '=1+1 "Thuốc", giá; 5%', "body": '- Thứ trưởng nói: "được, tốt".\n\n+ Hai\n\n"mở ngoặc'},
    {"title": '"Chuyển đổi số" là gì', "abstract": "@a, b\tc"},
    {"title": "'nháy đơn' và \\n chữ \\t, \\", "captions": ['Ảnh: "một"; hai', "-Ảnh 2"]},
    {"title": "007", "abstract": "000123"},
    {"title": "có\x00NUL\x00ở giữa", "body": "a\x00b"},
    {
        "title": "Bộ trưởng Đào Hồng Lan chủ trì họp về bảo hiểm y tế theo Nghị quyết 72-NQ/TW",
        "url": "https://moh.gov.vn/a?b=1,2;3",
        "source": "suckhoedoisong.vn",
        "sha256": "ab" * 32,
        "fetched": "2026-01-21T01:00:00Z",
        "missing_since": "2026-01-29T01:00:00Z",
        "gone": "2026-01-30T01:00:00Z",
        "abstract": "Thứ trưởng Đỗ Xuân Tuyên dự.",
        "abstract_truncated": True,
    },
    {"title": "không có ngày", "published": None},
    {"title": "xuống\r\ndòng", "abstract": "a\rb", "body": "một\r\nhai"},
    {"title": "😀 𠮷 và عربى"},
    {"title": "true"},
    {"title": "1e5"},
    {"title": '{"a": 1}'},
    {"title": "2026-01-01"},
    {"title": ",,,"},
    {"title": "-"},
]


def corpus(plain):
    """So many articles of which little is known, newest first, then those that are hard to write."""
    for n in range(plain):
        at = f"2026-02-{1 + n % 28:02}T{n % 24:02}:{n % 60:02}:00+07:00"
        yield {"id": f"p{n:05}", "title": f"Tin {n}", "published": at}
    for n, record in enumerate(NASTY):
        yield {"id": f"{n:03}", "published": f"2025-01-20T09:{n:02}:00+07:00", **record}


def byt(*args):
    done = subprocess.run([BYT, "--quiet", *args], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, f"byt {' '.join(args)}: {done.stderr}"
    return done.stdout


def same(what, expected, got):
    expected, got = list(expected), list(got)
    assert len(expected) == len(got), f"{what}: {len(expected)} rows expected, {len(got)} read"
    for n, (e, g) in enumerate(zip(expected, got)):
        assert e == g, f"{what}: row {n} is {g!r}, expected {e!r}"


def text(value):
    """A cell as text; frames have nothing for null."""
    return "" if pd.isna(value) else value


def moments(values):
    return [None if pd.isna(v) else v for v in pd.to_datetime(pd.Series(list(values)), utc=True, format="ISO8601")]


def unescaped(cell):
    for escape, char in [("\\\\", "\0"), ("\\t", "\t"), ("\\n", "\n"), ("\\r", "\r"), ("\0", "\\")]:
        cell = cell.replace(escape, char)
    return cell


TEXTS = ["id", "title", "abstract", "body", "url", "source", "sha256", "status"]
MOMENTS = ["published", "first_seen", "fetched", "missing_since", "gone"]
ARRAYS = ["officials", "topics", "captions"]


def check_rows(what, columns, records, read=lambda cell: cell):
    """Columns of a sheet, as lists by name, against the records."""
    for key in TEXTS:
        same(f"{what}: {key}", [r[key] or "" for r in records], [read(text(c)) for c in columns[key]])
    for key in MOMENTS:
        same(f"{what}: {key}", moments(r[key] for r in records), moments(columns[key]))
    for key in ARRAYS:
        same(f"{what}: {key}", [r[key] for r in records], [json.loads(read(c)) for c in columns[f"{key}_json"]])
    names = ["; ".join(o["name"] for o in r["officials"]) for r in records]
    same(f"{what}: official_names", names, [read(text(c)) for c in columns["official_names"]])
    same(f"{what}: version", [r["version"] for r in records], [int(v) for v in columns["version"]])
    for key in ["section", "abstract_truncated"]:
        same(f"{what}: {key}", [r[key] for r in records], [bool(v) for v in columns[key]])


def guarded(cell):
    return cell[1:] if cell[:2] in {"'" + c for c in "=+-@\t\r"} else cell


# How a cell of each sheet is read back.
READ = {
    "raw.csv": str,
    "mark.csv": str,
    "all.csv": guarded,
    "raw.tsv": unescaped,
    "all.tsv": lambda cell: unescaped(guarded(cell)),
}


def lists(frame):
    return {name: frame[name].tolist() for name in frame.columns}


def duck(source):
    """A table by DuckDB, as lists by name; moments as texts that say their offset."""
    table = duckdb.sql(f"select * from {source}")
    kinds = dict(zip(table.columns, map(str, table.types)))
    rows = table.fetchall()
    return kinds, {name: [row[n] for row in rows] for n, name in enumerate(table.columns)}


EXPORTS = {
    "all.jsonl": ["--format", "jsonl"],
    "raw.csv": ["--format", "csv", "--csv-raw"],
    "raw.tsv": ["--format", "tsv", "--csv-raw"],
    "all.csv": ["--format", "csv"],
    "all.tsv": ["--format", "tsv"],
    "mark.csv": ["--format", "csv", "--csv-raw", "--csv-bom"],
}


def check(folder, plain, exports):
    articles = list(corpus(plain))
    with open(f"{folder}.jsonl", "w", encoding="utf-8") as out:
        out.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
    where = ["--corpus", f"{folder}/corpus", "--index", f"{folder}/index"]
    byt(*where, "import", f"{folder}.jsonl")
    paths = {name: f"{folder}/{name}" for name in exports}
    for name, path in paths.items():
        byt(*where, "export", *EXPORTS[name], "-o", path)

    with open(paths["all.jsonl"], encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    assert len(records) == len(articles) == int(byt(*where, "count"))
    # What went in came out: blanks and NULs are made one, nothing else changes.
    titles = {r["id"]: r["title"] for r in records}
    same("titles", [" ".join(a["title"].replace("\0", " ").split()) for a in articles], [titles[a["id"]] for a in articles])

    frame = pd.read_json(paths["all.jsonl"], lines=True)
    for key in TEXTS:
        same(f"pandas.read_json: {key}", [r[key] or "" for r in records], [text(c) for c in frame[key]])
    for key in MOMENTS:
        same(f"pandas.read_json: {key}", moments(r[key] for r in records), moments(frame[key]))
    for key in [*ARRAYS, "aliases", "identifiers"]:
        same(f"pandas.read_json: {key}", [r[key] for r in records], frame[key])

    with warnings.catch_warnings():
        # pandas reads a long sheet in pieces and says where a column is empty in some; it reads them right.
        warnings.simplefilter("ignore", pd.errors.DtypeWarning)
        for name, path in paths.items():
            if name in READ:
                frame = pd.read_csv(path) if name.endswith(".csv") else pd.read_table(path)
                check_rows(f"pandas {name}", lists(frame), records, READ[name])

    for name in filter(READ.get, paths):
        read = READ[name]
        kinds, columns = duck(f"read_csv_auto('{paths[name]}')")
        columns = {key: ["" if c is None else c for c in column] if key not in MOMENTS else column for key, column in columns.items()}
        check_rows(f"duckdb {name}", columns, records, read)
        for key, kind in {"published": "TIMESTAMP WITH TIME ZONE", "first_seen": "TIMESTAMP WITH TIME ZONE", "date": "DATE", "version": "BIGINT", "section": "BOOLEAN"}.items():
            assert kinds[key] == kind, f"duckdb {name}: {key} is {kinds[key]}"
        days = [r["published"][:10] if r["published"] else "" for r in records]
        same(f"duckdb {name}: date", days, map(str, columns["date"]))

    # A column that is null in all that DuckDB samples would be null throughout.
    everything = ", sample_size=-1" if plain >= SAMPLED_ROWS else ""
    kinds, columns = duck(f"read_json_auto('{paths['all.jsonl']}'{everything})")
    for key in [*TEXTS, *ARRAYS, "aliases", "identifiers", "version", "section"]:
        same(f"duckdb jsonl: {key}", [r[key] for r in records], columns[key])
    for key in MOMENTS:
        assert kinds[key] == "TIMESTAMP WITH TIME ZONE", f"duckdb jsonl: {key} is {kinds[key]}"
        same(f"duckdb jsonl: {key}", moments(r[key] for r in records), moments(columns[key]))

    groups = pd.read_csv(io.StringIO(byt(*where, "count", "--by", "day", "--format", "csv")))
    dated = [r["published"][:10] for r in records if r["published"]]
    # Days in between have a row without a number: nothing was collected for them.
    known = groups.dropna(subset=["articles"]).astype({"articles": int})
    same("count --by day", sorted((day, dated.count(day)) for day in set(dated)), zip(known["day"], known["articles"]))
    assert not (set(groups["day"]) - set(known["day"])) & set(dated), "count --by day: a day with articles has no number"


check("small", 30, list(EXPORTS))
check("large", SAMPLED_ROWS + 500, ["all.jsonl", "raw.csv", "raw.tsv"])
print("frames: pandas and DuckDB read every cell as the records have it")
