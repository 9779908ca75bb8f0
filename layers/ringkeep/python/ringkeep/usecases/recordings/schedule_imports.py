"""Starts as many imports as the rate limit allows in the next minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.apps import LimitedApp
from ringkeep.domain.accounts.services import Policy, Service
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.imports import import_request
from ringkeep.domain.recordings.lifecycle import dispatched, released
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.recordings.retry_delays import MINUTE, RetryDelays
from ringkeep.domain.recordings.urgency import by_lane, expiring_before, is_waiting
from ringkeep.errors import Conflict, Throttled
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.long_runs import UNBOUNDED, LongRuns
from ringkeep.usecases.recordings.ports import CallsTable, ImportLimiter, Workflows

HORIZON = 2 * MINUTE
"""How far ahead start times are reserved. The schedule runs every minute."""
LEAD = 1.0
"""An execution starts this many seconds before its slot. Most functions start faster; the function
waits for the rest."""
_CANDIDATES = 60
"""The number of rows read of each lane: more than one user's requests within the horizon."""
_PENDING_COUNT_LIMIT = 1000
_IMPORT_LANES = (Lane.EXPIRING, Lane.FRESH, Lane.RETRY, Lane.BACKFILL)


class ScheduleResult(Model):
    """The result of one run. `pending` counts open recordings, up to 1,000. Ages are in seconds."""

    started: int = 0
    pending: int = 0
    oldest_pending_age: float = 0.0


@dataclass(frozen=True)
class ImportScheduler:
    """Assigns start times to waiting recordings, lane by lane. Starts nothing while every place for a
    long run is taken: the executions that were started before need them."""

    calls: CallsTable
    limiter: ImportLimiter
    workflows: Workflows
    clock: Clock
    delays: RetryDelays
    places: LongRuns = UNBOUNDED

    def run(
        self,
        service: Service,
        app: LimitedApp | None,
        account_id: str,
        found_by_day: Mapping[date, int],
    ) -> ScheduleResult:
        """Schedules the imports of one service, or only counts them while its app is not known. Rows of
        another account than the connected one do not change."""
        now = self.clock.now()
        account = AccountRef(service.name, account_id)
        lanes = by_lane(self._candidates(account, service.policy, found_by_day, now))
        started = self._start(app, lanes)
        open_rows = self.calls.expiring(
            account, now + 36500 * 24 * 60 * MINUTE, _PENDING_COUNT_LIMIT
        )
        oldest = min((row.waiting_since for row in open_rows), default=now)
        return ScheduleResult(
            started=started, pending=len(open_rows), oldest_pending_age=max(0.0, now - oldest)
        )

    def start_now(self, app: LimitedApp | None, rows: Sequence[Recording]) -> int:
        """Requests slots at once for recordings that were just found and are due soon. Returns the
        number of imports started."""
        now, ahead = self.clock.now(), self.delays.scaled(HORIZON)
        waiting = [row for row in rows if is_waiting(row, now, ahead)]
        return self._start(app, by_lane({Lane.FRESH: waiting}) if waiting else {})

    def _candidates(
        self, account: AccountRef, policy: Policy, found_by_day: Mapping[date, int], now: float
    ) -> dict[Lane, list[Recording]]:
        urgent = self.calls.expiring(
            account,
            expiring_before(now, policy, found_by_day),
            _CANDIDATES,
            due_before=now,
        )
        candidates = {Lane.EXPIRING: [row for row in urgent if is_waiting(row, now)]}
        for lane in _IMPORT_LANES[1:]:
            ahead = self.delays.scaled(HORIZON) if lane is Lane.FRESH else 0.0
            candidates[lane] = [
                row
                for row in self.calls.due(account, lane, now + ahead, _CANDIDATES)
                if is_waiting(row, now, ahead)
            ]
        return candidates

    def _start(self, app: LimitedApp | None, lanes: Mapping[Lane, list[Recording]]) -> int:
        demand = {lane: len(rows) for lane, rows in lanes.items()}
        if not demand or app is None or not self.places.any_free():
            return 0
        slots = self.limiter.reserve_imports(app, demand, self.delays.scaled(HORIZON))
        queues = {lane: list(rows) for lane, rows in lanes.items()}
        started = 0
        for slot in sorted(slots, key=lambda slot: slot.start_at):
            queue = queues.get(slot.lane, [])
            if queue and self._dispatch(queue.pop(0), slot):
                started += 1
            else:
                self.limiter.cancel(app, slot)
        return started

    def _dispatch(self, row: Recording, slot: Slot) -> bool:
        """Claims the row, then starts its execution. If the start fails, the claim expires and the row
        is due again."""
        now = self.clock.now()
        start_at = max(slot.start_at, row.due_at if row.due_at > now else 0.0)
        try:
            claimed = self.calls.put_recording(dispatched(row, start_at, now, self.delays))
        except Conflict:
            return False
        lead = self.delays.scaled(LEAD) if start_at == slot.start_at else 0.0
        request = import_request(claimed, slot.model_copy(update={"start_at": start_at}), lead)
        try:
            self.workflows.start_import(claimed, request)
        except Conflict:
            # An old execution has this name. The row is tried again with the next dispatch number.
            self._release_claim(claimed, "execution_name_taken", now)
            return False
        except Throttled:
            self._release_claim(claimed, "start_throttled", now)
            return False
        return True

    def _release_claim(self, claimed: Recording, reason: str, now: float) -> None:
        """Releases the claim of a row whose execution did not start, so that the next run can start
        it."""
        with suppress(Conflict):
            self.calls.put_recording(released(claimed, reason, now))
