"""The content of the Realtime page, one row per user, as the API and the pushes send it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from ringkeep.domain.access.sight import CurrentSight
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.live.recording_kinds import RunningRecording
from ringkeep.domain.model import Model


class Status(StrEnum):
    """The status of a user's phone, in the terms of quality management. Unknown: the data is stale."""

    ON_PHONE = "OnPhone"
    RINGING = "Ringing"
    ON_HOLD = "OnHold"
    PARKED = "Parked"
    AVAILABLE = "Available"
    BUSY = "Busy"
    DO_NOT_DISTURB = "DoNotDisturb"
    OFFLINE = "Offline"
    UNKNOWN = "Unknown"


class OtherParty(Model):
    """The party at the other end. RingCentral delivers a caller's name only on some plans."""

    number: str | None = None
    name: str | None = None
    extension_id: str | None = None


class RealtimeUser(Model):
    """A user's row. Service, account and extension together identify the user. The fields after
    `version` describe the call that gives the status."""

    service: str
    account_id: str
    extension_id: str
    extension_number: str | None = None
    name: str
    status: Status
    since: datetime | None = None
    """When the status began; None if unknown."""
    stale: bool = False
    version: int = 0
    """Increases with every change of this user's state."""
    direction: str | None = None
    """Inbound or Outbound, seen from the user."""
    other_party: OtherParty | None = None
    queue: str | None = None
    """The name of the call queue that routed the call."""
    call_started_at: datetime | None = None
    call_answered_at: datetime | None = None
    recording: bool = False
    """Whether RingCentral is recording the call now."""
    recordings: tuple[RunningRecording, ...] = ()
    """Which recordings are running. Without details of them, `recording` alone says so."""
    calls: int = 0
    """How many calls the user has now."""
    telephony_session_id: str | None = None

    @property
    def owner(self) -> Owner:
        return Owner(self.service, self.account_id, self.extension_id)


class RealtimeService(Model):
    """How current a service's rows are. `last_update_at`: the last event or answer of RingCentral."""

    service: str
    account_id: str | None = None
    """The account of the latest login; None as long as it has no board."""
    last_update_at: datetime | None = None
    age_seconds: float | None = None
    stale: bool = True
    events_arrive: bool = False
    """Whether a subscription delivers events. Without one, the rows rely on periodic checks."""
    caller_names: bool = True
    """False if the account's plan delivers no caller names."""

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service, self.account_id or "")


class RealtimeSnapshot(Model):
    """The whole page. `age_seconds`: the age of the service that was updated longest ago."""

    version: int
    as_of: datetime
    age_seconds: float | None = None
    services: tuple[RealtimeService, ...] = ()
    users: tuple[RealtimeUser, ...] = ()
    next: str | None = None


def visible_users(sight: CurrentSight, users: Iterable[RealtimeUser]) -> tuple[RealtimeUser, ...]:
    return tuple(user for user in users if sight.sees(user.owner))


def visible_services(
    sight: CurrentSight, services: Iterable[RealtimeService]
) -> tuple[RealtimeService, ...]:
    """Returns the services whose current account has rows that may be visible."""
    return tuple(each for each in services if sight.sees_account(each.account))
