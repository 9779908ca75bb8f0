"""How long after a live call its audio is ready: always the same, or a long-tailed spread that changes
by the hour."""

from __future__ import annotations

import random
from datetime import datetime

SHORTEST, LONGEST = 10.0, 180.0


def ready_delay(fixed: float, varies: bool, ended_at: datetime, chance: random.Random) -> float:
    """Returns seconds before `speed` shortens them. The same hour has the same spread."""
    if not varies:
        return fixed
    hour = random.Random(ended_at.strftime("%Y-%m-%d %H"))  # noqa: S311 - a simulation
    tail = hour.uniform(3, 25)
    return min(LONGEST, SHORTEST + tail * chance.lognormvariate(0, 0.9))
