"""The tokens table: pk `token|{server}|{client}|{user}`. Writes depend on the item's revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ringkeep.aws.table import Table
from ringkeep.domain.accounts.tokens import TokenKey, TokenRecord, document, from_document
from ringkeep.usecases.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_DAY: Final = 86400


class DynamoTokenStore:
    """The TokenStore port. Raises Conflict, ResourceMissing, ConfigurationError, StorageFailed."""

    def __init__(self, client: DynamoDBClient, table_name: str, clock: Clock) -> None:
        self._table = Table(client, table_name)
        self._clock = clock

    def load(self, key: TokenKey) -> TokenRecord:
        item = self._table.get({"pk": f"token|{key}"})
        return from_document(item) if item else TokenRecord()

    def save(self, key: TokenKey, record: TokenRecord) -> TokenRecord:
        """Writes the record as its next revision. Raises Conflict if it has changed since its load."""
        saved = record.model_copy(update={"revision": record.revision + 1})
        ttl = int(max(saved.last_expiry, self._clock.now())) + _DAY
        item = {**document(saved), "pk": f"token|{key}", "ttl": ttl}
        self._table.put_revision(item, record.revision)
        return saved
