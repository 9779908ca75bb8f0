"""Someone who leaves keeps the time until which their calls are imported."""

from __future__ import annotations

from ringkeep.domain.access.users import Licence
from tests.unit.usecases.access.people_setup import COMMAND_LINE, PeopleSetup

RECORDED = {Licence.CALL_RECORDING}


def test_it_is_noted_with_the_change_and_not_audited() -> None:
    setup = PeopleSetup()
    setup.add("boss", "administrator")
    ann = setup.add("ann", licences=RECORDED)
    setup.clock.advance(60)
    setup.deactivate(ann.user.id, COMMAND_LINE)
    assert setup.stored(ann).user.recorded_until == setup.clock.now()
    assert setup.entries[-1].after == {"active": False}


def test_it_is_noted_when_the_licence_is_taken_away() -> None:
    setup = PeopleSetup()
    setup.add("boss", "administrator")
    ann = setup.add("ann", licences=RECORDED)
    setup.clock.advance(60)
    setup.edit(ann, licences=frozenset())
    assert setup.stored(ann).user.is_recorded_at(setup.clock.now() - 1)
