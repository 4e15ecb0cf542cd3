#!/usr/bin/env python3
"""The study commands as a researcher would write them: Python's standard library over a file of JSON lines.

study.py FILE kwic PHRASE [--sort time|right] [--limit N]
study.py FILE trend WORD
study.py FILE words
study.py FILE keyness YEAR YEAR
study.py FILE collocates WORD

Prints a table with a head, its columns separated by tabs. A word is a syllable in lower case.
"""

import argparse
import csv
import json
import math
import re
import sys
import unicodedata
from collections import Counter

WORD = re.compile(r"\w+")
SENTENCE_END = re.compile(r"[.!?…]+[\s”\"’)]+|\n")
CONTEXT_WORDS = 10
WINDOW = 5
# Rarer words are left out of lists.
LEAST_HITS, LEAST_ARTICLES = 5, 3


def articles(path):
    """The day and the text of each article."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            parts = [record["title"], record["abstract"], record["body"], *record["captions"]]
            yield record["published"][:10], unicodedata.normalize("NFC", "\n".join(parts))


def words_of(text):
    return WORD.findall(text.lower())


def kwic(path, phrase, sort, limit):
    """The hits of a phrase with the words around it."""
    pattern = re.compile(r"\b" + r"\W+".join(map(re.escape, phrase.split())) + r"\b", re.IGNORECASE)
    hits = []
    for day, text in articles(path):
        for hit in pattern.finditer(text):
            before = text[:hit.start()].rsplit("\n", 1)[-1].split()[-CONTEXT_WORDS:]
            after = text[hit.end():].split("\n", 1)[0].split()[:CONTEXT_WORDS]
            hits.append((day, " ".join(before), hit.group(), " ".join(after)))
    hits.sort(key=(lambda hit: hit[3].lower()) if sort == "right" else (lambda hit: hit[0]))
    return ["day", "left", "hit", "right"], hits[:limit or None]


def trend(path, word):
    """How often a word occurs in each month, and in a million words."""
    hits, totals = Counter(), Counter()
    for day, text in articles(path):
        words = words_of(text)
        hits[day[:7]] += words.count(word)
        totals[day[:7]] += len(words)
    rows = [(month, hits[month], total, hits[month] * 1e6 / max(total, 1)) for month, total in sorted(totals.items())]
    return ["month", "hits", "words", "per_million"], rows


def words(path):
    """How often each word occurs, and in how many articles."""
    hits, of_articles = Counter(), Counter()
    for _, text in articles(path):
        found = words_of(text)
        hits.update(found)
        of_articles.update(set(found))
    listed = ((word, count, of_articles[word]) for word, count in hits.most_common() if count >= LEAST_HITS)
    return ["word", "hits", "articles"], [row for row in listed if row[2] >= LEAST_ARTICLES]


def keyness(path, first, second):
    """The words that distinguish two years, by log-likelihood."""
    sides = {first: Counter(), second: Counter()}
    for day, text in articles(path):
        if day[:4] in sides:
            sides[day[:4]].update(words_of(text))
    a, b = sides[first], sides[second]
    size_a, size_b = sum(a.values()), sum(b.values())
    compared = (word for word in a.keys() | b.keys() if a[word] + b[word] >= LEAST_HITS)
    rows = [(word, a[word], b[word], log_likelihood(a[word], b[word], size_a, size_b)) for word in compared]
    return ["word", "a", "b", "g2"], sorted(rows, key=lambda row: -abs(row[3]))


def log_likelihood(a, b, size_a, size_b):
    """The sum over four cells: the word and all others, on both sides; negative where the first side has less."""
    share = (a + b) / (size_a + size_b)
    cell = lambda seen, expected: seen * math.log(seen / expected) if seen else 0.0
    of_side = lambda seen, size: cell(seen, size * share) + cell(size - seen, size * (1 - share))
    g2 = 2 * (of_side(a, size_a) + of_side(b, size_b))
    return g2 if a * size_b >= b * size_a else -g2


def collocates(path, node):
    """The words up to five places from a word in the same sentence, by logDice."""
    near, all_words = Counter(), Counter()
    for _, text in articles(path):
        for sentence in SENTENCE_END.split(text):
            found = words_of(sentence)
            all_words.update(found)
            if node in found:
                near.update(found[place] for place in places_near(found, node))
    rows = [
        (word, count, all_words[word], 14 + math.log2(2 * count / (all_words[node] + all_words[word])))
        for word, count in near.items() if count >= LEAST_HITS
    ]
    return ["word", "near", "all", "log_dice"], sorted(rows, key=lambda row: -row[3])


def places_near(found, node):
    """The places within the windows of all hits, each once; the hits aren't among them."""
    hits = {place for place, word in enumerate(found) if word == node}
    windows = (range(max(0, hit - WINDOW), min(len(found), hit + WINDOW + 1)) for hit in hits)
    return set().union(*windows) - hits


TASKS = {"kwic": kwic, "trend": trend, "words": words, "keyness": keyness, "collocates": collocates}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("task", choices=list(TASKS))
    parser.add_argument("question", nargs="*")
    parser.add_argument("--sort", choices=["time", "right"], default="time")
    parser.add_argument("--limit", type=int, default=0, help="rows; 0 means all")
    args = parser.parse_args()
    options = [args.sort, args.limit] if args.task == "kwic" else []
    head, rows = TASKS[args.task](args.file, *args.question, *options)
    table = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    table.writerow(head)
    table.writerows(rows[:args.limit or None])


if __name__ == "__main__":
    main()
