"""A ceiling limits what is given from now on."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from ringkeep.domain.access.refusals import ChangeRefused, VersionStale
from ringkeep.domain.access.users import Licence
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.limit_licences import Ceilings, LimitLicences
from tests.unit.usecases.access.people_setup import COMMAND_LINE, PeopleSetup, by, codes

ONE = Ceilings(ceilings={Licence.EVALUATION: 1})


@pytest.fixture
def setup() -> PeopleSetup:
    return PeopleSetup()


@pytest.fixture
def limit(setup: PeopleSetup) -> LimitLicences:
    return LimitLicences(Changes(setup.memory, setup.clock, setup.new_id, setup.random_bytes))


def test_no_more_licences_than_the_ceiling_are_given(
    setup: PeopleSetup, limit: LimitLicences
) -> None:
    setup.add("ann", licences=["evaluation"])
    ben = setup.add("ben", licences=["evaluation"])
    limit(ONE, COMMAND_LINE)
    assert setup.memory.licences().used[Licence.EVALUATION] == 2
    with pytest.raises(ChangeRefused) as refused:
        setup.add("cid", licences=["evaluation"])
    assert codes(refused.value) == ["licence_ceiling_reached"]
    setup.edit(ben, name="Still licensed")
    limit(Ceilings(), COMMAND_LINE)
    setup.add("cid", licences=["evaluation"])


def test_a_ceiling_is_audited_once(setup: PeopleSetup, limit: LimitLicences) -> None:
    limit(ONE, COMMAND_LINE)
    limit(ONE, COMMAND_LINE)
    (entry,) = setup.entries
    assert (entry.action, entry.after) == ("licences.limit", {"ceilings.evaluation": 1})


def test_a_ceiling_needs_the_right_to_manage_users(
    setup: PeopleSetup, limit: LimitLicences
) -> None:
    ann = setup.add("ann")
    with pytest.raises(ChangeRefused) as refused:
        limit(ONE, by(ann))
    assert codes(refused.value) == ["right_missing"]


def test_a_stale_ceiling_is_refused(setup: PeopleSetup, limit: LimitLicences) -> None:
    limit(ONE, COMMAND_LINE)
    with pytest.raises(VersionStale):
        limit(Ceilings(), COMMAND_LINE, version=0)


def test_a_ceiling_is_not_negative() -> None:
    with pytest.raises(ValidationError):
        Ceilings(ceilings={Licence.EVALUATION: -1})
