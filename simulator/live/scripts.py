"""How calls proceed: one script for each kind of call that the live board has to understand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from simulator.live.call import LiveCall, Script, end_of
from simulator.live.model import End, Line
from simulator.live.screened import screened
from simulator.live.two_recordings import two_recordings

_MENU_SECONDS = 2.0
_CONNECT_SECONDS = 0.3  # between the events of the two ends of a connection


def direct(call: LiveCall) -> Script:
    line = call.inbound(call.plan.user)
    yield from _ring_and_answer(call, line)
    yield call.plan.talk
    call.end(line)


def outbound(call: LiveCall) -> Script:
    own = call.outbound(call.plan.user, call.plan.caller)
    far = call.far_end(own)
    call.setup(own)
    call.switchboard.update(far, "Proceeding")
    call.switchboard.update(own, "Proceeding")
    yield call.plan.ring
    yield from _connect(call, far, own)
    yield call.plan.talk
    call.end(own)
    call.end(far)


def internal(call: LiveCall) -> Script:
    """Two users of the account in one session, with a party each."""
    own, other = _call_colleague(call)
    yield call.plan.ring
    yield from _connect(call, other, own)
    yield call.plan.talk
    call.end(own)
    call.end(other)


def queue(call: LiveCall) -> Script:
    """The queue takes the call, all agents' phones ring, and the first agent answers."""
    waiting = call.inbound(call.plan.queue, queue=call.plan.queue)
    call.ring(waiting)
    call.answer(waiting)
    yield _CONNECT_SECONDS
    agents = [
        call.inbound(agent, waiting.session, queue=call.plan.queue) for agent in call.plan.users
    ]
    for line in agents:
        call.ring(line)
    yield call.plan.ring
    call.answer_queue(agents[0])
    yield call.plan.talk
    call.end(agents[0])


def transfer(call: LiveCall) -> Script:
    """A blind transfer: the same session, another user, a second recording."""
    line = call.inbound(call.plan.user)
    yield from _ring_and_answer(call, line)
    yield call.plan.talk / 2
    second = call.inbound(call.plan.colleague, line.session)
    call.leave(line, "BlindTransfer")
    yield from _ring_and_answer(call, second)
    yield call.plan.talk / 2
    call.end(second)


def attended_transfer(call: LiveCall) -> Script:
    """The user calls a colleague first. The first session ends as Gone and names the second."""
    line = call.inbound(call.plan.user)
    yield from _ring_and_answer(call, line)
    yield call.plan.talk / 3
    call.hold(line)
    own, other = _call_colleague(call)
    yield call.plan.ring
    yield from _connect(call, other, own)
    yield call.plan.talk / 3
    call.leave(line, "AttendedTransfer", peer=own)
    call.end(own, "AttendedTransfer")
    yield call.plan.talk / 3
    call.end(other)


def hold(call: LiveCall) -> Script:
    yield from _interrupted(call, call.hold, call.unhold)


def recording_paused(call: LiveCall) -> Script:
    """The recording pauses, for example while the caller reads out a card number."""
    yield from _interrupted(
        call,
        lambda line: call.set_recording_paused(line, True),
        lambda line: call.set_recording_paused(line, False),
    )


def ivr(call: LiveCall) -> Script:
    """The menu's party ends in the middle of the call, before the first event of the user's."""
    first = call.inbound(call.plan.menu)
    call.ring(first)
    call.answer(first)
    yield _MENU_SECONDS
    line = call.inbound(call.plan.user, first.session)
    call.end(first, "CallerInputRedirect")
    yield _CONNECT_SECONDS
    yield from _ring_and_answer(call, line)
    yield call.plan.talk
    call.end(line)


def conference(call: LiveCall) -> Script:
    """All users and someone from outside. The sessionId of a conference is 0."""
    session = call.open_session("Conference", "0")
    lines = [call.outbound(call.plan.user, End(name="Conference"), session, role="Host")]
    for other in call.plan.users[1:]:
        host = end_of(call.plan.user)
        lines.append(call.inbound(other, session, caller=host, role="Participant"))
    lines.append(call.inbound(None, session, role="Participant"))
    for line in lines:
        call.ring(line)
        yield call.plan.ring / len(lines)
        call.answer(line)
    yield call.plan.talk
    for line in reversed(lines):
        call.end(line)


def simultaneous(call: LiveCall) -> Script:
    """A second call rings while the user talks. The user holds the first call and takes it."""
    first = call.inbound(call.plan.user)
    yield from _ring_and_answer(call, first)
    yield call.plan.talk / 3
    second = call.inbound(call.plan.user)
    call.ring(second)
    yield call.plan.ring
    call.hold(first)
    call.answer(second)
    yield call.plan.talk / 3
    call.end(second)
    call.unhold(first)
    yield call.plan.talk / 3
    call.end(first)


def missed(call: LiveCall) -> Script:
    line = call.inbound(call.plan.user)
    call.ring(line)
    yield call.plan.ring
    call.miss(line)


def voicemail(call: LiveCall) -> Script:
    line = call.inbound(call.plan.user)
    call.ring(line)
    yield call.plan.ring
    call.send_to_voicemail(line)
    yield call.plan.talk
    call.end(line, "Voicemail")


def parked(call: LiveCall) -> Script:
    """The user parks the call, and a colleague picks it up."""
    line = call.inbound(call.plan.user)
    yield from _ring_and_answer(call, line)
    yield call.plan.talk / 2
    call.park(line)
    yield call.plan.hold
    second = call.inbound(call.plan.colleague, line.session)
    call.end(line, "Pickup")
    call.setup(second)
    call.answer(second, "Pickup")
    yield call.plan.talk / 2
    call.end(second)


def _ring_and_answer(call: LiveCall, line: Line) -> Script:
    call.ring(line)
    yield call.plan.ring
    call.answer(line)


def _interrupted(
    call: LiveCall, interrupt: Callable[[Line], None], resume: Callable[[Line], None]
) -> Script:
    """A direct call with an interruption in its middle that lasts as long as `hold`."""
    line = call.inbound(call.plan.user)
    yield from _ring_and_answer(call, line)
    yield call.plan.talk / 2
    interrupt(line)
    yield call.plan.hold
    resume(line)
    yield call.plan.talk / 2
    call.end(line)


def _call_colleague(call: LiveCall) -> tuple[Line, Line]:
    """The user's and the colleague's line of a new session; both ring."""
    own = call.outbound(call.plan.user, end_of(call.plan.colleague))
    other = call.inbound(call.plan.colleague, own.session, caller=end_of(call.plan.user))
    call.ring(own, other)
    return own, other


def _connect(call: LiveCall, called: Line, calling: Line) -> Script:
    """The called end reports first that it is connected."""
    call.answer_unrecorded(called)
    yield _CONNECT_SECONDS
    call.answer(calling)


SCRIPTS: Mapping[str, Callable[[LiveCall], Script]] = {
    script.__name__: script
    for script in (
        direct,
        outbound,
        internal,
        queue,
        transfer,
        attended_transfer,
        hold,
        ivr,
        conference,
        simultaneous,
        missed,
        voicemail,
        parked,
        recording_paused,
        two_recordings,
        screened,
    )
}
