"""The lists that administrators read, and services that are changed with an audit entry, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.user_records import UserRecord, place_of
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.services import Service
from ringkeep.errors import Conflict
from ringkeep.usecases.access.ports import PeopleWrite
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.fakes.accounts.services import MemoryServiceDirectory


class MemoryPeopleLists:
    def __init__(self, store: MemoryPeopleStore) -> None:
        self._store = store

    def users(self, begins: str, after: str, limit: int) -> Sequence[UserRecord]:
        records = sorted(self._store.records.values(), key=lambda each: place_of(each.user))
        places = ((place_of(each.user), each) for each in records)
        found = (each for place, each in places if place.startswith(begins) and place > after)
        return list(found)[:limit]

    def users_of(self, ids: Sequence[str]) -> Mapping[str, UserRecord]:
        return {id_: self._store.records[id_] for id_ in ids if id_ in self._store.records}

    def assignments_of(self, extensions: Sequence[Owner]) -> Mapping[Owner, ExtensionAssignments]:
        known = self._store.extensions
        return {each: known[each] for each in extensions if each in known}


class MemoryServiceChanges:
    """The ServiceChanges port."""

    def __init__(self, services: MemoryServiceDirectory, people: MemoryPeopleStore) -> None:
        self._services = services
        self._people = people

    def list(self) -> Sequence[Service]:
        return self._services.list()

    def get(self, name: str) -> Service:
        return self._services.get(name)

    def write(self, after: Service, people: PeopleWrite) -> None:
        self._require(after.name, after.version - 1)
        self._people.write(people)
        self._services.services[after.name] = after

    def remove(self, before: Service, people: PeopleWrite) -> None:
        self._require(before.name, before.version)
        self._people.write(people)
        self._services.delete(before.name)

    def _require(self, name: str, version: int) -> None:
        stored = self._services.services.get(name)
        if (stored.version if stored else 0) != version:
            raise Conflict("another process changed the service")
