"""What several test files need: a browser, the default site, real listings where they are, and lasting examples."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import open_browser
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
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


@pytest.fixture(scope="session")
def default_site(tmp_path_factory) -> Path:
    """The default survey, built by the command; not to be written to."""
    output = tmp_path_factory.mktemp("default") / "site"
    command = [sys.executable, "-m", "site_builder", "build", "--content", "content", "--output", str(output)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return output
