"""Removes what the record of a call says, in the calls table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from ringkeep.aws.items import Item
from ringkeep.aws.recordings.calls_table import call_item_key
from ringkeep.aws.table import Table
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.usecases.conflicts import retry_on_conflict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KEPT: Final = ("pk", "sk", "entity", "service", "account_id", "id", "version")


class DynamoForgottenCalls:
    """The CallsToForget port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def forget(self, account: AccountRef, call_id: str) -> None:
        retry_on_conflict(partial(self._forget, account, call_id))

    def _forget(self, account: AccountRef, call_id: str) -> None:
        """Raises Conflict if a poll has written a newer version since."""
        stored = self._table.get(call_item_key(account, call_id))
        if stored is None:
            return
        bare: Item = {name: stored[name] for name in _KEPT if name in stored}
        values = {":version": stored.get("version", "")}
        self._table.put({**bare, "raw": ""}, "#version = :version", values)
