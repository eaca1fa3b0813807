"""What several test files need: the real listings where they are at hand, and the same examples on every run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SHARED = Path(__file__).resolve().parents[2] / "shared"
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
