"""A fake source of recordings and a fake import gate, with responses that the test sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from ringkeep.domain.accounts.apps import LimitedApp
from ringkeep.domain.json import JsonObject
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.errors import RingkeepError
from ringkeep.usecases.recordings.ports import ContentManager, RecordingContent


@dataclass
class FakeContent:
    """A body in chunks. `error` is raised after the last chunk."""

    body: bytes
    content_type: str = "audio/wav"
    content_length: int | None = None
    chunk_size: int = 4096
    error: RingkeepError | None = None
    part: str = ""
    unasked_range: bool = False

    @property
    def chunks(self) -> Iterator[bytes]:
        for start in range(0, len(self.body), self.chunk_size):
            yield self.body[start : start + self.chunk_size]
        if self.error is not None:
            raise self.error


@dataclass
class FakeSource:
    """Returns `answers` in order and repeats the last one. `log` is the call log record of the call,
    `session` the records of its session."""

    answers: list[FakeContent | RingkeepError]
    log: JsonObject | RingkeepError | None = None
    downloads: list[Slot] = field(default_factory=list)
    log_requests: list[str] = field(default_factory=list)
    session: list[JsonObject] = field(default_factory=list)
    company: bool = True
    """Whether the call log is asked as a user who sees the whole company."""

    def sees_company(self) -> bool:
        return self.company

    def open_recording(
        self, recording_id: str, account_id: str, content_uri: str, slot: Slot
    ) -> ContentManager:
        return self._answer(slot)

    @contextmanager
    def _answer(self, slot: Slot) -> Iterator[RecordingContent]:
        self.downloads.append(slot)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, RingkeepError):
            raise answer
        yield answer

    def call_record(self, call_id: str, deadline: float, lane: Lane) -> JsonObject:
        self.log_requests.append(call_id)
        if isinstance(self.log, RingkeepError):
            raise self.log
        assert self.log is not None, "the test did not expect a request to the call log"
        return self.log

    def session_records(self, session_id: str, deadline: float, lane: Lane) -> Sequence[JsonObject]:
        return self.session


class FakeGate:
    """Returns the slots in `later` one by one, then admits everything."""

    def __init__(self, later: Sequence[Slot] = ()) -> None:
        self.later = list(later)
        self.checks: list[Slot] = []
        self.cancelled: list[Slot] = []

    def admit(self, connection: LimitedApp, slot: Slot) -> Slot | None:
        self.checks.append(slot)
        return self.later.pop(0) if self.later else None

    def cancel(self, connection: LimitedApp, slot: Slot) -> None:
        self.cancelled.append(slot)
