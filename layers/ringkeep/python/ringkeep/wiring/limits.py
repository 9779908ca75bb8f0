"""Wires the shared rate limits, the places for long runs and the retry delays. A faster clock shortens
the limits' windows and the delays."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ringkeep.aws.limits.limiter import DynamoLimiter
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.settings import ClockSettings, LimiterSettings, LongRunSettings
from ringkeep.wiring.base import Base

if TYPE_CHECKING:
    from ringkeep.usecases.recordings.long_runs import Places

_WINDOW_SECONDS = 60.0


def retry_delays(settings: ClockSettings) -> RetryDelays:
    return RetryDelays(speed=settings.clock_speed)


def long_runs(base: Base, settings: LongRunSettings) -> Places:
    from ringkeep.aws.leases import DynamoLeases
    from ringkeep.usecases.recordings.long_runs import Places

    leases = DynamoLeases(base.dynamodb, settings.directory_table_name, base.clock)
    return Places(leases, settings.maximum_long_runs)


class Limits:
    def __init__(self, base: Base, settings: LimiterSettings) -> None:
        self._base = base
        self._settings = settings
        self.delays = retry_delays(settings)

    @cached_property
    def limiter(self) -> DynamoLimiter:
        return DynamoLimiter(
            self._base.dynamodb,
            self._settings.limiter_table_name,
            self._base.clock,
            window=_WINDOW_SECONDS / self._settings.clock_speed,
        )
