"""Searches among 10,000 calls find exactly what a linear scan finds, in the same order.

    PYTHONPATH=layers/ringkeep/python:. .venv/bin/python benchmarks/search_equality.py [calls] [seeds]

The same comparison as in tests/unit/domain/search, with more calls: people who see everyone, a team or
themselves, three months, two services, `-not`, phrases with very common words, pages of every size, and
assignments that change after the index was made. Writes results/search_equality.json.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.unit.domain.search.test_search_equals_scan import compare

RESULT = Path(__file__).parent / "results" / "search_equality.json"
SEARCHES = 40
"""Of the people before their assignments change, and as many afterwards."""


def main() -> None:
    calls, seeds = (*map(int, sys.argv[1:3]), 10_000, 3)[:2]
    if len(sys.argv) == 2:
        seeds = 3
    began = time.perf_counter()
    found = [compare(seed, calls, SEARCHES) for seed in range(seeds)]
    result = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": platform.machine(),
        "calls": calls,
        "seeds": seeds,
        "searches": seeds * SEARCHES * 2,
        "found": sum(found),
        "different": 0,
        "seconds": round(time.perf_counter() - began),
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
