"""A missing name is explained where the plan is the reason."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.plans import delivers_caller_names


@pytest.mark.parametrize(
    ("plan", "edition", "delivers"),
    [
        ("RingCentral Office Essentials", "", False),
        ("RingEX", "Essentials", False),
        ("RingEX Ultra", "Ultimate", True),
        ("", "", True),
    ],
)
def test_a_plan_tells_whether_callers_have_names(plan: str, edition: str, delivers: bool) -> None:
    assert delivers_caller_names(plan, edition) is delivers
