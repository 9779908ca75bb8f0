"""A stored, transcribed, indexed recording with a note, and its erasure over fakes."""

from __future__ import annotations

from typing import Any, cast

from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.archive import audio_key, sidecar_key, sidecar_of
from ringkeep.domain.recordings.calls import parse_call
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.domain.transcripts.jobs import TranscriptionJob
from ringkeep.usecases.access.audit_erasures import AuditErasures
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.requests import ChangeRequest
from ringkeep.usecases.recordings.erase_recording import EraseRecording, ErasureResult
from ringkeep.usecases.search.index_recording import IndexRecording
from ringkeep.usecases.transcripts.settle_transcription import JobEnd, JobResult
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.fakes.recordings.archive import MemoryArchive, MemoryObject
from tests.fakes.recordings.erasing import (
    MemoryErasableObjects,
    MemoryForgottenCalls,
    MemoryRecordingWork,
    MemoryTranscriptionRecords,
    Mortal,
)
from tests.fakes.search.recordings import MemoryRecordings
from tests.fakes.search.search_index import (
    MemorySearchIndex,
    MemorySummaries,
    MemoryWrittenDocuments,
)
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending, raw_call
from tests.unit.domain.transcripts.example_results import call as result
from tests.unit.usecases.transcripts.setup import Transcribing

ARN = "arn:aws:iam::1:user/owner"
REASON = "the customer asked for it"
NAME = "Alex Doe"
NUMBER = "+15550100"
RAW = raw_call(**{"from": {"name": NAME, "phoneNumber": NUMBER}})


class EraseSetup:
    """`left`: after so many calls of ports the process dies."""

    def __init__(self) -> None:
        self.transcribing = Transcribing()
        self.rows = self.transcribing.rows
        self.clock = self.transcribing.clock
        self.archive = MemoryArchive()
        self.index = MemorySearchIndex()
        self.written = MemoryWrittenDocuments()
        self.spoken = MemoryRecordings()
        self.work = MemoryRecordingWork()
        self.people = MemoryPeopleStore()
        self.transcripts: dict[str, Any] = self.transcribing.store.objects
        self.results: dict[str, Any] = self.transcribing.results.objects
        archived: dict[str, Any] = cast("dict[str, Any]", self.archive.objects)
        self.summaries = MemorySummaries()
        summaries: dict[str, Any] = cast("dict[str, Any]", self.summaries.objects)
        self.objects = MemoryErasableObjects(archived, self.transcripts, self.results, summaries)
        self.left = [10_000]

    def add(self, row: Recording | None = None) -> Recording:
        """Stores the recording with everything that can belong to one."""
        stored = lifecycle.stored(row or pending(), AUDIO, NOW)
        self.rows.put_recording(stored)
        self.rows.put_call(stored.account, parse_call(RAW))
        self.archive.objects[audio_key(stored, "mp3")] = MemoryObject(b"sound", "audio/mpeg")
        self.archive.write_sidecar(sidecar_of(stored, RAW))
        job = self.transcribe(self.row)
        self.transcribing.settle(
            job.key, job.revision, JobResult(end=JobEnd.COMPLETED, language="en-US")
        )
        self.spoken.calls[stored.key] = parse_call(RAW)
        self.spoken.texts[stored.key] = "please refund the invoice"
        self.work.notes[stored.key] = "a note"
        self.follow()
        return self.row

    def transcribe(self, row: Recording) -> TranscriptionJob:
        job = self.transcribing.request(row).job
        self.transcribing.answer(job, result())
        return job

    @property
    def row(self) -> Recording:
        return next(row for row in self.rows.rows.values() if row.recording_id == "r1")

    @property
    def key(self) -> RecordingKey:
        return self.row.key

    @property
    def indexing(self) -> IndexRecording:
        found = self.spoken
        return IndexRecording(
            self.rows, found, found, self.index, self.written, found, self.summaries
        )

    def follow(self) -> None:
        """What the stream of the table does after each change."""
        for key in list(self.rows.rows):
            self.indexing(key)

    @property
    def erase(self) -> EraseRecording:
        def mortal(port: object) -> Any:
            return Mortal(port, self.left)

        request = ChangeRequest(name=ARN)
        return EraseRecording(
            rows=mortal(self.rows),
            calls=mortal(MemoryForgottenCalls(self.rows)),
            decisions=mortal(self.archive),
            postings=mortal(self.indexing),
            work=mortal(self.work),
            transcriptions=mortal(MemoryTranscriptionRecords(self.transcribing.jobs)),
            objects=mortal(self.objects),
            audit=mortal(AuditErasures(Changes(self.people, self.clock), lambda: request)),
            clock=self.clock,
        )

    def run(self, reason: str = REASON) -> ErasureResult:
        erased = self.erase(self.key, reason)
        assert erased is not None
        return erased

    def audio_objects(self) -> list[str]:
        return [key for key in self.archive.objects if key.startswith("recordings/")]

    def sidecar(self) -> str:
        return sidecar_key(self.row)

    def everything(self) -> str:
        """All that is stored of the call anywhere, as text."""
        objects = [each.content for each in self.archive.objects.values()]
        calls = [call.raw for call in self.rows.calls.values()]
        stores = (
            [row.model_dump_json() for row in self.rows.rows.values()],
            calls,
            objects,
            self.transcripts,
            self.results,
            self.index.content(),
            self.written.documents,
            self.summaries.objects,
            self.work.notes,
            self.transcribing.jobs.jobs,
            self.people.entries,
        )
        return repr(stores)
