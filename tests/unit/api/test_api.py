"""The console's API: the responses for each role, and the refusals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.api.claims import sub_of
from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.authority import NoLongerActive
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.sign_in_refusals import NotAUser, ProfileMissing
from ringkeep.domain.json import text_of
from ringkeep.domain.live.sockets import ticket_hash
from ringkeep.errors import ConfigurationError, StorageFailed
from ringkeep.usecases.live.budgets import READS_A_MINUTE
from tests.fakes.access.principals import (
    ADMINISTRATOR,
    AGENT,
    EVALUATOR,
    MANAGER,
    SUPERVISOR,
    TODAY,
    UNASSIGNED,
    extension,
    holding,
)
from tests.fakes.live.sockets import FakePage, realtime_row
from tests.unit.api.api_client import Answer, ApiClient, event, request

NUMBER = "+14155550123"


@pytest.fixture
def api() -> ApiClient:
    return ApiClient()


def extensions(answer: Answer) -> list[str]:
    return [user["extension_id"] for user in answer.json["users"]]


def assert_problem(answer: Answer, status: int) -> None:
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    problem = answer.json
    assert set(problem) - {"errors", "right"} == {"type", "title", "status", "code", "detail"}
    assert (problem["type"], problem["status"]) == ("about:blank", status)


@pytest.mark.parametrize("viewer", [ADMINISTRATOR, SUPERVISOR])
def test_people_who_see_everyone_get_all_users(api: ApiClient, viewer: Any) -> None:
    answer = api.get("/v1/realtime", viewer.sub)
    assert (answer.status, extensions(answer)) == (200, ["101", "102"])
    assert answer.headers["Cache-Control"] == "no-store"


def test_manager_sees_only_their_people(api: ApiClient) -> None:
    api.board = FakePage.of(*(realtime_row(each) for each in ("100", "101", "102", "103")))
    assert extensions(api.get("/v1/realtime", MANAGER.sub)) == ["100", "101", "102"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/realtime"), ("POST", "/v1/realtime/tickets")]
)
def test_someone_without_the_right_is_told_which_one_they_lack(
    api: ApiClient, method: str, path: str
) -> None:
    answer = api.send(request(method, path, EVALUATOR.sub))
    assert_problem(answer, 403)
    assert "live.see" in answer.json["detail"]
    assert api.get("/v1/me", EVALUATOR.sub).status == 200


def test_agent_sees_only_their_own_extension(api: ApiClient) -> None:
    assert extensions(api.get("/v1/realtime", AGENT.sub)) == ["101"]


def test_agent_sees_only_the_state_of_their_own_service(api: ApiClient) -> None:
    api.board = FakePage.of(realtime_row("101"), names=("main", "other"))
    services = api.get("/v1/realtime", AGENT.sub).json["services"]
    assert [each["service"] for each in services] == ["main"]


def test_agent_does_not_see_the_same_extension_of_another_service(api: ApiClient) -> None:
    api.board = FakePage.of(realtime_row("101", "other"), names=("main", "other"))
    assert extensions(api.get("/v1/realtime", AGENT.sub)) == []
    assert extensions(api.get("/v1/realtime", AGENT.sub, service="other")) == []


def test_agent_without_an_extension_sees_no_users(api: ApiClient) -> None:
    answer = api.get("/v1/realtime", UNASSIGNED.sub)
    assert (answer.status, answer.json["users"], answer.json["services"]) == (200, [], [])


def test_page_of_one_service(api: ApiClient) -> None:
    api.board = FakePage.of(
        realtime_row("101"), realtime_row("7", "other"), names=("main", "other")
    )
    assert extensions(api.get("/v1/realtime", service="other")) == ["7"]


def test_page_is_compressed(api: ApiClient) -> None:
    http_event = request("GET", "/v1/realtime", SUPERVISOR.sub)
    http_event["headers"]["accept-encoding"] = "gzip, br"
    answer = api.send(http_event)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert extensions(answer) == ["101", "102"]


def test_unknown_service_is_not_found(api: ApiClient) -> None:
    assert_problem(api.get("/v1/realtime", service="unknown"), 404)


@pytest.mark.parametrize("username", [SUPERVISOR.sub, AGENT.sub])
def test_invalid_cursor_is_refused_and_not_quoted(api: ApiClient, username: str) -> None:
    answer = api.get("/v1/realtime", username, cursor="invalid-cursor")
    assert_problem(answer, 422)
    assert "invalid-cursor" not in answer.text


@pytest.mark.parametrize(
    "query", [{"page": "2"}, {"service": ""}, {"service": "x" * 41}, {"cursor": "x" * 401}]
)
def test_invalid_query_is_refused(api: ApiClient, query: dict[str, str]) -> None:
    answer = api.get("/v1/realtime", **query)
    assert_problem(answer, 422)
    assert "xxx" not in answer.text


def test_unknown_path_is_not_found(api: ApiClient) -> None:
    assert_problem(api.get("/v1/nothing", page="2"), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "/v1/realtime", "GET"), ("GET", "/v1/realtime/tickets", "POST")],
)
def test_unsupported_method_is_refused_with_the_supported_one(
    api: ApiClient, method: str, path: str, allowed: str
) -> None:
    answer = api.send(request(method, path, SUPERVISOR.sub))
    assert_problem(answer, 405)
    assert answer.headers["Allow"] == allowed


@pytest.mark.parametrize("path", ["/v1/realtime", "/v1/me"])
def test_request_without_claims_is_refused(api: ApiClient, path: str) -> None:
    answer = api.send(request("GET", path, None))
    assert_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_identity_token_is_refused(api: ApiClient) -> None:
    http_event = request("GET", "/v1/realtime", SUPERVISOR.sub)
    http_event["requestContext"]["authorizer"]["jwt"]["claims"]["token_use"] = "id"
    assert_problem(api.send(http_event), 401)


@pytest.mark.parametrize("path", ["/v1/realtime", "/v1/me"])
@pytest.mark.parametrize(
    ("reason", "what_to_do"),
    [
        (NotAUser, "Ask an administrator to add you."),
        (NoLongerActive, "Ask an administrator to activate you."),
        (ProfileMissing, "Ask an administrator to give you one."),
    ],
)
def test_someone_who_is_no_active_user_is_told_what_to_do(
    api: ApiClient, path: str, reason: type[Refusal], what_to_do: str
) -> None:
    del api.principals.people[SUPERVISOR.sub]
    api.principals.refusals[SUPERVISOR.sub] = reason
    answer = api.get(path)
    assert_problem(answer, 403)
    assert answer.json["detail"].endswith(what_to_do)


@pytest.mark.parametrize("name", ["api/realtime_manager.json", "api/realtime_agent_of_laptop.json"])
def test_claims_are_read_in_both_formats(name: str) -> None:
    http_event = event(name)
    assert sub_of(http_event) in {SUPERVISOR.sub, AGENT.sub}


def test_the_username_is_no_id() -> None:
    http_event = event("api/me.json")
    claims = http_event["requestContext"]["authorizer"]["jwt"]["claims"]
    claims["username"] = SUPERVISOR.sub
    assert sub_of(http_event) == AGENT.sub
    del claims["sub"]
    assert sub_of(http_event) is None


@given(st.recursive(st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | inner))
def test_malformed_claims_give_no_person(odd: Any) -> None:
    claims = {"token_use": "access", "sub": odd}
    http_event = {"requestContext": {"authorizer": {"jwt": {"claims": claims}}}}
    found = sub_of(http_event)
    assert found is None or found == text_of(odd)


@pytest.mark.parametrize(
    ("failure", "status"), [(StorageFailed("busy"), 503), (ConfigurationError("wrong"), 500)]
)
def test_failure_says_whether_a_retry_can_help(
    api: ApiClient, failure: Exception, status: int
) -> None:
    api.board.failure = failure
    answer = api.get("/v1/realtime")
    assert_problem(answer, status)
    assert str(failure) not in answer.text
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_bug_is_not_described_in_the_response(api: ApiClient, logged: list[str]) -> None:
    api.board.failure = KeyError(NUMBER)
    answer = api.get("/v1/realtime")
    assert_problem(answer, 500)
    assert NUMBER not in answer.text + "".join(logged)
    assert "KeyError" in logged[-1] and "fakes/live/sockets.py" in logged[-1]


def test_invalid_stored_data_is_a_server_error(api: ApiClient) -> None:
    api.board.failure = ValueError(NUMBER)
    assert_problem(api.get("/v1/realtime"), 500)


def test_ticket_is_stored_as_its_hash_and_expires_after_half_a_minute(api: ApiClient) -> None:
    answer = api.send(event("api/ticket.json"))
    assert answer.status == 201
    text = answer.json["ticket"]
    assert len(text) >= 43  # 256 bits
    assert api.table.tickets == {ticket_hash(text): (AGENT.sub, api.clock.now() + 30)}
    expires_at = datetime.fromisoformat(answer.json["expires_at"])
    assert expires_at == datetime.fromtimestamp(api.clock.now() + 30, UTC)


def test_second_ticket_within_a_second_is_answered_with_the_time_to_wait(api: ApiClient) -> None:
    assert api.send(event("api/ticket.json")).status == 201
    refused = api.send(event("api/ticket.json"))
    assert_problem(refused, 429)
    assert refused.headers["Retry-After"] == "1"
    api.clock.advance(1.0)
    assert api.send(event("api/ticket.json")).status == 201


def test_reads_beyond_the_budget_of_a_person_are_answered_with_the_time_to_wait(
    api: ApiClient,
) -> None:
    minute = int(api.clock.now() // 60)
    api.table.reads[SUPERVISOR.principal.user_id, minute] = READS_A_MINUTE
    refused = api.get("/v1/realtime")
    assert_problem(refused, 429)
    assert 0 < int(str(refused.headers["Retry-After"])) <= 60
    assert api.get("/v1/realtime", AGENT.sub).status == 200
    api.clock.advance(60)
    assert api.get("/v1/realtime").status == 200


def test_me_has_the_profile_its_rights_and_the_extension_of_today(api: ApiClient) -> None:
    assert api.send(event("api/me.json")).json == {
        "user_id": AGENT.principal.user_id,
        "username": AGENT.sub,
        "name": "ann",
        "email": "ann@example.com",
        "role": "Agent",
        "security_profile": "agent",
        "rights": ["live.see", "recordings.list", "recordings.play"],
        "visibility": "self",
        "service": "main",
        "account_id": "809646016",
        "extension_id": "101",
    }


def test_me_without_an_extension(api: ApiClient) -> None:
    me = api.get("/v1/me").json
    assert (me["service"], me["extension_id"], me["visibility"]) == (None, None, "all")


def test_me_has_no_extension_of_yesterday(api: ApiClient) -> None:
    ended = UserAssignment(extension("101"), Period(last_day=TODAY - timedelta(days=1)))
    api.principals.put(holding(AGENT, ended))
    assert api.get("/v1/me", AGENT.sub).json["extension_id"] is None


def test_configuration_is_public(api: ApiClient) -> None:
    answer = api.send(event("api/configuration.json"))
    base = "https://ringkeep.auth.us-east-1.amazoncognito.com"
    assert answer.json == {
        "sign_in": {
            "authority": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
            "authorization_endpoint": f"{base}/oauth2/authorize",
            "token_endpoint": f"{base}/oauth2/token",
            "end_session_endpoint": f"{base}/logout",
            "client_id": "4f5g6h7j8k9l",
            "identity_provider": "",
        },
        "live_path": "/live",
        "idle_minutes": 60,
    }


def test_sign_in_pages_of_a_local_stack_are_under_the_console_s_origin(api: ApiClient) -> None:
    api.settings = api.settings.model_copy(
        update={"aws_endpoint_url": "http://127.0.0.1:4566", "console_url": "http://127.0.0.1:5180"}
    )
    sign_in = api.send(event("api/configuration.json")).json["sign_in"]
    assert sign_in["token_endpoint"] == "http://127.0.0.1:5180/oauth2/token"
