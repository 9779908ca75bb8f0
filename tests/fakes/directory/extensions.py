"""An in-memory directory of extensions that counts its writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import ExtensionName, ExtensionRow
from ringkeep.errors import Conflict, RingkeepError


class MemoryExtensionDirectory:
    """`writes` counts the rows written. After `fails_after` rows, a write raises `failure`."""

    def __init__(self) -> None:
        self._rows: dict[AccountRef, dict[str, ExtensionRow]] = {}
        self.writes = 0
        self.fails_after: int | None = None
        self.failure: RingkeepError = Conflict("the write failed")

    def rows(self, account: AccountRef) -> Mapping[str, ExtensionRow]:
        return dict(self._rows.get(account, {}))

    def some_rows(
        self, account: AccountRef, extension_ids: Iterable[str]
    ) -> Mapping[str, ExtensionRow]:
        rows = self.rows(account)
        return {id_: rows[id_] for id_ in extension_ids if id_ in rows}

    def row(self, extension: Owner) -> ExtensionRow | None:
        return self.rows(extension.account).get(extension.extension_id)

    def numbers(self, account: AccountRef) -> Mapping[str, str]:
        return {id_: row.extension.number for id_, row in self.rows(account).items()}

    def numbers_of(self, extensions: Sequence[Owner]) -> Mapping[Owner, str]:
        rows = ((each, self.row(each)) for each in extensions)
        return {each: row.extension.number for each, row in rows if row}

    def names_of(self, extensions: Sequence[Owner]) -> Mapping[Owner, ExtensionName]:
        found = ((each, self.row(each)) for each in extensions)
        rows = ((each, row.extension) for each, row in found if row)
        return {each: ExtensionName(row.number, row.name, row.type) for each, row in rows}

    def page(self, account: AccountRef, after: str, limit: int) -> Sequence[ExtensionRow]:
        rows = self.rows(account)
        return [rows[id_] for id_ in sorted(rows) if id_ > after][:limit]

    def write(self, account: AccountRef, rows: Sequence[ExtensionRow]) -> None:
        stored = self._rows.setdefault(account, {})
        for row in rows:
            if self.fails_after is not None and self.writes >= self.fails_after:
                raise self.failure
            stored[row.extension.id] = row
            self.writes += 1
