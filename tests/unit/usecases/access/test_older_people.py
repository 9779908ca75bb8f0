"""People of an older stack keep what they had, once, whatever interrupts it."""

from __future__ import annotations

from datetime import date

import pytest

from ringkeep.domain.access.older_roles import REALTIME_VIEWER
from ringkeep.domain.access.profiles import ADMINISTRATOR, AGENT
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.errors import PoolRefused, Throttled
from ringkeep.usecases.access.older_assignments import assignment
from ringkeep.usecases.access.older_people import OlderPeople, OlderProgress
from ringkeep.usecases.access.pool_ports import MemberPage
from ringkeep.usecases.accounts.account_history import AccountHistory
from tests.unit.usecases.access.people_setup import (
    ACCOUNT,
    COMMAND_LINE,
    PeopleSetup,
    choice,
    extension,
)

TODAY = date(2026, 11, 26)


@pytest.fixture
def setup() -> PeopleSetup:
    return PeopleSetup()


def older(setup: PeopleSetup) -> OlderPeople:
    return OlderPeople(setup.pool, setup.add_user, setup.change, setup.tasks, setup.states)


def take_over(setup: PeopleSetup) -> OlderProgress:
    return older(setup)(setup.clock.now() + 60)


def assigned(setup: PeopleSetup, username: str, service: str = "main", **fields: str) -> None:
    assignment(setup.states, username).save(service=service, **fields)


def user(setup: PeopleSetup, email: str) -> UserRecord:
    record = setup.memory.user(setup.memory.user_id_of_email(email))
    assert record is not None
    return record


def test_each_role_becomes_the_profile_with_its_rights(setup: PeopleSetup) -> None:
    setup.pool.put("root@example.com", "Administrator")
    setup.pool.put("boss@example.com", "Manager")
    setup.pool.put("ann.lee@example.com", "Agent")
    setup.pool.put("no.role@example.com")
    assert take_over(setup).added == 3
    profiles = {
        email: user(setup, f"{email}@example.com").user.security_profile
        for email in ("root", "boss", "ann.lee")
    }
    assert profiles == {"root": ADMINISTRATOR.id, "boss": REALTIME_VIEWER.id, "ann.lee": AGENT.id}
    assert setup.memory.profiles().by_id[REALTIME_VIEWER.id].rights == {Right.SEE_LIVE}
    assert user(setup, "ann.lee@example.com").user.name == "Ann Lee"
    assert setup.memory.user_id_of_sub("pool-3") == user(setup, "ann.lee@example.com").user.id
    assert setup.memory.user_id_of_email("no.role@example.com") == ""


def test_no_profile_is_stored_without_a_manager(setup: PeopleSetup) -> None:
    setup.pool.put("ann@example.com", "Agent")
    take_over(setup)
    assert setup.memory.profiles().own == ()


def test_no_one_is_invited_and_the_system_is_the_actor(setup: PeopleSetup) -> None:
    setup.pool.put("ann@example.com", "Agent")
    take_over(setup)
    assert setup.memory.tasks == {}
    assert setup.pool.mails == []
    assert {entry.actor.key for entry in setup.entries} == {"system"}


def test_the_role_with_the_most_rights_counts(setup: PeopleSetup) -> None:
    setup.pool.put("root@example.com", "Agent", "Administrator")
    assert take_over(setup).added == 1
    assert user(setup, "root@example.com").user.security_profile == ADMINISTRATOR.id


def test_someone_disabled_stays_without_access(setup: PeopleSetup) -> None:
    setup.pool.put("root@example.com", "Administrator")
    setup.pool.put("ann@example.com", "Agent", enabled=False)
    take_over(setup)
    assert not user(setup, "ann@example.com").user.active
    assert len(setup.memory.administrators().ids) == 1


def test_an_extension_is_theirs_from_any_day(setup: PeopleSetup) -> None:
    person = setup.pool.put("ann@example.com", "Agent")
    assigned(setup, person.username, account_id=ACCOUNT.account_id, extension_id="101")
    take_over(setup)
    (held,) = user(setup, "ann@example.com").assignments
    assert held.extension == extension("101")
    assert held.period.covers(TODAY)
    assert held.period.covers(date(2000, 1, 1))


def test_an_assignment_without_an_account_is_of_the_only_one(setup: PeopleSetup) -> None:
    person = setup.pool.put("ann@example.com", "Agent")
    assigned(setup, person.username, extension_id="101")
    take_over(setup)
    assert user(setup, "ann@example.com").assignments[0].extension == extension("101")


def test_an_assignment_that_no_longer_held_gives_nothing(setup: PeopleSetup) -> None:
    AccountHistory(setup.states).remember(AccountRef("main", "another"))
    person = setup.pool.put("ann@example.com", "Agent")
    assigned(setup, person.username, extension_id="101")
    take_over(setup)
    assert user(setup, "ann@example.com").assignments == ()
    assert setup.memory.wished == {}


def test_an_extension_that_is_not_listed_yet_is_kept_as_a_wish(setup: PeopleSetup) -> None:
    person = setup.pool.put("ann@example.com", "Agent")
    assigned(setup, person.username, account_id=ACCOUNT.account_id, extension_id="999")
    other = setup.pool.put("ben@example.com", "Agent")
    assigned(setup, other.username, service="new", extension_id="7")
    take_over(setup)
    wishes = {each.extension_id: each for each in setup.tasks.wishes()}
    assert set(wishes) == {"999", "7"}
    assert wishes["999"].user_id == user(setup, "ann@example.com").user.id


def test_two_people_of_one_extension_do_not_both_have_it(setup: PeopleSetup) -> None:
    for name in ("ann", "ben"):
        person = setup.pool.put(f"{name}@example.com", "Agent")
        assigned(setup, person.username, account_id=ACCOUNT.account_id, extension_id="101")
    progress = take_over(setup)
    assert progress.added == 2
    assert "main 101" in progress.problems[0]
    (wish,) = setup.tasks.wishes()
    assert "A user has this extension" in wish.problem


def test_who_is_a_user_already_is_only_linked(setup: PeopleSetup) -> None:
    ann = setup.add("ann", invite=False)
    setup.pool.put("Ann@Example.com", "Administrator")
    assert take_over(setup).linked == 1
    stored = setup.stored(ann)
    assert (stored.user.security_profile, stored.user.sub) == (AGENT.id, "pool-1")


def test_an_unverified_address_is_not_linked(setup: PeopleSetup) -> None:
    ann = setup.add("ann", invite=False)
    setup.pool.put("ann@example.com", "Administrator", verified=False)
    progress = take_over(setup)
    assert (progress.refused, setup.stored(ann).user.sub) == (1, "")
    assert progress.problems == ("pool-1: the e-mail address is not verified in the user pool",)


def test_two_spellings_of_one_address_are_one_user(setup: PeopleSetup) -> None:
    setup.pool.put("ann@example.com", "Agent")
    setup.pool.put("Ann@example.com", "Manager")
    progress = take_over(setup)
    assert (progress.added, progress.refused) == (1, 1)


def test_an_address_that_no_user_may_have_stops_no_one(setup: PeopleSetup) -> None:
    setup.pool.put("änn@example.com", "Agent")
    setup.pool.put("ben@example.com", "Agent")
    progress = take_over(setup)
    assert (progress.added, progress.refused) == (1, 1)


def test_pages_are_resumed_and_it_is_done_once(setup: PeopleSetup) -> None:
    setup.pool = type(setup.pool)(page_size=2)
    setup.over(setup.memory)
    for number in range(7):
        setup.pool.put(f"user{number}@example.com", "Agent")
    work = older(setup)
    assert work(setup.clock.now()).added == 0
    assert not work.progress().value.done
    assert take_over(setup).added == 7
    setup.pool.put("late@example.com", "Administrator")
    calls = setup.pool.calls
    assert take_over(setup).done
    assert setup.pool.calls == calls
    assert setup.memory.user_id_of_email("late@example.com") == ""


def test_an_interrupted_page_adds_no_one_twice(setup: PeopleSetup) -> None:
    for number in range(3):
        setup.pool.put(f"user{number}@example.com", "Agent")
    work = older(setup)
    progress = OlderProgress(group=2)
    assert work._page(progress, setup.clock.now() + 60) is not None
    result = take_over(setup)
    assert (result.added, result.refused, result.done) == (0, 0, True)
    assert len(setup.memory.records) == 3


def test_two_runs_at_once_do_no_harm(setup: PeopleSetup) -> None:
    setup.pool.put("ann@example.com", "Agent")
    first, second = older(setup), older(setup)
    document = second.progress()
    first(setup.clock.now() + 60)
    assert document.value == OlderProgress()
    assert second(setup.clock.now() + 60).done
    assert len(setup.memory.records) == 1


def test_a_failing_pool_is_tried_again_from_the_same_page(setup: PeopleSetup) -> None:
    setup.pool.put("ann@example.com", "Agent")
    setup.pool.failures = [Throttled("too many requests")]
    with pytest.raises(Throttled):
        take_over(setup)
    assert take_over(setup).added == 1


def test_a_page_that_cognito_forgot_is_read_from_the_first_one(setup: PeopleSetup) -> None:
    setup.pool.put("ann@example.com", "Administrator")
    members = setup.pool.members

    def forgetful(group: str, page: str) -> MemberPage:
        if page:
            raise PoolRefused("InvalidParameterException")
        return members(group, page)

    setup.pool.members = forgetful  # type: ignore[method-assign]
    work = older(setup)
    work.progress().put(OlderProgress(page="forgotten"))
    assert take_over(setup).added == 1


def test_a_choice_of_another_extension_ends_a_wish(setup: PeopleSetup) -> None:
    ann = setup.add("ann", invite=False)
    setup.assign(ann.user.id, choice("999").model_copy(update={"wait": True}), COMMAND_LINE)
    assert [each.extension_id for each in setup.tasks.wishes()] == ["999"]
    setup.assign(ann.user.id, choice("101"), COMMAND_LINE)
    assert list(setup.tasks.wishes()) == []
