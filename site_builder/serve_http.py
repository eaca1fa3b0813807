"""Serve a site from memory, to this machine only, with a script in its pages that reloads them when it changes.

The server answers only this machine and only under this machine's names, so that no page from elsewhere can read the
survey through the reader's browser. It looks paths up in the site in memory, so that no path can leave the site.
"""

from __future__ import annotations

import errno
import secrets
import socket
import socketserver
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from site_builder.catalogue import Site
from site_builder.problems import CommandError
from site_builder.urls import HOME, NOT_FOUND

FIRST_PORT = 8000
"""Where `open_server` begins to look for a free port when the user names none."""

_PORTS_TRIED = 50
_ADDRESS = "127.0.0.1"
_OWN_NAMES = frozenset(["localhost", "127.0.0.1"])
_SCRIPT_PATH = "/__reload.js"
_EVENTS_PATH = "/__events"
_SECONDS_BETWEEN_SIGNS_OF_LIFE = 15.0
# How soon the server notices that it is to stop.
_SECONDS_BETWEEN_LOOKS = 0.1
_CONTENT_TYPES = {
    ".atom": "application/atom+xml",
    ".bib": "text/x-bibtex; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".imscc": "application/zip",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".ris": "application/x-research-info-systems; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
_NO_SITE = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>No site yet</title></head>
<body><h1>There is no site yet</h1>
<p>The terminal says what is wrong. This page turns into the site once it is corrected.</p></body></html>
"""
_NO_PAGE = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>No such page</title></head>
<body><h1>There is no such page</h1></body></html>
"""


class Live:
    """The site as it is now, for the threads that serve it."""

    def __init__(self) -> None:
        self.site: Site | None = None
        self.is_closed = False
        # Begins anew with each run, so that pages left open from the run before reload.
        self._run = secrets.token_hex(4)
        self._count = 0
        self._changed = threading.Condition()

    @property
    def version(self) -> str:
        """Differs whenever the site does."""
        return f"{self._run}-{self._count}"

    def show(self, site: Site) -> None:
        """Serve this site from now on; open pages are told only where it differs."""
        with self._changed:
            if self.site is None or dict(site) != dict(self.site):
                self.site = site
                self._count += 1
                self._changed.notify_all()

    def wait(self, seen: str, seconds: float) -> str | None:
        """The version once it differs from ``seen``, the same after ``seconds`` without a change; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self.is_closed or self.version != seen, seconds)
            return None if self.is_closed else self.version

    def close(self) -> None:
        """Let all that wait go."""
        with self._changed:
            self.is_closed = True
            self._changed.notify_all()


class SiteServer(ThreadingHTTPServer):
    """A server of the site in ``live``, from its construction until `close`."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, reload_script: bytes) -> None:
        self.live = Live()
        self.reload_script = reload_script
        super().__init__((_ADDRESS, port), _Handler)
        threading.Thread(target=self.serve_forever, args=(_SECONDS_BETWEEN_LOOKS,), daemon=True).start()

    @property
    def address(self) -> str:
        """Where the home page is shown."""
        return f"http://{_ADDRESS}:{self.server_port}/"

    def close(self) -> None:
        """Stop serving and give the port back; open connections end by themselves."""
        self.live.close()
        self.shutdown()
        self.server_close()

    def server_bind(self) -> None:
        """Bind without asking the network for this machine's name, as the base class does."""
        socketserver.TCPServer.server_bind(self)
        self.server_name = "localhost"
        self.server_port = self.server_address[1]

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Browsers hang up whenever they like; anything else is our bug and shown as such."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def open_server(port: int | None, reload_script: bytes) -> SiteServer:
    """Serve at a port; None is the first free one from 8000, and 0 any free one.

    Raises CommandError for a port that cannot be had.
    """
    ports = range(FIRST_PORT, FIRST_PORT + _PORTS_TRIED) if port is None else (port,)
    for candidate in ports:
        try:
            return SiteServer(candidate, reload_script)
        except OSError as fault:
            if fault.errno != errno.EADDRINUSE:
                reason = "permission is denied" if fault.errno in (errno.EACCES, errno.EPERM) else fault.strerror
                raise CommandError(f"Cannot serve at port {candidate}: {reason}.") from fault
    if port is None:
        raise CommandError(f"The ports {ports[0]} to {ports[-1]} are all taken; name a free one with --port.")
    raise CommandError(f"Port {port} is taken by another program; name another with --port, or none for a free one.")


class _Handler(BaseHTTPRequestHandler):
    server: SiteServer
    protocol_version = "HTTP/1.1"
    server_version = "site-builder"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        """Answer with a file of the site, the reload script, or the stream of changes."""
        if not self._is_for_us():
            self._answer(HTTPStatus.FORBIDDEN, "text/plain; charset=utf-8", b"Only for this machine.\n")
            return
        path = unquote(urlsplit(self.path).path if self.path.startswith("/") else "")
        if path == _EVENTS_PATH:
            self._stream_changes()
        elif path == _SCRIPT_PATH:
            self._answer(HTTPStatus.OK, _CONTENT_TYPES[".js"], self.server.reload_script)
        else:
            self._answer_from_site(path)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each request: the terminal is for problems of the survey."""

    def _is_for_us(self) -> bool:
        """Whether the request names this machine; any other name is a page elsewhere that points its name at us."""
        host = self.headers.get("Host", "").strip().lower()
        name, _, port = host.partition(":")
        return name in _OWN_NAMES and (port.isdecimal() or not port)

    def _answer_from_site(self, path: str) -> None:
        live = self.server.live
        # Read before the site: should the site change in between, the page reloads once more rather than never.
        version, site = live.version, live.site
        if site is None:
            page = _with_reload(_NO_SITE, version)
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE, _CONTENT_TYPES[".html"], page)
            return
        name = path[1:] + HOME if path.endswith("/") else path[1:]
        status = HTTPStatus.OK
        if not path.startswith("/") or name not in site:
            status, name = HTTPStatus.NOT_FOUND, NOT_FOUND
        content = site.get(name, _NO_PAGE)
        kind = _CONTENT_TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")
        self._answer(status, kind, _with_reload(content, version) if name.endswith(".html") else content)

    def _answer(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self._send_common_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _send_common_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        # Other sites' pages may not take the survey's scripts and pictures in either.
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.end_headers()

    def _stream_changes(self) -> None:
        """Server-sent events: the version now and whenever it changes, and a sign of life in between."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self._send_common_headers()
        version: str | None = None if self.command == "HEAD" else self.server.live.version
        seen = ""
        while version is not None:
            # A comment keeps the connection, and fails once the browser is gone, which ends this thread.
            self.wfile.write(b": still here\n\n" if version == seen else f"data: {version}\n\n".encode())
            seen = version
            version = self.server.live.wait(seen, _SECONDS_BETWEEN_SIGNS_OF_LIFE)


def _with_reload(page: bytes, version: str) -> bytes:
    """The page with the script that reloads it; the site itself never holds the script."""
    script = f'<script defer src="{_SCRIPT_PATH}?version={version}"></script>'.encode()
    place = page.lower().find(b"</head>")
    return page[:place] + script + page[place:] if place >= 0 else page + script
