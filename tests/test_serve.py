"""Serving: what is shown, to whom, and that it follows the files."""

from __future__ import annotations

import http.client
import os
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from browsing import open_browser, watch
from playwright.sync_api import Route

from site_builder import serve_http
from site_builder.catalogue import Site
from site_builder.problems import CommandError
from site_builder.serve import _named, keep_built, serve_site
from site_builder.serve_http import SiteServer, open_server

PAGE = b'<!doctype html>\n<html lang="en"><head><title>T</title></head><body><h1>H</h1></body></html>'
SCRIPT = b"// reloads"
SITE = {
    "index.html": PAGE,
    "404.html": PAGE.replace(b"<h1>H", b"<h1>Nothing here"),
    "papers/r-cnn.html": PAGE.replace(b"<h1>H", b"<h1>R-CNN"),
    "papers/no head.html": b"<!doctype html><p>\xc3\xa9",
    "assets/style.css": b"p { color: black }",
    "data/papers.js": b"papers = []",
    "data/papers.json": b"[]",
    "feed.xml": b"<feed/>",
    "all.bib": b"@misc{}",
    "LICENCE": b"yours",
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SiteServer]:
    monkeypatch.setattr(serve_http, "_SECONDS_BETWEEN_LOOKS", 0.005)
    with closing(open_server(0, SCRIPT)) as server:
        yield server


@pytest.fixture
def shown(server: SiteServer) -> SiteServer:
    server.live.show(SITE)
    return server


def ask(
    server: SiteServer, path: str, *, method: str = "GET", host: str | None = "localhost"
) -> tuple[int, dict[str, str], bytes]:
    """Send one request with the path exactly as it is; status, headers and body."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)) as connection:
        connection.putrequest(method, path, skip_host=True)
        if host is not None:
            connection.putheader("Host", host)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def without_script(content: bytes) -> bytes:
    return re.sub(rb'<script defer src="/__reload\.js\?version=[^"]+"></script>', b"", content)


@contextmanager
def listening(server: SiteServer) -> Iterator[Callable[[], str]]:
    """The events of the stream, one a call; fails after five seconds without one."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)) as connection:
        connection.request("GET", "/__events", headers={"Host": "localhost"})
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.getheader("Content-Type") == "text/event-stream; charset=utf-8"

        def following() -> str:
            while True:
                line = answer.readline().decode()
                if line.startswith("data: "):
                    return line.removeprefix("data: ").strip()
                assert line, "the stream ended"

        yield following


# --- what is shown --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/index.html", "index.html", "text/html; charset=utf-8"),
        ("/index.html?q=a/b#c", "index.html", "text/html; charset=utf-8"),
        ("/papers/r-cnn.html", "papers/r-cnn.html", "text/html; charset=utf-8"),
        ("/papers/no%20head.html", "papers/no head.html", "text/html; charset=utf-8"),
        ("/assets/style.css", "assets/style.css", "text/css; charset=utf-8"),
        ("/data/papers.js", "data/papers.js", "text/javascript; charset=utf-8"),
        ("/data/papers.json", "data/papers.json", "application/json"),
        ("/feed.xml", "feed.xml", "application/xml"),
        ("/all.bib", "all.bib", "text/x-bibtex; charset=utf-8"),
        ("/LICENCE", "LICENCE", "application/octet-stream"),
    ],
)
def test_each_file_is_shown_as_what_it_is(shown: SiteServer, path: str, name: str, kind: str) -> None:
    status, headers, body = ask(shown, path)
    assert status == 200
    assert headers["content-type"] == kind
    assert headers["content-length"] == str(len(body))
    assert headers["cache-control"] == "no-store"
    assert without_script(body) == SITE[name]
    assert (body != SITE[name]) == name.endswith(".html")


@pytest.mark.parametrize(
    "path",
    [
        "/none.html",
        "/papers",
        "/papers/",
        "/index.html/",
        "/papers/../index.html",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/%00",
        "/%ff",
        "//etc/passwd",
        "http://localhost/index.html",
        "*",
    ],
)
def test_anything_else_is_not_found(shown: SiteServer, path: str) -> None:
    status, headers, body = ask(shown, path)
    assert status == 404
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert without_script(body) == SITE["404.html"]


def test_a_site_without_a_page_for_it_still_says_not_found(server: SiteServer) -> None:
    server.live.show({"index.html": PAGE})
    status, _, body = ask(server, "/none.html")
    assert status == 404
    assert b"There is no such page" in body


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/none", 404), ("/__reload.js", 200), ("/data/papers.js", 200)]
)
def test_head_is_get_without_the_body(shown: SiteServer, path: str, status: int) -> None:
    told = ask(shown, path, method="HEAD")
    asked = ask(shown, path)
    assert told[0] == asked[0] == status
    assert told[2] == b""
    assert {name: told[1][name] for name in ("content-type", "content-length")} == {
        name: asked[1][name] for name in ("content-type", "content-length")
    }


def test_the_stream_of_events_has_a_head_too(shown: SiteServer) -> None:
    status, headers, body = ask(shown, "/__events", method="HEAD")
    assert (status, headers["content-type"], body) == (200, "text/event-stream; charset=utf-8", b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_else_can_be_asked(shown: SiteServer, method: str) -> None:
    assert ask(shown, "/", method=method)[0] == 501


def test_one_connection_serves_several_requests(shown: SiteServer) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", shown.server_port, timeout=5)) as connection:
        for path in ("/", "/none", "/data/papers.js"):
            connection.request("GET", path, headers={"Host": "localhost"})
            connection.getresponse().read()


# --- to whom --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8000"])
@pytest.mark.parametrize("path", ["/", "/__reload.js"])
def test_this_machine_is_answered_under_its_names(shown: SiteServer, host: str, path: str) -> None:
    assert ask(shown, path, host=host)[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "localhost.example.org",
        "127.0.0.1.example.org:80",
        "0.0.0.0",
        "",
        None,
        "localhost:x",
        "localhost@x",
    ],
)
@pytest.mark.parametrize("path", ["/", "/data/papers.js", "/__reload.js", "/__events"])
def test_other_names_are_refused(shown: SiteServer, host: str | None, path: str) -> None:
    status, _, body = ask(shown, path, host=host)
    assert status == 403
    assert body == b"Only for this machine.\n"


def test_other_sites_may_not_take_its_files_in(shown: SiteServer) -> None:
    assert ask(shown, "/data/papers.js")[1]["cross-origin-resource-policy"] == "same-origin"


def test_the_server_listens_to_this_machine_only(server: SiteServer) -> None:
    assert server.socket.getsockname()[0] == "127.0.0.1"
    assert server.address == f"http://127.0.0.1:{server.server_port}/"
    # Another loopback address of this machine, which a server bound to all addresses would answer at.
    with socket.socket() as other:
        other.settimeout(2)
        with pytest.raises(OSError, match=r"refused|timed out|assign|unreachable"):
            other.connect(("127.0.0.2", server.server_port))


# --- reloading ------------------------------------------------------------------------------------------------------


def test_only_what_is_served_has_the_script(shown: SiteServer) -> None:
    assert ask(shown, "/__reload.js")[2] == SCRIPT
    body = ask(shown, "/")[2]
    assert re.search(rb'<title>T</title><script defer src="/__reload\.js\?version=[0-9a-f]+-1"></script></head>', body)
    headless = ask(shown, "/papers/no%20head.html")[2]
    assert headless.startswith(SITE["papers/no head.html"])
    assert b"/__reload.js?version=" in headless
    assert all(b"__reload" not in content for content in SITE.values())


def test_open_pages_are_told_of_each_new_site(shown: SiteServer) -> None:
    version = re.search(rb'version=([^"]+)', ask(shown, "/")[2])
    assert version is not None
    with listening(shown) as following:
        assert following() == version[1].decode()
        shown.live.show({**SITE, "index.html": PAGE + b" "})
        second = following()
        assert second != version[1].decode()
        assert second.encode() in ask(shown, "/")[2]


def test_open_pages_are_not_told_of_a_site_that_is_the_same(shown: SiteServer) -> None:
    with listening(shown) as following:
        first = following()
        shown.live.show(dict(SITE))
        assert shown.live.version == first
        shown.live.show({"index.html": PAGE})
        assert following() == shown.live.version != first


def test_two_runs_never_have_the_same_version() -> None:
    assert serve_http.Live().version != serve_http.Live().version


def test_the_stream_gives_signs_of_life(shown: SiteServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve_http, "_SECONDS_BETWEEN_SIGNS_OF_LIFE", 0.01)
    with closing(http.client.HTTPConnection("127.0.0.1", shown.server_port, timeout=5)) as connection:
        connection.request("GET", "/__events", headers={"Host": "localhost"})
        answer = connection.getresponse()
        lines = [answer.readline() for _ in range(6)]
    assert lines[0].startswith(b"data: ")
    assert lines[2] == lines[4] == b": still here\n"


def test_closing_ends_the_streams_and_frees_the_port(shown: SiteServer) -> None:
    with listening(shown) as following:
        following()
        shown.close()
        with pytest.raises(AssertionError, match="the stream ended"):
            following()
    with closing(open_server(shown.server_port, SCRIPT)) as again:
        assert again.server_port == shown.server_port


def test_a_browser_that_hangs_up_is_no_error(shown: SiteServer, capfd: pytest.CaptureFixture[str]) -> None:
    shown.live.show({"index.html": b"x" * 20_000_000})
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", shown.server_port)) as hasty:
            hasty.sendall(b"GET /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n")
            hasty.recv(10)
    assert ask(shown, "/")[0] == 200
    assert capfd.readouterr().err == ""


# --- ports ----------------------------------------------------------------------------------------------------------


def test_a_taken_port_is_named(server: SiteServer) -> None:
    with pytest.raises(CommandError, match=f"Port {server.server_port} is taken by another program"):
        open_server(server.server_port, SCRIPT)


def test_without_a_wish_the_next_free_port_is_taken(server: SiteServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve_http, "FIRST_PORT", server.server_port)
    with closing(open_server(None, SCRIPT)) as other:
        assert server.server_port < other.server_port < server.server_port + 50


def test_when_all_ports_are_taken_it_says_so(server: SiteServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve_http, "FIRST_PORT", server.server_port)
    monkeypatch.setattr(serve_http, "_PORTS_TRIED", 1)
    with pytest.raises(CommandError, match="are all taken"):
        open_server(None, SCRIPT)


# --- following the files --------------------------------------------------------------------------------------------


class Survey:
    """A folder whose files are the pages of a site, served while the test runs."""

    def __init__(self, folder: Path, server: SiteServer) -> None:
        self.folder = folder
        self.server = server
        self.said: list[str] = []
        self.builds = 0
        self.stop = threading.Event()

    def build(self) -> Site | None:
        self.builds += 1
        texts = {path.stem: path.read_bytes() for path in self.folder.rglob("*.md")}
        if b"refuse" in texts.values():
            raise CommandError("survey.yaml is missing.")
        if b"wrong" in texts.values():
            return None
        return {f"{name}.html": b"<head></head>" + text for name, text in texts.items()}

    def save(self, text: bytes) -> None:
        """Put a whole new ``a.md`` in the place of the old, so that no half-written file is ever seen."""
        beside = self.folder.parent / "saved"
        beside.write_bytes(text)
        beside.replace(self.folder / "a.md")

    def shows(self, path: str) -> bytes:
        return without_script(ask(self.server, path)[2]).removeprefix(b"<head></head>")

    def wait_for(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < end, f"waited in vain; said {self.said}"
            time.sleep(0.01)


@contextmanager
def following(survey: Survey, watched: list[Path]) -> Iterator[Survey]:
    """Keep the survey built in a thread, from the end of the first build."""
    faults: list[BaseException] = []

    def keep() -> None:
        try:
            keep_built(survey.server.live, survey.build, watched, survey.said.append, survey.stop)
        except BaseException as fault:
            faults.append(fault)
            raise

    thread = threading.Thread(target=keep)
    thread.start()
    try:
        survey.wait_for(lambda: bool(survey.said) or bool(faults))
        yield survey
    finally:
        survey.stop.set()
        thread.join(5)
    assert not thread.is_alive()
    assert not faults


@pytest.fixture
def survey(tmp_path: Path, server: SiteServer) -> Survey:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "a.md").write_bytes(b"one")
    return Survey(folder, server)


def test_a_change_is_built_shown_and_told_to_open_pages(survey: Survey) -> None:
    with following(survey, [survey.folder]), listening(survey.server) as told:
        first = told()
        assert survey.shows("/a.html") == b"one"
        survey.save(b"two")
        assert told() != first
        assert survey.shows("/a.html") == b"two"
        survey.wait_for(lambda: len(survey.said) == 3)
        assert re.fullmatch(r"Built in \d+\.\d s", survey.said[0])
        assert survey.said[1] == "a.md changed"


def test_new_moved_and_removed_files_are_changes_too(survey: Survey, tmp_path: Path) -> None:
    with following(survey, [survey.folder]):
        (survey.folder / "b.md").write_bytes(b"new")
        survey.wait_for(lambda: survey.shows("/b.html") == b"new")
        (survey.folder / "b.md").unlink()
        survey.wait_for(lambda: ask(survey.server, "/b.html")[0] == 404)
        deep = tmp_path / "deep"
        deep.mkdir()
        (deep / "c.md").write_bytes(b"deep")
        for _ in range(2):
            deep.rename(survey.folder / "deep")
            survey.wait_for(lambda: survey.shows("/c.html") == b"deep")
            (survey.folder / "deep").rename(deep)
            survey.wait_for(lambda: ask(survey.server, "/c.html")[0] == 404)


def test_a_failing_build_keeps_the_last_good_site(survey: Survey) -> None:
    with following(survey, [survey.folder]):
        for bad, said in ((b"wrong", "a.md changed"), (b"refuse", "site-builder: survey.yaml is missing.")):
            survey.save(bad)
            survey.wait_for(lambda said=said: said in survey.said and "still shown" in survey.said[-1])
            assert survey.shows("/a.html") == b"one"
        survey.save(b"right")
        survey.wait_for(lambda: survey.shows("/a.html") == b"right")


def test_a_first_build_that_fails_shows_a_page_that_turns_into_the_site(survey: Survey) -> None:
    (survey.folder / "a.md").write_bytes(b"wrong")
    with following(survey, [survey.folder]), listening(survey.server) as told:
        assert survey.said == ["The build failed; the site appears once this is corrected"]
        status, _, body = ask(survey.server, "/a.html")
        assert status == 503
        assert b"There is no site yet" in body
        assert told().encode() in body
        survey.save(b"right")
        assert told().encode() not in body
        assert survey.shows("/a.html") == b"right"


def test_a_first_build_that_cannot_run_ends_the_command(survey: Survey) -> None:
    (survey.folder / "a.md").write_bytes(b"refuse")
    with pytest.raises(CommandError, match=r"survey\.yaml is missing"):
        keep_built(survey.server.live, survey.build, [survey.folder], survey.said.append, survey.stop)
    assert survey.said == []


def test_of_changed_files_one_that_is_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.md").touch()
    assert _named([str(tmp_path / ".a.md.swp")]) == ".a.md.swp"
    assert _named([str(tmp_path / name) for name in (".a.md.swp", "b.md", "c")]) == "b.md and 2 more"


def test_a_file_written_with_the_same_content_is_no_change(survey: Survey) -> None:
    with following(survey, [survey.folder]):
        survey.save(b"two")
        survey.wait_for(lambda: survey.shows("/a.html") == b"two")
        for _ in range(2):
            survey.save(b"two")
            time.sleep(0.4)
        assert survey.builds == 2
        survey.save(b"three")
        survey.wait_for(lambda: survey.shows("/a.html") == b"three")
        assert survey.builds == 3


def test_a_build_that_writes_into_the_survey_does_not_set_itself_off(survey: Survey) -> None:
    real = survey.build

    def build_and_note() -> Site | None:
        (survey.folder / "ledger.yaml").write_bytes(b"same")
        return real()

    survey.build = build_and_note  # type: ignore[method-assign]
    with following(survey, [survey.folder]):
        survey.save(b"two")
        survey.wait_for(lambda: survey.shows("/a.html") == b"two")
        time.sleep(1)
        assert survey.builds <= 3


def test_what_changes_during_the_first_build_is_not_missed(survey: Survey) -> None:
    real = survey.build

    def build_slowly() -> Site | None:
        served = real()
        if survey.builds == 1:
            survey.save(b"meanwhile")
        return served

    survey.build = build_slowly  # type: ignore[method-assign]
    with following(survey, [survey.folder]):
        survey.wait_for(lambda: survey.shows("/a.html") == b"meanwhile")


def test_a_watched_file_may_be_replaced_again_and_again(survey: Survey) -> None:
    """As editors save: a new file, renamed over the old."""
    with following(survey, [survey.folder / "a.md"]):
        for text in (b"two", b"three", b"four"):
            survey.save(text)
            survey.wait_for(lambda text=text: survey.shows("/a.html") == text)


def test_a_path_that_does_not_exist_cannot_be_watched(survey: Survey) -> None:
    with pytest.raises(CommandError, match=r"Cannot watch .*none: there is no such file or folder"):
        keep_built(survey.server.live, survey.build, [survey.folder / "none"], survey.said.append, survey.stop)
    assert survey.builds == 0


# --- the whole command ----------------------------------------------------------------------------------------------

SERVE = """
import sys
from pathlib import Path
from site_builder.serve import serve_site
serve_site(lambda: {"index.html": b"here"}, [Path(sys.argv[1])], 0, lambda text: print(text, flush=True), b"")
print("ended", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_it_cleanly_even_with_pages_open(tmp_path: Path, number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
        assert address is not None
        assert process.stdout.readline().startswith("Built in")
        with socket.create_connection(("127.0.0.1", int(address[1]))) as reader:
            reader.sendall(b"GET /__events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert select.select([reader], [], [], 5)[0]
            process.send_signal(number)
            said, complaints = process.communicate(timeout=5)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()
    assert (said, complaints, process.returncode) == ("ended\n", "", 0)


def test_serving_gives_the_signals_and_the_port_back(tmp_path: Path) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    said: list[str] = []

    def build() -> Site | None:
        os.kill(os.getpid(), signal.SIGTERM)
        return SITE

    serve_site(build, [tmp_path], 0, said.append, SCRIPT)
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
    port = int(said[0].split(":")[2].partition("/")[0])
    open_server(port, SCRIPT).close()


# --- the script in a real browser -----------------------------------------------------------------------------------

STRICT = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:">
<title>T</title><link rel="icon" href="data:,"></head><body><h1>First</h1></body></html>"""


def test_a_browser_reloads_the_page_once_for_each_change() -> None:
    script = (Path(__file__).parents[1] / "static" / "reload.js").read_bytes()
    with closing(open_server(0, script)) as server, open_browser() as browser:
        server.live.show({"index.html": STRICT})
        page = browser.new_page()
        complaints = watch(page)
        loads: list[str] = []
        page.on("load", lambda _: loads.append(page.url))
        page.goto(server.address)
        for word in (b"Second", b"Third"):
            server.live.show({"index.html": STRICT.replace(b"First", word)})
            page.wait_for_selector(f"h1:has-text('{word.decode()}')")
        page.wait_for_timeout(300)
        assert len(loads) == 3
        assert complaints == []


def test_a_browser_catches_up_with_what_changed_before_it_listened() -> None:
    script = (Path(__file__).parents[1] / "static" / "reload.js").read_bytes()
    with closing(open_server(0, script)) as server, open_browser() as browser:
        server.live.show({"index.html": STRICT})
        page = browser.new_page()
        changed = threading.Event()

        def change_first(route: Route) -> None:
            if not changed.is_set():
                changed.set()
                server.live.show({"index.html": STRICT.replace(b"First", b"Second")})
            route.continue_()

        page.route("**/__reload.js*", change_first)
        page.goto(server.address)
        page.wait_for_selector("h1:has-text('Second')")
