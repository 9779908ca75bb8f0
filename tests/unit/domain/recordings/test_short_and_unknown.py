"""A recording that is named is asked for. Unknown is not short, and `finished` is the last word."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.services import Policy
from ringkeep.domain.json import JsonValue
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.calls import parse_call, recorded_parts
from ringkeep.domain.recordings.lifecycle import Finding
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from tests.unit.domain.recordings.example_rows import DELAYS, NOW, POLICY, finding, raw_call

TEN_SECONDS = Policy(minimum_duration_seconds=10)
RECORDING: JsonValue = {"id": "r1"}


def settled(**fields: JsonValue) -> bool:
    return parse_call(raw_call(**fields)).settled


def without_duration(**fields: JsonValue) -> Finding:
    """Returns a finding whose record has no duration but those of `fields`."""
    raw = {name: value for name, value in raw_call().items() if name != "duration"}
    call = parse_call({**raw, **fields})
    part = next(recorded_parts(call))
    return Finding(service="default", account_id="a1", call=call, part=part, source="poll", now=NOW)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"durationMs": 65000},
        {"durationMs": "65000"},
        {"duration": "65"},
        {"duration": " 65.9 "},
        {"duration": 0, "legs": [{"duration": 65, "recording": RECORDING}]},
        {"duration": 3, "durationMs": 65000},
        {"duration": None, "legs": [{"recording": RECORDING}, {"durationMs": 65000}]},
        {"duration": 0},
        {"duration": -1},
        {"duration": "soon"},
        {"duration": {}},
        {"duration": True},
        {"duration": float("nan")},
    ],
)
def test_an_unknown_duration_is_not_short_and_the_longest_one_counts(
    fields: dict[str, JsonValue],
) -> None:
    row = lifecycle.found(without_duration(**fields), TEN_SECONDS, DELAYS)
    assert row.state is RecordingState.PENDING
    assert row.duration_seconds in (0, 65)


@pytest.mark.parametrize("fields", [{"duration": 9}, {"durationMs": 9999}, {"duration": "9"}])
def test_a_duration_that_is_known_to_be_short_is_excluded(fields: dict[str, JsonValue]) -> None:
    row = lifecycle.found(without_duration(**fields), TEN_SECONDS, DELAYS)
    assert (row.state, row.reason) == (RecordingState.EXCLUDED, "too_short")


def test_the_end_of_a_call_follows_from_its_longest_duration() -> None:
    row = lifecycle.found(without_duration(duration=0, durationMs=65_500), POLICY, DELAYS)
    assert row.end_time - row.start_time == 65


@pytest.mark.parametrize(
    "fields",
    [
        {"shortRecording": True},
        {"shortRecording": "true"},
        {"legs": [{"shortRecording": True, "recording": RECORDING}]},
        {
            "legs": [
                {"shortRecording": True, "recording": RECORDING},
                {"duration": 58, "recording": RECORDING},
            ]
        },
    ],
)
def test_a_named_recording_is_asked_for_although_it_is_marked_as_short(
    fields: dict[str, JsonValue],
) -> None:
    row = lifecycle.found(without_duration(**fields), POLICY, DELAYS)
    assert (row.state, row.reason) == (RecordingState.PENDING, "")


def short_row() -> Recording:
    row = lifecycle.found(finding(shortRecording=True), POLICY, DELAYS)
    return lifecycle.dispatched(row, NOW, NOW, DELAYS)


def test_a_short_recording_is_asked_for_only_once() -> None:
    row = lifecycle.not_ready(short_row(), NOW, DELAYS)
    assert (row.state, row.reason) == (RecordingState.UNAVAILABLE, "short_recording")


def test_a_short_recording_whose_request_failed_is_asked_for_again() -> None:
    row = lifecycle.postponed(short_row(), "outage", 60, NOW)
    assert row.state is RecordingState.PENDING


def test_a_recording_that_one_leg_marks_as_short_and_another_does_not_is_tried_like_any_other() -> (
    None
):
    legs: JsonValue = [
        {"shortRecording": True, "recording": RECORDING},
        {"duration": 58, "recording": RECORDING},
    ]
    row = lifecycle.found(finding(legs=legs), POLICY, DELAYS)
    assert lifecycle.not_ready(row, NOW, DELAYS).state is RecordingState.PENDING


def test_a_short_recording_that_was_closed_without_a_request_is_opened_again_once() -> None:
    """As version 0.1.0 closed it."""
    found = lifecycle.found(finding(shortRecording=True), POLICY, DELAYS)
    closed = lifecycle.unavailable(found, "short_recording", NOW)
    again = lifecycle.found_again(closed, finding(shortRecording=True), POLICY, DELAYS)
    assert again is not None
    assert again.state is RecordingState.PENDING
    asked = lifecycle.not_ready(lifecycle.dispatched(again, NOW, NOW, DELAYS), NOW, DELAYS)
    assert lifecycle.found_again(asked, finding(shortRecording=True), POLICY, DELAYS) is None


@pytest.mark.parametrize(
    "result",
    ["IP Phone offline", "IP Phone Offline", "ResultInProgress", "in progress", " STOPPED "],
)
def test_results_are_compared_without_case_and_spaces(result: str) -> None:
    assert not settled(result=result, duration=0)
    assert settled(result=result, finished=True)
    assert settled(result=result, finished="true")


@pytest.mark.parametrize("finished", [False, "false"])
def test_a_call_that_is_not_finished_is_not_settled_whatever_its_result(
    finished: JsonValue,
) -> None:
    assert not settled(result="Accepted", finished=finished)


def test_a_deleted_record_is_settled() -> None:
    assert settled(result="In Progress", deleted=True)
