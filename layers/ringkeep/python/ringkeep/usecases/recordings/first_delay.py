"""The delay between a call's end and the first download of its recording."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.accounts.services import Service
from ringkeep.domain.recordings.retry_delays import RetryDelays
from ringkeep.usecases.recordings.readiness import learned_delay
from ringkeep.usecases.state import StateStore


@dataclass(frozen=True)
class FirstDelays:
    """The delay that the administrator set, or the one that was learned for the account."""

    states: StateStore
    delays: RetryDelays

    def of(self, service: Service, account_id: str) -> float:
        """Returns the delay in seconds, divided by the speed of the stack."""
        return self.delays.scaled(learned_delay(self.states, service, account_id))
