"""What Ringkeep costs: idle dollars a month by item, and dollars for a thousand recordings.

    PYTHONPATH=layers/ringkeep/python:. .venv/bin/python benchmarks/costs.py [--price]

The real functions run against simulated AWS services and a simulated account: an idle hour, forty
recordings from the call log to S3, and forty changes of users. Their requests and log lines are counted,
and priced together with the template's resources by the list of us-east-1. `--price` prices the recorded
counts again, after a change of the template or the prices. Writes results/costs.json and the tables of the
README.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from benchmarks.costing.bill import (
    ASSUMPTIONS,
    idle_bill,
    people_bill,
    recording_bill,
    used_bill,
)
from benchmarks.costing.prices import DATE, FREE_TIERS, PRICES
from benchmarks.costing.schedules import schedules
from benchmarks.costing.tables import with_tables
from tests.unit.template.conditions import Deployment

RESULTS = Path(__file__).parent / "results"
RESULT = RESULTS / "costs.json"
README = Path(__file__).parents[1] / "README.md"
WORKING_DAYS_A_MONTH = 21


def counted() -> dict[str, Any]:
    from benchmarks.costing import measure, people  # noqa: PLC0415 # it takes seconds

    return {
        "idle": measure.idle(schedules(Deployment())),
        "recordings": measure.recordings(),
        "people": people.people(),
    }


def priced(counts: dict[str, Any]) -> dict[str, Any]:
    idle = _rounded(idle_bill(counts["idle"]), 2)
    recordings = _rounded(recording_bill(counts["recordings"]), 4)
    people = _rounded(people_bill(counts["people"]), 4)
    return {
        "idle_dollars_a_month": {**idle, "total": round(sum(idle.values()), 2)},
        "dollars_a_thousand_recordings": {
            **recordings,
            "total": round(sum(recordings.values()), 2),
        },
        "dollars_a_thousand_changes_of_users": {**people, "total": round(sum(people.values()), 2)},
        "dollars_a_month_while_used": {
            **_rounded(used_bill(counts["recordings"], counts["idle"]), 2),
            **supervisors(),
        },
    }


def supervisors() -> dict[str, float]:
    """The Realtime page, open for eight hours on every working day; see viewer_cost.py."""
    runs = json.loads((RESULTS / "viewer_cost.json").read_text())["runs"]
    return {
        _watching(run["viewers"]): round(run["dollars_a_day_a_viewer"] * WORKING_DAYS_A_MONTH, 2)
        for run in runs
    }


def _watching(viewers: int) -> str:
    others = f"each of {viewers} supervisors" if viewers > 1 else "a single supervisor"
    return f"{others} with the Realtime page open"


def _rounded(bill: dict[str, float], digits: int) -> dict[str, float]:
    return {name: round(dollars, digits) for name, dollars in bill.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--price", action="store_true", help="price the recorded counts again")
    counts = json.loads(RESULT.read_text())["counts"] if parser.parse_args().price else counted()
    result = {
        "region": "us-east-1",
        "prices_of": DATE,
        **priced(counts),
        "assumptions": [*ASSUMPTIONS, FREE_TIERS],
        "prices": PRICES,
        "counts": counts,
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    README.write_text(with_tables(README.read_text(), result))
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
