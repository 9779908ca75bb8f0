"""Features that depend on RingCentral's plan."""

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
def test_plan_determines_whether_events_have_caller_names(
    plan: str, edition: str, delivers: bool
) -> None:
    assert delivers_caller_names(plan, edition) is delivers
