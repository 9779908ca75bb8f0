"""Looks at the tables, the bucket and the account after a run: what became of every recording."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ringkeep.domain.recordings.archive import is_audio_key, sidecar_key
from ringkeep.domain.recordings.recordings import Recording as Row
from ringkeep.domain.recordings.recordings import RecordingState
from simulator.http.fault_queue import FaultKind
from simulator.recordings.calls import Recording
from tests.chaos.fleet import Fleet
from tests.chaos.troubles import count_faults

_KILLS = 3
_UNNOTICED = 3.0
_STRANGE = frozenset({FaultKind.UNEXPECTED_TYPE, FaultKind.HTML})


@dataclass
class Verdict:
    """`problems` is empty if all went well."""

    recordings: int = 0
    states: Counter[str] = field(default_factory=Counter)
    bytes_compared: int = 0
    came_twice: int = 0
    doubtful: int = 0
    """Stored parts that nothing shows to be parts, or with a doubt noted on the row."""
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
                self._problem(f"{recording.id}: never found{self._deletion(recording)}")
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

    def _deletion(self, recording: Recording) -> str:
        if recording.deleted_at is None:
            return ""
        after = recording.deleted_at.timestamp() - self._fleet.story.began_at
        return f", deleted {after:.0f} s after the beginning"

    def _could_not_be_found(self, recording: Recording) -> bool:
        """Deleted before a poll could list it, and the event of its call was lost."""
        began = datetime.fromtimestamp(self._fleet.story.began_at, UTC)
        listed = max(began, recording.appears_at) + timedelta(hours=1)
        return recording.deleted_at is not None and recording.deleted_at <= listed

    def _judge_stored(self, recording: Recording, row: Row) -> None:
        body = recording.audio_bytes()
        stored = self._archive.objects.get(row.audio.object_key) if row.audio else None
        sidecar = self._archive.objects.get(sidecar_key(row))
        digest = hashlib.sha256(body).hexdigest()
        if stored is not None and self._is_doubtful(recording, row):
            self._verdict.doubtful += 1
        elif stored is None or stored.content != body:
            self._problem(f"{recording.id}: the stored bytes are not the account's")
        elif sidecar is None or digest.encode() not in sidecar.content:
            self._problem(f"{recording.id}: the sidecar does not hold the file's hash")
        self._verdict.bytes_compared += len(body)

    def _is_doubtful(self, recording: Recording, row: Row) -> bool:
        """Whether the account sent an MP3 that was cut off, and the row notes it, or nothing can show it:
        the cut took a few seconds, or a user starts and stops the recording at will."""
        if FaultKind.SHORT_MP3 not in self._made[recording.id] or row.audio is None:
            return False
        call = self._account.calls[recording.call_id]
        seconds = row.audio.duration_seconds or 0.0
        hidden = call.seconds - seconds <= _UNNOTICED or recording.type == "OnDemand"
        return bool(row.doubts) or hidden

    def _never_came(self, recording: Recording, row: Row) -> bool:
        """Whether the account did not have it before its retention was over."""
        slack = self._fleet.rates.clock_spread
        late = recording.ready_at.timestamp() > row.expires_at - slack
        return late or recording.deleted_at is not None

    def _judge_lost(self, recording: Recording, row: Row) -> None:
        closed_at = row.history[-1].at
        if row.reason == "expired":
            true = self._never_came(recording, row)
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
        expired = row.history[-1].at >= row.expires_at - self._fleet.rates.clock_spread
        if expired and self._never_came(recording, row):
            return
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
        """A recording that came whole is asked for again only if a fault hit its import."""
        for recording_id, count in self._fleet.shared.network.whole.items():
            self._verdict.came_twice += count > 1
            extra = count - 1 - self._fleet.record.faults[recording_id]
            if extra > 0:
                self._problem(f"{recording_id}: came whole {count} times, {extra} without a cause")
        for at, (user, group) in self._fleet.shared.network.penalties.inside:
            self._problem(f"a {group} request of {user or 'a login'} inside a penalty at {at:.1f}")
