"""Presence: the status that users set themselves, and the status that their calls cause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.accounts.account import Account
from simulator.directory.extensions import Extension
from simulator.live.events import Event, active_call
from simulator.live.model import PRESENCE_TYPES, Line
from simulator.live.timeline import Timeline

Json = dict[str, object]
_Snapshot = tuple[str, str, tuple[tuple[str, str], ...]]
# With several calls, the first of these statuses applies to the phone
_BY_PRIORITY = ("CallConnected", "Ringing", "OnHold", "ParkedCall")
_BUSY = ("CallConnected", "OnHold")
# The statuses of the Realtime page, so that tests can compare
_REALTIME_STATUS = {
    "CallConnected": "OnPhone",
    "Ringing": "Ringing",
    "OnHold": "OnHold",
    "ParkedCall": "Parked",
}
_INITIAL: _Snapshot = ("Available", "TakeAllCalls", ())


@dataclass(slots=True)
class Presence:
    """The status that a user set, and the last one that was published."""

    user_status: str = "Available"
    dnd_status: str = "TakeAllCalls"
    sequence: int = 0
    published_telephony: str = "NoCall"
    published: _Snapshot = _INITIAL


class PresenceBook:
    """`lines` returns the open lines of an extension."""

    def __init__(
        self, account: Account, timeline: Timeline, publish: Callable[[Event], None]
    ) -> None:
        self._account = account
        self._timeline = timeline
        self._publish = publish
        self._presences: dict[int, Presence] = {}
        self.lines: Callable[[int], list[Line]] = lambda _: []

    def of(self, extension_id: int) -> Presence:
        return self._presences.setdefault(extension_id, Presence())

    def phones(self) -> list[Extension]:
        """Returns the extensions that have a presence of their own."""
        return [
            each
            for each in self._account.extensions.values()
            if each.type in PRESENCE_TYPES and each.status != "Unassigned"
        ]

    def set_status(
        self, extension_id: int, *, user_status: str | None = None, dnd_status: str | None = None
    ) -> None:
        """Sets what a user chooses in the app. Raises KeyError for an unknown extension."""
        with self._timeline.lock:
            extension = self._account.extensions[extension_id]
            presence = self.of(extension_id)
            presence.user_status = user_status or presence.user_status
            presence.dnd_status = dnd_status or presence.dnd_status
            self.publish_change(extension)

    def publish_change(self, extension: Extension, ended: Line | None = None) -> None:
        """Publishes the presence if it differs from the last published one."""
        if extension.type not in PRESENCE_TYPES:
            return
        presence, snapshot = self.of(extension.id), self._snapshot(extension.id)
        if snapshot == presence.published:
            return
        presence.published = snapshot
        presence.sequence += 1
        self._publish(self._event(extension, ended))

    def telephony_status(self, extension_id: int) -> str:
        """Returns the status over all of the extension's calls."""
        found = {line.party.telephony_status for line in self.lines(extension_id)}
        return next((status for status in _BY_PRIORITY if status in found), "NoCall")

    def presence_status(self, extension_id: int) -> str:
        presence = self.of(extension_id)
        if presence.user_status == "Offline":
            return "Offline"
        on_call = self.telephony_status(extension_id) in _BUSY
        set_busy = presence.user_status == "Busy" or presence.dnd_status == "DoNotAcceptAnyCalls"
        return "Busy" if on_call or set_busy else "Available"

    def status(self, extension_id: int) -> str:
        """Returns the status as the Realtime page names it."""
        by_call = _REALTIME_STATUS.get(self.telephony_status(extension_id))
        if by_call is not None:
            return by_call
        presence = self.of(extension_id)
        if presence.dnd_status == "DoNotAcceptAnyCalls":
            return "DoNotDisturb"
        return presence.user_status

    def record(self, extension: Extension, root: str, detailed: bool) -> Json:
        """Returns the record of the presence API. An extension without a phone is only Offline."""
        uri = f"{root}/extension/{extension.id}"
        short: Json = {"id": extension.id, "uri": uri}
        if extension.number is not None:
            short["extensionNumber"] = extension.number
        record: Json = {"uri": f"{uri}/presence", "extension": short}
        if extension.type not in PRESENCE_TYPES:
            return {**record, "presenceStatus": "Offline"}
        record |= self._common(extension.id)
        record |= {"telephonyStatus": self.telephony_status(extension.id), "message": ""}
        if detailed:
            record["activeCalls"] = [active_call(line) for line in self._calls(extension.id)]
        return record

    def _snapshot(self, extension_id: int) -> _Snapshot:
        presence = self.of(extension_id)
        calls = tuple(
            (line.party.id, line.party.telephony_status) for line in self._calls(extension_id)
        )
        return (presence.user_status, presence.dnd_status, calls)

    def _calls(self, extension_id: int) -> list[Line]:
        """Returns the calls that occupy the phone: a call in the voicemail does not."""
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
        if telephony != presence.published_telephony:
            presence.published_telephony = body["telephonyStatus"] = telephony
        path = f"/restapi/v1.0/account/{self._account.id}/extension/{extension.id}/presence"
        return Event("presence", path, str(extension.id), body, path)
