"""Learns from RingCentral's responses how long to wait after a call before the first download.

RingCentral sends no event when a recording is ready. It usually takes 30 to 60 seconds, at most a
few minutes. A download that is too early wastes a request of the heavy rate limit; one that is too
late delays the recording.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Self

from ringkeep.domain.model import Model

EDGES = (0.0, 15.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 300.0)
"""The possible delays, in seconds after the call's end."""
LONGEST_OBSERVED = 600.0
_USUAL_DELAY = EDGES.index(30.0)
_ENOUGH_TO_LENGTHEN = 5
_ENOUGH_TO_SHORTEN = 20
_RELIABLE_SHARE = 0.9
_OBSERVATION_LIMIT = 200


class Readiness(Model):
    """Counts of downloads by the age of the call: index i counts ages from EDGES[i] to the next."""

    ready: tuple[float, ...] = (0.0,) * len(EDGES)
    not_ready: tuple[float, ...] = (0.0,) * len(EDGES)

    def observed(self, age: float, was_ready: bool) -> Self:
        """Returns the counts with one more download. If there are many, all counts are halved, so
        that old downloads matter less."""
        index = max(0, bisect_right(EDGES, age) - 1)
        name = "ready" if was_ready else "not_ready"
        counts = list(getattr(self, name))
        counts[index] += 1
        updated = self.model_copy(update={name: tuple(counts)})
        total = sum(updated.ready) + sum(updated.not_ready)
        return updated if total <= _OBSERVATION_LIMIT else updated._halved()

    def _halved(self) -> Self:
        return self.model_copy(
            update={
                "ready": tuple(count / 2 for count in self.ready),
                "not_ready": tuple(count / 2 for count in self.not_ready),
            }
        )

    def _downloads(self, index: int) -> float:
        return self.ready[index] + self.not_ready[index]

    def _is_reliable(self, index: int) -> bool:
        downloads = self._downloads(index)
        return downloads < _ENOUGH_TO_LENGTHEN or self.ready[index] / downloads >= _RELIABLE_SHARE

    def first_delay(self) -> float:
        """Returns the seconds to wait after a call's end.

        Starts at the usual delay and takes the first one at which recordings are reliably ready.
        Once that delay has been used many times, it tries the next shorter one.
        """
        delays = range(_USUAL_DELAY, len(EDGES))
        index = next((i for i in delays if self._is_reliable(i)), len(EDGES) - 1)
        while (
            index > 0
            and self._downloads(index) >= _ENOUGH_TO_SHORTEN
            and self._is_reliable(index - 1)
        ):
            index -= 1
        return EDGES[index]
