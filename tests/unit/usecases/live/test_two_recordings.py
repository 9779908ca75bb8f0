"""Two recordings of one call: each keeps its id, its mode and its view."""

from __future__ import annotations

from itertools import permutations

import pytest

from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.calls import EndedCall
from ringkeep.domain.live.recording_kinds import RecordingKind, RunningRecording
from ringkeep.domain.live.sessions import ANNOUNCED_LIMIT
from tests.unit.domain.live.notifications import NOW, USER_B, party, telephony
from tests.unit.usecases.live.live_setup import LiveSetup

RECORDINGS: list[JsonObject] = [
    {"id": "r1", "active": True, "mode": "Automatic", "view": "Party"},
    {"id": "r2", "active": True, "mode": "OnDemand", "view": "Session"},
]


@pytest.fixture
def live() -> LiveSetup:
    return LiveSetup()


def ended(live: LiveSetup) -> EndedCall:
    (call,) = live.hints.ended
    return call


def test_the_page_shows_which_recordings_run(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 9, party("Answered", recordings=RECORDINGS)))
    row = live.row()
    assert row.recording
    assert row.recordings == (
        RunningRecording(id="r1", mode="Automatic", view="Party"),
        RunningRecording(id="r2", mode="OnDemand", view="Session"),
    )


def test_a_recording_that_stops_leaves_the_other_running(live: LiveSetup) -> None:
    live.receive(telephony(1, NOW - 9, party("Answered", recordings=RECORDINGS)))
    stopped = [RECORDINGS[0], {"id": "r2", "active": False}]
    live.receive(telephony(2, NOW - 8, party("Answered", recordings=stopped)))
    assert [each.id for each in live.row().recordings] == ["r1"]


def test_both_recordings_are_announced_with_their_kinds(live: LiveSetup) -> None:
    live.receive(
        telephony(1, NOW - 9, party("Answered", recordings=RECORDINGS)),
        telephony(2, NOW - 8, party("Disconnected")),
    )
    assert ended(live).recording_ids == ("r1", "r2")
    assert ended(live).recording_kinds == {
        "r1": RecordingKind("Automatic", "Party"),
        "r2": RecordingKind("OnDemand", "Session"),
    }


def test_a_session_recording_that_every_party_reports_is_announced_once(live: LiveSetup) -> None:
    both = (
        party("Answered", recordings=RECORDINGS),
        party("Answered", USER_B, recordings=RECORDINGS),
    )
    live.receive(telephony(1, NOW - 9, *both))
    live.receive(telephony(2, NOW - 8, party("Disconnected"), party("Disconnected", USER_B)))
    assert [id_ for call in live.hints.ended for id_ in call.recording_ids] == ["r1", "r2"]


EVENTS: list[list[JsonObject]] = [
    [{"id": "r1", "active": True}],
    [{"id": "r1", "active": True, "mode": "automatic"}],
    [{"id": "r1", "active": True, "view": "PARTY"}],
]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_mode_and_view_arrive_in_any_order_and_spelling(
    live: LiveSetup, order: tuple[int, ...]
) -> None:
    for number in order:
        live.receive(telephony(number, NOW - 9, party("Answered", recordings=EVENTS[number])))
    live.receive(telephony(9, NOW - 2, party("Disconnected")))
    assert ended(live).recording_kinds == {"r1": RecordingKind("Automatic", "Party")}


@pytest.mark.parametrize("word", [None, 7, [], {"a": 1}, "", "Stereo"])
def test_an_unknown_mode_costs_nothing_else(live: LiveSetup, word: object) -> None:
    recordings = [{"id": "r1", "active": True, "mode": word, "view": "Session"}]
    live.receive(telephony(1, NOW - 9, party("Answered", recordings=recordings)))
    (running,) = live.row().recordings
    assert (running.id, running.view) == ("r1", "Session")


def test_recordings_without_mode_and_view_are_shown_as_before(live: LiveSetup) -> None:
    live.receive(
        telephony(1, NOW - 9, party("Answered", recordings=[{"id": "r1", "active": True}]))
    )
    assert live.row().recording
    assert live.row().recordings == (RunningRecording(id="r1"),)


def test_the_place_of_a_recording_counts_over_the_whole_session(live: LiveSetup) -> None:
    first = [{"id": f"a{n:02}", "active": True} for n in range(15)]
    second = [{"id": f"b{n:02}", "active": True} for n in range(15)]
    live.receive(telephony(1, NOW - 9, party("Disconnected", recordings=first)))
    live.receive(telephony(2, NOW - 8, party("Disconnected", USER_B, recordings=second)))
    assert [call.announced_before for call in live.hints.ended] == [0, 15]


def test_the_recordings_of_a_session_are_announced_once_however_many_there_are(
    live: LiveSetup,
) -> None:
    parties = [
        party(
            "Disconnected",
            f"{9000 + n}",
            recordings=[{"id": f"{n}-{each}"} for each in range(40)],
        )
        for n in range(10)
    ]
    live.receive(telephony(1, NOW - 9, *parties))
    assert sum(len(call.recording_ids) for call in live.hints.ended) == ANNOUNCED_LIMIT
    live.hints.ended.clear()
    live.receive(telephony(2, NOW - 8, parties[0]))
    assert live.hints.ended == []
