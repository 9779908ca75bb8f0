"""The engine of live calls: each change of a party becomes an event, presence and a record."""

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
    """The sessions in progress. A caller that changes one holds the timeline's lock."""

    def __init__(
        self,
        account: Account,
        timeline: Timeline,
        presence: PresenceBook,
        publish: Callable[[Event], None],
        seed: int = 1,
    ) -> None:
        self.account = account
        self.timeline = timeline
        self.sessions: dict[str, LiveSession] = {}
        self.records: dict[str, str] = {}
        """The id of the call log's record for each ended session that has one."""
        self._random = random.Random(seed)  # noqa: S311 - a simulation, not a secret
        self._presence = presence
        self._publish = publish
        self._lines: dict[int, dict[str, Line]] = {}
        presence.lines = self.lines_of

    @property
    def now(self) -> datetime:
        return self.timeline.now

    def lines_of(self, extension_id: int) -> list[Line]:
        """Returns the extension's open lines, oldest first."""
        return list(self._lines.get(extension_id, {}).values())

    def open_session(self, origin: str = "Call", session_id: str | None = None) -> LiveSession:
        digits = self._random.randbytes(17).hex()
        session = LiveSession(
            id=f"s-a{digits[:15]}z{digits[15:26]}z{digits[26:34]}",
            session_id=session_id or str(self._random.randrange(10**11, 10**12)),
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
        queue: Extension | None = None,
        role: str | None = None,
    ) -> Line:
        """Adds a party without an event."""
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

    def new_recording(self, mode: str = "Automatic", view: str = "Party") -> LiveRecording:
        """Starts a recording with an id that the account has not used."""
        while True:
            recording_id = str(self._random.randrange(50_000_000_000, 60_000_000_000))
            if recording_id not in self.account.recordings:
                return LiveRecording(recording_id, mode=mode, view=view)

    def update(self, line: Line, code: str, reason: str | None = None) -> None:
        """Sets the party's code and publishes the party, even if the code stays the same."""
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
            self._presence.publish_change(party.extension, line if ended else None)
        if session.over:
            del self.sessions[session.id]
            self._add_record(session)

    def _stamp(self, party: LiveParty) -> None:
        now = self.now
        party.began_at = party.began_at or now
        if party.code == "Answered":
            party.answered_at = party.answered_at or now
        if party.over:
            for recording in party.recordings:
                recording.active = False

    def _add_record(self, session: LiveSession) -> None:
        call = record_of(self.account, session, self.now, self._random)
        if call is not None:
            self.account.add_call(call)
            self.records[session.id] = call.id
