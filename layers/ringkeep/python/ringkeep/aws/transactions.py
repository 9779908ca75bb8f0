"""Several requests for one table that succeed or fail together.

    table.transact([Put(item, "attribute_not_exists(pk)"), Check(key, "revision = :v", {":v": 3})])

Conditions are written as in `table`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypedDict

from ringkeep.aws.items import Item, to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import (
        AttributeValueTypeDef,
        ConditionCheckTypeDef,
        TransactWriteItemTypeDef,
    )

Key: TypeAlias = Mapping[str, str]
_NAME: Final = re.compile(r"#(\w+)")
MOST_ITEMS: Final = 100
"""DynamoDB's limit. Each item may occur once."""


@dataclass(frozen=True)
class Put:
    item: Item
    condition: str = ""
    values: Item = field(default_factory=dict)


@dataclass(frozen=True)
class Update:
    """`expression` is an update expression, such as `ADD #users :one`. `names` are the attributes of names
    such as `#1` that are not the attributes' own."""

    key: Key
    expression: str
    condition: str = ""
    values: Item = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Delete:
    key: Key
    condition: str = ""
    values: Item = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """Writes nothing: the transaction fails if the condition is not met."""

    key: Key
    condition: str
    values: Item = field(default_factory=dict)


Write: TypeAlias = Put | Update | Delete | Check


class Condition(TypedDict, total=False):
    """What a request with a condition contains."""

    ConditionExpression: str
    ExpressionAttributeNames: dict[str, str]
    ExpressionAttributeValues: dict[str, AttributeValueTypeDef]
    ReturnValuesOnConditionCheckFailure: Literal["NONE"]


def condition_of(expression: str, values: Item, update: str = "") -> Condition:
    condition: Condition = {}
    if expression:
        condition["ConditionExpression"] = expression
    names = {f"#{name}": name for name in _NAME.findall(f"{expression} {update}")}
    if names:
        condition["ExpressionAttributeNames"] = names
    if values:
        condition["ExpressionAttributeValues"] = to_item(values)
    return condition


def transacted(table: str, write: Write) -> TransactWriteItemTypeDef:
    """Returns one request of a transaction."""
    match write:
        case Put(item, condition, values):
            put = condition_of(condition, values)
            return {"Put": {"TableName": table, "Item": to_item(item), **put}}
        case Delete(key, condition, values):
            delete = condition_of(condition, values)
            return {"Delete": {"TableName": table, "Key": to_item(key), **delete}}
        case Check(key, condition, values):
            return {"ConditionCheck": _check(table, key, condition, values)}
        case Update(key, expression, condition, values, names):
            update = condition_of(condition, values, expression)
            if names:
                given = update.get("ExpressionAttributeNames", {})
                update["ExpressionAttributeNames"] = {**given, **names}
            return {
                "Update": {
                    "TableName": table,
                    "Key": to_item(key),
                    "UpdateExpression": expression,
                    **update,
                }
            }


def _check(table: str, key: Key, condition: str, values: Item) -> ConditionCheckTypeDef:
    checked = condition_of(condition, values)
    return {"ConditionExpression": condition, **checked, "TableName": table, "Key": to_item(key)}
