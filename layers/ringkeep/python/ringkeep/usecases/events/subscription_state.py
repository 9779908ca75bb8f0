"""The stored state of a service's subscription, and the lease that protects it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Final

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.events.subscriptions import SubscriptionState
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.state import Leases, StateStore

_LONGEST_GAP: Final = 7 * 86400.0
"""Seconds of the call log that are read again. The weekly sweep reads older calls."""


_LEASE_MARGIN: Final = 60.0


def document_name(service: str) -> str:
    """Returns the name of the lease and of the stored document."""
    return f"subscription#{service}"


def subscription_lease(
    leases: Leases, clock: Clock, service: str, deadline: float
) -> AbstractContextManager[None]:
    """Holds the lease that lets one worker at a time change a service's subscription. Raises Busy."""
    seconds = max(0.0, deadline - clock.now()) + _LEASE_MARGIN
    return leases.hold(document_name(service), seconds)


def subscription_state(states: StateStore, account: AccountRef) -> StateDocument[SubscriptionState]:
    """Returns the stored state of the service's subscription, or an empty state if the stored one
    belongs to another account."""
    document = StateDocument(states, document_name(account.service), SubscriptionState)
    if document.value.account_id not in ("", account.account_id):
        document.value = SubscriptionState()
    return document


def gap_start(now: float, *times: float | None) -> float | None:
    """Returns the earliest of the times, but at most a week ago; None if all of them are None."""
    present = [time for time in times if time is not None]
    return max(min(present), now - _LONGEST_GAP) if present else None
