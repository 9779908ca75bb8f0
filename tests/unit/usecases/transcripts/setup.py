"""A stored recording, and the use cases of transcripts over fakes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property

from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.archive import Sidecar
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.transcripts.costs import Prices
from ringkeep.domain.transcripts.jobs import TranscriptionJob
from ringkeep.domain.transcripts.keys import redacted_result_key, result_key
from ringkeep.domain.transcripts.limits import TranscriptionLimits
from ringkeep.domain.transcripts.options import TranscriptionOptions
from ringkeep.domain.transcripts.policies import TranscriptionSettings
from ringkeep.usecases.transcripts.assess_recording import AssessRecording
from ringkeep.usecases.transcripts.read_transcription import ReadTranscription
from ringkeep.usecases.transcripts.request_transcription import RequestTranscription
from ringkeep.usecases.transcripts.settle_transcription import SettleTranscription
from ringkeep.usecases.transcripts.start_transcription import StartTranscription
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.fakes.state import MemoryStateStore
from tests.fakes.transcripts.transcription import (
    FixedOwners,
    MemoryResults,
    MemorySidecars,
    MemoryStartedJobs,
    MemoryTranscriptionJobs,
    MemoryTranscriptionSettings,
    MemoryTranscripts,
    RecordedStarts,
)
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending

REDACTED = TranscriptionOptions(language="en-US", redaction=True)
BUDGET_FOR_ONE = 24_000


def stored_row(**audio: object) -> Recording:
    facts = {"duration_seconds": 60.0, "channels": 2, **audio}
    return pending(state=RecordingState.STORED, audio=AUDIO.model_copy(update=facts))


@dataclass
class Transcribing:
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    rows: MemoryCallsTable = field(default_factory=MemoryCallsTable)
    jobs: MemoryTranscriptionJobs = field(default_factory=MemoryTranscriptionJobs)
    store: MemoryTranscripts = field(default_factory=MemoryTranscripts)
    results: MemoryResults = field(default_factory=MemoryResults)
    starts: RecordedStarts = field(default_factory=RecordedStarts)
    sidecars: MemorySidecars = field(default_factory=MemorySidecars)
    states: MemoryStateStore = field(default_factory=MemoryStateStore)
    settings: MemoryTranscriptionSettings = field(default_factory=MemoryTranscriptionSettings)
    owners: FixedOwners = field(default_factory=FixedOwners)
    prices: Prices = field(default_factory=Prices)

    @cached_property
    def assess(self) -> AssessRecording:
        limits = TranscriptionLimits()
        return AssessRecording(self.settings, self.sidecars, self.owners, limits, self.prices)

    @cached_property
    def started(self) -> MemoryStartedJobs:
        return MemoryStartedJobs(self.jobs)

    @cached_property
    def request(self) -> RequestTranscription:
        return RequestTranscription(
            self.assess,
            self.jobs,
            self.starts,
            self.clock,
            stack="stack",
            give_up_after=3600,
            starts=self.started,
        )

    @cached_property
    def start(self) -> StartTranscription:
        return StartTranscription(self.rows, self.jobs, self.clock, bucket="bucket")

    @cached_property
    def settle(self) -> SettleTranscription:
        return SettleTranscription(
            self.rows, self.jobs, self.store, self.results, self.prices, self.clock
        )

    @cached_property
    def read(self) -> ReadTranscription:
        return ReadTranscription(self.jobs, self.store, self.assess, self.clock)

    def stored(self, **audio: object) -> Recording:
        return self.rows.put_recording(stored_row(**audio))

    def row(self) -> Recording:
        (row,) = self.rows.rows.values()
        return row

    def decide(self, **settings: object) -> None:
        self.settings.decide("default", TranscriptionSettings.model_validate(settings))

    def hear(self, row: Recording, *peaks: float) -> None:
        self.sidecars.sidecars[row.key] = Sidecar(recording=row, peaks=(peaks,))

    def answer(self, job: TranscriptionJob, result: JsonObject | None) -> None:
        """What the service writes."""
        content = json.dumps(result).encode()
        self.results.objects[result_key(job.name)] = content
        if job.options.redaction:
            self.results.objects[redacted_result_key(job.name)] = content
