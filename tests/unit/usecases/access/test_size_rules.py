"""Managers and administrators are bounded: each set is one item."""

from __future__ import annotations

import pytest

from ringkeep.domain.access import size_rules
from ringkeep.domain.access.refusals import ChangeRefused
from tests.unit.usecases.access.people_setup import PeopleSetup, codes


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch) -> PeopleSetup:
    monkeypatch.setattr(size_rules, "MOST_MANAGERS", 2)
    monkeypatch.setattr(size_rules, "MOST_ADMINISTRATORS", 2)
    return PeopleSetup()


def test_one_administrator_too_many_is_refused(setup: PeopleSetup) -> None:
    first = setup.add("ann", "administrator")
    setup.add("ben", "administrator")
    agent = setup.add("cid")
    with pytest.raises(ChangeRefused) as refused:
        setup.edit(agent, security_profile="administrator")
    assert codes(refused.value) == ["too_many_administrators"]
    setup.edit(first, security_profile="agent")
    assert setup.edit(agent, security_profile="administrator").user.version == 2


def test_one_manager_too_many_is_refused(
    setup: PeopleSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [setup.add(f"p{number}") for number in range(6)]
    ids = [each.user.id for each in people]
    setup.edit(people[3], manager=ids[0])
    setup.edit(people[4], manager=ids[1])
    with pytest.raises(ChangeRefused) as refused:
        setup.edit(people[5], manager=ids[2])
    assert codes(refused.value) == ["too_many_managers"]
    assert setup.edit(people[5], manager=ids[1]).user.manager == ids[1]
    monkeypatch.setattr(size_rules, "MOST_MANAGERS", 1)
    assert setup.edit(people[5], manager=ids[0]).user.manager == ids[0]
