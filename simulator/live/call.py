"""One live call and the actions on it, which scripts and steps by hand share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.directory.extensions import Extension
from simulator.live.model import End, Line, LiveSession
from simulator.live.switchboard import Switchboard
from simulator.live.timeline import Entry

MAIN_NUMBER = "+12125550100"
Script = Iterator[float]
"""Plays a call. Each value is the number of seconds until the next step."""


@dataclass(frozen=True, slots=True)
class LivePlan:
    """Describes a call to play. The first of `users` takes or makes the call; the others are
    agents, colleagues or participants. Times are in real seconds; `talk` is the total."""

    kind: str
    users: tuple[Extension, ...]
    caller: End
    ring: float
    talk: float
    hold: float
    recorded: bool
    queue: Extension | None
    menu: Extension | None
    by_hand: bool

    @property
    def user(self) -> Extension:
        return self.users[0]

    @property
    def colleague(self) -> Extension:
        return self.users[-1]


@dataclass(slots=True)
class LiveCall:
    id: str
    plan: LivePlan
    switchboard: Switchboard
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

    def open_session(self, origin: str = "Call", session_id: str | None = None) -> LiveSession:
        session = self.switchboard.open_session(origin, session_id)
        self.sessions.append(session)
        return session

    def inbound(
        self,
        extension: Extension | None,
        session: LiveSession | None = None,
        *,
        caller: End | None = None,
        queue: Extension | None = None,
        role: str | None = None,
    ) -> Line:
        """Adds a line to an extension, without an event. A queue's call is to the queue."""
        session = session or self.open_session()
        caller = caller or self.plan.caller
        called = queue or extension
        callee = End(MAIN_NUMBER) if called is None else end_of(called, MAIN_NUMBER)
        add = self.switchboard.add_party
        return self._add(add(session, extension, "Inbound", caller, callee, queue, role))

    def outbound(
        self,
        extension: Extension,
        callee: End,
        session: LiveSession | None = None,
        role: str | None = None,
    ) -> Line:
        session = session or self.open_session()
        caller = end_of(extension, MAIN_NUMBER)
        add = self.switchboard.add_party
        return self._add(add(session, extension, "Outbound", caller, callee, role=role))

    def far_end(self, own: Line) -> Line:
        """Adds the called party outside the account, which has no extension."""
        party = own.party
        add = self.switchboard.add_party
        return self._add(add(own.session, None, "Inbound", party.caller, party.callee))

    def _add(self, line: Line) -> Line:
        self.lines.append(line)
        return line

    def setup(self, line: Line) -> None:
        self.switchboard.update(line, "Setup")

    def ring(self, *lines: Line) -> None:
        for line in lines:
            if not line.party.code:
                self.setup(line)
            self.switchboard.update(line, "Proceeding")

    def answer(self, line: Line, reason: str | None = None) -> None:
        self._start_recording(line)
        self.switchboard.update(line, "Answered", reason)

    def answer_unrecorded(self, line: Line) -> None:
        """Answers without starting a recording: the other end of the session is recorded."""
        self.switchboard.update(line, "Answered")

    def answer_queue(self, line: Line) -> None:
        """Answers a queue's call. The phones of the other agents stop ringing."""
        self.answer(line)
        for other in self.open_lines:
            same_session = other.session is line.session and other is not line
            if same_session and other.party.queue is not None:
                self.end(other, "AgentAnswered")

    def _start_recording(self, line: Line) -> None:
        """Starts a recording if a user answers and no party of the session is recorded yet."""
        party = line.party
        if self.plan.recorded and party.is_user and not line.session.being_recorded:
            party.recordings.append(self.switchboard.new_recording())

    def hold(self, line: Line) -> None:
        self.switchboard.update(line, "Hold")

    def unhold(self, line: Line) -> None:
        self.switchboard.update(line, "Answered")

    def set_recording_paused(self, line: Line, paused: bool) -> None:
        for recording in line.party.recordings[-1:]:
            recording.active = not paused
        self.switchboard.update(line, line.party.code)

    def park(self, line: Line) -> None:
        line.party.park_id = f"*8{len(self.lines):02d}"
        self.switchboard.update(line, "Parked", "CallPark")

    def send_to_voicemail(self, line: Line) -> None:
        self.switchboard.update(line, "VoiceMail")

    def miss(self, line: Line) -> None:
        line.party.missed = True
        self.end(line, "NoAnswer")

    def leave(self, line: Line, reason: str, peer: Line | None = None) -> None:
        """Ends the party as Gone: the call continues without it, on the peer's session if given."""
        line.party.peer = peer
        self.switchboard.update(line, "Gone", reason)

    def end(self, line: Line, reason: str | None = None) -> None:
        self.switchboard.update(line, "Disconnected", reason)

    def end_all(self) -> None:
        """Ends all lines and the script."""
        if self.next_step is not None:
            self.next_step.cancel()
        self.script = None
        for line in self.open_lines:
            self.end(line)


def end_of(extension: Extension, number: str | None = None) -> End:
    """Returns an extension as the other end sees it, by default with its own number."""
    return End(number or extension.number, extension.name, extension.id)
