"""What a run of keep_subscriptions counts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ringkeep.domain.events.subscriptions import Action, Reason
from ringkeep.handlers.events import _report
from ringkeep.observability import metrics
from ringkeep.usecases.events.keep_subscriptions import KeepResult


@pytest.fixture(autouse=True)
def no_metrics() -> Iterator[None]:
    metrics.clear_metrics()
    yield
    metrics.clear_metrics()


@pytest.mark.parametrize(
    ("reason", "lost"),
    [(Reason.MISSING, 1.0), (Reason.BLACKLISTED, 1.0), (Reason.WRONG_ADDRESS, 0.0)],
)
def test_a_subscription_that_moved_to_a_new_address_was_not_lost(
    reason: Reason, lost: float
) -> None:
    """Otherwise each rotation of a key would raise the alarm SubscriptionLost."""
    _report("main", KeepResult(action=Action.MAKE, reason=reason, gap_from=1.0))
    assert metrics.metric_set["SubscriptionsLost"]["Value"] == [lost]
