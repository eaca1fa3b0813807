"""Build one survey in this process and print the seconds each stage took, as JSON.

Usage: python stages.py CONTENT OUTPUT
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from site_builder.build import Request, build


def main() -> None:
    """Run the build and print what it took."""
    begun: list[tuple[str, float]] = []
    outcome = build(
        Request(Path(sys.argv[1]), jobs=2), Path(sys.argv[2]), lambda stage: begun.append((stage, time.perf_counter()))
    )
    ends = [moment for _, moment in begun[1:]] + [time.perf_counter()]
    assert outcome.is_good, outcome.problems[:5]
    print(json.dumps({stage: end - start for (stage, start), end in zip(begun, ends, strict=True)}))


if __name__ == "__main__":
    main()
