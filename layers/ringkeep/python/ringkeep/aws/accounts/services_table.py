"""Services in the directory table, without their credentials: pk `service`, sk name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import ValidationError

from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Delete, Put
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.validation import wrong_fields
from ringkeep.errors import ConfigurationError, ServiceNotFound

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoServiceDirectory:
    """The ServiceDirectory port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def list(self) -> Sequence[Service]:
        return [_service(item) for item in self._table.query("pk = :pk", {":pk": "service"})]

    def get(self, name: str) -> Service:
        item = self._table.get(_key(name))
        if item is None:
            raise ServiceNotFound(f"there is no service {name!r}")
        return _service(item)

    def put(self, service: Service) -> Service:
        next_ = service.model_copy(update={"version": service.version + 1})
        write = _next(next_)
        self._table.put(write.item, write.condition, write.values)
        return next_

    def request(self, after: Service) -> tuple[str, Put]:
        """Returns what storing the next version writes, for a transaction with another table."""
        return self._table.name, _next(after)

    def removal(self, before: Service) -> tuple[str, Delete]:
        """Returns what removing the service writes, for a transaction with another table."""
        condition, values = _is_version(before.version)
        return self._table.name, Delete(_key(before.name), condition, values)

    def delete(self, name: str) -> None:
        self._table.delete(_key(name))


def _next(service: Service) -> Put:
    """Replaces the version before this one."""
    item = {**service.model_dump(mode="json", exclude_none=True), **_key(service.name)}
    return Put(item, *_is_version(service.version - 1))


def _is_version(version: int) -> tuple[str, Item]:
    """Rows of version 0.1.0 have none."""
    if version == 0:
        return "attribute_not_exists(#version)", {}
    return "#version = :expected", {":expected": version}


def _key(name: str) -> dict[str, str]:
    return {"pk": "service", "sk": name}


def _service(item: Item) -> Service:
    try:
        return Service.model_validate(item)
    except ValidationError as problem:
        fields = wrong_fields(problem.errors())
        raise ConfigurationError(
            f"the row of service {item['sk']} is invalid ({fields}): add the service again"
        ) from None
