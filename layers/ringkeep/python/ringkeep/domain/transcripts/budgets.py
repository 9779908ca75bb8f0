"""The monthly budget of a service. A job reserves its estimated cost before it starts, and gives back the
difference, or everything if it fails. Months are those of UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.transcripts.costs import Cost


class BudgetUsedUp(Refusal):
    code: ClassVar[str] = "budget_used_up"
    field: ClassVar[str] = "monthly_budget"

    def __init__(self, service: str, budget: Cost, spent: Cost, cost: Cost) -> None:
        super().__init__(
            f"The budget of {service} for this month is {budget.text}. {spent.text} of it are used or"
            f" reserved, and this would cost {cost.text}. Raise the monthly budget of the service, or wait"
            " for the next month."
        )


def month_of(now: float) -> str:
    """Returns `2026-11`."""
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m")


def fits(spent: int, cost: int, budget: int | None) -> bool:
    """All in millionths. Without a budget everything fits."""
    return budget is None or spent + cost <= budget
