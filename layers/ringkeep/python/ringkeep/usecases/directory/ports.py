"""The ports of the use cases for the directory of extensions. Adapters and fakes pass the same
contract tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.json import JsonObject


class ExtensionDirectory(Protocol):
    """The stored extensions of an account, including removed ones."""

    def rows(self, account: AccountRef) -> Mapping[str, ExtensionRow]:
        """Returns all rows by extension id, with a consistent read."""
        ...

    def some_rows(
        self, account: AccountRef, extension_ids: Iterable[str]
    ) -> Mapping[str, ExtensionRow]:
        """Returns the rows of these extensions that exist, with a consistent read."""
        ...

    def write(self, account: AccountRef, rows: Sequence[ExtensionRow]) -> None:
        """Writes each row once. An empty sequence makes no request."""
        ...


class ExtensionPage(Protocol):
    """One page of an account's extensions. `total` is the number of extensions on all pages, or None
    if RingCentral does not report it."""

    @property
    def records(self) -> Sequence[JsonObject]: ...

    @property
    def next_page(self) -> int | None: ...

    @property
    def total(self) -> int | None: ...


class ExtensionListing(Protocol):
    """The extensions as one user sees them."""

    def sees_part(self) -> bool:
        """Whether this user is known to see only a part of the company."""
        ...

    def extension_page(self, page: int, deadline: float) -> ExtensionPage:
        """Returns a page. The first page is 1. Raises NoSlot if no request may start before the
        deadline."""
        ...
