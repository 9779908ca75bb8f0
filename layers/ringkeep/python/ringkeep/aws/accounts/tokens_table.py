"""The tokens' table: pk `token|{server}|{client}|{user}`, written on condition of its revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ringkeep.aws.errors import translated
from ringkeep.aws.items import from_item, to_item
from ringkeep.domain.accounts.tokens import TokenKey, TokenRecord, document, from_document
from ringkeep.usecases.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_DAY: Final = 86400


class DynamoTokenStore:
    """The TokenStore port. Raises Conflict, ResourceMissing, ConfigurationError, StorageFailed."""

    def __init__(self, client: DynamoDBClient, table_name: str, clock: Clock) -> None:
        self._client = client
        self._table = table_name
        self._clock = clock

    def load(self, key: TokenKey) -> TokenRecord:
        with translated(f"table {self._table}"):
            answer = self._client.get_item(
                TableName=self._table, Key=to_item({"pk": f"token|{key}"}), ConsistentRead=True
            )
        item = from_item(answer.get("Item", {}))
        return from_document(item) if item else TokenRecord()

    def save(self, key: TokenKey, record: TokenRecord) -> TokenRecord:
        """Writes the record if its revision is the one on file; Conflict when it is not."""
        following = record.model_copy(update={"revision": record.revision + 1})
        ttl = int(max(following.forgettable_at, self._clock.now())) + _DAY
        item = to_item({**document(following), "pk": f"token|{key}", "ttl": ttl})
        with translated(f"table {self._table}"):
            self._client.put_item(
                TableName=self._table,
                Item=item,
                ConditionExpression="attribute_not_exists(pk) OR revision = :revision",
                ExpressionAttributeValues=to_item({":revision": record.revision}),
            )
        return following
