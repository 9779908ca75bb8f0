"""The user pool: what AWS cannot change later is right from the first deployment on."""

from __future__ import annotations

from typing import Any

from tests.released import released_template
from tests.unit.template.conditions import Deployment

KEPT_FOR_EVER = ("AliasAttributes", "Schema", "UsernameAttributes", "UsernameConfiguration")
"""AWS refuses an update that changes one of them."""


def pool(**parameters: str) -> dict[str, Any]:
    return Deployment(**parameters).resources["UserPool"]


def test_an_address_is_one_person_however_it_is_written() -> None:
    assert pool()["UsernameConfiguration"] == {"CaseSensitive": False}


def test_a_pool_of_version_010_keeps_what_cannot_be_changed() -> None:
    released = released_template()["Resources"]["UserPool"]["Properties"]
    present = pool(CreatedByVersion010="true")
    assert {name: present.get(name) for name in KEPT_FOR_EVER} == {
        name: released.get(name) for name in KEPT_FOR_EVER
    }


def test_the_pool_has_the_plan_that_managed_login_needs() -> None:
    assert Deployment().resources["UserPoolDomain"]["ManagedLoginVersion"] == 2
    assert pool()["UserPoolTier"] in ("ESSENTIALS", "PLUS")
