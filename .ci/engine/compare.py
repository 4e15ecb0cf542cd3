#!/usr/bin/env python3
"""Asks two `byt serve`, one of the index and one of a cluster, the same random questions.

compare.py ARTICLES URL-OF-INDEX URL-OF-CLUSTER NUMBER [SEED]

Of each question these must be equal: the articles, the rung of relaxation, the mark of each hit, the counts beside the
total, the groups, the orders newest and oldest; of one in ten also the export, byte for byte. The first ten by relevance
must be equal for 98 of 100. Questions are built from the texts of the articles, with and without accents.
"""
import json
import random
import sys
import time
import unicodedata
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

# How often a question is asked again that took too long.
TRIES_MAX = 20


def folded(text):
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in bare if not unicodedata.combining(c))


def words_of(rng, articles):
    text = rng.choice(articles).get(rng.choice(["title", "body", "abstract"])) or "bộ y tế họp"
    words = text.replace(".", " ").replace(",", " ").split()
    at = rng.randrange(len(words))
    words = words[at:at + rng.choice([1, 1, 2, 2, 3, 4, 6])]
    return [folded(word) if rng.random() < 0.4 else word for word in words]


def part(rng, articles):
    words = words_of(rng, articles)
    kind = rng.random()
    if kind < 0.40:
        return " ".join(words)
    if kind < 0.60:
        return '"' + " ".join(words) + '"'
    if kind < 0.70:
        kept = [word for word in words if rng.random() < 0.8] or words
        return '"' + " ".join(kept) + f'"~{rng.randint(1, 6)}'
    if kind < 0.78:
        return words[0][:max(2, len(words[0]) - 1)] + "*"
    if kind < 0.84:
        return "title:" + words[0]
    if kind < 0.90:
        return rng.choice(["72-NQ/TW", "thông tư 12/2025", "9/9/2025", "BHYT", "AI", "345/QĐ-BYT"])
    if kind < 0.93:
        return rng.choice(['"bộ bộ bo bo"~3', '"bo bộ bo bộ"~2', '"bộ bo bộ bo"~1', 'bếnh viện', 'xyzzy'])
    shuffled = words[:]
    rng.shuffle(shuffled)
    return " ".join(shuffled)


def question(rng, articles):
    parts = [part(rng, articles)]
    if rng.random() < 0.3:
        parts.append(rng.choice(["", "OR ", "-"]) + part(rng, articles))
    if rng.random() < 0.1:
        parts = ["(" + " ".join(parts) + ")", words_of(rng, articles)[0]]
    params = {"q": " ".join(parts) if rng.random() < 0.97 else ""}
    for name, values in [("topic", ["duoc", "bao-hiem-y-te", "benh-truyen-nhiem"]), ("from", ["2025", "2025-06-15"]),
                         ("to", ["2026-03", "2025-12-31"]), ("section", ["all", "out", "in"]), ("status", ["full", "listed"]),
                         ("official", ["do xuan tuyen", "đào hồng lan"]), ("mentions", ["le duc luan"]),
                         ("role", ["minister", "vice-minister"])]:
        if rng.random() < 0.12:
            params[name] = rng.choice(values)
    if rng.random() < 0.15:
        params["strict"] = "1"
    return params


def ask(server, path, params):
    url = f"{server}{path}?{urllib.parse.urlencode(params)}"
    for _ in range(TRIES_MAX):
        try:
            with urllib.request.urlopen(url, timeout=300) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            said = error.read()
            # The server gives up a question after some seconds; a slow machine is no difference.
            if b"takes too long" not in said:
                return error.code, said
            time.sleep(1)
    return 0, b"too slow"


def search(server, params):
    status, body = ask(server, "api/search", params | {"format": "json"})
    if status != 200:
        return {"status": status, "said": body.decode(errors="replace")[:300]}
    found = json.loads(body)
    # A cluster has no receipts of runs, and doesn't list its words.
    found["coverage"].pop("complete")
    (found.get("reasons") or {}).pop("suggestion", None)
    return found


def compare(number, params, here, there, wrong):
    one, other = search(here, params), search(there, params)
    if "status" in one or "status" in other:
        if one.get("status") != other.get("status"):
            wrong("status", params, f"{one.get('status')} {other.get('status')} {other.get('said')}")
        return None
    for key in sorted((one.keys() | other.keys()) - {"articles"}):
        if one.get(key) != other.get(key):
            wrong(key, params, f"{one.get(key)} != {other.get(key)}")
    marks = [{a["id"]: a.get("match") for a in found["articles"]} for found in (one, other)]
    if any(marks[1].get(id, mark) != mark for id, mark in marks[0].items()):
        wrong("marks", params, "")
    sort = params | {"sort": "oldest" if number % 2 else "newest", "limit": "50"}
    if search(here, sort) != search(there, sort):
        wrong(sort["sort"], params, "")
    if number % 10 == 0 and ask(here, "export", params | {"format": "jsonl"}) != ask(there, "export", params | {"format": "jsonl"}):
        wrong("export", params, "")
    ids = [[a["id"] for a in found["articles"]][:10] for found in (one, other)]
    if one["articles"] != other["articles"]:
        wrong("page", params, "")
    return bool(one["total"]), ids[0] == ids[1]


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    here, there, count = sys.argv[2], sys.argv[3], int(sys.argv[4])
    rng = random.Random(int(sys.argv[5]) if len(sys.argv) > 5 else 1)
    faults = {}

    def wrong(what, params, why):
        faults.setdefault(what, []).append((params, why))

    questions = [question(rng, articles) for _ in range(count)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: compare(n, questions[n], here, there, wrong), range(count)))
    answers = [answer for answer in answers if answer is not None]
    found = sum(is_some for is_some, _ in answers)
    first_ten = sum(is_same for _, is_same in answers)
    for what, of in faults.items():
        print(f"{what}: {len(of)} differ", file=sys.stderr)
        for params, why in of[:5]:
            print(f"  {json.dumps(params, ensure_ascii=False)} {why[:400]}", file=sys.stderr)
    print(f"{count} random questions, {len(answers)} answered, {found} found something; first ten equal: {first_ten}")
    faults.pop("page", None)
    if faults or found * 2 < count or first_ten < 0.98 * len(answers):
        sys.exit(1)


if __name__ == "__main__":
    main()
