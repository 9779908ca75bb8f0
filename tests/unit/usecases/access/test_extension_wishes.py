"""An extension that is not listed yet is not forgotten."""

from __future__ import annotations

import pytest

from ringkeep.domain.access.refusals import ChangeRefused
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.usecases.access.extension_wishes import GiveExtensions, WishesResult
from ringkeep.usecases.access.extensions import ExtensionChoice
from tests.unit.usecases.access.people_setup import ACCOUNT, COMMAND_LINE, PeopleSetup, extension

WISH = ExtensionChoice(service="main", extension_id="900", wait=True)


@pytest.fixture
def setup() -> PeopleSetup:
    return PeopleSetup()


def give(setup: PeopleSetup) -> WishesResult:
    return GiveExtensions(setup.tasks, setup.assign)(setup.clock.now() + 60)


def listed(setup: PeopleSetup, extension_id: str = "900") -> None:
    row = ExtensionRow(extension=Extension(id=extension_id), added_at=1.0, changed_at=1.0)
    setup.directory.write(ACCOUNT, [row])


def test_a_wish_is_fulfilled_when_the_list_arrives(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    setup.assign(ann.user.id, WISH, COMMAND_LINE)
    assert give(setup) == WishesResult(waiting=1)
    listed(setup)
    assert give(setup) == WishesResult(given=1)
    assert setup.stored(ann).assignments[0].extension == extension("900")
    assert (setup.entries[-1].action, setup.entries[-1].actor.name) == (
        "extensions.assign",
        "extension list",
    )
    assert give(setup) == WishesResult()


def test_a_service_that_was_never_connected_is_waited_for(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    setup.assign(ann.user.id, WISH.model_copy(update={"service": "new"}), COMMAND_LINE)
    assert give(setup).waiting == 1


def test_without_a_wish_an_unknown_extension_is_refused(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    with pytest.raises(ChangeRefused):
        setup.assign(ann.user.id, WISH.model_copy(update={"wait": False}), COMMAND_LINE)
    assert list(setup.tasks.wishes()) == []


def test_an_extension_of_someone_else_waits_until_it_is_free(setup: PeopleSetup) -> None:
    ann, ben = setup.add("ann"), setup.add("ben")
    setup.assign(ann.user.id, WISH, COMMAND_LINE)
    listed(setup)
    setup.assign(ben.user.id, WISH, COMMAND_LINE)
    assert give(setup).waiting == 1
    (wish,) = setup.tasks.wishes()
    assert "A user has this extension" in wish.problem
    (held,) = setup.stored(ben).assignments
    setup.assign.withdraw(ben.user.id, held, COMMAND_LINE)
    assert give(setup).given == 1


def test_a_wish_for_what_they_have_ends(setup: PeopleSetup) -> None:
    ann = setup.add("ann")
    setup.assign(ann.user.id, WISH, COMMAND_LINE)
    (wish,) = setup.tasks.wishes()
    listed(setup)
    setup.assign(ann.user.id, WISH, COMMAND_LINE)
    setup.tasks.put_wish(wish)
    assert give(setup).given == 1
    assert len(setup.stored(ann).assignments) == 1
    assert list(setup.tasks.wishes()) == []
