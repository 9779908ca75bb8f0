"""The rate limits in DynamoDB: pk `rate|{server}|{client}|{user}|{group}`, one item for each count.

Every change reads the item, computes the new state and writes it if the item's revision has not
changed. After a conflict it starts again. `operation|...` items hold the group of each operation.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
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
    parse_state,
    slots_of,
)
from ringkeep.domain.limits.learning import learn
from ringkeep.domain.limits.penalties import refused
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.limits.state import AUTH, HEAVY, RateReport, RateState, Start, prune
from ringkeep.errors import Busy, Conflict, NoSlot
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_on_conflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_DAY: Final = 86400.0
_ATTEMPTS: Final = 15
_FIRST_PAUSE: Final = 0.01
_LONGEST_PAUSE: Final = 0.5
_GROUP_CACHE_SECONDS: Final = 300.0

T = TypeVar("T")


@dataclass(frozen=True)
class _StoredState:
    state: RateState
    revision: int


class DynamoLimiter:
    """The Limiter, ImportLimiter and ImportGate ports.

    `window` in seconds is a minute, or less with the faster clock of a local stack. Raises Busy
    after too many conflicts, ResourceMissing, StorageFailed.
    """

    def __init__(
        self, client: DynamoDBClient, table_name: str, clock: Clock, window: float = WINDOW
    ) -> None:
        self._table = Table(client, table_name)
        self._clock = clock
        self._window = window
        self._groups: dict[str, tuple[float, str]] = {}
        self._admissions = AdmissionTimes()

    def reserve(
        self, connection: LimitedApp, group: str, demand: Mapping[Lane, int], within: float
    ) -> list[Slot]:
        """Keeps the slots of the users whose items were written, and retries the rest."""
        keys = {key.user: key for key in limit_keys(connection, group)}
        slots: list[Slot] = []

        def attempt() -> None:
            starts, lost = self._plan_and_write(keys, _less(demand, slots), within)
            slots.extend(slots_of(connection, group, starts))
            if lost:
                raise Conflict(f"another worker changed {lost} of the {group} items")

        try:
            self._retry(attempt, group)
        except Busy:
            if not slots:
                raise
        return slots

    def _plan_and_write(
        self, keys: Mapping[str, LimitKey], wanted: Mapping[Lane, int], within: float
    ) -> tuple[list[tuple[str, Start]], int]:
        """Returns the starts of the users whose items were written, and the number of the others."""
        now = self._clock.now()
        stored = {user: self._read(key) for user, key in keys.items()}
        current = {user: each.state for user, each in stored.items()}
        states, starts = rates.reserve_across(current, wanted, now, within)
        users = {user for user, _ in starts}
        written = {u for u in users if self._was_written(keys[u], states[u], stored[u].revision)}
        return [start for start in starts if start[0] in written], len(users - written)

    def reserve_imports(
        self, connection: LimitedApp, demand: Mapping[Lane, int], within: float
    ) -> list[Slot]:
        group = self.group_of(connection, RECORDING_CONTENT, HEAVY)
        return self.reserve(connection, group, demand, within)

    def admit(self, connection: LimitedApp, slot: Slot) -> Slot | None:
        """Raises NoSlot if the connection no longer has the slot's user, and no other has a slot."""
        if slot.group != AUTH and slot.user not in connection.user_labels:
            return self._slot_of_another_user(connection, slot)
        key = limit_key(connection, slot.user, slot.group)
        verdict = self._change(
            key, lambda state, now: rates.admit(state, slot.ticket, slot.lane, now)
        )
        if isinstance(verdict, rates.Admitted):
            self._admissions.remember(key, slot.ticket, verdict.at)
            return None
        return slot.model_copy(update={"start_at": verdict.time})

    def _slot_of_another_user(self, connection: LimitedApp, slot: Slot) -> Slot:
        slots = self.reserve(connection, slot.group, {slot.lane: 1}, 2 * self._window)
        if not slots:
            raise NoSlot(
                f"the slot's user was removed, and no other may send a {slot.group} request"
            )
        return slots[0]

    def cancel(self, connection: LimitedApp, slot: Slot) -> None:
        self._change(
            limit_key(connection, slot.user, slot.group),
            lambda state, now: (rates.cancel(prune(state, now), slot.ticket), None),
        )

    def observe(self, connection: LimitedApp, user: str, report: RateReport) -> None:
        report = normalized_report(report, self._window)
        if report.group is None:
            return
        key = limit_key(connection, user, report.group)
        report = self._admissions.completed(key, report)
        self._change(key, lambda state, now: (learn(state, report, now), None))

    def close(
        self,
        connection: LimitedApp,
        user: str,
        group: str,
        until: float,
        sent_at: float | None = None,
    ) -> float:
        def transition(state: RateState, now: float) -> tuple[RateState, float]:
            closed = refused(state, until, now, sent_at)
            return closed, closed.closed_until

        keys = (limit_key(connection, user, each) for each in groups_closed_by(group))
        return max(self._change(key, transition) for key in keys)

    def group_of(self, connection: LimitedApp, operation: str, default: str) -> str:
        """Caches the group in memory for five minutes."""
        key = operation_key(connection, operation)
        until, group = self._groups.get(key, (0.0, ""))
        if until <= self._clock.now():
            item = self._table.get({"pk": f"operation|{key}"}) or {}
            group = str(item.get("group", ""))
            self._remember(key, group)
        return group or default

    def learn_group(self, connection: LimitedApp, operation: str, group: str) -> None:
        key = operation_key(connection, operation)
        if self._groups.get(key, (0.0, ""))[1] == group:
            return
        ttl = int(self._clock.now() + 30 * _DAY)
        self._table.put({"pk": f"operation|{key}", "group": group, "ttl": ttl})
        self._remember(key, group)

    def _remember(self, key: str, group: str) -> None:
        self._groups[key] = (self._clock.now() + _GROUP_CACHE_SECONDS, group)

    def _change(
        self, key: LimitKey, transition: Callable[[RateState, float], tuple[RateState, T]]
    ) -> T:
        def attempt() -> T:
            stored = self._read(key)
            now = self._clock.now()
            state, result = transition(stored.state, now)
            if state not in (stored.state, prune(stored.state, now)):
                self._write(key, state, stored.revision)
            return result

        return self._retry(attempt, key.group)

    def _retry(self, attempt: Callable[[], T], group: str) -> T:
        try:
            return retry_on_conflict(attempt, tries=_ATTEMPTS, pause=self._pause)
        except Conflict:
            raise Busy(f"too many workers request {group} slots at once") from None

    def _pause(self, failed: int) -> None:
        longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**failed)
        self._clock.sleep(random.uniform(0, longest))  # noqa: S311 # spreads workers, no secret

    def _read(self, key: LimitKey) -> _StoredState:
        item = self._table.get({"pk": f"rate|{key}"})
        if not item:
            return _StoredState(initial_state(key.group, self._window), 0)
        state = parse_state(str(item["state"]), self._window)
        return _StoredState(state, int(str(item["revision"])))

    def _was_written(self, key: LimitKey, state: RateState, revision: int) -> bool:
        try:
            self._write(key, state, revision)
        except Conflict:
            return False
        return True

    def _write(self, key: LimitKey, state: RateState, revision: int) -> None:
        """Raises Conflict if the item has changed since it was read."""
        item: Item = {
            "pk": f"rate|{key}",
            "state": state.model_dump_json(),
            "revision": revision + 1,
            "ttl": int(self._clock.now() + _DAY),
        }
        self._table.put_revision(item, revision)


def _less(wanted: Mapping[Lane, int], given: list[Slot]) -> dict[Lane, int]:
    lanes = [slot.lane for slot in given]
    return {lane: count - lanes.count(lane) for lane, count in wanted.items()}
