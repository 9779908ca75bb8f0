"""Tickets, sockets, and the part of the page that a person may see."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.live.page import RealtimeSnapshot
from ringkeep.domain.live.sight import LiveSight, live_sight
from ringkeep.domain.live.sockets import TICKET_SECONDS, ticket_hash
from ringkeep.errors import ServiceNotFound, StorageFailed
from ringkeep.usecases.access.read_principal import SignedInUser
from ringkeep.usecases.live.principal_page import PrincipalPage
from ringkeep.usecases.live.sockets import SocketTickets, Ticket, Viewers
from tests.fakes.access.principals import (
    AGENT,
    EVALUATOR,
    MANAGER,
    SUPERVISOR,
    TODAY,
    UNASSIGNED,
    FakePrincipals,
    FakeToday,
    extension,
    holding,
    someone,
    with_profile,
)
from tests.fakes.clock import FakeClock
from tests.fakes.live.sockets import ACCOUNT_ID, FakePage, MemorySocketsTable, realtime_row
from tests.unit.usecases.live.sockets_setup import connection


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def principals() -> FakePrincipals:
    return FakePrincipals.of(SUPERVISOR, AGENT, UNASSIGNED)


@pytest.fixture
def tickets(clock: FakeClock, principals: FakePrincipals) -> SocketTickets:
    return SocketTickets(MemorySocketsTable(), principals, FakeToday(), clock)


def shown(
    page: FakePage,
    person: SignedInUser,
    service: str | None = None,
    cursor: str | None = None,
    page_size: int = 5000,
) -> RealtimeSnapshot:
    pages = PrincipalPage(page, FakeToday(), FakeClock(), page_size)
    return pages.snapshot(person.principal, service, cursor)


def test_an_agent_of_a_former_account_sees_neither_the_new_account_nor_its_state() -> None:
    page = FakePage.of(realtime_row("101", account_id="a2"))
    former = holding(AGENT, UserAssignment(extension("101", account_id="a0"), Period()))
    snapshot = shown(page, former)
    assert (snapshot.users, snapshot.services, snapshot.age_seconds) == ((), (), None)


def test_a_ticket_opens_a_socket_for_its_owner(tickets: SocketTickets, clock: FakeClock) -> None:
    ticket = tickets.issue(AGENT.sub)
    opened = tickets.open(ticket.text, "c-1")
    (row,) = tickets.table.connections()
    assert row == opened == connection("c-1", AGENT, clock.now())
    assert row.user_id == AGENT.principal.user_id
    assert tickets.is_registered("c-1")


def test_a_ticket_opens_only_one_socket(tickets: SocketTickets) -> None:
    ticket = tickets.issue(AGENT.sub)
    tickets.open(ticket.text, "c-1")
    assert tickets.open(ticket.text, "c-2") is None
    assert not tickets.is_registered("c-2")


def test_an_expired_ticket_opens_nothing(tickets: SocketTickets, clock: FakeClock) -> None:
    ticket = tickets.issue(AGENT.sub)
    clock.advance(TICKET_SECONDS)
    assert tickets.open(ticket.text, "c-1") is None


@pytest.mark.parametrize("ticket", ["", "guess", "\ud800", "x" * 5000])
def test_an_invalid_ticket_opens_nothing(tickets: SocketTickets, ticket: str) -> None:
    tickets.issue(AGENT.sub)
    assert tickets.open(ticket, "c-1") is None


def test_tickets_differ_and_are_not_stored(tickets: SocketTickets) -> None:
    texts = {tickets.issue(AGENT.sub).text for _ in range(50)}
    assert len(texts) == 50
    table = tickets.table
    assert isinstance(table, MemorySocketsTable)
    assert set(table.tickets) == {ticket_hash(text) for text in texts}
    assert not texts & set(table.tickets)


def test_the_representation_of_a_ticket_hides_its_text() -> None:
    assert "word" not in repr(Ticket("word", 0.0))


def test_a_person_disabled_after_the_ticket_was_issued_opens_nothing(
    tickets: SocketTickets, principals: FakePrincipals
) -> None:
    ticket = tickets.issue(AGENT.sub)
    del principals.people[AGENT.sub]
    assert tickets.open(ticket.text, "c-1") is None
    assert tickets.table.connections() == []


def test_a_socket_has_the_rights_that_its_owner_has_when_it_opens(
    tickets: SocketTickets, principals: FakePrincipals
) -> None:
    ticket = tickets.issue(AGENT.sub)
    promoted = with_profile(AGENT, MANAGER.profile)
    principals.put(promoted)
    opened = tickets.open(ticket.text, "c-1")
    assert opened is not None
    assert opened.fingerprint == connection("c-1", promoted).fingerprint
    assert opened.fingerprint != connection("c-1", AGENT).fingerprint


def test_someone_who_may_no_longer_see_the_page_opens_nothing(
    tickets: SocketTickets, principals: FakePrincipals
) -> None:
    ticket = tickets.issue(AGENT.sub)
    principals.put(with_profile(AGENT, EVALUATOR.profile))
    assert tickets.open(ticket.text, "c-1") is None
    assert tickets.table.connections() == []


def test_the_row_of_a_closed_socket_is_deleted(tickets: SocketTickets) -> None:
    tickets.open(tickets.issue(AGENT.sub).text, "c-1")
    tickets.disconnected("c-1")
    tickets.disconnected("c-1")
    assert not tickets.is_registered("c-1")


def test_someone_who_sees_everyone_gets_the_whole_page() -> None:
    page = FakePage.of(realtime_row("101"), realtime_row("102"))
    assert shown(page, SUPERVISOR, "main") == page.snapshot("main")


def test_a_missing_service_is_reported_to_someone_who_sees_everyone() -> None:
    with pytest.raises(ServiceNotFound):
        shown(FakePage(), SUPERVISOR, "nobody")


def test_an_agents_page_has_the_age_of_their_service() -> None:
    page = FakePage.of(realtime_row("101"), realtime_row("102"))
    snapshot = shown(page, AGENT, "main")
    assert [user.extension_id for user in snapshot.users] == ["101"]
    assert (snapshot.age_seconds, snapshot.as_of.timestamp()) == (3.0, FakeClock().now())
    assert snapshot.next is None


def test_a_manager_gets_the_rows_of_their_people_and_reads_no_others() -> None:
    page = FakePage.of(*(realtime_row(each) for each in ("100", "101", "102", "103")))
    snapshot = shown(page, MANAGER)
    assert [user.extension_id for user in snapshot.users] == ["100", "101", "102"]
    assert page.asked == [("main", ACCOUNT_ID, ("100", "101", "102"))]


def test_a_team_in_two_services_is_read_service_by_service() -> None:
    numbers = (("101", "main"), ("7", "other"), ("8", "other"))
    page = FakePage.of(*(realtime_row(*each) for each in numbers), names=("main", "other", "third"))
    team = [extension("101"), extension("7", "other")]
    boss = someone("boss", MANAGER.profile, team=team)
    snapshot = shown(page, boss)
    assert [user.extension_id for user in snapshot.users] == ["101", "7"]
    assert [each.service for each in snapshot.services] == ["main", "other"]
    only = shown(page, boss, "other")
    assert [user.extension_id for user in only.users] == ["7"]
    assert [each.service for each in only.services] == ["other"]
    assert shown(page, boss, "third").users == ()


def test_a_large_team_is_read_in_pages() -> None:
    ids = [str(number) for number in range(1000, 1007)]
    page = FakePage.of(*map(realtime_row, ids))
    boss = someone("boss", MANAGER.profile, team=map(extension, ids))
    found: list[list[str]] = []
    cursor = None
    for _ in range(3):
        part = shown(page, boss, cursor=cursor, page_size=3)
        found.append([user.extension_id for user in part.users])
        cursor = part.next
    assert found == [ids[:3], ids[3:6], ids[6:]]
    assert cursor is None
    assert all(len(asked) <= 3 for *_, asked in page.asked)
    with pytest.raises(ValueError, match="cursor"):
        shown(page, boss, cursor="guess")


def test_an_extension_of_yesterday_is_not_shown_today() -> None:
    page = FakePage.of(realtime_row("101"), realtime_row("102"))
    ended = UserAssignment(extension("101"), Period(last_day=TODAY - timedelta(days=1)))
    begun = UserAssignment(extension("102"), Period(first_day=TODAY))
    snapshot = shown(page, holding(AGENT, ended, begun))
    assert [user.extension_id for user in snapshot.users] == ["102"]


def test_an_agent_without_a_row_gets_an_empty_page() -> None:
    assert shown(FakePage.of(realtime_row("102")), AGENT).users == ()


def test_an_agent_without_an_extension_sees_no_one() -> None:
    snapshot = shown(FakePage.of(realtime_row("", "")), UNASSIGNED)
    assert (snapshot.users, snapshot.services) == ((), ())


def test_each_person_is_looked_up_once_and_failures_are_left_out() -> None:
    principals = FakePrincipals.of(SUPERVISOR)
    principals.failures["u-ann"] = StorageFailed("busy")
    sockets = [
        connection("c-1", SUPERVISOR),
        connection("c-2", SUPERVISOR),
        connection("c-3", AGENT),
        connection("c-4", UNASSIGNED),
    ]
    with ThreadPoolExecutor(4) as pool:
        found = Viewers(principals, FakeToday()).of(sockets, pool)
    seen = live_sight(SUPERVISOR.principal, FakeToday())
    assert found == {SUPERVISOR.sub: seen, UNASSIGNED.sub: None}
    assert sorted(principals.asked) == ["u-ann", "u-mia", "u-new"]


def test_someone_without_the_right_sees_nothing_of_the_page() -> None:
    assert live_sight(EVALUATOR.principal, FakeToday()) is None
    assert live_sight(None, FakeToday()) is None


def test_what_someone_sees_is_worked_out_again_when_it_was_read_again_and_on_a_new_day() -> None:
    today = FakeToday()
    until_today = UserAssignment(extension("101"), Period(last_day=TODAY))
    person = holding(AGENT, until_today)
    principals = FakePrincipals.of(person)
    viewers = Viewers(principals, today)

    def seen() -> LiveSight | None:
        with ThreadPoolExecutor(1) as pool:
            return viewers.of([connection("c-1", person)], pool)[person.sub]

    first = seen()
    assert first is not None and first.current.owners == {extension("101")}
    assert seen() is first
    today.day = TODAY + timedelta(days=1)
    second = seen()
    assert second is not None and second.current.owners == frozenset()
    principals.put(holding(AGENT, UserAssignment(extension("102"), Period())))
    third = seen()
    assert third is not None and third.current.owners == {extension("102")}
    principals.people.clear()
    assert seen() is None


_EXTENSIONS = st.builds(extension, st.sampled_from("1234"), st.sampled_from(["main", "other"]))
_HELD = st.builds(
    UserAssignment,
    _EXTENSIONS,
    st.sampled_from(
        [
            Period(),
            Period(last_day=TODAY),
            Period(first_day=TODAY),
            Period(last_day=TODAY - timedelta(days=1)),
            Period(first_day=TODAY + timedelta(days=1)),
        ]
    ),
)


@given(st.lists(_HELD, max_size=8), st.integers(1, 4), st.sampled_from([None, "main", "other"]))
def test_the_pages_have_exactly_the_rows_that_the_person_sees(
    held: list[UserAssignment], page_size: int, service: str | None
) -> None:
    every = [realtime_row(each, name) for name in ("main", "other") for each in "1234"]
    page = FakePage.of(*every, names=("main", "other"))
    person = holding(AGENT, *held)
    found: list[Owner] = []
    cursor = None
    for _ in range(9):
        part = shown(page, person, service, cursor, page_size)
        found += [row.owner for row in part.users]
        cursor = part.next
        if cursor is None:
            break
    wanted = [row.owner for row in every if service in (None, row.service)]
    assert found == sorted(each for each in wanted if person.principal.sees(each, TODAY))
    assert sum(len(asked) for *_, asked in page.asked) == len(found)  # and no others are read
