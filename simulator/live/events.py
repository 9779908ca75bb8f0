"""The bodies of notifications about calls, presence and the directory, as RingCentral sends them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from simulator.clock import zulu
from simulator.live.model import End, Line, LiveParty, LiveRecording

Json = dict[str, object]
SERVER_ID = "10.13.116.50.SIM"


@dataclass(frozen=True, slots=True)
class Event:
    """`kind` is telephony, presence or extensions. Events with one `order_key` stay in order."""

    kind: str
    path: str
    extension_id: str | None
    body: Mapping[str, object]
    order_key: str


def telephony_event(account_id: int, line: Line, at: datetime) -> Event:
    """Describes one party, under the path of the party's extension."""
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


def extensions_event(account_id: int, extension_id: int) -> Event:
    """Announces a new extension."""
    path = f"/restapi/v1.0/account/{account_id}/extension"
    body = {"extensions": [{"extensionId": str(extension_id), "eventType": "Create"}]}
    return Event("extensions", path, str(extension_id), body, "extensions")


def session_answer(account_id: int, lines: Iterable[Line], origin: str, began: str) -> Json:
    """Returns the body of GET telephony/sessions/{id}."""
    lines = list(lines)
    return {
        "id": lines[0].session.id,
        "origin": {"type": origin},
        "creationTime": began,
        "parties": [_session_party(account_id, line.party) for line in lines],
    }


def active_call(line: Line) -> Json:
    """Returns a call as the presence of its extension shows it."""
    session, party = line.session, line.party
    body: Json = {
        "id": party.id.removeprefix("p-"),
        "direction": party.direction,
        "queueCall": party.queue is not None,
        "from": _number(party.caller),
        "fromName": party.caller.name,
        "to": _number(party.callee),
        "toName": party.callee.name,
        "partyId": party.id,
        "startTime": zulu(party.began_at or session.began_at),
        "sessionId": session.session_id,
        "telephonySessionId": session.id,
        "telephonyStatus": party.telephony_status,
    }
    if party.over:
        body["terminationType"] = "final"
    return _without_none(body)


def _event_party(account_id: int, party: LiveParty) -> Json:
    body = _party(account_id, party)
    body["missedCall"] = party.missed
    if party.recordings:
        body["recordings"] = [recording_body(each) for each in party.recordings]
    if party.queue is not None:
        info: Json = {"primary": {"type": "QueueName", "value": party.queue.name}}
        if party.caller.name:
            info["additional"] = {"type": "CallerIdName", "value": party.caller.name}
        body |= {"queueCall": True, "uiCallInfo": info}
    return body


def _session_party(account_id: int, party: LiveParty) -> Json:
    owner = {"accountId": str(account_id), "extensionId": _extension_id(party)}
    body = {**_party(account_id, party), "owner": _without_none(owner)}
    return {**body, "attributes": {"queueCall": True}} if party.queue is not None else body


def _party(account_id: int, party: LiveParty) -> Json:
    """Returns the fields that events and the session's own answer have in common."""
    body: Json = {
        "accountId": str(account_id),
        "id": party.id,
        "direction": party.direction,
        "status": _status(party),
        "park": {} if party.park_id is None else {"id": party.park_id},
        "extensionId": _extension_id(party),
        "conferenceRole": party.role,
        "from": _end(party.caller),
        "to": _end(party.callee),
        "muted": False,
        "standAlone": False,
    }
    if party.recordings:
        body["recordings"] = [{"id": each.id, "active": each.active} for each in party.recordings]
    return _without_none(body)


def recording_body(recording: LiveRecording) -> Json:
    """Returns a recording as events describe it. The answer about a session has no mode and view."""
    return {
        "id": recording.id,
        "active": recording.active,
        "mode": recording.mode,
        "view": recording.view,
    }


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


def _end(end: End) -> Json:
    extension_id = None if end.extension_id is None else str(end.extension_id)
    fields = {"phoneNumber": end.number, "name": end.name, "extensionId": extension_id}
    return _without_none(fields)


def _extension_id(party: LiveParty) -> str | None:
    return None if party.extension is None else str(party.extension.id)


def _number(end: End) -> str | None:
    return end.number or (None if end.extension_id is None else str(end.extension_id))


def _without_none(body: Mapping[str, object]) -> Json:
    return {name: value for name, value in body.items() if value is not None}
