"""A call that a voicemail screens: the caller speaks to the mailbox while the user may listen."""

from __future__ import annotations

from simulator.live.call import LiveCall, Script


def screened(call: LiveCall) -> Script:
    """The phone rings, then the mailbox takes the call. The option `screening_code` has the code."""
    line = call.inbound(call.plan.user)
    call.ring(line)
    yield call.plan.ring
    call.switchboard.update(line, call.switchboard.account.options.screening_code)
    yield call.plan.talk
    call.end(line, "Voicemail")
