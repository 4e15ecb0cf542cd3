"""Measures two command lines in turn, and their ratios."""

import json
import statistics
import subprocess
from dataclasses import asdict, dataclass, field


@dataclass
class Row:
    """One line of the table. Ratios are ours by theirs: below one is better."""

    name: str
    ours: str
    theirs: str
    ratio: float
    low: float
    high: float
    runs: int
    limit: float
    # The same ratio of processor time, where whole processes were measured.
    cpu: float | None = None
    holds: bool = field(init=False)

    def __post_init__(self):
        self.holds = self.ratio <= self.limit

    def as_json(self):
        return asdict(self)


# CPU seconds below the resolution of the clock.
LEAST_CPU = 1e-5


class Pairs:
    """The time and memory of each run of both sides."""

    def __init__(self, ours, theirs):
        self.ours, self.theirs = ours, theirs

    def row(self, name, metric, limit):
        ours, theirs = ([run[metric] for run in side] for side in (self.ours, self.theirs))
        measured = row(name, ours, theirs, limit, SHOWN[metric])
        measured.cpu = statistics.median(a["cpu"] / max(b["cpu"], LEAST_CPU) for a, b in zip(self.ours, self.theirs))
        return measured


def row(name, ours, theirs, limit, shown):
    """The median of the ratios pair by pair, and their quartiles."""
    ratios = sorted(a / b for a, b in zip(ours, theirs))
    low, high = (ratios[0], ratios[-1]) if len(ratios) < 4 else quartiles(ratios)
    middle = statistics.median
    return Row(name, shown(middle(ours)), shown(middle(theirs)), middle(ratios), low, high, len(ratios), limit)


def quartiles(numbers):
    low, _, high = statistics.quantiles(numbers, n=4, method="inclusive")
    return low, high


def seconds(value):
    return f"{value:.2f} s" if value >= 1 else f"{value * 1e3:.2f} ms" if value < 0.1 else f"{value * 1e3:.0f} ms"


def megabytes(value):
    return f"{value / 1e6:.1f} MB"


SHOWN = {"wall": seconds, "cpu": seconds, "rss": megabytes}


class Meter:
    def __init__(self, pair_program):
        self.program = pair_program

    def pairs(self, ours, theirs, runs, warmups=1):
        """Runs two command lines in turn; `{n}` in them is the number of the run, warm-ups first."""
        sides = ([], [])
        lines = self._lines([runs, warmups, *(json.dumps([str(w) for w in command]) for command in (ours, theirs))])
        for line in lines:
            run = json.loads(line)
            sides[run["side"]].append(run)
        return Pairs(*sides)

    def _lines(self, arguments):
        done = subprocess.run([self.program, *map(str, arguments)], check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.splitlines()


def rounds(command):
    """The lines of JSON that a program prints, one for each of its own rounds."""
    done = subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]
