#!/usr/bin/env python3
"""Makes a database of SQLite for Datasette: the articles of a file of JSON lines with a full-text index that ignores accents.

fts.py FILE DATABASE
fts.py --metadata NAME      what Datasette is told about the query of a database
"""

import json
import sqlite3
import sys

SCHEMA = """
    CREATE TABLE articles (id INTEGER PRIMARY KEY, published TEXT, url TEXT, title TEXT, abstract TEXT, body TEXT, captions TEXT);
    CREATE VIRTUAL TABLE articles_fts USING fts5 (title, abstract, body, captions,
        content = 'articles', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');
"""
ADD = "INSERT INTO articles (published, url, title, abstract, body, captions) VALUES (?, ?, ?, ?, ?, ?)"
FILL = """
    INSERT INTO articles_fts (rowid, title, abstract, body, captions)
    SELECT id, title, abstract, body, captions FROM articles
"""
# The best twenty, each with the place that matches.
SEARCH = """
    SELECT articles.id, articles.published, articles.url, articles.title, found.part
    FROM (SELECT rowid, rank, snippet(articles_fts, -1, '<b>', '</b>', '…', 32) AS part
          FROM articles_fts WHERE articles_fts MATCH :q ORDER BY rank LIMIT 20) AS found
    JOIN articles ON articles.id = found.rowid ORDER BY found.rank
"""


def rows(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            texts = record["title"], record["abstract"], record["body"], "\n".join(record["captions"])
            yield record["published"], record["url"], *texts


def main():
    if sys.argv[1] == "--metadata":
        print(json.dumps({"databases": {sys.argv[2]: {"queries": {"search": {"sql": SEARCH}}}}}))
        return
    source, target = sys.argv[1:]
    database = sqlite3.connect(target)
    database.execute("PRAGMA journal_mode = OFF")
    database.executescript(SCHEMA)
    database.executemany(ADD, rows(source))
    database.execute(FILL)
    database.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")
    database.commit()


if __name__ == "__main__":
    main()
