"""What the use cases of the directory of extensions need from outside.

Adapters and fakes pass the same contract tests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.json import JsonObject


class ExtensionDirectory(Protocol):
    """The extensions of an account, those no longer listed included."""

    def rows(self, account: AccountRef) -> Mapping[str, ExtensionRow]:
        """All rows by extension id, as of this moment."""
        ...

    def write(self, account: AccountRef, rows: Sequence[ExtensionRow]) -> None:
        """Writes each row once; an empty sequence costs nothing."""
        ...


class ExtensionPage(Protocol):
    """One page of an account's extensions. `total` counts all pages, None where it is not told."""

    @property
    def records(self) -> Sequence[JsonObject]: ...

    @property
    def next_page(self) -> int | None: ...

    @property
    def total(self) -> int | None: ...


class ExtensionListing(Protocol):
    def extension_page(self, page: int, deadline: float) -> ExtensionPage:
        """Pages count from 1. Raises NoSlot when no request may start before the deadline."""
        ...
