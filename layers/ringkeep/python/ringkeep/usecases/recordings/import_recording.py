"""Imports one recording. This is the single step of the import workflow.

    claim ─► find in S3 ─► admit by rate limit ─► download ─► check ─► upload ─► sidecar ─► row

The process may be stopped at any point; a later execution completes the import. It adopts audio
that is already in S3 without another request to RingCentral. The row becomes `stored` only after
the audio and the sidecar are in S3.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.json import JsonObject
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.archive import Sidecar, sidecar_key, sidecar_of
from ringkeep.domain.recordings.calls import RecordedPart, parse_call, recorded_parts
from ringkeep.domain.recordings.imports import ImportRequest, iso_time
from ringkeep.domain.recordings.observations import matches_call, observations, recorded_seconds
from ringkeep.domain.recordings.recordings import Recording, StoredAudio
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.errors import NotFound, RingkeepError
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.download import DownloadLimits, download
from ringkeep.usecases.recordings.held_row import HeldRow, Rule, SupersededError
from ringkeep.usecases.recordings.import_failures import failure
from ringkeep.usecases.recordings.import_result import (
    ImportOutcome,
    ImportResult,
    result_of,
    superseded,
)
from ringkeep.usecases.recordings.ports import (
    Archive,
    AudioProbe,
    CallsTable,
    ImportGate,
    RecordingSource,
)
from ringkeep.usecases.recordings.store_body import BodyStore, QuarantinedBody, StoredBody

SHORT_WAIT: Final = 5.0
"""The longest wait inside the function, in seconds. Going back to the workflow takes as long."""
_SHORT_WAITS: Final = 3
_TIME_FOR_DOWNLOAD: Final = 20.0
_TIME_FOR_STORING: Final = 10.0
_DELETION_CHECK_SECONDS: Final = 60.0
_CONFERENCE: Final = "0"
"""The session id that all conferences share. It does not identify a session."""


class _Execution(NamedTuple):
    """The input of one run. `deadline` is in seconds since the epoch; the body is written to
    `path`."""

    held: HeldRow
    request: ImportRequest
    connection: Connection
    deadline: float
    path: Path


@dataclass(frozen=True)
class ImportRecording:
    """Imports a recording. Bodies are written to a temporary folder in `folder` (None: the system's
    folder for temporary files)."""

    calls: CallsTable
    archive: Archive
    gate: ImportGate
    source: RecordingSource
    probe: AudioProbe
    clock: Clock
    delays: RetryDelays
    maximum_bytes: int
    folder: Path | None = None

    def run(self, request: ImportRequest, connection: Connection, deadline: float) -> ImportResult:
        """Runs one attempt. The process is stopped at `deadline` (seconds since the epoch).

        Raises ConfigurationError, and what the table and the archive raise if the failure cannot be
        written to the row. Every other error becomes a result.
        """
        row = self.calls.recording(request.key)
        if row is None or not lifecycle.is_held(row, request.dispatch):
            self.gate.cancel(connection, request.slot)
            return superseded(request, row)
        held = HeldRow(self.calls, row)
        try:
            self._extend_claim(held, request.slot.start_at)
            with TemporaryDirectory(dir=self.folder) as folder:
                path = Path(folder) / "body"
                return self._run(_Execution(held, request, connection, deadline, path))
        except SupersededError as error:
            return superseded(request, error.row)

    def _extend_claim(self, held: HeldRow, start_at: float) -> None:
        now = self.clock.now()
        held.change(lambda row: lifecycle.claim_extended(row, start_at, now, self.delays))

    def _run(self, execution: _Execution) -> ImportResult:
        row = execution.held.row
        requested_at: float | None = None
        try:
            found = self.archive.find(row)
            if found is not None:
                self.gate.cancel(execution.connection, execution.request.slot)
                return self._finish(execution, self._bodies.adopt(row, found, execution.path), None)
            slot, admitted = self._admitted(execution)
            if not admitted:
                return self._wait(execution, slot)
            requested_at = self.clock.now()
            return self._finish(execution, self._downloaded(execution, slot), requested_at)
        except RingkeepError as problem:
            return self._failed(execution, problem, requested_at)

    @property
    def _bodies(self) -> BodyStore:
        return BodyStore(self.archive, self.probe)

    def _admitted(self, execution: _Execution) -> tuple[Slot, bool]:
        """Returns the slot and whether it may be used now. Waits if the time is short."""
        slot = execution.request.slot
        for _ in range(_SHORT_WAITS):
            later = self.gate.admit(execution.connection, slot)
            if later is None:
                return slot, True
            slot, now = later, self.clock.now()
            pause = max(0.0, later.start_at - now)
            if pause > SHORT_WAIT or now + pause + _TIME_FOR_DOWNLOAD > execution.deadline:
                break
            self.clock.sleep(pause)
        return slot, False

    def _wait(self, execution: _Execution, slot: Slot) -> ImportResult:
        self._extend_claim(execution.held, slot.start_at)
        next_request = execution.request.model_copy(
            update={"slot": slot, "start_at": iso_time(slot.start_at)}
        )
        row = execution.held.row
        return result_of(row, "wait", reason="rate_limit", next_request=next_request)

    def _downloaded(self, execution: _Execution, slot: Slot) -> StoredBody | QuarantinedBody:
        row = execution.held.row
        download_deadline = execution.deadline - _TIME_FOR_STORING
        limits = DownloadLimits(self.maximum_bytes, lambda: self.clock.now() < download_deadline)
        with self.source.open_recording(
            row.recording_id, row.account_id, row.content_uri, slot
        ) as content:
            downloaded = download(content, execution.path, limits)
        return self._bodies.store(row, downloaded)

    def _finish(
        self, execution: _Execution, body: StoredBody | QuarantinedBody, requested_at: float | None
    ) -> ImportResult:
        if isinstance(body, QuarantinedBody):
            return self._finish_quarantined(execution, body, requested_at)
        held, now = execution.held, self.clock.now()
        sidecar = self._sidecar(held.row, body, now)
        self.archive.write_sidecar(sidecar)
        row = held.change(lambda row: _stored(row, sidecar, body, now))
        return result_of(
            row,
            "adopted" if body.stored.adopted else "stored",
            call_age=_call_age(row, requested_at),
            size=body.stored.size,
            seconds_to_stored=now - row.end_time,
            duration_seconds=body.audio.duration_seconds,
            observations=sidecar.observations,
        )

    def _finish_quarantined(
        self, execution: _Execution, body: QuarantinedBody, requested_at: float | None
    ) -> ImportResult:
        now = self.clock.now()
        row = self._settle(
            execution.held,
            lambda row: lifecycle.quarantined(row, body.object_key, body.reason, now),
        )
        age = _call_age(row, requested_at)
        return result_of(row, "quarantined", call_age=age, size=body.size)

    def _sidecar(self, row: Recording, body: StoredBody, now: float) -> Sidecar:
        call_raw = self._call_raw(row)
        sidecar = sidecar_of(row, call_raw)
        seconds = recorded_seconds(row, call_raw)
        matches = matches_call(row, seconds, body.audio)
        observed = observations(matches, seconds, body.audio)
        return sidecar.model_copy(
            update={
                "recording": _stored(row, sidecar, body, now),
                "duration_matches_call": matches,
                "observations": (*observed, body.doubt) if body.doubt else observed,
                "peaks": body.audio.peaks,
            }
        )

    def _call_raw(self, row: Recording) -> JsonObject | None:
        if not row.call_id:
            return None
        return self.calls.call_raw(row.account, row.call_id)

    def _failed(
        self, execution: _Execution, problem: RingkeepError, requested_at: float | None
    ) -> ImportResult:
        now = self.clock.now()
        outcome: ImportOutcome
        if isinstance(problem, NotFound):
            outcome, rule = "not_ready", self._missing(execution, now)
        else:
            handled = failure(problem, now, self.delays)
            if handled is None:
                raise problem
            outcome, rule = handled
        row = self._settle(execution.held, rule)
        return result_of(row, outcome, call_age=_call_age(row, requested_at))

    def _settle(self, held: HeldRow, rule: Rule) -> Recording:
        """Writes the row. A decision that leaves no file is written to S3 first, since the index is
        rebuilt from S3."""

        def apply(row: Recording) -> Recording:
            changed = rule(row)
            if not changed.state.open:
                self.archive.write_decision(changed, self._call_raw(row))
            return changed

        return held.change(apply)

    def _missing(self, execution: _Execution, now: float) -> Rule:
        """Returns the change after a 404: not ready yet or, if the call is old enough and no longer in
        the call log, deleted."""
        row = execution.held.row
        if lifecycle.may_be_deleted(row, now, self.delays) and self._is_deleted(execution, now):
            return lambda row: lifecycle.lost(row, "deleted_at_ringcentral", now)
        return lambda row: lifecycle.not_ready(row, now, self.delays)

    def _is_deleted(self, execution: _Execution, now: float) -> bool:
        """Whether RingCentral's call log no longer lists the recording. False if the call log cannot
        be read."""
        row = execution.held.row
        deadline = min(now + _DELETION_CHECK_SECONDS, execution.deadline - _TIME_FOR_STORING)
        try:
            listed = (*self._record(row, deadline), *self._session(row, deadline))
        except (RingkeepError, ValueError):
            return False
        return all(part.reference.id != row.recording_id for part in listed)

    def _record(self, row: Recording, deadline: float) -> list[RecordedPart]:
        try:
            raw = self.source.call_record(row.call_id, deadline, Lane.RETRY)
        except NotFound:
            return []
        return list(recorded_parts(parse_call(raw)))

    def _session(self, row: Recording, deadline: float) -> list[RecordedPart]:
        """Reads all records of the session: for a transferred call, another record may list the
        recording."""
        if row.session_id in ("", _CONFERENCE):
            return []
        records = self.source.session_records(row.session_id, deadline, Lane.RETRY)
        return [part for raw in records for part in recorded_parts(parse_call(raw))]


def _stored(row: Recording, sidecar: Sidecar, body: StoredBody, now: float) -> Recording:
    """Returns the stored row. The call in the sidecar may be older than the row's; then the next read
    of the call log refreshes the sidecar."""
    audio = StoredAudio(
        object_key=body.stored.object_key,
        sidecar_key=sidecar_key(row),
        content_type=body.stored.content_type,
        size=body.stored.size,
        sha256=body.stored.sha256,
        s3_checksum=body.stored.s3_checksum,
        duration_seconds=body.audio.duration_seconds,
        channels=body.audio.channels,
        sample_rate=body.audio.sample_rate,
        stored_at=now,
    )
    stored = lifecycle.stored(row, audio, now, adopted=body.stored.adopted)
    return stored.model_copy(update={"sidecar_version": sidecar.call_version})


def _call_age(row: Recording, requested_at: float | None) -> float | None:
    return None if requested_at is None else requested_at - row.end_time
