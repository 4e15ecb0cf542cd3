"""The results of a run: the machine, the day, and the rows of each size. They are kept in a file of JSON as they come."""

import datetime
import json
import os
import platform
import subprocess
from pathlib import Path


class Results:
    def __init__(self, path, about):
        self.path = Path(path)
        # A list of {"size", "goal", "row"}, and of {"size", "goal", "error"} of what failed.
        self.lines, self.about, self.left_out = [], about, {}

    def add(self, size, goal, **what):
        self.lines.append({"size": size, "goal": goal, **what})
        self.save()

    def save(self):
        document = {"machine": self.about, "left_out": self.left_out, "rows": self.lines}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")

    def keep(self, wanted):
        """Takes over those lines of the file that are wanted."""
        if self.path.exists():
            earlier = read(self.path)
            self.lines, self.left_out = list(filter(wanted, earlier.lines)), earlier.left_out

    def sort(self, sizes, goals):
        """Puts the lines in the order of the tables."""
        self.lines.sort(key=lambda line: (sizes.index(line["size"]), goals.index(line["goal"])))
        self.save()

    def all_hold(self):
        return all("row" in line and line["row"]["holds"] for line in self.lines)


def read(path):
    """Results of an earlier run."""
    document = json.loads(Path(path).read_text())
    results = Results(path, document["machine"])
    results.lines, results.left_out = document["rows"], document["left_out"]
    return results


def machine(project, versions):
    """What the figures depend on."""
    rustc = subprocess.run(["rustc", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    commit = subprocess.run(
        ["git", "-C", str(project), "describe", "--always", "--dirty"], stdout=subprocess.PIPE, text=True, check=False
    ).stdout.strip()
    return {
        "cpu": processor(), "cores": os.cpu_count(), "memory_gb": memory_gb(), "system": platform.system(), "rustc": rustc,
        "commit": commit, "day": datetime.date.today().isoformat(),
        "neighbours": [f"Python {platform.python_version()}", *versions],
    }


def processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or "an unknown processor"


def memory_gb():
    try:
        return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9)
    except (OSError, ValueError):
        return None


def head():
    names = f"{'goal':48} {'compared with':24} {'byt':>10} {'other':>10}"
    return f"{names} {'ratio':>6}  {'quartiles':13} {'of CPU':>6} {'runs':>4}  {'at most':8}"


def line(row, is_judged):
    """A row for the terminal."""
    quartiles, cpu = f"{row.low:.3f}–{row.high:.3f}", "" if row.cpu is None else f"{row.cpu:.3f}"
    limit = "" if row.limit == float("inf") else f"{row.limit:.2f}"
    verdict = ("pass" if row.holds else "MISS") if limit and is_judged else ""
    names = f"{row.name:48} {row.against:24} {row.ours:>10} {row.theirs:>10}"
    return f"{names} {row.ratio:6.3f}  {quartiles:13} {cpu:>6} {row.runs:4}  {limit:7} {verdict}".rstrip()
