"""The goals: what is compared with what, and the ratio to reach."""

import shutil
import subprocess
from contextlib import contextmanager
from functools import partial

from . import measure
from .data import SIZES, remove, size_of
from .neighbours import Neighbours
from .pages import Pages
from .study import Study

WORD, PHRASE = "bệnh", "đấu thầu thuốc"
LEADER, YEARS = "Đỗ Xuân Tuyên", ("2021", "2022")
# The engine's memory for new documents: what byt uses, and what the engine builds fastest with.
ARENA_MB = 256
# How far the counts of both sides may differ: raw tantivy misses decomposed text.
AGREEMENT = 0.1
# What a corpus is compared with to see growth, and what all sizes are compared with.
TENTH = {"200": "20", "100k": "10k", "1M": "100k"}
GROWTH_BASE = "10k"
# Goals whose figures don't depend on the size of the corpus.
SIZELESS = ["start", "extraction", "update", "labelling"]
TANTIVY = "raw tantivy"
# How much longer a question may take over ten times the articles: a page of twenty results, and what reads every match.
GROWTH = [
    ("word", "cold word", 2.0),
    ("official", "official, two years", 2.0),
    ("phrase", "cold phrase", 4.0),
    ("months", "count by month", 4.0),
]


class Goals:
    def __init__(self, data, meter, size, runs, smoke):
        self.data, self.meter, self.size, self.runs_wanted, self.smoke = data, meter, size, runs, smoke
        self.neighbours = Neighbours(data)
        self.base = "20" if smoke else GROWTH_BASE

    def runs(self, usual):
        return self.runs_wanted or usual

    def big_runs(self):
        """Runs of commands whose time grows with the corpus."""
        return self.runs({"200": 1, "10k": 5, "100k": 3}.get(self.size, 1))

    def few(self, usual):
        """Runs of what is quick."""
        return self.runs(1 if self.smoke else usual)

    def all(self):
        """Goals by name, in the order of the table."""
        engine = {
            "build": self.build, "start": self.start, "word": self.word, "phrase": self.phrase, "official": self.official,
            "months": self.months, "daily": self.daily, "extraction": self.extraction, "export": self.export,
            "import": self.import_, "update": self.update, "labelling": self.labelling,
        }
        study, pages = Study(self, WORD, PHRASE, YEARS), Pages(self, PHRASE)
        growth = {"growth-build": self.growth_of_a_rebuild, "growth": self.growth, "study-growth": partial(self.study_growth, study)}
        return engine | study.all() | pages.all() | growth

    def build(self):
        fresh = self.data.fresh("build")
        ours, records = self.rebuild(self.size, fresh / "byt"), self.data.records(self.size)
        theirs = [self.data.program("raw-tantivy"), "build", records, fresh / "tantivy", ARENA_MB]
        pairs = self.meter.pairs(ours, theirs, self.big_runs(), warmups=0)
        yield pairs.row("index build, CPU", TANTIVY, "cpu", 1.3)
        yield pairs.row("index build, wall time", TANTIVY, "wall", 1.1)
        yield pairs.row("index build, peak memory", TANTIVY, "rss", 1.1)
        sizes = [size_of(fresh / "byt")], [size_of(fresh / "tantivy")]
        yield measure.row("index size", TANTIVY, *sizes, 1.0, measure.megabytes)
        remove(fresh)

    def rebuild(self, size, index):
        """Builds an index from scratch, in a folder of its own."""
        return [*self.data.places(self.data.corpus(size)[2], index), "-q", "index", "--rebuild"]

    def start(self):
        ours, theirs = [self.data.byt, "--version"], [self.data.program("hello")]
        yield self.cold(ours, theirs, 101).row("start of the program", "hello world", "wall", 2.0)

    def cold(self, ours, theirs, runs=51):
        return self.meter.pairs(ours, theirs, self.few(runs), warmups=2)

    def query(self, *question):
        return [self.data.program("raw-tantivy"), "query", self.data.engine(self.size), *question]

    def ask(self, question, size=None):
        """A command line of byt."""
        filters = ["--mentions", LEADER, "--from", YEARS[0], "--to", YEARS[1]]
        return [*self.data.corpus(size or self.size), *{
            "word": ["search", WORD, "--limit", "20"],
            "phrase": ["search", f'"{PHRASE}"', "--limit", "20"],
            "official": ["search", *filters, "--sort", "newest", "--limit", "20"],
            "months": ["count", WORD, "--by", "month"],
            "count word": ["count", WORD],
            "count phrase": ["count", f'"{PHRASE}"'],
            "count official": ["count", *filters],
        }[question]]

    def word(self):
        theirs = self.query("words", WORD)
        self.agree(self.ask("count word"), theirs)
        yield self.cold(self.ask("word"), theirs).row("cold word", TANTIVY, "wall", 1.1)

    def phrase(self):
        theirs = self.query("phrase", PHRASE)
        self.agree(self.ask("count phrase"), theirs)
        yield self.cold(self.ask("phrase"), theirs).row("cold phrase", TANTIVY, "wall", 1.1)
        if shutil.which("rg"):
            scan = ["rg", "-F", "-c", "-e", PHRASE, self.data.records(self.size)]
            yield self.cold(self.ask("phrase"), scan, 15).row("cold phrase", "ripgrep", "wall", 0.1)
        else:
            self.neighbours.left_out["ripgrep"] = "it is not installed"

    def official(self):
        theirs = self.query("leader", LEADER, *YEARS)
        self.agree(self.ask("count official"), theirs)
        yield self.cold(self.ask("official"), theirs).row("official, two years", TANTIVY, "wall", 1.1)

    def months(self):
        yield self.cold(self.ask("months"), self.query("months", WORD)).row("count by month", TANTIVY, "wall", 1.1)

    def daily(self):
        """Twenty more articles in each run, on copies."""
        runs, warmups = self.few(11), 1
        ours = self.daily_ours(self.size, "daily", runs + warmups)
        engine = self.data.copy(self.data.engine(self.size), self.data.fresh("daily-tantivy"))
        days = str(self.data.day(self.size, 0)).replace("-0.jsonl", "-{n}.jsonl")
        pairs = self.meter.pairs(ours, [self.data.program("raw-tantivy"), "add", days, engine], runs, warmups)
        yield pairs.row("20 new articles", TANTIVY, "wall", 0.5)
        if SIZES[self.size] > SIZES[self.base]:
            big = self.daily_ours(self.size, "daily-big", runs + warmups)
            small = self.daily_ours(self.base, "daily-small", runs + warmups)
            grown = self.meter.pairs(big, small, runs, warmups)
            yield grown.row("20 new articles", f"{self.base} articles", "wall", 1.2)
        for name in ("daily", "daily-big", "daily-small", "daily-tantivy"):
            remove(self.data.root / "fresh" / name)

    def daily_ours(self, size, name, days):
        byt, fresh = self.data.corpus(size), self.data.fresh(name)
        corpus, index = (self.data.copy(path, fresh) for path in (byt[2], byt[4]))
        paths = [str(self.data.day(size, number)) for number in range(days)]
        return [*self.data.places(corpus, index), "-q", "import", paths[0].replace("-0.jsonl", "-{n}.jsonl")]

    def extraction(self):
        pages = self.data.pages(20 if self.smoke else 500)
        rounds = measure.rounds([self.data.program("steps"), "extract", pages, self.few(7)])
        ours, theirs = ([done[side] / done["pages"] for done in rounds] for side in ("ours", "theirs"))
        yield measure.row("article of a saved page", "scraper", ours, theirs, 1 / 5, measure.seconds)

    def export(self):
        byt = self.data.corpus(self.size)
        theirs = [self.data.program("raw-tantivy"), "export", self.data.engine(self.size)]
        pairs = self.meter.pairs([*byt, "export", "--section", "all"], theirs, self.few(5))
        yield pairs.row("export of all", "raw tantivy, serde_json", "wall", 0.2)
        if SIZES[self.size] > SIZES[self.base]:
            small = [*self.data.corpus(self.base), "export", "--section", "all"]
            memory = self.meter.pairs([*byt, "export", "--section", "all"], small, 1)
            yield memory.row("export of all, memory", f"{self.base} articles", "rss", 1.2)

    def import_(self):
        """Into the ledger, compared with a copy of the file that is synced to disk."""
        fresh, records = self.data.fresh("import"), self.data.records(self.size)
        copy = ["dd", f"if={records}", f"of={fresh}/copy", "bs=1M", "conv=fsync", "status=none"]
        runs = self.big_runs()
        pairs = self.meter.pairs(self.import_of(self.size, fresh), copy, runs, warmups=0)
        least = [records.stat().st_size / 30e6] * runs
        shown = lambda taken: f"{records.stat().st_size / taken / 1e6:.1f} MB/s"
        yield measure.row("import", "30 MB/s", [one["wall"] for one in pairs.ours], least, 1.0, shown)
        yield pairs.row("import", "a durable copy", "wall", float("inf"))
        remove(fresh)
        if SIZES[self.size] > SIZES[self.base]:
            big, small = self.data.fresh("import-big"), self.data.fresh("import-small")
            sides = self.import_of(self.size, big), self.import_of(self.base, small)
            yield self.meter.pairs(*sides, 1, warmups=0).row("import, memory", f"{self.base} articles", "rss", 1.2)
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
            pairs = self.meter.pairs(ours, [self.data.program("crawl"), address], self.few(3))
        yield pairs.row(f"update of {articles} articles", "reqwest and scraper", "wall", 0.3)
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
        runs, fresh = self.few(3), self.data.fresh("labelling")
        size = self.size if self.smoke else GROWTH_BASE
        rebuild = self.meter.turns([self.rebuild(size, fresh)], runs, warmups=0)[0]
        labels = measure.rounds([self.data.program("steps"), "label", self.data.corpus(size)[2], SIZES[size], runs])
        remove(fresh)
        whole = [one["cpu"] for one in rebuild]
        for part in ("people", "topics", "documents"):
            yield measure.row(f"labels by {part}", "a rebuild", [one[part] for one in labels], whole, 0.1, measure.seconds)
        both = [one["people"] + one["topics"] for one in labels]
        yield measure.row("people and topics", "a rebuild", both, whole, 0.1, measure.seconds)

    def growth(self):
        """Questions of the corpus compared with the same of one of a tenth of its size."""
        if self.size not in TENTH:
            return
        for question, title, most in GROWTH:
            pair = self.ask(question), self.ask(question, TENTH[self.size])
            yield self.cold(*pair).row(title, f"{TENTH[self.size]} articles", "wall", most)

    def study_growth(self, study):
        if self.size in TENTH:
            yield from study.growth(TENTH[self.size])

    def growth_of_a_rebuild(self):
        """The index of the corpus compared with that of a tenth of its articles."""
        if self.size not in TENTH:
            return
        small, fresh = TENTH[self.size], self.data.fresh("growth")
        pairs = self.meter.pairs(self.rebuild(self.size, fresh / "big"), self.rebuild(small, fresh / "small"), 1, warmups=0)
        remove(fresh)
        sides = (self.size, pairs.ours), (small, pairs.theirs)
        for metric, title in (("cpu", "CPU"), ("wall", "wall time")):
            taken = [[one[metric] / SIZES[size] for one in side] for size, side in sides]
            shown = lambda seconds: f"{seconds * 1e6:.0f} µs"
            yield measure.row(f"index build, {title} for an article", f"{small} articles", *taken, 1.15, shown)
        yield pairs.row("index build, peak memory", f"{small} articles", "rss", 2.0)

    def agree(self, ours, theirs):
        """Fails unless both sides find about the same, without which their times can't be compared."""
        output = lambda command: subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE, text=True).stdout
        counts = [int(output(command).split()[0]) for command in (ours, theirs)]
        if abs(counts[0] - counts[1]) > AGREEMENT * max(counts) + 2:
            raise ValueError(f"byt finds {counts[0]} articles, the neighbour {counts[1]}: {' '.join(map(str, ours))}")
