"""A lost subscription is created again, and the recordings of the gap are found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from local import console
from local.clients import Clients
from local.front import Front
from local.sign_in import Person
from tests.integration.conftest import PATIENCE, eventually
from tests.integration.live import Board, live_board


@pytest.fixture(scope="module")
def board(front: Front, clients: Clients) -> Iterator[Board]:
    with live_board(front, clients) as found:
        control(found, "options", log_delay_min=0, log_delay_max=0, ready_delay=0)
        yield found


def control(board: Board, path: str, **body: object) -> Any:
    url = f"{board.service.server.url}/_simulator/{path}"
    answer = httpx.post(url, json=body, trust_env=False, timeout=PATIENCE)
    answer.raise_for_status()
    return answer.json()


def keep_subscription(board: Board) -> dict[str, Any]:
    """Returns what the function found and did. A run fails if the webhook's function starts too slowly for
    RingCentral's test of the address; the next one tries again."""
    return eventually(lambda: successful_run(board))


def successful_run(board: Board) -> dict[str, Any]:
    outcome = board.service.invoke("KeepSubscriptionsFunctionName")
    result: dict[str, Any] = outcome["results"][0]
    return result if outcome["status"] == "ok" and result["action"] in ("made", "kept") else {}


def extension_id(board: Board, number: int = 0) -> str:
    return board.call(number).extension_id


def test_a_service_without_a_subscription_is_subscribed_with_all_filters(board: Board) -> None:
    made = keep_subscription(board)
    assert (made["action"], made["reason"]) in (("made", "missing"), ("kept", ""))
    assert made["missing_permissions"] == []
    assert keep_subscription(board)["action"] == "kept"


def test_events_of_the_subscription_reach_the_page(board: Board, people: dict[str, Person]) -> None:
    keep_subscription(board)
    call = control(
        board, "live/calls", kind="direct", extension_ids=[extension_id(board)], by_hand=True
    )
    for action, status in (
        ("ring", "Ringing"),
        ("answer", "OnPhone"),
        ("hold", "OnHold"),
        ("unhold", "OnPhone"),
        ("end", "Available"),
    ):
        control(board, f"live/calls/{call['call_id']}/step", action=action)
        board.wait_for_status(people["Manager"], extension_id(board), status)


@pytest.mark.parametrize("loss", ["blacklist", "expire", "delete"])
def test_a_lost_subscription_is_created_again_and_no_recording_of_the_gap_is_missing(
    board: Board, loss: str
) -> None:
    keep_subscription(board)
    control(board, f"subscriptions/all/{loss}")
    call = control(
        board,
        "live/calls",
        kind="direct",
        extension_ids=[extension_id(board, 1)],
        ring_seconds=0.2,
        talk_seconds=2,
        recorded=True,
    )
    ended_call = eventually(lambda: ended(board, call["call_id"]))
    assert ended_call is not None
    result = keep_subscription(board)
    assert result["action"] == "made"
    assert result["gap_from"] is not None
    missed = set(ended_call["recording_ids"])
    assert missed
    eventually(lambda: missed <= set(board.service.rows()))


def ended(board: Board, call_id: str) -> dict[str, Any] | None:
    url = f"{board.service.server.url}/_simulator/live/calls/{call_id}"
    call: dict[str, Any] = httpx.get(url, trust_env=False, timeout=PATIENCE).json()
    return call if call["over"] else None


def test_a_rotated_key_moves_the_subscription_to_a_new_address(board: Board) -> None:
    keep_subscription(board)
    stack, name = board.front.stack, board.service.name
    (old,) = console.webhook_keys(stack, name)
    assert old not in stack.command_line("webhook", "rotate-key", name)
    _, new = console.webhook_keys(stack, name)
    moved = eventually(lambda: moved_to(board, new))
    assert moved["reason"] in ("missing", "wrong_address")
    assert keep_subscription(board)["action"] == "kept"
    assert console.webhook_keys(stack, name) == (new,)
    assert board.post(board.call(3).ring()) == 200


def moved_to(board: Board, key: str) -> dict[str, Any]:
    """Returns the result of the run that subscribed at the address with the key."""
    result = keep_subscription(board)
    active = board.service.server.live.subscriptions.active()
    return result if any(each.address.endswith(key) for each in active) else {}


def test_a_filter_that_is_not_granted_is_named_and_the_others_are_kept(board: Board) -> None:
    account = board.service.account
    control(board, "subscriptions/all/delete")
    scopes = account.options.scopes
    account.options.scopes = tuple(scope for scope in scopes if scope != "CallControl")
    try:
        account.tokens.revoke_all()
        found = keep_subscription(board)
        assert found["missing_permissions"] == ["CallControl"]
    finally:
        account.options.scopes = scopes
