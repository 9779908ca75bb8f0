"""Decides what to do with a body: store it, put it into quarantine, or reject it so that it is
requested again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from ringkeep.domain.recordings.archive import AudioFacts, Body, FoundAudio, StoredObject
from ringkeep.domain.recordings.bodies import BodyVerdict, judge
from ringkeep.domain.recordings.lifecycle import bodies_rejected
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.errors import BodyRejected, Conflict
from ringkeep.usecases.recordings.download import DownloadedBody
from ringkeep.usecases.recordings.ports import Archive, AudioProbe

PATIENCE: Final = 3
"""How often a doubtful body is requested again before it is taken as final."""
_UNREADABLE: Final = "unreadable"


class StoredBody(NamedTuple):
    """Audio in the archive, verified and decoded. `doubt` is one word, or empty."""

    stored: StoredObject
    audio: AudioFacts
    doubt: str = ""


class QuarantinedBody(NamedTuple):
    """Bytes in quarantine, and one word why."""

    object_key: str
    reason: str
    size: int


@dataclass(frozen=True)
class BodyKeeper:
    archive: Archive
    probe: AudioProbe

    def keep(self, row: Recording, arrived: DownloadedBody) -> StoredBody | QuarantinedBody:
        """Raises BodyRejected for what a later answer may mend, StorageFailed."""
        verdict = judge(arrived.facts)
        _be_patient(row, verdict.doubt)
        body = _body(arrived, verdict)
        if verdict.quarantine:
            return self._put_aside(row, body, verdict.quarantine)
        audio = self._decoded(row, body)
        if audio is None:
            return self._put_aside(row, body, _UNREADABLE)
        try:
            return StoredBody(self.archive.store(row, body), audio, verdict.doubt)
        except Conflict:
            return self._keep_existing(row, arrived.path)

    def adopt(self, row: Recording, found: FoundAudio, path: Path) -> StoredBody | QuarantinedBody:
        """Takes what a worker that died, or another one, has stored; its bytes are read again."""
        stored = self.archive.fetch(found, path)
        try:
            return StoredBody(stored, self.probe.probe(path, found.extension))
        except BodyRejected as problem:
            return QuarantinedBody(stored.object_key, f"archived_{problem.reason}", stored.size)

    def _keep_existing(self, row: Recording, path: Path) -> StoredBody | QuarantinedBody:
        """Other bytes lie there: the first stay, since RingCentral may encode a file anew."""
        found = self.archive.find(row)
        if found is None:
            raise Conflict(f"the archive's object of {row.key} comes and goes")
        return self.adopt(row, found, path)

    def _decoded(self, row: Recording, body: Body) -> AudioFacts | None:
        """None for what has been unreadable too often to be asked for again."""
        try:
            return self.probe.probe(body.path, body.extension)
        except BodyRejected as problem:
            if problem.reason != _UNREADABLE or bodies_rejected(row, _UNREADABLE) < PATIENCE:
                raise
            return None

    def _put_aside(self, row: Recording, body: Body, reason: str) -> QuarantinedBody:
        return QuarantinedBody(self.archive.quarantine(row, body), reason, body.digest.size)


def _be_patient(row: Recording, doubt: str) -> None:
    if doubt and bodies_rejected(row, doubt) < PATIENCE:
        raise BodyRejected(doubt, "the body is doubtful and asked for again")


def _body(arrived: DownloadedBody, verdict: BodyVerdict) -> Body:
    return Body(
        path=arrived.path,
        digest=arrived.digest,
        extension=verdict.extension,
        content_type=verdict.content_type,
    )
