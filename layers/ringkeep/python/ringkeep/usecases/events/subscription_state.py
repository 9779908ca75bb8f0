"""What is remembered of a service's subscription from one run to the next."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Final

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.events.subscriptions import SubscriptionState
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.state import Leases, StateStore

_LONGEST_GAP: Final = 7 * 86400.0
"""Seconds of the call log that are read again; the weekly sweep reads what is older."""


_LEASE_MARGIN: Final = 60.0


def document_name(service: str) -> str:
    """The name of the lease and of the document."""
    return f"subscription#{service}"


def held(
    leases: Leases, clock: Clock, service: str, deadline: float
) -> AbstractContextManager[None]:
    """Only one worker at a time changes a service's subscription. Raises Busy."""
    seconds = max(0.0, deadline - clock.now()) + _LEASE_MARGIN
    return leases.hold(document_name(service), seconds)


def subscription_state(states: StateStore, account: AccountRef) -> StateDocument[SubscriptionState]:
    """What is remembered of the service's subscription; nothing when it was another account's."""
    document = StateDocument(states, document_name(account.service), SubscriptionState)
    if document.value.account_id not in ("", account.account_id):
        document.value = SubscriptionState()
    return document


def gap_start(now: float, *times: float | None) -> float | None:
    """The earliest of the known times, a week back at most; None when none is known."""
    known = [time for time in times if time is not None]
    return max(min(known), now - _LONGEST_GAP) if known else None
