"""A user pool's setting of the second factor, in memory."""

from __future__ import annotations

from ringkeep.domain.access.two_factors import TwoFactors
from ringkeep.errors import RingkeepError


class MemoryTwoFactors:
    def __init__(self, present: TwoFactors = TwoFactors.ON) -> None:
        self.present = present
        self.failure: RingkeepError | None = None

    def read(self) -> TwoFactors:
        if self.failure:
            raise self.failure
        return self.present

    def write(self, wanted: TwoFactors) -> None:
        self.present = wanted
