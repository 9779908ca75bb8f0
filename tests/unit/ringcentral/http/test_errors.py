"""Both formats of error bodies become Ringkeep's errors."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.errors import (
    BadRequest,
    InvalidAnswer,
    LoginFailed,
    NotFound,
    PermissionMissing,
    RateLimited,
    RingCentralError,
    TokenRejected,
    Unavailable,
)
from ringkeep.ringcentral.http.errors import login_error, parse_refusal, refusal_error

NOW = 1_795_000_000.0


def body(**values: object) -> bytes:
    return json.dumps(values).encode()


@pytest.mark.parametrize(
    "content",
    [
        body(errorCode="CMN-102", message="No such thing"),
        body(errors=[{"errorCode": "CMN-102", "message": "No such thing"}]),
        body(
            errorCode="Wide",
            message="x",
            errors=[{"errorCode": "CMN-102", "message": "No such thing"}],
        ),
        body(error="CMN-102", error_description="No such thing"),
        body(error="CMN-102", errors=["odd", None], message="No such thing"),
    ],
)
def test_every_format_is_read(content: bytes) -> None:
    refusal = parse_refusal(content)
    assert (refusal.code, refusal.message) == ("CMN-102", "No such thing")


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b"null", b'{"errors":{}}', b"\xff\xfe"])
def test_malformed_body_has_no_code(content: bytes) -> None:
    assert parse_refusal(content).code == ""


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (302, InvalidAnswer),
        (400, BadRequest),
        (401, TokenRejected),
        (403, PermissionMissing),
        (404, NotFound),
        (408, Unavailable),
        (410, NotFound),
        (416, BadRequest),
        (429, RateLimited),
        (500, Unavailable),
        (502, Unavailable),
        (503, Unavailable),
    ],
)
def test_each_status_has_its_error(status: int, expected: type[RingCentralError]) -> None:
    problem = refusal_error(status, {}, body(errorCode="X-1", message="because"), NOW)
    assert type(problem) is expected
    assert problem.status == status


@pytest.mark.parametrize(
    "content",
    [
        body(message="no", permissionName="ReadCallLog"),
        body(message="no", errors=[{"permissionName": "ReadCallLog"}]),
        body(message="the application needs the [ReadCallLog] permission"),
    ],
)
def test_missing_permission_is_named(content: bytes) -> None:
    problem = refusal_error(403, {}, content, NOW)
    assert isinstance(problem, PermissionMissing)
    assert problem.permission == "ReadCallLog"


@pytest.mark.parametrize(
    ("headers", "wait", "group"),
    [
        ({"x-rate-limit-group": "Heavy", "retry-after": "75"}, 75, "heavy"),
        ({"x-rate-limit-group": "Heavy", "retry-after": "45"}, 60, "heavy"),
        ({"x-rate-limit-group": "heavy"}, 60, "heavy"),
        ({"x-rate-limit-group": "heavy", "x-rate-limit-window": "900"}, 900, "heavy"),
        ({"retry-after": "45"}, 60, ""),
        ({}, 60, ""),
    ],
)
def test_429_has_a_group_and_a_waiting_time(
    headers: dict[str, str], wait: float, group: str
) -> None:
    problem = refusal_error(429, headers, b"", NOW)
    assert isinstance(problem, RateLimited)
    assert (problem.retry_after, problem.group) == (wait, group)


def test_unavailable_has_a_waiting_time() -> None:
    problem = refusal_error(503, {"retry-after": "12"}, b"", NOW)
    assert isinstance(problem, Unavailable)
    assert problem.retry_after == 12


@pytest.mark.parametrize(
    ("code", "by_jwt", "words"),
    [
        ("OAU-153", True, "client secret"),
        ("OAU-140", False, "password is wrong"),
        ("OAU-168", False, "second factor"),
        ("OAU-250", True, "JWT"),
        ("OAU-251", False, "create a JWT credential"),
        ("OAU-251", True, "allow the JWT auth flow"),
        ("unauthorized_client", False, "closed the password grant"),
        ("invalid_grant", True, "other environment"),
        ("invalid_grant", False, "password is wrong"),
        ("invalid_client", True, "client id"),
        ("OAU-999", True, "because"),
        ("", True, "because"),
    ],
)
def test_refused_login_says_what_to_do(code: str, by_jwt: bool, words: str) -> None:
    content = body(errors=[{"errorCode": code}] if code else [], error_description="because")
    problem = login_error(400, {}, content, NOW, by_jwt=by_jwt)
    assert isinstance(problem, LoginFailed)
    assert words in str(problem)
    assert problem.code == code


def test_most_specific_code_is_chosen() -> None:
    content = body(error="invalid_grant", errors=[{"errorCode": "OAU-7"}, {"errorCode": "OAU-140"}])
    assert login_error(400, {}, content, NOW, by_jwt=False).code == "OAU-140"


@pytest.mark.parametrize(("status", "expected"), [(429, RateLimited), (503, Unavailable)])
def test_temporary_failure_of_a_login_is_no_login_failure(
    status: int, expected: type[RingCentralError]
) -> None:
    assert isinstance(login_error(status, {}, b"", NOW, by_jwt=True), expected)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3)
    ),
    max_leaves=8,
)
shapes = st.dictionaries(
    st.sampled_from(["errors", "errorCode", "message", "error", "error_description"]), json_values
)


@given(shapes, st.integers(300, 599))
def test_no_refusal_breaks_the_parser(values: dict[str, object], status: int) -> None:
    content = json.dumps(values).encode()
    assert isinstance(refusal_error(status, {}, content, NOW), RingCentralError)
    assert isinstance(login_error(status, {}, content, NOW, by_jwt=True), RingCentralError)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_parser(content: bytes) -> None:
    assert isinstance(refusal_error(400, {}, content, NOW), BadRequest)


@pytest.mark.parametrize(
    "number", ["+16505550123", "(650) 555-0123", "650 555 0123", "16505550123"]
)
def test_messages_do_not_show_phone_numbers(number: str) -> None:
    refusal = parse_refusal(body(errorCode="CMN-101", message=f"Parameter [{number}] is invalid"))
    assert not any(character.isdigit() for character in refusal.message)
    assert refusal.code == "CMN-101"
