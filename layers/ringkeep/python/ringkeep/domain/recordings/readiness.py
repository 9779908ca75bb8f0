"""How long after a call's end its recording is worth asking for, learned from what was answered.

RingCentral sends no event when a recording is ready: usually 30 to 60 seconds, at most minutes.
Asking too early costs a heavy request; asking late costs time.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Self

from pydantic import BaseModel, ConfigDict

EDGES = (0.0, 15.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 300.0)
"""Ages in seconds since the call's end: the delays to choose from."""
LONGEST_OBSERVED = 600.0
_START = EDGES.index(30.0)
_ENOUGH = 5
_SURE = 20
_GOOD_SHARE = 0.9
_MEMORY = 200


class Readiness(BaseModel):
    """Answers by age of the call: of EDGES[i] seconds up to the next edge."""

    model_config = ConfigDict(frozen=True)

    ready: tuple[float, ...] = (0.0,) * len(EDGES)
    not_ready: tuple[float, ...] = (0.0,) * len(EDGES)

    def observed(self, age: float, was_ready: bool) -> Self:
        """After one more answer; old answers fade once there are many."""
        index = max(0, bisect_right(EDGES, age) - 1)
        name = "ready" if was_ready else "not_ready"
        counts = list(getattr(self, name))
        counts[index] += 1
        grown = self.model_copy(update={name: tuple(counts)})
        total = sum(grown.ready) + sum(grown.not_ready)
        return grown if total <= _MEMORY else grown._faded()

    def _faded(self) -> Self:
        return self.model_copy(
            update={
                "ready": tuple(count / 2 for count in self.ready),
                "not_ready": tuple(count / 2 for count in self.not_ready),
            }
        )

    def _asked(self, index: int) -> float:
        return self.ready[index] + self.not_ready[index]

    def _good(self, index: int) -> bool:
        asked = self._asked(index)
        return asked < _ENOUGH or self.ready[index] / asked >= _GOOD_SHARE

    def first_delay(self) -> float:
        """Seconds to wait after a call's end.

        The first delay from the usual one upwards that has not disappointed; a step shorter once
        that one has been ready many times.
        """
        index = next((i for i in range(_START, len(EDGES)) if self._good(i)), len(EDGES) - 1)
        while index > 0 and self._asked(index) >= _SURE and self._good(index - 1):
            index -= 1
        return EDGES[index]
