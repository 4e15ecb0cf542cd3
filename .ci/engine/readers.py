#!/usr/bin/env python3
"""Asks a `byt serve` for one count again and again, from many readers at a time, until a file is there.

readers.py URL READERS EXPECTED FILE

Ends with 1 if an answer has another number, or if a reader got none at all.
"""
import json
import pathlib
import sys
import threading
import time
import urllib.request


def main():
    server, readers, expected, end = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), pathlib.Path(sys.argv[4])
    answers, failures = [], []

    def read():
        mine = 0
        while not end.exists() or not mine:
            try:
                with urllib.request.urlopen(f"{server}api/search?format=json&limit=1&section=all", timeout=120) as answer:
                    answers.append(json.load(answer)["total"])
                mine += 1
            except OSError as error:
                failures.append(str(error))
                time.sleep(0.2)
                if len(failures) > 50 * readers:
                    return

    threads = [threading.Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wrong = sorted({total for total in answers if total != expected})
    print(f"{readers} readers, {len(answers)} answers, {len(failures)} refused" + (f", wrong: {wrong}" if wrong else ""))
    sys.exit(bool(wrong) or not answers)


if __name__ == "__main__":
    main()
