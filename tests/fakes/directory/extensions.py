"""The directory of extensions in memory; it counts its writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.errors import Conflict, RingkeepError


class MemoryExtensionDirectory:
    """`writes` counts rows written; with `dies_after` so many of them, the next one fails."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], dict[str, ExtensionRow]] = {}
        self.writes = 0
        self.dies_after: int | None = None
        self.failure: RingkeepError = Conflict("died half-way")

    def rows(self, service: str, account_id: str) -> Mapping[str, ExtensionRow]:
        return dict(self._rows.get((service, account_id), {}))

    def write(self, service: str, account_id: str, rows: Sequence[ExtensionRow]) -> None:
        known = self._rows.setdefault((service, account_id), {})
        for row in rows:
            if self.dies_after is not None and self.writes >= self.dies_after:
                raise self.failure
            known[row.extension.id] = row
            self.writes += 1
