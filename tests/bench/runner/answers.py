"""One digest of many answers, which an optimisation must not change."""

import hashlib
import json
import re
import subprocess

QUESTIONS = 200
# The last digits of a score may differ between machines; the order of the answers still depends on it.
SCORES = re.compile(rb'"score":-?[0-9.e+-]+,?')
FRACTIONS = re.compile(rb"[0-9]+\.[0-9]+")


def digest(data, size, save):
    """Runs all queries on a corpus that nothing else writes to; prints a digest for each kind and one for all."""
    byt = data.corpus(size)
    asked = subprocess.run(
        [data.program("generate"), "--docs", str(data_size(size)), "--questions", str(QUESTIONS)],
        check=True, stdout=subprocess.PIPE, text=True,
    ).stdout
    whole, kinds, saved = hashlib.sha256(), {}, []
    for number, line in enumerate(asked.splitlines()):
        arguments = json.loads(line)
        done = subprocess.run([*byt, "--color", "never", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode not in (0, 1):
            raise SystemExit(f"error: {line} ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
        answer = SCORES.sub(b"", done.stdout)
        if "--explain" in arguments:
            answer = FRACTIONS.sub(b"#", answer)
        answer = f"{line}\n{done.returncode}\n".encode() + answer
        whole.update(answer)
        kind = kinds.setdefault(f"{number % 20:2} {arguments[0]}", hashlib.sha256())
        kind.update(answer)
        saved.append(answer)
    if save:
        with open(save, "wb") as out:
            out.writelines(saved)
    for kind, part in sorted(kinds.items()):
        print(f"{part.hexdigest()[:16]}  {kind}")
    print(f"{whole.hexdigest()[:16]}  all {len(saved)} answers")


def data_size(size):
    from .data import SIZES
    return SIZES[size]
