"""Decides what to do with a body: store it, put it into quarantine, or reject it so that it is
requested again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from ringkeep.domain.recordings.archive import AudioFacts, Body, FoundAudio, StoredObject
from ringkeep.domain.recordings.bodies import (
    HEAD_BYTES,
    MP3,
    TRUNCATED,
    WRONG_LENGTH,
    BodyVerdict,
    judge,
    promises_more,
    verdict_of_wrong_length,
)
from ringkeep.domain.recordings.lifecycle import asks_again, bodies_rejected
from ringkeep.domain.recordings.mp3 import frame_promise, id3_end
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.errors import BodyRejected, Conflict
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.download import DownloadedBody
from ringkeep.usecases.recordings.ports import Archive, AudioProbe

_UNREADABLE: Final = "unreadable"
_MISSING_SECONDS: Final = 1.0
"""A frame count that promises this much more than was decoded is not a matter of rounding."""


class StoredBody(NamedTuple):
    """Audio in the archive, verified and decoded. `doubts` say in one word each why the file may not be
    the whole recording."""

    stored: StoredObject
    audio: AudioFacts
    doubts: tuple[str, ...] = ()


class QuarantinedBody(NamedTuple):
    """Bytes in quarantine. `reason` is one word."""

    object_key: str
    reason: str
    size: int


@dataclass(frozen=True)
class BodyStore:
    archive: Archive
    probe: AudioProbe
    delays: RetryDelays
    clock: Clock

    def store(self, row: Recording, downloaded: DownloadedBody) -> StoredBody | QuarantinedBody:
        """Stores or quarantines a body. Raises BodyRejected if it must be requested again, and
        StorageFailed."""
        verdict = self._judged(row, downloaded)
        self._reject_doubtful(row, verdict.doubt)
        body = _body(downloaded, verdict)
        if verdict.quarantine:
            return self._quarantine(row, body, verdict.quarantine)
        return self._store_audio(row, body, verdict)

    def _judged(self, row: Recording, downloaded: DownloadedBody) -> BodyVerdict:
        """A body of the wrong length is accepted, for the quarantine, if a further request is of no
        use."""
        retries, now = self.delays.truncated_body_retries, self.clock.now()
        try:
            return judge(downloaded.facts)
        except BodyRejected as problem:
            worth_keeping = problem.reason in WRONG_LENGTH and downloaded.facts.size
            if not worth_keeping or asks_again(row, problem.reason, retries, now, self.delays):
                raise
            return verdict_of_wrong_length(downloaded.facts, problem.reason)

    def _store_audio(
        self, row: Recording, body: Body, verdict: BodyVerdict
    ) -> StoredBody | QuarantinedBody:
        audio = self._decoded(row, body)
        if audio is None:
            return self._quarantine(row, body, _UNREADABLE)
        doubt = verdict.doubt or _doubt_of(body.path, body.extension, audio)
        self._reject_doubtful(row, doubt)
        try:
            return StoredBody(self.archive.store(row, body), audio, (doubt,) if doubt else ())
        except Conflict:
            return self._keep_existing(row, body.path)

    def adopt(self, row: Recording, found: FoundAudio, path: Path) -> StoredBody | QuarantinedBody:
        """Adopts audio that an earlier execution stored, after reading and decoding it."""
        stored = self.archive.fetch(found, path)
        try:
            audio = self.probe.probe(path, found.extension)
        except BodyRejected as problem:
            return QuarantinedBody(stored.object_key, f"archived_{problem.reason}", stored.size)
        return StoredBody(stored, audio, self._doubts_of_adopted(row, found, path, audio))

    def _doubts_of_adopted(
        self, row: Recording, found: FoundAudio, path: Path, audio: AudioFacts
    ) -> tuple[str, ...]:
        """The execution that stored the audio may have had its doubts without time to note them."""
        accepted = bodies_rejected(row, TRUNCATED) > 0 and not self._asks_again(row, TRUNCATED)
        doubt = TRUNCATED if accepted else _doubt_of(path, found.extension, audio)
        return (doubt,) if doubt else ()

    def _asks_again(self, row: Recording, reason: str) -> bool:
        retries = self.delays.doubtful_body_retries
        return asks_again(row, reason, retries, self.clock.now(), self.delays)

    def _reject_doubtful(self, row: Recording, doubt: str) -> None:
        if doubt and self._asks_again(row, doubt):
            raise BodyRejected(doubt, "the body is doubtful and will be requested again")

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
            if problem.reason != _UNREADABLE or self._asks_again(row, _UNREADABLE):
                raise
            return None

    def _quarantine(self, row: Recording, body: Body, reason: str) -> QuarantinedBody:
        return QuarantinedBody(self.archive.quarantine(row, body), reason, body.digest.size)


def _doubt_of(path: Path, kind: str, audio: AudioFacts) -> str:
    """Returns `truncated` if the file's own header promises more than the file holds. A long tag may
    stand before the first frame of an MP3."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if kind == MP3:
            file.seek(id3_end(head))
            head = file.read(HEAD_BYTES)
    promise = frame_promise(head) if kind == MP3 else None
    if promise is not None and promise.seconds > audio.duration_seconds + _MISSING_SECONDS:
        return TRUNCATED
    return TRUNCATED if promises_more(head, path.stat().st_size, kind) else ""


def _body(downloaded: DownloadedBody, verdict: BodyVerdict) -> Body:
    return Body(
        path=downloaded.path,
        digest=downloaded.digest,
        extension=verdict.extension,
        content_type=verdict.content_type,
    )
