"""How many transcriptions one person may start on a day, so that no one spends without a bound where no
monthly budget is set.

A repeat is a new transcript of a recording that has one. Jobs of a policy do not count: the budget is theirs.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, ClassVar

from pydantic import Field

from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.model import Model


class StartCounts(Model):
    """What a person has started on a day. `started` includes the repeats."""

    started: int = 0
    repeated: int = 0


class DailyBounds(Model):
    started: Annotated[int, Field(ge=0)] = 200
    repeated: Annotated[int, Field(ge=0)] = 50

    def allow(self, counts: StartCounts, *, repeat: bool) -> bool:
        """Whether there is room for one more."""
        return counts.started < self.started and (not repeat or counts.repeated < self.repeated)


class StartedEnough(Refusal):
    code: ClassVar[str] = "started_enough_today"
    field: ClassVar[str] = "recording"

    def __init__(self, bounds: DailyBounds) -> None:
        super().__init__(
            f"You have started as many transcriptions today as one person may: {bounds.started} a day,"
            f" {bounds.repeated} of them repeated ones. Go on tomorrow (UTC), or ask an administrator of the"
            " stack for a higher bound."
        )


def day_of(at: float) -> str:
    """Returns the day of a time in UTC, as `2026-11-26`."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
