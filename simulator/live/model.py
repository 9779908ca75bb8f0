"""Calls in progress: telephony sessions, their parties and the parties' recordings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from simulator.directory.extensions import Extension

ENDED = ("Disconnected", "Gone")
# The telephony status in presence for each party code. VoiceMail is missing: it frees the phone
TELEPHONY = {
    "Setup": "Ringing",
    "Proceeding": "Ringing",
    "Answered": "CallConnected",
    "Hold": "OnHold",
    "Parked": "ParkedCall",
}
PRESENCE_TYPES = frozenset({"User", "DigitalUser", "VirtualUser", "FlexibleUser", "Limited"})


@dataclass(frozen=True, slots=True)
class End:
    """One end of a line, as the other end sees it."""

    number: str | None = None
    name: str | None = None
    extension_id: int | None = None


@dataclass(slots=True)
class LiveRecording:
    """`mode` is Automatic or OnDemand; `view` is Party or Session."""

    id: str
    active: bool = True
    mode: str = "Automatic"
    view: str = "Party"


@dataclass(slots=True)
class LiveParty:
    """Someone outside the account has no `extension`. `code` is empty before the first event."""

    id: str
    direction: str
    caller: End
    callee: End
    extension: Extension | None = None
    queue: Extension | None = None
    role: str | None = None  # in a conference: Host or Participant
    code: str = ""
    reason: str | None = None
    peer: Line | None = None
    park_id: str | None = None
    missed: bool = False
    began_at: datetime | None = None
    answered_at: datetime | None = None
    recordings: list[LiveRecording] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return self.code in ENDED

    @property
    def telephony_status(self) -> str:
        return TELEPHONY.get(self.code, "NoCall")

    @property
    def is_user(self) -> bool:
        return self.extension is not None and self.extension.type in PRESENCE_TYPES

    @property
    def being_recorded(self) -> bool:
        return any(recording.active for recording in self.recordings)


@dataclass(slots=True)
class LiveSession:
    id: str
    session_id: str
    began_at: datetime
    origin: str = "Call"
    sequence: int = 0
    parties: list[LiveParty] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return all(party.over for party in self.parties)

    @property
    def recordings(self) -> list[LiveRecording]:
        return [recording for party in self.parties for recording in party.recordings]

    @property
    def being_recorded(self) -> bool:
        return any(party.being_recorded for party in self.parties)


@dataclass(frozen=True, slots=True)
class Line:
    """A party in its session."""

    session: LiveSession
    party: LiveParty
