"""The ports of the use cases for recordings. Adapters and fakes pass the same contract tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Literal, Protocol

from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.users import User
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.apps import LimitedApp
from ringkeep.domain.accounts.reach import Reader
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.directory.extensions import ExtensionRow
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
from ringkeep.domain.recordings.licensing import ImportLicensing
from ringkeep.domain.recordings.offer_jobs import OfferJob
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.domain.recordings.walks import Walk
from ringkeep.usecases.access.ports import PeopleWrite

SetAsideReason = Literal["unreadable", "refused", "incomplete"]
"""The record cannot be read, the table refuses it, or only a part of it could be read."""


class CallsTable(Protocol):
    """Rows of calls and recordings. Every method raises ItemRefused for a key or row that can never be
    stored."""

    def recording(self, key: RecordingKey) -> Recording | None: ...

    def put_recording(self, row: Recording) -> Recording:
        """Writes the row if the stored revision has not changed. Returns the row with its new
        revision.

        A row with revision 0 must be new. Raises Conflict if another writer changed the row.
        """
        ...

    def call_versions(self, account: AccountRef, call_ids: Iterable[str]) -> Mapping[str, str]:
        """Returns the versions of those calls that are stored, by their ids."""
        ...

    def put_call(self, account: AccountRef, call: Call) -> bool:
        """Writes the call unless a newer version is stored. Returns whether it was written."""
        ...

    def call_raw(self, account: AccountRef, call_id: str) -> JsonObject | None: ...

    def due(self, account: AccountRef, lane: Lane, before: float, limit: int) -> list[Recording]:
        """Returns open recordings of a lane that are due before a time (seconds since the epoch), in
        order of their due time."""
        ...

    def expiring(
        self,
        account: AccountRef,
        before: float,
        limit: int,
        due_before: float | None = None,
    ) -> list[Recording]:
        """Returns open recordings that RingCentral will delete before a time, in that order.

        With `due_before`, returns only recordings that are due by then. Others do not count towards
        the limit.
        """
        ...


class Licensings(Protocol):
    """Whose recordings a service imports."""

    def of(
        self, service: Service, account_id: str, extension_ids: Iterable[str] = ()
    ) -> ImportLicensing:
        """Returns the licensing for one page of the call log, or for one ended call. `extension_ids` are
        those that will probably be asked for. Reads nothing where everyone is imported. What is returned
        raises LicensingUnknown if a read fails."""
        ...


class LicensedPeople(Protocol):
    """Who has which extension, and who has a licence. All reads are consistent."""

    def extensions(self, extensions: Collection[Owner]) -> Mapping[Owner, ExtensionAssignments]:
        """Returns the assignments of those extensions that anyone has or had."""
        ...

    def users(self, ids: Collection[str]) -> Mapping[str, User]:
        """Returns the users with these ids."""
        ...


class ExtensionRows(Protocol):
    """The directory of extensions."""

    def row(self, extension: Owner) -> ExtensionRow | None:
        """Returns the row of an extension, None if it was never listed."""
        ...

    def rows(self, account: AccountRef) -> Mapping[str, ExtensionRow]:
        """Returns all rows of an account by extension id."""
        ...


class RecordingList(Protocol):
    """The rows of a service by the day (`yyyy-mm-dd`, UTC) and the start of their calls. A sort key is
    that of `places.sort_of`, or one of its beginnings. Rows are read as they are needed. A row that was
    written a moment ago may be missing."""

    def newest_of_day(
        self, service: str, day: str, before: str, *, including: bool = False
    ) -> Iterator[Recording]:
        """Yields the rows of a day before a sort key (or with it), the newest first."""
        ...

    def oldest_of_day(self, service: str, day: str, after: str) -> Iterator[Recording]:
        """Yields the rows of a day after a sort key, the oldest first."""
        ...


class OfferJobs(Protocol):
    """Jobs that import what was excluded as not licensed."""

    def job(self, job_id: str) -> OfferJob | None: ...

    def open_jobs(self) -> Sequence[OfferJob]:
        """Returns the jobs that are not finished."""
        ...

    def add(self, job: OfferJob, write: PeopleWrite | None = None) -> None:
        """Writes a new job, together with the audit entry of who wanted it. Raises Conflict."""
        ...

    def save(self, job: OfferJob) -> None:
        """Writes the next version of a job. Raises Conflict if another process works on it."""
        ...


class RecordingContent(Protocol):
    """An open download. `content_length` is in bytes, or None if the response does not contain it.

    `part` says in a sentence why the response is only a part of the recording; empty for all of it.
    `unasked_range`: the response is a range that was not requested, although it covers everything.
    Reading the chunks may raise BodyTruncated.
    """

    @property
    def content_type(self) -> str: ...

    @property
    def content_length(self) -> int | None: ...

    @property
    def part(self) -> str: ...

    @property
    def unasked_range(self) -> bool: ...

    @property
    def chunks(self) -> Iterator[bytes]: ...


ContentManager = AbstractContextManager[RecordingContent]


class ImportLimiter(Protocol):
    """The rate limit for downloads, over all users of a service."""

    def reserve_imports(
        self, connection: LimitedApp, demand: Mapping[Lane, int], within: float
    ) -> list[Slot]:
        """Reserves start times within so many seconds, shared fairly between the lanes. It often
        returns fewer slots than requested."""
        ...

    def cancel(self, connection: LimitedApp, slot: Slot) -> None:
        """Gives back a slot that will not be used."""
        ...


class Workflows(Protocol):
    """The state machines."""

    def start_import(self, row: Recording, request: ImportRequest) -> None:
        """Raises Conflict if an earlier execution has the name of this dispatch."""
        ...

    def start_backfill(self, service: str, date_from: str | None, run_id: str) -> str:
        """Returns the execution's ARN. Starting the same run again changes nothing."""
        ...


class Page(Protocol):
    """One page of the call log's list. `next_uri` is None on the last page."""

    @property
    def records(self) -> Sequence[JsonObject]: ...

    @property
    def next_uri(self) -> str | None: ...


class Extract(Protocol):
    """One response of the extract sync."""

    @property
    def records(self) -> Sequence[JsonObject]: ...

    @property
    def sync_token(self) -> str: ...

    @property
    def newer_records_exist(self) -> bool: ...


class CallLog(Protocol):
    """RingCentral's call log of one account, as one user sees it. Another user may see other calls.
    Raises NoSlot if no request may start in time."""

    @property
    def reader(self) -> Reader:
        """The user who is asked, and who sees most of the company."""
        ...

    def continued(self, reader: Reader) -> Reader | None:
        """Returns the user who began a walk as they see now, or None if it must begin again: they were
        removed, or another user or they themselves are now known to see more."""
        ...

    def asked_as(self, user: str) -> CallLog:
        """Returns the call log as this user sees it."""
        ...

    def page(self, walk: Walk, deadline: float) -> Page:
        """Returns the next page of the walk."""
        ...

    def extract(self, sync_token: str | None, since: float, deadline: float) -> Extract:
        """Returns the records that changed since the sync token or, without a token, since a time
        (seconds since the epoch)."""
        ...


class FoundCounts(Protocol):
    """The number of recordings found, by the day of the call's start."""

    def add_found(self, account: AccountRef, rows: Sequence[Recording]) -> None: ...

    def found_by_day(self, account: AccountRef) -> Mapping[date, int]: ...


class Archive(Protocol):
    """The recordings in S3, the source of truth. Every method raises StorageFailed if S3 does not
    respond."""

    def find(self, row: Recording) -> FoundAudio | None:
        """Returns the recording's audio if it is already stored, whatever its type."""
        ...

    def fetch(self, found: FoundAudio, path: Path) -> StoredObject:
        """Copies the object to a file and verifies it against S3's size and checksum."""
        ...

    def store(self, row: Recording, body: Body) -> StoredObject:
        """Stores the audio, or adopts an object that already holds the same bytes. Raises Conflict if
        the object holds other bytes."""
        ...

    def quarantine(self, row: Recording, body: Body) -> str:
        """Stores bytes of an unexpected type in quarantine. Returns their key."""
        ...

    def write_sidecar(self, sidecar: Sidecar) -> None:
        """Writes the sidecar, unless the stored one has a newer call version, and reads it back. Raises
        StorageFailed if what S3 returns is not what was written."""
        ...

    def refresh_sidecar(self, row: Recording, call_raw: JsonObject) -> bool:
        """Updates the sidecar of a stored recording to a newer version of its call. Returns whether it
        was written."""
        ...

    def write_decision(self, row: Recording, call_raw: JsonObject | None) -> None:
        """Records why a recording has no file. A later decision replaces it."""
        ...

    def set_aside(self, account: AccountRef, record: JsonObject, reason: SetAsideReason) -> bool:
        """Keeps a call log record as RingCentral sent it, for a person to look at. Returns False if the
        same record is kept already."""
        ...

    def recording_keys(self, service: str | None = None) -> Iterator[str]:
        """Yields the keys of all audio and sidecars in order. A sidecar's key comes before that of its
        audio."""
        ...

    def decision_keys(self, service: str | None = None) -> Iterator[str]: ...

    def read_sidecar(self, object_key: str) -> Sidecar:
        """Raises ValueError if the object is not a sidecar."""
        ...

    def read_decision(self, object_key: str) -> Decision:
        """Raises ValueError if the object is not a decision."""
        ...


class AudioProbe(Protocol):
    """Decodes audio."""

    def probe(self, path: Path, kind: str) -> AudioFacts:
        """Decodes a file. `kind` is mp3 or wav. Raises BodyRejected with the reason `unreadable` or
        `header_only`."""
        ...


class ImportGate(Protocol):
    """The last check of the rate limit before a download."""

    def admit(self, connection: LimitedApp, slot: Slot) -> Slot | None:
        """Returns None if the download may start now. Otherwise returns a slot: check again at its
        `start_at`, and use its user."""
        ...

    def cancel(self, connection: LimitedApp, slot: Slot) -> None:
        """Gives back a slot that will not be used."""
        ...


class RecordingSource(Protocol):
    """RingCentral's recordings of one account. Raises RingCentralError."""

    def sees_company(self) -> bool:
        """Whether call_record and session_records are asked as a user who is known to see the whole
        company."""
        ...

    def open_recording(
        self, recording_id: str, account_id: str, content_uri: str, slot: Slot
    ) -> ContentManager: ...

    def call_record(self, call_id: str, deadline: float, lane: Lane) -> JsonObject:
        """Returns the current call log record with its legs. Raises NotFound, NoSlot."""
        ...

    def session_records(self, session_id: str, deadline: float, lane: Lane) -> Sequence[JsonObject]:
        """Returns all current call log records of a session, with their legs. Raises NoSlot."""
        ...
