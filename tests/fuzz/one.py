"""Fuzz one target of targets.py with Atheris, as a process of its own; tests/fuzz/run.py starts it.

Usage: python one.py TARGET [option of libFuzzer | folder | file]...
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import atheris

OURS = ("site_builder", "bibtexparser", "linkify_it", "markdown_it", "mdurl", "pylatexenc", "slugify", "tomllib")
"""Packages whose branches guide the fuzzer."""
ALLOWED, ALLOWED_PER_BYTE = 0.25, 0.0005
"""Seconds of processor time, with all that Atheris adds to each branch; far above what any text of the seeds takes."""
sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]
with atheris.instrument_imports(include=list(OURS), enable_loader_override=False):
    from targets import TARGETS, Target

    import site_builder.sources.bibtex
    import site_builder.sources.cff
    import site_builder.sources.csl_json
    import site_builder.sources.csv_table
    import site_builder.sources.markdown
    import site_builder.sources.tagged
    import site_builder.sources.xml_data  # noqa: F401 - kinds that are otherwise imported with their first file


class Timed:
    """Tries a target, and tells of each text that takes longer for its length than all before."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.slowest = 0.0

    def __call__(self, data: bytes) -> None:
        """Raise AssertionError where the text breaks the law or takes too long for its length."""
        spent = self._spent(data)
        if spent > ALLOWED + ALLOWED_PER_BYTE * len(data):
            spent = min(spent, self._spent(data), self._spent(data))  # the machine may have had something else to do
        assert spent <= ALLOWED + ALLOWED_PER_BYTE * len(data), f"{len(data)} bytes took {spent:.2f} s"
        if len(data) >= 200 and spent / len(data) > 1.1 * self.slowest:
            self.slowest = spent / len(data)
            print(f"slowest: {1e6 * self.slowest:.0f} us/byte ({len(data)} bytes)", file=sys.stderr, flush=True)

    def _spent(self, data: bytes) -> float:
        begun = time.process_time()
        self.target.try_bytes(data)
        return time.process_time() - begun


if __name__ == "__main__":
    atheris.Setup([sys.argv[0], *sys.argv[2:]], Timed(TARGETS[sys.argv[1]]))
    atheris.Fuzz()
