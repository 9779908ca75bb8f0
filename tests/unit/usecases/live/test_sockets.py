"""Tickets, sockets, and the part of the page that a person may see."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from ringkeep.domain.access.principal import Principal
from ringkeep.domain.access.roles import Right, Role, role_of
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.live.sockets import TICKET_SECONDS, ticket_hash
from ringkeep.errors import ServiceNotFound, StorageFailed
from ringkeep.usecases.live.principal_page import PrincipalPage
from ringkeep.usecases.live.sockets import SocketTickets, Ticket, current_principals
from tests.fakes.clock import FakeClock
from tests.fakes.live.sockets import (
    ACCOUNT_ID,
    AGENT,
    MANAGER,
    UNASSIGNED,
    FakeIdentity,
    FakePage,
    MemorySocketsTable,
    realtime_row,
)
from tests.unit.usecases.live.sockets_setup import connection


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def identity() -> FakeIdentity:
    return FakeIdentity.of(MANAGER, AGENT, UNASSIGNED)


@pytest.fixture
def tickets(clock: FakeClock, identity: FakeIdentity) -> SocketTickets:
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
def test_the_group_with_most_rights_is_the_role(groups: list[str], role: Role | None) -> None:
    assert role_of(groups) is role


def test_only_administrators_administer() -> None:
    assert [role for role in Role if Right.ADMINISTER in role.rights] == [Role.ADMINISTRATOR]


def test_an_agent_may_not_view_everybody() -> None:
    assert Right.VIEW_EVERYBODY not in Role.AGENT.rights


@pytest.mark.parametrize(
    ("owner", "manager", "agent"),
    [
        (Owner("main", ACCOUNT_ID, "101"), True, True),
        (Owner("main", "a2", "101"), True, False),
        (Owner("main", "", "101"), True, False),
        (Owner("main", ACCOUNT_ID, "102"), True, False),
        (Owner("other", ACCOUNT_ID, "101"), True, False),
        (Owner("", "", ""), True, False),
    ],
)
def test_an_agent_sees_only_their_own_row(owner: Owner, manager: bool, agent: bool) -> None:
    assert (MANAGER.sees(owner), AGENT.sees(owner)) == (manager, agent)
    assert not UNASSIGNED.sees(owner)


@pytest.mark.parametrize("part", ["service", "account_id", "extension_id"])
def test_without_its_whole_identity_an_assignment_shows_nothing(part: str) -> None:
    incomplete = AGENT.model_copy(update={part: ""})
    assert incomplete.visibility.own is None
    assert not incomplete.sees(Owner(incomplete.service, "", incomplete.extension_id))


def test_an_agent_of_a_former_account_sees_neither_the_new_account_nor_its_state() -> None:
    page = FakePage.of(realtime_row("101", account_id="a2"))
    former = AGENT.model_copy(update={"account_id": "a0"})
    snapshot = PrincipalPage(page, FakeClock()).snapshot(former)
    assert (snapshot.users, snapshot.services, snapshot.age_seconds) == ((), (), None)


def test_a_principal_has_the_rights_of_the_role() -> None:
    assert MANAGER.may(Right.VIEW_EVERYBODY)
    assert not AGENT.may(Right.VIEW_EVERYBODY)


def test_a_ticket_opens_a_socket_for_its_owner(tickets: SocketTickets, clock: FakeClock) -> None:
    ticket = tickets.issue(AGENT)
    assert tickets.open(ticket.text, "c-1") == AGENT
    (row,) = tickets.table.connections()
    assert (row.id, row.principal, row.connected_at) == ("c-1", AGENT, clock.now())
    assert tickets.is_registered("c-1")


def test_a_ticket_opens_only_one_socket(tickets: SocketTickets) -> None:
    ticket = tickets.issue(AGENT)
    tickets.open(ticket.text, "c-1")
    assert tickets.open(ticket.text, "c-2") is None
    assert not tickets.is_registered("c-2")


def test_an_expired_ticket_opens_nothing(tickets: SocketTickets, clock: FakeClock) -> None:
    ticket = tickets.issue(AGENT)
    clock.advance(TICKET_SECONDS)
    assert tickets.open(ticket.text, "c-1") is None


@pytest.mark.parametrize("ticket", ["", "guess", "\ud800", "x" * 5000])
def test_an_invalid_ticket_opens_nothing(tickets: SocketTickets, ticket: str) -> None:
    tickets.issue(AGENT)
    assert tickets.open(ticket, "c-1") is None


def test_tickets_differ_and_are_not_stored(tickets: SocketTickets) -> None:
    texts = {tickets.issue(AGENT).text for _ in range(50)}
    assert len(texts) == 50
    table = tickets.table
    assert isinstance(table, MemorySocketsTable)
    assert set(table.tickets) == {ticket_hash(text) for text in texts}
    assert not texts & set(table.tickets)


def test_the_representation_of_a_ticket_hides_its_text() -> None:
    assert "word" not in repr(Ticket("word", 0.0))


def test_a_person_disabled_after_the_ticket_was_issued_opens_nothing(
    tickets: SocketTickets, identity: FakeIdentity
) -> None:
    ticket = tickets.issue(AGENT)
    del identity.people[AGENT.username]
    assert tickets.open(ticket.text, "c-1") is None
    assert tickets.table.connections() == []


def test_a_socket_has_the_rights_that_its_owner_has_when_it_opens(
    tickets: SocketTickets, identity: FakeIdentity
) -> None:
    ticket = tickets.issue(AGENT)
    promoted = AGENT.model_copy(update={"role": Role.MANAGER})
    identity.people[AGENT.username] = promoted
    assert tickets.open(ticket.text, "c-1") == promoted


def test_the_row_of_a_closed_socket_is_deleted(tickets: SocketTickets) -> None:
    tickets.open(tickets.issue(AGENT).text, "c-1")
    tickets.disconnected("c-1")
    tickets.disconnected("c-1")
    assert not tickets.is_registered("c-1")


def test_a_manager_gets_the_whole_page(clock: FakeClock) -> None:
    page = FakePage.of(realtime_row("101"), realtime_row("102"))
    assert PrincipalPage(page, clock).snapshot(MANAGER, "main") == page.snapshot("main")


def test_a_missing_service_is_reported_to_a_manager(clock: FakeClock) -> None:
    with pytest.raises(ServiceNotFound):
        PrincipalPage(FakePage(), clock).snapshot(MANAGER, "nobody")


def test_an_agents_page_has_the_age_of_their_service(clock: FakeClock) -> None:
    page = FakePage.of(realtime_row("101"), realtime_row("102"))
    snapshot = PrincipalPage(page, clock).snapshot(AGENT, "main")
    assert [user.extension_id for user in snapshot.users] == ["101"]
    assert (snapshot.age_seconds, snapshot.as_of.timestamp()) == (3.0, clock.now())
    assert snapshot.next is None


def test_an_agent_without_a_row_gets_an_empty_page(clock: FakeClock) -> None:
    assert PrincipalPage(FakePage.of(realtime_row("102")), clock).snapshot(AGENT).users == ()


@pytest.mark.parametrize("person", [UNASSIGNED, AGENT.model_copy(update={"extension_id": ""})])
def test_an_agent_without_an_extension_sees_no_one(clock: FakeClock, person: Principal) -> None:
    nameless = realtime_row("", "")
    snapshot = PrincipalPage(FakePage.of(nameless), clock).snapshot(person)
    assert (snapshot.users, snapshot.services) == ((), ())


def test_each_person_is_looked_up_once_and_failures_are_left_out() -> None:
    identity = FakeIdentity.of(MANAGER)
    identity.failures["u-ann"] = StorageFailed("busy")
    deleted = MANAGER.model_copy(update={"username": "u-old"})
    sockets = [
        connection("c-1", MANAGER),
        connection("c-2", MANAGER),
        connection("c-3", AGENT),
        connection("c-4", deleted),
    ]
    with ThreadPoolExecutor(4) as pool:
        found = current_principals(identity, sockets, pool)
    assert found == {MANAGER.username: MANAGER, "u-old": None}
    assert sorted(identity.asked) == ["u-ann", "u-mia", "u-old"]
