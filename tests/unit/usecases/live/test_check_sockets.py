"""Sockets of people who may no longer see the page are closed within a minute."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.profiles import EVALUATOR, MANAGER
from ringkeep.domain.live.sockets import CONNECTION_SECONDS, SocketConnection
from ringkeep.errors import StorageFailed
from ringkeep.usecases.access.read_principal import SignedInUser
from ringkeep.usecases.live.check_sockets import SocketCheckResult
from tests.fakes.access.principals import (
    AGENT,
    SUPERVISOR,
    TODAY,
    extension,
    holding,
    with_profile,
)
from tests.fakes.access.principals import MANAGER as MANAGER_OF_TWO
from tests.unit.usecases.live.sockets_setup import A_MINUTE_AGO, SocketsSetup


@pytest.fixture
def setup() -> SocketsSetup:
    return SocketsSetup()


def test_people_who_may_see_the_page_keep_their_sockets(setup: SocketsSetup) -> None:
    setup.open("c-1", SUPERVISOR)
    setup.open("c-2", SUPERVISOR)
    setup.open("c-3", AGENT)
    assert setup.check.run() == SocketCheckResult(sockets=3)
    assert sorted(setup.principals.asked) == [AGENT.sub, SUPERVISOR.sub]


@pytest.mark.parametrize(
    "now",
    [
        None,
        with_profile(AGENT, MANAGER),
        with_profile(AGENT, EVALUATOR),
        holding(AGENT, UserAssignment(extension("102"), Period())),
        holding(AGENT, UserAssignment(extension("101", "other"), Period())),
        holding(AGENT, UserAssignment(extension("101"), Period(last_day=TODAY))),
    ],
)
def test_people_who_were_deactivated_or_changed_lose_their_sockets(
    setup: SocketsSetup, now: SignedInUser | None
) -> None:
    setup.open("c-1", AGENT)
    setup.open("c-2", AGENT)
    setup.open("c-3", SUPERVISOR)
    setup.principals.people.pop(AGENT.sub)
    if now:
        setup.principals.put(now)
    assert setup.check.run() == SocketCheckResult(sockets=3, closed=2)
    assert sorted(setup.sockets.closed) == ["c-1", "c-2"]
    assert list(setup.table.rows) == ["c-3"]


def test_a_page_is_closed_on_the_day_on_which_its_person_ceases_to_see_an_extension(
    setup: SocketsSetup,
) -> None:
    until_today = UserAssignment(extension("101"), Period(last_day=TODAY))
    setup.open("c-1", holding(AGENT, until_today))
    setup.open("c-2", MANAGER_OF_TWO)
    assert setup.check.run().closed == 0
    setup.today.day = TODAY + timedelta(days=1)
    assert setup.check.run() == SocketCheckResult(sockets=2, closed=1)
    assert setup.sockets.closed == ["c-1"]


def test_the_socket_of_version_0_1_0_is_closed(setup: SocketsSetup) -> None:
    setup.table.put_connection(SocketConnection(id="c-0", connected_at=A_MINUTE_AGO))
    setup.open("c-1", AGENT)
    assert setup.check.run() == SocketCheckResult(sockets=2, closed=1)
    assert setup.sockets.closed == ["c-0"]


def test_a_socket_is_closed_after_two_hours(setup: SocketsSetup) -> None:
    opened = setup.clock.now() - CONNECTION_SECONDS
    setup.open("c-1", SUPERVISOR, opened - 1)
    setup.open("c-2", SUPERVISOR, opened)
    setup.check.run()
    assert setup.sockets.closed == ["c-1"]


def test_the_row_of_a_socket_that_is_already_closed_is_deleted(setup: SocketsSetup) -> None:
    setup.open("c-1", SUPERVISOR, 0.0)
    setup.sockets.gone.add("c-1")
    assert setup.check.run() == SocketCheckResult(sockets=1, closed=1)
    assert setup.table.rows == {}


def test_a_socket_that_cannot_be_closed_does_not_stop_others_and_is_retried(
    setup: SocketsSetup,
) -> None:
    setup.open("c-1", SUPERVISOR)
    setup.open("c-2", AGENT)
    setup.principals.people.clear()
    setup.sockets.failures["c-1"] = [StorageFailed("busy")]
    assert setup.check.run() == SocketCheckResult(sockets=2, closed=1, failed=1)
    assert setup.check.run() == SocketCheckResult(sockets=1, closed=1)


def test_the_sockets_of_a_person_who_cannot_be_looked_up_stay_open(
    setup: SocketsSetup,
) -> None:
    setup.open("c-1", SUPERVISOR)
    setup.open("c-2", AGENT)
    setup.principals.people.clear()
    setup.principals.failures[SUPERVISOR.sub] = StorageFailed("busy")
    assert setup.check.run() == SocketCheckResult(sockets=2, closed=1, failed=1)
    setup.principals.failures.clear()
    assert setup.check.run() == SocketCheckResult(sockets=1, closed=1)


def test_without_sockets_no_one_is_looked_up(setup: SocketsSetup) -> None:
    assert setup.check.run() == SocketCheckResult()
    assert setup.principals.asked == []
