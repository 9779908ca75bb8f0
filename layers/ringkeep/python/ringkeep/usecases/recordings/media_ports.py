"""The ports of the use cases that open recordings for people. Adapters and fakes pass the same contract
tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.recordings.listening import Part
from ringkeep.domain.recordings.plays import Play, StoredFile
from ringkeep.domain.recordings.recordings import RecordingKey


class MediaObjects(Protocol):
    """The files of recordings in S3. Both methods raise StorageFailed."""

    def version(self, object_key: str) -> str | None:
        """Returns the present version of an object, None if it is gone. Empty: the bucket keeps none."""
        ...

    def signed_url(self, file: StoredFile, disposition: str, seconds: int) -> str:
        """Returns the address at which anyone can read this version for so many seconds.
        `disposition` is its Content-Disposition."""
        ...


@dataclass(frozen=True)
class Listened:
    """`version` is 0 if the person has listened to nothing."""

    parts: Sequence[Part] = ()
    version: int = 0


class Plays(Protocol):
    """The plays of each person, and which parts they have listened to. What is read is consistent."""

    def begin(self, play: Play, entry: AuditEntry) -> None:
        """Writes the play together with its audit entry, or neither."""
        ...

    def play(self, user_id: str, play_id: str) -> Play | None:
        """Returns a play of this person."""
        ...

    def listened(self, user_id: str, recording: RecordingKey) -> Listened: ...

    def put_listened(
        self, user_id: str, recording: RecordingKey, listened: Listened, expires_at: float
    ) -> None:
        """Writes the next version of what was read. Raises Conflict if another page was faster."""
        ...
