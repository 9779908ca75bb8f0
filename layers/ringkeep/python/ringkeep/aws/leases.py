"""Leases in the directory table: pk `lease#{name}`, sk `lease`, a random owner and an expiry time."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ringkeep.aws.table import Table
from ringkeep.errors import Busy, Conflict, StorageFailed
from ringkeep.usecases.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoLeases:
    """The Leases port. Each holder has its own random owner id, so a holder whose lease expired does
    not release the lease of the next one."""

    def __init__(self, client: DynamoDBClient, table_name: str, clock: Clock) -> None:
        self._table = Table(client, table_name)
        self._clock = clock

    @contextmanager
    def hold(self, name: str, seconds: float) -> Iterator[None]:
        """Raises Busy if another worker holds the lease, ResourceMissing, StorageFailed."""
        owner = secrets.token_hex(8)
        self._take(name, owner, seconds)
        try:
            yield
        finally:
            self._release(name, owner)

    def is_held(self, name: str) -> bool:
        """Raises ResourceMissing, StorageFailed."""
        until = (self._table.get(_key(name)) or {}).get("held_until")
        return isinstance(until, int | float) and until > self._clock.now()

    def _take(self, name: str, owner: str, seconds: float) -> None:
        now = self._clock.now()
        try:
            self._table.put(
                {**_key(name), "owner": owner, "held_until": now + seconds},
                "attribute_not_exists(pk) OR held_until <= :now",
                {":now": now},
            )
        except Conflict:
            raise Busy(f"another worker holds the lease {name!r}") from None

    def _release(self, name: str, owner: str) -> None:
        """Does nothing if another holder has taken over. If the deletion fails, the lease expires."""
        try:
            self._table.delete(_key(name), "#owner = :owner", {":owner": owner})
        except (Conflict, StorageFailed):
            return


def _key(name: str) -> dict[str, str]:
    return {"pk": f"lease#{name}", "sk": "lease"}
