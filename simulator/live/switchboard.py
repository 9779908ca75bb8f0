"""The engine of live calls: every change of a party is told, shown in presence, and logged at last."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime

from simulator.accounts.account import Account
from simulator.directory.extensions import Extension
from simulator.live.events import Event, telephony_event
from simulator.live.model import ENDED, End, Line, LiveParty, LiveRecording, LiveSession
from simulator.live.presence import PresenceBook
from simulator.live.records import record_of
from simulator.live.timeline import Timeline


class Switchboard:
    """Sessions that go on. Whoever changes one holds the timeline's lock."""

    def __init__(
        self,
        account: Account,
        timeline: Timeline,
        presence: PresenceBook,
        publish: Callable[[Event], object],
        seed: int = 1,
    ) -> None:
        self.account = account
        self.timeline = timeline
        self.sessions: dict[str, LiveSession] = {}
        self.random = random.Random(seed)  # noqa: S311 - a simulation, not a secret
        self._presence = presence
        self._publish = publish
        self.records: dict[str, str] = {}  # the log's id of each ended session that it keeps
        self._lines: dict[int, dict[str, Line]] = {}
        presence.lines = self.lines_of

    @property
    def now(self) -> datetime:
        return self.timeline.now

    def lines_of(self, extension_id: int) -> list[Line]:
        """The extension's lines that are not over, the oldest first."""
        return list(self._lines.get(extension_id, {}).values())

    def open_session(self, origin: str = "Call", session_id: str | None = None) -> LiveSession:
        digits = self.random.randbytes(17).hex()
        session = LiveSession(
            id=f"s-a{digits[:15]}z{digits[15:26]}z{digits[26:34]}",
            session_id=session_id or str(self.random.randrange(10**11, 10**12)),
            began_at=self.now,
            origin=origin,
        )
        self.sessions[session.id] = session
        return session

    def add_party(
        self,
        session: LiveSession,
        extension: Extension | None,
        direction: str,
        caller: End,
        callee: End,
        *,
        queue: Extension | None = None,
        role: str | None = None,
    ) -> Line:
        """A party of which nothing has been told yet."""
        number = len(session.parties) + 1
        party = LiveParty(
            id=f"p-{session.id.removeprefix('s-')}-{number}",
            direction=direction,
            caller=caller,
            callee=callee,
            extension=extension,
            queue=queue,
            role=role,
        )
        session.parties.append(party)
        line = Line(session, party)
        if extension is not None:
            self._lines.setdefault(extension.id, {})[party.id] = line
        return line

    def recording(self, kind: str = "Automatic", kept: bool = True) -> LiveRecording:
        """A recording that begins, with an id that the account has not used."""
        while True:
            recording_id = str(self.random.randrange(50_000_000_000, 60_000_000_000))
            if recording_id not in self.account.recordings:
                return LiveRecording(recording_id, type=kind, kept=kept)

    def tell(self, line: Line, code: str, reason: str | None = None) -> None:
        """The party's code becomes this; repeating one tells of what else has changed."""
        session, party = line.session, line.party
        if party.over:
            return
        party.code, party.reason = code, reason
        self._stamp(party)
        session.sequence += 1
        self._publish(telephony_event(self.account.id, line, self.now))
        ended = code in ENDED
        if party.extension is not None:
            if ended:
                del self._lines[party.extension.id][party.id]
            self._presence.changed(party.extension, line if ended else None)
        if session.over:
            del self.sessions[session.id]
            self._log(session)

    def _stamp(self, party: LiveParty) -> None:
        now = self.now
        party.began_at = party.began_at or now
        if party.code == "Answered":
            party.answered_at = party.answered_at or now
        if party.over:
            party.ended_at = now
            for recording in party.recordings:
                recording.active = False

    def _log(self, session: LiveSession) -> None:
        call = record_of(self.account, session, self.now, self.random)
        if call is not None:
            self.account.add_call(call)
            self.records[session.id] = call.id
