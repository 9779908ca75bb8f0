"""The recordings of one call."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ringkeep.domain.recordings.calls import Call, parse_call
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.search.recording_document import document_of
from ringkeep.usecases.recordings.find_conversation import MOST_PARTS, FindConversation
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.fakes.search.recordings import StoredRows
from tests.fakes.search.search_index import MemorySearchIndex
from tests.unit.domain.recordings.example_rows import AUDIO, pending, raw_call

FIRST = pending(session_id="77001", telephony_session_id="s-a0d17b3", revision=0)


@dataclass
class Stage:
    table: MemoryCallsTable = field(default_factory=MemoryCallsTable)
    index: MemorySearchIndex = field(default_factory=MemorySearchIndex)

    def stored(self, recording_id: str, *, after: float = 0.0, **changes: object) -> Recording:
        row = FIRST.model_copy(
            update={
                "recording_id": recording_id,
                "state": RecordingState.STORED,
                "audio": AUDIO,
                "start_time": FIRST.start_time + after,
                **changes,
            }
        )
        return self.indexed(row)

    def indexed(self, row: Recording) -> Recording:
        self.index.add(document_of(row, None, None, lambda _: False))
        return self.table.put_recording(row)

    def ids(self, row: Recording, call: Call | None = None) -> list[str]:
        find = FindConversation(self.index, StoredRows(self.table), self.table)
        return [part.row.recording_id for part in find(row, call)]


def test_a_transfer_is_found_by_the_session_of_its_records() -> None:
    stage = Stage()
    row = stage.stored("r1")
    stage.stored("r3", after=120, call_id="c3")
    stage.stored("r2", after=60, call_id="c2")
    stage.stored("other", session_id="77002", telephony_session_id="s-ffff", call_id="c4")
    assert stage.ids(row) == ["r1", "r2", "r3"]


def test_one_common_session_id_is_enough() -> None:
    stage = Stage()
    row = stage.stored("r1")
    stage.stored("by-session", call_id="c2", telephony_session_id="")
    stage.stored("by-telephony-session", call_id="c3", session_id="99")
    assert set(stage.ids(row)) == {"r1", "by-session", "by-telephony-session"}


def test_sessions_over_midnight_of_the_month_are_found() -> None:
    stage = Stage()
    last_minute = 1_796_083_200.0 - 60  # 2026-11-30 23:59 UTC
    row = stage.stored("r1", start_time=last_minute)
    stage.stored("r2", start_time=last_minute + 120, call_id="c2")
    assert stage.ids(row) == ["r1", "r2"]


def test_legs_of_a_record_are_found_before_they_are_imported() -> None:
    stage = Stage()
    call = parse_call(
        raw_call(
            legs=[
                leg("r2", "2026-11-18T10:41:00.000Z"),
                leg("r1", "2026-11-18T10:40:10.000Z"),
            ]
        )
    )
    row = stage.stored("r1")
    waiting = row.model_copy(
        update={"recording_id": "r2", "state": RecordingState.PENDING, "audio": None, "revision": 0}
    )
    stage.table.put_recording(waiting)
    assert stage.ids(row, call) == ["r1", "r2"]


def test_the_start_of_a_part_is_that_of_its_leg() -> None:
    stage = Stage()
    call = parse_call(raw_call(legs=[leg("r1", "2026-11-18T10:40:30.000Z")]))
    row = stage.stored("r1")
    (part,) = FindConversation(stage.index, StoredRows(stage.table), stage.table)(row, call)
    assert part.started_at == row.start_time + 30


def test_conferences_of_session_0_have_nothing_in_common() -> None:
    stage = Stage()
    row = stage.stored("r1", session_id="0", telephony_session_id="", call_id="c1")
    stage.stored("r2", session_id="0", telephony_session_id="", call_id="c2")
    assert stage.ids(row) == ["r1"]


def test_the_same_words_in_another_account_or_a_transcript_are_no_conversation() -> None:
    stage = Stage()
    row = stage.stored("r1")
    stage.stored("r2", account_id="a2", call_id="c2")
    stage.stored("r3", session_id="5", telephony_session_id="77001", call_id="c3", content_uri="")
    found = stage.ids(row)
    assert "r2" not in found
    assert found.count("r1") == 1


def test_a_conversation_is_bounded_and_has_the_recording_itself() -> None:
    stage = Stage()
    row = stage.stored("r1")
    for number in range(2 * MOST_PARTS):
        stage.stored(f"x{number}", after=number, call_id=f"c{number}")
    found = stage.ids(row)
    assert len(found) == MOST_PARTS
    assert "r1" in found


def leg(recording_id: str, start: str) -> dict[str, Any]:
    return {
        "startTime": start,
        "duration": 20,
        "recording": {"id": recording_id, "type": "Automatic"},
    }
