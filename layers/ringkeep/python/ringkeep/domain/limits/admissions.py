"""Remembers when this worker's requests were admitted, until their responses come."""

from __future__ import annotations

from threading import Lock
from typing import Final

from ringkeep.domain.limits.keys import LimitKey
from ringkeep.domain.limits.state import RateReport

_MOST_KEPT: Final = 1000


class AdmissionTimes:
    """The stored time of an admitted request, by count and ticket. The oldest are forgotten if too
    many responses do not come."""

    def __init__(self) -> None:
        self._times: dict[tuple[LimitKey, str], float] = {}
        self._lock = Lock()

    def remember(self, key: LimitKey, ticket: str, at: float) -> None:
        with self._lock:
            self._times[key, ticket] = at
            while len(self._times) > _MOST_KEPT:
                del self._times[next(iter(self._times))]

    def completed(self, key: LimitKey, report: RateReport) -> RateReport:
        """Returns the report with the time that was stored when its request was admitted."""
        with self._lock:
            at = self._times.pop((key, report.ticket), None)
        return report.model_copy(update={"admitted_at": at})
