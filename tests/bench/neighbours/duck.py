#!/usr/bin/env python3
"""The study commands in DuckDB: a table of all words that is made beforehand, and one query for each command.

duck.py DATABASE load FILE
duck.py DATABASE kwic PHRASE [--sort time|right] [--limit N]
duck.py DATABASE trend WORD
duck.py DATABASE words
duck.py DATABASE keyness YEAR YEAR
duck.py DATABASE collocates WORD

Prints the same tables as study.py. A word has the number of its article, that of its sentence, and its place in it.
"""

import argparse
import csv
import sys

import duckdb

COLUMNS = "{title: 'VARCHAR', published: 'VARCHAR', abstract: 'VARCHAR', body: 'VARCHAR', captions: 'VARCHAR[]'}"
LOAD = [
    f"""CREATE TABLE articles AS
    SELECT row_number() OVER ()::INTEGER AS article, published[:10] AS day,
           nfc_normalize(concat_ws(chr(10), title, "abstract", body, array_to_string(captions, chr(10)))) AS text
    FROM read_json($file, format = 'newline_delimited', columns = {COLUMNS})""",
    r"""CREATE TABLE words AS
    WITH sentences AS (
        SELECT article, unnest(list) AS sentence, generate_subscripts(list, 1)::INTEGER AS number
        FROM (SELECT article, string_split_regex(lower(text), '[.!?…]+[\s”"’)]+|\n') AS list FROM articles)
    ), lists AS (
        SELECT article, number, regexp_extract_all(sentence, '[\p{L}\p{M}\p{N}_]+') AS list FROM sentences
    )
    SELECT article, number AS sentence, generate_subscripts(list, 1)::INTEGER AS place, unnest(list) AS word FROM lists""",
]
TREND = """
    SELECT day[:7] AS month, count(*) FILTER (word = $word) AS hits, count(*) AS total, hits * 1e6 / total AS per_million
    FROM words JOIN articles USING (article) GROUP BY month ORDER BY month"""
WORDS = """
    SELECT word, count(*) AS hits, count(DISTINCT article) AS articles
    FROM words GROUP BY word HAVING hits >= 5 AND articles >= 3 ORDER BY hits DESC"""
# Four cells: the word and all others, on both sides.
KEYNESS = """
    WITH counts AS (
        SELECT word, count(*) FILTER (day[:4] = $first) AS a, count(*) FILTER (day[:4] = $second) AS b
        FROM words JOIN articles USING (article) WHERE day[:4] IN ($first, $second) GROUP BY word
    ), cells AS (
        SELECT word, a, b, sum(a) OVER () AS of_a, sum(b) OVER () AS of_b, (a + b) / (of_a + of_b) AS share FROM counts
    )
    SELECT word, a, b, CASE WHEN a * of_b < b * of_a THEN -2 ELSE 2 END * (
        CASE a WHEN 0 THEN 0 ELSE a * ln(a / (of_a * share)) END + (of_a - a) * ln((of_a - a) / (of_a * (1 - share))) +
        CASE b WHEN 0 THEN 0 ELSE b * ln(b / (of_b * share)) END + (of_b - b) * ln((of_b - b) / (of_b * (1 - share)))
    ) AS g2
    FROM cells WHERE a + b >= 5 ORDER BY abs(g2) DESC"""
COLLOCATES = """
    WITH hits AS (
        SELECT article, sentence, place FROM words WHERE word = $word
    ), near AS (
        SELECT DISTINCT words.article, words.sentence, words.place, word
        FROM words JOIN hits USING (article, sentence)
        WHERE word <> $word AND words.place BETWEEN hits.place - 5 AND hits.place + 5
    ), counts AS (
        SELECT word, count(*) AS near FROM near GROUP BY word HAVING near >= 5
    ), totals AS (
        SELECT word, count(*) AS total FROM words GROUP BY word
    )
    SELECT word, near, total, 14 + log2(2 * near / (total + (SELECT count(*) FROM hits))) AS log_dice
    FROM counts JOIN totals USING (word) ORDER BY log_dice DESC"""
CONTEXT = """
    SELECT day, hit, coalesce(string_agg(word, ' ' ORDER BY place) FILTER (place < first), '') AS left,
           coalesce(string_agg(word, ' ' ORDER BY place) FILTER (place > last), '') AS right
    FROM hits JOIN words USING (article, sentence) JOIN articles USING (article)
    WHERE place BETWEEN first - 10 AND last + 10
    GROUP BY article, sentence, first, day, hit"""


def kwic(phrase, sort):
    """The query for the hits of a phrase, and what its parameters stand for."""
    words = phrase.lower().split()
    joined = [
        f"JOIN words w{n} ON w{n}.article = w0.article AND w{n}.sentence = w0.sentence AND w{n}.place = w0.place + {n}"
        for n in range(1, len(words))
    ]
    alike = " AND ".join(f"w{n}.word = $word{n}" for n in range(len(words)))
    hits = f"""SELECT w0.article, w0.sentence, w0.place AS first, first + {len(words) - 1} AS last, $phrase AS hit
        FROM words w0 {' '.join(joined)} WHERE {alike}"""
    order = '"right"' if sort == "right" else "day"
    query = f"WITH hits AS ({hits}), lines AS ({CONTEXT}) SELECT day, \"left\", hit, \"right\" FROM lines ORDER BY {order}"
    return query, {"phrase": phrase, **{f"word{n}": word for n, word in enumerate(words)}}


def asked(task, question, sort):
    if task == "kwic":
        return kwic(*question, sort)
    if task == "keyness":
        return KEYNESS, dict(zip(("first", "second"), question))
    query = {"trend": TREND, "words": WORDS, "collocates": COLLOCATES}[task]
    return query, {"word": question[0]} if question else {}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database")
    parser.add_argument("task", choices=["load", "kwic", "trend", "words", "keyness", "collocates"])
    parser.add_argument("question", nargs="*")
    parser.add_argument("--sort", choices=["time", "right"], default="time")
    parser.add_argument("--limit", type=int, default=0, help="rows; 0 means all")
    args = parser.parse_args()
    database = duckdb.connect(args.database, read_only=args.task != "load")
    if args.task == "load":
        database.execute(LOAD[0], {"file": args.question[0]})
        database.execute(LOAD[1])
        return
    query, values = asked(args.task, args.question, args.sort)
    found = database.execute(query + (f" LIMIT {args.limit}" if args.limit else ""), values)
    table = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    table.writerow(column[0] for column in found.description)
    table.writerows(found.fetchall())


if __name__ == "__main__":
    main()
