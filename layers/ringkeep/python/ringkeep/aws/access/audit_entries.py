"""Audit entries of what people do with recordings: each is written in the transaction of another table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ringkeep.aws.access.people_items import audit_item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Put, Write
from ringkeep.domain.access.audit import AuditEntry

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_IS_NEW: Final = "attribute_not_exists(pk)"


class DynamoAuditEntries:
    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def addition(self, entry: AuditEntry) -> tuple[str, Write]:
        """Returns the request, with the name of its table."""
        return self._table.name, Put(audit_item(entry), _IS_NEW)
