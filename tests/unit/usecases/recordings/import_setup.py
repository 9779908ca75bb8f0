"""An import with fakes: one call with one recording, and the fakes around it."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import SecretStr

from ringkeep.audio.probe import SoundfileProbe
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Connection, Credentials
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.calls import parse_call
from ringkeep.domain.recordings.imports import ImportRequest, import_request
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.usecases.recordings.import_recording import ImportRecording
from ringkeep.usecases.recordings.import_result import ImportResult
from ringkeep.usecases.recordings.long_runs import UNBOUNDED, LongRuns
from ringkeep.usecases.recordings.ports import Archive, AudioProbe, CallsTable
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.archive import MemoryArchive
from tests.fakes.recordings.audio_files import wav_bytes
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.fakes.recordings.content import FakeContent, FakeGate, FakeSource
from tests.unit.domain.recordings.example_rows import DELAYS, NOW, pending, raw_call

AUDIO = wav_bytes(60)
MAXIMUM_BYTES = 10_000_000
CONNECTION = Connection(
    server_url="https://platform.example",
    client_id="id",
    client_secret=SecretStr("secret"),
    users=(Credentials(jwt=SecretStr("jwt")),),
)


def slot(start_at: float = NOW, user: str = "user-1") -> Slot:
    return Slot(user=user, group="heavy", ticket="t1", start_at=start_at, lane=Lane.FRESH)


def content(body: bytes = AUDIO, **changes: object) -> FakeContent:
    created = FakeContent(body, content_length=len(body))
    for name, value in changes.items():
        setattr(created, name, value)
    return created


@dataclass
class ImportSetup:
    """One dispatched recording, the fakes and the use case. `time_left` is in seconds."""

    source: FakeSource = field(default_factory=lambda: FakeSource([content()]))
    gate: FakeGate = field(default_factory=FakeGate)
    table: MemoryCallsTable = field(default_factory=MemoryCallsTable)
    archive: MemoryArchive = field(default_factory=MemoryArchive)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    time_left: float = 600
    row: Recording = field(default_factory=pending)
    places: LongRuns = UNBOUNDED

    def __post_init__(self) -> None:
        self.table.put_call(AccountRef("default", "a1"), parse_call(raw_call()))
        self.row = self.table.put_recording(self.row)
        self.dispatch()

    def dispatch(self) -> None:
        """Dispatches the row, as the scheduler does when it is due."""
        now = self.clock.now()
        self.row = self.table.put_recording(lifecycle.dispatched(self.stored, now, now, DELAYS))

    @property
    def stored(self) -> Recording:
        row = self.table.recording(self.row.key)
        assert row is not None
        return row

    @property
    def request(self) -> ImportRequest:
        return import_request(self.row, slot(self.clock.now()))

    def use_case(
        self,
        calls: CallsTable | None = None,
        archive: Archive | None = None,
        probe: AudioProbe | None = None,
    ) -> ImportRecording:
        return ImportRecording(
            calls=calls or self.table,
            archive=archive or self.archive,
            gate=self.gate,
            source=self.source,
            probe=probe or SoundfileProbe(),
            clock=self.clock,
            delays=DELAYS,
            maximum_bytes=MAXIMUM_BYTES,
            places=self.places,
        )

    def run(self, request: ImportRequest | None = None) -> ImportResult:
        deadline = self.clock.now() + self.time_left
        return self.use_case().run(request or self.request, CONNECTION, deadline)

    def run_again(self) -> ImportResult:
        """Runs the next execution when the row is due."""
        self.clock.advance(max(0.0, self.stored.due_at - self.clock.now()))
        self.dispatch()
        return self.run()
