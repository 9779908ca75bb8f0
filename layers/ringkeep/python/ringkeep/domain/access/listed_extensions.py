"""What matters of an extension for decisions about changes at RingCentral."""

from __future__ import annotations

from typing import Final

from ringkeep.domain.directory.extensions import ExtensionRow
from ringkeep.domain.model import Model

_OUT_OF_USE: Final = frozenset({"disabled", "frozen", "unassigned"})
"""Statuses at RingCentral in which no one works with the extension. There may be others."""


class ListedExtension(Model):
    """What matters here of an extension. Stored as it was when an administrator last decided, or when
    the extension was first assigned."""

    name: str = ""
    site_id: str = ""
    site_name: str = ""
    status: str = ""
    deleted: bool = False

    @property
    def out_of_use(self) -> bool:
        return self.status.casefold() in _OUT_OF_USE


def as_listed(row: ExtensionRow | None) -> ListedExtension:
    """Returns what a decision that is taken now decides on."""
    if row is None:
        return ListedExtension(deleted=True)
    extension = row.extension
    return ListedExtension(
        name=extension.name,
        site_id=extension.site_id,
        site_name=extension.site_name,
        status=extension.status,
        deleted=not row.present,
    )


def followed(decided: ListedExtension, listed: ListedExtension) -> ListedExtension:
    """Returns what was decided on after an extension came back into use: that asks for no decision, but the
    next time it is disabled or deleted does."""
    if listed.deleted:
        return decided
    came_back = decided.out_of_use and not listed.out_of_use
    status = listed.status if came_back else decided.status
    return decided.model_copy(update={"deleted": False, "status": status})


def last_listed(row: ExtensionRow) -> ListedExtension:
    """Returns the same as if the extension was still listed: no one has decided on its deletion."""
    return as_listed(row.model_copy(update={"removed_at": None}))
