"""Thousands of posts of attackers who know the path, the service and the format of events."""

from __future__ import annotations

import base64
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ringkeep.domain.json import JsonValue
from tests.properties import examples
from tests.unit.webhook.webhook_client import KEY, TOKEN, WebhookClient

MARK = "4ttacker"
"""Part of the attackers' texts, which must not be logged."""
KNOWN = ["main", "other", KEY, KEY[:-1], TOKEN[:-1], TOKEN.upper(), "", "{}", "\x00", "\ud800"]
MARKED = st.text(max_size=10).map(lambda text: MARK + text)
WORDS = st.one_of(MARKED, st.text(max_size=10), st.sampled_from(KNOWN))
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS)
VALUES = st.one_of(
    PLAIN, st.lists(PLAIN, max_size=2), st.dictionaries(st.sampled_from(KNOWN), PLAIN, max_size=2)
)
EVENTS = st.fixed_dictionaries(
    {"uuid": MARKED, "event": st.just("/restapi/v1.0/account/1/presence"), "body": VALUES}
).map(json.dumps)
BODIES = st.one_of(
    st.none(),
    EVENTS,
    EVENTS.map(lambda text: base64.b64encode(text.encode()).decode()),
    WORDS,
    st.just("[" * 5000),
    VALUES,
)
HEADERS = st.one_of(
    st.dictionaries(
        st.sampled_from(
            [
                "Verification-Token",
                "verification-token",
                "Validation-Token",
                "validation-token",
                "X",
            ]
        ),
        WORDS,
        max_size=4,
    ),
    VALUES,
)
PATHS = st.one_of(
    st.just({"service": "main", "key": KEY}),
    st.fixed_dictionaries({"service": WORDS, "key": st.one_of(st.just(KEY), WORDS)}),
    VALUES,
)
POSTS = st.fixed_dictionaries(
    {},
    optional={
        "pathParameters": PATHS,
        "headers": HEADERS,
        "body": BODIES,
        "isBase64Encoded": st.one_of(st.booleans(), VALUES),
        "rawPath": WORDS,
    },
)


@settings(
    max_examples=examples(2_000),
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(post=POSTS)
def test_no_hostile_post_is_queued_fails_or_is_logged(
    logged: list[str], post: dict[str, JsonValue]
) -> None:
    webhook = WebhookClient()
    logged.clear()
    answer = webhook.receiver.answer(post)
    assert answer["statusCode"] in (200, 400, 401, 404, 413)
    assert answer["body"] == ""
    assert len(json.dumps(answer)) < 1024
    assert webhook.queue.sent == []
    assert not any(MARK in line or TOKEN[:-1] in line for line in logged)


@settings(max_examples=examples(300))
@given(body=BODIES, encoded=st.booleans())
def test_no_post_with_the_token_fails(body: JsonValue, encoded: bool) -> None:
    webhook = WebhookClient()
    answer = webhook.post(body, encoded=encoded, verification_token=TOKEN)
    assert answer["statusCode"] in (200, 400)
    assert (answer["statusCode"] == 200) == bool(webhook.queue.sent)
