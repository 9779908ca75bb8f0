"""What an import writes for each line, with whose rights, and the result of the line."""

from __future__ import annotations

from datetime import date

import pytest

from ringkeep.domain.access.audit import ActorKind
from ringkeep.domain.access.users import Licence
from tests.unit.usecases.access.import_setup import ImportSetup, csv_of
from tests.unit.usecases.access.people_setup import by, choice, extension

EXTENSION = "name,email,security_profile,extension_id,first_day,last_day"


@pytest.fixture
def setup() -> ImportSetup:
    return ImportSetup()


def test_every_line_is_audited_for_the_person_who_confirmed(setup: ImportSetup) -> None:
    zoe = setup.people.add("zoe", "administrator")
    job = setup.imported("Eve,eve@example.com,agent", request=by(zoe))
    entry = setup.people.entries[-1]
    assert (entry.action, entry.actor.kind, entry.actor.id) == (
        "users.add",
        ActorKind.USER,
        zoe.user.id,
    )
    assert entry.request_id == f"import {job.id}"
    assert entry.origin.address == "192.0.2.1"
    assert [each.action for each in setup.jobs.audit] == ["users.import"]


def test_only_what_was_shown_is_written(setup: ImportSetup) -> None:
    bob, eve = setup.people.add("bob"), setup.people.add("eve")
    job = setup.checked("Robert,bob@example.com,", "Eva,eve@example.com,")
    setup.people.edit(bob, name="Bobby")
    setup.people.edit(eve, information={"team": "Sales"})
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.outcomes(job) == [(2, "refused"), (3, "changed")]
    assert setup.errors(job) == [(2, "changed_since_preview")]
    assert setup.people.stored(bob).user.name == "Bobby"
    assert setup.people.stored(eve).user.information.team == "Sales"


def test_a_line_that_changed_nothing_in_the_preview_writes_nothing_later(
    setup: ImportSetup,
) -> None:
    bob = setup.people.add("bob")
    job = setup.checked("bob,bob@example.com,agent")
    setup.people.edit(bob, name="Bobby")
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.outcomes(job) == [(2, "unchanged")]
    assert setup.people.stored(bob).user.name == "Bobby"


def test_someone_added_with_the_address_meanwhile_is_not_overwritten(setup: ImportSetup) -> None:
    job = setup.checked("Robert,bob@example.com,agent")
    bob = setup.people.add("bob", "manager")
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.errors(job) == [(2, "changed_since_preview")]
    assert setup.people.stored(bob).user.security_profile == "manager"


def test_an_address_that_moved_to_someone_else_is_not_followed(setup: ImportSetup) -> None:
    bob = setup.people.add("bob")
    job = setup.checked("Robert,bob@example.com,")
    setup.people.edit(bob, email="robert@example.com")
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.errors(job) == [(2, "changed_since_preview")]
    assert len(setup.people.memory.records) == 2


def test_a_change_that_someone_else_made_already_is_no_mistake(setup: ImportSetup) -> None:
    bob = setup.people.add("bob")
    job = setup.checked("Robert,bob@example.com,")
    setup.people.edit(bob, name="Robert")
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.outcomes(job) == [(2, "changed")]


def test_managers_come_before_their_people_whatever_the_order_of_the_lines(
    setup: ImportSetup,
) -> None:
    job = setup.imported(
        "Bob,bob@example.com,agent,mia@example.com",
        "Mia,mia@example.com,manager,",
        header="name,email,security_profile,manager",
    )
    assert setup.outcomes(job) == [(2, "added"), (3, "added")]
    ids = setup.people.memory.emails
    assert (
        setup.people.memory.records[ids["bob@example.com"]].user.manager == ids["mia@example.com"]
    )


def test_a_line_whose_manager_was_refused_is_refused_too(setup: ImportSetup) -> None:
    limited = setup.people.add("lia", "limited-administrator")
    job = setup.imported(
        "Bob,bob@example.com,agent,mia@example.com",
        "Mia,mia@example.com,administrator,",
        "Tom,tom@example.com,agent,",
        header="name,email,security_profile,manager",
        request=by(limited),
    )
    assert setup.outcomes(job) == [(2, "refused"), (3, "refused"), (4, "added")]
    assert sorted(setup.errors(job)) == [(2, "manager_unknown"), (3, "profile_beyond_yours")]


def test_an_extension_taken_meanwhile_is_the_result_of_its_line(setup: ImportSetup) -> None:
    job = setup.checked(
        "Bob,bob@example.com,agent,101,2026-01-01,",
        "Eve,eve@example.com,agent,102,,",
        header=EXTENSION,
    )
    cid = setup.people.add("cid")
    setup.people.assign(cid.user.id, choice("101"), setup.request)
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.outcomes(job) == [(2, "refused"), (3, "added")]
    assert setup.errors(job) == [(2, "extension_taken")]
    assert "bob@example.com" not in setup.people.memory.emails


def test_a_new_last_day_replaces_the_period_and_the_successor_gets_the_extension(
    setup: ImportSetup,
) -> None:
    bob = setup.people.add("bob")
    setup.people.assign(bob.user.id, choice("101", "2026-01-01"), setup.request)
    job = setup.imported(
        "Eve,eve@example.com,agent,101,2026-12-01,",
        "bob,bob@example.com,agent,101,2026-01-01,2026-11-30",
        header=EXTENSION,
    )
    assert setup.outcomes(job) == [(2, "added"), (3, "changed")]
    stored = setup.people.memory.extension(extension("101"))
    eve = setup.people.memory.emails["eve@example.com"]
    assert stored.user_on(date(2026, 11, 30)) == bob.user.id
    assert stored.user_on(date(2026, 12, 1)) == eve


def test_a_licence_beyond_the_ceiling_is_the_result_of_its_line(setup: ImportSetup) -> None:
    job = setup.checked(
        "Bob,bob@example.com,agent,evaluation",
        "Eve,eve@example.com,agent,evaluation",
        header="name,email,security_profile,licences",
    )
    limited = setup.people.memory.licences_item.limited({Licence.EVALUATION: 1})
    setup.people.memory.licences_item = limited
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.outcomes(job) == [(2, "added"), (3, "refused")]
    assert setup.errors(job) == [(3, "licence_ceiling_reached")]


@pytest.mark.parametrize("invite", [False, True])
def test_only_new_users_are_invited_and_only_if_it_was_asked_for(
    setup: ImportSetup, invite: bool
) -> None:
    setup.people.add("bob", invite=False)
    job = setup.checked("Robert,bob@example.com,", "Eve,eve@example.com,agent", invite=invite)
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    emails, tasks = setup.people.memory.emails, setup.people.memory.pool_task
    eve = tasks(emails["eve@example.com"])
    assert (eve is not None and eve.invite) is invite
    assert tasks(emails["bob@example.com"]) is None


def test_a_line_never_does_more_than_its_confirmer_may(setup: ImportSetup) -> None:
    limited = setup.people.add("lia", "limited-administrator")
    job = setup.imported(
        "Eve,eve@example.com,administrator", "Tom,tom@example.com,agent", request=by(limited)
    )
    assert setup.outcomes(job) == [(2, "refused"), (3, "added")]
    assert setup.errors(job) == [(2, "profile_beyond_yours")]


def test_a_file_gives_no_more_than_its_uploader_may_give_whoever_confirms_it(
    setup: ImportSetup,
) -> None:
    """The preview of a large file does not show every line."""
    lea = setup.people.add("lea", "limited-administrator")
    lines = ("Lea,lea@example.com,administrator", "Max,max@example.com,agent")
    job = setup.manage.upload(csv_of(*lines), "users.csv", by(lea))
    setup.work()
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.outcomes(setup.stored(job)) == [(2, "refused"), (3, "added")]
    assert setup.errors(job) == [(2, "beyond_uploader")]
    assert setup.people.stored(lea).user.security_profile == "limited-administrator"


def test_a_file_of_someone_who_was_deactivated_since_writes_nothing(setup: ImportSetup) -> None:
    lea = setup.people.add("lea", "limited-administrator")
    job = setup.manage.upload(csv_of("Max,max@example.com,agent"), "users.csv", by(lea))
    setup.work()
    setup.people.edit(lea, active=False)
    setup.manage.confirm(job.id, setup.request)
    setup.work()
    assert setup.errors(job) == [(2, "beyond_uploader")]


def test_a_line_that_takes_the_licence_keeps_the_calls_before_it(setup: ImportSetup) -> None:
    ann = setup.people.add("ann", licences={"call_recording"})
    setup.imported("Ann,ann@example.com,agent,", header="name,email,security_profile,licences")
    stored = setup.people.stored(ann).user
    assert (stored.is_recorded, stored.recorded_until) == (False, setup.people.clock.now())
