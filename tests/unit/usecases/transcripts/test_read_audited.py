"""No unredacted text and no transcript as a file without an entry of the audit log."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.authority import RightMissing
from ringkeep.domain.access.rights import Right
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.transcripts.formats import TranscriptFormat
from ringkeep.errors import StorageFailed
from ringkeep.usecases.transcripts.read_audited import ReadAudited
from ringkeep.usecases.transcripts.settle_transcription import JobEnd, JobResult
from tests.fakes.recordings.media import MemoryAuditEntries
from tests.unit.domain.transcripts.example_results import call
from tests.unit.usecases.recordings.media_setup import asking, person
from tests.unit.usecases.transcripts.setup import REDACTED, Transcribing

READER = asking(person("ann", Right.PLAY))
SEES_ALL = asking(person("eve", Right.PLAY, Right.SEE_UNREDACTED))


class Reading:
    def __init__(self) -> None:
        self.setup = Transcribing()
        self.audit = MemoryAuditEntries()
        self.read = ReadAudited(self.setup.read, self.audit, self.setup.clock)

    def transcribed(self) -> Recording:
        self.setup.decide(options=REDACTED)
        job = self.setup.request(self.setup.stored()).job
        self.setup.answer(job, call())
        result = JobResult(end=JobEnd.COMPLETED, language="en-US")
        self.setup.settle(job.key, job.revision, result)
        return self.setup.row()


@pytest.fixture
def reading() -> Reading:
    return Reading()


def test_redacted_text_on_the_page_is_no_entry(reading: Reading) -> None:
    assert reading.read(READER, reading.transcribed()).transcript
    assert reading.audit.actions == []


def test_unredacted_text_is_an_entry_each_time(reading: Reading) -> None:
    row = reading.transcribed()
    for _ in range(2):
        assert reading.read(SEES_ALL, row, unredacted=True).transcript
    assert reading.audit.actions == ["transcripts.see_unredacted"] * 2
    entry = next(iter(reading.audit.entries.values()))
    assert (entry.actor.id, entry.object.id) == ("eve-id", "default:a1:r1")
    assert dict(entry.after) == {"revision": 1}


def test_a_file_is_an_entry_with_its_format_and_whether_it_is_redacted(reading: Reading) -> None:
    row = reading.transcribed()
    reading.read.file(READER, row, TranscriptFormat.TEXT)
    reading.read.file(SEES_ALL, row, TranscriptFormat.JSON, unredacted=True)
    assert reading.audit.actions == ["transcripts.download"] * 2
    assert [dict(it.after) for it in reading.audit.entries.values()] == [
        {"revision": 1, "format": TranscriptFormat.TEXT.value, "unredacted": False},
        {"revision": 1, "format": "json", "unredacted": True},
    ]


def test_what_was_not_read_is_no_entry(reading: Reading) -> None:
    row = reading.setup.stored()
    assert reading.read(SEES_ALL, row, unredacted=True).transcript is None
    assert reading.read.file(READER, row, TranscriptFormat.JSON) is None
    with pytest.raises(RightMissing):
        reading.read(READER, row, unredacted=True)
    with pytest.raises(RightMissing):
        reading.read.file(READER, row, TranscriptFormat.JSON, unredacted=True)
    assert reading.audit.actions == []


def test_without_the_entry_no_text_is_answered(reading: Reading) -> None:
    row = reading.transcribed()
    reading.audit.failure = StorageFailed("no answer")
    with pytest.raises(StorageFailed):
        reading.read(SEES_ALL, row, unredacted=True)
    with pytest.raises(StorageFailed):
        reading.read.file(READER, row, TranscriptFormat.JSON)
