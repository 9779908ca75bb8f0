"""A user gets an extension for a period; no one else has it then."""

from __future__ import annotations

from datetime import date

import pytest

from ringkeep.domain.access import extension_rules
from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.refusals import ChangeRefused, VersionStale
from tests.unit.usecases.access.people_setup import (
    COMMAND_LINE,
    PeopleSetup,
    by,
    choice,
    codes,
    days,
    extension,
)


@pytest.fixture
def setup() -> PeopleSetup:
    return PeopleSetup()


def test_a_successor_does_not_inherit_earlier_days(setup: PeopleSetup) -> None:
    ann, ben = setup.add("ann"), setup.add("ben")
    setup.assign(ann.user.id, choice(last="2026-03-31"), COMMAND_LINE)
    setup.assign(ben.user.id, choice(first="2026-04-01"), COMMAND_LINE)
    stored = setup.memory.extension(extension("101"))
    assert stored.user_on(date(2026, 3, 31)) == ann.user.id
    assert stored.user_on(date(2026, 4, 1)) == ben.user.id
    assert setup.stored(ben).assignments == (UserAssignment(extension("101"), days("2026-04-01")),)


def test_a_user_keeps_their_other_extensions_and_periods(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    for each in (choice("101", last="2026-01-31"), choice("102"), choice("101", "2026-06-01")):
        setup.assign(ann.user.id, each, COMMAND_LINE)
    held = {(each.extension.extension_id, each.period) for each in setup.stored(ann).assignments}
    assert held == {
        ("101", days(last="2026-01-31")),
        ("102", days()),
        ("101", days("2026-06-01")),
    }


def test_an_assignment_ends_by_replacing_it(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    setup.assign(ann.user.id, choice(), COMMAND_LINE)
    ended = choice(last="2026-03-31").model_copy(update={"replaced": days()})
    setup.assign(ann.user.id, ended, COMMAND_LINE)
    assert [each.period for each in setup.stored(ann).assignments] == [days(last="2026-03-31")]
    entry = setup.entries[-1]
    assert (entry.action, entry.after["extensions"]) == (
        "extensions.assign",
        ("main 809646016 101 to 2026-03-31",),
    )
    with pytest.raises(ChangeRefused) as refused:
        setup.assign(ann.user.id, ended, COMMAND_LINE)
    assert codes(refused.value) == ["assignment_unknown"]


def test_an_extension_of_another_service_or_account_is_unknown(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    for wrong in (choice("999"), choice().model_copy(update={"service": "other"})):
        with pytest.raises(ChangeRefused) as refused:
            setup.assign(ann.user.id, wrong, COMMAND_LINE)
        assert codes(refused.value) == ["extension_unknown"]


def test_only_someone_who_manages_the_user_assigns_extensions(setup: PeopleSetup) -> None:
    setup.add("root", "administrator")
    ann = setup.add("ann")
    with pytest.raises(ChangeRefused) as refused:
        setup.assign(ann.user.id, choice(), by(ann))
    assert codes(refused.value) == ["right_missing"]


def test_a_stale_assignment_is_refused(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    setup.assign(ann.user.id, choice("101"), COMMAND_LINE, version=1)
    with pytest.raises(VersionStale):
        setup.assign(ann.user.id, choice("102"), COMMAND_LINE, version=1)


def test_a_mistaken_assignment_is_withdrawn_once(setup: PeopleSetup) -> None:
    ann, ben = setup.add("ann"), setup.add("ben")
    (held,) = setup.assign(ann.user.id, choice(), COMMAND_LINE).assignments
    assert setup.assign.withdraw(ann.user.id, held, COMMAND_LINE).assignments == ()
    setup.assign(ben.user.id, choice(), COMMAND_LINE)
    with pytest.raises(ChangeRefused) as refused:
        setup.assign.withdraw(ann.user.id, held, COMMAND_LINE)
    assert codes(refused.value) == ["assignment_unknown"]
    assert setup.memory.extension(extension("101")).user_on(date(2026, 1, 1)) == ben.user.id


def test_the_manager_s_block_has_the_extensions_of_reports(setup: PeopleSetup) -> None:
    boss = setup.add("boss", "manager")
    ann = setup.add("ann", manager=boss.user.id)
    setup.assign(ann.user.id, choice(), COMMAND_LINE)
    (block,) = setup.memory.team(boss.user.id, 1)
    assert block.reports == {ann.user.id: setup.stored(ann).assignments}
    assert block.version == setup.memory.teams().managers[boss.user.id].changed == 2


def test_the_assignments_of_an_extension_and_of_a_user_are_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each are in one item, which has a largest size."""
    setup = PeopleSetup()
    ann, ben = setup.add("ann"), setup.add("ben")
    monkeypatch.setattr(extension_rules, "MOST_OF_AN_EXTENSION", 2)
    monkeypatch.setattr(extension_rules, "MOST_OF_A_USER", 3)
    for day in ("2026-01-01", "2026-01-02"):
        setup.assign(ann.user.id, choice("101", day, day), COMMAND_LINE)
    with pytest.raises(ChangeRefused) as refused:
        setup.assign(ben.user.id, choice("101", "2026-01-03", "2026-01-03"), COMMAND_LINE)
    assert codes(refused.value) == ["too_many_assignments"]
    setup.assign(ann.user.id, choice("102"), COMMAND_LINE)
    with pytest.raises(ChangeRefused) as refused:
        setup.assign(ann.user.id, choice("103"), COMMAND_LINE)
    assert codes(refused.value) == ["too_many_assignments"]
