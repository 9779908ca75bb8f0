"""What a change of something else than people writes to the people table: its audit entry, and the condition
that the person and their profile are still as they were read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ringkeep.aws.access.people_items import audit_item, profile_key, user_key
from ringkeep.aws.transactions import Check, Put, Write
from ringkeep.usecases.access.ports import PeopleWrite

_IS_NEW: Final = "attribute_not_exists(pk)"
_AS_READ: Final = "revision = :expected"


class AuditedChanges:
    """For functions that may not write people: a transaction needs the right of each of its requests."""

    def __init__(self, table_name: str) -> None:
        self._people = table_name

    def audited(self, write: PeopleWrite) -> Sequence[tuple[str, Write]]:
        """Returns the requests, for a transaction with another table."""
        return [(self._people, each) for each in _audited(write)]


def _audited(write: PeopleWrite) -> Iterator[Write]:
    for entry in write.audit:
        yield Put(audit_item(entry), _IS_NEW)
    for user in write.relies_on:
        yield Check(user_key(user.id), _AS_READ, {":expected": user.version})
    for use in write.profile_uses:
        profile = use.profile
        if not profile.built_in:  # a built-in one never changes
            yield Check(profile_key(profile.id), _AS_READ, {":expected": profile.version})
