"""The goals: what is compared with what, and the ratio to reach."""

import shutil
import subprocess
from contextlib import contextmanager

from . import measure
from .data import SIZES, remove, size_of

WORD, PHRASE = "bệnh", "đấu thầu thuốc"
LEADER, YEARS = "Đỗ Xuân Tuyên", ("2021", "2022")
# The engine's memory for new documents: what byt uses, and what the engine builds fastest with.
ARENA_MB = 256
# How far the counts of both sides may differ: raw tantivy misses decomposed text.
AGREEMENT = 0.1
GROWTH_BASE = "10k"


class Goals:
    def __init__(self, data, meter, size, runs, smoke):
        self.data, self.meter, self.size, self.runs_wanted, self.smoke = data, meter, size, runs, smoke

    def runs(self, usual):
        return self.runs_wanted or usual

    def big_runs(self):
        """Runs of commands whose time grows with the corpus."""
        return self.runs({"200": 1, "10k": 5, "100k": 3}.get(self.size, 1))

    def all(self):
        """Goals by name, in the order of the table."""
        return {
            "build": self.build, "start": self.start, "word": self.word, "phrase": self.phrase, "official": self.official,
            "months": self.months, "daily": self.daily, "extraction": self.extraction, "export": self.export,
            "import": self.import_, "update": self.update, "labelling": self.labelling, "growth": self.growth,
        }

    def build(self):
        corpus = self.data.corpus(self.size)
        ours, fresh = self.rebuild(self.size), self.data.fresh("build")
        records, program = self.data.records(self.size), self.data.program("raw-tantivy")
        pairs = self.meter.pairs(ours, [program, "build", records, fresh / "tantivy", ARENA_MB], self.big_runs(), warmups=0)
        yield pairs.row("index build, CPU", "cpu", 1.3)
        yield pairs.row("index build, wall time", "wall", 1.3)
        yield pairs.row("index build, peak memory", "rss", 1.1)
        sizes = [size_of(corpus[4])], [size_of(fresh / "tantivy")]
        yield measure.row("index size", *sizes, 1.0, measure.megabytes)
        remove(fresh)

    def rebuild(self, size):
        return [*self.data.corpus(size), "-q", "index", "--rebuild"]

    def start(self):
        ours, theirs = [self.data.byt, "--version"], [self.data.program("hello")]
        yield self.cold(ours, theirs, 101).row("start of the program", "wall", 2.0)

    def cold(self, ours, theirs, runs=51):
        return self.meter.pairs(ours, theirs, self.runs(1 if self.smoke else runs), warmups=2)

    def query(self, *question):
        return [self.data.program("raw-tantivy"), "query", self.data.engine(self.size), *question]

    def word(self):
        byt = self.data.corpus(self.size)
        theirs = self.query("words", WORD)
        self.agree([*byt, "count", WORD], theirs)
        yield self.cold([*byt, "search", WORD, "--limit", "20"], theirs).row("cold word", "wall", 1.25)

    def phrase(self):
        byt = self.data.corpus(self.size)
        theirs = self.query("phrase", PHRASE)
        self.agree([*byt, "count", f'"{PHRASE}"'], theirs)
        ours = [*byt, "search", f'"{PHRASE}"', "--limit", "20"]
        yield self.cold(ours, theirs).row("cold phrase", "wall", 1.25)
        if shutil.which("rg"):
            scan = ["rg", "-F", "-c", "-e", PHRASE, self.data.records(self.size)]
            yield self.cold(ours, scan, 15).row("cold phrase, by ripgrep", "wall", 0.1)

    def official(self):
        byt = self.data.corpus(self.size)
        theirs = self.query("leader", LEADER, *YEARS)
        filters = ["--mentions", LEADER, "--from", YEARS[0], "--to", YEARS[1]]
        self.agree([*byt, "count", *filters], theirs)
        ours = [*byt, "search", *filters, "--sort", "newest", "--limit", "20"]
        yield self.cold(ours, theirs).row("official, two years", "wall", 1.25)

    def months(self):
        ours = [*self.data.corpus(self.size), "count", WORD, "--by", "month"]
        yield self.cold(ours, self.query("months", WORD)).row("count by month", "wall", 1.1)

    def daily(self):
        """Twenty more articles in each run, on copies."""
        runs, warmups = self.runs(1 if self.smoke else 11), 1
        ours = self.daily_ours(self.size, "daily", runs + warmups)
        engine = self.data.copy(self.data.engine(self.size), self.data.fresh("daily-tantivy"))
        days = str(self.data.day(self.size, 0)).replace("-0.jsonl", "-{n}.jsonl")
        pairs = self.meter.pairs(ours, [self.data.program("raw-tantivy"), "add", days, engine], runs, warmups)
        yield pairs.row("20 new articles", "wall", 0.6)
        if SIZES[self.size] > SIZES[GROWTH_BASE]:
            big = self.daily_ours(self.size, "daily-big", runs + warmups)
            small = self.daily_ours(GROWTH_BASE, "daily-small", runs + warmups)
            grown = self.meter.pairs(big, small, runs, warmups)
            yield grown.row(f"20 new articles, {self.size} by {GROWTH_BASE}", "wall", 1.2)
        for name in ("daily", "daily-big", "daily-small", "daily-tantivy"):
            remove(self.data.root / "fresh" / name)

    def daily_ours(self, size, name, days):
        byt, fresh = self.data.corpus(size), self.data.fresh(name)
        corpus, index = (self.data.copy(path, fresh) for path in (byt[2], byt[4]))
        paths = [str(self.data.day(size, number)) for number in range(days)]
        return [*self.data.places(corpus, index), "-q", "import", paths[0].replace("-0.jsonl", "-{n}.jsonl")]

    def extraction(self):
        pages = self.data.pages(20 if self.smoke else 500)
        rounds = measure.rounds([self.data.program("steps"), "extract", pages, self.runs(1 if self.smoke else 7)])
        ours, theirs = ([done[side] / done["pages"] for done in rounds] for side in ("ours", "theirs"))
        yield measure.row("article of a saved page", ours, theirs, 1 / 5, measure.seconds)

    def export(self):
        byt = self.data.corpus(self.size)
        theirs = [self.data.program("raw-tantivy"), "export", self.data.engine(self.size)]
        pairs = self.meter.pairs([*byt, "export", "--section", "all"], theirs, self.runs(1 if self.smoke else 5))
        yield pairs.row("export of all", "wall", 0.3)
        if SIZES[self.size] > SIZES[GROWTH_BASE]:
            small = [*self.data.corpus(GROWTH_BASE), "export", "--section", "all"]
            memory = self.meter.pairs([*byt, "export", "--section", "all"], small, 1)
            yield memory.row(f"export, memory, {self.size} by {GROWTH_BASE}", "rss", 1.2)

    def import_(self):
        """Into the ledger, compared with a copy of the file that is synced to disk."""
        fresh, records = self.data.fresh("import"), self.data.records(self.size)
        copy = ["dd", f"if={records}", f"of={fresh}/copy", "bs=1M", "conv=fsync", "status=none"]
        runs = self.big_runs()
        pairs = self.meter.pairs(self.import_of(self.size, fresh), copy, runs, warmups=0)
        least = [records.stat().st_size / 30e6] * runs
        shown = lambda taken: f"{records.stat().st_size / taken / 1e6:.1f} MB/s"
        yield measure.row("import, by 30 MB/s", [one["wall"] for one in pairs.ours], least, 1.0, shown)
        yield pairs.row("import, by a durable copy", "wall", float("inf"))
        remove(fresh)
        if SIZES[self.size] > SIZES[GROWTH_BASE]:
            big, small = self.data.fresh("import-big"), self.data.fresh("import-small")
            sides = self.import_of(self.size, big), self.import_of(GROWTH_BASE, small)
            yield self.meter.pairs(*sides, 1, warmups=0).row(f"import, memory, {self.size} by {GROWTH_BASE}", "rss", 1.2)
            remove(big)
            remove(small)

    def import_of(self, size, folder):
        places = self.data.places(folder / "corpus-{n}", folder / "index-{n}")
        return [*places, "-q", "import", "--no-index", self.data.records(size)]

    def update(self):
        """byt fetches, stores the raw answers and the articles, and indexes; the crawler only fetches and parses."""
        fresh, articles = self.data.fresh("update"), 40 if self.smoke else 1000
        with self.portal(articles) as address:
            places = self.data.places(fresh / "corpus-{n}", fresh / "index-{n}")
            ours = [*places, "-q", "update", "--source", "legacy", "--portal", address, "--delay", "0"]
            pairs = self.meter.pairs(ours, [self.data.program("crawl"), address], self.runs(1 if self.smoke else 3))
        yield pairs.row(f"update of {articles} articles", "wall", 0.3)
        remove(fresh)

    @contextmanager
    def portal(self, articles):
        server = subprocess.Popen([self.data.program("portal"), str(articles)], stdout=subprocess.PIPE, text=True)
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()
            server.wait()

    def labelling(self):
        """CPU time of labelling in one thread, as a share of the CPU time of a rebuild."""
        runs = self.runs(1 if self.smoke else 3)
        size = self.size if self.smoke else GROWTH_BASE
        corpus = self.data.corpus(size)
        rebuild = self.meter.pairs(self.rebuild(size), ["true"], runs, warmups=0)
        labels = measure.rounds([self.data.program("steps"), "label", corpus[2], SIZES[size], runs])
        whole = [one["cpu"] for one in rebuild.ours]
        for part in ("people", "topics", "documents"):
            yield measure.row(f"labels by {part}, of a rebuild", [one[part] for one in labels], whole, 0.1, measure.seconds)
        both = [one["people"] + one["topics"] for one in labels]
        yield measure.row("people and topics, of a rebuild", both, whole, 0.1, measure.seconds)

    def growth(self):
        """Each corpus compared with one of a tenth of its size."""
        sizes = [size for size in ("10k", "100k", "1M") if SIZES[size] <= SIZES[self.size]]
        for small, big in zip(sizes, sizes[1:]):
            pairs = self.meter.pairs(self.rebuild(big), self.rebuild(small), 1, warmups=0)
            times = SIZES[big] / SIZES[small]
            per_article = [[one["cpu"] / SIZES[size] for one in side] for size, side in ((big, pairs.ours), (small, pairs.theirs))]
            name = f"{big} by {small}"
            yield measure.row(f"CPU for an article, {name}", *per_article, 1.15, lambda s: f"{s * 1e6:.0f} µs")
            yield pairs.row(f"memory of a rebuild, {name}", "rss", 2.0)
            ask = [[*self.data.corpus(size), "search", WORD] for size in (big, small)]
            yield self.cold(*ask).row(f"cold word, {name}", "wall", times / 2)

    def agree(self, ours, theirs):
        """Fails unless both sides find about the same, without which their times can't be compared."""
        output = lambda command: subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE, text=True).stdout
        counts = [int(output(command).split()[0]) for command in (ours, theirs)]
        if abs(counts[0] - counts[1]) > AGREEMENT * max(counts) + 2:
            raise SystemExit(f"error: byt finds {counts[0]} articles, the neighbour {counts[1]}: {' '.join(map(str, ours))}")
