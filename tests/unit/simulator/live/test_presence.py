"""Presence: the status that users set, and the status that their calls cause."""

from __future__ import annotations

import pytest

from tests.unit.simulator.live.live_account import LiveAccount


@pytest.mark.parametrize(
    ("changes", "shown", "status"),
    [
        ({"user_status": "Busy"}, "Busy", "Busy"),
        ({"user_status": "Offline"}, "Offline", "Offline"),
        ({"dnd_status": "DoNotAcceptAnyCalls"}, "Busy", "DoNotDisturb"),
        ({"dnd_status": "DoNotAcceptDepartmentCalls"}, "Available", "Available"),
    ],
)
def test_a_status_that_a_user_sets_is_published(
    live: LiveAccount, changes: dict[str, str], shown: str, status: str
) -> None:
    (user, *_) = live.users
    live.presence.set_status(user.id, **changes)
    (body,) = live.presence_of(user)
    assert body["presenceStatus"] == shown
    assert live.presence.status(user.id) == status
    assert "telephonyStatus" not in body  # it has not changed


def test_an_unchanged_status_is_not_published(live: LiveAccount) -> None:
    (user, *_) = live.users
    live.presence.set_status(user.id, user_status="Available")
    assert live.presence_of(user) == []


def test_a_call_has_priority_over_the_set_status(live: LiveAccount) -> None:
    (user, *_) = live.users
    live.presence.set_status(user.id, dnd_status="DoNotAcceptAnyCalls")
    live.start("direct")
    live.pass_time(5)
    assert live.presence.status(user.id) == "OnPhone"
    live.pass_time(60)
    assert live.presence.status(user.id) == "DoNotDisturb"
