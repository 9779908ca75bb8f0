"""The user pool follows the users: once for each change, and never without end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ringkeep.domain.access.pool_tasks import PAUSE, InvitationState, PoolUser, mail_resumes_at
from ringkeep.domain.access.refusals import ChangeRefused
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import User
from ringkeep.errors import ConfigurationError, MailLimitReached, PoolRefused, StorageFailed
from tests.unit.usecases.access.people_setup import COMMAND_LINE, PeopleSetup, by, codes

DAY = 86_400.0


@pytest.fixture
def setup() -> PeopleSetup:
    return PeopleSetup()


def state(setup: PeopleSetup, record: UserRecord) -> InvitationState:
    return setup.tasks.invitation(record.user.id).state


def stored(setup: PeopleSetup, record: UserRecord) -> User:
    return setup.stored(record).user


def test_a_new_user_is_invited_once_and_known_by_their_id(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    assert state(setup, ann) is InvitationState.QUEUED
    assert setup.follow().done == 1
    assert setup.follow().done == 0
    assert setup.pool.mails == ["ann@example.com"]
    assert stored(setup, ann).sub == "pool-1"
    assert state(setup, ann) is InvitationState.SENT


def test_the_link_is_audited_as_the_system_s(setup: PeopleSetup) -> None:
    setup.add("ann")
    setup.follow()
    entry = setup.entries[-1]
    assert (entry.action, entry.actor.key, entry.actor.name) == (
        "users.link",
        "system",
        "user pool",
    )


def test_a_user_without_an_invitation_is_not_in_the_pool(setup: PeopleSetup) -> None:
    ann = setup.add("ann", invite=False)
    assert setup.follow().done == 0
    assert setup.pool.users == {}
    assert state(setup, ann) is InvitationState.NONE


def test_a_deactivated_user_is_disabled_and_signed_out(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    setup.follow()
    setup.deactivate(ann.user.id, COMMAND_LINE)
    setup.follow()
    assert [each.enabled for each in setup.pool.all()] == [False]
    assert setup.pool.signed_out == ["pool-1"]
    setup.edit(ann, active=True)
    setup.follow()
    assert [each.enabled for each in setup.pool.all()] == [True]
    assert setup.pool.mails == ["ann@example.com"]


def test_an_invitation_that_waits_is_sent_when_the_user_is_active_again(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    setup.deactivate(ann.user.id, COMMAND_LINE)
    setup.follow()
    assert setup.pool.mails == []
    setup.edit(ann, active=True)
    setup.follow()
    assert setup.pool.mails == ["ann@example.com"]


def test_a_changed_address_changes_in_the_pool(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    setup.follow()
    signed_in = {"signed_in": True}
    setup.pool.users["pool-1"] = setup.pool.users["pool-1"].model_copy(update=signed_in)
    setup.edit(ann, email="lee@example.com")
    setup.follow()
    assert setup.pool.users["pool-1"].email == "lee@example.com"
    assert setup.pool.mails == ["ann@example.com"]
    assert stored(setup, ann).sub == "pool-1"


def test_a_corrected_address_gets_the_invitation(setup: PeopleSetup) -> None:
    """The temporary password that went to the wrong address is replaced."""
    ann = setup.add("ann")
    setup.follow()
    setup.edit(ann, email="lee@example.com")
    setup.follow()
    assert setup.pool.mails == ["ann@example.com", "lee@example.com"]


def test_a_refused_address_fails_with_a_sentence_until_it_is_corrected(setup: PeopleSetup) -> None:
    setup.pool.refused.add("ann@example.com")
    ann = setup.add("ann")
    assert setup.follow().refused == 1
    assert setup.follow().refused == 0
    invitation = setup.tasks.invitation(ann.user.id)
    assert invitation.state is InvitationState.FAILED
    assert "check the address" in invitation.detail
    setup.edit(ann, email="lee@example.com")
    setup.follow()
    assert setup.pool.mails == ["lee@example.com"]
    assert state(setup, ann) is InvitationState.SENT


def test_the_daily_limit_lets_the_rest_wait_until_tomorrow(setup: PeopleSetup) -> None:
    setup.pool.mails_left = 2
    people = [setup.add(f"user{number}") for number in range(5)]
    result = setup.follow()
    assert (result.done, result.waiting) == (2, 3)
    calls = setup.pool.calls
    assert setup.follow() == setup.follow()
    assert setup.pool.calls == calls
    waiting = setup.tasks.invitation(people[-1].user.id)
    assert waiting.state is InvitationState.QUEUED
    assert "tomorrow" in waiting.detail
    setup.pool.mails_left = 50
    setup.clock.advance(mail_resumes_at(setup.clock.now()) - setup.clock.now() + 1)
    assert setup.follow().done == 3
    assert len(setup.pool.mails) == 5


def test_a_deactivation_does_not_wait_for_the_daily_limit(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    setup.follow()
    setup.pool.mails_left = 0
    for number in range(5):
        setup.add(f"user{number}")
    setup.follow()
    setup.deactivate(ann.user.id, COMMAND_LINE)
    setup.work(setup.clock.now() + 60, most=1)
    assert not setup.pool.users["pool-1"].enabled


def test_a_failure_stops_no_other_user_and_is_tried_again(setup: PeopleSetup) -> None:
    first = setup.add("ann")
    setup.clock.advance(1)
    setup.add("ben")
    setup.pool.failures = [StorageFailed("no answer")]
    result = setup.follow()
    assert (result.done, result.failed) == (1, 1)
    assert "no answer" in result.problems[0]
    assert setup.follow().done == 0
    setup.clock.advance(180)
    assert setup.follow().done == 1
    assert stored(setup, first).sub


def test_a_denied_right_is_reported_and_not_taken_for_a_bad_address(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    setup.pool.failures = [ConfigurationError("AWS denies access to the user pool")]
    assert setup.follow().failed == 1
    assert state(setup, ann) is InvitationState.QUEUED


def test_two_processes_send_one_invitation(setup: PeopleSetup) -> None:
    setup.add("ann")
    (task,) = setup.tasks.due(setup.clock.now(), 10)
    setup.follow()
    assert setup.work._attempt(task) == "waiting"
    assert setup.pool.mails == ["ann@example.com"]


def test_a_process_that_ended_after_the_mail_links_the_user_later(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    setup.pool.create("ann@example.com", invited=False)
    setup.follow()
    assert stored(setup, ann).sub == "pool-1"


def test_an_account_with_an_unverified_address_is_not_taken_over(setup: PeopleSetup) -> None:
    setup.pool.put("ann@example.com", verified=False)
    ann = setup.add("ann")
    assert setup.follow().refused == 1
    assert stored(setup, ann).sub == ""
    assert "not verified" in setup.tasks.invitation(ann.user.id).detail


def test_an_account_of_another_user_is_not_taken_over(setup: PeopleSetup) -> None:
    """Ann gave her address up, and the pool has not followed yet when Ben gets it."""
    ann = setup.add("ann")
    setup.follow()
    setup.edit(ann, email="lee@example.com")
    ben = setup.add("ben", email="ann@example.com")
    (anns,) = (each for each in setup.memory.tasks.values() if each.user_id == ann.user.id)
    setup.memory.tasks[ann.user.id] = anns.postponed(setup.clock.now() + 60)
    assert setup.follow().waiting == 1
    assert stored(setup, ben).sub == ""
    setup.clock.advance(200)
    setup.follow()
    setup.clock.advance(600)
    setup.follow()
    assert stored(setup, ann).sub == "pool-1"
    assert stored(setup, ben).sub == "pool-2"
    assert setup.pool.mails[-1] == "ann@example.com"


def test_someone_deactivated_while_they_are_invited_cannot_sign_in(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    create = setup.pool.create

    def meanwhile(email: str, *, invited: bool) -> PoolUser:
        setup.deactivate(ann.user.id, COMMAND_LINE)
        return create(email, invited=invited)

    setup.pool.create = meanwhile  # type: ignore[method-assign]
    assert setup.follow().waiting == 1
    assert stored(setup, ann).sub == "pool-1"
    setup.follow()
    assert [each.enabled for each in setup.pool.all()] == [False]


def test_changes_in_the_same_moment_lose_no_invitation(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    setup.edit(ann, email="lee@example.com")
    setup.follow()
    assert setup.pool.mails == ["lee@example.com"]


def test_an_account_that_was_deleted_in_cognito_is_made_again(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    setup.follow()
    del setup.pool.users["pool-1"]
    setup.invite(ann.user.id, COMMAND_LINE)
    setup.follow()
    assert stored(setup, ann).sub == "pool-2"
    assert setup.pool.mails == ["ann@example.com"] * 2


def test_an_invitation_is_sent_again_and_audited(setup: PeopleSetup) -> None:
    root = setup.add("root", "administrator", invite=False)
    ann = setup.add("ann")
    setup.follow()
    setup.clock.advance(PAUSE)
    setup.invite(ann.user.id, by(root))
    assert setup.entries[-1].action == "users.invite"
    assert setup.entries[-1].actor.id == root.user.id
    setup.follow()
    assert setup.pool.mails == ["ann@example.com"] * 2


def test_someone_who_has_signed_in_gets_no_mail(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    setup.follow()
    signed_in = {"signed_in": True}
    setup.pool.users["pool-1"] = setup.pool.users["pool-1"].model_copy(update=signed_in)
    setup.invite(ann.user.id, COMMAND_LINE)
    setup.follow()
    assert setup.pool.mails == ["ann@example.com"]
    assert state(setup, ann) is InvitationState.SIGNED_IN


def test_a_deactivated_user_is_not_invited(setup: PeopleSetup) -> None:
    ann = setup.add("ann", invite=False)
    setup.deactivate(ann.user.id, COMMAND_LINE)
    with pytest.raises(ChangeRefused) as refused:
        setup.invite(ann.user.id, COMMAND_LINE)
    assert codes(refused.value) == ["user_inactive"]


def test_someone_with_fewer_rights_invites_no_administrator(setup: PeopleSetup) -> None:
    root = setup.add("root", "administrator", invite=False)
    limited = setup.add("limited", "limited-administrator", invite=False)
    with pytest.raises(ChangeRefused) as refused:
        setup.invite(root.user.id, by(limited))
    assert codes(refused.value) == ["person_beyond_yours"]


def test_the_command_line_hears_at_once_what_is_in_the_way(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    setup.pool.mails_left = 0
    with pytest.raises(MailLimitReached):
        setup.work.one(ann.user.id)
    setup.pool.mails_left = 1
    assert setup.work.one(ann.user.id).state is InvitationState.SENT
    setup.pool.refused.add("ben@example.com")
    ben = setup.add("ben")
    with pytest.raises(PoolRefused):
        setup.work.one(ben.user.id)


def test_mail_that_is_sent_again_ends_the_wait_of_all(setup: PeopleSetup) -> None:
    """The user pool was connected to Amazon SES meanwhile."""
    setup.pool.mails_left = 0
    ann = setup.add("ann")
    setup.add("ben")
    setup.follow()
    setup.pool.mails_left = None
    setup.work.one(ann.user.id)
    setup.add("cid")
    assert setup.follow().done == 2
    assert len(setup.pool.mails) == 3


def test_a_second_limit_on_one_day_is_not_tried_each_minute(setup: PeopleSetup) -> None:
    setup.pool.mails_left = 0
    ann = setup.add("ann")
    setup.add("ben")
    setup.follow()
    setup.pool.mails_left = 1
    setup.work.one(ann.user.id)
    assert setup.follow().waiting == 1
    calls = setup.pool.calls
    assert setup.follow().waiting == 0
    assert setup.pool.calls == calls


def test_nothing_begins_after_the_deadline(setup: PeopleSetup) -> None:
    setup.add("ann")
    assert setup.work(setup.clock.now()).done == 0
    assert replace(setup.work)(setup.clock.now() + 1).done == 1


@pytest.mark.parametrize(("hour", "hours"), [(0.0, 9.0), (9.0, 0.0), (10.0, 23.0), (23.5, 9.5)])
def test_e_mail_resumes_when_cognito_s_day_begins(hour: float, hours: float) -> None:
    midnight = 20_000 * DAY
    now = midnight + hour * 3_600
    assert mail_resumes_at(now) - now == hours * 3_600 + 300


def test_an_address_that_another_users_account_has_fails_the_invitation_with_the_reason(
    setup: PeopleSetup,
) -> None:
    """An identity provider may send someone with an address that becomes another person's here."""
    ann = setup.add("ann", invite=True)
    setup.follow()
    account = setup.stored(ann).user.sub
    setup.pool.users[account] = setup.pool.users[account].model_copy(
        update={"email": "ben@example.com"}
    )
    ben = setup.add("ben", invite=True)
    result = setup.follow()
    invitation = setup.tasks.invitation(ben.user.id)
    assert (result.refused, invitation.state) == (1, InvitationState.FAILED)
    assert "another user" in invitation.detail
    assert setup.stored(ben).user.sub == ""
