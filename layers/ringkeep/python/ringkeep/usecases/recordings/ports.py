"""What the use cases of recordings need from outside.

Adapters and fakes pass the same contract tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Protocol

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.json import JsonObject
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.recordings.archive import (
    AudioFacts,
    Body,
    Decision,
    FoundAudio,
    Sidecar,
    StoredObject,
)
from ringkeep.domain.recordings.calls import Call
from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.domain.recordings.walks import Walk


class CallsTable(Protocol):
    """Rows of calls and recordings."""

    def recording(self, key: RecordingKey) -> Recording | None: ...

    def put_recording(self, row: Recording) -> Recording:
        """Writes the row if its `revision` is still the one on file, and returns it with the next.

        A row with revision 0 must be new. Raises Conflict when somebody else wrote meanwhile.
        """
        ...

    def call_version(self, account: AccountRef, call_id: str) -> str | None:
        """The version of the call on file; None when it is unknown."""
        ...

    def put_call(self, account: AccountRef, call: Call) -> bool:
        """Writes the call unless a newer version is on file; whether it wrote."""
        ...

    def call_raw(self, account: AccountRef, call_id: str) -> JsonObject | None: ...

    def due(self, account: AccountRef, lane: Lane, before: float, limit: int) -> list[Recording]:
        """Open recordings of a lane due before a time (epoch seconds), the longest due first."""
        ...

    def expiring(
        self,
        account: AccountRef,
        before: float,
        limit: int,
        due_before: float | None = None,
    ) -> list[Recording]:
        """Open recordings that RingCentral will drop before a time, the first to go first.

        With `due_before` only those that are due by then, however many that are not stand before.
        """
        ...


class RecordingContent(Protocol):
    """An open download. `content_length` in bytes where the server told it."""

    @property
    def content_type(self) -> str: ...

    @property
    def content_length(self) -> int | None: ...

    @property
    def chunks(self) -> Iterator[bytes]: ...


ContentManager = AbstractContextManager[RecordingContent]


class ImportLimiter(Protocol):
    """The rate limit of downloads, over all users of a service."""

    def reserve_imports(
        self, connection: Connection, demand: Mapping[Lane, int], within: float
    ) -> list[Slot]:
        """Start times within so many seconds, fairly shared by lanes; fewer than asked is normal."""
        ...

    def cancel(self, connection: Connection, slot: Slot) -> None:
        """Gives back a slot that will not be used."""
        ...


class Workflows(Protocol):
    """The state machines."""

    def start_import(self, row: Recording, request: ImportRequest) -> None:
        """Raises Conflict when an earlier execution has the name of this dispatch."""
        ...

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


class FoundCounts(Protocol):
    """How many recordings were found, by the day of their call's start."""

    def add_found(self, account: AccountRef, rows: Sequence[Recording]) -> None: ...

    def found_by_day(self, account: AccountRef) -> Mapping[date, int]: ...


class Archive(Protocol):
    """The recordings in S3, their truth. All raise StorageFailed when S3 does not answer."""

    def find(self, row: Recording) -> FoundAudio | None:
        """Audio of the recording that lies there already, whatever its type."""
        ...

    def fetch(self, found: FoundAudio, path: Path) -> StoredObject:
        """Copies the object to a file and proves its bytes by S3's own size and checksum."""
        ...

    def store(self, row: Recording, body: Body) -> StoredObject:
        """Stores the audio unless it is there; adopts the same bytes. Conflict: others lie there."""
        ...

    def quarantine(self, row: Recording, body: Body) -> str:
        """Keeps bytes that nobody expected; their key."""
        ...

    def write_sidecar(self, sidecar: Sidecar) -> None:
        """Puts the sidecar beside its audio; one with a newer call version stays."""
        ...

    def refresh_sidecar(self, row: Recording, call_raw: JsonObject) -> bool:
        """Brings a stored recording's sidecar to a newer version of its call; whether it wrote."""
        ...

    def journal_decision(self, row: Recording, call_raw: JsonObject | None) -> None:
        """Writes down why a recording has no file; a later decision replaces it."""
        ...

    def recording_keys(self, service: str | None = None) -> Iterator[str]:
        """Keys of all audio and sidecars in their order: a sidecar stands before its audio."""
        ...

    def decision_keys(self, service: str | None = None) -> Iterator[str]: ...

    def read_sidecar(self, object_key: str) -> Sidecar:
        """Raises ValueError for what is no sidecar."""
        ...

    def read_decision(self, object_key: str) -> Decision:
        """Raises ValueError for what is no decision."""
        ...


class AudioProbe(Protocol):
    """Decodes audio."""

    def probe(self, path: Path, kind: str) -> AudioFacts:
        """`kind` is mp3 or wav. Raises BodyRejected `unreadable` or `header_only`."""
        ...


class ImportGate(Protocol):
    """The rate limit's last look before a download is sent."""

    def admit(self, connection: Connection, slot: Slot) -> Slot | None:
        """None: send now. A slot: not before its `start_at`, as its user; ask again then."""
        ...

    def cancel(self, connection: Connection, slot: Slot) -> None:
        """Gives back a slot that will not be used."""
        ...


class RecordingSource(Protocol):
    """RingCentral's recordings of one account. Raises the errors below RingCentralError."""

    def open_recording(
        self, recording_id: str, account_id: str, content_uri: str, slot: Slot
    ) -> ContentManager: ...

    def call_record(self, call_id: str, deadline: float, lane: Lane) -> JsonObject:
        """The record as the log shows it now, with its legs. Raises NotFound, NoSlot."""
        ...

    def session_records(self, session_id: str, deadline: float, lane: Lane) -> Sequence[JsonObject]:
        """All records of a session as the log shows them now, with their legs. Raises NoSlot."""
        ...
