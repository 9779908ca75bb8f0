"""The functions as AWS calls them, with its own events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from ringkeep.domain.live.sockets import SocketConnection
from ringkeep.errors import StorageFailed
from ringkeep.settings import variables_of
from tests.fakes.live.sockets import AGENT, MANAGER
from tests.unit.api.bench import Bench, FakeContext, event, function

pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")  # as observability has it

CONNECT = event("socket/connect.json")
CONNECTION = CONNECT["requestContext"]["connectionId"]

Handler = Callable[[dict[str, Any], FakeContext], dict[str, Any]]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def handler(name: str, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Handler:
    """The function's own handler over the bench's fakes."""
    for variable in variables_of(name) - {"STACK_NAME"}:
        monkeypatch.setenv(variable, "some-name")
    monkeypatch.setattr("ringkeep.api.functions.ConsoleApi", lambda settings: bench)
    if name != "api":
        work = getattr(bench, name)
        monkeypatch.setattr(f"ringkeep.handlers.sockets.{name}", lambda settings: work)
    handler: Handler = function(name).handler
    return handler


@pytest.fixture
def socket(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Handler:
    return handler("live_socket", bench, monkeypatch)


def connect(ticket: str) -> dict[str, Any]:
    return {**CONNECT, "queryStringParameters": {"ticket": ticket}}


def opened(bench: Bench, viewer: Any, id_: str = CONNECTION) -> None:
    at = bench.clock.now() - 60
    bench.table.put_connection(SocketConnection(id=id_, principal=viewer, connected_at=at))


def lines_of(messages: Any) -> list[str]:
    return [user["extension_id"] for message in messages for user in message["users"]]


def test_the_api_answers(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = handler("api", bench, monkeypatch)(event("api/realtime_manager.json"), FakeContext())
    assert answer["statusCode"] == 200


def test_a_ticket_of_the_api_opens_a_socket_once(bench: Bench, socket: Handler) -> None:
    ticket = bench.ask(event("api/ticket.json")).json["ticket"]
    assert socket(connect(ticket), FakeContext())["statusCode"] == 200
    assert bench.table.rows[CONNECTION].principal == AGENT
    assert socket(connect(ticket), FakeContext())["statusCode"] == 401


@pytest.mark.parametrize("name", ["socket/connect.json", "socket/connect_without_ticket.json"])
def test_a_stranger_opens_nothing(bench: Bench, socket: Handler, name: str) -> None:
    assert socket(event(name), FakeContext())["statusCode"] == 401
    assert bench.table.rows == {}


def test_a_late_ticket_opens_nothing(bench: Bench, socket: Handler) -> None:
    ticket = bench.tickets.issue(AGENT)
    bench.clock.advance(31)
    assert socket(connect(ticket.text), FakeContext())["statusCode"] == 401


def test_nothing_opens_while_nobody_can_be_asked(bench: Bench, socket: Handler) -> None:
    ticket = bench.tickets.issue(AGENT)
    bench.identity.failures[AGENT.username] = StorageFailed("busy")
    assert socket(connect(ticket.text), FakeContext())["statusCode"] == 503
    assert bench.table.rows == {}


def test_no_ticket_is_logged(
    bench: Bench, socket: Handler, logged: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    tickets = [bench.tickets.issue(AGENT).text for _ in range(2)]
    socket(connect(tickets[0]), FakeContext())
    socket(connect(tickets[0]), FakeContext())
    bench.identity.failures[AGENT.username] = StorageFailed("busy")
    socket(connect(tickets[1]), FakeContext())
    written = "".join(logged) + "".join(capsys.readouterr())
    assert "a socket was opened" in written
    assert not any(ticket in written for ticket in tickets)


def test_a_closed_socket_is_forgotten(bench: Bench, socket: Handler) -> None:
    opened(bench, AGENT)
    assert socket(event("socket/disconnect.json"), FakeContext())["statusCode"] == 200
    assert bench.table.rows == {}


def test_a_ping_is_answered_over_the_socket(bench: Bench, socket: Handler) -> None:
    opened(bench, AGENT)
    assert socket(event("socket/ping.json"), FakeContext()) == {"statusCode": 200}
    assert bench.sockets.messages(CONNECTION) == [{"type": "pong"}]


def test_a_ping_of_a_socket_that_is_told_nothing_any_more_closes_it(
    bench: Bench, socket: Handler
) -> None:
    socket(event("socket/ping.json"), FakeContext())
    assert (bench.sockets.sent, bench.sockets.closed) == ({}, [CONNECTION])


def test_a_ping_of_a_socket_that_is_closed_already_is_no_error(
    bench: Bench, socket: Handler
) -> None:
    opened(bench, AGENT)
    bench.sockets.gone.add(CONNECTION)
    assert socket(event("socket/ping.json"), FakeContext())["statusCode"] == 200


@pytest.mark.parametrize("body", [None, "", "ping", "[1]", "[" * 100_000, '{"action": "pong"}'])
def test_what_is_no_ping_is_not_answered(bench: Bench, socket: Handler, body: str | None) -> None:
    opened(bench, AGENT)
    asked = {**event("socket/ping.json"), "body": body}
    assert socket(asked, FakeContext())["statusCode"] == 200
    assert bench.sockets.sent == {}


def test_an_event_that_is_not_understood_is_not_quoted(socket: Handler) -> None:
    odd = {**CONNECT, "queryStringParameters": {"ticket": ["word"]}}
    with pytest.raises(ValidationError) as refusal:
        socket(odd, FakeContext())
    assert "word" not in str(refusal.value)


def test_changes_of_the_live_table_are_pushed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(bench, MANAGER, "c-1")
    opened(bench, AGENT, "c-2")
    push = handler("push_live", bench, monkeypatch)
    told = push(event("dynamodb/live_changes.json"), FakeContext())
    assert told == {"sockets": 2, "messages": 2, "gone": 0, "closed": 0, "failed": 0}
    assert bench.board.asked == [("main", "809646016", ("101", "102"))]
    seen = {id_: lines_of(bench.sockets.messages(id_)) for id_ in ("c-1", "c-2")}
    assert seen == {"c-1": ["101", "102"], "c-2": ["101"]}


def test_who_may_no_longer_look_is_out(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(bench, MANAGER, "c-1")
    opened(bench, AGENT, "c-2")
    del bench.identity.people[AGENT.username]
    check = handler("check_sockets", bench, monkeypatch)
    assert check({}, FakeContext()) == {"sockets": 2, "closed": 1, "failed": 0}
    assert bench.sockets.closed == ["c-2"]
