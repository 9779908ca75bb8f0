"""A RingCentral account that answers as told, and a rate limit that opens as told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.json import JsonObject
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.errors import RingkeepError
from ringkeep.usecases.recordings.ports import ContentManager, RecordingContent


@dataclass
class FakeContent:
    """A body in chunks; `breaks` is raised after the last of them."""

    body: bytes
    content_type: str = "audio/wav"
    content_length: int | None = None
    chunk_size: int = 4096
    breaks: RingkeepError | None = None

    @property
    def chunks(self) -> Iterator[bytes]:
        for start in range(0, len(self.body), self.chunk_size):
            yield self.body[start : start + self.chunk_size]
        if self.breaks is not None:
            raise self.breaks


@dataclass
class FakeSource:
    """`answers` are given in their order, the last one for ever; `log` is the call's record."""

    answers: list[FakeContent | RingkeepError]
    log: JsonObject | RingkeepError | None = None
    asked: list[Slot] = field(default_factory=list)
    log_asked: list[str] = field(default_factory=list)
    session: list[JsonObject] = field(default_factory=list)

    def open_recording(
        self, recording_id: str, account_id: str, content_uri: str, slot: Slot
    ) -> ContentManager:
        return self._answer(slot)

    @contextmanager
    def _answer(self, slot: Slot) -> Iterator[RecordingContent]:
        self.asked.append(slot)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, RingkeepError):
            raise answer
        yield answer

    def call_record(self, call_id: str, deadline: float, lane: Lane) -> JsonObject:
        self.log_asked.append(call_id)
        if isinstance(self.log, RingkeepError):
            raise self.log
        assert self.log is not None, "the test did not expect the log to be asked"
        return self.log

    def session_records(self, session_id: str, deadline: float, lane: Lane) -> Sequence[JsonObject]:
        return self.session


class FakeGate:
    """Answers `later` slots one by one, then lets everything through."""

    def __init__(self, later: Sequence[Slot] = ()) -> None:
        self.later = list(later)
        self.asked: list[Slot] = []
        self.cancelled: list[Slot] = []

    def admit(self, connection: Connection, slot: Slot) -> Slot | None:
        self.asked.append(slot)
        return self.later.pop(0) if self.later else None

    def cancel(self, connection: Connection, slot: Slot) -> None:
        self.cancelled.append(slot)
