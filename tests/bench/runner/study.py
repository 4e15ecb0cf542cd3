"""The goals of the study commands: what a researcher would write in Python or ask of DuckDB."""

import csv
import json
import subprocess
from dataclasses import dataclass
from functools import partial

from . import measure
from .data import SIZES
from .measure import Pairs
from .neighbours import NEIGHBOURS_ARTICLES_MAX

BY_PYTHON, BY_DUCKDB = 1 / 20, 1 / 2
# How far the figures of two sides may differ. What is one syllable differs in numbers and document numbers.
AGREEMENT = 0.03
MEMORY_BYTES_MAX = 600e6
# What reads every word of ten times the articles takes ten times as long; a little more is allowed.
GROWTH_MAX = 11.5
SYLLABLES = ["--unit", "syllable"]


@dataclass
class Task:
    """A study command, and what a neighbour is asked for the same table."""

    title: str
    ours: list
    theirs: list
    # The columns whose sums both sides must agree on, of byt and of the neighbour; without them the rows are counted.
    summed: tuple = ((), ())
    # Arguments by which both sides print all rows.
    everything: tuple = ("--limit", "0")
    # Whether byt lists units of several syllables unless it is told otherwise. The neighbours only know syllables.
    has_units: bool = False


def tasks(word, phrase, years):
    quoted = f'"{phrase}"'
    of_years = [f"date:{year}" for year in years]
    table, top = ["--limit", "0", "--format", "csv"], ["--limit", "20"]
    return {
        "kwic": Task("`kwic` of a phrase, the first 100", ["kwic", quoted, "--limit", "100"],
                     ["kwic", phrase, "--limit", "100"]),
        "kwic-sorted": Task("`kwic`, all by right context", ["kwic", quoted, "--sort", "right", *table],
                            ["kwic", phrase, "--sort", "right"]),
        "trend": Task("`trend` by month", ["trend", word, "--by", "month"], ["trend", word], (["hits"], ["hits"])),
        "words": Task("`words`, all", ["words", *table], ["words"], (["hits"], ["hits"]), has_units=True),
        "keyness": Task("`keyness` of two years", ["keyness", *of_years, "--min", "5", *top], ["keyness", *years, *top],
                        (["hits_a", "hits_b"], ["a", "b"]), has_units=True),
        "collocates": Task("`collocates` of a common word", ["collocates", word, *top], ["collocates", word, *top],
                           (["near"], ["near"]), has_units=True),
    }


class Study:
    def __init__(self, goals, word, phrase, years):
        self.goals, self.tasks = goals, tasks(word, phrase, years)

    def all(self):
        goals = {name: partial(self.measured, task) for name, task in self.tasks.items()}
        return goals | {"study-memory": self.memory}

    def measured(self, task):
        """All ways to the same table, in turn. Over a million articles the neighbours would take hours."""
        if SIZES[self.goals.size] > NEIGHBOURS_ARTICLES_MAX:
            return
        neighbours = self.neighbours(task)
        self.agree(task, neighbours)
        ways = self.ways(task)
        commands = [*ways.values(), *(command for _, command, _ in neighbours)]
        sides = self.goals.meter.turns(commands, self.goals.big_runs(), warmups=0)
        for title, ours in zip(ways, sides):
            for (name, _, limit), theirs in zip(neighbours, sides[len(ways):]):
                yield Pairs(ours, theirs).row(title, name, "wall", limit)

    def growth(self, small):
        """All commands over this corpus and over one of a tenth of its size."""
        for task in self.tasks.values():
            big = self.ways(task)
            for title, theirs in self.ways(task, small).items():
                pairs = self.goals.meter.pairs(big[title], theirs, self.goals.big_runs(), warmups=1)
                yield pairs.row(title, f"{small} articles", "wall", GROWTH_MAX)

    def ways(self, task, size=None):
        """Our command lines by their titles."""
        ours = [*self.goals.data.corpus(size or self.goals.size), *task.ours]
        if not task.has_units:
            return {task.title: ours}
        return {f"{task.title}, syllables": [*ours, *SYLLABLES], f"{task.title}, units": ours}

    def neighbours(self, task):
        """Name, command line and goal of each."""
        known, size = self.goals.neighbours, self.goals.size
        both = [("Python", known.study(size), BY_PYTHON), ("DuckDB", known.duckdb(size), BY_DUCKDB)]
        return [(name, [*program, *task.theirs], limit) for name, program, limit in both if program]

    def agree(self, task, neighbours):
        """Fails unless all sides come to about the same figure, without which their times can't be compared."""
        everything = [*self.goals.data.corpus(self.goals.size), *task.ours, *task.everything, "--format", "jsonl"]
        rows = [json.loads(line) for line in output(single(everything) + SYLLABLES * task.has_units).splitlines()]
        ours = figure(rows, task.summed[0])
        for name, command, _ in neighbours:
            table = csv.DictReader(output(single([*command, *task.everything])).splitlines(), delimiter="\t")
            theirs = figure(list(table), task.summed[1])
            if abs(ours - theirs) > AGREEMENT * max(ours, theirs) + 2:
                raise ValueError(f"byt counts {ours:.0f}, {name} {theirs:.0f}: {' '.join(map(str, command))}")

    def memory(self):
        """The largest memory of any study command."""
        ways = {title: way for task in self.tasks.values() for title, way in self.ways(task).items()}
        peaks = {}
        for title, runs in zip(ways, self.goals.meter.turns(list(ways.values()), 1, warmups=0)):
            peaks[title] = max(run["rss"] for run in runs)
        largest = max(peaks, key=peaks.get)
        yield measure.bound(f"study commands, peak memory ({largest})", [peaks[largest]], MEMORY_BYTES_MAX, measure.megabytes)


def figure(rows, columns):
    return sum(float(row[column]) for row in rows for column in columns) if columns else len(rows)


def single(command):
    """Options that are given twice count once: the last ones."""
    kept, options = [], {}
    words = iter(command)
    for word in words:
        if word in ("--limit", "--format"):
            options[word] = next(words)
        else:
            kept.append(word)
    return kept + [word for option in options.items() for word in option]


def output(command):
    return subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True).stdout
