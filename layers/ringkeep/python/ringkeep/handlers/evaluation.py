"""The function that copies scorecards and evaluations from their table's stream to the archive.

Items of one scorecard arrive in the order of their changes, so that the last copy is of the last change. A
deleted item, such as the draft of a version that became active, leaves its copy: the copy of the head says
whether there is a draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from pydantic import ConfigDict, Field

from ringkeep.aws.evaluation.scorecards_table import copy_key
from ringkeep.aws.items import from_item
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.observability import count
from ringkeep.settings import CopyEvaluationsSettings
from ringkeep.wiring.evaluation import evaluation_copies

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from ringkeep.usecases.evaluation.ports import ScorecardCopies


class _Part(Model):
    model_config = ConfigDict(extra="ignore")


class _Image(_Part):
    image: Mapping[str, object] = Field(alias="NewImage", default={})


class ItemChange(_Part):
    """One change of an item."""

    kind: Literal["INSERT", "MODIFY", "REMOVE"] = Field(alias="eventName")
    change: _Image = Field(alias="dynamodb")

    def copied(self) -> tuple[str, bytes] | None:
        """Returns the key and the content of the copy. None for an item that has none."""
        item = from_item(cast("Mapping[str, AttributeValueTypeDef]", self.change.image))
        key = copy_key(str(item.get("pk", "")), str(item.get("sk", "")))
        content = item.get("content")
        return (key, content.encode()) if key and isinstance(content, str) else None


class EvaluationsBatch(_Part):
    records: tuple[ItemChange, ...] = Field(alias="Records")


@dataclass(frozen=True)
class CopyEvaluations:
    copies: ScorecardCopies

    def __call__(self, batch: EvaluationsBatch, deadline: float) -> JsonObject:
        """Raises at the first item that cannot be copied: Lambda then delivers a part of the batch again."""
        found = [copied for record in batch.records if (copied := record.copied()) is not None]
        for key, content in found:
            self.copies.keep(key, content)
        count("EvaluationsCopied", len(found))
        return {"copied": len(found)}


def copy_evaluations(settings: CopyEvaluationsSettings) -> CopyEvaluations:
    return CopyEvaluations(evaluation_copies(settings))
