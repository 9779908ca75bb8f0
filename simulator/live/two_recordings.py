"""A call with two recordings: an automatic one of a party, and one on demand of the whole session."""

from __future__ import annotations

from simulator.live.call import LiveCall, Script


def two_recordings(call: LiveCall) -> Script:
    """The automatic recording starts with the call. During the talk the user starts another one."""
    line = call.inbound(call.plan.user)
    call.ring(line)
    yield call.plan.ring
    call.answer(line)
    yield call.plan.talk / 2
    if call.plan.recorded:
        line.party.recordings.append(call.switchboard.new_recording("OnDemand", "Session"))
        call.switchboard.update(line, line.party.code)
    yield call.plan.talk / 2
    call.end(line)
