"""Live calls: records in the call log, and steps by hand."""

from __future__ import annotations

import pytest

from tests.unit.simulator.live.live_account import LiveAccount


def test_the_record_and_the_audio_appear_after_their_delays(live: LiveAccount) -> None:
    live.start("direct", ring=1, talk=9)
    live.pass_time(10)
    (call,) = live.account.calls.values()
    (recording,) = call.recordings
    assert 15 <= (call.visible_at - call.end).total_seconds() <= 30
    assert (recording.ready_at - call.end).total_seconds() == 30
    assert recording.appears_at == call.visible_at


def test_the_delays_are_options(live: LiveAccount) -> None:
    options = live.account.options
    options.log_delay_min = options.log_delay_max = 2
    options.ready_delay = 7
    live.play("direct")
    (call,) = live.account.calls.values()
    assert (call.visible_at - call.end).total_seconds() == 2
    assert (call.recordings[0].ready_at - call.end).total_seconds() == 7


def test_the_end_of_a_call_is_final_in_presence(live: LiveAccount) -> None:
    live.play("direct")
    last = live.presence_of(live.users[0])[-1]
    (ended,) = last["activeCalls"]
    assert (ended["telephonyStatus"], ended["terminationType"]) == ("NoCall", "final")


def test_steps_by_hand(live: LiveAccount) -> None:
    call = live.start("direct", by_hand=True)
    live.pass_time(1000)
    assert live.codes(1) == ["Setup"]
    for action in ("ring", "answer", "hold", "unhold", "end"):
        live.calls.step(call.id, action)
    assert call.over
    assert live.codes(1)[1:] == ["Proceeding", "Answered", "Hold", "Answered", "Disconnected"]


def test_a_call_can_be_missed_by_hand(live: LiveAccount) -> None:
    call = live.start("direct", by_hand=True)
    for action in ("ring", "miss"):
        live.calls.step(call.id, action)
    assert live.parties[-1]["missedCall"] is True


def test_ending_all_calls_stops_their_scripts(live: LiveAccount) -> None:
    call = live.start("direct")
    assert live.calls.end_all() == 1
    events = len(live.telephony)
    live.pass_time(100)
    assert call.over
    assert len(live.telephony) == events


def test_an_unknown_step_is_refused(live: LiveAccount) -> None:
    call = live.start("direct", by_hand=True)
    with pytest.raises(KeyError):
        live.calls.step(call.id, "dance")


def test_a_step_of_an_ended_call_is_refused(live: LiveAccount) -> None:
    call = live.start("direct", by_hand=True)
    live.calls.step(call.id, "end")
    with pytest.raises(ValueError, match="no user"):
        live.calls.step(call.id, "hold")


def test_an_unknown_kind_is_refused(live: LiveAccount) -> None:
    with pytest.raises(ValueError, match="kinds of calls"):
        live.start("séance")


def test_only_direct_calls_can_be_stepped(live: LiveAccount) -> None:
    with pytest.raises(ValueError, match="by hand"):
        live.start("queue", by_hand=True)
