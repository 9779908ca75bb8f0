"""The directory: who and what has an extension in an account, and how it changed.

A sync lists all extensions, takes the difference to the rows on file and writes only that. A row
that is no longer listed is marked, never deleted: its recordings still name it, and it may return.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SkipValidation,
    ValidationError,
)

from ringkeep.domain.history import HistoryEntry, extended
from ringkeep.domain.json import JsonObject, JsonValue, object_of
from ringkeep.domain.lenient import Identifier, Text

HISTORY_LIMIT = 100
RAW_LIMIT = 4_000
"""Characters of RingCentral's own record kept in a row."""
_SMALL_DIRECTORY = 20
"""Up to this many extensions a directory may shrink as it likes."""


class Extension(BaseModel):
    """An extension as RingCentral lists it. `type` and `status` are open sets.

    `number` is not unique and may be empty; so may all but the id.
    """

    model_config = ConfigDict(frozen=True)

    id: Identifier
    number: Text = ""
    name: Text = ""
    email: Text = ""
    type: Text = ""
    status: Text = ""
    site_id: Text = ""
    site_name: Text = ""
    raw: Annotated[Mapping[str, object], SkipValidation, Field(repr=False)] = {}


class ExtensionRow(BaseModel):
    """An extension on file. Times in seconds since the epoch; `removed_at`: no longer listed."""

    model_config = ConfigDict(frozen=True)

    extension: Extension
    added_at: float
    changed_at: float
    removed_at: float | None = None
    history: tuple[HistoryEntry, ...] = ()

    @property
    def present(self) -> bool:
        return self.removed_at is None


class Difference(BaseModel):
    """The rows to write. `added` holds those that came back, too."""

    model_config = ConfigDict(frozen=True)

    added: tuple[ExtensionRow, ...] = ()
    changed: tuple[ExtensionRow, ...] = ()
    removed: tuple[ExtensionRow, ...] = ()
    unchanged: int = 0

    @property
    def rows(self) -> tuple[ExtensionRow, ...]:
        return (*self.added, *self.changed, *self.removed)

    @property
    def present(self) -> int:
        """How many are listed once the rows are written."""
        return self.unchanged + len(self.changed) + len(self.added)

    def without_removals(self) -> Difference:
        """For a listing that may have missed some: what it does not show stays as it is."""
        return self.model_copy(
            update={"removed": (), "unchanged": self.unchanged + len(self.removed)}
        )

    @property
    def is_suspicious(self) -> bool:
        """Whether more than half of a directory is gone at once: rather a fault than a decision."""
        before = self.unchanged + len(self.changed) + len(self.removed)
        return before > _SMALL_DIRECTORY and 2 * len(self.removed) > before


def parse_extension(raw: JsonObject) -> Extension:
    """Raises ValueError for a record without an id: nothing can be kept by it."""
    contact, site = object_of(raw.get("contact")), object_of(raw.get("site"))
    values = {
        "id": raw.get("id"),
        "number": raw.get("extensionNumber"),
        "name": raw.get("name") or _full_name(contact),
        "email": contact.get("email"),
        "type": raw.get("type"),
        "status": raw.get("status"),
        "site_id": site.get("id"),
        "site_name": site.get("name"),
        "raw": _bounded(raw),
    }
    try:
        return Extension.model_validate(values)
    except ValidationError:
        raise ValueError("an extension record has no id") from None


def _full_name(contact: JsonObject) -> str:
    names = (contact.get("firstName"), contact.get("lastName"))
    return " ".join(name for name in names if isinstance(name, str))


def _bounded(raw: JsonObject) -> JsonObject:
    """The record, or of one that is too large its plain fields, as many as there is room for."""
    if _length(raw) <= RAW_LIMIT:
        return raw
    kept: dict[str, JsonValue] = {}
    for name in sorted(raw):
        value = raw[name]
        if isinstance(value, str | int | float) and _length({**kept, name: value}) <= RAW_LIMIT:
            kept[name] = value
    return kept


def _length(raw: JsonObject) -> int:
    return len(json.dumps(raw, ensure_ascii=False, separators=(",", ":")))


def difference(
    known: Mapping[str, ExtensionRow], listed: Mapping[str, Extension], now: float
) -> Difference:
    """What a complete listing changes; both by extension id, `now` in seconds since the epoch."""
    added = [
        _added(known.get(id_), extension, now)
        for id_, extension in listed.items()
        if id_ not in known or not known[id_].present
    ]
    still = [row for id_, row in known.items() if row.present and id_ in listed]
    changed = [
        _changed(row, listed[row.extension.id], now)
        for row in still
        if row.extension != listed[row.extension.id]
    ]
    removed = [
        _removed(row, now) for id_, row in known.items() if row.present and id_ not in listed
    ]
    return Difference(
        added=tuple(added),
        changed=tuple(changed),
        removed=tuple(removed),
        unchanged=len(still) - len(changed),
    )


def _added(row: ExtensionRow | None, extension: Extension, now: float) -> ExtensionRow:
    if row is None:
        fresh = ExtensionRow(extension=extension, added_at=now, changed_at=now)
        return _with_history(fresh, now, "added", _summary(extension))
    back = row.model_copy(update={"extension": extension, "removed_at": None})
    return _with_history(back, now, "returned", _summary(extension))


def _changed(row: ExtensionRow, extension: Extension, now: float) -> ExtensionRow:
    detail = "; ".join(_changes(row.extension, extension))
    return _with_history(row.model_copy(update={"extension": extension}), now, "changed", detail)


def _removed(row: ExtensionRow, now: float) -> ExtensionRow:
    gone = row.model_copy(update={"removed_at": now})
    return _with_history(gone, now, "removed", _summary(row.extension))


def _with_history(row: ExtensionRow, now: float, event: str, detail: str) -> ExtensionRow:
    history = extended(row.history, now, event, detail, HISTORY_LIMIT)
    return row.model_copy(update={"changed_at": now, "history": history})


def _summary(extension: Extension) -> str:
    facts = (extension.name, extension.number, extension.type, extension.status)
    return " ".join(fact for fact in facts if fact)


def _changes(before: Extension, after: Extension) -> Iterable[str]:
    """`status Enabled -> Disabled` for what is ours, the bare name for the rest of the record."""
    ours = [name for name in Extension.model_fields if name != "raw"]
    told = [
        f"{name} {getattr(before, name) or '-'} -> {getattr(after, name) or '-'}"
        for name in ours
        if getattr(before, name) != getattr(after, name)
    ]
    if told:
        return told
    names = sorted({*before.raw, *after.raw})
    return [f"record: {name}" for name in names if before.raw.get(name) != after.raw.get(name)]
