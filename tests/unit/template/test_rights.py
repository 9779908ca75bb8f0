"""Each function has the rights that it needs and no more.

Functions share blocks of rights: a line added to one block widens every function that repeats it.
`rights.yaml` lists what each function may do, so that such a change is seen.
"""

from __future__ import annotations

import pytest

from tests.unit.template.loader import FUNCTIONS
from tests.unit.template.rights import recorded_rights, rights_of, statements


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_no_function_may_do_more_than_named_actions_on_named_resources(name: str) -> None:
    for statement in statements(name):
        assert statement["Effect"] == "Allow"
        assert not any(action.endswith("*") for action in statement["Action"])
        assert "*" not in statement["Resource"]


def test_the_record_of_rights_has_each_function_and_no_other() -> None:
    assert sorted(recorded_rights()) == sorted(FUNCTIONS)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_has_the_rights_that_are_on_record(name: str) -> None:
    assert rights_of(name) == recorded_rights()[name]
