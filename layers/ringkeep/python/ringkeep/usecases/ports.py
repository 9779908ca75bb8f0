"""What the use cases need of the outside. Adapters and fakes pass the same contract tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol

from ringkeep.domain.calls import Call
from ringkeep.domain.imports import ImportRequest
from ringkeep.domain.json import JsonObject
from ringkeep.domain.slots import Lane, Slot
from ringkeep.domain.recordings import Recording, RecordingKey
from ringkeep.domain.services import Connection
from ringkeep.domain.walks import Walk


class CallsTable(Protocol):
    """Rows of calls and recordings."""

    def recording(self, key: RecordingKey) -> Recording | None: ...

    def put_recording(self, row: Recording) -> Recording:
        """Writes the row if its `revision` is still the one on file, and returns it with the next.

        A row with revision 0 must be new. Raises Conflict when somebody else wrote meanwhile.
        """
        ...

    def call_version(self, service: str, account_id: str, call_id: str) -> str | None:
        """The version of the call on file; None when it is unknown."""
        ...

    def put_call(self, service: str, account_id: str, call: Call) -> bool:
        """Writes the call unless a newer version is on file; whether it wrote."""
        ...

    def call_raw(self, service: str, account_id: str, call_id: str) -> JsonObject | None: ...

    def due(
        self, service: str, account_id: str, lane: Lane, before: float, limit: int
    ) -> list[Recording]:
        """Open recordings of a lane due before a time (epoch seconds), the longest due first."""
        ...

    def expiring(self, service: str, account_id: str, before: float, limit: int) -> list[Recording]:
        """Open recordings that RingCentral will drop before a time, the first to go first."""
        ...


class RecordingContent(Protocol):
    """An open download. `content_length` in bytes where the server told it."""

    @property
    def content_type(self) -> str: ...

    @property
    def content_length(self) -> int | None: ...

    @property
    def chunks(self) -> Iterator[bytes]: ...


Directory = Mapping[str, JsonObject]
"""Extension rows by extension id."""

ContentManager = AbstractContextManager[RecordingContent]
Records = Sequence[JsonObject]


class ImportLimiter(Protocol):
    """The rate limit of downloads, over all users of a service."""

    def reserve_imports(
        self, connection: Connection, demand: Mapping[Lane, int], within: float
    ) -> list[Slot]:
        """Start times within so many seconds, fairly shared by lanes; fewer than asked is normal."""
        ...


class Workflows(Protocol):
    """The state machines."""

    def start_import(self, row: Recording, request: ImportRequest) -> None: ...

    def start_backfill(self, service: str, date_from: str | None, run_id: str) -> str:
        """The execution's ARN; starting the same run again changes nothing."""
        ...


class Page(Protocol):
    """One page of the call log's list. `next_uri` is None on the last."""

    @property
    def records(self) -> Sequence[JsonObject]: ...

    @property
    def next_uri(self) -> str | None: ...


class Extract(Protocol):
    """One answer of the extract sync."""

    @property
    def records(self) -> Sequence[JsonObject]: ...

    @property
    def sync_token(self) -> str: ...

    @property
    def newer_records_exist(self) -> bool: ...


class CallLog(Protocol):
    """RingCentral's call log of one account. Raises NoSlot when no request may start in time."""

    def page(self, walk: Walk, deadline: float) -> Page:
        """The page at which the walk stands."""
        ...

    def extract(self, sync_token: str | None, since: float, deadline: float) -> Extract:
        """What changed since the token, or since a time (epoch seconds) without one."""
        ...


class FoundLedger(Protocol):
    """How many recordings were found, by the day of their call's start."""

    def add_found(self, service: str, account_id: str, rows: Sequence[Recording]) -> None: ...

    def found_by_day(self, service: str, account_id: str) -> Mapping[date, int]: ...
