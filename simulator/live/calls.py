"""All live calls. Scripts play on the timeline; other calls proceed step by step, by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count

from simulator.live.call import LiveCall, LivePlan
from simulator.live.model import Line
from simulator.live.scripts import SCRIPTS
from simulator.live.switchboard import Switchboard

_MAX_CALLS_KEPT = 2000
Step = Callable[[LiveCall, Line], None]


class LiveCalls:
    def __init__(self, switchboard: Switchboard) -> None:
        self.switchboard = switchboard
        self.calls: dict[str, LiveCall] = {}
        self._numbers = count(1)

    def start(self, plan: LivePlan) -> LiveCall:
        """Starts a call at once. Raises ValueError for an unknown kind."""
        if plan.kind not in SCRIPTS:
            raise ValueError(f"the kinds of calls are {', '.join(SCRIPTS)}")
        if plan.by_hand and plan.kind != "direct":
            raise ValueError("only a direct call can be stepped by hand")
        with self.switchboard.timeline.lock:
            call = LiveCall(f"live-{next(self._numbers)}", plan, self.switchboard)
            if plan.by_hand:
                call.setup(call.inbound(plan.user))
            else:
                call.script = SCRIPTS[plan.kind](call)
                self._continue(call)
            self._keep(call)
            return call

    def step(self, call_id: str, action: str) -> LiveCall:
        """Applies one action to the first open line of a user.

        Raises KeyError for an unknown call or action, ValueError if no user is on the call.
        """
        with self.switchboard.timeline.lock:
            call, apply = self.calls[call_id], _STEPS[action]
            line = next((each for each in call.open_lines if each.party.is_user), None)
            if line is None:
                raise ValueError("no user is on this call")
            apply(call, line)
            return call

    def end_all(self) -> int:
        """Ends all calls and returns how many there were."""
        with self.switchboard.timeline.lock:
            open_calls = [call for call in self.calls.values() if not call.over]
            for call in open_calls:
                call.end_all()
            return len(open_calls)

    def busy_users(self) -> set[int]:
        """Returns the ids of all users whom an open call involves, now or later."""
        open_calls = (call for call in self.calls.values() if not call.over)
        return {user.id for call in open_calls for user in call.plan.users}

    def _continue(self, call: LiveCall) -> None:
        if call.script is None:
            return
        pause = next(call.script, None)
        if pause is None:
            call.script = call.next_step = None
        else:
            call.next_step = self.switchboard.timeline.after(pause, lambda: self._continue(call))

    def _keep(self, call: LiveCall) -> None:
        self.calls[call.id] = call
        if len(self.calls) > _MAX_CALLS_KEPT:
            ended = [each.id for each in self.calls.values() if each.over]
            for call_id in ended[: _MAX_CALLS_KEPT // 2]:
                del self.calls[call_id]


_STEPS: Mapping[str, Step] = {
    "ring": LiveCall.ring,
    "answer": LiveCall.answer,
    "hold": LiveCall.hold,
    "unhold": LiveCall.unhold,
    "miss": LiveCall.miss,
    "end": LiveCall.end,
}
