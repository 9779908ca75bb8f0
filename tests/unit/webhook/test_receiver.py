"""What RingCentral gets, and what strangers get."""

from __future__ import annotations

import base64
import json

import pytest

from ringkeep.domain.json import JsonValue
from ringkeep.errors import StorageFailed
from ringkeep.observability import metrics
from ringkeep.webhook.answers import LARGEST_BODY
from tests.live_events import CALLER, LiveCall
from tests.unit.webhook.world import KEY, NOW, TOKEN, World


def event(**fields: JsonValue) -> str:
    return json.dumps({"uuid": "1", "event": "/restapi/v1.0/account/1/presence", **fields})


def test_the_handshake_is_echoed_with_an_empty_body() -> None:
    answer = World().post(Validation_Token="abc-123")
    assert answer == {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json", "Validation-Token": "abc-123"},
        "body": "",
    }


@pytest.mark.parametrize("token", ["a\r\nSet-Cookie: x", "ü", " ", "x" * 257, "a b"])
def test_a_handshake_that_could_break_the_answer_is_refused(token: str) -> None:
    assert World().status(Validation_Token=token) == 400


def test_a_delivery_is_queued_as_it_was_received() -> None:
    world, text = World(), '{"event":  "x", "ü": 1.50}'
    assert world.status(text, verification_token=TOKEN) == 200
    assert world.queue.sent == [("main", text, NOW)]


def test_a_delivery_is_answered_empty_and_small() -> None:
    answer = World().post(event(), verification_token=TOKEN)
    assert answer["body"] == ""
    assert len(json.dumps(answer)) < 300


def test_the_token_of_a_delivery_may_come_under_the_other_name() -> None:
    assert World().status(event(), Validation_Token=TOKEN) == 200


def test_an_encoded_delivery_is_decoded() -> None:
    world = World()
    body = base64.b64encode(event().encode()).decode()
    answer = world.post(body, encoded=True, verification_token=TOKEN)
    assert answer["statusCode"] == 200
    assert world.queue.sent[0][1] == event()


def test_text_that_the_queue_does_not_take_is_escaped() -> None:
    world = World()
    world.post('{"name": "\uffff"}', verification_token=TOKEN)
    assert json.loads(world.queue.sent[0][1]) == {"name": "\uffff"}
    assert world.queue.sent[0][1].isascii()


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", "\ud800"])
def test_a_wrong_token_is_refused_and_nothing_queued(token: str) -> None:
    world = World()
    assert world.status(event(), verification_token=token) == 401
    assert world.queue.sent == []


def test_a_service_without_a_token_believes_nobody() -> None:
    world = World()
    assert world.status(event(), service="other", verification_token="") == 401
    assert world.status(event(), service="other", verification_token="x") == 401


@pytest.mark.parametrize("service", ["", "../main", "Main", "a" * 33, "main/x", "-a", "main\n"])
def test_a_name_that_no_service_can_have_is_not_looked_up(service: str) -> None:
    world = World()
    assert world.status(event(), service=service, verification_token=TOKEN) == 404
    assert world.reads == []


def test_the_path_s_unguessable_part_has_to_be_right() -> None:
    world = World()
    assert world.status(event(), key=KEY[:-1] + "1", verification_token=TOKEN) == 404
    assert world.status(Validation_Token="abc", key="guess") == 404
    assert world.reads == []


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', "[" * 100_000])
def test_a_delivery_that_is_no_event_is_refused(body: str) -> None:
    world = World()
    assert world.status(body, verification_token=TOKEN) == 400
    assert world.queue.sent == []


def test_a_body_that_no_message_can_hold_is_refused() -> None:
    world = World()
    body = event(padding="x" * LARGEST_BODY)
    assert world.status(body, verification_token=TOKEN) == 413
    assert world.queue.sent == []


def test_a_queue_that_does_not_answer_is_not_told_as_a_success() -> None:
    world = World()
    world.queue.breaks = StorageFailed("down")
    assert world.status(event(), verification_token=TOKEN) == 503


def test_raw_and_parsed_logging_are_switches(logged: list[str]) -> None:
    call = LiveCall("1", "2")
    World(raw=False, verbose=False).post(call.ring(), verification_token=TOKEN)
    assert logged == []
    World(raw=False).post(call.ring(), verification_token=TOKEN)
    assert call.session_id in logged[0]
    assert CALLER not in logged[0]
    World(verbose=False).post(call.ring(), verification_token=TOKEN)
    assert CALLER in logged[1]


def test_a_stranger_s_words_reach_no_log(logged: list[str]) -> None:
    World().post(event(secret="s3cret-body"), verification_token="s3cret-token")
    assert len(logged) == 1
    assert "s3cret" not in logged[0]


def counted() -> set[str]:
    return set(metrics.metric_set)


def test_what_is_received_refused_and_lost_is_counted() -> None:
    world = World()
    world.post(event(), verification_token=TOKEN)
    assert counted() == {"WebhookReceived"}
    metrics.clear_metrics()
    world.post(event(), verification_token="wrong")
    assert counted() == {"WebhookRefused"}
    metrics.clear_metrics()
    world.queue.breaks = StorageFailed("down")
    world.post(event(), verification_token=TOKEN)
    assert counted() == {"WebhookFailed"}


def test_a_handshake_is_no_news() -> None:
    World().post(Validation_Token="abc-123")
    assert counted() == set()


def test_a_service_may_be_named_as_the_directory_lets_it() -> None:
    world = World()
    world.secrets["a-" + "b" * 29 + "-"] = TOKEN
    assert world.status(event(), service="a-" + "b" * 29 + "-", verification_token=TOKEN) == 200


def test_a_text_that_grows_when_it_is_escaped_still_fits_the_queue() -> None:
    world = World()
    body = json.dumps({"name": "\uffff" * 50_000}, ensure_ascii=False)
    assert world.status(body, verification_token=TOKEN) == 413
    assert world.queue.sent == []


@pytest.mark.parametrize("depth", range(300, 1100, 50))
def test_a_deep_event_is_taken_or_refused(depth: int) -> None:
    """Whatever the parser's own limit is."""
    body = '{"event": ' + "[" * depth + "]" * depth + "}"
    assert World().status(body, verification_token=TOKEN) in (200, 400)


def test_the_parsed_fields_hold_neither_numbers_nor_names(logged: list[str]) -> None:
    call = LiveCall("1", "2")
    World(raw=False).post(call.answer(), verification_token=TOKEN)
    (line,) = logged
    assert call.session_id in line
    assert "Answered" in line
    assert not any(private in line for private in (CALLER, "Carla", "+1650"))


def test_fields_of_odd_shapes_are_left_out(logged: list[str]) -> None:
    body = json.dumps(
        {
            "uuid": ["nested"],
            "event": "\ud800half",
            "body": {"parties": [None, {"id": 1, "status": "x"}, {"status": {"code": ["y"]}}]},
        }
    )
    assert World(raw=False).status(body, verification_token=TOKEN) == 200
    assert "nested" not in logged[0]
    assert "?half" in logged[0]


@pytest.mark.parametrize("body", ['"x"', "[]", "null", '{"body": []}', '{"body": {"parties": 7}}'])
def test_any_object_is_queued_and_nothing_else(body: str) -> None:
    world = World()
    queued = world.status(body, verification_token=TOKEN) == 200
    assert queued == body.startswith("{")
    assert bool(world.queue.sent) == queued
