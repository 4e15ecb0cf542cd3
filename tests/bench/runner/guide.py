"""The tables of the guide `performance`, from the results of a run."""

import datetime
import textwrap
import tomllib

from .data import SIZES

BEGIN = "<!-- The figures: written by tests/bench/run --write-guide -->"
END = "<!-- The end of the figures -->"
HEAD = "| what | compared with | byt | other | goal | ratio | of CPU time |\n| --- | --- | --- | --- | --- | --- | --- |\n"
COLUMNS = 120
UNKNOWN = "The reason is not known yet."


class Reasons:
    """Why goals are missed, from a file; the numbers by which the tables refer to those that were needed."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.known = tomllib.load(file)["missed"]
        self.used = []

    def number(self, size, row):
        reason = next((entry["reason"] for entry in self.known if self.is_of(entry, size, row)), UNKNOWN)
        if reason not in self.used:
            self.used.append(reason)
        return self.used.index(reason) + 1

    def is_of(self, entry, size, row):
        """An entry without `against` or `sizes` is about all of them."""
        same = row["name"].startswith(tuple(entry["what"])) and entry.get("against", row["against"]) == row["against"]
        return same and size in entry.get("sizes", [size])

    def list(self):
        return "".join(f"{number}. {reason}\n" for number, reason in enumerate(self.used, 1))


def write(guide, results, reasons_path):
    """Puts the figures between the markers of the guide."""
    text = guide.read_text()
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise SystemExit(f"error: {guide} does not have the markers of the figures, each once")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    guide.write_text(f"{before}{BEGIN}\n\n{figures(results, Reasons(reasons_path))}\n{END}{after}")


def figures(results, reasons):
    sizes = dict.fromkeys(line["size"] for line in results.lines)
    parts = [about(results.about)]
    for size in sizes:
        rows = [line["row"] for line in results.lines if line["size"] == size and "row" in line]
        title = f"### {SIZES[size]:,} articles"
        parts.append(f"{title}\n\n{HEAD}" + "".join(table_line(size, row, reasons) for row in rows))
    if reasons.used:
        parts.append(f"Goals that were missed, and why:\n\n{reasons.list()}")
    parts.extend(missing(results))
    return "\n".join(parts)


def about(machine):
    day = datetime.date.fromisoformat(machine["day"])
    rustc = " ".join(machine["rustc"].split()[:2])
    memory = f", {machine['memory_gb']} GB" if machine["memory_gb"] else ""
    where = f"{machine['cpu']}, {machine['cores']} cores{memory} ({machine['system']}, {rustc})"
    text = (
        f"Medians, measured on {day.day} {day:%B %Y} with version {machine['commit']} of the source on {where}. "
        f"Compared with {', '.join(machine['neighbours'])}."
    )
    return textwrap.fill(text, COLUMNS, break_on_hyphens=False) + "\n"


def table_line(size, row, reasons):
    goal = f"≤ {row['limit']:.3g}" if row["limit"] is not None else ""
    missed = "" if row["holds"] else f" [{reasons.number(size, row)}]"
    cpu = "" if row["cpu"] is None else ratio(row["cpu"])
    cells = row["name"], row["against"], row["ours"], row["theirs"], goal, ratio(row["ratio"]) + missed, cpu
    return f"| {' | '.join(cells)} |\n".replace("|  |", "| |").replace("|  |", "| |")


def ratio(value):
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def missing(results):
    """What isn't in the tables."""
    failed = [
        f"{line['goal']} over {SIZES[line['size']]:,} articles ({line['error']})" for line in results.lines if "error" in line
    ]
    if failed:
        yield f"Could not be measured: {'; '.join(failed)}.\n"
    if results.left_out:
        yield f"Left out: {'; '.join(f'{name} ({reason})' for name, reason in results.left_out.items())}.\n"
