"""The goals of following the corpus and of its pages: a place near the end of the ledger, and a server under load."""

import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

from . import measure

CHANGES_SECONDS_MAX = 0.020
# Events between the cursor and the end of the ledger.
NEWS = 20
CONNECTIONS = 50
P50_SECONDS_MAX, P99_SECONDS_MAX = 0.100, 0.300
START_SECONDS_MAX = 60
TAIL_BYTES = 1 << 20


class Pages:
    def __init__(self, goals, phrase):
        self.goals, self.question = goals, urllib.parse.quote(f'"{phrase}"')

    def all(self):
        return {"changes": self.changes, "pages": self.pages}

    def changes(self):
        """What is new since a cursor that is near the end."""
        goals = self.goals
        byt = goals.data.corpus(goals.size)
        cursor = [*byt, "-q", "changes", "--cursor", "bench"]
        # A cursor of an earlier run is further already.
        (Path(byt[2]) / "cursors" / "bench").unlink(missing_ok=True)
        before = str(place_before_end(Path(byt[2]) / "articles.jsonl", NEWS + 1))
        subprocess.run([*cursor, "--since", before, "--limit", "1", "--advance"], check=True, stdout=subprocess.DEVNULL)
        taken = [run["wall"] for run in goals.meter.turns([cursor], goals.few(51), warmups=2)[0]]
        yield measure.bound(f"`changes` from a cursor, {NEWS} events", taken, CHANGES_SECONDS_MAX, measure.seconds)

    def pages(self):
        """The page of a phrase with twenty results, from both servers in turn."""
        goals, port, neighbour_port = self.goals, free_port(), free_port()
        byt = [*goals.data.corpus(goals.size), "serve", "--listen", f"127.0.0.1:{port}"]
        command, targets = goals.neighbours.datasette(goals.size, neighbour_port) or (None, {})
        with ExitStack() as servers:
            addresses = [(port, f"/search?q={self.question}")]
            servers.enter_context(serving(byt, *addresses[0]))
            for target in targets.values():
                addresses.append((neighbour_port, target + self.question))
            if command:
                servers.enter_context(serving(command, *addresses[1]))
            ours, *theirs = self.rounds(addresses)
        per_request = lambda side: [1 / round_["rate"] for round_ in side]
        shown = lambda taken: f"{1 / taken:.0f}/s"
        title = f"a page of results, {CONNECTIONS} connections"
        for name, side in zip(targets, theirs):
            yield measure.row(title, name, per_request(ours), per_request(side), 1.0, shown)
        for name, most in (("p50", P50_SECONDS_MAX), ("p99", P99_SECONDS_MAX)):
            yield measure.bound(f"a page of results, {name}", [one[name] for one in ours], most, measure.seconds)

    def rounds(self, addresses):
        """What came from each address in each round, A B, B A, …"""
        seen = [[] for _ in addresses]
        for number in range(self.goals.few(3)):
            sides = list(enumerate(addresses))
            for side, address in sides if number % 2 == 0 else reversed(sides):
                seen[side].append(self.load(*address))
        return seen

    def load(self, port, target):
        seconds = 1 if self.goals.smoke else 10
        done = measure.rounds([self.goals.data.program("load"), f"127.0.0.1:{port}", target, CONNECTIONS, seconds])[0]
        if done["errors"] or not done["requests"]:
            raise ValueError(f"{done['errors']} of {done['requests']} requests for {target} failed")
        return done


def place_before_end(ledger, lines):
    """The place in bytes before the last lines of a file."""
    size = ledger.stat().st_size
    with open(ledger, "rb") as file:
        file.seek(max(0, size - TAIL_BYTES))
        tail = file.read()
    return size - sum(map(len, tail.splitlines(keepends=True)[-lines:]))


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def serving(command, port, target):
    """Runs a server until the end of the block, which begins when it has answered."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([str(word) for word in command], **quiet)
    try:
        wait_for(server, f"http://127.0.0.1:{port}{target}")
        yield
    finally:
        server.kill()
        server.wait()


def wait_for(server, address):
    end = time.monotonic() + START_SECONDS_MAX
    while True:
        try:
            with urllib.request.urlopen(address, timeout=START_SECONDS_MAX) as answer:
                return answer.read()
        except (urllib.error.URLError, ConnectionError) as error:
            if isinstance(error, urllib.error.HTTPError) or server.poll() is not None or time.monotonic() > end:
                raise ValueError(f"no page at {address}: {error}") from error
            time.sleep(0.05)
