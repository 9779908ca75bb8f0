"""The template's AdministratorEmail is the first administrator, and only the first."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.profiles import ADMINISTRATOR, AGENT
from ringkeep.usecases.access.first_administrator import FirstAdministrator, FirstResult
from tests.unit.usecases.access.people_setup import COMMAND_LINE, PeopleSetup

EMAIL = "You@example.com"


@pytest.fixture
def setup() -> PeopleSetup:
    return PeopleSetup()


def make(setup: PeopleSetup, email: str = EMAIL) -> FirstResult:
    make = FirstAdministrator(setup.memory, setup.pool, setup.add_user, setup.change, email)
    return make()


def test_the_first_administrator_is_in_the_table_with_their_id(setup: PeopleSetup) -> None:
    setup.pool.put(EMAIL, "Administrator")
    assert make(setup) is FirstResult.MADE
    record = setup.memory.user(setup.memory.user_id_of_email("you@example.com"))
    assert record is not None
    assert (record.user.security_profile, record.user.sub) == (ADMINISTRATOR.id, "pool-1")
    assert record.user.name == "You"
    assert setup.memory.administrators().ids == {record.user.id}
    assert (setup.entries[0].actor.key, setup.entries[0].actor.name) == (
        "system",
        "first administrator",
    )
    assert setup.memory.tasks == {}


def test_it_is_done_once(setup: PeopleSetup) -> None:
    setup.pool.put(EMAIL, "Administrator")
    make(setup)
    assert make(setup) is FirstResult.NOT_NEEDED
    assert make(setup, "") is FirstResult.NOT_NEEDED
    assert len(setup.memory.records) == 1


def test_there_may_have_been_an_administrator_before(setup: PeopleSetup) -> None:
    setup.pool.put(EMAIL, "Administrator")
    setup.add("root", "administrator")
    assert make(setup) is FirstResult.NOT_NEEDED


@pytest.mark.parametrize(
    ("groups", "fields"),
    [((), {}), (("Agent",), {}), (("Administrator",), {"enabled": False})],
)
def test_someone_who_lost_the_role_in_an_older_stack_does_not_get_it_back(
    setup: PeopleSetup, groups: tuple[str, ...], fields: dict[str, bool]
) -> None:
    setup.pool.put(EMAIL, *groups, **fields)
    assert make(setup) is FirstResult.NOT_IN_POOL
    assert setup.memory.records == {}


def test_cloudformation_may_not_have_made_them_yet(setup: PeopleSetup) -> None:
    assert make(setup) is FirstResult.NOT_IN_POOL
    setup.pool.put(EMAIL, "Administrator")
    assert make(setup) is FirstResult.MADE


def test_someone_who_is_a_user_already_becomes_the_administrator(setup: PeopleSetup) -> None:
    you = setup.add("you", invite=False)
    setup.pool.put(EMAIL, "Administrator")
    assert make(setup) is FirstResult.MADE
    stored = setup.stored(you).user
    assert (stored.security_profile, stored.sub) == (ADMINISTRATOR.id, "pool-1")


def test_someone_deactivated_stays_so(setup: PeopleSetup) -> None:
    you = setup.add("you", invite=False)
    setup.deactivate(you.user.id, COMMAND_LINE)
    setup.pool.put(EMAIL, "Administrator")
    assert make(setup) is FirstResult.REFUSED
    assert setup.stored(you).user.security_profile == AGENT.id


def test_an_address_that_no_user_may_have_is_refused(setup: PeopleSetup) -> None:
    setup.pool.put("you@localhost", "Administrator")
    assert make(setup, "you@localhost") is FirstResult.REFUSED
