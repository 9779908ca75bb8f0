"""Prepared calls are in the archive and the table as if they had been imported and transcribed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from local.prepared_calls import Described, Loader
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.recordings.archive import sidecar_key
from ringkeep.domain.recordings.calls import parse_call
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.usecases.recordings.rebuild_index import RebuildIndex
from simulator import scenarios
from simulator.dialogues.library import Library, Made
from simulator.dialogues.speech import Utterance
from simulator.recordings import audio
from simulator.recordings.older_calls import described, older_calls
from simulator.testing import frozen_clock
from tests.fakes.clock import FakeClock
from tests.fakes.recordings.archive import MemoryArchive
from tests.fakes.recordings.calls_table import MemoryCallsTable, MemoryFoundCounts
from tests.fakes.transcripts.transcription import MemoryTranscripts

SAID = (Utterance("A", 0.1, 3.0, "How can I help?"), Utterance("C", 3.2, 6.0, "I want a refund."))


def described_calls() -> list[Described]:
    file = str(audio.FOLDER / "refund.mp3")
    made = [
        Made(str(n), "refund", "A", "Orders", "110", "Al Ba", n == 0, 1, file, 6.0, SAID)
        for n in range(3)
    ]
    account = scenarios.demo(clock=frozen_clock(), dialogues=Library(made))
    return [described(account, each, "http://127.0.0.1:1") for each in older_calls(account, 30)]


@pytest.fixture
def loader(tmp_path: Path) -> Loader:
    return Loader(
        "default",
        tmp_path,
        MemoryCallsTable(),
        MemoryFoundCounts(),
        MemoryArchive(),
        MemoryTranscripts(),
        FakeClock(),
    )


def test_each_has_its_file_its_sidecar_and_its_words(loader: Loader) -> None:
    rows = loader.load(described_calls())
    assert len(rows) == 3
    for row in rows:
        assert (row.state, row.doubts) == (RecordingState.STORED, ())
        assert row.audio is not None
        assert row.covered
        sidecar = loader.archive.read_sidecar(sidecar_key(row))
        assert sidecar.peaks
        assert sidecar.duration_matches_call
        assert sidecar.recording.audio == row.audio
        transcript = loader.transcripts.read(row, 1)
        assert transcript is not None
        assert row.transcript is not None
        assert row.transcript.words == sum(1 for _ in transcript.words) == 8
    assert sum(loader.counts.found_by_day(rows[0].account).values()) == 3


def test_the_index_can_be_rebuilt_from_what_is_written(loader: Loader) -> None:
    rows = loader.load(described_calls())
    calls = MemoryCallsTable()
    result = RebuildIndex(calls, loader.archive, FakeClock()).run("default")
    assert (result.stored, result.unreadable, result.orphans) == (3, 0, 0)
    for row in rows:
        rebuilt = calls.recording(row.key)
        assert rebuilt is not None
        assert rebuilt.audio == row.audio


def test_the_record_is_the_one_that_the_call_log_has(loader: Loader) -> None:
    all_described = described_calls()
    loader.load(all_described)
    for each in all_described:
        call = parse_call(each["record"])
        row = next(iter(loader.load([each])), None)
        assert row is None, "a second run changes nothing"
        account = AccountRef(loader.service, str(each["account_id"]))
        stored = loader.calls.call_versions(account, {call.id})
        assert stored == {call.id: call.version}


def test_a_call_without_words_gets_no_transcript(loader: Loader) -> None:
    silent: list[dict[str, Any]] = [{**each, "utterances": []} for each in described_calls()]
    assert {row.transcript for row in loader.load(silent)} == {None}
