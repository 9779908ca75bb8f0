"""What the platform says of live calls, presence and the directory, as bodies of notifications."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simulator.clock import zulu
from simulator.live.model import End, Line, LiveParty

Json = dict[str, Any]
SERVER_ID = "10.13.116.50.SIM"


@dataclass(frozen=True, slots=True)
class Event:
    """`kind`: telephony, presence, extensions, extension, or another. `order_key`: events of one
    key are delivered one after the other. `owned`: whether the body names the subscriber."""

    kind: str
    path: str
    extension_id: str | None
    body: Mapping[str, Any]
    order_key: str
    owned: bool = False


def telephony_event(account_id: int, line: Line, at: datetime) -> Event:
    """One party an event, under the path of the party's extension."""
    session, party = line.session, line.party
    body: Json = {
        "sequence": session.sequence,
        "sessionId": session.session_id,
        "telephonySessionId": session.id,
        "serverId": SERVER_ID,
        "eventTime": zulu(at),
        "parties": [_event_party(account_id, party)],
        "origin": {"type": session.origin},
    }
    extension_id = _extension_id(party)
    root = f"/restapi/v1.0/account/{account_id}"
    within = root if extension_id is None else f"{root}/extension/{extension_id}"
    return Event("telephony", f"{within}/telephony/sessions", extension_id, body, session.id)


def _event_party(account_id: int, party: LiveParty) -> Json:
    body = common_party(account_id, party)
    body |= {"missedCall": party.missed, "standAlone": False, "muted": party.muted}
    body |= {"from": _end(party.caller), "to": _end(party.callee)}
    if party.queue is not None:
        body["queueCall"] = True
        body["uiCallInfo"] = _ui_call_info(party)
    return body


def common_party(account_id: int, party: LiveParty) -> Json:
    """What events and the session's own answer say alike."""
    body: Json = {
        "accountId": str(account_id),
        "id": party.id,
        "direction": party.direction,
        "status": _status(party),
        "park": {} if party.park_id is None else {"id": party.park_id},
        "extensionId": _extension_id(party),
        "conferenceRole": party.role,
    }
    if party.recordings:
        body["recordings"] = [{"id": each.id, "active": each.active} for each in party.recordings]
    return {name: value for name, value in body.items() if value is not None}


def _status(party: LiveParty) -> Json:
    body: Json = {"code": party.code, "rcc": False}
    if party.reason is not None:
        body["reason"] = party.reason
    if party.peer is not None:
        body["peerId"] = {
            "sessionId": party.peer.session.session_id,
            "telephonySessionId": party.peer.session.id,
            "partyId": party.peer.party.id,
        }
    if party.code == "Parked" and party.park_id is not None:
        body["parkData"] = party.park_id
    return body


def _extension_id(party: LiveParty) -> str | None:
    return None if party.extension is None else str(party.extension.id)


def _end(end: End) -> Json:
    extension_id = None if end.extension_id is None else str(end.extension_id)
    fields = {"phoneNumber": end.number, "name": end.name, "extensionId": extension_id}
    return {name: value for name, value in fields.items() if value is not None}


def _ui_call_info(party: LiveParty) -> Json:
    assert party.queue is not None
    info: Json = {"primary": {"type": "QueueName", "value": party.queue.name}}
    if party.caller.name:
        info["additional"] = {"type": "CallerIdName", "value": party.caller.name}
    return info


def session_answer(account_id: int, session_lines: Iterable[Line], origin: str, began: str) -> Json:
    """What GET telephony/sessions/{id} answers."""
    lines = list(session_lines)
    parties = [_answered_party(account_id, line.party) for line in lines]
    return {
        "id": lines[0].session.id,
        "origin": {"type": origin},
        "creationTime": began,
        "parties": parties,
    }


def _answered_party(account_id: int, party: LiveParty) -> Json:
    body = common_party(account_id, party)
    body |= {"muted": party.muted, "standAlone": False}
    body |= {"from": _end(party.caller), "to": _end(party.callee)}
    body["owner"] = {"accountId": str(account_id)}
    if party.extension is not None:
        body["owner"]["extensionId"] = str(party.extension.id)
    if party.queue is not None:
        body["attributes"] = {"queueCall": True}
    return body


def active_call(line: Line) -> Json:
    """A call as the presence of its extension shows it."""
    session, party = line.session, line.party
    body: Json = {
        "id": party.id.removeprefix("p-"),
        "direction": party.direction,
        "queueCall": party.queue is not None,
        "from": _shown(party.caller),
        "fromName": party.caller.name,
        "to": _shown(party.callee),
        "toName": party.callee.name,
        "partyId": party.id,
        "startTime": zulu(party.began_at or session.began_at),
        "sessionId": session.session_id,
        "telephonySessionId": session.id,
        "telephonyStatus": party.telephony_status,
    }
    if party.over:
        body["terminationType"] = "final"
    return {name: value for name, value in body.items() if value is not None}


def _shown(end: End) -> str | None:
    return end.number or (None if end.extension_id is None else str(end.extension_id))


def extensions_event(account_id: int, extension_id: int, change: str, listed: bool) -> Event:
    """`listed`: as the guide shows it; else as the API document has it."""
    one = {"extensionId": str(extension_id), "eventType": change}
    path = f"/restapi/v1.0/account/{account_id}/extension"
    body: Json = {"extensions": [one]} if listed else one
    return Event("extensions", path, str(extension_id), body, "extensions", owned=not listed)


def extension_event(account_id: int, extension_id: int, change: str) -> Event:
    path = f"/restapi/v1.0/account/{account_id}/extension/{extension_id}"
    body: Json = {"extensionId": str(extension_id), "eventType": change}
    if change == "Update":
        body["hints"] = ["ExtensionInfo"]
    return Event("extension", path, str(extension_id), body, f"extension/{extension_id}", True)
