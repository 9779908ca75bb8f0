"""Bursts: many events per second for benchmarks, with a known state at the end."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from simulator.directory.extensions import Extension
from simulator.events.notifications import Notifier
from simulator.live.call import LiveCall
from simulator.live.calls import LiveCalls
from simulator.live.plans import Planner

_TICK = 0.02  # seconds
_NEXT_STEPS: Mapping[str, tuple[str, ...]] = {
    "Setup": ("ring",),
    "Proceeding": ("answer", "answer", "answer", "miss"),
    "Answered": ("hold", "end"),
    "Hold": ("unhold", "unhold", "end"),
}


@dataclass(slots=True)
class Burst:
    """`rate` is the number of telephony and presence events per second."""

    id: str
    rate: float
    seconds: float
    began_at: datetime
    telephony_events: int = 0
    presence_events: int = 0
    ended_at: datetime | None = None
    calls: dict[int, LiveCall] = field(default_factory=dict)

    @property
    def events(self) -> int:
        return self.telephony_events + self.presence_events


class Bursts:
    """Changes the calls of random users at the rate of the burst."""

    def __init__(
        self, calls: LiveCalls, planner: Planner, notifier: Notifier, seed: int = 1
    ) -> None:
        self.bursts: dict[str, Burst] = {}
        self._calls = calls
        self._planner = planner
        self._notifier = notifier
        self._timeline = calls.switchboard.timeline
        self._random = random.Random(seed)  # noqa: S311 - a simulation, not a secret
        self._numbers = count(1)

    def start(self, rate: float, seconds: float) -> Burst:
        """Raises ValueError."""
        if not 0 < rate <= 5000 or not 0 < seconds <= 3600:
            raise ValueError("a burst has at most 5000 events per second and lasts up to an hour")
        if not self._planner.users():
            raise ValueError("the account has no user who could be called")
        with self._timeline.lock:
            burst = Burst(f"burst-{next(self._numbers)}", rate, seconds, self._timeline.now)
            self.bursts[burst.id] = burst
            self._tick(burst)
            return burst

    def elapsed(self, burst: Burst) -> float:
        until = burst.ended_at or self._timeline.now
        return (until - burst.began_at).total_seconds()

    def _tick(self, burst: Burst) -> None:
        elapsed = self.elapsed(burst)
        due = int(burst.rate * min(elapsed, burst.seconds))
        users = self._planner.users()
        while burst.events < due:
            self._step_and_count(burst, self._random.choice(users))
        if elapsed < burst.seconds:
            self._timeline.after(_TICK, lambda: self._tick(burst))
        else:
            burst.ended_at = self._timeline.now

    def _step_and_count(self, burst: Burst, user: Extension) -> None:
        published = self._notifier.published
        telephony, presence = published["telephony"], published["presence"]
        self._step(burst, user)
        burst.telephony_events += published["telephony"] - telephony
        burst.presence_events += published["presence"] - presence

    def _step(self, burst: Burst, user: Extension) -> None:
        call = burst.calls.get(user.id)
        if call is None or call.over:
            plan = self._planner.plan("direct", [user.id], recorded=False, by_hand=True)
            burst.calls[user.id] = self._calls.start(plan)
            return
        code = call.open_lines[0].party.code
        self._calls.step(call.id, self._random.choice(_NEXT_STEPS[code]))
