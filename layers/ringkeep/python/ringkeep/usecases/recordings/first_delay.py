"""How long after a call's end its recording is first asked for."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.accounts.services import Service
from ringkeep.domain.recordings.lifecycle import RetryDelays
from ringkeep.usecases.recordings.readiness import learned_delay
from ringkeep.usecases.state import StateStore


@dataclass(frozen=True)
class FirstDelays:
    """What the administrator set, or else what was learned of the account."""

    states: StateStore
    delays: RetryDelays

    def of(self, service: Service, account_id: str) -> float:
        """Seconds, shorter on a faster clock."""
        return self.delays.scaled(learned_delay(self.states, service, account_id))
