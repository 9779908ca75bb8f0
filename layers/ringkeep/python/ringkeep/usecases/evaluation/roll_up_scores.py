"""Adds evaluations to the sums of the reports, as they change.

A record of the stream may come twice, and late: the revision that was added last is stored with what it
added, so a record of it or of an older one changes nothing, and a newer one adds only the difference.
"""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.evaluation.score_contributions import ReportedEvaluation, contribution
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_transaction
from ringkeep.usecases.evaluation.score_ports import ScoreChanges, StoredContribution


@dataclass(frozen=True)
class RollUpScores:
    scores: ScoreChanges
    clock: Clock

    def __call__(self, evaluation: ReportedEvaluation) -> bool:
        """Returns whether anything changed. Raises ScoresRebuilding."""
        if not evaluation.is_reported:
            return False
        return retry_transaction(self.clock, lambda: self._applied(evaluation))

    def _applied(self, evaluation: ReportedEvaluation) -> bool:
        before = self.scores.stored(evaluation.id)
        if before is not None and before.revision >= evaluation.revision:
            return False
        after = StoredContribution(evaluation.revision, contribution(evaluation))
        self.scores.apply(evaluation.id, before, after)
        return True
