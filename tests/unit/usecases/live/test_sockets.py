"""Tickets, sockets and the page as far as a viewer may see it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from ringkeep.domain.access.principal import Owner, Principal
from ringkeep.domain.access.roles import Right, Role, role_of
from ringkeep.domain.live.sockets import TICKET_SECONDS, ticket_hash
from ringkeep.errors import ServiceNotFound, StorageFailed
from ringkeep.usecases.live.principal_page import PrincipalPage
from ringkeep.usecases.live.sockets import SocketTickets, Ticket, current_principals
from tests.fakes.clock import FakeClock
from tests.fakes.live.sockets import (
    AGENT,
    MANAGER,
    UNASSIGNED,
    FakeIdentity,
    FakePage,
    MemorySocketsTable,
    line,
)
from tests.unit.usecases.live.watching import connection


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def identity() -> FakeIdentity:
    return FakeIdentity.of(MANAGER, AGENT, UNASSIGNED)


@pytest.fixture
def issuer(clock: FakeClock, identity: FakeIdentity) -> SocketTickets:
    return SocketTickets(MemorySocketsTable(), identity, clock)


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ([], None),
        (["Somebody"], None),
        (["Agent"], Role.AGENT),
        (["Agent", "Manager"], Role.MANAGER),
        (["Agent", "Administrator", "Manager"], Role.ADMINISTRATOR),
        (["administrator"], None),
    ],
)
def test_the_mightiest_group_is_the_role(groups: list[str], role: Role | None) -> None:
    assert role_of(groups) is role


def test_only_administrators_administer() -> None:
    assert [role for role in Role if Right.ADMINISTER in role.rights] == [Role.ADMINISTRATOR]


def test_an_agent_may_not_view_everybody() -> None:
    assert Right.VIEW_EVERYBODY not in Role.AGENT.rights


@pytest.mark.parametrize(
    ("owner", "manager", "agent"),
    [
        (Owner("main", "101"), True, True),
        (Owner("main", "102"), True, False),
        (Owner("other", "101"), True, False),
        (Owner("", ""), True, False),
    ],
)
def test_an_agent_sees_their_own_line_alone(owner: Owner, manager: bool, agent: bool) -> None:
    assert (MANAGER.sees(owner), AGENT.sees(owner)) == (manager, agent)
    assert not UNASSIGNED.sees(owner)


def test_a_principal_may_what_the_role_may() -> None:
    assert MANAGER.may(Right.VIEW_EVERYBODY)
    assert not AGENT.may(Right.VIEW_EVERYBODY)


def test_a_ticket_opens_a_socket_for_its_owner(issuer: SocketTickets, clock: FakeClock) -> None:
    ticket = issuer.issue(AGENT)
    assert issuer.open(ticket.text, "c-1") == AGENT
    (row,) = issuer.table.connections()
    assert (row.id, row.principal, row.connected_at) == ("c-1", AGENT, clock.now())
    assert issuer.is_registered("c-1")


def test_a_ticket_opens_one_socket_alone(issuer: SocketTickets) -> None:
    ticket = issuer.issue(AGENT)
    issuer.open(ticket.text, "c-1")
    assert issuer.open(ticket.text, "c-2") is None
    assert not issuer.is_registered("c-2")


def test_a_ticket_opens_nothing_when_its_time_is_over(
    issuer: SocketTickets, clock: FakeClock
) -> None:
    ticket = issuer.issue(AGENT)
    clock.advance(TICKET_SECONDS)
    assert issuer.open(ticket.text, "c-1") is None


@pytest.mark.parametrize("ticket", ["", "guess", "\ud800", "x" * 5000])
def test_what_is_no_ticket_opens_nothing(issuer: SocketTickets, ticket: str) -> None:
    issuer.issue(AGENT)
    assert issuer.open(ticket, "c-1") is None


def test_tickets_differ_and_are_not_stored(issuer: SocketTickets) -> None:
    tickets = {issuer.issue(AGENT).text for _ in range(50)}
    assert len(tickets) == 50
    table = issuer.table
    assert isinstance(table, MemorySocketsTable)
    assert set(table.tickets) == {ticket_hash(text) for text in tickets}
    assert not tickets & set(table.tickets)


def test_a_ticket_does_not_print_itself() -> None:
    assert "word" not in repr(Ticket("word", 0.0))


def test_who_was_disabled_since_the_ticket_was_issued_opens_nothing(
    issuer: SocketTickets, identity: FakeIdentity
) -> None:
    ticket = issuer.issue(AGENT)
    del identity.viewers[AGENT.username]
    assert issuer.open(ticket.text, "c-1") is None
    assert issuer.table.connections() == []


def test_a_socket_has_its_owner_s_rights_of_the_moment_it_opens(
    issuer: SocketTickets, identity: FakeIdentity
) -> None:
    ticket = issuer.issue(AGENT)
    promoted = AGENT.model_copy(update={"role": Role.MANAGER})
    identity.viewers[AGENT.username] = promoted
    assert issuer.open(ticket.text, "c-1") == promoted


def test_a_closed_socket_is_forgotten(issuer: SocketTickets) -> None:
    issuer.open(issuer.issue(AGENT).text, "c-1")
    issuer.disconnected("c-1")
    issuer.disconnected("c-1")
    assert not issuer.is_registered("c-1")


def test_a_manager_gets_the_page_as_it_is(clock: FakeClock) -> None:
    page = FakePage.of(line("101"), line("102"))
    assert PrincipalPage(page, clock).snapshot(MANAGER, "main") == page.snapshot("main")


def test_a_manager_learns_of_a_service_that_is_not_there(clock: FakeClock) -> None:
    with pytest.raises(ServiceNotFound):
        PrincipalPage(FakePage(), clock).snapshot(MANAGER, "nobody")


def test_an_agent_s_page_is_as_old_as_their_own_service(clock: FakeClock) -> None:
    page = FakePage.of(line("101"), line("102"))
    snapshot = PrincipalPage(page, clock).snapshot(AGENT, "main")
    assert [user.extension_id for user in snapshot.users] == ["101"]
    assert (snapshot.age_seconds, snapshot.as_of.timestamp()) == (3.0, clock.now())
    assert snapshot.next is None


def test_an_agent_whose_line_is_not_there_gets_an_empty_page(clock: FakeClock) -> None:
    assert PrincipalPage(FakePage.of(line("102")), clock).snapshot(AGENT).users == ()


@pytest.mark.parametrize("viewer", [UNASSIGNED, AGENT.model_copy(update={"extension_id": ""})])
def test_an_agent_without_a_phone_sees_nobody(clock: FakeClock, viewer: Principal) -> None:
    nameless = line("", "")
    snapshot = PrincipalPage(FakePage.of(nameless), clock).snapshot(viewer)
    assert (snapshot.users, snapshot.services) == ((), ())


def test_everybody_is_asked_for_once_and_who_cannot_be_told_is_left_out() -> None:
    identity = FakeIdentity.of(MANAGER)
    identity.failures["u-ann"] = StorageFailed("busy")
    gone = MANAGER.model_copy(update={"username": "u-old"})
    sockets = [
        connection("c-1", MANAGER),
        connection("c-2", MANAGER),
        connection("c-3", AGENT),
        connection("c-4", gone),
    ]
    with ThreadPoolExecutor(4) as pool:
        found = current_principals(identity, sockets, pool)
    assert found == {MANAGER.username: MANAGER, "u-old": None}
    assert sorted(identity.asked) == ["u-ann", "u-mia", "u-old"]
