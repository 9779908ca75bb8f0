"""Calls that nobody starts one by one: everyday traffic for the eye, bursts for benchmarks."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from simulator.directory.extensions import Extension
from simulator.events.notifications import Notifier
from simulator.live.call import LiveCall
from simulator.live.calls import LiveCalls
from simulator.live.plans import PEOPLE_OF_KIND, Planner
from simulator.live.presence import PresenceBook
from simulator.live.timeline import Entry

_WEIGHTS: Mapping[str, int] = {
    "direct": 30,
    "outbound": 20,
    "queue": 15,
    "hold": 8,
    "transfer": 7,
    "ivr": 6,
    "missed": 5,
    "simultaneous": 4,
    "voicemail": 4,
    "internal": 4,
    "parked": 3,
    "paused": 3,
    "gone": 3,
    "conference": 3,
}
_AWAY = (
    {"dnd_status": "DoNotAcceptAnyCalls"},
    {"user_status": "Busy"},
    {"user_status": "Offline"},
)
_BACK = {"dnd_status": "TakeAllCalls", "user_status": "Available"}
_SHARE_OF_ABSENCES = 0.2
_TICK = 0.02  # seconds


class Traffic:
    """Calls of every kind among those who are free, at random, so many a minute."""

    def __init__(
        self, calls: LiveCalls, planner: Planner, presence: PresenceBook, seed: int = 1
    ) -> None:
        self.calls_per_minute = 0.0
        self.started = 0
        self._calls = calls
        self._planner = planner
        self._presence = presence
        self._timeline = calls.board.timeline
        self._chance = random.Random(seed)  # noqa: S311 - a simulation, not a secret
        self._next: Entry | None = None

    def set_rate(self, calls_per_minute: float) -> None:
        """0 stops it; calls that have begun go on. Raises ValueError."""
        if not 0 <= calls_per_minute <= 6000:
            raise ValueError("calls a minute are between 0 and 6000")
        with self._timeline.lock:
            self.calls_per_minute = calls_per_minute
            if self._next is not None:
                self._next.cancel()
                self._next = None
            if calls_per_minute:
                self._schedule()

    def _schedule(self) -> None:
        pause = self._chance.expovariate(self.calls_per_minute / 60)
        self._next = self._timeline.after(min(pause, 30.0), self._play)

    def _play(self) -> None:
        self._start_call()
        if self._chance.random() < _SHARE_OF_ABSENCES:
            self._somebody_leaves()
        self._schedule()

    def _start_call(self) -> None:
        free = self._free()
        kind = self._chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        wanted = PEOPLE_OF_KIND.get(kind, 1)
        if wanted > len(free):
            kind, wanted = "direct", 1
        if not free:
            return
        chance = self._chance
        users = chance.sample(free, wanted)
        plan = self._planner.plan(
            kind if kind != "queue" or self._planner.has_queue() else "direct",
            [each.id for each in users],
            ring=chance.uniform(2, 6),
            talk=chance.uniform(15, 90),
            hold=chance.uniform(4, 15),
            recorded=chance.random() < 0.8,
        )
        self._calls.start(plan)
        self.started += 1

    def _free(self) -> list[Extension]:
        engaged = self._calls.engaged()
        return [
            each
            for each in self._planner.people()
            if each.id not in engaged and self._presence.status(each.id) == "Available"
        ]

    def _somebody_leaves(self) -> None:
        free = self._free()
        if len(free) < 2:
            return
        who = self._chance.choice(free).id
        self._presence.set_by_hand(who, **self._chance.choice(_AWAY))
        self._timeline.after(self._chance.uniform(20, 90), lambda: self._comes_back(who))

    def _comes_back(self, extension_id: int) -> None:
        with contextlib.suppress(KeyError):  # the extension may have been deleted meanwhile
            self._presence.set_by_hand(extension_id, **_BACK)


@dataclass(slots=True)
class Burst:
    """Telephony and presence events together come at the rate. `end`: "as_is" or "idle"."""

    id: str
    rate: float
    seconds: float
    end: str
    began_at: datetime
    telephony_events: int = 0
    presence_events: int = 0
    ended_at: datetime | None = None
    calls: dict[int, LiveCall] = field(default_factory=dict)

    @property
    def events(self) -> int:
        return self.telephony_events + self.presence_events


class Bursts:
    """Changes calls of everybody in turn, as fast as asked; what is so at the end is known."""

    def __init__(
        self, calls: LiveCalls, planner: Planner, notifier: Notifier, seed: int = 1
    ) -> None:
        self.bursts: dict[str, Burst] = {}
        self._calls = calls
        self._planner = planner
        self._notifier = notifier
        self._timeline = calls.board.timeline
        self._chance = random.Random(seed)  # noqa: S311 - a simulation, not a secret
        self._numbers = count(1)

    def start(self, rate: float, seconds: float, end: str = "as_is") -> Burst:
        """Raises ValueError."""
        if not 0 < rate <= 5000 or not 0 < seconds <= 3600 or end not in ("as_is", "idle"):
            raise ValueError("at most 5000 events a second, for an hour; end is as_is or idle")
        if not self._planner.people():
            raise ValueError("the account has nobody who could be called")
        with self._timeline.lock:
            burst = Burst(f"burst-{next(self._numbers)}", rate, seconds, end, self._timeline.now)
            self.bursts[burst.id] = burst
            self._tick(burst)
            return burst

    def elapsed(self, burst: Burst) -> float:
        until = burst.ended_at or self._timeline.now
        return (until - burst.began_at).total_seconds()

    def _tick(self, burst: Burst) -> None:
        elapsed = self.elapsed(burst)
        due = int(burst.rate * min(elapsed, burst.seconds))
        people = self._planner.people()
        while burst.events < due:
            self._counted(burst, self._chance.choice(people))
        if elapsed < burst.seconds:
            self._timeline.after(_TICK, lambda: self._tick(burst))
            return
        if burst.end == "idle":
            for call in burst.calls.values():
                call.end_all()
        burst.ended_at = self._timeline.now

    def _counted(self, burst: Burst, extension: Extension) -> None:
        published = self._notifier.published
        telephony, presence = published["telephony"], published["presence"]
        self._step(burst, extension)
        burst.telephony_events += published["telephony"] - telephony
        burst.presence_events += published["presence"] - presence

    def _step(self, burst: Burst, extension: Extension) -> None:
        call = burst.calls.get(extension.id)
        if call is None or call.over:
            plan = self._planner.plan("direct", [extension.id], recorded=False, by_hand=True)
            burst.calls[extension.id] = self._calls.start(plan)
            return
        code = call.open_lines[0].party.code
        self._calls.step(call.id, self._chance.choice(_NEXT_STEPS[code]), extension)


_NEXT_STEPS: Mapping[str, tuple[str, ...]] = {
    "Setup": ("ring",),
    "Proceeding": ("answer", "answer", "answer", "miss"),
    "Answered": ("hold", "end"),
    "Hold": ("unhold", "unhold", "end"),
}
