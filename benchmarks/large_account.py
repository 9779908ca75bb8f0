"""A back-fill of an account of 100,000 recordings: requests, steps and memory, on the fakes.

The real walk, parser and recorder; tables and call log in memory. Every tenth step stops half-way, like
a function that runs out of time.

    make setup
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.retry_delays import DAY
from ringkeep.domain.recordings.walks import Walk
from ringkeep.errors import Unavailable
from ringkeep.usecases.recordings.backfill import Backfill, BackfillRequest
from ringkeep.usecases.recordings.poll_call_log import Target
from tests.fakes.recordings.call_log import FakeCallLog, FakePage
from tests.unit.domain.recordings.example_rows import NOW
from tests.unit.usecases.recordings.poll_setup import PollSetup
from tests.unit.usecases.recordings.test_schedule_imports import CONNECTION, SERVICE

RECORDINGS = 100_000
PAGE = 1000
REQUESTS_A_STEP = 15
RESULT = Path(__file__).parent / "results" / "large_account.json"


class LargeLog(FakeCallLog):
    """Calls spread evenly over 89 days. A page is created when it is read."""

    def page(self, walk: Walk, deadline: float) -> FakePage:
        self._spend()
        self.requests.append((walk.slice_from, walk.slice_to, walk.next_uri))
        if len(self.requests) % 10 == 0 and self.fault is None:
            self.fault = Unavailable("the data centre switches", status=503)
        every = 89 * DAY / RECORDINGS
        first = max(0, round((walk.slice_from - (NOW - 89 * DAY)) / every))
        last = min(RECORDINGS, max(0, round((walk.slice_to - (NOW - 89 * DAY)) / every)))
        begin = first + int(walk.next_uri or 0)
        end = min(begin + PAGE, last)
        records = [_record(number, NOW - 89 * DAY + number * every) for number in range(begin, end)]
        return FakePage(records, str(end - first) if end < last else None)


def _record(number: int, start: float) -> JsonObject:
    moment = datetime.fromtimestamp(start, UTC).isoformat(timespec="milliseconds")
    recording: JsonObject = {"id": f"r{number}", "type": "Automatic", "contentUri": "https://m/x"}
    leg: JsonObject = {"legType": "Accept", "duration": 60, "recording": recording}
    return {
        "id": f"c{number}",
        "sessionId": f"s{number}",
        "startTime": moment,
        "duration": 60,
        "result": "Accepted",
        "lastModifiedTime": moment,
        "recording": recording,
        "legs": [leg, leg],
    }


def _run(setup: PollSetup, target: Target) -> tuple[int, int]:
    """Returns the number of steps and how many of them stopped half-way."""
    request = BackfillRequest(service="default", run_id="large")
    steps = died = 0
    done = False
    while not done:
        setup.log.slots = REQUESTS_A_STEP
        steps += 1
        try:
            done = Backfill(setup.poller).step(target, request, setup.clock.now() + 300).done
        except Unavailable:
            died += 1
    return steps, died


def main(arguments: Sequence[str] = ()) -> int:
    setup = PollSetup(LargeLog())
    steps, died = _run(setup, Target(SERVICE, CONNECTION, "a1", setup.log))
    result = {
        "recordings": RECORDINGS,
        "rows": len(setup.calls.rows),
        "call_log_requests": len(setup.log.requests),
        "steps": steps,
        "steps_that_died": died,
        "peak_megabytes_with_all_rows_in_memory": round(
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        ),
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())
    return 0 if result["rows"] == RECORDINGS else 1


if __name__ == "__main__":
    sys.exit(main())
