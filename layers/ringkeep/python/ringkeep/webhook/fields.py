"""The fields of an event that are logged: ids and codes, but no phone numbers and no names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ringkeep.domain.json import JsonObject, JsonValue, object_of, objects_of

_ENVELOPE: Final = {
    "event": "event_path",
    "uuid": "event_uuid",
    "timestamp": "event_timestamp",
    "subscriptionId": "subscription_id",
}
_BODY: Final = {
    "telephonySessionId": "telephony_session_id",
    "sequence": "sequence",
    "extensionId": "extension_id",
    "telephonyStatus": "telephony_status",
    "presenceStatus": "presence_status",
    "userStatus": "user_status",
    "dndStatus": "dnd_status",
}
_PARTY: Final = {"id": "id", "extensionId": "extension_id", "direction": "direction"}
_STATUS: Final = {"code": "code", "reason": "reason"}
_MOST: Final = 20
_LONGEST: Final = 200


def fields_of(event: JsonObject) -> dict[str, JsonValue]:
    """Returns the log fields of an event. Missing fields are omitted."""
    body = object_of(event.get("body"))
    fields: dict[str, JsonValue] = {**_named(event, _ENVELOPE), **_named(body, _BODY)}
    if parties := objects_of(body.get("parties"))[:_MOST]:
        fields["parties"] = [_party(each) for each in parties]
    if changed := objects_of(body.get("extensions"))[:_MOST]:
        fields["extension_ids"] = [_plain(each.get("extensionId")) for each in changed]
    return fields


def _party(party: JsonObject) -> JsonObject:
    return {**_named(party, _PARTY), **_named(object_of(party.get("status")), _STATUS)}


def _named(values: JsonObject, names: Mapping[str, str]) -> dict[str, JsonValue]:
    return {ours: _plain(values[theirs]) for theirs, ours in names.items() if theirs in values}


def _plain(value: JsonValue) -> JsonValue:
    """Returns a value that a log line can hold: not nested, and without unpaired surrogates."""
    if isinstance(value, str):
        return value[:_LONGEST].encode(errors="replace").decode()
    return value if isinstance(value, int | float) else None
