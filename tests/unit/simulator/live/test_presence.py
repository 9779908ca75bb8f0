"""What people set by hand, and what their calls make of it."""

from __future__ import annotations

import pytest

from tests.unit.simulator.live.accounts import LiveAccount


@pytest.fixture
def live() -> LiveAccount:
    return LiveAccount()


@pytest.mark.parametrize(
    ("changes", "shown", "status"),
    [
        ({"user_status": "Busy"}, "Busy", "Busy"),
        ({"user_status": "Offline"}, "Offline", "Offline"),
        ({"dnd_status": "DoNotAcceptAnyCalls"}, "Busy", "DoNotDisturb"),
        ({"dnd_status": "DoNotAcceptDepartmentCalls"}, "Available", "Available"),
    ],
)
def test_presence_set_by_hand_is_told(
    live: LiveAccount, changes: dict[str, str], shown: str, status: str
) -> None:
    (user, *_) = live.people
    live.presence.set_by_hand(user.id, **changes)
    (body,) = live.presence_of(user)
    assert body["presenceStatus"] == shown
    assert live.presence.status(user.id) == status
    assert "telephonyStatus" not in body  # it has not changed


def test_what_is_so_already_is_not_told(live: LiveAccount) -> None:
    (user, *_) = live.people
    live.presence.set_by_hand(user.id, user_status="Available")
    assert live.presence_of(user) == []


def test_a_call_shows_over_what_was_set(live: LiveAccount) -> None:
    (user, *_) = live.people
    live.presence.set_by_hand(user.id, dnd_status="DoNotAcceptAnyCalls")
    live.start("direct")
    live.pass_time(5)
    assert live.presence.status(user.id) == "OnPhone"
    live.pass_time(60)
    assert live.presence.status(user.id) == "DoNotDisturb"


def test_a_queue_has_no_presence_to_set(live: LiveAccount) -> None:
    queue = next(e for e in live.account.extensions.values() if e.type == "Department")
    with pytest.raises(ValueError, match="no presence"):
        live.presence.set_by_hand(queue.id, user_status="Busy")


def test_a_status_that_there_is_not_is_refused(live: LiveAccount) -> None:
    with pytest.raises(ValueError, match="user_status is one of"):
        live.presence.set_by_hand(live.people[0].id, user_status="Lost")
