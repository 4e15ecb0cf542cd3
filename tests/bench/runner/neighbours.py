"""What byt is compared with, beyond programs of this crate: programs in Python, and databases that they read."""

import subprocess
import sys

from .data import SIZES, digest, run

# Beyond this many articles, programs in Python and the databases take hours to load and to answer.
NEIGHBOURS_ARTICLES_MAX = 100_000


class Neighbours:
    """Command lines of the neighbours. What can't be installed is named in `left_out` and isn't measured."""

    def __init__(self, data):
        self.data, self.folder = data, data.crate / "neighbours"
        self.left_out = {}

    def study(self, size):
        """The study commands in Python's standard library."""
        return [sys.executable, self.folder / "study.py", self.data.records(size)]

    def duckdb(self, size):
        """The study commands in DuckDB, over a table of words; nothing without DuckDB."""
        python = self._installed("duckdb", "DuckDB")
        if not python:
            return None
        program = self.folder / "duck.py"
        def load(path):
            run([python, program, path, "load", self.data.records(size)])
        database = self.data.made(f"duckdb-{size}.duckdb", self._key("duck.py"), load)
        return [python, program, database]

    def datasette(self, size, port):
        """A server of Datasette over a full-text index, and the beginnings of the addresses that answer the query: a page,
        and the rows alone; nothing without Datasette, or for too many articles."""
        python = self._installed("datasette", "Datasette")
        if not python or SIZES[size] > NEIGHBOURS_ARTICLES_MAX:
            return None
        program = self.folder / "fts.py"
        def fill(path):
            run([sys.executable, program, self.data.records(size), path])
        database = self.data.made(f"sqlite-{size}.db", self._key("fts.py"), fill)
        def describe(path):
            with open(path, "wb") as out:
                run([sys.executable, program, "--metadata", database.stem], stdout=out)
        metadata = self.data.made(f"datasette-{size}.json", self._key("fts.py"), describe)
        options = ["--metadata", metadata, "--port", port, "--setting", "sql_time_limit_ms", 30_000]
        query = f"/{database.stem}/search"
        targets = {"Datasette": f"{query}?q=", "Datasette, rows as JSON": f"{query}.json?_shape=array&q="}
        return [python, "-m", "datasette", "serve", "-i", database, *options], targets

    def versions(self):
        """The versions that are compared, one text each."""
        lines = (self.folder / "requirements.txt").read_text().splitlines()
        return [line.replace("==", " ") for line in lines if "==" in line]

    def _key(self, program):
        return self.data.generator() + digest((self.folder / program).read_bytes())

    def _installed(self, module, name):
        """The Python that has this module, if pip could install it."""
        if name in self.left_out:
            return None
        requirements = self.folder / "requirements.txt"
        def install(path):
            run([sys.executable, "-m", "venv", path])
            run([path / "bin" / "python", "-m", "pip", "install", "--quiet", "-r", requirements])
        try:
            folder = self.data.made("venv", digest(requirements.read_bytes()), install)
            python = folder / "bin" / "python"
            subprocess.run([python, "-c", f"import {module}"], check=True, stderr=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError):
            self.left_out[name] = "pip could not install it"
            return None
        return python
