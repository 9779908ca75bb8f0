"""What the Realtime page shows: one line a user, as JSON. The API, the pushes and the page share it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Status(StrEnum):
    """A user's phone, in the words of quality management. Unknown: what is known is stale."""

    ON_PHONE = "OnPhone"
    RINGING = "Ringing"
    ON_HOLD = "OnHold"
    PARKED = "Parked"
    AVAILABLE = "Available"
    BUSY = "Busy"
    DO_NOT_DISTURB = "DoNotDisturb"
    OFFLINE = "Offline"
    UNKNOWN = "Unknown"


class OtherParty(BaseModel):
    """Who is at the other end. RingCentral delivers a caller's name on some plans only."""

    model_config = ConfigDict(frozen=True)

    number: str | None = None
    name: str | None = None
    extension_id: str | None = None


class RealtimeUser(BaseModel):
    """A user's line. The columns after `version` tell of the call that gives the status."""

    model_config = ConfigDict(frozen=True)

    service: str
    extension_id: str
    extension_number: str | None = None
    name: str
    status: Status
    since: datetime | None = None
    """When the status began; None when it is not known."""
    stale: bool = False
    version: int = 0
    """Grows with every change of this user's state."""
    direction: str | None = None
    """Inbound or Outbound, seen from the user."""
    other_party: OtherParty | None = None
    queue: str | None = None
    """The name of the call queue through which the call came."""
    call_started_at: datetime | None = None
    call_answered_at: datetime | None = None
    recording: bool = False
    """Whether RingCentral is recording this moment."""
    calls: int = 0
    """How many calls the user has at once."""
    telephony_session_id: str | None = None


class RealtimeService(BaseModel):
    """How current a service's lines are. `last_update_at`: the last event or check of RingCentral."""

    model_config = ConfigDict(frozen=True)

    service: str
    last_update_at: datetime | None = None
    age_seconds: float | None = None
    stale: bool = True
    events_arrive: bool = False
    """Whether a subscription delivers events; without one the lines come from checks alone."""
    caller_names: bool = True
    """False where the account's plan delivers no caller names."""


class RealtimeSnapshot(BaseModel):
    """The whole page. `age_seconds`: of the service heard of the longest ago."""

    model_config = ConfigDict(frozen=True)

    version: int
    as_of: datetime
    age_seconds: float | None = None
    services: tuple[RealtimeService, ...] = ()
    users: tuple[RealtimeUser, ...] = ()
    next: str | None = None
