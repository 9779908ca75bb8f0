"""The function that copies scorecards and evaluations from their table's stream to the archive.

Items of one scorecard or evaluation arrive in the order of their changes, so that the last copy is of the
last change. A deleted item, such as the draft of a version that became active, leaves its copy: the copy of
the head says whether there is a draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from ringkeep.aws.evaluation.evaluation_items import evaluation_copy
from ringkeep.aws.evaluation.scorecards_table import scorecard_copy
from ringkeep.domain.json import JsonObject
from ringkeep.handlers.stream_records import NewImage, StreamPart
from ringkeep.observability import count
from ringkeep.settings import CopyEvaluationsSettings
from ringkeep.wiring.evaluation import evaluation_copies

if TYPE_CHECKING:
    from ringkeep.usecases.evaluation.ports import ScorecardCopies


class ItemChange(StreamPart):
    """One change of an item."""

    kind: Literal["INSERT", "MODIFY", "REMOVE"] = Field(alias="eventName")
    change: NewImage = Field(alias="dynamodb")

    def copied(self) -> tuple[str, bytes] | None:
        """Returns the key and the content of the copy. None for an item that has none."""
        item = self.change.item()
        found = evaluation_copy(item) or scorecard_copy(item)
        return None if found is None else (found[0], found[1].encode())


class EvaluationsBatch(StreamPart):
    records: tuple[ItemChange, ...] = Field(alias="Records")


@dataclass(frozen=True)
class CopyEvaluations:
    copies: ScorecardCopies

    def __call__(self, batch: EvaluationsBatch, deadline: float) -> JsonObject:
        """Of several changes with the same copy, the last one counts. Raises at the first item that cannot be
        copied: Lambda then delivers a part of the batch again."""
        found: dict[str, bytes] = {}
        for key, content in filter(None, (record.copied() for record in batch.records)):
            found.pop(
                key, None
            )  # in the order of the last changes: a scorecard's head after its versions
            found[key] = content
        for key, content in found.items():
            self.copies.keep(key, content)
        count("EvaluationsCopied", len(found))
        return {"copied": len(found)}


def copy_evaluations(settings: CopyEvaluationsSettings) -> CopyEvaluations:
    return CopyEvaluations(evaluation_copies(settings))
