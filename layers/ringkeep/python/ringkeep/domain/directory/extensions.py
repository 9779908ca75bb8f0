"""The directory: the extensions of an account and their history.

A sync lists all extensions, compares them with the stored rows and writes only the differences. An
extension that is no longer listed is marked as removed, not deleted: recordings refer to it, and it
may return.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, NamedTuple

from pydantic import Field, SkipValidation, ValidationError

from ringkeep.domain.history import HistoryEntry, extended
from ringkeep.domain.json import JsonObject, JsonValue, object_of
from ringkeep.domain.lenient import Identifier, Text
from ringkeep.domain.model import Model

HISTORY_LIMIT = 100
RAW_LIMIT = 4_000
"""The number of characters of RingCentral's record that a row may hold."""
_SMALL_DIRECTORY = 20
"""In a directory of at most this many extensions, any number of removals is accepted."""

_QUEUE = "department"
"""What RingCentral calls a call queue in the type of an extension."""


class Extension(Model):
    """An extension as RingCentral lists it.

    RingCentral may add values of `type` and `status`. `number` is not unique. Every field except
    the id may be empty.
    """

    id: Identifier
    number: Text = ""
    name: Text = ""
    email: Text = ""
    type: Text = ""
    status: Text = ""
    site_id: Text = ""
    site_name: Text = ""
    raw: Annotated[Mapping[str, object], SkipValidation, Field(repr=False)] = {}


class ExtensionName(NamedTuple):
    """How an extension is shown, and what RingCentral calls its kind. Each may be empty."""

    number: str
    name: str
    type: str = ""

    @property
    def is_queue(self) -> bool:
        return self.type.strip().lower() == _QUEUE


class ExtensionRow(Model):
    """The stored row of an extension. Times are in seconds since the epoch. `removed_at` is set while
    the extension is not listed."""

    extension: Extension
    added_at: float
    changed_at: float
    removed_at: float | None = None
    history: tuple[HistoryEntry, ...] = ()

    @property
    def present(self) -> bool:
        return self.removed_at is None


class Difference(Model):
    """The rows to write. `added` includes extensions that returned."""

    added: tuple[ExtensionRow, ...] = ()
    changed: tuple[ExtensionRow, ...] = ()
    removed: tuple[ExtensionRow, ...] = ()
    unchanged: int = 0

    @property
    def rows(self) -> tuple[ExtensionRow, ...]:
        return (*self.added, *self.changed, *self.removed)

    @property
    def present(self) -> int:
        """The number of extensions present after the rows are written."""
        return self.unchanged + len(self.changed) + len(self.added)

    def without_removals(self) -> Difference:
        """Returns the difference for a listing that may be incomplete: unlisted rows do not change."""
        return self.model_copy(
            update={"removed": (), "unchanged": self.unchanged + len(self.removed)}
        )

    @property
    def is_suspicious(self) -> bool:
        """Whether more than half of the directory would be removed at once, which is more likely a
        fault than a decision."""
        before = self.unchanged + len(self.changed) + len(self.removed)
        return before > _SMALL_DIRECTORY and 2 * len(self.removed) > before


def parse_extension(raw: JsonObject) -> Extension:
    """Reads a record. Raises ValueError if it has no id: it cannot be stored."""
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
    """Returns the record. If it is too large, only as many plain fields as fit."""
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
    stored: Mapping[str, ExtensionRow], listed: Mapping[str, Extension], now: float
) -> Difference:
    """Compares the stored rows with a complete listing, both by extension id. `now` is in seconds
    since the epoch."""
    added = [
        _added(stored.get(id_), extension, now)
        for id_, extension in listed.items()
        if id_ not in stored or not stored[id_].present
    ]
    still_listed = [row for id_, row in stored.items() if row.present and id_ in listed]
    changed = [
        _changed(row, listed[row.extension.id], now)
        for row in still_listed
        if row.extension != listed[row.extension.id]
    ]
    removed = [
        _removed(row, now) for id_, row in stored.items() if row.present and id_ not in listed
    ]
    return Difference(
        added=tuple(added),
        changed=tuple(changed),
        removed=tuple(removed),
        unchanged=len(still_listed) - len(changed),
    )


def _added(row: ExtensionRow | None, extension: Extension, now: float) -> ExtensionRow:
    if row is None:
        new = ExtensionRow(extension=extension, added_at=now, changed_at=now)
        return _with_history(new, now, "added", _summary(extension))
    returned = row.model_copy(update={"extension": extension, "removed_at": None})
    return _with_history(returned, now, "returned", _summary(extension))


def _changed(row: ExtensionRow, extension: Extension, now: float) -> ExtensionRow:
    detail = "; ".join(_changes(row.extension, extension))
    return _with_history(row.model_copy(update={"extension": extension}), now, "changed", detail)


def _removed(row: ExtensionRow, now: float) -> ExtensionRow:
    removed = row.model_copy(update={"removed_at": now})
    return _with_history(removed, now, "removed", _summary(row.extension))


def _with_history(row: ExtensionRow, now: float, event: str, detail: str) -> ExtensionRow:
    history = extended(row.history, now, event, detail, HISTORY_LIMIT)
    return row.model_copy(update={"changed_at": now, "history": history})


def _summary(extension: Extension) -> str:
    facts = (extension.name, extension.number, extension.type, extension.status)
    return " ".join(fact for fact in facts if fact)


def _changes(before: Extension, after: Extension) -> Iterable[str]:
    """Describes the changed fields: `status Enabled -> Disabled`. If only other fields of
    RingCentral's record changed, returns their names."""
    fields = [name for name in Extension.model_fields if name != "raw"]
    changes = [
        f"{name} {getattr(before, name) or '-'} -> {getattr(after, name) or '-'}"
        for name in fields
        if getattr(before, name) != getattr(after, name)
    ]
    if changes:
        return changes
    names = sorted({*before.raw, *after.raw})
    return [f"record: {name}" for name in names if before.raw.get(name) != after.raw.get(name)]
