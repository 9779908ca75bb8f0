"""An in-memory CallsTable that passes the same contract tests as the DynamoDB adapter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings.calls import Call, is_newer
from ringkeep.domain.recordings.places import sort_of
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.errors import Conflict


class MemoryCallsTable:
    def __init__(self) -> None:
        self.rows: dict[RecordingKey, Recording] = {}
        self.calls: dict[tuple[str, str, str], Call] = {}
        self.writes = 0

    def recording(self, key: RecordingKey) -> Recording | None:
        return self.rows.get(key)

    def put_recording(self, row: Recording) -> Recording:
        stored = self.rows.get(row.key)
        if (stored.revision if stored else 0) != row.revision:
            raise Conflict(f"{row.key} changed")
        self.writes += 1
        self.rows[row.key] = row.model_copy(update={"revision": row.revision + 1})
        return self.rows[row.key]

    def call_versions(self, account: AccountRef, call_ids: Iterable[str]) -> dict[str, str]:
        found = {each: self.calls.get((*account, each)) for each in call_ids}
        return {call_id: call.version for call_id, call in found.items() if call}

    def call_raw(self, account: AccountRef, call_id: str) -> JsonObject | None:
        call = self.calls.get((*account, call_id))
        return call.raw if call else None

    def put_call(self, account: AccountRef, call: Call) -> bool:
        stored = self.call_versions(account, [call.id]).get(call.id)
        if stored is not None and not is_newer(call, stored):
            return False
        self.writes += 1
        self.calls[(*account, call.id)] = call
        return True

    def due(self, account: AccountRef, lane: Lane, before: float, limit: int) -> list[Recording]:
        rows = [row for row in self._open(account) if row.lane is lane and row.due_at <= before]
        return sorted(rows, key=lambda row: row.due_at)[:limit]

    def expiring(
        self,
        account: AccountRef,
        before: float,
        limit: int,
        due_before: float | None = None,
    ) -> list[Recording]:
        rows = [
            row
            for row in self._open(account)
            if row.expires_at <= before and (due_before is None or row.due_at <= due_before)
        ]
        return sorted(rows, key=lambda row: row.expires_at)[:limit]

    def recordings_of_day(self, service: str, day: str) -> Iterator[Recording]:
        rows = [row for row in self.rows.values() if row.service == service and _day(row) == day]
        return iter(sorted(rows, key=lambda row: row.start_time))

    def newest_of_day(
        self, service: str, day: str, before: str, *, including: bool = False
    ) -> Iterator[Recording]:
        rows = sorted(self.recordings_of_day(service, day), key=sort_of, reverse=True)
        return (
            row for row in rows if sort_of(row) < before or (including and sort_of(row) == before)
        )

    def oldest_of_day(self, service: str, day: str, after: str) -> Iterator[Recording]:
        rows = sorted(self.recordings_of_day(service, day), key=sort_of)
        return (row for row in rows if sort_of(row) > after)

    def _open(self, account: AccountRef) -> list[Recording]:
        return [row for row in self.rows.values() if row.account == account and row.state.open]


def _day(row: Recording) -> str:
    return datetime.fromtimestamp(row.start_time, UTC).date().isoformat()


class MemoryFoundCounts:
    """An in-memory FoundCounts."""

    def __init__(self) -> None:
        self.days: dict[AccountRef, dict[date, int]] = {}

    def add_found(self, account: AccountRef, rows: Sequence[Recording]) -> None:
        days = self.days.setdefault(account, {})
        for row in rows:
            day = datetime.fromtimestamp(row.start_time, UTC).date()
            days[day] = days.get(day, 0) + 1

    def found_by_day(self, account: AccountRef) -> dict[date, int]:
        return self.days.get(account, {})
