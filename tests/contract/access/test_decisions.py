"""Open decisions, and what each choice does: DynamoDB and the fakes agree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.decisions_table import DynamoDecisions
from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.domain.access.administrators import LastAdministrator
from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.decisions import (
    Choice,
    ChoiceNotPossible,
    Decision,
    DecisionKind,
    DecisionUnknown,
    OpenDecision,
    not_added,
    place_of,
)
from ringkeep.domain.access.refusals import ChangeRefused, VersionStale
from ringkeep.domain.access.users import User
from ringkeep.domain.access.visibility import Owner
from ringkeep.errors import Conflict
from ringkeep.usecases.access.decision_steps import SuccessorInvalid
from tests.contract.tables import people_table
from tests.unit.usecases.access.decisions_setup import DecisionsSetup
from tests.unit.usecases.access.people_setup import (
    PeopleSetup,
    by,
    choice,
    codes,
    days,
    extension,
)

TODAY = date(2026, 11, 23)


@pytest.fixture(params=["fake", "dynamodb"])
def setup(request: pytest.FixtureRequest) -> Iterator[DecisionsSetup]:
    if request.param == "fake":
        yield DecisionsSetup()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        table = people_table(client)
        people = PeopleSetup(store=DynamoPeople(client, table))
        yield DecisionsSetup(people, DynamoDecisions(client, table))


def opened(
    id_: str, service: str = "main", *, alarm: bool = False, extension_id: str = "101"
) -> OpenDecision:
    owner = Owner(service, "809646016", extension_id)
    decision = Decision(id=id_, kind=DecisionKind.DELETED, extension=owner, alarm=alarm)
    return OpenDecision(decision=decision, found_at=1.0)


def ids(setup: DecisionsSetup, begins: str = "", after: str = "", limit: int = 10) -> list[str]:
    return [each.id for each in setup.stored.page(begins, after, limit)]


def renamed(setup: DecisionsSetup, name: str = "Ann Smith") -> OpenDecision:
    setup.listed(name=name)
    (decision,) = setup.found()
    return decision


def test_alarms_come_first_then_services_and_extensions(setup: DecisionsSetup) -> None:
    for each in (
        opened("a", "other"),
        opened("b", extension_id="102"),
        opened("c", extension_id="101"),
        opened("d", "other", alarm=True),
    ):
        setup.stored.replace(None, each)
    assert ids(setup) == ["d", "c", "b", "a"]
    assert ids(setup, place_of("main", alarm=False)) == ["c", "b"]
    assert ids(setup, place_of("", alarm=True)) == ["d"]
    first = setup.stored.page("", "", 2)
    assert ids(setup, after=first[-1].place) == ["b", "a"]


def test_a_decision_moves_when_it_becomes_an_alarm(setup: DecisionsSetup) -> None:
    before = opened("a")
    setup.stored.replace(None, before)
    urgent = before.decision.model_copy(update={"alarm": True})
    after = before.model_copy(update={"decision": urgent, "version": 2})
    setup.stored.replace(before, after)
    assert setup.stored.page("", "", 10) == [after]
    assert setup.stored.decision("a") == after


def test_only_what_was_read_is_replaced(setup: DecisionsSetup) -> None:
    before = opened("a")
    setup.stored.replace(None, before)
    stale = before.model_copy(update={"version": 2})
    for read, written in ((None, before), (stale, before), (stale, None)):
        with pytest.raises(Conflict):
            setup.stored.replace(read, written)
    assert ids(setup) == ["a"]
    setup.stored.replace(before, None)
    assert (ids(setup), setup.stored.decision("a")) == ([], None)


def test_the_same_person_gets_the_new_name(setup: DecisionsSetup) -> None:
    ann = setup.holder()
    decision = renamed(setup)
    taken = setup.decide(decision, Choice.SAME_PERSON, version=1)
    assert taken.decision == decision
    after = setup.user(ann)
    assert (after.user.name, after.assignments) == ("Ann Smith", ann.assignments)
    assert (ids(setup), setup.found()) == ([], [])


def test_a_successor_does_not_inherit_what_was_before(setup: DecisionsSetup) -> None:
    ann, ben = setup.holder(), setup.people.add("ben")
    decision = renamed(setup, "Ben Moss")
    last = date(2026, 11, 20)
    setup.decide(decision, Choice.SUCCESSOR, successor=ben.user.id, last_day=last)
    held = UserAssignment(extension("101"), days(last="2026-11-20"))
    assert setup.user(ann).assignments == (held,)
    begun = UserAssignment(extension("101"), days(first="2026-11-21"))
    assert setup.user(ben).assignments == (begun,)
    assert setup.user(ann).user.name == "ann"
    assert setup.found() == []


def test_without_a_last_day_it_is_today(setup: DecisionsSetup) -> None:
    ann = setup.holder()
    setup.decide(renamed(setup), Choice.END_ASSIGNMENT)
    assert setup.user(ann).assignments[0].period == days(last=TODAY.isoformat())


@pytest.mark.parametrize("who", ["", "0" * 32, "ann"])
def test_the_successor_is_another_user(setup: DecisionsSetup, who: str) -> None:
    ann = setup.holder()
    decision = renamed(setup)
    with pytest.raises(SuccessorInvalid):
        setup.decide(decision, Choice.SUCCESSOR, successor=ann.user.id if who == "ann" else who)
    assert ids(setup) == [decision.id]


def test_a_successor_who_would_overlap_changes_nothing(setup: DecisionsSetup) -> None:
    ann, ben = setup.holder(last="2026-12-31"), setup.people.add("ben")
    cid = setup.holder("cid", first="2027-01-01")
    decision = renamed(setup)
    with pytest.raises(ChangeRefused) as refused:
        setup.decide(decision, Choice.SUCCESSOR, successor=ben.user.id)
    assert codes(refused.value) == ["extension_taken"]
    assert (setup.user(ann), setup.user(cid), ids(setup)) == (ann, cid, [decision.id])


def test_the_one_who_has_it_next_succeeds_without_another_assignment(
    setup: DecisionsSetup,
) -> None:
    setup.holder(last="2026-12-31")
    cid = setup.holder("cid", first="2027-01-01")
    decision = renamed(setup)
    setup.decide(decision, Choice.SUCCESSOR, successor=cid.user.id)
    assert setup.user(cid).assignments == cid.assignments
    assert setup.found() == []


def test_a_user_of_a_deleted_extension_is_deactivated(setup: DecisionsSetup) -> None:
    ann, later = setup.holder(last="2026-12-31"), setup.holder("cid", first="2027-01-01")
    setup.listed(removed=True)
    (decision,) = setup.found(unimported=2)
    setup.decide(decision, Choice.DEACTIVATE_USER)
    after = setup.user(ann)
    assert (after.user.active, after.user.version) == (False, ann.user.version + 1)
    assert after.assignments[0].period == days(last=TODAY.isoformat())
    assert setup.user(later).assignments == ()
    assert setup.user(later).user.active
    assert setup.people.changes.store.pool_task(ann.user.id) is not None


def test_an_alarm_stays_until_the_recordings_are_imported(setup: DecisionsSetup) -> None:
    """The assignment has ended, so there is nothing to choose."""
    ann = setup.holder()
    setup.listed(removed=True)
    (decision,) = setup.found(unimported=2)
    setup.decide(decision, Choice.END_ASSIGNMENT)
    (left,) = setup.stored.page("", "", 10)
    assert (left.id, left.version, left.decision.alarm) == (decision.id, 2, True)
    assert left.decision.choices == ()
    assert setup.stored.decision(left.id) == left
    with pytest.raises(ChoiceNotPossible):
        setup.decide(decision, Choice.END_ASSIGNMENT)
    assert setup.user(ann).assignments[0].period == days(last=TODAY.isoformat())


def test_a_manager_sees_that_the_extension_has_moved_on(setup: DecisionsSetup) -> None:
    """The team's copy of the assignments is written once, with both changes."""
    mia = setup.people.add("mia", "manager")
    ann, ben = setup.holder(), setup.people.add("ben", manager=mia.user.id)
    ann = setup.people.edit(ann, manager=mia.user.id)
    before = setup.people.changes.store.teams().version
    setup.decide(renamed(setup), Choice.SUCCESSOR, successor=ben.user.id)
    store = setup.people.changes.store
    assert store.teams().version == before + 1
    (block,) = store.team(mia.user.id, 1)
    assert block.reports == {
        ann.user.id: setup.user(ann).assignments,
        ben.user.id: setup.user(ben).assignments,
    }
    assert block.version == store.teams().managers[mia.user.id].changed == before + 1


def test_the_last_administrator_stays(setup: DecisionsSetup) -> None:
    root = setup.people.add("root", "administrator")
    setup.people.assign(root.user.id, choice("101"), by(root))
    setup.listed(removed=True)
    (decision,) = setup.found()
    with pytest.raises(ChangeRefused) as refused:
        setup.decide(decision, Choice.DEACTIVATE_USER, by(root))
    assert codes(refused.value) == [LastAdministrator.code]
    assert (ids(setup), setup.user(root).user.active) == ([decision.id], True)


def test_no_one_decides_about_someone_with_more_rights(setup: DecisionsSetup) -> None:
    limited = setup.people.add("lena", "limited-administrator")
    root = setup.people.add("root", "administrator")
    setup.people.assign(root.user.id, choice("101"), by(root))
    decision = renamed(setup)
    with pytest.raises(ChangeRefused) as refused:
        setup.decide(decision, Choice.SAME_PERSON, by(limited))
    assert codes(refused.value) == ["person_beyond_yours"]


def test_an_administrator_decides_about_themself(setup: DecisionsSetup) -> None:
    setup.people.add("second", "administrator")
    root = setup.people.add("root", "administrator")
    setup.people.assign(root.user.id, choice("101"), by(root))
    setup.decide(renamed(setup), Choice.SAME_PERSON, by(root))
    assert setup.user(root).user.name == "Ann Smith"


def test_a_choice_fits_the_change(setup: DecisionsSetup) -> None:
    setup.holder()
    decision = renamed(setup)
    with pytest.raises(ChoiceNotPossible):
        setup.decide(decision, Choice.DEACTIVATE_USER)


def test_a_stale_version_is_refused(setup: DecisionsSetup) -> None:
    setup.holder()
    decision = renamed(setup)
    with pytest.raises(VersionStale):
        setup.decide(decision, Choice.SAME_PERSON, version=7)


def test_a_decision_is_taken_once(setup: DecisionsSetup) -> None:
    setup.holder()
    decision = renamed(setup)
    setup.decide(decision, Choice.SAME_PERSON)
    with pytest.raises(DecisionUnknown):
        setup.decide(decision, Choice.SAME_PERSON)


def test_what_ringcentral_undid_is_no_longer_open(setup: DecisionsSetup) -> None:
    ann = setup.holder()
    decision = renamed(setup)
    setup.listed()
    with pytest.raises(DecisionUnknown):
        setup.decide(decision, Choice.END_ASSIGNMENT)
    assert setup.user(ann) == ann


def test_the_same_person_leaves_other_changes_open(setup: DecisionsSetup) -> None:
    setup.holder()
    setup.listed(name="Ann Smith", site_id="s2", site_name="Rome")
    first, second = setup.found()
    assert (first.decision.kind, second.decision.kind) == ("moved", "renamed")
    setup.decide(second, Choice.SAME_PERSON)
    assert ids(setup) == [first.id]
    setup.decide(first, Choice.SAME_PERSON)
    assert ids(setup) == []


def test_another_person_settles_all_changes(setup: DecisionsSetup) -> None:
    setup.holder()
    setup.listed(name="Ben Moss", site_id="s2", site_name="Rome")
    first, _ = setup.found()
    setup.decide(first, Choice.END_ASSIGNMENT)
    assert (ids(setup), setup.found()) == ([], [])


def test_an_extension_that_is_left_out_is_not_tried_again(setup: DecisionsSetup) -> None:
    owner = extension("101")
    row = setup.directory.row(owner)
    assert row is not None
    decision = OpenDecision(decision=not_added(row, owner), found_at=1.0)
    setup.stored.replace(None, decision)
    setup.decide(decision, Choice.LEAVE_OUT)
    stored = setup.people.changes.store.extension(owner)
    assert (stored.version, stored.assignments) == (1, ())
    assert ids(setup) == []


def test_an_extension_that_someone_has_by_now_need_not_be_left_out(setup: DecisionsSetup) -> None:
    owner = extension("101")
    row = setup.directory.row(owner)
    assert row is not None
    decision = OpenDecision(decision=not_added(row, owner), found_at=1.0)
    setup.stored.replace(None, decision)
    setup.holder()
    with pytest.raises(DecisionUnknown):
        setup.decide(decision, Choice.LEAVE_OUT)


def test_users_are_unchanged_by_their_copy(setup: DecisionsSetup) -> None:
    """The list of users has what the user has."""
    ann, ben = setup.holder(), setup.people.add("ben")
    setup.decide(renamed(setup), Choice.SUCCESSOR, successor=ben.user.id)
    listed: dict[str, User] = {
        each.user.id: each.user for each in setup.people.changes.store.users("", 10)
    }
    assert listed[ann.user.id] == setup.user(ann).user
    assert listed[ben.user.id] == setup.user(ben).user
