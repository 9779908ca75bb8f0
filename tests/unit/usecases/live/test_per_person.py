"""One person can neither slow the page for the others nor use more than their share."""

from __future__ import annotations

import time

import pytest

from ringkeep.domain.live.sockets import SOCKETS_OF_A_PERSON
from ringkeep.errors import Conflict, StorageFailed
from ringkeep.usecases.access.read_principal import SignedInUser
from ringkeep.usecases.live.budgets import (
    READS_A_MINUTE,
    TICKET_INTERVAL,
    OverBudget,
    PersonBudgets,
)
from ringkeep.usecases.live.push_live import Change
from ringkeep.usecases.live.sockets import SUPERSEDED, SocketTickets
from tests.fakes.access.principals import AGENT, SUPERVISOR, FakePrincipals, FakeToday
from tests.fakes.clock import FakeClock
from tests.fakes.live.sockets import ACCOUNT_ID, FakeSockets, MemorySocketsTable
from tests.unit.usecases.live.sockets_setup import A_MINUTE_AGO, SocketsSetup

CHANGE = Change(service="main", account_id=ACCOUNT_ID, extension_id="101")


class Opening:
    def __init__(self) -> None:
        self.clock, self.table, self.sockets = FakeClock(), MemorySocketsTable(), FakeSockets()
        people = FakePrincipals.of(AGENT, SUPERVISOR)
        self.tickets = SocketTickets(self.table, people, FakeToday(), self.clock, self.sockets)

    def open(self, id_: str, person: SignedInUser = AGENT) -> None:
        ticket = self.tickets.issue(person.sub)
        opened = self.tickets.open(ticket.text, id_)
        assert opened is not None and opened.sub == person.sub
        self.clock.advance(20)

    @property
    def open_ids(self) -> list[str]:
        return sorted(each.id for each in self.table.connections())


def test_a_sixth_page_replaces_the_oldest_of_the_same_person() -> None:
    opening = Opening()
    opening.open("m", SUPERVISOR)
    for number in range(7):
        opening.open(f"a{number}")
    assert opening.open_ids == ["a2", "a3", "a4", "a5", "a6", "m"]
    assert opening.sockets.closed == ["a0", "a1"]
    assert opening.sockets.sent == {"a0": [SUPERSEDED], "a1": [SUPERSEDED]}


def test_a_closed_page_makes_room() -> None:
    opening = Opening()
    for number in range(5):
        opening.open(f"a{number}")
    opening.tickets.disconnected("a3")
    opening.open("a5")
    assert opening.open_ids == ["a0", "a1", "a2", "a4", "a5"]
    assert opening.sockets.closed == []


def test_a_socket_that_vanished_without_notice_makes_room_first() -> None:
    opening = Opening()
    for number in range(5):
        opening.open(f"a{number}")
    opening.table.delete_connection("a4")  # the pusher found it gone
    opening.open("a5")
    assert opening.open_ids == ["a0", "a1", "a2", "a3", "a5"]


@pytest.mark.parametrize("failure", ["gone", "unreachable"])
def test_a_replaced_socket_that_cannot_be_closed_gets_no_more_changes(failure: str) -> None:
    opening = Opening()
    opening.sockets.gone = {"a0"} if failure == "gone" else set()
    opening.sockets.failures = {"a0": [StorageFailed("no answer")]} if failure != "gone" else {}
    for number in range(6):
        opening.open(f"a{number}")
    assert opening.open_ids == ["a1", "a2", "a3", "a4", "a5"]


def test_two_pages_that_open_at_once_both_count() -> None:
    opening = Opening()

    class Racing(MemorySocketsTable):
        raced = False

        def put_person(self, person):  # type: ignore[no-untyped-def]
            if not self.raced:
                self.raced = True
                raise Conflict("another socket was opened")
            super().put_person(person)

    opening.tickets = SocketTickets(
        Racing(), FakePrincipals.of(AGENT), FakeToday(), opening.clock, opening.sockets
    )
    opening.table = opening.tickets.table  # type: ignore[assignment]
    opening.open("a0")
    assert [each.id for each in opening.table.person(AGENT.principal.user_id).sockets] == ["a0"]


def crowded(count: int) -> SocketsSetup:
    setup = SocketsSetup()
    for number in range(count):
        setup.open(f"agent-{number}", AGENT, A_MINUTE_AGO + number / 1000)
    setup.open("manager", SUPERVISOR)
    return setup


def test_thousands_of_sockets_of_one_agent_do_not_delay_the_others() -> None:
    setup = crowded(5000)
    order: list[str] = []
    send = setup.sockets.send

    def slow(connection_id: str, text: str) -> None:
        order.append(connection_id)
        time.sleep(0.005)
        send(connection_id, text)

    setup.sockets.send = slow  # type: ignore[method-assign]
    pushed = setup.pusher.push([CHANGE])
    assert pushed.messages == SOCKETS_OF_A_PERSON + 1
    assert "manager" in order[:2]


def test_the_newest_sockets_of_a_person_are_served() -> None:
    setup = crowded(8)
    setup.pusher.push([CHANGE])
    assert sorted(setup.sockets.sent) == [*(f"agent-{number}" for number in range(3, 8)), "manager"]


def test_the_check_closes_the_sockets_beyond_five_of_a_person() -> None:
    setup = crowded(8)
    result = setup.check.run()
    assert (result.sockets, result.closed) == (9, 3)
    assert sorted(setup.sockets.closed) == ["agent-0", "agent-1", "agent-2"]
    assert setup.check.run().closed == 0


def budgets() -> tuple[PersonBudgets, FakeClock, MemorySocketsTable]:
    clock, table = FakeClock(), MemorySocketsTable()
    return PersonBudgets(table, clock), clock, table


def test_a_person_gets_one_ticket_a_second() -> None:
    budget, clock, _ = budgets()
    budget.ticket("ann")
    with pytest.raises(OverBudget) as over:
        budget.ticket("ann")
    assert over.value.retry_after == 1
    budget.ticket("mia")
    clock.advance(TICKET_INTERVAL)
    budget.ticket("ann")


def test_a_person_may_read_so_often_a_minute_and_then_waits_for_the_next() -> None:
    budget, clock, table = budgets()
    clock.advance(60 - clock.now() % 60 + 20)
    for _ in range(READS_A_MINUTE):
        budget.read("ann")
    for _ in range(50):
        with pytest.raises(OverBudget) as over:
            budget.read("ann")
        assert over.value.retry_after == 40
    assert max(table.reads.values()) == READS_A_MINUTE + 1  # a flood costs no further writes
    budget.read("mia")
    clock.advance(40)
    budget.read("ann")


def test_all_processes_share_a_persons_budget() -> None:
    budget, clock, table = budgets()
    clock.advance(60 - clock.now() % 60)
    other = PersonBudgets(table, clock)
    for number in range(READS_A_MINUTE):
        (budget if number % 2 else other).read("ann")
    with pytest.raises(OverBudget):
        budget.read("ann")
    with pytest.raises(OverBudget):
        other.read("ann")
