"""What several test files need: a browser, the default site, real listings where they are, and lasting examples."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import open_browser, quiet_page, serve
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
PUBLISHED = "https://example.org/survey/"
needs_sources = pytest.mark.skipif(
    not (SHARED / "sources").is_dir(),
    reason="the five real listings lie beside the clone in ../shared/sources, and they are not here",
)

settings.register_profile(
    "same-every-time", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same-every-time")


@pytest.fixture
def shared() -> Path | None:
    """The folder ``../shared`` with the real listings and their facts; None where it is not."""
    return SHARED if (SHARED / "sources").is_dir() else None


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the tests of a file: two cannot be open at once in one process."""
    with open_browser() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose console must be empty at the end, and that asked no other machine for anything."""
    with quiet_page(browser) as opened:
        yield opened


@pytest.fixture(scope="module")
def hosted(site: Path) -> Iterator[str]:
    """The address of a test file's ``site`` in a folder of a host, which stays there as long as any page may ask."""
    with serve(site.parent) as host:
        yield f"{host}{site.name}/"


@pytest.fixture(params=["disk", "http"])
def address(request: pytest.FixtureRequest, site: Path, hosted: str) -> str:
    """Where a test file's ``site`` is: as a folder on disk, and on a host."""
    return f"{site.as_uri()}/" if request.param == "disk" else hosted


def build_default(output: Path, *options: str) -> Path:
    """Build the default survey by the command."""
    command = [sys.executable, "-m", "site_builder", "build", "--content", "content", "--output", str(output), *options]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return output


@pytest.fixture(scope="session")
def default_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default survey; not to be written to."""
    return build_default(tmp_path_factory.mktemp("default") / "site")


@pytest.fixture(scope="session")
def published_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default survey as it would be published at :data:`PUBLISHED`; not to be written to."""
    return build_default(tmp_path_factory.mktemp("published") / "site", "--base-url", PUBLISHED)
