"""Who may no longer look is out within a minute, sockets too."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.principal import Principal
from ringkeep.domain.access.roles import Role
from ringkeep.domain.live.sockets import CONNECTION_SECONDS
from ringkeep.errors import StorageFailed
from ringkeep.usecases.live.check_sockets import SocketCheckResult
from tests.fakes.live.sockets import AGENT, MANAGER
from tests.unit.usecases.live.watching import Watching


@pytest.fixture
def watching() -> Watching:
    return Watching()


def test_who_may_look_keeps_every_socket(watching: Watching) -> None:
    watching.opens("c-1", MANAGER)
    watching.opens("c-2", MANAGER)
    watching.opens("c-3", AGENT)
    assert watching.check.run() == SocketCheckResult(sockets=3)
    assert sorted(watching.identity.asked) == [AGENT.username, MANAGER.username]


@pytest.mark.parametrize(
    "now",
    [
        None,
        AGENT.model_copy(update={"role": Role.MANAGER}),
        AGENT.model_copy(update={"extension_id": "102"}),
        AGENT.model_copy(update={"service": "other"}),
    ],
)
def test_who_was_disabled_removed_or_changed_loses_every_socket(
    watching: Watching, now: Principal | None
) -> None:
    watching.opens("c-1", AGENT)
    watching.opens("c-2", AGENT)
    watching.opens("c-3", MANAGER)
    watching.identity.viewers.pop(AGENT.username)
    if now:
        watching.identity.viewers[AGENT.username] = now
    assert watching.check.run() == SocketCheckResult(sockets=3, closed=2)
    assert sorted(watching.sockets.closed) == ["c-1", "c-2"]
    assert list(watching.table.rows) == ["c-3"]


def test_a_socket_ends_after_two_hours(watching: Watching) -> None:
    opened = watching.clock.now() - CONNECTION_SECONDS
    watching.opens("c-1", MANAGER, opened - 1)
    watching.opens("c-2", MANAGER, opened)
    watching.check.run()
    assert watching.sockets.closed == ["c-1"]


def test_a_socket_that_is_closed_already_is_forgotten(watching: Watching) -> None:
    watching.opens("c-1", MANAGER, 0.0)
    watching.sockets.gone.add("c-1")
    assert watching.check.run() == SocketCheckResult(sockets=1, closed=1)
    assert watching.table.rows == {}


def test_a_socket_that_cannot_be_closed_stops_no_other_and_is_tried_again(
    watching: Watching,
) -> None:
    watching.opens("c-1", MANAGER)
    watching.opens("c-2", AGENT)
    watching.identity.viewers.clear()
    watching.sockets.failures["c-1"] = [StorageFailed("busy")]
    assert watching.check.run() == SocketCheckResult(sockets=2, closed=1, failed=1)
    assert watching.check.run() == SocketCheckResult(sockets=1, closed=1)


def test_about_whom_nobody_can_be_asked_keeps_the_socket_until_the_next_check(
    watching: Watching,
) -> None:
    watching.opens("c-1", MANAGER)
    watching.opens("c-2", AGENT)
    watching.identity.viewers.clear()
    watching.identity.failures[MANAGER.username] = StorageFailed("busy")
    assert watching.check.run() == SocketCheckResult(sockets=2, closed=1, failed=1)
    watching.identity.failures.clear()
    assert watching.check.run() == SocketCheckResult(sockets=1, closed=1)


def test_without_sockets_nobody_is_asked_for(watching: Watching) -> None:
    assert watching.check.run() == SocketCheckResult()
    assert watching.identity.asked == []
