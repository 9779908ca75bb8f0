"""Imports one recording: the one step of the import workflow, safe to be killed anywhere.

    claim ─► is it in S3? ─► may it be sent now? ─► download ─► judge ─► upload ─► sidecar ─► row

Each arrow leaves what a later execution needs: audio that lies in S3 is adopted without another
request to RingCentral, and the row says stored only when audio and sidecar are there.
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
from ringkeep.errors import NotFound, RingkeepError
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.download import Bounds, download
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
from ringkeep.usecases.recordings.store_body import BodyKeeper, QuarantinedBody, StoredBody

SHORT_WAIT: Final = 5.0
"""Seconds worth waiting inside the function: another round through the workflow takes as long."""
_SHORT_WAITS: Final = 3
_TIME_FOR_DOWNLOAD: Final = 20.0
_TIME_FOR_STORING: Final = 10.0
_DELETION_CHECK_SECONDS: Final = 60.0
_CONFERENCE: Final = "0"
"""The session id of all conferences: it names no session."""


class _Execution(NamedTuple):
    """What one run was given. `deadline` in seconds since the epoch; `path`: for the body."""

    held: HeldRow
    request: ImportRequest
    connection: Connection
    deadline: float
    path: Path


@dataclass(frozen=True)
class ImportRecording:
    """The use case with its ports. `folder` is where bodies lie meanwhile (None: the system's)."""

    calls: CallsTable
    archive: Archive
    gate: ImportGate
    source: RecordingSource
    probe: AudioProbe
    clock: Clock
    delays: lifecycle.RetryDelays
    maximum_bytes: int
    folder: Path | None = None

    def run(self, request: ImportRequest, connection: Connection, deadline: float) -> ImportResult:
        """One try. `deadline` (seconds since the epoch) is when this worker is stopped.

        Raises ConfigurationError, and what table and archive raise where not even the failure can
        be written down; everything else becomes a result.
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
        except SupersededError as news:
            return superseded(request, news.row)

    def _extend_claim(self, held: HeldRow, start_at: float) -> None:
        now = self.clock.now()
        held.change(lambda row: lifecycle.claim_extended(row, start_at, now, self.delays))

    def _run(self, execution: _Execution) -> ImportResult:
        row = execution.held.row
        asked_at: float | None = None
        try:
            found = self.archive.find(row)
            if found is not None:
                self.gate.cancel(execution.connection, execution.request.slot)
                return self._finish(execution, self._keeper.adopt(row, found, execution.path), None)
            slot, admitted = self._admitted(execution)
            if not admitted:
                return self._wait(execution, slot)
            asked_at = self.clock.now()
            return self._finish(execution, self._fetched(execution, slot), asked_at)
        except RingkeepError as problem:
            return self._failed(execution, problem, asked_at)

    @property
    def _keeper(self) -> BodyKeeper:
        return BodyKeeper(self.archive, self.probe)

    def _admitted(self, execution: _Execution) -> tuple[Slot, bool]:
        """The slot, and whether it may be used now; short waits are sat out."""
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
        following = execution.request.model_copy(
            update={"slot": slot, "start_at": iso_time(slot.start_at)}
        )
        row = execution.held.row
        return result_of(row, "wait", reason="rate_limit", next_request=following)

    def _fetched(self, execution: _Execution, slot: Slot) -> StoredBody | QuarantinedBody:
        row = execution.held.row
        last_moment = execution.deadline - _TIME_FOR_STORING
        bounds = Bounds(self.maximum_bytes, lambda: self.clock.now() < last_moment)
        with self.source.open_recording(
            row.recording_id, row.account_id, row.content_uri, slot
        ) as content:
            arrived = download(content, execution.path, bounds)
        return self._keeper.keep(row, arrived)

    def _finish(
        self, execution: _Execution, body: StoredBody | QuarantinedBody, asked_at: float | None
    ) -> ImportResult:
        if isinstance(body, QuarantinedBody):
            return self._finish_quarantined(execution, body, asked_at)
        held, now = execution.held, self.clock.now()
        sidecar = self._sidecar(held.row, body, now)
        self.archive.write_sidecar(sidecar)
        row = held.change(lambda row: _stored(row, sidecar, body, now))
        return result_of(
            row,
            "adopted" if body.stored.adopted else "stored",
            call_age=_call_age(row, asked_at),
            size=body.stored.size,
            seconds_to_stored=now - row.end_time,
            duration_seconds=body.audio.duration_seconds,
            observations=sidecar.observations,
        )

    def _finish_quarantined(
        self, execution: _Execution, aside: QuarantinedBody, asked_at: float | None
    ) -> ImportResult:
        now = self.clock.now()
        row = self._settle(
            execution.held,
            lambda row: lifecycle.quarantined(row, aside.object_key, aside.reason, now),
        )
        age = _call_age(row, asked_at)
        return result_of(row, "quarantined", call_age=age, size=aside.size)

    def _sidecar(self, row: Recording, kept: StoredBody, now: float) -> Sidecar:
        call_raw = self._call_raw(row)
        bare = sidecar_of(row, call_raw)
        seconds = recorded_seconds(row, call_raw)
        matches = matches_call(row, seconds, kept.audio)
        oddities = observations(matches, seconds, kept.audio)
        return bare.model_copy(
            update={
                "recording": _stored(row, bare, kept, now),
                "duration_matches_call": matches,
                "observations": (*oddities, kept.doubt) if kept.doubt else oddities,
                "peaks": kept.audio.peaks,
            }
        )

    def _call_raw(self, row: Recording) -> JsonObject | None:
        if not row.call_id:
            return None
        return self.calls.call_raw(row.account, row.call_id)

    def _failed(
        self, execution: _Execution, problem: RingkeepError, asked_at: float | None
    ) -> ImportResult:
        now = self.clock.now()
        outcome: ImportOutcome
        if isinstance(problem, NotFound):
            outcome, rule = "not_ready", self._missing(execution, now)
        else:
            known = failure(problem, now, self.delays)
            if known is None:
                raise problem
            outcome, rule = known
        row = self._settle(execution.held, rule)
        return result_of(row, outcome, call_age=_call_age(row, asked_at))

    def _settle(self, held: HeldRow, rule: Rule) -> Recording:
        """Writes the row; a decision that leaves no file is journalled first: S3 is the truth."""

        def journalled(row: Recording) -> Recording:
            following = rule(row)
            if not following.state.open:
                self.archive.journal_decision(following, self._call_raw(row))
            return following

        return held.change(journalled)

    def _missing(self, execution: _Execution, now: float) -> Rule:
        """A 404 means not ready, or deleted: the log tells, once the call is old enough."""
        row = execution.held.row
        if lifecycle.may_be_deleted(row, now, self.delays) and self._is_deleted(execution, now):
            return lambda row: lifecycle.lost(row, "deleted_at_ringcentral", now)
        return lambda row: lifecycle.not_ready(row, now, self.delays)

    def _is_deleted(self, execution: _Execution, now: float) -> bool:
        """Only what RingCentral says counts; when it cannot be asked, nothing is proved."""
        row = execution.held.row
        deadline = min(now + _DELETION_CHECK_SECONDS, execution.deadline - _TIME_FOR_STORING)
        try:
            shown = (*self._record(row, deadline), *self._session(row, deadline))
        except (RingkeepError, ValueError):
            return False
        return all(part.reference.id != row.recording_id for part in shown)

    def _record(self, row: Recording, deadline: float) -> list[RecordedPart]:
        try:
            raw = self.source.call_record(row.call_id, deadline, Lane.RETRY)
        except NotFound:
            return []
        return list(recorded_parts(parse_call(raw)))

    def _session(self, row: Recording, deadline: float) -> list[RecordedPart]:
        """A transferred call has several records: another one may list the recording still."""
        if row.session_id in ("", _CONFERENCE):
            return []
        records = self.source.session_records(row.session_id, deadline, Lane.RETRY)
        return [part for raw in records for part in recorded_parts(parse_call(raw))]


def _stored(row: Recording, sidecar: Sidecar, kept: StoredBody, now: float) -> Recording:
    """The row with its proved file. The sidecar's call may be older than the row's: then the next
    look at the log brings it up to date."""
    audio = StoredAudio(
        object_key=kept.stored.object_key,
        sidecar_key=sidecar_key(row),
        content_type=kept.stored.content_type,
        size=kept.stored.size,
        sha256=kept.stored.sha256,
        s3_checksum=kept.stored.s3_checksum,
        duration_seconds=kept.audio.duration_seconds,
        channels=kept.audio.channels,
        sample_rate=kept.audio.sample_rate,
        stored_at=now,
    )
    proved = lifecycle.stored(row, audio, now, adopted=kept.stored.adopted)
    return proved.model_copy(update={"sidecar_version": sidecar.call_version})


def _call_age(row: Recording, asked_at: float | None) -> float | None:
    return None if asked_at is None else asked_at - row.end_time
