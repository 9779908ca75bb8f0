"""Stores, for each account, what was learned about how soon recordings are ready."""

from __future__ import annotations

from contextlib import suppress

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.recordings.readiness import LONGEST_OBSERVED, Readiness
from ringkeep.errors import Conflict
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.recordings.import_result import ImportResult
from ringkeep.usecases.state import StateStore


def _document(states: StateStore, account: AccountRef) -> StateDocument[Readiness]:
    return StateDocument(states, f"readiness#{account.key}", Readiness)


def learned_delay(states: StateStore, service: Service, account_id: str) -> float:
    """Returns the delay in seconds after a call's end: the one that the administrator set, or else the
    one that was learned."""
    fixed = service.policy.first_attempt_delay_seconds
    if fixed is not None:
        return fixed
    return _document(states, AccountRef(service.name, account_id)).value.first_delay()


def learn_from(
    states: StateStore, result: ImportResult, tries: int = 1, speed: float = 1.0
) -> float | None:
    """Learns from a download of a recent call, which was the recording's first one or a later one in
    a row. Returns the seconds until the next one, None if the recording is not to be tried soon.

    If another writer is faster, the observation is dropped. `speed` is the stack's: with a faster
    clock, recordings are ready sooner.
    """
    age = None if result.call_age is None else result.call_age * speed
    if age is None or age > LONGEST_OBSERVED or result.outcome not in ("stored", "not_ready"):
        return None
    document = _document(states, AccountRef(result.service, result.account_id))
    was_ready = result.outcome == "stored"
    learned = document.value.observed(age, was_ready, tries)
    with suppress(Conflict):
        document.put(learned)
    return None if was_ready else learned.next_delay(tries, age)
