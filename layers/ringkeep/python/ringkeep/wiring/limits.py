"""Wires the shared rate limits and the retry delays. Both are shorter with a faster clock."""

from __future__ import annotations

from functools import cached_property

from ringkeep.aws.limits.limiter import DynamoLimiter
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.settings import ClockSettings, LimiterSettings
from ringkeep.wiring.base import Base

_WINDOW_SECONDS = 60.0


def retry_delays(settings: ClockSettings) -> RetryDelays:
    return RetryDelays(speed=settings.clock_speed)


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
