"""Deletes the subscriptions of a service that is being removed."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.events.subscriptions import SubscriptionState, is_ours
from ringkeep.domain.model import Model
from ringkeep.errors import RingkeepError
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.events.ports import Subscriptions
from ringkeep.usecases.events.refusals import redacted_text
from ringkeep.usecases.events.subscription_state import document_name, subscription_lease
from ringkeep.usecases.state import Leases, StateStore


class ForgetResult(Model):
    """`removed`: how many were deleted. `problem` says why some may remain. It contains neither the
    webhook's address nor its token."""

    removed: int = 0
    problem: str = ""


def _delete_all(
    subscriptions: Subscriptions, address: str, state: SubscriptionState, deadline: float
) -> ForgetResult:
    """Deletes our subscriptions, until a deletion fails."""
    removed = 0
    try:
        for each in subscriptions.list(deadline):
            if is_ours(each, address, state):
                subscriptions.delete(each, deadline)
                removed += 1
    except RingkeepError as problem:
        return ForgetResult(removed=removed, problem=redacted_text(problem))
    return ForgetResult(removed=removed)


@dataclass(frozen=True)
class SubscriptionRemover:
    states: StateStore
    leases: Leases
    clock: Clock

    def forget(
        self, service: str, address: str, subscriptions: Subscriptions, deadline: float
    ) -> ForgetResult:
        """Deletes the service's subscriptions, and what is stored about them. A failure
        is reported in the result, not raised: remaining subscriptions expire after a while."""
        result = ForgetResult()
        try:
            with subscription_lease(self.leases, self.clock, service, deadline):
                state = StateDocument(self.states, document_name(service), SubscriptionState)
                result = _delete_all(subscriptions, address, state.value, deadline)
                if not result.problem:
                    state.clear()
        except RingkeepError as problem:
            return result.model_copy(update={"problem": redacted_text(problem)})
        return result
