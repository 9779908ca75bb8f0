"""Keeps what was learned of how soon content is ready, for each account."""

from __future__ import annotations

from ringkeep.domain.accounts.services import Service
from ringkeep.domain.recordings.readiness import LONGEST_OBSERVED, Readiness
from ringkeep.errors import Conflict
from ringkeep.usecases.recordings.import_result import ImportResult
from ringkeep.usecases.recordings.ports import StateStore


def _name(service: str, account_id: str) -> str:
    return f"readiness#{service}#{account_id}"


def learned_delay(states: StateStore, service: Service, account_id: str) -> float:
    """Seconds after a call's end; what the administrator set goes before what was learned."""
    fixed = service.policy.first_attempt_delay_seconds
    if fixed is not None:
        return fixed
    value, _ = states.get(_name(service.name, account_id))
    return Readiness.model_validate(value or {}).first_delay()


def learn_from(states: StateStore, result: ImportResult) -> None:
    """Only young calls teach anything. An answer lost to another writer teaches nothing new."""
    age = result.call_age
    if age is None or age > LONGEST_OBSERVED or result.outcome not in ("stored", "not_ready"):
        return
    name = _name(result.service, result.account_id)
    value, version = states.get(name)
    known = Readiness.model_validate(value or {})
    learned = known.observed(age, result.outcome == "stored")
    try:
        states.put(name, learned.model_dump(mode="json"), version)
    except Conflict:
        return
