"""What exists already: the users, their extensions, the profiles, the services. A file is checked against
it, and compared with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ringkeep.domain.access.assignments import ExtensionAssignments, UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.profiles import profile_key
from ringkeep.domain.access.users import Licence, User
from ringkeep.domain.access.visibility import Owner


@dataclass(frozen=True)
class ServiceExtensions:
    """The extensions of a service's account: numbers by id. Extensions that are no longer listed belong to
    it too, without a number: users had them."""

    service: str
    account_id: str
    numbers: Mapping[str, str]

    @cached_property
    def _ids(self) -> Mapping[str, list[str]]:
        ids: dict[str, list[str]] = {}
        for id_, number in self.numbers.items():
            ids.setdefault(number, []).append(id_)
        return ids

    def ids_of(self, text: str) -> list[str]:
        """Returns the extensions with this number; without one, the extension with this id."""
        return self._ids.get(text) or [id_ for id_ in (text,) if id_ in self.numbers]


@dataclass(frozen=True)
class Known:
    """`profiles` are the names of security profiles by id, `administrators` the ids of those that may
    manage users. `ceilings` are the most active users with a licence; without an entry, any number."""

    users: tuple[User, ...] = ()
    assignments: tuple[ExtensionAssignments, ...] = ()
    profiles: Mapping[str, str] = field(default_factory=dict)
    services: tuple[ServiceExtensions, ...] = ()
    ceilings: Mapping[Licence, int] = field(default_factory=dict)
    administrators: frozenset[str] = frozenset()

    @cached_property
    def by_email(self) -> Mapping[str, User]:
        return {user.email: user for user in self.users}

    @cached_property
    def emails(self) -> Mapping[str, str]:
        """E-mail addresses by user id."""
        return {user.id: user.email for user in self.users}

    @cached_property
    def profile_ids(self) -> Mapping[str, str]:
        """Profile ids by id and by name, in the form in which names are compared."""
        by_name = {profile_key(name): id_ for id_, name in self.profiles.items()}
        return by_name | {id_: id_ for id_ in self.profiles}

    @cached_property
    def of_extension(self) -> Mapping[Owner, ExtensionAssignments]:
        return {each.extension: each for each in self.assignments}

    @cached_property
    def of_user(self) -> Mapping[str, list[UserAssignment]]:
        """All assignments by user id."""
        found: dict[str, list[UserAssignment]] = {}
        for each in self.assignments:
            for assignment in each.assignments:
                entry = UserAssignment(each.extension, assignment.period)
                found.setdefault(assignment.user_id, []).append(entry)
        return found

    @cached_property
    def licensed(self) -> Mapping[Licence, int]:
        """How many active users have each licence."""
        return Counter(licence for user in self.users if user.active for licence in user.licences)

    def service(self, name: str) -> ServiceExtensions | None:
        return next((each for each in self.services if each.service == name), None)

    def periods_of(self, user_id: str, extension: Owner) -> list[Period]:
        """Returns for which periods a user has an extension, the latest last."""
        held = (
            each.period for each in self.of_user.get(user_id, ()) if each.extension == extension
        )
        return sorted(held, key=lambda each: each.first_day or date.min)

    def number(self, extension: Owner) -> str:
        found = self.service(extension.service)
        return found.numbers.get(extension.extension_id, "") if found else ""


def shown_assignment(held: Iterable[UserAssignment], today: date) -> UserAssignment | None:
    """Returns the assignment that a file shows of a user with several: today's, or else the next one, or
    else the last one."""
    return min(held, key=lambda each: _distance(each.period, today), default=None)


def _distance(period: Period, today: date) -> tuple[int, int]:
    if period.covers(today):
        return 0, 0
    if period.first_day and period.first_day > today:
        return 1, (period.first_day - today).days
    return 2, (today - period.last_day).days if period.last_day else 0
