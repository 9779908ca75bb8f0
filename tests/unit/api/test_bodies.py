"""Bodies are JSON objects that fit their model exactly; everything else is refused as a whole."""

from __future__ import annotations

import base64
import json

import pytest

from ringkeep.domain.access.plain_text import is_plain
from tests.unit.api.administer_client import AdministerClient
from tests.unit.api.api_client import Answer, request, send_to

PROFILE = {"name": "Lead", "rights": ["live.see"], "visibility": "self"}
PATH = "/v1/security-profiles"


@pytest.fixture
def api() -> AdministerClient:
    return AdministerClient()


def post(api: AdministerClient, text: str, **headers: str) -> Answer:
    before = len(api.store.writes)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = api.send("POST", PATH, text, headers=named)
    assert answer.status < 300 or len(api.store.writes) == before
    return answer


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        '"text"',
        "{",
        json.dumps([PROFILE]),
        json.dumps(PROFILE)[:-1] + ', "name": "Twice"}',
        '{"name": NaN}',
        "[" * 50_000,
        '{"name":' * 3_000 + "1" + "}" * 3_000,
        '{"name": ' + "9" * 10_000 + "}",
    ],
)
def test_what_is_no_json_object_is_refused(api: AdministerClient, text: str) -> None:
    answer = post(api, text)
    assert answer.status == 422
    assert answer.json["code"] in ("body_invalid", "invalid_request")


def test_a_list_is_not_read_as_its_first_item(api: AdministerClient) -> None:
    assert post(api, json.dumps([PROFILE])).json["code"] == "body_invalid"


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "a\udfff"])
def test_text_that_is_no_text_is_refused(api: AdministerClient, name: str) -> None:
    answer = post(api, json.dumps({**PROFILE, "name": name}))
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "name")
    nested = post(api, json.dumps({**PROFILE, "rights": ["live.see", name]}))
    assert (nested.status, nested.json["errors"][0]["field"]) == (422, "rights.1")
    assert post(api, json.dumps({**PROFILE, name: 1})).status == 422


def test_an_escaped_backslash_is_no_nul(api: AdministerClient) -> None:
    assert post(api, json.dumps({**PROFILE, "name": "a\\u0000"})).status == 201


def test_a_body_that_is_too_large_is_refused(api: AdministerClient) -> None:
    answer = post(api, json.dumps({**PROFILE, "name": "x" * 100_000}))
    assert (answer.status, answer.json["code"]) == (413, "body_too_large")
    assert (
        post(api, json.dumps({**PROFILE, "name": "é" * 60_000}, ensure_ascii=False)).status == 413
    )


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ("application/json", 201),
        ("Application/JSON; charset=utf-8", 201),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
    ],
)
def test_a_body_is_sent_as_json(api: AdministerClient, content: str, status: int) -> None:
    assert post(api, json.dumps(PROFILE), content_type=content).status == status


@pytest.mark.parametrize(
    ("raw", "status"),
    [(json.dumps(PROFILE).encode(), 201), (b"\xff\xfe{}", 422), (b"", 422)],
)
def test_a_body_may_be_in_base64(api: AdministerClient, raw: bytes, status: int) -> None:
    http_event = request("POST", PATH, "administrator")
    http_event["body"] = base64.b64encode(raw).decode()
    http_event["isBase64Encoded"] = True
    assert send_to(api.app, http_event).status == status


def test_someone_without_the_right_is_refused_before_their_body_is_read(
    api: AdministerClient,
) -> None:
    answer = api.send("POST", PATH, "{", sub="agent")
    assert (answer.status, answer.json["code"]) == (403, "right_missing")
    assert answer.json["right"] == "users.manage"


@pytest.mark.parametrize(
    "name", ["Ann\u202eeeL", "\u2066Ann", "Ann\u0007", "Ann\u2028Lee", "Ann\u009b"]
)
def test_what_shows_a_name_as_another_is_refused(name: str) -> None:
    assert not is_plain(name)
    assert is_plain("Ann\tLee\r\n\u200d")
