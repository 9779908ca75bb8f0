"""The trace of one recording."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.calls import parse_call
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.usecases.recordings.trace_recording import ObjectFacts, RecordingTracer, Trace
from tests.fakes.recordings.calls_table import MemoryCallsTable
from tests.unit.domain.recordings.example_rows import AUDIO, DELAYS, NOW, pending, raw_call

OWNERS = (AccountRef("default", "a1"),)


class Setup:
    def __init__(self, *rows: Recording) -> None:
        self.calls = MemoryCallsTable()
        self.objects: dict[str, ObjectFacts] = {}
        self.tracer = RecordingTracer(self.calls, self, lambda row: f"run-{row.dispatch}")
        for row in rows:
            self.calls.put_recording(row)

    def facts(self, key: str) -> ObjectFacts | None:
        return self.objects.get(key)

    def add_object(self, key: str, size: int) -> None:
        self.objects[key] = ObjectFacts(key=key, size=size)

    def trace(self) -> Trace:
        (trace,) = self.tracer.trace("r1", OWNERS)
        return trace


def test_an_unknown_recording_has_no_trace() -> None:
    assert Setup(pending()).tracer.trace("unknown", OWNERS) == []


def test_the_same_id_in_two_accounts_gives_two_traces() -> None:
    setup = Setup(pending(), pending(account_id="a2"))
    traces = setup.tracer.trace(
        "r1", [AccountRef("default", "a1"), AccountRef("default", "a2"), AccountRef("x", "a1")]
    )
    assert [trace.recording.account_id for trace in traces] == ["a1", "a2"]


def test_the_trace_of_a_pending_recording_has_its_call_and_next_attempt() -> None:
    setup = Setup(pending(due_at=NOW + 60))
    setup.calls.put_call(AccountRef("default", "a1"), parse_call(raw_call()))
    trace = setup.trace()
    assert trace.next_attempt_at == NOW + 60
    assert trace.call is not None
    assert trace.call["id"] == "c1"
    assert (trace.objects, trace.missing, trace.doubts) == ((), (), ())


def test_a_hint_without_a_call_can_be_traced() -> None:
    assert Setup(pending(call_id="")).trace().call is None


def test_the_trace_of_a_stored_recording_has_its_file_and_sidecar() -> None:
    setup = Setup(lifecycle.stored(pending(dispatch=2), AUDIO, NOW))
    setup.add_object(AUDIO.object_key, AUDIO.size)
    setup.add_object("recordings/default/a1/2026/11/18/r1.json", 900)
    trace = setup.trace()
    assert [facts.size for facts in trace.objects] == [10, 900]
    assert trace.executions == ("run-2", "run-1")
    assert (trace.next_attempt_at, trace.doubts) == (None, ())


def test_a_missing_file_is_reported() -> None:
    trace = Setup(lifecycle.stored(pending(), AUDIO, NOW)).trace()
    assert AUDIO.object_key in trace.missing
    assert "is missing from the archive" in trace.doubts[0]


def test_a_file_of_another_size_is_reported() -> None:
    setup = Setup(lifecycle.stored(pending(), AUDIO, NOW))
    setup.add_object(AUDIO.object_key, 9)
    assert "has 9 bytes, the row says 10" in " ".join(setup.trace().doubts)


def test_a_stored_row_without_a_file_is_reported() -> None:
    row = lifecycle.stored(pending(), AUDIO, NOW).model_copy(update={"audio": None})
    assert "does not name a file" in Setup(row).trace().doubts[0]


@pytest.mark.parametrize("state", ["lost", "unavailable"])
def test_the_trace_of_a_recording_without_a_file_has_its_decision(state: str) -> None:
    setup = Setup(getattr(lifecycle, state)(pending(), "deleted", NOW))
    setup.add_object("decisions/default/a1/2026/11/18/r1.json", 500)
    trace = setup.trace()
    assert [facts.size for facts in trace.objects] == [500]
    assert trace.recording.reason == "deleted"


def test_the_trace_has_only_the_latest_executions() -> None:
    row = lifecycle.dispatched(pending(dispatch=41), NOW, NOW, DELAYS)
    assert Setup(row).trace().executions == tuple(f"run-{n}" for n in range(42, 32, -1))
