"""The console's API: what each role gets, and how it refuses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.api.claims import username_of
from ringkeep.domain.live.sockets import ticket_hash
from ringkeep.errors import ConfigurationError, StorageFailed
from tests.fakes.live.sockets import (
    ADMINISTRATOR,
    AGENT,
    MANAGER,
    UNASSIGNED,
    FakePage,
    realtime_row,
)
from tests.unit.api.bench import Answer, Bench, event, request

NUMBER = "+14155550123"


@pytest.fixture
def bench() -> Bench:
    return Bench()


def extensions(answer: Answer) -> list[str]:
    return [user["extension_id"] for user in answer.json["users"]]


def assert_problem(answer: Answer, status: int) -> None:
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    problem = answer.json
    assert set(problem) == {"type", "title", "status", "detail"}
    assert (problem["type"], problem["status"]) == ("about:blank", status)


@pytest.mark.parametrize("viewer", [ADMINISTRATOR, MANAGER])
def test_who_may_see_everybody_does(bench: Bench, viewer: Any) -> None:
    answer = bench.get("/v1/realtime", viewer.username)
    assert (answer.status, extensions(answer)) == (200, ["101", "102"])
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_agent_sees_their_own_line_alone(bench: Bench) -> None:
    assert extensions(bench.get("/v1/realtime", AGENT.username)) == ["101"]


def test_an_agent_sees_the_state_of_their_own_service_alone(bench: Bench) -> None:
    bench.board = FakePage.of(realtime_row("101"), names=("main", "other"))
    services = bench.get("/v1/realtime", AGENT.username).json["services"]
    assert [each["service"] for each in services] == ["main"]


def test_an_agent_does_not_see_the_same_extension_of_another_service(bench: Bench) -> None:
    bench.board = FakePage.of(realtime_row("101", "other"), names=("main", "other"))
    assert extensions(bench.get("/v1/realtime", AGENT.username)) == []
    assert extensions(bench.get("/v1/realtime", AGENT.username, service="other")) == []


def test_an_agent_without_an_extension_sees_nobody(bench: Bench) -> None:
    answer = bench.get("/v1/realtime", UNASSIGNED.username)
    assert (answer.status, answer.json["users"], answer.json["services"]) == (200, [], [])


def test_the_page_of_one_service(bench: Bench) -> None:
    bench.board = FakePage.of(
        realtime_row("101"), realtime_row("7", "other"), names=("main", "other")
    )
    assert extensions(bench.get("/v1/realtime", service="other")) == ["7"]


def test_a_large_page_travels_compressed(bench: Bench) -> None:
    asked = request("GET", "/v1/realtime", MANAGER.username)
    asked["headers"]["accept-encoding"] = "gzip, br"
    answer = bench.ask(asked)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert extensions(answer) == ["101", "102"]


def test_a_service_that_is_not_there_is_told(bench: Bench) -> None:
    assert_problem(bench.get("/v1/realtime", service="nobody"), 404)


@pytest.mark.parametrize("username", [MANAGER.username, AGENT.username])
def test_a_foreign_cursor_is_refused_and_not_quoted(bench: Bench, username: str) -> None:
    answer = bench.get("/v1/realtime", username, cursor="no-cursor-of-ours")
    assert_problem(answer, 422)
    assert "no-cursor-of-ours" not in answer.text


@pytest.mark.parametrize(
    "query", [{"page": "2"}, {"service": ""}, {"service": "x" * 41}, {"cursor": "x" * 401}]
)
def test_a_query_that_is_not_understood_is_refused(bench: Bench, query: dict[str, str]) -> None:
    answer = bench.get("/v1/realtime", **query)
    assert_problem(answer, 422)
    assert "xxx" not in answer.text


def test_a_path_that_is_not_there_is_not_found(bench: Bench) -> None:
    assert_problem(bench.get("/v1/nothing", page="2"), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "/v1/realtime", "GET"), ("GET", "/v1/realtime/tickets", "POST")],
)
def test_a_method_that_is_not_there_is_told_with_the_one_that_is(
    bench: Bench, method: str, path: str, allowed: str
) -> None:
    answer = bench.ask(request(method, path, MANAGER.username))
    assert_problem(answer, 405)
    assert answer.headers["Allow"] == allowed


@pytest.mark.parametrize("path", ["/v1/realtime", "/v1/me"])
def test_nobody_gets_nothing(bench: Bench, path: str) -> None:
    answer = bench.ask(request("GET", path, None))
    assert_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_identity_token_opens_nothing(bench: Bench) -> None:
    asked = request("GET", "/v1/realtime", MANAGER.username)
    asked["requestContext"]["authorizer"]["jwt"]["claims"]["token_use"] = "id"
    assert_problem(bench.ask(asked), 401)


@pytest.mark.parametrize("path", ["/v1/realtime", "/v1/me"])
def test_who_is_disabled_or_has_no_role_is_out_with_a_valid_token(bench: Bench, path: str) -> None:
    del bench.identity.people[MANAGER.username]
    assert_problem(bench.get(path), 403)


@pytest.mark.parametrize("name", ["api/realtime_manager.json", "api/realtime_agent_of_laptop.json"])
def test_claims_are_read_in_both_shapes(name: str) -> None:
    asked = event(name)
    assert username_of(asked) in {MANAGER.username, AGENT.username}


def test_the_subject_stands_in_for_a_name_that_is_not_told() -> None:
    asked = event("api/me.json")
    del asked["requestContext"]["authorizer"]["jwt"]["claims"]["username"]
    assert username_of(asked) == AGENT.username


@given(st.recursive(st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | inner))
def test_odd_claims_name_nobody(odd: Any) -> None:
    claims = {"token_use": "access", "username": odd}
    asked = {"requestContext": {"authorizer": {"jwt": {"claims": claims}}}}
    found = username_of(asked)
    assert found is None or found == odd


@pytest.mark.parametrize(
    ("failure", "status"), [(StorageFailed("busy"), 503), (ConfigurationError("wrong"), 500)]
)
def test_a_failure_inside_says_whether_asking_again_helps(
    bench: Bench, failure: Exception, status: int
) -> None:
    bench.board.failure = failure
    answer = bench.get("/v1/realtime")
    assert_problem(answer, status)
    assert str(failure) not in answer.text
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_a_bug_tells_nothing_of_itself(bench: Bench, logged: list[str]) -> None:
    bench.board.failure = KeyError(NUMBER)
    answer = bench.get("/v1/realtime")
    assert_problem(answer, 500)
    assert NUMBER not in answer.text + "".join(logged)
    assert "KeyError" in logged[0] and "fakes/live/sockets.py" in logged[0]


def test_what_of_ours_cannot_be_read_is_not_the_caller_s_mistake(bench: Bench) -> None:
    bench.board.failure = ValueError(NUMBER)
    assert_problem(bench.get("/v1/realtime"), 500)


def test_a_ticket_is_stored_as_its_hash_and_lives_half_a_minute(bench: Bench) -> None:
    answer = bench.ask(event("api/ticket.json"))
    assert answer.status == 201
    text = answer.json["ticket"]
    assert len(text) >= 43  # 256 bits
    assert bench.table.tickets == {ticket_hash(text): (AGENT.username, bench.clock.now() + 30)}
    told = datetime.fromisoformat(answer.json["expires_at"])
    assert told == datetime.fromtimestamp(bench.clock.now() + 30, UTC)


def test_me_tells_the_role_its_rights_and_the_phone(bench: Bench) -> None:
    assert bench.ask(event("api/me.json")).json == {
        "username": AGENT.username,
        "email": AGENT.email,
        "role": "Agent",
        "rights": ["realtime.view_self"],
        "service": "main",
        "extension_id": "101",
    }


def test_me_without_a_phone(bench: Bench) -> None:
    me = bench.get("/v1/me").json
    assert (me["service"], me["extension_id"]) == (None, None)


def test_the_configuration_is_public(bench: Bench) -> None:
    answer = bench.ask(event("api/configuration.json"))
    base = "https://ringkeep.auth.us-east-1.amazoncognito.com"
    assert answer.json == {
        "sign_in": {
            "authority": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
            "authorization_endpoint": f"{base}/oauth2/authorize",
            "token_endpoint": f"{base}/oauth2/token",
            "end_session_endpoint": f"{base}/logout",
            "client_id": "4f5g6h7j8k9l",
        },
        "live_path": "/live",
    }


def test_the_sign_in_pages_of_a_laptop_are_under_the_console_s_origin(bench: Bench) -> None:
    bench.settings = bench.settings.model_copy(
        update={"aws_endpoint_url": "http://127.0.0.1:4566", "console_url": "http://127.0.0.1:5180"}
    )
    told = bench.ask(event("api/configuration.json")).json["sign_in"]
    assert told["token_endpoint"] == "http://127.0.0.1:5180/oauth2/token"
