"""The AWS cost of a supervisor who keeps the Realtime page open for a day, by counting requests.

    PYTHONPATH=. .venv/bin/python benchmarks/viewer_cost.py

Eight hours with 600 changes an hour, spread over the seconds at random, sent to 1 and to 100 viewers
by the product's own pusher; what it sends and reads is counted and priced by the list of us-east-1.
Writes results/viewer_cost.json.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path

from ringkeep.domain.access.older_roles import REALTIME_VIEWER
from ringkeep.domain.live.page import RealtimeUser
from ringkeep.usecases.live.push_live import Change, LivePusher
from ringkeep.usecases.live.sockets import Viewers
from tests.fakes.access.principals import FakePrincipals, FakeToday, someone
from tests.fakes.clock import FakeClock
from tests.fakes.live.sockets import (
    ACCOUNT_ID,
    FakePage,
    FakeSockets,
    MemorySocketsTable,
    realtime_row,
)
from tests.unit.usecases.live.sockets_setup import connection

RESULT = Path(__file__).parent / "results" / "viewer_cost.json"
HOURS = 8
CHANGES_AN_HOUR = 600
USERS = 200
UNIT = 32 * 1024
PINGS_AN_HOUR = 15
MESSAGE_PRICE = 1.00e-6
CONNECTION_MINUTE_PRICE = 0.25e-6
LAMBDA_REQUEST_PRICE = 0.20e-6
LAMBDA_SECOND_PRICE = 0.5 * 13.3334e-6
"""512 MB on arm64."""
READ_UNIT_PRICE = 0.125e-6
LOOK_UPS_A_MINUTE = 4 + 1
"""The pusher reads a person's rights again after 10 to 20 seconds, the check of sockets each minute."""
LOOK_UP_UNITS = 2.0
"""A manager's own item and the tree of managers; someone who sees everyone needs only the first."""


def batches(seed: int = 7) -> list[int]:
    """Returns how many changes each push carries: the changes of one second go together."""
    chosen = random.Random(seed)  # noqa: S311 # a simulation
    seconds: dict[int, int] = {}
    for _ in range(HOURS * CHANGES_AN_HOUR):
        second = chosen.randrange(HOURS * 3600)
        seconds[second] = seconds.get(second, 0) + 1
    return list(seconds.values())


def pushed(viewers: int) -> tuple[FakeSockets, int]:
    """Returns what was sent, and the number of pushes."""
    people = [someone(f"v{number}", REALTIME_VIEWER) for number in range(viewers)]
    table, sockets, clock = MemorySocketsTable(), FakeSockets(), FakeClock()
    for viewer in people:
        table.put_connection(connection(viewer.sub, viewer, clock.now()))
    users: list[RealtimeUser] = [realtime_row(str(number)) for number in range(USERS)]
    seen = Viewers(FakePrincipals.of(*people), FakeToday())
    pusher = LivePusher(FakePage.of(*users), table, seen, sockets, clock)
    gathered = batches()
    for number, size in enumerate(gathered):
        pusher.push(changes(number, size))
    return sockets, len(gathered)


def changes(start: int, size: int) -> Iterable[Change]:
    for number in range(size):
        extension = str((start * 7 + number) % USERS)
        yield Change(service="main", account_id=ACCOUNT_ID, extension_id=extension)


def measure(viewers: int) -> dict[str, object]:
    sockets, pushes = pushed(viewers)
    sizes = [len(text) for texts in sockets.sent.values() for text in texts]
    units = sum(-(-size // UNIT) for size in sizes) / viewers
    pings = HOURS * PINGS_AN_HOUR * 2
    own = (units + pings) * MESSAGE_PRICE + HOURS * 60 * CONNECTION_MINUTE_PRICE
    own += HOURS * 60 * LOOK_UPS_A_MINUTE * LOOK_UP_UNITS * READ_UNIT_PRICE
    shared = pushes * (LAMBDA_REQUEST_PRICE + LAMBDA_SECOND_PRICE + 4 * READ_UNIT_PRICE)
    return {
        "viewers": viewers,
        "pushes": pushes,
        "messages_a_viewer": round(len(sizes) / viewers),
        "message_units_a_viewer": round(units + pings),
        "connection_minutes_a_viewer": HOURS * 60,
        "median_message_bytes": sorted(sizes)[len(sizes) // 2],
        "dollars_a_day_of_each_viewer": round(own, 5),
        "dollars_a_day_shared_by_all": round(shared, 4),
        "dollars_a_day_a_viewer": round(own + shared / viewers, 5),
    }


def main() -> None:
    results = {
        "hours": HOURS,
        "changes_an_hour": CHANGES_AN_HOUR,
        "runs": [measure(viewers) for viewers in (1, 100)],
    }
    RESULT.write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
