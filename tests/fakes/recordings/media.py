"""In-memory plays and files. They pass the contract tests of their ports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from ringkeep.domain.access.audit import AuditEntry, ObjectRef
from ringkeep.domain.recordings.plays import Play, StoredFile
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.errors import Conflict, RingkeepError
from ringkeep.usecases.recordings.media_ports import Listened


@dataclass
class MemoryAuditEntries:
    """AuditEntries and AuditLog. `failure` is raised instead of writing."""

    entries: dict[str, AuditEntry] = field(default_factory=dict)
    failure: RingkeepError | None = None

    def add(self, entry: AuditEntry) -> None:
        if self.failure:
            raise self.failure
        if entry.id in self.entries:
            raise Conflict("the entry exists")
        self.entries[entry.id] = entry

    @property
    def actions(self) -> list[str]:
        return [each.action for each in self.entries.values()]

    def by_object(self, object_: ObjectRef, start: float, end: float) -> Iterator[AuditEntry]:
        return (it for it in self.by_time(start, end) if it.object == object_)

    def by_person(self, actor_key: str, start: float, end: float) -> Iterator[AuditEntry]:
        return (it for it in self.by_time(start, end) if it.actor.key == actor_key)

    def by_time(self, start: float, end: float) -> Iterator[AuditEntry]:
        newest = sorted(self.entries.values(), key=lambda it: it.id, reverse=True)
        return (it for it in newest if start <= it.at <= end)


@dataclass
class MemoryPlays:
    audit: MemoryAuditEntries = field(default_factory=MemoryAuditEntries)
    plays: dict[tuple[str, str], Play] = field(default_factory=dict)
    heard: dict[tuple[str, RecordingKey], Listened] = field(default_factory=dict)

    def begin(self, play: Play, entry: AuditEntry) -> None:
        if (play.user_id, play.id) in self.plays:
            raise Conflict("the play exists")
        self.audit.add(entry)
        self.plays[play.user_id, play.id] = play

    def play(self, user_id: str, play_id: str) -> Play | None:
        return self.plays.get((user_id, play_id))

    def listened(self, user_id: str, recording: RecordingKey) -> Listened:
        return self.heard.get((user_id, recording), Listened())

    def put_listened(
        self, user_id: str, recording: RecordingKey, listened: Listened, expires_at: float
    ) -> None:
        if self.listened(user_id, recording).version != listened.version - 1:
            raise Conflict("another page was faster")
        self.heard[user_id, recording] = listened


@dataclass
class MemoryMedia:
    """`gone` has the keys of erased objects. All others have one version."""

    gone: set[str] = field(default_factory=set)

    def version(self, object_key: str) -> str | None:
        return None if object_key in self.gone else "v1"

    def signed_url(self, file: StoredFile, disposition: str, seconds: int) -> str:
        query = f"versionId={file.version}&X-Amz-Expires={seconds}&d={quote(disposition)}"
        return f"https://recordings.s3.us-east-1.amazonaws.com/{file.object_key}?{query}"
