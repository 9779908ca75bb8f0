"""An in-memory limiter that uses the same planning rules."""

from __future__ import annotations

from collections.abc import Mapping
from threading import RLock

from ringkeep.domain.accounts.apps import LimitedApp
from ringkeep.domain.limits import rules as rates
from ringkeep.domain.limits.admissions import AdmissionTimes
from ringkeep.domain.limits.keys import (
    RECORDING_CONTENT,
    WINDOW,
    LimitKey,
    groups_closed_by,
    initial_state,
    limit_key,
    limit_keys,
    normalized_report,
    operation_key,
    slots_of,
)
from ringkeep.domain.limits.learning import learn
from ringkeep.domain.limits.penalties import refused
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.limits.state import AUTH, HEAVY, RateReport, RateState
from ringkeep.errors import NoSlot
from ringkeep.usecases.clock import Clock


class MemoryLimiter:
    """`admitted` lists the admitted requests as (time, user, group), and `lanes` their lanes."""

    def __init__(self, clock: Clock, window: float = WINDOW) -> None:
        self._clock = clock
        self._window = window
        self._lock = RLock()
        self.states: dict[LimitKey, RateState] = {}
        self.groups: dict[str, str] = {}
        self.admitted: list[tuple[float, str, str]] = []
        self.lanes: list[Lane] = []
        self._admissions = AdmissionTimes()

    def seen_by(self, clock: Clock) -> MemoryLimiter:
        """Returns the same limits for a worker with another clock."""
        limiter = MemoryLimiter(clock, self._window)
        limiter.__dict__.update({**self.__dict__, "_clock": clock})
        return limiter

    def _state(self, key: LimitKey) -> RateState:
        return self.states.get(key, initial_state(key.group, self._window))

    def reserve(
        self, connection: LimitedApp, group: str, demand: Mapping[Lane, int], within: float
    ) -> list[Slot]:
        with self._lock:
            keys = {key.user: key for key in limit_keys(connection, group)}
            current = {user: self._state(key) for user, key in keys.items()}
            states, starts = rates.reserve_across(current, demand, self._clock.now(), within)
            self.states.update({keys[user]: state for user, state in states.items()})
            return slots_of(connection, group, starts)

    def reserve_imports(
        self, connection: LimitedApp, demand: Mapping[Lane, int], within: float
    ) -> list[Slot]:
        group = self.group_of(connection, RECORDING_CONTENT, HEAVY)
        return self.reserve(connection, group, demand, within)

    def admit(self, connection: LimitedApp, slot: Slot) -> Slot | None:
        if slot.group != AUTH and slot.user not in connection.user_labels:
            slots = self.reserve(connection, slot.group, {slot.lane: 1}, 2 * self._window)
            if not slots:
                raise NoSlot("the slot's user was removed")
            return slots[0]
        key = limit_key(connection, slot.user, slot.group)
        with self._lock:
            now = self._clock.now()
            state, verdict = rates.admit(self._state(key), slot.ticket, slot.lane, now)
            self.states[key] = state
            if isinstance(verdict, rates.WaitUntil):
                return slot.model_copy(update={"start_at": verdict.time})
            self._admissions.remember(key, slot.ticket, verdict.at)
            self.admitted.append((now, slot.user, slot.group))
            self.lanes.append(slot.lane)
            return None

    def cancel(self, connection: LimitedApp, slot: Slot) -> None:
        key = limit_key(connection, slot.user, slot.group)
        with self._lock:
            self.states[key] = rates.cancel(self._state(key), slot.ticket)

    def observe(self, connection: LimitedApp, user: str, report: RateReport) -> None:
        report = normalized_report(report, self._window)
        if report.group is None:
            return
        key = limit_key(connection, user, report.group)
        report = self._admissions.completed(key, report)
        with self._lock:
            self.states[key] = learn(self._state(key), report, self._clock.now())

    def close(
        self,
        connection: LimitedApp,
        user: str,
        group: str,
        until: float,
        sent_at: float | None = None,
    ) -> float:
        with self._lock:
            keys = [limit_key(connection, user, each) for each in groups_closed_by(group)]
            for key in keys:
                self.states[key] = refused(self._state(key), until, self._clock.now(), sent_at)
            return max(self.states[key].closed_until for key in keys)

    def group_of(self, connection: LimitedApp, operation: str, default: str) -> str:
        return self.groups.get(operation_key(connection, operation), default)

    def learn_group(self, connection: LimitedApp, operation: str, group: str) -> None:
        self.groups[operation_key(connection, operation)] = group
