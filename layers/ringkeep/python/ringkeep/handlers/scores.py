"""The function that adds changed evaluations to the sums of the reports, from the stream of their table.

Records of one evaluation arrive in the order of its changes. A record that comes twice changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pydantic import Field, ValidationError

from ringkeep.domain.evaluation.score_contributions import ReportedEvaluation
from ringkeep.domain.json import JsonObject
from ringkeep.domain.validation import wrong_fields
from ringkeep.errors import ItemRefused, RingkeepError, StoredDataInvalid
from ringkeep.handlers.stream_records import NewImage, StreamPart
from ringkeep.observability import count, log_failure
from ringkeep.settings import RollUpScoresSettings
from ringkeep.usecases.evaluation.roll_up_scores import RollUpScores
from ringkeep.wiring.scores import roll_up

_EVALUATION: Final = "evaluation"


class ChangedItem(StreamPart):
    change: NewImage = Field(alias="dynamodb")

    def evaluation(self) -> ReportedEvaluation | None:
        """None for another item. Raises StoredDataInvalid."""
        item = self.change.item()
        if item.get("sk") != _EVALUATION:
            return None
        try:
            return ReportedEvaluation.model_validate(json.loads(str(item.get("content"))))
        except ValidationError as problem:
            fields = wrong_fields(problem.errors())
        except ValueError:
            fields = "content"
        raise StoredDataInvalid(f"{item.get('pk')} has invalid fields: {fields}")


class ChangedItems(StreamPart):
    records: tuple[ChangedItem, ...] = Field(alias="Records")


@dataclass(frozen=True)
class RollUp:
    roll_up: RollUpScores

    def __call__(self, batch: ChangedItems, deadline: float) -> JsonObject:
        """Raises at the first evaluation that cannot be added now: Lambda then delivers a part of the batch
        again. One that can never be added keeps no other waiting: `rebuild-scores --check` names it."""
        changed = [self._add(each) for each in _latest(batch.records)]
        count("ScoresRolledUp", sum(changed))
        return {"changed": sum(changed)}

    def _add(self, evaluation: ReportedEvaluation) -> bool:
        try:
            return self.roll_up(evaluation)
        except (ItemRefused, StoredDataInvalid) as error:
            _log(error)
            return False


def _latest(records: Iterable[ChangedItem]) -> Iterable[ReportedEvaluation]:
    """Returns each evaluation of a batch once."""
    found: dict[str, ReportedEvaluation] = {}
    for record in records:
        try:
            evaluation = record.evaluation()
        except StoredDataInvalid as error:
            _log(error)
            continue
        if evaluation is not None:
            known = found.get(evaluation.id, evaluation)
            found[evaluation.id] = max(known, evaluation, key=lambda each: each.revision)
    return found.values()


def _log(error: RingkeepError) -> None:
    count("EvaluationsNotReported")
    log_failure("an evaluation is missing from the reports", error)


def roll_up_scores(settings: RollUpScoresSettings) -> RollUp:
    return RollUp(roll_up(settings))
