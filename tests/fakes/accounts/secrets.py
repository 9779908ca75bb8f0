"""An in-memory Secrets Manager. Deleted secrets can be recovered until `purge`."""

from __future__ import annotations

from itertools import count

from ringkeep.domain.accounts.services import Connection
from ringkeep.errors import ResourceMissing


class MemorySecrets:
    """`forgotten` lists the arguments of `forget`."""

    def __init__(self) -> None:
        self._kept: dict[str, Connection] = {}
        self._deleted: dict[str, Connection] = {}
        self._numbers = count(1)
        self.forgotten: list[str | None] = []

    def read(self, arn: str) -> Connection:
        if arn not in self._kept:
            raise ResourceMissing(f"the secret {arn} does not exist")
        return self._kept[arn]

    def put(self, service: str, connection: Connection, arn: str | None = None) -> str:
        if arn is None or arn not in {*self._kept, *self._deleted}:
            arn = f"arn:{service}/{next(self._numbers)}"
        self._deleted.pop(arn, None)
        self._kept[arn] = connection
        return arn

    def delete(self, arn: str) -> None:
        if arn in self._kept:
            self._deleted[arn] = self._kept.pop(arn)

    def purge(self) -> None:
        """Ends the recovery window."""
        self._deleted.clear()

    def forget(self, arn: str | None = None) -> None:
        self.forgotten.append(arn)

    @property
    def recoverable(self) -> list[str]:
        return list(self._deleted)

    @property
    def kept(self) -> list[str]:
        return list(self._kept)
