"""Ends the subscriptions of a service that is removed."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.events.subscriptions import SubscriptionState
from ringkeep.errors import RingkeepError
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.events.ports import Subscriptions
from ringkeep.usecases.events.subscription_state import document_name, held
from ringkeep.usecases.events.troubles import plain_words
from ringkeep.usecases.state import Leases, StateStore


class ForgetResult(BaseModel):
    """How many were deleted. `problem` says why some may be left, without address and token."""

    model_config = ConfigDict(frozen=True)

    removed: int = 0
    problem: str = ""


def _delete_all(subscriptions: Subscriptions, address: str, deadline: float) -> ForgetResult:
    """Deletes those at exactly this address, until one fails."""
    removed = 0
    try:
        for each in subscriptions.list(deadline):
            if each.address == address:
                subscriptions.delete(each, deadline)
                removed += 1
    except RingkeepError as problem:
        return ForgetResult(removed=removed, problem=plain_words(problem))
    return ForgetResult(removed=removed)


@dataclass(frozen=True)
class SubscriptionEnd:
    states: StateStore
    leases: Leases
    clock: Clock

    def forget(
        self, service: str, address: str, subscriptions: Subscriptions, deadline: float
    ) -> ForgetResult:
        """Deletes the subscriptions of a service that is being removed. A failure is reported in the
        result, not raised: what is left expires by itself."""
        forgotten = ForgetResult()
        try:
            with held(self.leases, self.clock, service, deadline):
                forgotten = _delete_all(subscriptions, address, deadline)
                if not forgotten.problem:
                    StateDocument(self.states, document_name(service), SubscriptionState).clear()
        except RingkeepError as problem:
            return forgotten.model_copy(update={"problem": plain_words(problem)})
        return forgotten
