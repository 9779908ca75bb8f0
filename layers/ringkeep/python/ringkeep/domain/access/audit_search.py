"""The keys under which an audit entry is stored and found: by time, by person and by object.

table       pk `month#2026-11`                    sk the entry's id
by person   pk `person#{user id}#2026-11`         sk the entry's id
by object   pk `object#{kind}#{object id}`        sk the entry's id

The two indexes are DynamoDB's (two attributes each). Months keep a partition small: someone who plays
recordings all day writes hundreds of entries a month. An object has few entries, so its partition has
no month, and its whole history is one query. All queries read the newest first: ids sort by time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple

from ringkeep.domain.access.audit import AuditEntry, ObjectRef, milliseconds
from ringkeep.domain.json import JsonObject

_MONTHS: Final = 12
_ENTRY_ID: Final = re.compile(r"[0-9]{13}-[0-9a-f]{16}")


class Key(NamedTuple):
    pk: str
    sk: str


class StoredEntry(NamedTuple):
    """An item among the entries as it is stored. What a newer version wrote is not validated."""

    partition: str
    id: str
    content: JsonObject

    @property
    def is_own(self) -> bool:
        """Whether Ringkeep can have written it: an entry is in the month that its id begins with."""
        return bool(self.content) and is_entry_key(self.partition, self.id)


class IdRange(NamedTuple):
    """The ids of a time, both bounds included."""

    first: str
    last: str


def time_key(entry: AuditEntry) -> Key:
    """The key of the table."""
    return Key(time_partition(month_of(entry.at)), entry.id)


def person_key(entry: AuditEntry) -> Key:
    return Key(person_partition(entry.actor.key, month_of(entry.at)), entry.id)


def object_key(entry: AuditEntry) -> Key:
    return Key(object_partition(entry.object), entry.id)


def time_partition(month: str) -> str:
    return f"month#{month}"


def person_partition(actor_key: str, month: str) -> str:
    return f"person#{actor_key}#{month}"


def object_partition(object_: ObjectRef) -> str:
    return f"object#{object_.kind}#{object_.id}"


def is_entry_key(partition: str, id_: str) -> bool:
    """Whether an entry of the id stands in the partition."""
    return is_entry_id(id_) and partition == time_partition(month_of(int(id_[:13]) / 1000))


def is_entry_id(text: str) -> bool:
    return bool(_ENTRY_ID.fullmatch(text))


def month_of(at: float) -> str:
    """Returns the month of a time in UTC, as `2026-11`."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m}"


def id_range(start: float, end: float) -> IdRange:
    """Returns the bounds of the ids from a time to another, for `sk BETWEEN`."""
    return IdRange(f"{milliseconds(start):013d}", f"{milliseconds(end):013d}-g")


def months(start: float, end: float) -> Iterator[str]:
    """Returns the months from a time to another, the newest first. Empty if `end` is before `start`."""
    first, current = _month_number(start), _month_number(end)
    while current >= first:
        year, month = divmod(current, _MONTHS)
        yield f"{year:04d}-{month + 1:02d}"
        current -= 1


def _month_number(at: float) -> int:
    moment = datetime.fromtimestamp(at, UTC)
    return moment.year * _MONTHS + moment.month - 1
