"""Adds audit entries about what changes nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.aws.access.people_items import audit_item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Put
from ringkeep.domain.access.audit import AuditEntry

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoAuditEntries:
    """The AuditEntries port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def add(self, entry: AuditEntry) -> None:
        self._table.put_new(audit_item(entry))

    def entry_request(self, entry: AuditEntry) -> tuple[str, Put]:
        """Returns what adding the entry writes, for a transaction with another table."""
        return self._table.name, Put(audit_item(entry), "attribute_not_exists(pk)")
