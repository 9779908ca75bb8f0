"""Who is available, busy or away: what people set by hand, and what their calls make of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.accounts.account import Account
from simulator.directory.extensions import Extension
from simulator.live.events import Event, active_call
from simulator.live.model import PRESENCE_TYPES, Line
from simulator.live.timeline import Timeline

Json = dict[str, Any]
USER_STATUSES = ("Available", "Busy", "Offline")
DND_STATUSES = (
    "TakeAllCalls",
    "DoNotAcceptDepartmentCalls",
    "TakeDepartmentCallsOnly",
    "DoNotAcceptAnyCalls",
    "Unknown",
)
# The call that tells most about a phone counts
_BY_WEIGHT = ("CallConnected", "Ringing", "OnHold", "ParkedCall")
_BUSY = ("CallConnected", "OnHold")
# The words of the Realtime page, for whoever compares
_STATUSES = {
    "CallConnected": "OnPhone",
    "Ringing": "Ringing",
    "OnHold": "OnHold",
    "ParkedCall": "Parked",
}
_SETTABLE: Mapping[str, tuple[str, ...]] = {
    "user_status": USER_STATUSES,
    "dnd_status": DND_STATUSES,
}


@dataclass(slots=True)
class Presence:
    """What an extension's owner set, and what was told of it last."""

    user_status: str = "Available"
    dnd_status: str = "TakeAllCalls"
    message: str = ""
    sequence: int = 0
    told_telephony: str = "NoCall"
    told: tuple[object, ...] = ()


class PresenceBook:
    """`lines` gives the lines of an extension that are not over."""

    def __init__(
        self, account: Account, timeline: Timeline, publish: Callable[[Event], object]
    ) -> None:
        self._account = account
        self._timeline = timeline
        self._publish = publish
        self._presences: dict[int, Presence] = {}
        self.lines: Callable[[int], list[Line]] = lambda _: []

    def of(self, extension_id: int) -> Presence:
        return self._presences.setdefault(extension_id, Presence())

    def phones(self) -> list[Extension]:
        """Whoever has a presence of their own."""
        return [
            each
            for each in self._account.extensions.values()
            if each.type in PRESENCE_TYPES and each.status != "Unassigned"
        ]

    def set_by_hand(self, extension_id: int, **changes: str) -> None:
        """`user_status`, `dnd_status`, `message`. Raises KeyError, ValueError."""
        with self._timeline.lock:
            extension = self._account.extensions[extension_id]
            if extension.type not in PRESENCE_TYPES:
                raise ValueError(f"{extension.type} has no presence")
            presence = self.of(extension_id)
            for name, value in changes.items():
                _check(name, value)
                setattr(presence, name, value)
            self.changed(extension)

    def changed(self, extension: Extension, ended: Line | None = None) -> None:
        """Tells the subscribers, if what they last heard is no longer so."""
        if extension.type not in PRESENCE_TYPES:
            return
        presence = self.of(extension.id)
        told = self._telling(extension.id)
        if told == presence.told or (not presence.told and told == _UNTOUCHED):
            return
        presence.told = told
        presence.sequence += 1
        self._publish(self._event(extension, ended))

    def telephony_status(self, extension_id: int) -> str:
        """The aggregate over the extension's calls."""
        found = {line.party.telephony_status for line in self.lines(extension_id)}
        return next((status for status in _BY_WEIGHT if status in found), "NoCall")

    def presence_status(self, extension_id: int) -> str:
        presence = self.of(extension_id)
        if presence.user_status == "Offline":
            return "Offline"
        by_call = self.telephony_status(extension_id) in _BUSY
        by_hand = presence.user_status == "Busy" or presence.dnd_status == "DoNotAcceptAnyCalls"
        return "Busy" if by_call or by_hand else "Available"

    def status(self, extension_id: int) -> str:
        """In the words of the Realtime page."""
        by_call = _STATUSES.get(self.telephony_status(extension_id))
        if by_call is not None:
            return by_call
        presence = self.of(extension_id)
        if presence.dnd_status == "DoNotAcceptAnyCalls":
            return "DoNotDisturb"
        return presence.user_status

    def record(self, extension: Extension, root: str, detailed: bool) -> Json:
        """As the presence endpoints answer it; who has no phone is Offline and nothing else."""
        uri = f"{root}/extension/{extension.id}"
        short: Json = {"id": extension.id, "uri": uri}
        if extension.number is not None:
            short["extensionNumber"] = extension.number
        record: Json = {"uri": f"{uri}/presence", "extension": short}
        if extension.type not in PRESENCE_TYPES:
            return {**record, "presenceStatus": "Offline"}
        record |= self._common(extension.id)
        record["telephonyStatus"] = self.telephony_status(extension.id)
        record["message"] = self.of(extension.id).message
        if detailed:
            record["activeCalls"] = [active_call(line) for line in self._calls(extension.id)]
        return record

    def _telling(self, extension_id: int) -> tuple[object, ...]:
        presence = self.of(extension_id)
        calls = tuple(
            (line.party.id, line.party.telephony_status) for line in self._calls(extension_id)
        )
        return (presence.user_status, presence.dnd_status, presence.message, calls)

    def _calls(self, extension_id: int) -> list[Line]:
        """The calls that keep the phone busy: what a machine has taken over is none."""
        return [
            line for line in self.lines(extension_id) if line.party.telephony_status != "NoCall"
        ]

    def _common(self, extension_id: int) -> Json:
        presence = self.of(extension_id)
        return {
            "presenceStatus": self.presence_status(extension_id),
            "userStatus": presence.user_status,
            "meetingStatus": "Disconnected",
            "dndStatus": presence.dnd_status,
            "allowSeeMyPresence": True,
            "ringOnMonitoredCall": False,
            "pickUpCallsOnHold": False,
        }

    def _event(self, extension: Extension, ended: Line | None) -> Event:
        presence = self.of(extension.id)
        calls = [active_call(line) for line in self._calls(extension.id)]
        if ended is not None:
            calls.append({**active_call(ended), "terminationType": "final"})
        body: Json = {
            "extensionId": str(extension.id),
            "sequence": presence.sequence,
            **self._common(extension.id),
            "activeCalls": calls,
        }
        telephony = self.telephony_status(extension.id)
        if telephony != presence.told_telephony:
            presence.told_telephony = body["telephonyStatus"] = telephony
        path = f"/restapi/v1.0/account/{self._account.id}/extension/{extension.id}/presence"
        return Event("presence", path, str(extension.id), body, path, owned=True)


_UNTOUCHED = ("Available", "TakeAllCalls", "", ())


def _check(name: str, value: str) -> None:
    if name != "message" and value not in _SETTABLE[name]:
        raise ValueError(f"{name} is one of {', '.join(_SETTABLE[name])}")
