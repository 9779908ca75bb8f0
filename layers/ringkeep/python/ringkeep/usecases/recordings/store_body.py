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

DOUBTFUL_BODY_RETRIES: Final = 3
"""How often a doubtful body is requested again before it is accepted as final."""
_UNREADABLE: Final = "unreadable"


class StoredBody(NamedTuple):
    """Audio in the archive, verified and decoded. `doubt` is one word, or empty."""

    stored: StoredObject
    audio: AudioFacts
    doubt: str = ""


class QuarantinedBody(NamedTuple):
    """Bytes in quarantine. `reason` is one word."""

    object_key: str
    reason: str
    size: int


@dataclass(frozen=True)
class BodyStore:
    archive: Archive
    probe: AudioProbe

    def store(self, row: Recording, downloaded: DownloadedBody) -> StoredBody | QuarantinedBody:
        """Stores or quarantines a body. Raises BodyRejected if it must be requested again, and
        StorageFailed."""
        verdict = judge(downloaded.facts)
        _reject_doubtful(row, verdict.doubt)
        body = _body(downloaded, verdict)
        if verdict.quarantine:
            return self._quarantine(row, body, verdict.quarantine)
        audio = self._decoded(row, body)
        if audio is None:
            return self._quarantine(row, body, _UNREADABLE)
        try:
            return StoredBody(self.archive.store(row, body), audio, verdict.doubt)
        except Conflict:
            return self._keep_existing(row, downloaded.path)

    def adopt(self, row: Recording, found: FoundAudio, path: Path) -> StoredBody | QuarantinedBody:
        """Adopts audio that an earlier execution stored, after reading and decoding it."""
        stored = self.archive.fetch(found, path)
        try:
            return StoredBody(stored, self.probe.probe(path, found.extension))
        except BodyRejected as problem:
            return QuarantinedBody(stored.object_key, f"archived_{problem.reason}", stored.size)

    def _keep_existing(self, row: Recording, path: Path) -> StoredBody | QuarantinedBody:
        """Keeps the object that is already stored, although its bytes differ: RingCentral may have
        encoded the file again."""
        found = self.archive.find(row)
        if found is None:
            raise Conflict(f"the object of {row.key} was deleted while it was being stored")
        return self.adopt(row, found, path)

    def _decoded(self, row: Recording, body: Body) -> AudioFacts | None:
        """Decodes the audio. Returns None if it was unreadable too often to be requested again."""
        try:
            return self.probe.probe(body.path, body.extension)
        except BodyRejected as problem:
            if (
                problem.reason != _UNREADABLE
                or bodies_rejected(row, _UNREADABLE) < DOUBTFUL_BODY_RETRIES
            ):
                raise
            return None

    def _quarantine(self, row: Recording, body: Body, reason: str) -> QuarantinedBody:
        return QuarantinedBody(self.archive.quarantine(row, body), reason, body.digest.size)


def _reject_doubtful(row: Recording, doubt: str) -> None:
    if doubt and bodies_rejected(row, doubt) < DOUBTFUL_BODY_RETRIES:
        raise BodyRejected(doubt, "the body is doubtful and will be requested again")


def _body(downloaded: DownloadedBody, verdict: BodyVerdict) -> Body:
    return Body(
        path=downloaded.path,
        digest=downloaded.digest,
        extension=verdict.extension,
        content_type=verdict.content_type,
    )
