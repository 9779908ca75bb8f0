"""The responses to RingCentral and to other senders."""

from __future__ import annotations

import base64
import json

import pytest

from ringkeep.domain.json import JsonValue
from ringkeep.errors import StorageFailed
from ringkeep.observability import metrics
from ringkeep.webhook.answers import LARGEST_BODY
from tests.live_events import CALLER, LiveCall
from tests.unit.webhook.webhook_client import KEY, NOW, TOKEN, WebhookClient


def event(**fields: JsonValue) -> str:
    return json.dumps({"uuid": "1", "event": "/restapi/v1.0/account/1/presence", **fields})


def test_handshake_is_echoed_with_an_empty_body() -> None:
    answer = WebhookClient().post(Validation_Token="abc-123")
    assert answer == {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json", "Validation-Token": "abc-123"},
        "body": "",
    }


@pytest.mark.parametrize("token", ["a\r\nSet-Cookie: x", "ü", " ", "x" * 257, "a b"])
def test_handshake_with_an_invalid_token_is_refused(token: str) -> None:
    assert WebhookClient().status(Validation_Token=token) == 400


def test_delivery_is_queued_as_received() -> None:
    webhook, text = WebhookClient(), '{"event":  "x", "ü": 1.50}'
    assert webhook.status(text, verification_token=TOKEN) == 200
    assert webhook.queue.sent == [("main", text, NOW)]


def test_response_to_a_delivery_is_empty_and_small() -> None:
    answer = WebhookClient().post(event(), verification_token=TOKEN)
    assert answer["body"] == ""
    assert len(json.dumps(answer)) < 300


def test_token_of_a_delivery_may_be_in_the_handshake_header() -> None:
    assert WebhookClient().status(event(), Validation_Token=TOKEN) == 200


def test_encoded_delivery_is_decoded() -> None:
    webhook = WebhookClient()
    body = base64.b64encode(event().encode()).decode()
    answer = webhook.post(body, encoded=True, verification_token=TOKEN)
    assert answer["statusCode"] == 200
    assert webhook.queue.sent[0][1] == event()


def test_characters_that_sqs_rejects_are_escaped() -> None:
    webhook = WebhookClient()
    webhook.post('{"name": "\uffff"}', verification_token=TOKEN)
    assert json.loads(webhook.queue.sent[0][1]) == {"name": "\uffff"}
    assert webhook.queue.sent[0][1].isascii()


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", "\ud800"])
def test_wrong_token_is_refused_and_nothing_is_queued(token: str) -> None:
    webhook = WebhookClient()
    assert webhook.status(event(), verification_token=token) == 401
    assert webhook.queue.sent == []


def test_service_without_a_token_accepts_no_delivery() -> None:
    webhook = WebhookClient()
    webhook.connect("other", token="")
    assert webhook.status(event(), service="other", verification_token="") == 401
    assert webhook.status(event(), service="other", verification_token="x") == 401


@pytest.mark.parametrize("service", ["", "../main", "Main", "a" * 33, "main/x", "-a", "main\n"])
def test_invalid_service_name_is_not_looked_up(service: str) -> None:
    webhook = WebhookClient()
    assert webhook.status(event(), service=service, verification_token=TOKEN) == 404
    assert webhook.reads == []


def test_wrong_key_in_the_path_is_refused() -> None:
    webhook = WebhookClient()
    assert webhook.status(event(), key=KEY[:-1] + "1", verification_token=TOKEN) == 404
    assert webhook.status(Validation_Token="abc", key="guess") == 404
    assert webhook.reads == []


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', "[" * 100_000])
def test_delivery_without_an_event_is_refused(body: str) -> None:
    webhook = WebhookClient()
    assert webhook.status(body, verification_token=TOKEN) == 400
    assert webhook.queue.sent == []


def test_body_larger_than_an_sqs_message_is_refused() -> None:
    webhook = WebhookClient()
    body = event(padding="x" * LARGEST_BODY)
    assert webhook.status(body, verification_token=TOKEN) == 413
    assert webhook.queue.sent == []


def test_failing_queue_gives_a_503() -> None:
    webhook = WebhookClient()
    webhook.queue.failure = StorageFailed("down")
    assert webhook.status(event(), verification_token=TOKEN) == 503


def test_raw_and_parsed_logging_can_be_switched_off(logged: list[str]) -> None:
    call = LiveCall("1", "2")
    WebhookClient(raw=False, verbose=False).post(call.ring(), verification_token=TOKEN)
    assert logged == []
    WebhookClient(raw=False).post(call.ring(), verification_token=TOKEN)
    assert call.session_id in logged[0]
    assert CALLER not in logged[0]
    WebhookClient(verbose=False).post(call.ring(), verification_token=TOKEN)
    assert CALLER in logged[1]


def test_refused_post_is_not_logged(logged: list[str]) -> None:
    WebhookClient().post(event(secret="s3cret-body"), verification_token="s3cret-token")
    assert len(logged) == 1
    assert "s3cret" not in logged[0]


def counted() -> set[str]:
    return set(metrics.metric_set)


def test_received_refused_and_failed_posts_are_counted() -> None:
    webhook = WebhookClient()
    webhook.post(event(), verification_token=TOKEN)
    assert counted() == {"WebhookReceived"}
    metrics.clear_metrics()
    webhook.post(event(), verification_token="wrong")
    assert counted() == {"WebhookRefused"}
    metrics.clear_metrics()
    webhook.queue.failure = StorageFailed("down")
    webhook.post(event(), verification_token=TOKEN)
    assert counted() == {"WebhookFailed"}


def test_posts_to_unknown_addresses_are_counted_without_a_line_for_each(logged: list[str]) -> None:
    webhook = WebhookClient()
    for number in range(500):
        webhook.status(event(), service=f"name-{number}", verification_token=TOKEN)
        webhook.status(event(), key=f"guess-{number}", verification_token=TOKEN)
    assert logged == []
    assert metrics.metric_set["WebhookUnknownAddress"]["Value"] == [1.0]
    metrics.clear_metrics()
    webhook.now += 61
    webhook.status(event(), key="guess", verification_token=TOKEN)
    assert metrics.metric_set["WebhookUnknownAddress"]["Value"] == [1000.0]


def test_an_accepted_event_reports_the_unknown_addresses_before_it() -> None:
    webhook = WebhookClient()
    for _ in range(3):
        webhook.status(event(), key="guess")
    metrics.clear_metrics()
    webhook.status(event(), verification_token=TOKEN)
    assert metrics.metric_set["WebhookUnknownAddress"]["Value"] == [2.0]


class Untouchable(str):
    """A body that fails when something reads it."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.parametrize("encoded", [True, False])
@pytest.mark.parametrize(("service", "key"), [("other", KEY), ("main", "guess"), ("-", KEY)])
def test_service_and_key_are_compared_before_the_body_is_read(
    service: str, key: str, encoded: bool
) -> None:
    webhook, body = WebhookClient(), Untouchable("x")
    answer = webhook.post(body, service=service, key=key, encoded=encoded, verification_token=TOKEN)
    assert answer["statusCode"] == 404
    assert webhook.reads == []


@pytest.mark.parametrize("encoded", [True, False])
def test_the_token_is_compared_before_the_body_is_read(encoded: bool) -> None:
    answer = WebhookClient().post(Untouchable("x"), encoded=encoded, verification_token="wrong")
    assert answer["statusCode"] == 401


@pytest.mark.parametrize("encoded", [True, False])
def test_a_body_that_is_too_large_is_refused_before_it_is_decoded(encoded: bool) -> None:
    body = Untouchable("A" * (4 * LARGEST_BODY // 3 + 4))
    answer = WebhookClient().post(body, encoded=encoded, verification_token=TOKEN)
    assert answer["statusCode"] == 413


def test_the_largest_event_is_accepted_encoded_or_not() -> None:
    text = event(padding="x" * (LARGEST_BODY - len(event(padding=""))))
    assert len(text) == LARGEST_BODY
    assert WebhookClient().status(text, verification_token=TOKEN) == 200
    encoded = base64.b64encode(text.encode()).decode()
    answer = WebhookClient().post(encoded, encoded=True, verification_token=TOKEN)
    assert answer["statusCode"] == 200


@pytest.mark.parametrize(
    "content_type",
    ["", "application/json; charset=utf-8", "text/plain", "application/octet-stream", "\x00"],
)
@pytest.mark.parametrize("encoded", [True, False])
def test_the_content_type_does_not_matter(content_type: str, encoded: bool) -> None:
    webhook = WebhookClient()
    body = base64.b64encode(event().encode()).decode() if encoded else event()
    answer = webhook.post(
        body, encoded=encoded, verification_token=TOKEN, content_type=content_type
    )
    assert answer["statusCode"] == 200
    assert webhook.queue.sent[0][1] == event()


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, gzip", "x" * 1000])
def test_a_compressed_body_is_refused_unread(encoding: str) -> None:
    answer = WebhookClient().post(
        Untouchable("x"), verification_token=TOKEN, content_encoding=encoding
    )
    assert answer["statusCode"] == 415


@pytest.mark.parametrize("flag", ["true", 1, None, [True]])
def test_only_the_gateways_own_flag_makes_a_body_base64(flag: JsonValue) -> None:
    webhook = WebhookClient()
    answer = webhook.receiver.answer(
        {
            "pathParameters": {"service": "main", "key": KEY},
            "headers": {"verification-token": TOKEN},
            "body": event(),
            "isBase64Encoded": flag,
        }
    )
    assert answer["statusCode"] == 200
    assert webhook.queue.sent[0][1] == event()


def test_handshake_is_not_counted() -> None:
    WebhookClient().post(Validation_Token="abc-123")
    assert counted() == set()


def test_every_valid_service_name_is_accepted() -> None:
    webhook = WebhookClient()
    webhook.connect("a-" + "b" * 29 + "-")
    assert webhook.status(event(), service="a-" + "b" * 29 + "-", verification_token=TOKEN) == 200


def test_body_that_is_too_large_after_escaping_is_refused() -> None:
    webhook = WebhookClient()
    body = json.dumps({"name": "\uffff" * 50_000}, ensure_ascii=False)
    assert webhook.status(body, verification_token=TOKEN) == 413
    assert webhook.queue.sent == []


@pytest.mark.parametrize("depth", range(300, 1100, 50))
def test_deeply_nested_event_is_accepted_or_refused(depth: int) -> None:
    """The parser's own limit varies."""
    body = '{"event": ' + "[" * depth + "]" * depth + "}"
    assert WebhookClient().status(body, verification_token=TOKEN) in (200, 400)


def test_parsed_fields_hold_no_numbers_and_no_names(logged: list[str]) -> None:
    call = LiveCall("1", "2")
    WebhookClient(raw=False).post(call.answer(), verification_token=TOKEN)
    (line,) = logged
    assert call.session_id in line
    assert "Answered" in line
    assert not any(private in line for private in (CALLER, "Carla", "+1650"))


def test_fields_of_unexpected_types_are_omitted(logged: list[str]) -> None:
    body = json.dumps(
        {
            "uuid": ["nested"],
            "event": "\ud800half",
            "body": {"parties": [None, {"id": 1, "status": "x"}, {"status": {"code": ["y"]}}]},
        }
    )
    assert WebhookClient(raw=False).status(body, verification_token=TOKEN) == 200
    assert "nested" not in logged[0]
    assert "?half" in logged[0]


@pytest.mark.parametrize("body", ['"x"', "[]", "null", '{"body": []}', '{"body": {"parties": 7}}'])
def test_only_json_objects_are_queued(body: str) -> None:
    webhook = WebhookClient()
    queued = webhook.status(body, verification_token=TOKEN) == 200
    assert queued == body.startswith("{")
    assert bool(webhook.queue.sent) == queued
