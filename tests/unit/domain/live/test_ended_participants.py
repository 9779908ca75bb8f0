"""Whose calls the recordings of an ended call cover, judging by its events."""

from __future__ import annotations

import json
from functools import reduce

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.calls import ended_calls
from ringkeep.domain.live.events import TelephonyEvent, parse_event
from ringkeep.domain.live.sessions import joined, session_of
from tests.unit.domain.live.notifications import (
    ACCOUNT,
    NOW,
    USER_A,
    USER_B,
    USER_C,
    party,
    telephony,
)


def participants(*notifications: JsonObject) -> dict[str, set[str]]:
    sessions = []
    for each in notifications:
        event = parse_event(json.dumps(each), NOW)
        assert isinstance(event, TelephonyEvent)
        sessions.append(session_of(event, AccountRef("main", ACCOUNT)))
    ended = ended_calls(reduce(joined, sessions))
    return {
        id_: {each.extension_id for each in covered}
        for call in ended
        for id_, covered in call.participants.items()
    }


def talk(sequence: int, extension: str, recording: str = "", view: str = "") -> list[JsonObject]:
    """An extension answers, is perhaps recorded, and hangs up."""
    made: JsonObject = {"id": recording, "active": True, "view": view}
    named: dict[str, object] = {"recordings": [made]} if recording else {}
    return [
        telephony(sequence, NOW - 90 + sequence, party("Answered", extension, **named)),
        telephony(sequence + 1, NOW - 60 + sequence, party("Disconnected", extension, **named)),
    ]


def missed(sequence: int, extension: str) -> list[JsonObject]:
    return [
        telephony(sequence, NOW - 90, party("Proceeding", extension)),
        telephony(sequence + 1, NOW - 80, party("Disconnected", extension)),
    ]


def test_someone_who_was_connected_and_someone_whose_phone_only_rang() -> None:
    found = participants(*talk(1, USER_A, "r1"), *talk(3, USER_B), *missed(5, USER_C))
    assert found == {"r1": {USER_A, USER_B}}


def test_each_recording_of_a_transferred_call_covers_its_own_party() -> None:
    found = participants(*talk(1, USER_A, "r1"), *talk(3, USER_B, "r2"))
    assert found == {"r1": {USER_A}, "r2": {USER_B}}


def test_a_recording_of_the_session_covers_everyone_who_was_connected() -> None:
    found = participants(*talk(1, USER_A, "r1", "Session"), *talk(3, USER_B, "r2", "Party"))
    assert found == {"r1": {USER_A, USER_B}, "r2": {USER_B}}
