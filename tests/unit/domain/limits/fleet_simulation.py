"""Simulates a fleet of workers in virtual time."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

from ringkeep.domain.limits.rules import Admitted, admit, reserve_many
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import RateState

T0 = 1_795_000_000.0


def busiest(times: Sequence[float], window: float) -> int:
    """Returns the highest number of times within any half-open window."""
    ordered, first, most = sorted(times), 0, 0
    for last, time in enumerate(ordered):
        while time - ordered[first] >= window:
            first += 1
        most = max(most, last - first + 1)
    return most


@dataclass
class Fleet:
    """Reserves starts for all lanes every `every` seconds. Workers are up to `lateness` seconds late."""

    demand: Mapping[Lane, int]
    lateness: float = 0.0
    every: float = 60.0
    state: RateState = field(default_factory=RateState)
    seed: int = 0
    horizon: float = 120.0
    sent: list[tuple[float, Lane]] = field(default_factory=list)

    def run(self, seconds: float) -> list[float]:
        random, order = Random(self.seed), count()  # noqa: S311 # a simulation
        agenda: list[tuple[float, int, str, Lane]] = [
            (T0 + step * self.every, next(order), "", Lane.FRESH)
            for step in range(int(seconds / self.every))
        ]
        heapq.heapify(agenda)
        while agenda:
            now, _, ticket, lane = heapq.heappop(agenda)
            if not ticket:
                self.state, starts = reserve_many(self.state, self.demand, now, self.horizon)
                for start in starts:
                    late = start.at + random.uniform(0, self.lateness)
                    heapq.heappush(agenda, (late, next(order), start.ticket, start.lane))
                continue
            self.state, verdict = admit(self.state, ticket, lane, now)
            if isinstance(verdict, Admitted):
                self.sent.append((now, lane))
            else:  # a waiting worker is only slightly late
                heapq.heappush(agenda, (verdict.time + 0.01, next(order), ticket, lane))
        return [time for time, _ in self.sent]

    def utilisation(self, hours: float = 6.0) -> float:
        """Returns the share of the limit that was used, without the first and last two minutes."""
        times = self.run(hours * 3600)
        begin, end = T0 + 120, T0 + hours * 3600 - 120
        inside = sum(begin <= time < end for time in times)
        return inside / ((end - begin) / self.state.window * self.state.limit)
