"""The directory of extensions in memory; it counts its writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.errors import Conflict, RingkeepError


class MemoryExtensionDirectory:
    """`writes` counts rows written; with `dies_after` so many of them, the next one fails."""

    def __init__(self) -> None:
        self._rows: dict[AccountRef, dict[str, ExtensionRow]] = {}
        self.writes = 0
        self.dies_after: int | None = None
        self.failure: RingkeepError = Conflict("died half-way")

    def rows(self, account: AccountRef) -> Mapping[str, ExtensionRow]:
        return dict(self._rows.get(account, {}))

    def write(self, account: AccountRef, rows: Sequence[ExtensionRow]) -> None:
        known = self._rows.setdefault(account, {})
        for row in rows:
            if self.dies_after is not None and self.writes >= self.dies_after:
                raise self.failure
            known[row.extension.id] = row
            self.writes += 1
