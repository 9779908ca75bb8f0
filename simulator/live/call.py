"""One live call and what can happen to it; scripts and hands use the same words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.directory.extensions import Extension
from simulator.live.model import End, Line, LiveSession
from simulator.live.switchboard import Switchboard
from simulator.live.timeline import Entry

MAIN_NUMBER = "+12125550100"
Script = Iterator[float]
"""Plays a call: each value is how many seconds pass until it goes on."""


@dataclass(frozen=True, slots=True)
class LivePlan:
    """What a call shall be. `users`: the first is the one it is about, the others are agents or
    targets. Times in wall seconds; `talk` is all the talking together."""

    kind: str
    users: tuple[Extension, ...]
    caller: End
    ring: float = 3
    talk: float = 20
    hold: float = 5
    recorded: bool = True
    recording_type: str = "Automatic"
    kept: bool = True
    queue: Extension | None = None
    menu: Extension | None = None
    session_id: str | None = None
    by_hand: bool = False

    @property
    def user(self) -> Extension:
        return self.users[0]

    @property
    def target(self) -> Extension:
        return self.users[-1]


@dataclass(slots=True)
class LiveCall:
    id: str
    plan: LivePlan
    board: Switchboard
    sessions: list[LiveSession] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    script: Script | None = None
    next_step: Entry | None = None

    @property
    def over(self) -> bool:
        return self.script is None and all(session.over for session in self.sessions)

    @property
    def open_lines(self) -> list[Line]:
        return [line for line in self.lines if not line.party.over]

    def session(self, origin: str = "Call", session_id: str | None = None) -> LiveSession:
        made = self.board.open_session(origin, session_id or self.plan.session_id)
        self.sessions.append(made)
        return made

    def inbound(
        self,
        extension: Extension | None,
        session: LiveSession | None = None,
        *,
        caller: End | None = None,
        queue: Extension | None = None,
        role: str | None = None,
    ) -> Line:
        """A line to an extension, of which nothing is told yet. A queue's call is to the queue."""
        session = session or self.session()
        caller = caller or self.plan.caller
        called = queue or extension
        callee = End(MAIN_NUMBER) if called is None else end_of(called, MAIN_NUMBER)
        return self._line(session, extension, "Inbound", caller, callee, queue, role)

    def outbound(
        self,
        extension: Extension,
        callee: End,
        session: LiveSession | None = None,
        role: str | None = None,
    ) -> Line:
        session = session or self.session()
        caller = end_of(extension, MAIN_NUMBER)
        return self._line(session, extension, "Outbound", caller, callee, None, role)

    def far_end(self, own: Line) -> Line:
        """The party outside that is being called: it has no extension."""
        party = own.party
        return self._line(own.session, None, "Inbound", party.caller, party.callee, None, None)

    def _line(
        self,
        session: LiveSession,
        extension: Extension | None,
        direction: str,
        caller: End,
        callee: End,
        queue: Extension | None,
        role: str | None,
    ) -> Line:
        line = self.board.add_party(
            session, extension, direction, caller, callee, queue=queue, role=role
        )
        self.lines.append(line)
        return line

    def ring(self, *lines: Line) -> None:
        for line in lines:
            if not line.party.code:
                self.board.tell(line, "Setup")
            self.board.tell(line, "Proceeding")

    def answer(self, line: Line, reason: str | None = None) -> None:
        self.start_recording(line)
        self.board.tell(line, "Answered", reason)

    def answer_for_group(self, line: Line) -> None:
        """The phones that rang for the same call fall silent; the far end talks."""
        self.answer(line)
        for other in self._ringing_beside(line):
            self.board.tell(other, "Disconnected", "AgentAnswered")

    def _ringing_beside(self, line: Line) -> list[Line]:
        return [
            other
            for other in self.open_lines
            if other.session is line.session
            and line.party.queue is not None
            and other.party.queue is not None
            and other is not line
        ]

    def start_recording(self, line: Line) -> None:
        """One recording at a time in a session, and only of the account's people."""
        plan, party = self.plan, line.party
        if plan.recorded and party.is_persons and not line.session.being_recorded:
            party.recordings.append(self.board.recording(plan.recording_type, plan.kept))

    def hold(self, line: Line) -> None:
        self.board.tell(line, "Hold")

    def unhold(self, line: Line) -> None:
        self.board.tell(line, "Answered")

    def mute(self, line: Line, muted: bool) -> None:
        line.party.muted = muted
        self.board.tell(line, line.party.code)

    def pause(self, line: Line, paused: bool) -> None:
        """The recording stands still, or goes on."""
        for recording in line.party.recordings[-1:]:
            recording.active = not paused
        self.board.tell(line, line.party.code)

    def record(self, line: Line) -> None:
        """A recording begins in the middle of the call, by somebody's wish."""
        if not line.session.being_recorded:
            line.party.recordings.append(self.board.recording("OnDemand"))
        self.board.tell(line, line.party.code)

    def park(self, line: Line) -> None:
        line.party.park_id = f"*8{len(self.lines):02d}"
        self.board.tell(line, "Parked", "CallPark")

    def voicemail(self, line: Line) -> None:
        self.board.tell(line, "VoiceMail")

    def miss(self, line: Line) -> None:
        line.party.missed = True
        self.board.tell(line, "Disconnected", "NoAnswer")

    def gone(self, line: Line, reason: str, peer: Line | None = None) -> None:
        """The party leaves, the call goes on: elsewhere, where there is a peer."""
        line.party.peer = peer
        self.board.tell(line, "Gone", reason)

    def end(self, line: Line, reason: str | None = None) -> None:
        self.board.tell(line, "Disconnected", reason)

    def end_all(self) -> None:
        """Every line ends, and the script."""
        if self.next_step is not None:
            self.next_step.cancel()
        self.script = None
        for line in self.open_lines:
            self.end(line)


def end_of(extension: Extension, number: str | None = None) -> End:
    """An extension as the other end sees it; its own number when none is given."""
    return End(number or extension.number, extension.name, extension.id)
