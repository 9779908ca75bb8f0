"""What a service has spent on transcriptions in this month, and what its open jobs have reserved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.transcripts.budgets import month_of
from ringkeep.domain.transcripts.costs import Cost
from ringkeep.usecases.clock import Clock


class Expenses(Protocol):
    """A part of the port TranscriptionJobs."""

    def spent(self, service: str, month: str) -> int: ...


@dataclass(frozen=True)
class ReadExpenses:
    jobs: Expenses
    clock: Clock
    currency: str

    def __call__(self, service: str) -> Cost:
        micros = self.jobs.spent(service, month_of(self.clock.now()))
        return Cost(micros=max(0, micros), currency=self.currency)
