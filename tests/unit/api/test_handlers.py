"""The handlers with the events that AWS sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ringkeep.errors import StorageFailed
from ringkeep.failures import Bug
from ringkeep.settings import variables_of
from ringkeep.usecases.access.read_principal import SignedInUser
from tests.fakes.access.principals import AGENT, SUPERVISOR
from tests.unit.api.api_client import ApiClient, FakeContext, event, function
from tests.unit.usecases.live.sockets_setup import connection

pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")  # as in observability.py

CONNECT = event("socket/connect.json")
CONNECTION = CONNECT["requestContext"]["connectionId"]

Handler = Callable[[dict[str, Any], FakeContext], dict[str, Any]]


VALUES = {
    "CONSOLE_IDLE_MINUTES": "60",
    "TRANSCRIPTION_PRICE_PER_SECOND": "0.0004",
    "TRANSCRIPTION_REDACTION_PRICE_PER_SECOND": "0.00004",
    "TRANSCRIPTION_CURRENCY": "USD",
    "TRANSCRIPTION_MAXIMUM_MINUTES": "240",
    "TRANSCRIPTION_MAXIMUM_MEGABYTES": "2048",
    "TRANSCRIPTIONS_PER_PERSON": "200",
    "REPEATED_TRANSCRIPTIONS_PER_PERSON": "50",
}


@pytest.fixture
def api() -> ApiClient:
    return ApiClient()


def handler(name: str, api: ApiClient, monkeypatch: pytest.MonkeyPatch) -> Handler:
    """Returns the function's handler with fake dependencies."""
    for variable in variables_of(name) - {"STACK_NAME"}:
        monkeypatch.setenv(variable, "https://name.example.com")
    monkeypatch.setattr("ringkeep.wiring.api.ConsoleApi", lambda settings: api)
    if name != "api":
        work = getattr(api, name)
        monkeypatch.setattr(f"ringkeep.handlers.sockets.{name}", lambda settings: work)
    for variable, value in VALUES.items():
        monkeypatch.setenv(variable, value)
    handler: Handler = function(name).handler
    return handler


@pytest.fixture
def socket(api: ApiClient, monkeypatch: pytest.MonkeyPatch) -> Handler:
    return handler("live_socket", api, monkeypatch)


def connect(ticket: str) -> dict[str, Any]:
    return {**CONNECT, "queryStringParameters": {"ticket": ticket}}


def opened(api: ApiClient, viewer: SignedInUser, id_: str = CONNECTION) -> None:
    at = api.clock.now() - 60
    api.table.put_connection(connection(id_, viewer, at))


def lines_of(messages: Any) -> list[str]:
    return [user["extension_id"] for message in messages for user in message["users"]]


def test_api_responds(api: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = handler("api", api, monkeypatch)(event("api/realtime_manager.json"), FakeContext())
    assert answer["statusCode"] == 200


def test_ticket_of_the_api_opens_a_socket_once(api: ApiClient, socket: Handler) -> None:
    ticket = api.send(event("api/ticket.json")).json["ticket"]
    assert socket(connect(ticket), FakeContext())["statusCode"] == 200
    assert api.table.rows[CONNECTION].sub == AGENT.sub
    assert socket(connect(ticket), FakeContext())["statusCode"] == 401


@pytest.mark.parametrize("name", ["socket/connect.json", "socket/connect_without_ticket.json"])
def test_socket_needs_a_valid_ticket(api: ApiClient, socket: Handler, name: str) -> None:
    assert socket(event(name), FakeContext())["statusCode"] == 401
    assert api.table.rows == {}


def test_expired_ticket_opens_no_socket(api: ApiClient, socket: Handler) -> None:
    ticket = api.tickets.issue(AGENT.sub)
    api.clock.advance(31)
    assert socket(connect(ticket.text), FakeContext())["statusCode"] == 401


def test_no_socket_opens_while_the_people_table_fails(api: ApiClient, socket: Handler) -> None:
    ticket = api.tickets.issue(AGENT.sub)
    api.principals.failures[AGENT.sub] = StorageFailed("busy")
    assert socket(connect(ticket.text), FakeContext())["statusCode"] == 503
    assert api.table.rows == {}


def test_no_ticket_is_logged(
    api: ApiClient, socket: Handler, logged: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    tickets = [api.tickets.issue(AGENT.sub).text for _ in range(2)]
    socket(connect(tickets[0]), FakeContext())
    socket(connect(tickets[0]), FakeContext())
    api.principals.failures[AGENT.sub] = StorageFailed("busy")
    socket(connect(tickets[1]), FakeContext())
    written = "".join(logged) + "".join(capsys.readouterr())
    assert "a socket was opened" in written
    assert not any(ticket in written for ticket in tickets)


def test_opening_and_closing_a_socket_is_logged_with_person_and_connection(
    api: ApiClient, socket: Handler, logged: list[str]
) -> None:
    socket(connect(api.tickets.issue(AGENT.sub).text), FakeContext())
    socket(event("socket/disconnect.json"), FakeContext())
    socket(event("socket/disconnect.json"), FakeContext())
    lines = [line for line in logged if "a socket was" in line]
    assert ["opened" in line for line in lines] == [True, False, False]
    assert all(CONNECTION in line for line in lines)
    assert [AGENT.sub in line for line in lines] == [True, True, False]


def test_refused_sockets_are_counted_without_a_line_for_each(
    api: ApiClient, socket: Handler, capsys: pytest.CaptureFixture[str]
) -> None:
    """Anyone on the internet can ask for a socket."""
    for number in range(50):
        assert socket(connect(f"made-up-{number}"), FakeContext())["statusCode"] == 401
    lines = [line for line in capsys.readouterr().out.splitlines() if "LiveSocketsRefused" in line]
    assert len(lines) == 1


def test_closed_socket_is_deleted(api: ApiClient, socket: Handler) -> None:
    opened(api, AGENT)
    assert socket(event("socket/disconnect.json"), FakeContext())["statusCode"] == 200
    assert api.table.rows == {}


def test_pong_is_sent_over_the_socket(api: ApiClient, socket: Handler) -> None:
    opened(api, AGENT)
    assert socket(event("socket/ping.json"), FakeContext()) == {"statusCode": 200}
    assert api.sockets.messages(CONNECTION) == [{"type": "pong"}]


def test_ping_of_an_unknown_socket_closes_it(api: ApiClient, socket: Handler) -> None:
    socket(event("socket/ping.json"), FakeContext())
    assert (api.sockets.sent, api.sockets.closed) == ({}, [CONNECTION])


def test_ping_of_a_closed_socket_is_no_error(api: ApiClient, socket: Handler) -> None:
    opened(api, AGENT)
    api.sockets.gone.add(CONNECTION)
    assert socket(event("socket/ping.json"), FakeContext())["statusCode"] == 200


@pytest.mark.parametrize("body", [None, "", "ping", "[1]", "[" * 100_000, '{"action": "pong"}'])
def test_other_messages_get_no_pong(api: ApiClient, socket: Handler, body: str | None) -> None:
    opened(api, AGENT)
    http_event = {**event("socket/ping.json"), "body": body}
    assert socket(http_event, FakeContext())["statusCode"] == 200
    assert api.sockets.sent == {}


def test_invalid_event_is_not_quoted(socket: Handler) -> None:
    invalid = {**CONNECT, "queryStringParameters": {"ticket": ["word"]}}
    with pytest.raises(Bug) as refusal:
        socket(invalid, FakeContext())
    assert type(refusal.value).__name__ == "ValidationError"
    assert "word" not in str(refusal.value)


def test_changes_of_the_live_table_are_sent(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(api, SUPERVISOR, "c-1")
    opened(api, AGENT, "c-2")
    push = handler("push_live", api, monkeypatch)
    result = push(event("dynamodb/live_changes.json"), FakeContext())
    assert result == {"sockets": 2, "messages": 2, "gone": 0, "closed": 0, "failed": 0}
    assert api.board.asked == [("main", "809646016", ("101", "102"))]
    received = {id_: lines_of(api.sockets.messages(id_)) for id_ in ("c-1", "c-2")}
    assert received == {"c-1": ["101", "102"], "c-2": ["101"]}


def test_socket_of_a_user_without_access_is_closed(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(api, SUPERVISOR, "c-1")
    opened(api, AGENT, "c-2")
    del api.principals.people[AGENT.sub]
    check = handler("check_sockets", api, monkeypatch)
    assert check({}, FakeContext()) == {"sockets": 2, "closed": 1, "failed": 0}
    assert api.sockets.closed == ["c-2"]
