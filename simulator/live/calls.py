"""All live calls: started by a script's name, played on the timeline, or stepped through by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count

from simulator.directory.extensions import Extension
from simulator.live.call import LiveCall, LivePlan
from simulator.live.model import Line
from simulator.live.scripts import SCRIPTS, begin_by_hand
from simulator.live.switchboard import Switchboard

_REMEMBERED = 2000
Step = Callable[[LiveCall, Line], None]


class LiveCalls:
    def __init__(self, board: Switchboard) -> None:
        self.board = board
        self.calls: dict[str, LiveCall] = {}
        self._numbers = count(1)

    def start(self, plan: LivePlan) -> LiveCall:
        """Plays the beginning at once. Raises ValueError for a kind that there is not."""
        if plan.kind not in SCRIPTS:
            raise ValueError(f"the kinds of calls are {', '.join(SCRIPTS)}")
        with self.board.timeline.lock:
            call = LiveCall(f"live-{next(self._numbers)}", plan, self.board)
            if plan.by_hand:
                begin_by_hand(call)
            else:
                call.script = SCRIPTS[plan.kind](call)
                self._go_on(call)
            self._remember(call)
            return call

    def step(self, call_id: str, action: str, extension: Extension | None = None) -> LiveCall:
        """One step by hand, of the extension's line or else of the first that is still open.

        Raises KeyError for an unknown call or action, ValueError where there is nobody to act.
        """
        with self.board.timeline.lock:
            call = self.calls[call_id]
            if action == "end" and extension is None:
                call.end_all()
            elif action == "ring":
                call.ring(*(line for line in call.open_lines if line.party.code == "Setup"))
            elif action == "transfer":
                self._transfer(call, extension)
            else:
                _STEPS[action](call, _line_of(call, extension))
            return call

    def end_all(self) -> int:
        """Ends every call, and how many there were."""
        with self.board.timeline.lock:
            open_calls = [call for call in self.calls.values() if not call.over]
            for call in open_calls:
                call.end_all()
            return len(open_calls)

    def engaged(self) -> set[int]:
        """Everybody whom a call that is not over is about, or will be."""
        open_calls = (call for call in self.calls.values() if not call.over)
        return {user.id for call in open_calls for user in call.plan.users}

    def _go_on(self, call: LiveCall) -> None:
        if call.script is None:
            return
        pause = next(call.script, None)
        if pause is None:
            call.script = call.next_step = None
        else:
            call.next_step = self.board.timeline.after(pause, lambda: self._go_on(call))

    def _transfer(self, call: LiveCall, target: Extension | None) -> None:
        if target is None:
            raise ValueError("a transfer needs the extension_id of its target")
        line = _line_of(call, None)
        onward = call.inbound(target, line.session)
        call.gone(line, "BlindTransfer")
        call.ring(onward)

    def _remember(self, call: LiveCall) -> None:
        self.calls[call.id] = call
        if len(self.calls) > _REMEMBERED:
            for old in [each.id for each in self.calls.values() if each.over][: _REMEMBERED // 2]:
                del self.calls[old]


def _line_of(call: LiveCall, extension: Extension | None) -> Line:
    """Whose step it is: the extension's, else the first person's of the account."""
    for line in call.open_lines:
        party = line.party
        if party.extension is extension if extension else party.is_persons:
            return line
    raise ValueError("nobody who could do that is on this call")


def _answer(call: LiveCall, line: Line) -> None:
    for far in call.open_lines:
        beside = far.session is line.session and far is not line
        calls_out = line.party.direction == "Outbound" and far.party.direction == "Inbound"
        if beside and calls_out and far.party.answered_at is None:
            call.board.tell(far, "Answered")
    call.answer_for_group(line)


_STEPS: Mapping[str, Step] = {
    "answer": _answer,
    "hold": LiveCall.hold,
    "unhold": LiveCall.unhold,
    "mute": lambda call, line: call.mute(line, True),
    "unmute": lambda call, line: call.mute(line, False),
    "record": LiveCall.record,
    "pause": lambda call, line: call.pause(line, True),
    "resume": lambda call, line: call.pause(line, False),
    "park": LiveCall.park,
    "voicemail": LiveCall.voicemail,
    "miss": LiveCall.miss,
    "end": LiveCall.end,
}
