"""The versions of scorecards by which evaluations are scored. A version never changes, so a process reads it
once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.errors import StoredDataInvalid
from ringkeep.usecases.evaluation.ports import Scorecards

_MOST_KEPT: Final = 30


@dataclass(frozen=True)
class ScorecardVersions:
    scorecards: Scorecards
    _kept: dict[tuple[str, int], Scorecard] = field(default_factory=dict)

    def __call__(self, scorecard_id: str, number: int) -> Scorecard:
        """Raises StoredDataInvalid: a version is never deleted."""
        key = scorecard_id, number
        if key not in self._kept:
            found = self.scorecards.version(scorecard_id, number)
            if found is None:
                raise StoredDataInvalid("the scorecard of an evaluation is not there")
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[key] = found.content
        return self._kept[key]
