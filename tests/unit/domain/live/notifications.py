"""Builds short notifications as RingCentral sends them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import cast

from ringkeep.domain.json import JsonObject, JsonValue

NOW = 1_795_000_000.0
ACCOUNT = "8001"
USER_A, USER_B, USER_C, QUEUE, MENU = "101", "102", "103", "900", "800"
SESSION = "s-1"


def iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def party(code: str, extension: str | None = USER_A, /, **fields: object) -> JsonObject:
    """Returns a party of the test account. `party_id` is derived from the extension by default."""
    id_ = fields.pop("party_id", f"p-{extension or 'out'}")
    defaults: dict[str, object] = {
        "id": id_,
        "accountId": ACCOUNT,
        "direction": "Inbound",
        "from": {"phoneNumber": "+16505550100", "name": "Caller"},
        "to": {"phoneNumber": "+16505550101"},
        "status": {"code": code},
        **({"extensionId": extension} if extension else {}),
    }
    return cast("JsonObject", {**defaults, **fields})


def telephony(
    sequence: int | None, at: float, *parties: JsonObject, session: str = SESSION
) -> JsonObject:
    extension = parties[0].get("extensionId") if parties else None
    scope = f"/extension/{extension}" if extension else ""
    body: dict[str, JsonValue] = {
        "sessionId": session.removeprefix("s-") + "00",
        "telephonySessionId": session,
        "eventTime": iso(at),
        "parties": list(parties),
    }
    if sequence is not None:
        body["sequence"] = sequence
    return {
        "uuid": f"{session}-{sequence}",
        "event": f"/restapi/v1.0/account/{ACCOUNT}{scope}/telephony/sessions",
        "timestamp": iso(at + 0.1),
        "body": body,
    }


def presence(
    sequence: int | None, at: float, extension: str = USER_A, /, **body: object
) -> JsonObject:
    path = f"/restapi/v1.0/account/{ACCOUNT}/extension/{extension}/presence"
    counter = {} if sequence is None else {"sequence": sequence}
    event = {
        "event": f"{path}?detailedTelephonyState=true",
        "timestamp": iso(at),
        "body": {"extensionId": extension, **counter, **body},
    }
    return cast("JsonObject", event)


def idle(sequence: int | None, at: float, extension: str = USER_A, **body: object) -> JsonObject:
    """Returns the presence of an available user without calls."""
    fields: dict[str, object] = {
        "telephonyStatus": "NoCall",
        "presenceStatus": "Available",
        "userStatus": "Available",
        "dndStatus": "TakeAllCalls",
        "activeCalls": [],
    }
    fields.update(body)
    return presence(sequence, at, extension, **fields)


def text(event: JsonObject) -> str:
    return json.dumps(event)
