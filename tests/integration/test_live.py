"""Events travel from the webhook to the Realtime page, on the deployed template."""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from local.clients import Clients
from local.front import Front
from local.sign_in import Person, access_token, add_person
from tests.integration.conftest import PATIENCE, eventually
from tests.integration.live import Board, live_board

SAMPLE = Path("../shared/ringcentral/samples/telephony_stream_rc_to_pstn_hold.json")


@pytest.fixture(scope="module")
def board(front: Front, clients: Clients) -> Iterator[Board]:
    with live_board(front, clients) as found:
        yield found


def test_a_call_is_on_the_board_until_it_ends(board: Board, people: dict[str, Person]) -> None:
    manager, call = people["Manager"], board.call()
    for event, status in (
        (call.ring(), "Ringing"),
        (call.answer(), "OnPhone"),
        (call.hold(), "OnHold"),
        (call.end(), "Available"),
    ):
        assert board.post(event) == 200
        board.wait_for_status(manager, call.extension_id, status)


def test_events_in_any_order_lead_to_the_same_status(
    board: Board, people: dict[str, Person]
) -> None:
    manager, call = people["Manager"], board.call(1)
    events = [call.ring(), call.answer(), call.hold(), call.unhold()]
    for event in (*reversed(events), *events):
        board.post(event)
    board.wait_for_status(manager, call.extension_id, "OnPhone")
    board.post(call.end())
    board.post(events[1])
    board.wait_for_status(manager, call.extension_id, "Available")


def test_requests_without_token_or_key_are_refused(board: Board) -> None:
    call = board.call(2)
    assert board.post(call.ring(), token="wrong") == 401
    url = board.webhook_url.rsplit("/", 1)[0] + "/guess"
    headers = {"Verification-Token": board.token}
    assert (
        httpx.post(
            url, content=call.ring(), headers=headers, trust_env=False, timeout=PATIENCE
        ).status_code
        == 404
    )


def test_the_answer_to_the_handshake_is_within_ringcentrals_size_limit(board: Board) -> None:
    answer = httpx.post(
        board.webhook_url, headers={"Validation-Token": "hello"}, trust_env=False, timeout=PATIENCE
    )
    assert (answer.status_code, answer.headers["validation-token"]) == (200, "hello")
    size = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
    assert size + len(answer.content) < 1024


@pytest.mark.parametrize(
    ("token", "status"), [(None, 401), ("junk", 401), ("Bearer junk.junk.junk", 401)]
)
def test_the_api_requires_a_valid_token(front: Front, token: str | None, status: int) -> None:
    headers = {"Authorization": token} if token else {}
    answer = httpx.get(
        f"{front.url}/v1/realtime", headers=headers, trust_env=False, timeout=PATIENCE
    )
    assert answer.status_code == status


def test_the_api_description_is_public(front: Front) -> None:
    document = httpx.get(f"{front.url}/v1/openapi.json", trust_env=False, timeout=PATIENCE).json()
    assert "/v1/realtime" in document["paths"]


def socket_url(front: Front, ticket: str) -> str:
    return f"{front.url.replace('http', 'ws')}/live?ticket={ticket}"


def ticket_of(front: Front, person: Person) -> str:
    """Waits if another test has just got a ticket for the same person."""
    token = access_token(front.stack, front.url, person)
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{front.url}/v1/realtime/tickets"
    answer = httpx.post(url, headers=headers, trust_env=False, timeout=PATIENCE)
    if answer.status_code == 429:
        time.sleep(int(answer.headers["Retry-After"]))
        answer = httpx.post(url, headers=headers, trust_env=False, timeout=PATIENCE)
    assert answer.status_code == 201
    return str(answer.json()["ticket"])


def test_a_change_is_pushed_to_an_open_page(
    board: Board, front: Front, people: dict[str, Person]
) -> None:
    call = board.call(3)

    async def watch() -> dict[str, Any]:
        url = socket_url(front, ticket_of(front, people["Manager"]))
        async with connect(url, proxy=None) as socket, asyncio.timeout(30):
            await asyncio.to_thread(board.post, call.ring())
            while True:
                message = json.loads(await socket.recv())
                for user in message.get("users", []):
                    if user["extension_id"] == call.extension_id:
                        return dict(user)

    user = asyncio.run(watch())
    assert (user["status"], user["direction"]) == ("Ringing", "Inbound")
    board.post(call.end())


def test_a_ticket_opens_one_socket(front: Front, people: dict[str, Person]) -> None:
    ticket = ticket_of(front, people["Manager"])

    async def twice() -> None:
        async with connect(socket_url(front, ticket), proxy=None):
            pass
        async with connect(socket_url(front, ticket), proxy=None):
            pass

    with pytest.raises(InvalidStatus):
        asyncio.run(twice())


def test_the_recording_of_an_ended_call_is_imported_without_reading_the_log(
    board: Board, clients: Clients
) -> None:
    recording = next(iter(board.service.account.recordings.values()))
    call = board.call(4, recording_id=recording.id)
    board.post(call.answer())
    board.post(call.end())
    row = eventually(lambda: board.service.rows().get(recording.id))
    assert row is not None
    assert row["found_by"] == "event"
    eventually(lambda: board.service.states().get(recording.id) == "stored", 90)


ORDERS = {
    "as delivered": (0, 1, 2, 3, 4, 5, 6, 7, 8),
    "backwards": (8, 7, 6, 5, 4, 3, 2, 1, 0),
    "late and repeated": (2, 0, 0, 5, 4, 3, 6, 1, 8, 6, 7),
}
STATUS_BY_EVENT = {
    0: "Ringing",
    2: "Ringing",
    4: "OnPhone",
    5: "OnHold",
    6: "OnPhone",
    7: "Available",
}
"""The caller's status after each event of the caller's party. Other events are the called party's."""


def events_of_a_real_call(account_id: str) -> list[dict[str, Any]]:
    """As one more call of the account: events of another account are refused."""
    text = SAMPLE.read_text().replace("c23b203d62db4f6aaee00717bafa99be", uuid.uuid4().hex)
    events: list[dict[str, Any]] = json.loads(text)
    for event in events:
        event["event"] = re.sub("/account/[0-9]+", f"/account/{account_id}", event["event"])
        for party in event["body"]["parties"]:
            party["accountId"] = account_id
    return events


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of a real call is missing")
@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_the_notifications_of_a_real_call_give_the_right_status(
    board: Board, people: dict[str, Person], order: tuple[int, ...]
) -> None:
    """The status is that of the party's newest event, in any order of delivery."""
    events = events_of_a_real_call(str(board.service.account.id))
    caller = events[0]["body"]["parties"][0]["extensionId"]
    newest = -1
    for number in order:
        board.post(json.dumps(events[number]))
        newest = max(newest, number if number in STATUS_BY_EVENT else -1)
        if newest >= 0:
            board.wait_for_status(people["Manager"], caller, STATUS_BY_EVENT[newest])
    if newest < 7:
        board.post(json.dumps(events[7]))


def test_a_disabled_user_loses_access_and_the_open_page(
    board: Board, front: Front, clients: Clients
) -> None:
    person = Person("Manager", "leaver@example.com", "Leaver1234567")
    add_person(front.stack, person)
    board.realtime(person)
    ticket = ticket_of(front, person)

    async def watch() -> bool:
        """Returns when the server has closed the socket."""
        async with connect(socket_url(front, ticket), proxy=None) as socket:
            await asyncio.to_thread(
                front.stack.command_line, "user", "disable", "leaver@example.com"
            )
            await asyncio.to_thread(check_until_closed, clients)
            with pytest.raises(ConnectionClosed):
                while True:
                    await asyncio.wait_for(socket.recv(), 10)
            return True

    assert asyncio.run(watch())
    eventually(lambda: is_refused(board, person))


def is_refused(board: Board, person: Person) -> bool:
    """Whether the API refuses the person's valid token. It caches people for half a minute."""
    try:
        board.realtime(person)
    except httpx.HTTPStatusError as answer:
        return answer.response.status_code == 403
    return False


def check_until_closed(clients: Clients) -> None:
    """Runs the check, as the schedule does each minute. It caches people for half a minute."""
    eventually(lambda: clients.invoke("CheckSocketsFunctionName", {})["closed"] > 0)
