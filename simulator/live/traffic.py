"""Everyday traffic: calls of all kinds at random, for demonstrations."""

from __future__ import annotations

import random
from collections.abc import Mapping

from simulator.directory.extensions import Extension
from simulator.live.calls import LiveCalls
from simulator.live.plans import USERS_NEEDED, Planner
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
    "recording_paused": 3,
    "attended_transfer": 3,
    "conference": 3,
}
_AWAY = (
    {"dnd_status": "DoNotAcceptAnyCalls"},
    {"user_status": "Busy"},
    {"user_status": "Offline"},
)
_BACK = {"dnd_status": "TakeAllCalls", "user_status": "Available"}
_SHARE_OF_ABSENCES = 0.2


class Traffic:
    """Starts calls between free users at random, at an average rate."""

    def __init__(
        self, calls: LiveCalls, planner: Planner, presence: PresenceBook, seed: int = 1
    ) -> None:
        self.calls_per_minute = 0.0
        self.started = 0
        self._calls = calls
        self._planner = planner
        self._presence = presence
        self._timeline = calls.switchboard.timeline
        self._random = random.Random(seed)  # noqa: S311 - a simulation, not a secret
        self._next: Entry | None = None

    def set_rate(self, calls_per_minute: float) -> None:
        """0 stops new calls; calls in progress continue. Raises ValueError."""
        if not 0 <= calls_per_minute <= 6000:
            raise ValueError("calls_per_minute must be between 0 and 6000")
        with self._timeline.lock:
            self.calls_per_minute = calls_per_minute
            if self._next is not None:
                self._next.cancel()
                self._next = None
            if calls_per_minute:
                self._schedule()

    def _schedule(self) -> None:
        pause = self._random.expovariate(self.calls_per_minute / 60)
        self._next = self._timeline.after(min(pause, 30.0), self._play)

    def _play(self) -> None:
        self._start_call()
        if self._random.random() < _SHARE_OF_ABSENCES:
            self._send_someone_away()
        self._schedule()

    def _start_call(self) -> None:
        free = self._free_users()
        if not free:
            return
        kind = self._random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        needed = USERS_NEEDED.get(kind, 1)
        if needed > len(free) or (kind == "queue" and not self._planner.has_queue()):
            kind, needed = "direct", 1
        users = self._random.sample(free, needed)
        plan = self._planner.plan(
            kind,
            [each.id for each in users],
            ring=self._random.uniform(2, 6),
            talk=self._random.uniform(15, 90),
            hold=self._random.uniform(4, 15),
            recorded=self._random.random() < 0.8,
        )
        self._calls.start(plan)
        self.started += 1

    def _free_users(self) -> list[Extension]:
        busy = self._calls.busy_users()
        return [
            each
            for each in self._planner.users()
            if each.id not in busy and self._presence.status(each.id) == "Available"
        ]

    def _send_someone_away(self) -> None:
        free = self._free_users()
        if len(free) < 2:
            return
        user = self._random.choice(free).id
        self._presence.set_status(user, **self._random.choice(_AWAY))
        self._timeline.after(self._random.uniform(20, 90), lambda: self._bring_back(user))

    def _bring_back(self, extension_id: int) -> None:
        self._presence.set_status(extension_id, **_BACK)
