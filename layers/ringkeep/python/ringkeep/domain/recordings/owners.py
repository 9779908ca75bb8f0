"""Whose calls a recording covers, for the question who may see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from ringkeep.domain.access.periods import local_day
from ringkeep.domain.access.sight import OwnerOn
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.recordings.recordings import Recording


def owners_on(row: Recording, zone: tzinfo) -> tuple[OwnerOn, ...]:
    """Returns each extension that the recording covers, with the day on which its part of the call began
    in the service's time zone. Rows of version 0.1.0 have only the extension that they show."""
    found = (OwnerOn(Owner(*row.account, id_), local_day(at, zone)) for id_, at in _extensions(row))
    return tuple(dict.fromkeys(found))


def extension_ids(row: Recording) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id_ for id_, _ in _extensions(row)))


def _extensions(row: Recording) -> Iterator[tuple[str, float]]:
    covered = {each.extension_id for each in row.covered}
    if row.extension_id and row.extension_id not in covered:
        yield row.extension_id, row.start_time
    for each in row.covered:
        yield each.extension_id, each.at
