"""What the functions that read a DynamoDB stream have in common: parts of a record, and its new item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from pydantic import ConfigDict, Field

from ringkeep.aws.items import Item, from_item
from ringkeep.domain.model import Model

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef


class StreamPart(Model):
    model_config = ConfigDict(extra="ignore")


class NewImage(StreamPart):
    """The item after the change, in DynamoDB's form; empty for one that was deleted."""

    image: Mapping[str, object] = Field(alias="NewImage", default={})

    def item(self) -> Item:
        return from_item(cast("Mapping[str, AttributeValueTypeDef]", self.image))
