"""Measures command lines in turn, and their ratios."""

import json
import statistics
import subprocess
from dataclasses import asdict, dataclass, field


@dataclass
class Row:
    """One line of the table. Ratios are ours by theirs: below one is better."""

    name: str
    # What it is compared with.
    against: str
    ours: str
    theirs: str
    ratio: float
    low: float
    high: float
    runs: int
    limit: float
    # The same ratio of processor time, where the wall time of whole processes was measured.
    cpu: float | None = None
    holds: bool = field(init=False)

    def __post_init__(self):
        self.holds = self.ratio <= self.limit

    def as_json(self):
        return asdict(self) | {"limit": None if self.limit == float("inf") else self.limit}


# CPU seconds below the resolution of the clock.
LEAST_CPU = 1e-5


class Pairs:
    """The time and memory of each run of both sides."""

    def __init__(self, ours, theirs):
        self.ours, self.theirs = ours, theirs

    def row(self, name, against, metric, limit):
        ours, theirs = ([run[metric] for run in side] for side in (self.ours, self.theirs))
        measured = row(name, against, ours, theirs, limit, SHOWN[metric])
        if metric == "wall":
            cpu = ([max(run["cpu"], LEAST_CPU) for run in side] for side in (self.ours, self.theirs))
            measured.cpu = statistics.median(a / b for a, b in zip(*cpu))
        return measured


def row(name, against, ours, theirs, limit, shown):
    """The median of the ratios pair by pair, and their quartiles."""
    ratios = sorted(a / b for a, b in zip(ours, theirs))
    low, high = (ratios[0], ratios[-1]) if len(ratios) < 4 else quartiles(ratios)
    middle = statistics.median
    return Row(name, against, shown(middle(ours)), shown(middle(theirs)), middle(ratios), low, high, len(ratios), limit)


def bound(name, ours, most, shown):
    """What is compared with a fixed value, which it must not pass."""
    return row(name, "a fixed limit", ours, [most] * len(ours), 1.0, shown)


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
        return Pairs(*self.turns([ours, theirs], runs, warmups))

    def turns(self, commands, runs, warmups=1):
        """Runs any number of command lines in turn; returns the runs of each."""
        sides = [[] for _ in commands]
        texts = [json.dumps([str(word) for word in command]) for command in commands]
        for run in rounds([self.program, runs, warmups, *texts]):
            sides[run["side"]].append(run)
        return sides


def rounds(command):
    """The lines of JSON that a program prints, one for each of its own rounds."""
    done = subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]
