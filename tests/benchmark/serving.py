"""A web server for two folders as a good host would serve them, which counts what it sends."""

from __future__ import annotations

import contextlib
import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
    ".wasm": "application/wasm",
}
"""What is sent gzipped; all else is sent as it is, such as Pagefind's own files, which are gzipped on disk."""


@dataclass
class Served:
    """The server's address, and what it sent since the list was last emptied."""

    address: str
    sent: list[tuple[str, int]] = field(default_factory=list)
    """Path and bytes of each answer, its head included."""

    def weight(self, left_out: tuple[str, ...]) -> tuple[int, int]:
        """Bytes and requests, without the paths that are left out."""
        sizes = [size for path, size in self.sent if path not in left_out]
        return sum(sizes), len(sizes)


@contextlib.contextmanager
def serve_zipped(folders: dict[str, Path]) -> Iterator[Served]:
    """Serve folders by the first part of their paths, ``""`` being the one for all others."""
    zipped: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path).lstrip("/")
            first, _, rest = path.partition("/")
            file = folders[first] / rest if first in folders and rest else folders[""] / path
            kind = TYPES.get(file.suffix)
            if path not in zipped and file.is_file():
                zipped[path] = gzip.compress(file.read_bytes(), 6, mtime=0) if kind else file.read_bytes()
            body = zipped.get(path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", kind or "application/octet-stream")
            self.send_header("Content-Length", str(len(body or b"")))
            self.send_header("Cache-Control", "max-age=600")
            if kind:
                self.send_header("Content-Encoding", "gzip")
            head = sum(map(len, getattr(self, "_headers_buffer", [])))
            self.end_headers()
            self.wfile.write(body or b"")
            served.sent.append((path, head + 2 + len(body or b"")))

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served = Served(f"http://127.0.0.1:{server.server_port}/")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield served
        finally:
            server.shutdown()
