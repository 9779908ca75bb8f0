"""Learns from RingCentral's responses how long to wait after a call before its download.

RingCentral sends no event when a recording is ready. It usually takes 30 to 60 seconds, at most a few
minutes, and this changes by the hour. A download that is too early wastes a request of the heavy rate
limit; one that is too late delays the recording. A response says only whether the recording was ready
at that moment, so the delay follows a quantile: each early download lengthens it by more than each
successful one shortens it, until about three in four first downloads
succeed.
"""

from __future__ import annotations

from math import exp
from typing import Final, Self

from ringkeep.domain.model import Model

SHORTEST_DELAY: Final = 5.0
LONGEST_DELAY: Final = 200.0
LONGEST_OBSERVED: Final = 600.0
MOST_TRIES: Final = 5
"""Downloads soon after the call. Then the usual delays of a 404 follow."""
_LATEST_SOON: Final = 240.0
"""Seconds after the call. After it, a recording is no longer tried soon."""
_SHARE_READY: Final = 0.77
"""The share of first downloads that are meant to succeed, before the price is considered. Values here are
from `benchmarks/readiness.py`."""
_LEAST_READY: Final = 0.6
_MOST_READY: Final = 0.95
_SECOND_SHARE_READY: Final = 0.7
_STEP: Final = 0.05
_GAP_STEP: Final = 0.1
_LARGEST_CUT: Final = 0.25
_LARGEST_RAISE: Final = 0.5
_USUAL_RUN: Final = 8
"""More successes in a row than this mean that recordings have become ready sooner."""
_SHORTEST_GAP: Final = 6.0
_SMALLEST_GAP: Final = 0.15
_LARGEST_GAP: Final = 1.0
_GAP_GROWTH: Final = 2.0
_PRICE: Final = 1.25
"""Requests for each recording, as an average of the last fifty."""
_PRICE_STEP: Final = 0.02
_WEIGHT_IF_DEAR: Final = 4.0
_SAME_DELAY: Final = 0.35
_SAME_SECONDS: Final = 5.0


class Readiness(Model):
    """`first` is the delay in seconds after a call's end, `gap` the share of it that follows a 404.

    `successes` and `failures` count the latest first downloads in a row, and `requests` is the
    average number of requests for a recording.
    """

    first: float = 30.0
    gap: float = 0.35
    successes: int = 0
    failures: int = 0
    requests: float = _PRICE

    def first_delay(self) -> float:
        """Returns the seconds to wait after a call's end."""
        return self.first

    def next_delay(self, tries: int, age: float) -> float | None:
        """Returns the seconds to wait after this many 404s, the last one `age` seconds after the
        call's end. None if the recording is not to be tried soon."""
        if tries >= MOST_TRIES or age > _LATEST_SOON:
            return None
        return max(_SHORTEST_GAP, self.first * self.gap) * _GAP_GROWTH ** (max(1, tries) - 1)

    def observed(self, age: float, was_ready: bool, tries: int = 1) -> Self:
        """Returns what is known after a download `age` seconds after the call's end, the recording's
        first or a later one in a row."""
        learned = self._priced(tries) if was_ready else self
        if tries == 1:
            return learned._first_observed(age, was_ready)
        if tries == 2:  # noqa: PLR2004 # the first download after a 404
            return learned._second_observed(was_ready)
        return learned

    def _priced(self, tries: int) -> Self:
        requests = self.requests + _PRICE_STEP * (tries - self.requests)
        return self.model_copy(update={"requests": requests})

    @property
    def _share_ready(self) -> float:
        """Waits longer if recordings cost more requests than they may, else less long."""
        dearer = self.requests - _PRICE
        share = _SHARE_READY + dearer * (_WEIGHT_IF_DEAR if dearer > 0 else 1)
        return min(_MOST_READY, max(_LEAST_READY, share))

    def _first_observed(self, age: float, was_ready: bool) -> Self:
        """A success long after the delay says nothing about it, nor does a failure long before."""
        tolerance = self.first * _SAME_DELAY + _SAME_SECONDS
        if was_ready and age <= self.first + tolerance:
            return self._shortened()
        return self._lengthened() if not was_ready and age >= self.first - tolerance else self

    def _shortened(self) -> Self:
        successes = self.successes + 1
        haste = 1 + max(0, successes - _USUAL_RUN) / 2
        cut = min(_LARGEST_CUT, _STEP * (1 - self._share_ready) * haste)
        first = max(SHORTEST_DELAY, self.first * exp(-cut))
        return self.model_copy(update={"first": first, "successes": successes, "failures": 0})

    def _lengthened(self) -> Self:
        failures = self.failures + 1
        step = min(_LARGEST_RAISE, _STEP * self._share_ready * failures)
        first = min(LONGEST_DELAY, self.first * exp(step))
        return self.model_copy(update={"first": first, "failures": failures, "successes": 0})

    def _second_observed(self, was_ready: bool) -> Self:
        step = _SECOND_SHARE_READY - 1 if was_ready else _SECOND_SHARE_READY
        gap = min(_LARGEST_GAP, max(_SMALLEST_GAP, self.gap * exp(_GAP_STEP * step)))
        return self.model_copy(update={"gap": gap})
