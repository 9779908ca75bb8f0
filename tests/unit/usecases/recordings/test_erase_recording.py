"""An erased recording leaves a row and a decision as evidence, and nothing that was said, or by whom."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.recordings.archive import decision_key
from ringkeep.domain.recordings.calls import parse_call
from ringkeep.domain.recordings.erasing import posting_places
from ringkeep.domain.recordings.hints import Hint, hinted_again
from ringkeep.domain.recordings.history_sentences import history_of
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.domain.search.documents import ListKey
from ringkeep.domain.search.keys import Field
from ringkeep.domain.work.keys import copy_key
from ringkeep.errors import ErasureRefused
from ringkeep.usecases.recordings.rebuild_index import RebuildIndex
from ringkeep.usecases.transcripts.restore_pointers import RestorePointers
from ringkeep.usecases.transcripts.settle_transcription import JobEnd, JobResult
from tests.fakes.recordings.call_log import FakeCallLog
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.fakes.recordings.erasing import ProcessDied
from tests.unit.domain.recordings.example_rows import NOW, pending, raw_call
from tests.unit.domain.transcripts.example_results import call as result
from tests.unit.usecases.recordings.erase_setup import ARN, NAME, NUMBER, RAW, REASON, EraseSetup
from tests.unit.usecases.recordings.poll_setup import PollSetup

ACCOUNT = AccountRef("default", "a1")


@pytest.fixture
def setup() -> EraseSetup:
    setup = EraseSetup()
    setup.add()
    return setup


def requires_nothing_left(setup: EraseSetup) -> None:
    row = setup.row
    assert (row.state, row.reason) == (RecordingState.ERASED, "erased")
    assert (row.audio, row.transcript, row.tags, row.content_uri) == (None, None, (), "")
    assert setup.index.content() == {}
    assert (setup.written.documents, setup.summaries.objects) == ({}, {})
    assert list(setup.archive.objects) == [decision_key(row)]
    assert (setup.transcripts, setup.results, setup.work.notes) == ({}, {}, {})
    assert setup.transcribing.jobs.jobs == {}
    text = setup.everything()
    for secret in (NAME, NUMBER, "refund", "Doe", "sound", "a note"):
        assert secret not in text


def test_the_recording_has_everything_that_is_to_be_erased(setup: EraseSetup) -> None:
    """Otherwise the tests below would prove nothing."""
    text = setup.everything()
    for secret in (NAME, NUMBER, "refund", "sound", "a note"):
        assert secret in text
    assert setup.row.transcript is not None
    assert len(setup.audio_objects()) == 2
    assert {name.value for name, _ in setup.index.content() if name.field is Field.WORD} > {
        "refund"
    }


def test_an_erased_recording_leaves_nothing_but_evidence(setup: EraseSetup) -> None:
    before = setup.row
    result = setup.run()
    requires_nothing_left(setup)
    assert result.objects == 5  # audio, sidecar, summary, transcript, result
    erasure = setup.row.erasure
    assert erasure is not None
    assert (erasure.by, erasure.reason, erasure.at) == (ARN, REASON, NOW)
    kept = ("recording_id", "call_id", "session_id", "start_time", "extension_id", "covered")
    assert setup.row.model_dump(include=set(kept)) == before.model_dump(include=set(kept))


def test_a_copy_of_notes_that_was_made_meanwhile_goes_too(setup: EraseSetup) -> None:
    """The function that copies them may have read them just before, and written just after."""
    setup.work.late.append("a note")
    setup.run()
    requires_nothing_left(setup)


def test_an_erased_call_leaves_no_posting(setup: EraseSetup) -> None:
    setup.run()
    setup.follow()
    setup.indexing.again(setup.key)
    assert setup.index.content() == {}
    assert setup.written.documents == {}


def test_its_decision_in_s3_says_the_same(setup: EraseSetup) -> None:
    setup.run()
    decision = setup.archive.read_decision(decision_key(setup.row))
    assert decision.call_raw is None
    assert decision.recording.erasure == setup.row.erasure
    assert decision.recording.reason == "erased"


def test_it_has_one_audit_entry(setup: EraseSetup) -> None:
    setup.run()
    setup.run()
    (entry,) = setup.people.entries.values()
    assert (entry.action, entry.actor.name) == ("recordings.erase", ARN)
    assert (entry.object.kind, entry.object.id) == ("recording", "default:a1:r1")
    assert entry.after["reason"] == REASON


def test_the_history_says_it_in_plain_words(setup: EraseSetup) -> None:
    setup.run()
    *_, begun, done = history_of(setup.row)
    assert (begun.sentence, begun.reason) == (f"Its erasure began: {REASON}.", "erasing")
    assert (done.sentence, done.reason) == ("It was erased.", "erased")


def calls_of_a_run() -> int:
    setup = EraseSetup()
    setup.add()
    setup.run()
    return 10_000 - setup.left[0]


@pytest.mark.parametrize("after", range(calls_of_a_run()))
def test_after_a_failure_anywhere_the_same_command_goes_on(after: int) -> None:
    setup = EraseSetup()
    setup.add()
    setup.left = [after]
    with pytest.raises(ProcessDied):
        setup.run()
    setup.follow()
    if setup.row.state is RecordingState.ERASED:
        assert setup.index.content() == {}
    setup.left = [10_000]
    setup.run("another reason")
    requires_nothing_left(setup)
    assert len(setup.people.entries) == 1


@pytest.mark.parametrize("after", range(calls_of_a_run()))
def test_it_never_counts_as_erased_before_it_is(after: int) -> None:
    setup = EraseSetup()
    setup.add()
    setup.left = [after]
    with pytest.raises(ProcessDied):
        setup.run()
    if setup.row.reason == "erased":
        requires_nothing_left(setup)


def test_a_legal_hold_on_anything_that_is_to_go_is_seen_before_the_mark(setup: EraseSetup) -> None:
    """Half an erasure would be the worst answer."""
    for place in (*posting_places(setup.row), copy_key(setup.key)):
        held: dict[str, object] = {place: "held"}
        setup.objects.stores = (held,)
        setup.objects.holds = {place}
        with pytest.raises(ErasureRefused, match="nothing was erased"):
            setup.run()
        assert setup.row.state is RecordingState.STORED
        assert held


def test_a_legal_hold_refuses_it_with_a_sentence_and_nothing_changes(setup: EraseSetup) -> None:
    setup.objects.holds.add(setup.sidecar())
    before = setup.everything()
    with pytest.raises(ErasureRefused, match="by a legal hold, so nothing was erased"):
        setup.run()
    assert setup.everything() == before


@pytest.mark.parametrize("deletion", [1, 2, 3, 4])
def test_a_transcription_that_someone_starts_at_the_same_moment_is_waited_for(
    setup: EraseSetup, monkeypatch: pytest.MonkeyPatch, deletion: int
) -> None:
    """They read the row before the mark, and wrote their job after the erasure had asked for jobs. Amazon
    Transcribe then writes the words down."""
    before, delete = setup.row, setup.objects.delete
    deletions: list[object] = []

    def delete_meanwhile(beginnings: Iterable[str]) -> int:
        deletions.append(beginnings)
        if len(deletions) == deletion:
            setup.transcribing.request(before, again=True)
        return delete(beginnings)

    monkeypatch.setattr(setup.objects, "delete", delete_meanwhile)
    with pytest.raises(ErasureRefused, match="being transcribed"):
        setup.run()
    assert setup.row.reason == "erasing"
    job = setup.transcribing.jobs.newest(setup.key)
    assert job is not None
    setup.transcribing.answer(job, result())
    setup.transcribing.settle(
        job.key, job.revision, JobResult(end=JobEnd.COMPLETED, language="en-US")
    )
    setup.run()
    requires_nothing_left(setup)


def test_a_recording_that_is_being_imported_is_refused(setup: EraseSetup) -> None:
    claimed = {"state": RecordingState.IMPORTING, "claimed_until": NOW + 60}
    setup.rows.put_recording(setup.row.model_copy(update=claimed))
    with pytest.raises(ErasureRefused, match="being imported"):
        setup.run()
    setup.clock.advance(61)
    setup.run()
    requires_nothing_left(setup)


def test_a_recording_that_waits_for_its_import_is_never_imported() -> None:
    setup = EraseSetup()
    setup.rows.put_recording(pending())
    setup.run()
    assert not setup.row.state.open
    assert (setup.row.state, setup.row.due_at) == (RecordingState.ERASED, 0.0)


def test_a_running_transcription_is_waited_for_and_writes_nothing(setup: EraseSetup) -> None:
    setup.transcribing.request(setup.row, again=True)
    job = setup.transcribing.jobs.newest(setup.key)
    assert job is not None and job.state.is_open
    with pytest.raises(ErasureRefused, match="being transcribed"):
        setup.run()
    assert (setup.row.state, setup.row.reason) == (RecordingState.ERASED, "erasing")
    result = JobResult(end=JobEnd.COMPLETED, language="en-US")
    setup.transcribing.settle(job.key, job.revision, result)
    setup.run()
    requires_nothing_left(setup)


def test_an_unknown_recording_is_none(setup: EraseSetup) -> None:
    unknown = setup.key.model_copy(update={"recording_id": "r9"})
    assert setup.erase(unknown, REASON) is None


def test_the_record_of_a_call_stays_while_another_recording_of_it_does() -> None:
    setup = EraseSetup()
    leg = {"startTime": raw_call()["startTime"], "duration": 5, "recording": {"id": "r2"}}
    setup.add()
    setup.rows.calls.clear()
    setup.rows.put_call(ACCOUNT, parse_call({**RAW, "legs": [leg]}))
    other = pending(recording_id="r2", state=RecordingState.STORED, revision=0)
    setup.rows.put_recording(other)
    setup.run()
    assert setup.rows.call_raw(ACCOUNT, "c1") == {**RAW, "legs": [leg]}
    setup.erase(other.key, REASON)
    assert NUMBER not in setup.everything()


@pytest.mark.parametrize("source", ["poll", "hourly", "nightly", "weekly"])
def test_no_poll_and_no_sweep_brings_it_back(setup: EraseSetup, source: str) -> None:
    setup.run()
    newer = {**RAW, "lastModifiedTime": "2026-11-18T11:00:00.000Z"}
    polled = PollSetup(FakeCallLog([newer]))
    polled.calls.rows.update(setup.rows.rows)
    polled.calls.calls.update(setup.rows.calls)
    before = setup.row
    polled.poll(source)  # type: ignore[arg-type] # a parameter of the test
    assert polled.calls.rows == {before.key: before}
    assert NUMBER not in repr([call.raw for call in polled.calls.calls.values()])


def test_no_event_brings_it_back(setup: EraseSetup) -> None:
    setup.run()
    hint = Hint(
        service="default",
        account_id="a1",
        recording_id="r1",
        telephony_session_id="s-1",
        started_at=NOW + 50,
        ended_at=NOW + 100,
        mode="OnDemand",
        view="Session",
    )
    assert hinted_again(setup.row, hint, NOW + 200, 0.0) is None


@pytest.mark.parametrize("after", [None, *range(6, calls_of_a_run())])
def test_rebuilding_the_index_does_not_bring_it_back(after: int | None) -> None:
    """Also not while its erasure was interrupted: the decision is written before anything is deleted."""
    setup = EraseSetup()
    setup.add()
    setup.left = [10_000 if after is None else after]
    with suppress(ProcessDied):
        setup.run()
    if setup.row.state is not RecordingState.ERASED:
        return
    key, table = setup.key, MemoryCallsTable()
    RebuildIndex(table, setup.archive, setup.clock).run("default")
    RestorePointers(table, setup.transcribing.store, setup.transcribing.store, setup.clock).run(
        "default"
    )
    row = table.rows[key]
    assert (row.state, row.transcript, row.erasure) == (
        RecordingState.ERASED,
        None,
        setup.row.erasure,
    )
    assert table.call_raw(ACCOUNT, "c1") is None


def test_words_of_what_ringcentral_answered_do_not_stay(setup: EraseSetup) -> None:
    row = setup.row.with_history(NOW, "refused", f"again in 5 s {NAME} was asked at {NUMBER}")
    setup.rows.put_recording(row)
    setup.run()
    assert NUMBER not in setup.row.model_dump_json()
    assert ListKey(Field.WORD, "doe") not in {
        ListKey(name.field, name.value) for name, _ in setup.index.content()
    }
