#!/usr/bin/env python3
"""Takes the place of an engine for one `byt push`, and keeps what it is sent: recorder.py PORT FOLDER.

FOLDER gets index.json, the body that creates the index, and bulk-N.gz, the requests with documents as they came.
"""
import gzip
import json
import pathlib
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FOLDER = pathlib.Path(sys.argv[2])
INDEXES, ALIASES = {}, {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, body, status=200):
        body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        return raw, gzip.decompress(raw) if self.headers.get("content-encoding") == "gzip" else raw

    def do_GET(self):
        parts = self.path.split("?")[0].strip("/").split("/")
        if parts == [""]:
            return self.answer({"version": {"distribution": "opensearch", "number": "2.19.6"}})
        if parts[0] == "_cluster":
            return self.answer({"number_of_data_nodes": 3, "number_of_nodes": 3, "status": "green", "timed_out": False})
        if parts[0] == "_alias":
            index = ALIASES.get(parts[1])
            return self.answer({index: {}}) if index else self.answer({"error": {"type": "aliases_not_found_exception"}}, 404)
        if parts[-1] == "_mapping":
            of = {name: body for name, body in INDEXES.items() if name == parts[0] or parts[0].endswith("*")}
            return self.answer(of) if of else self.answer({"error": {"type": "index_not_found_exception"}}, 404)
        return self.answer({"found": False}, 404)

    def do_PUT(self):
        raw, body = self.body()
        parts = self.path.strip("/").split("/")
        if len(parts) == 1:
            INDEXES[parts[0]] = json.loads(body)
            (FOLDER / "index.json").write_bytes(body)
        self.answer({})

    def do_POST(self):
        raw, body = self.body()
        if self.path.endswith("_bulk"):
            ids = [json.loads(line)["index"]["_id"] for line in body.splitlines()[::2]]
            if len(ids) > 1:
                (FOLDER / f"bulk-{len(list(FOLDER.glob('bulk-*')))}.gz").write_bytes(raw if raw != body else gzip.compress(body))
            return self.answer({"items": [{"index": {"_id": id, "status": 201}} for id in ids]})
        if self.path == "/_aliases":
            ALIASES.update((action["add"]["alias"], action["add"]["index"])
                           for action in json.loads(body)["actions"] if "add" in action)
        return self.answer({"acknowledged": True, "_shards": {"total": 1, "successful": 1, "failed": 0}})


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
