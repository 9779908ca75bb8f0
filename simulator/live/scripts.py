"""How calls go: one script for each kind that the live board has to understand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from simulator.live.call import LiveCall, Script, end_of
from simulator.live.model import End, Line

_MENU_SECONDS = 2.0
_HANDSET_SECONDS = 0.3  # until both ends have said that they talk


def direct(call: LiveCall) -> Script:
    line = call.inbound(call.plan.user)
    call.ring(line)
    yield call.plan.ring
    call.answer(line)
    yield call.plan.talk
    call.end(line)


def outbound(call: LiveCall) -> Script:
    own = call.outbound(call.plan.user, call.plan.caller)
    far = call.far_end(own)
    call.board.tell(own, "Setup")
    call.board.tell(far, "Proceeding")
    call.board.tell(own, "Proceeding")
    yield call.plan.ring
    yield from _answered(call, far, own)
    yield call.plan.talk
    call.end(own)
    call.end(far)


def internal(call: LiveCall) -> Script:
    """Two of the account's people on one session, a party each."""
    one, two = call.plan.user, call.plan.target
    own = call.outbound(one, end_of(two))
    other = call.inbound(two, own.session, caller=end_of(one))
    call.ring(own, other)
    yield call.plan.ring
    yield from _answered(call, other, own)
    yield call.plan.talk
    call.end(own)
    call.end(other)


def queue(call: LiveCall) -> Script:
    """The queue takes the call, all agents' phones ring, the first of them answers."""
    yield from _queue_rings(call)
    (winner, *_) = [line for line in call.open_lines if line.party.extension is call.plan.user]
    yield call.plan.ring
    call.answer_for_group(winner)
    yield call.plan.talk
    call.end(winner)


def _queue_rings(call: LiveCall) -> Script:
    waiting = call.inbound(call.plan.queue, queue=call.plan.queue)
    call.ring(waiting)
    call.answer(waiting)
    yield _HANDSET_SECONDS
    for agent in call.plan.users:
        call.ring(call.inbound(agent, waiting.session, queue=call.plan.queue))


def transfer(call: LiveCall) -> Script:
    """The user sends the caller on: the same session, another person, a recording more."""
    line = call.inbound(call.plan.user)
    call.ring(line)
    yield call.plan.ring
    call.answer(line)
    yield call.plan.talk / 2
    onward = call.inbound(call.plan.target, line.session)
    call.gone(line, "BlindTransfer")
    call.ring(onward)
    yield call.plan.ring
    call.answer(onward)
    yield call.plan.talk / 2
    call.end(onward)


def gone(call: LiveCall) -> Script:
    """The user asks a colleague first: the caller's session ends as Gone and names the other."""
    line = call.inbound(call.plan.user)
    call.ring(line)
    yield call.plan.ring
    call.answer(line)
    yield call.plan.talk / 3
    call.hold(line)
    own = call.outbound(call.plan.user, end_of(call.plan.target))
    other = call.inbound(call.plan.target, own.session, caller=end_of(call.plan.user))
    call.ring(own, other)
    yield call.plan.ring
    yield from _answered(call, other, own)
    yield call.plan.talk / 3
    call.gone(line, "AttendedTransfer", peer=own)
    call.end(own, "AttendedTransfer")
    yield call.plan.talk / 3
    call.end(other)


def hold(call: LiveCall) -> Script:
    line = call.inbound(call.plan.user)
    call.ring(line)
    yield call.plan.ring
    call.answer(line)
    yield call.plan.talk / 2
    call.hold(line)
    yield call.plan.hold
    call.unhold(line)
    yield call.plan.talk / 2
    call.end(line)


def ivr(call: LiveCall) -> Script:
    """The menu's party says Disconnected in the middle, before anything is told of the user's."""
    menu = call.inbound(call.plan.menu)
    call.ring(menu)
    call.answer(menu)
    yield _MENU_SECONDS
    line = call.inbound(call.plan.user, menu.session)
    call.end(menu, "CallerInputRedirect")
    yield _HANDSET_SECONDS
    call.ring(line)
    yield call.plan.ring
    call.answer(line)
    yield call.plan.talk
    call.end(line)


def conference(call: LiveCall) -> Script:
    """All the users and somebody from outside; the session's older id is 0."""
    session = call.session("Conference", "0")
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
    """A second call rings while the user talks; the first is held until it is over."""
    first = call.inbound(call.plan.user)
    call.ring(first)
    yield call.plan.ring
    call.answer(first)
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
    call.voicemail(line)
    yield call.plan.talk
    call.end(line, "Voicemail")


def parked(call: LiveCall) -> Script:
    """The user parks the caller; a colleague picks the call up."""
    line = call.inbound(call.plan.user)
    call.ring(line)
    yield call.plan.ring
    call.answer(line)
    yield call.plan.talk / 2
    call.park(line)
    yield call.plan.hold
    picked_up = call.inbound(call.plan.target, line.session)
    call.end(line, "Pickup")
    call.board.tell(picked_up, "Setup")
    call.answer(picked_up, "Pickup")
    yield call.plan.talk / 2
    call.end(picked_up)


def paused(call: LiveCall) -> Script:
    """The recording pauses, as while a card number is told."""
    line = call.inbound(call.plan.user)
    call.ring(line)
    yield call.plan.ring
    call.answer(line)
    yield call.plan.talk / 2
    call.pause(line, True)
    yield call.plan.hold
    call.pause(line, False)
    yield call.plan.talk / 2
    call.end(line)


def _answered(call: LiveCall, other: Line, own: Line) -> Script:
    """Whoever is called says so first."""
    call.board.tell(other, "Answered")
    yield _HANDSET_SECONDS
    call.answer(own)


SCRIPTS: Mapping[str, Callable[[LiveCall], Script]] = {
    script.__name__: script
    for script in (
        direct,
        outbound,
        internal,
        queue,
        transfer,
        gone,
        hold,
        ivr,
        conference,
        simultaneous,
        missed,
        voicemail,
        parked,
        paused,
    )
}


def begin_by_hand(call: LiveCall) -> None:
    """The lines of a call that somebody steps through; they are in Setup."""
    kind, plan = call.plan.kind, call.plan
    if kind == "direct":
        lines = [call.inbound(plan.user)]
    elif kind == "outbound":
        own = call.outbound(plan.user, plan.caller)
        lines = [own, call.far_end(own)]
    elif kind == "internal":
        own = call.outbound(plan.user, end_of(plan.target))
        other = call.inbound(plan.target, own.session, caller=end_of(plan.user))
        lines = [own, other]
    elif kind == "queue":
        waiting = call.inbound(plan.queue, queue=plan.queue)
        agents = [call.inbound(each, waiting.session, queue=plan.queue) for each in plan.users]
        lines = [waiting, *agents]
    else:
        raise ValueError(f"a {kind} call cannot be stepped from its beginning")
    for line in lines:
        call.board.tell(line, "Setup")
