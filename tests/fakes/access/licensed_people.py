"""Who is licensed, read from in-memory users. Counts the reads, and fails if it is set to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.users import User
from ringkeep.domain.access.visibility import Owner
from ringkeep.errors import RingkeepError
from tests.fakes.access.people_store import MemoryPeopleStore


@dataclass
class MemoryLicensedPeople:
    """The LicensedPeople port. `reads` has what each read asked for. Every read raises `failure`."""

    store: MemoryPeopleStore = field(default_factory=MemoryPeopleStore)
    reads: list[tuple[str, ...]] = field(default_factory=list)
    failure: RingkeepError | None = None

    def extensions(self, extensions: Collection[Owner]) -> Mapping[Owner, ExtensionAssignments]:
        self._read(each.extension_id for each in extensions)
        stored = self.store.extensions
        return {each: stored[each] for each in extensions if each in stored}

    def users(self, ids: Collection[str]) -> Mapping[str, User]:
        self._read(ids)
        return {id_: record.user for id_, record in self.store.records.items() if id_ in ids}

    def _read(self, asked: Iterable[str]) -> None:
        self.reads.append(tuple(sorted(asked)))
        if self.failure:
            raise self.failure
