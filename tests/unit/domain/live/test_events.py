"""Notifications are parsed leniently; only texts without usable content are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.events import (
    ExtensionsEvent,
    PresenceEvent,
    TelephonyEvent,
    UnknownEvent,
    parse_event,
    parse_presence_record,
    parse_session_answer,
)
from ringkeep.domain.live.presence import presence_of
from ringkeep.domain.live.sessions import session_of
from tests.properties import examples
from tests.unit.domain.live.notifications import (
    ACCOUNT,
    NOW,
    SESSION,
    USER_A,
    iso,
    party,
    presence,
    telephony,
    text,
)

SAMPLES = Path(__file__).parents[5] / "shared" / "ringcentral" / "samples"


def telephony_event(event: JsonObject, received_at: float = NOW) -> TelephonyEvent:
    parsed = parse_event(text(event), received_at)
    assert isinstance(parsed, TelephonyEvent)
    return parsed


def presence_event(event: JsonObject) -> PresenceEvent:
    parsed = parse_event(text(event), NOW)
    assert isinstance(parsed, PresenceEvent)
    return parsed


def with_body(event: JsonObject, **fields: object) -> JsonObject:
    body = event["body"]
    assert isinstance(body, dict)
    return {**event, "body": {**body, **fields}}


def test_a_telephony_event_contains_session_sequence_time_and_party() -> None:
    event = telephony_event(telephony(4, NOW - 1.5, party("Answered")))
    (payload,) = event.parties
    assert (event.account_id, event.telephony_session_id) == (ACCOUNT, SESSION)
    assert (event.sequence, event.event_at) == (4, NOW - 1.5)
    assert (payload.extension_id, payload.status.code) == (USER_A, "Answered")


@pytest.mark.parametrize(
    "path",
    [
        f"/restapi/v1.0/account/{ACCOUNT}/telephony/sessions",
        f"/restapi/v1.0/account/{ACCOUNT}/telephony/sessions/",
        f"/restapi/v1.0/account/{ACCOUNT}/extension/{USER_A}/telephony/sessions?direction=Inbound",
        f"https://platform.ringcentral.com/restapi/v1.0/account/{ACCOUNT}/telephony/sessions",
        f"/RestAPI/v1.0/Account/{ACCOUNT}/Telephony/Sessions",
    ],
)
def test_an_event_is_recognized_by_its_path_in_any_spelling(path: str) -> None:
    event = telephony_event({**telephony(1, NOW, party("Setup")), "event": path})
    assert event.account_id == ACCOUNT


def test_without_an_account_id_in_the_path_the_parties_say_whose_event_it_is() -> None:
    event_with_id = telephony(1, NOW, party("Setup"))
    event = telephony_event(
        {**event_with_id, "event": "/restapi/v1.0/account/~/telephony/sessions"}
    )
    assert event.is_of(ACCOUNT)
    assert not event.is_of("9")


def test_an_event_without_a_path_is_recognized_by_its_body() -> None:
    event = telephony(1, NOW, party("Setup"))
    assert telephony_event({"body": event["body"]}).telephony_session_id == SESSION


def test_the_only_party_of_an_extensions_event_gets_that_extension() -> None:
    with_extension = party("Setup")
    without_extension = {
        name: value for name, value in with_extension.items() if name != "extensionId"
    }
    event = {
        **telephony(1, NOW, without_extension),
        "event": telephony(1, NOW, with_extension)["event"],
    }
    assert telephony_event(event).parties[0].extension_id == USER_A


def test_ids_may_be_numbers() -> None:
    numeric = party("Setup", extensionId=101, id=7)
    event = telephony_event(with_body(telephony(1, NOW, numeric), sessionId=100, sequence="12"))
    assert (event.session_id, event.sequence) == ("100", 12)
    assert (event.parties[0].extension_id, event.parties[0].id) == (USER_A, "7")


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("ANSWERED", "Answered"),
        ("voice_mail", "VoiceMail"),
        ("Voicemail", "VoiceMail"),
        ("Voice Mail Screening", "VoiceMailScreening"),
        ("hold", "Hold"),
        ("Whispering", "Whispering"),
    ],
)
def test_codes_are_recognized_in_any_case_and_spelling(spelling: str, code: str) -> None:
    assert telephony_event(telephony(1, NOW, party(spelling))).parties[0].status.code == code


def test_a_session_without_a_telephony_session_id_is_identified_by_its_session_id() -> None:
    event = with_body(telephony(1, NOW, party("Setup")), telephonySessionId=None)
    assert telephony_event(event).telephony_session_id == "session-100"


@pytest.mark.parametrize(
    ("event_time", "expected"),
    [
        (iso(NOW - 60), NOW - 60),
        ("2026-11-18T09:06:40.000+0000", 1_794_992_800.0),
        (int(NOW * 1000) - 5000, NOW - 5),
        (NOW - 5, NOW - 5),
        ("yesterday", NOW - 2),
        (None, NOW - 2),
        ("0001-01-01T00:00:00Z", NOW - 2),
    ],
)
def test_an_unreadable_event_time_is_replaced_by_the_notifications_timestamp(
    event_time: object, expected: float
) -> None:
    event = with_body(telephony(1, NOW - 2.1, party("Setup")), eventTime=event_time)
    assert telephony_event(event).event_at == pytest.approx(expected)


def test_an_event_without_any_time_has_the_time_of_receipt() -> None:
    event = with_body(telephony(1, NOW, party("Setup")), eventTime=None)
    assert telephony_event({**event, "timestamp": None}).event_at == NOW


def test_a_time_in_the_future_is_replaced_by_the_time_of_receipt() -> None:
    assert telephony_event(telephony(1, NOW + 86_400, party("Setup"))).event_at == NOW


def test_an_old_time_is_kept_but_compared_by_the_time_of_receipt() -> None:
    event = telephony_event(telephony(1, NOW - 86_400, party("Setup")))
    assert (event.event_at, event.clock_at) == (NOW - 86_400, NOW)


def test_presence_contains_its_extension_and_statuses() -> None:
    event = presence_event(presence(3, NOW, telephonyStatus="callconnected", dndStatus="x"))
    payload = event.presence
    assert (payload.extension_id, payload.telephony_status, payload.dnd_status) == (
        USER_A,
        "CallConnected",
        "x",
    )
    assert (payload.sequence, event.account_id) == (3, ACCOUNT)


def test_presence_without_an_extension_in_its_body_belongs_to_that_of_the_path() -> None:
    event = with_body(presence(3, NOW, telephonyStatus="NoCall"), extensionId=None)
    assert presence_event(event).presence.extension_id == USER_A


def test_an_event_of_the_extension_list_counts_its_changes() -> None:
    event: JsonObject = {
        "event": f"/restapi/v1.0/account/{ACCOUNT}/extension",
        "body": {"extensions": [{"extensionId": 1, "eventType": "Update"}, "?"]},
    }
    parsed = parse_event(text(event), NOW)
    assert isinstance(parsed, ExtensionsEvent)
    assert (parsed.account_id, parsed.changes) == (ACCOUNT, 1)


@pytest.mark.parametrize(
    "path",
    [
        "/restapi/v1.0/subscription/~?threshold=60&interval=15",
        f"/restapi/v1.0/account/{ACCOUNT}/extension/{USER_A}/message-store",
        f"/restapi/v1.0/account/{ACCOUNT}/extension/{USER_A}/presence/line",
    ],
)
def test_other_notifications_are_unknown_events(path: str) -> None:
    assert isinstance(parse_event(text({"event": path, "body": {}}), NOW), UnknownEvent)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not json",
        "[]",
        "null",
        "{}",
        '{"event": null}',
        "[" * 100_000,
        text(with_body(telephony(1, NOW), telephonySessionId=None, sessionId="0")),
        text({"event": f"/account/{ACCOUNT}/extension/~/presence", "body": {}}),
    ],
)
def test_texts_without_usable_content_are_refused(content: str) -> None:
    with pytest.raises(ValueError, match="event"):
        parse_event(content, NOW)


def test_a_record_of_the_presence_listing_contains_its_extension() -> None:
    record: JsonObject = {"extension": {"id": 101}, "telephonyStatus": "NoCall", "sequence": 9}
    event = parse_presence_record(record, ACCOUNT, NOW)
    assert (event.presence.extension_id, event.presence.sequence) == (USER_A, None)


def test_an_answer_about_a_session_contains_its_parties() -> None:
    answer: JsonObject = {"id": "s-1", "sessionId": 100, "parties": [party("Hold")]}
    for document in (answer, {"session": answer}):
        session_id, (one,) = parse_session_answer(document)
        assert (session_id, one.status.code) == ("100", "Hold")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
PARTY_FIELDS = (
    *("id", "accountId", "extensionId", "direction", "from", "to", "recordings"),
    *("status", "queueCall", "uiCallInfo", "attributes"),
)
BODY_FIELDS = (
    *("sequence", "sessionId", "telephonySessionId", "eventTime", "extensionId"),
    *("telephonyStatus", "presenceStatus", "dndStatus", "activeCalls", "extensions"),
)
PARTIES = st.lists(
    st.fixed_dictionaries({}, optional=dict.fromkeys(PARTY_FIELDS, JSON)), max_size=2
)
BODIES = st.fixed_dictionaries(
    {}, optional={**dict.fromkeys(BODY_FIELDS, JSON), "parties": PARTIES | JSON}
)
PATHS = st.sampled_from(
    [
        "/restapi/v1.0/account/~/telephony/sessions",
        f"/restapi/v1.0/account/{ACCOUNT}/extension/{USER_A}/presence",
        f"/restapi/v1.0/account/{ACCOUNT}/extension",
        f"/restapi/v1.0/account/a#b/extension/{USER_A}/telephony/sessions",
        "",
    ]
)


@settings(max_examples=examples(300))
@given(path=PATHS | JSON, body=BODIES | JSON, timestamp=JSON)
def test_no_json_breaks_the_parser(path: object, body: object, timestamp: object) -> None:
    content = json.dumps({"event": path, "body": body, "timestamp": timestamp})
    try:
        event = parse_event(content, NOW)
    except ValueError:
        return
    if isinstance(event, TelephonyEvent):
        session_of(event, AccountRef("default", ACCOUNT)).model_dump_json()
    if isinstance(event, PresenceEvent):
        presence_of(event).model_dump_json()


def sample(name: str) -> str:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"{name} is missing")
    return path.read_text()


def test_the_published_presence_event_is_parsed() -> None:
    event = parse_event(sample("doc_event_account_presence.json"), NOW)
    assert isinstance(event, PresenceEvent)
    assert (event.account_id, event.presence.extension_id) == ("", "6610372004")
    assert (event.presence.telephony_status, event.presence.sequence) == ("CallConnected", 2698)


def test_the_published_event_of_the_extension_list_is_parsed() -> None:
    event = parse_event(sample("doc_event_extension_list.json"), NOW)
    assert isinstance(event, ExtensionsEvent)
    assert event.changes == 3
