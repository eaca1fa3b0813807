"""Build one survey in this process, as the command does, and print as JSON what each stage took.

Usage: python stages.py CONTENT OUTPUT

Prints one object: ``seconds`` by stage, ``processor``, the processor seconds of this process and of its helpers
together, and ``peak_mb``, the most memory of this process and of the largest helper, which share some of it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

from site_builder.build import Request, build

KILOBYTE = 1 if sys.platform == "darwin" else 1024
"""What the system counts memory in."""


def main() -> None:
    """Run the build and print what it took."""
    begun: list[tuple[str, float]] = []
    request = Request(Path(sys.argv[1]), jobs=os.cpu_count() or 1)
    outcome = build(request, Path(sys.argv[2]), lambda stage: begun.append((stage, time.perf_counter())))
    ends = [moment for _, moment in begun[1:]] + [time.perf_counter()]
    assert outcome.is_good, outcome.problems[:5]
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    taken = {
        "seconds": {stage: end - start for (stage, start), end in zip(begun, ends, strict=True)},
        "processor": [usage.ru_utime + usage.ru_stime for usage in usages],
        "peak_mb": [usage.ru_maxrss * KILOBYTE / 1e6 for usage in usages],
    }
    print(json.dumps(taken))


if __name__ == "__main__":
    main()
