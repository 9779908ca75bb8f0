"""Converts DynamoDB items from and to JSON. Numbers keep their decimal digits."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias, cast

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from ringkeep.domain.json import JsonValue
from ringkeep.errors import ItemRefused

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

Item: TypeAlias = Mapping[str, JsonValue]

_serializer = TypeSerializer()
_deserializer = TypeDeserializer()


def _plain(value: object) -> object:
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _json(value: object) -> JsonValue:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {str(name): _json(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [_json(inner) for inner in value]
    return cast("JsonValue", value)


def to_item(values: Item) -> dict[str, AttributeValueTypeDef]:
    """Converts a JSON object to DynamoDB's typed attributes. Raises ItemRefused for a number that
    DynamoDB cannot hold."""
    try:
        return {name: _serializer.serialize(_plain(value)) for name, value in values.items()}
    except (TypeError, ArithmeticError) as error:
        raise ItemRefused("an item has a value that DynamoDB cannot hold") from error


def from_item(item: Mapping[str, AttributeValueTypeDef]) -> dict[str, JsonValue]:
    """Converts DynamoDB's typed attributes to a JSON object. Whole numbers become int."""
    return {name: _json(_deserializer.deserialize(value)) for name, value in item.items()}
