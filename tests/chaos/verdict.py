"""Looks at the tables, the bucket and the account after a run: what became of every recording."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from ringkeep.domain.recordings.archive import is_audio_key, sidecar_key
from ringkeep.domain.recordings.recordings import Recording as Row
from ringkeep.domain.recordings.recordings import RecordingState
from simulator.http.fault_queue import FaultKind
from simulator.recordings.calls import Recording
from tests.chaos.fleet import Fleet
from tests.chaos.troubles import count_faults

_KILLS = 3
_STRANGE = frozenset({FaultKind.UNEXPECTED_TYPE, FaultKind.HTML})


@dataclass
class Verdict:
    """`problems` is empty if all went well."""

    recordings: int = 0
    states: Counter[str] = field(default_factory=Counter)
    bytes_compared: int = 0
    asked_twice: int = 0
    problems: list[str] = field(default_factory=list)


def verdict_of(fleet: Fleet) -> Verdict:
    return _Judge(fleet).verdict()


class _Judge:
    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._account = fleet.story.account
        self._archive = fleet.shared.archive
        self._verdict = Verdict(recordings=len(self._account.recordings))
        count_faults(fleet.faults, fleet.record)
        self._made: dict[str, set[FaultKind]] = defaultdict(set)
        for key, kind in fleet.faults.made:
            self._made[key].add(kind)

    def verdict(self) -> Verdict:
        rows = {row.recording_id: row for row in self._fleet.shared.calls.rows.values()}
        self._problem(*self._fleet.problems)
        for recording in self._account.recordings.values():
            self._judge(recording, rows.get(recording.id))
        for unknown in rows.keys() - self._account.recordings.keys():
            self._problem(f"{unknown}: a row that no recording stands behind")
        self._judge_objects(rows)
        self._judge_requests()
        return self._verdict

    def _problem(self, *sentences: str) -> None:
        self._verdict.problems.extend(sentences)

    def _judge(self, recording: Recording, row: Row | None) -> None:
        if row is None:
            if not self._could_not_be_found(recording):
                self._problem(f"{recording.id}: never found")
            self._verdict.states["never listed"] += 1
            return
        self._verdict.states[f"{row.state.value} {row.reason}".strip()] += 1
        judge = {
            RecordingState.STORED: self._judge_stored,
            RecordingState.LOST: self._judge_lost,
            RecordingState.QUARANTINED: self._judge_quarantined,
            RecordingState.UNAVAILABLE: self._judge_unavailable,
        }.get(row.state)
        if judge is None:
            self._problem(f"{recording.id}: {row.state.value} ({row.reason}) in the end")
        else:
            judge(recording, row)

    def _could_not_be_found(self, recording: Recording) -> bool:
        """Deleted before a poll could list it, and the event of its call was lost."""
        listed = recording.appears_at + timedelta(hours=1)
        return recording.deleted_at is not None and recording.deleted_at <= listed

    def _judge_stored(self, recording: Recording, row: Row) -> None:
        body = recording.audio_bytes()
        stored = self._archive.objects.get(row.audio.object_key) if row.audio else None
        sidecar = self._archive.objects.get(sidecar_key(row))
        digest = hashlib.sha256(body).hexdigest()
        if stored is None or stored.content != body:
            self._problem(f"{recording.id}: the stored bytes are not the account's")
        elif sidecar is None or digest.encode() not in sidecar.content:
            self._problem(f"{recording.id}: the sidecar does not hold the file's hash")
        self._verdict.bytes_compared += len(body)

    def _judge_lost(self, recording: Recording, row: Row) -> None:
        closed_at = row.history[-1].at
        deleted = recording.deleted_at is not None
        if row.reason == "expired":
            slack = self._fleet.rates.clock_spread
            true = recording.ready_at.timestamp() > row.expires_at - slack or deleted
        else:
            true = recording.deleted_at is not None and (
                recording.deleted_at.timestamp() <= closed_at + self._fleet.rates.clock_spread
            )
        if not true:
            self._problem(f"{recording.id}: lost ({row.reason}), but the account has it")

    def _judge_quarantined(self, recording: Recording, row: Row) -> None:
        if not self._made[recording.id] & _STRANGE:
            self._problem(f"{recording.id}: quarantined ({row.reason}) without a strange answer")

    def _judge_unavailable(self, recording: Recording, row: Row) -> None:
        """An event may name a recording that is deleted before the call log lists it."""
        killed = self._fleet.record.kills[recording.id] >= _KILLS
        unlisted = row.reason == "not_confirmed" and self._could_not_be_found(recording)
        if not unlisted and not (killed and "worker" in row.reason):
            self._problem(f"{recording.id}: unavailable ({row.reason}) without a cause")

    def _judge_objects(self, rows: dict[str, Row]) -> None:
        objects = Counter(
            key.rpartition(".")[0] for key in self._archive.objects if is_audio_key(key)
        )
        self._problem(*(f"{key}: stored {n} times" for key, n in objects.items() if n > 1))
        known = {row.audio.object_key for row in rows.values() if row.audio}
        audio = {key for key in self._archive.objects if is_audio_key(key)}
        self._problem(*(f"{key}: a file without a row" for key in sorted(audio - known)))

    def _judge_requests(self) -> None:
        """A second request is allowed only where a fault, or content that was not ready, caused it."""
        rows = {row.recording_id: row for row in self._fleet.shared.calls.rows.values()}
        for recording_id, count in self._account.statistics.content_requests.items():
            attempts = rows[recording_id].attempts
            extra = count - 1 - self._fleet.record.faults[recording_id] - attempts
            self._verdict.asked_twice += count > 1
            if extra > 0:
                self._problem(f"{recording_id}: {count} requests, {extra} without a cause")
        for at, (user, group) in self._fleet.shared.network.penalties.inside:
            self._problem(f"a {group} request of {user or 'a login'} inside a penalty at {at:.1f}")
