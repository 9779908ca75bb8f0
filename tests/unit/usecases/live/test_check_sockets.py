"""Sockets of people who may no longer see the page are closed within a minute."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.principal import Principal
from ringkeep.domain.access.roles import Role
from ringkeep.domain.live.sockets import CONNECTION_SECONDS
from ringkeep.errors import StorageFailed
from ringkeep.usecases.live.check_sockets import SocketCheckResult
from tests.fakes.live.sockets import AGENT, MANAGER
from tests.unit.usecases.live.sockets_setup import SocketsSetup


@pytest.fixture
def setup() -> SocketsSetup:
    return SocketsSetup()


def test_people_who_may_see_the_page_keep_their_sockets(setup: SocketsSetup) -> None:
    setup.open("c-1", MANAGER)
    setup.open("c-2", MANAGER)
    setup.open("c-3", AGENT)
    assert setup.check.run() == SocketCheckResult(sockets=3)
    assert sorted(setup.identity.asked) == [AGENT.username, MANAGER.username]


@pytest.mark.parametrize(
    "now",
    [
        None,
        AGENT.model_copy(update={"role": Role.MANAGER}),
        AGENT.model_copy(update={"extension_id": "102"}),
        AGENT.model_copy(update={"service": "other"}),
    ],
)
def test_people_who_were_disabled_removed_or_changed_lose_their_sockets(
    setup: SocketsSetup, now: Principal | None
) -> None:
    setup.open("c-1", AGENT)
    setup.open("c-2", AGENT)
    setup.open("c-3", MANAGER)
    setup.identity.people.pop(AGENT.username)
    if now:
        setup.identity.people[AGENT.username] = now
    assert setup.check.run() == SocketCheckResult(sockets=3, closed=2)
    assert sorted(setup.sockets.closed) == ["c-1", "c-2"]
    assert list(setup.table.rows) == ["c-3"]


def test_a_socket_is_closed_after_two_hours(setup: SocketsSetup) -> None:
    opened = setup.clock.now() - CONNECTION_SECONDS
    setup.open("c-1", MANAGER, opened - 1)
    setup.open("c-2", MANAGER, opened)
    setup.check.run()
    assert setup.sockets.closed == ["c-1"]


def test_the_row_of_a_socket_that_is_already_closed_is_deleted(setup: SocketsSetup) -> None:
    setup.open("c-1", MANAGER, 0.0)
    setup.sockets.gone.add("c-1")
    assert setup.check.run() == SocketCheckResult(sockets=1, closed=1)
    assert setup.table.rows == {}


def test_a_socket_that_cannot_be_closed_does_not_stop_others_and_is_retried(
    setup: SocketsSetup,
) -> None:
    setup.open("c-1", MANAGER)
    setup.open("c-2", AGENT)
    setup.identity.people.clear()
    setup.sockets.failures["c-1"] = [StorageFailed("busy")]
    assert setup.check.run() == SocketCheckResult(sockets=2, closed=1, failed=1)
    assert setup.check.run() == SocketCheckResult(sockets=1, closed=1)


def test_the_sockets_of_a_person_who_cannot_be_looked_up_stay_open(
    setup: SocketsSetup,
) -> None:
    setup.open("c-1", MANAGER)
    setup.open("c-2", AGENT)
    setup.identity.people.clear()
    setup.identity.failures[MANAGER.username] = StorageFailed("busy")
    assert setup.check.run() == SocketCheckResult(sockets=2, closed=1, failed=1)
    setup.identity.failures.clear()
    assert setup.check.run() == SocketCheckResult(sockets=1, closed=1)


def test_without_sockets_no_one_is_looked_up(setup: SocketsSetup) -> None:
    assert setup.check.run() == SocketCheckResult()
    assert setup.identity.asked == []
