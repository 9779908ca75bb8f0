"""Imports one recording. This is the single step of the import workflow.

    claim ─► find in S3 ─► take a place ─► admit by rate limit ─► download ─► check ─► upload
                                                                    row ◄─ sidecar ◄────┘

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
from ringkeep.domain.limits.slots import Slot
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.archive import Sidecar, sidecar_key, sidecar_of
from ringkeep.domain.recordings.dead_workers import abandoned
from ringkeep.domain.recordings.imports import ImportRequest, iso_time
from ringkeep.domain.recordings.observations import (
    doubts,
    matches_call,
    observations,
    recorded_seconds,
)
from ringkeep.domain.recordings.recordings import Recording, StoredAudio
from ringkeep.domain.recordings.retry_delays import DAY, RetryDelays
from ringkeep.domain.recordings.tries import waits_since
from ringkeep.errors import NotFound, RingkeepError
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.decided_row import call_raw_of, settled
from ringkeep.usecases.recordings.download import DownloadLimits, download
from ringkeep.usecases.recordings.held_row import HeldRow, Rule, SupersededError
from ringkeep.usecases.recordings.import_failures import failure
from ringkeep.usecases.recordings.import_result import (
    ImportOutcome,
    ImportResult,
    result_of,
    superseded,
)
from ringkeep.usecases.recordings.long_runs import (
    MOST_PLACE_WAITS,
    UNBOUNDED,
    LongRuns,
    place_pause,
)
from ringkeep.usecases.recordings.ports import (
    Archive,
    AudioProbe,
    CallsTable,
    ImportGate,
    RecordingSource,
)
from ringkeep.usecases.recordings.proof_of_loss import ProofOfLoss
from ringkeep.usecases.recordings.store_body import BodyStore, QuarantinedBody, StoredBody

SHORT_WAIT: Final = 5.0
"""The longest wait inside the function, in seconds. Going back to the workflow takes as long."""
_SHORT_WAITS: Final = 3
_TIME_FOR_DOWNLOAD: Final = 20.0
_TIME_FOR_STORING: Final = 10.0
_DELETION_CHECK_SECONDS: Final = 60.0


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
    places: LongRuns = UNBOUNDED

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
            self._begin(held, request.slot.start_at)
            if lifecycle.is_abandoned(held.row, self.clock.now()):
                self.gate.cancel(connection, request.slot)
                return self._give_up(held)
            with TemporaryDirectory(dir=self.folder) as folder:
                path = Path(folder) / "body"
                return self._run(_Execution(held, request, connection, deadline, path))
        except SupersededError as error:
            return superseded(request, error.row)

    def _begin(self, held: HeldRow, start_at: float) -> None:
        now = self.clock.now()
        held.change(lambda row: lifecycle.begun(row, start_at, now, self.delays))

    def _give_up(self, held: HeldRow) -> ImportResult:
        now = self.clock.now()
        row = self._settle(held, lambda row: abandoned(row, now))
        return result_of(row, "unavailable")

    def _run(self, execution: _Execution) -> ImportResult:
        row = execution.held.row
        requested_at: float | None = None
        try:
            found = self.archive.find(row)
            if found is not None:
                self.gate.cancel(execution.connection, execution.request.slot)
                return self._finish(execution, self._bodies.adopt(row, found, execution.path), None)
            with self.places.download(execution.deadline - self.clock.now()) as placed:
                if not placed:
                    return self._wait_for_a_place(execution)
                slot, admitted = self._admitted(execution)
                if not admitted:
                    return self._wait(execution, slot)
                requested_at = self.clock.now()
                return self._finish(execution, self._downloaded(execution, slot), requested_at)
        except RingkeepError as problem:
            return self._failed(execution, problem, requested_at)

    def _wait_for_a_place(self, execution: _Execution) -> ImportResult:
        """Too many downloads run. The execution keeps its slot, which may be used late, and tries again
        soon; after some tries the schedule starts another one when there is a place."""
        held, request, now = execution.held, execution.request, self.clock.now()
        if request.place_waits >= MOST_PLACE_WAITS:
            self.gate.cancel(execution.connection, request.slot)
            return result_of(held.change(lambda row: lifecycle.sent_back(row, now)), "no_place")
        start_at = now + self.delays.scaled(place_pause())
        held.change(lambda row: lifecycle.waits_for_place(row, start_at, now, self.delays))
        update = {"start_at": iso_time(start_at), "place_waits": request.place_waits + 1}
        next_request = request.model_copy(update=update)
        return result_of(held.row, "wait", reason="no_place", next_request=next_request)

    @property
    def _bodies(self) -> BodyStore:
        return BodyStore(self.archive, self.probe, self.delays, self.clock)

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
        now, held = self.clock.now(), execution.held
        if now >= waits_since(held.row) + self.delays.scaled(DAY):
            self.gate.cancel(execution.connection, slot)
            row = self._settle(held, lambda row: lifecycle.postponed(row, "no_slot", 0.0, now))
            return result_of(row, "postponed")
        held.change(lambda row: lifecycle.claim_extended(row, slot.start_at, now, self.delays))
        next_request = execution.request.model_copy(
            update={"slot": slot, "start_at": iso_time(slot.start_at)}
        )
        return result_of(held.row, "wait", reason="rate_limit", next_request=next_request)

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
        doubted = sidecar.recording.doubts
        row = held.change(lambda row: _stored(row, sidecar, body, now, doubted))
        return result_of(
            row,
            "adopted" if body.stored.adopted else "stored",
            call_age=_call_age(row, requested_at),
            size=body.stored.size,
            seconds_to_stored=now - row.end_time,
            duration_seconds=body.audio.duration_seconds,
            observations=sidecar.observations,
            doubts=doubted,
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
        call_raw = call_raw_of(row, self.calls)
        sidecar = sidecar_of(row, call_raw)
        seconds = recorded_seconds(row, call_raw)
        matches = matches_call(row, seconds, body.audio)
        shortened = doubts(row, seconds, body.stored.content_type, body.audio)
        doubted = (*body.doubts, *shortened)
        observed = (*observations(matches, seconds, body.audio), *doubted)
        return sidecar.model_copy(
            update={
                "recording": _stored(row, sidecar, body, now, doubted),
                "duration_matches_call": False if shortened else matches,
                "observations": tuple(dict.fromkeys(observed)),
                "peaks": body.audio.peaks,
            }
        )

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
        return settled(held, rule, self.calls, self.archive)

    def _missing(self, execution: _Execution, now: float) -> Rule:
        """Returns the change after a 404: not ready yet or, if the call is old enough and a user who
        sees the whole company no longer finds the recording in the call log, a step to its proof."""
        row, look = execution.held.row, "unknown"
        if self._sees_company() and lifecycle.may_be_deleted(row, now, self.delays):
            deadline = min(now + _DELETION_CHECK_SECONDS, execution.deadline - _TIME_FOR_STORING)
            look = ProofOfLoss(self.source).look(row, deadline)
        if look == "missing":
            return lambda row: lifecycle.not_listed(row, now, self.delays)
        if look == "listed":
            return lambda row: lifecycle.still_listed(row, now, self.delays)
        return lambda row: lifecycle.not_ready(row, now, self.delays)

    def _sees_company(self) -> bool:
        try:
            return self.source.sees_company()
        except RingkeepError:
            return False


def _stored(
    row: Recording, sidecar: Sidecar, body: StoredBody, now: float, doubted: tuple[str, ...]
) -> Recording:
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
    stored = lifecycle.stored(row, audio, now, adopted=body.stored.adopted, doubts=doubted)
    return stored.model_copy(update={"sidecar_version": sidecar.call_version})


def _call_age(row: Recording, requested_at: float | None) -> float | None:
    return None if requested_at is None else requested_at - row.end_time
