"""Each function has the rights that it needs and no more.

Functions share blocks of rights: a line added to a block gives the right to every function that uses
it. `rights.yaml` lists what each function may do, so that a review shows such a change.
"""

from __future__ import annotations

import pytest

from tests.unit.template.loader import FUNCTIONS
from tests.unit.template.rights import recorded_rights, rights_of, statements


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_no_right_has_a_wildcard(name: str) -> None:
    for statement in statements(name):
        assert statement["Effect"] == "Allow"
        assert not any(action.endswith("*") for action in statement["Action"])
        assert "*" not in statement["Resource"]


def test_rights_yaml_lists_exactly_the_functions() -> None:
    assert sorted(recorded_rights()) == sorted(FUNCTIONS)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_has_the_rights_in_rights_yaml(name: str) -> None:
    assert rights_of(name) == recorded_rights()[name]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_has_no_rights_beside_its_policies(name: str) -> None:
    """Each of these would add rights that `rights.yaml` does not show, or callers that it does not."""
    assert not {"Role", "FunctionUrlConfig", "Connectors"} & set(FUNCTIONS[name])
