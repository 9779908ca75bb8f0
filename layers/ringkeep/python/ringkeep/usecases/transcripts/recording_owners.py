"""Whose calls a recording covers: the users to whom its extensions were assigned on that day."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.accounts.time_zones import zone_of
from ringkeep.domain.recordings.owners import owners_on
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.errors import ServiceNotFound
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.recordings.ports import LicensedPeople


@dataclass(frozen=True)
class AssignedOwners:
    """The RecordingOwners port over the people table."""

    people: LicensedPeople
    services: ServiceDirectory

    def of(self, row: Recording) -> tuple[str, ...]:
        try:
            zone = zone_of(self.services.get(row.service))
        except ServiceNotFound:
            return ()
        owned = owners_on(row, zone)
        assigned = self.people.extensions({each.owner for each in owned})
        users = (assigned[each.owner].user_on(each.day) for each in owned if each.owner in assigned)
        return tuple(dict.fromkeys(user for user in users if user))
