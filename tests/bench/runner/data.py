"""The data of the benchmarks: generated on first use, and again when its generator has changed."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

DAY_ARTICLES = 20
SIZES = {"20": 20, "200": 200, "10k": 10_000, "100k": 100_000, "1M": 1_000_000}


class Data:
    """Paths of everything, below target/bench; each exists when it is returned."""

    def __init__(self, project, say):
        self.project = Path(project)
        self.crate = self.project / "tests" / "bench"
        self.root = self.project / "target" / "bench"
        self.byt = self.project / "target" / "release" / "byt"
        self.programs = self.root / "build" / "release"
        self.say = say

    def build(self):
        """Builds both sides in release mode, with the versions of the program's Cargo.lock."""
        shutil.copyfile(self.project / "Cargo.lock", self.crate / "Cargo.lock")
        cargo = ["cargo", "build", "--release", "--quiet"]
        run(cargo + ["--locked", "--target-dir", self.project / "target"], cwd=self.project)
        run(cargo + ["--bins", "--target-dir", self.root / "build"], cwd=self.crate)

    def program(self, name):
        return str(self.programs / name)

    def records(self, size):
        """A file of records."""
        def make(path):
            with open(path, "wb") as out:
                run([self.program("generate"), "--docs", SIZES[size]], stdout=out)
        return self.made(f"records-{size}.jsonl", self.generator(), make)

    def day(self, size, run_number):
        """The records of one more day."""
        start = SIZES[size] + run_number * DAY_ARTICLES
        def make(path):
            with open(path, "wb") as out:
                run([self.program("generate"), "--docs", DAY_ARTICLES, "--start", start], stdout=out)
        return self.made(f"day-{size}-{run_number}.jsonl", self.generator(), make)

    def pages(self, count):
        """A folder of saved pages."""
        def make(path):
            run([self.program("generate"), "--docs", count, "--html", path])
        return self.made(f"pages-{count}", self.generator(), make)

    def corpus(self, size):
        """Arguments that make byt use a corpus with a current index and its file of words."""
        records = self.records(size)
        def store(path):
            run([self.byt, "--corpus", path, "--index", self.root / "none", "-q", "import", "--no-index", records])
        corpus = self.made(f"byt-{size}-corpus", self.generator(), store)
        def index(path):
            run([self.byt, "--corpus", corpus, "--index", path, "-q", "index", "--rebuild", "--research"])
        key = self.generator() + digest(self.byt.read_bytes())
        return self.places(corpus, self.made(f"byt-{size}-index", key, index))

    def places(self, corpus, index):
        return [str(self.byt), "--corpus", str(corpus), "--index", str(index)]

    def engine(self, size, arena_mb=256):
        """An index of raw tantivy."""
        records = self.records(size)
        def make(path):
            run([self.program("raw-tantivy"), "build", records, path, arena_mb])
        sources = self.crate / "src"
        key = self.generator() + digest((sources / "engine.rs").read_bytes())
        return self.made(f"tantivy-{size}", key, make)

    def fresh(self, name):
        """A new empty folder."""
        folder = self.root / "fresh" / name
        remove(folder)
        folder.mkdir(parents=True)
        return folder

    def copy(self, path, folder):
        """A copy to write to. Files of an index never change in place, so they are hard links; a ledger grows, and is
        copied."""
        def either(source, target):
            if source.endswith((".jsonl", ".lock")):
                return shutil.copyfile(source, target)
            return os.link(source, target)
        target = folder / Path(path).name
        shutil.copytree(path, target, copy_function=either)
        return target

    def generator(self):
        """What generated data depends on."""
        sources = ["article", "chance", "page", "people", "record", "words"]
        return digest(b"".join((self.crate / "src" / f"{name}.rs").read_bytes() for name in sources))

    def made(self, name, key, make):
        """The path of what `make` writes; it is made again if its key has changed."""
        path, stamp = self.root / "data" / name, self.root / "data" / f"{name}.made-by"
        if not path.exists() or not stamp.exists() or stamp.read_text() != key:
            self.say(f"making {name}")
            stamp.unlink(missing_ok=True)
            remove(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            make(path)
            stamp.write_text(key)
        return path


def run(command, **options):
    subprocess.run([str(part) for part in command], check=True, **options)


def remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def digest(content):
    return hashlib.sha256(content).hexdigest()[:16]


def size_of(path):
    """Bytes of all files below a path."""
    return sum(file.stat().st_size for file in Path(path).rglob("*") if file.is_file())
