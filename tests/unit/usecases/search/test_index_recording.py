"""The index of one recording: only differences are written, and a process may die at any moment."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

import pytest

from ringkeep.domain.recordings.calls import parse_call
from ringkeep.domain.recordings.lifecycle import stored
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.search.documents import ListKey, NoteText
from ringkeep.domain.search.keys import Field
from ringkeep.errors import Conflict
from ringkeep.usecases.search.index_recording import IndexRecording, IndexResult
from tests.fakes.search.recordings import MemoryRecordings
from tests.fakes.search.search_index import (
    MemorySearchIndex,
    MemorySummaries,
    MemoryWrittenDocuments,
)
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending, raw_call

CALL = parse_call(
    raw_call(**{"from": {"phoneNumber": "+15551234567", "name": "Ann Lee", "extensionId": "9001"}})
)
WORDS = "please refund the invoice of the refund"


class Setup:
    def __init__(self) -> None:
        self.recordings = MemoryRecordings(queues={"9001"})
        self.index = MemorySearchIndex()
        self.documents = MemoryWrittenDocuments()

    @property
    def use_case(self) -> IndexRecording:
        found = self.recordings
        return IndexRecording(found, found, found, self.index, self.documents, found)

    def values(self, field: Field) -> set[str]:
        return {name.value for (name, _) in self.index.content() if name.field is field}


def row(**changes: object) -> Recording:
    return stored(pending(extension_id="101"), AUDIO, NOW).model_copy(update=changes)


def indexed(text: str = WORDS) -> Setup:
    setup = Setup()
    setup.recordings.put(row(), call=CALL, text=text)
    setup.use_case(row().key)
    return setup


def test_a_recording_is_found_by_its_row_its_call_and_its_words() -> None:
    setup = indexed()
    assert setup.values(Field.WORD) >= {"please", "refund", "invoice", "ann", "lee", "r1", "c1"}
    assert "the" not in setup.values(Field.WORD)
    assert setup.values(Field.QUEUE) == {"9001"}
    assert setup.values(Field.EXTENSION) == {"101"}
    assert setup.values(Field.STATE) == {"stored"}
    assert "123456" in setup.values(Field.NUMBER)


def test_the_same_again_writes_nothing() -> None:
    setup = indexed()
    before = setup.index.writes
    assert setup.use_case(row().key) == IndexResult()
    assert setup.index.writes == before


def test_a_new_transcript_writes_the_difference() -> None:
    setup = indexed()
    setup.recordings.put(row(), text=WORDS.replace("invoice", "receipt"))
    assert setup.use_case(row().key) == IndexResult(put=1, removed=1)
    assert "receipt" in setup.values(Field.WORD)
    assert "invoice" not in setup.values(Field.WORD)


def test_the_index_is_the_same_whatever_was_written_before() -> None:
    setup = indexed("another text altogether")
    setup.recordings.put(row(), text=WORDS)
    setup.use_case(row().key)
    assert setup.index.content() == indexed().index.content()


@pytest.mark.parametrize("how", ["erased", "open again", "removed"])
def test_no_posting_is_left_of_an_erased_recording(how: str) -> None:
    setup = indexed()
    if how == "erased":
        setup.recordings.stored.clear()
    if how == "open again":
        setup.recordings.put(pending())
    (setup.use_case.remove if how == "removed" else setup.use_case)(row().key)
    assert setup.index.content() == {}
    assert setup.documents.documents == {}


def test_a_recording_that_began_at_another_time_moves() -> None:
    setup = indexed()
    moved = row(start_time=row().start_time - 90 * 86_400)
    setup.recordings.put(moved)
    setup.use_case(row().key)
    months = {month for _, month in setup.index.content()}
    keys = {key for found in setup.index.content().values() for key in found}
    assert (len(months), len(keys)) == (1, 1)


@pytest.mark.parametrize("writes", range(0, 40, 3))
def test_a_process_that_dies_leaves_nothing_behind(writes: int) -> None:
    """The next attempt completes the work; an erasure removes what the dead process wrote."""
    for then in ("again", "erased"):
        setup = indexed("one two three four")
        setup.recordings.put(row(), text=WORDS)
        setup.index.fails_after = writes
        with suppress(ConnectionError):
            setup.use_case(row().key)
        setup.index.fails_after = None
        if then == "erased":
            setup.recordings.stored.clear()
        setup.use_case(row().key)
        expected = indexed().index.content() if then == "again" else {}
        assert setup.index.content() == expected


def test_a_lost_table_is_written_again_and_what_is_too_much_is_removed() -> None:
    setup = indexed()
    setup.index.lists.clear()
    setup.index.known.clear()
    setup.index._sorted.clear()
    assert setup.use_case(row().key) == IndexResult(), "the documents say that all is written"
    assert setup.use_case.again(row().key).put > 0
    assert setup.index.content() == indexed().index.content()
    assert setup.index.known == indexed().index.known
    setup.recordings.stored.clear()
    setup.use_case.again(row().key)
    assert setup.index.content() == {}


def test_two_processes_that_index_one_recording_end_with_the_same() -> None:
    setup = indexed("one two")
    setup.recordings.put(row(), text=WORDS)
    read = setup.documents.read

    def overtaken(key: object) -> object:
        setup.documents.read = read  # type: ignore[method-assign]
        version = read(row().key)
        setup.use_case(row().key)
        return version

    setup.documents.read = overtaken  # type: ignore[method-assign, assignment]
    setup.use_case(row().key)
    assert setup.index.content() == indexed().index.content()


@pytest.mark.parametrize("erased", [True, False])
def test_postings_that_were_written_after_those_of_another_process_do_not_stay(
    erased: bool,
) -> None:
    setup = indexed("one two")
    setup.recordings.put(row(), text="three four")
    put = setup.index.put

    def overtaken(service: str, sort_key: str, postings: Mapping[ListKey, bytes]) -> None:
        setup.index.put = put  # type: ignore[method-assign]
        if erased:
            setup.recordings.stored.clear()
            setup.use_case.remove(row().key)
        else:
            setup.recordings.put(row(), text=WORDS)
            setup.use_case(row().key)
        put(service, sort_key, postings)

    setup.index.put = overtaken  # type: ignore[method-assign]
    setup.use_case(row().key)
    assert setup.index.content() == ({} if erased else indexed().index.content())
    assert bool(setup.documents.documents) == (not erased)


def test_a_process_that_is_always_overtaken_gives_up() -> None:
    setup = indexed("one two")
    setup.recordings.put(row(), text=WORDS)
    setup.documents.read = lambda _: None  # type: ignore[method-assign, assignment]
    with pytest.raises(Conflict):
        setup.use_case(row().key)


def test_a_call_of_700_words_costs_less_than_450_writes() -> None:
    """365 of them are distinct, one in six very common. All lists have the month already."""
    text = " ".join(f"word{number % 365}" for number in range(700))
    setup = indexed(text)
    months = sum(map(len, setup.index.known.values()))
    assert setup.index.writes - months <= 450
    assert len([value for value in setup.values(Field.WORD) if value.startswith("word")]) == 365


def test_a_recording_has_a_summary_as_long_as_it_is_searchable() -> None:
    setup = Setup()
    summaries = MemorySummaries()
    use_case = replace(setup.use_case, summaries=summaries)
    setup.recordings.put(row(), call=CALL)
    for _ in range(2):
        use_case(row().key)
    (summary,) = summaries.objects.values()
    assert (summary.recording, summary.has_transcript) == ("default:a1:r1", False)
    assert summaries.writes == 1
    setup.recordings.put(row(state=RecordingState.PENDING))
    use_case(row().key)
    assert summaries.objects == {}


def test_tags_and_words_of_notes_are_found_and_removed() -> None:
    setup = indexed()
    key = row().key
    setup.recordings.tags[key] = ["Late  Fee", "Billing"]
    setup.recordings.notes[key] = [NoteText(1, "promised a refund"), NoteText(3, "of 20 dollars")]
    setup.use_case(key)
    assert setup.values(Field.TAG) == {"late fee", "billing"}
    assert setup.values(Field.NOTE) == {"promised", "refund", "20", "dollars"}
    assert "promised" not in setup.values(Field.WORD), "what was said is searched apart from notes"
    setup.recordings.notes[key] = [NoteText(3, "of 20 dollars")]
    setup.recordings.tags.clear()
    assert setup.use_case(key) == IndexResult(removed=4)
    assert setup.values(Field.NOTE) == {"20", "dollars"}
    assert setup.values(Field.TAG) == set()


def test_a_change_of_one_note_writes_nothing_of_another() -> None:
    setup = indexed()
    key = row().key
    setup.recordings.notes[key] = [NoteText(1, "one two"), NoteText(2, "three four three")]
    setup.use_case(key)
    setup.recordings.notes[key] = [NoteText(1, "one five"), NoteText(2, "three four three")]
    assert setup.use_case(key) == IndexResult(put=1, removed=1)
    setup.recordings.notes[key] = [NoteText(2, "three four three")]
    assert setup.use_case(key) == IndexResult(removed=2)
