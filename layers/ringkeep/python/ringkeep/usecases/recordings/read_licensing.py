"""Who is licensed, for one page of the call log or for one ended call.

    licensing = licensings.of(service, account_id, extension_ids)
    row = found(finding, policy, delays, first_delay, licensing)

Where everyone is imported, nothing is read. Otherwise the extensions and users are read when the first
recording asks for one of them: all at once, and then kept for the page. The next page reads again, so a
licence counts from the next page on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Final

from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.users import User
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Licensing, Service
from ringkeep.domain.accounts.time_zones import zone_of
from ringkeep.domain.recordings.coverage import NOTHING_KNOWN, KnownExtensions
from ringkeep.domain.recordings.licensing import EVERYONE, ImportLicensing, LicensedUsers
from ringkeep.errors import LicensingUnknown, RingkeepError
from ringkeep.usecases.recordings.ports import LicensedPeople

if TYPE_CHECKING:
    from collections.abc import Iterator


class OnlyEveryone:
    """The Licensings port of a stack without users."""

    def of(
        self, service: Service, account_id: str, extension_ids: Iterable[str] = ()
    ) -> ImportLicensing:
        return EVERYONE


ONLY_EVERYONE: Final = OnlyEveryone()


def _nothing(account: AccountRef) -> KnownExtensions:
    return NOTHING_KNOWN


@dataclass(frozen=True)
class ReadLicensing:
    """The Licensings port. `known` tells what the directory says about an account's extensions."""

    people: LicensedPeople
    known: Callable[[AccountRef], KnownExtensions] = _nothing

    def of(
        self, service: Service, account_id: str, extension_ids: Iterable[str] = ()
    ) -> ImportLicensing:
        if service.policy.licensing is Licensing.EVERYONE:
            return EVERYONE
        account = AccountRef(service.name, account_id)
        page = _Page(self.people, account, frozenset(filter(None, extension_ids)))
        return LicensedUsers(zone_of(service), page.user_on, page.licensed, self.known(account))


@dataclass
class _Page:
    """What was read for one page. `expected`: extensions that will be asked for. The threads that write
    a page wait for one of them to read."""

    people: LicensedPeople
    account: AccountRef
    expected: frozenset[str]
    _extensions: dict[str, ExtensionAssignments] = field(default_factory=dict)
    _users: dict[str, User | None] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def user_on(self, extension_id: str, day: date) -> str | None:
        """Raises LicensingUnknown."""
        with self._lock:
            if extension_id not in self._extensions:
                self._read_extensions({extension_id} | (self.expected - self._extensions.keys()))
            return self._extensions[extension_id].user_on(day)

    def licensed(self, user_id: str, at: float) -> bool:
        """Raises LicensingUnknown."""
        with self._lock:
            if user_id not in self._users:
                self._read_users({user_id} | (self._holders() - self._users.keys()))
            user = self._users[user_id]
        return user is not None and user.is_recorded_at(at)

    def _read_extensions(self, ids: set[str]) -> None:
        wanted = {Owner(*self.account, each): each for each in ids}
        with _unknown_if_it_fails():
            found = self.people.extensions(list(wanted))
        for owner, id_ in wanted.items():
            self._extensions[id_] = found.get(owner) or ExtensionAssignments(
                service=owner.service, account_id=owner.account_id, extension_id=id_
            )

    def _read_users(self, ids: set[str]) -> None:
        with _unknown_if_it_fails():
            found = self.people.users(sorted(ids))
        self._users.update({each: found.get(each) for each in ids})

    def _holders(self) -> set[str]:
        stored = self._extensions.values()
        return {each.user_id for extension in stored for each in extension.assignments}


@contextmanager
def _unknown_if_it_fails() -> Iterator[None]:
    try:
        yield
    except RingkeepError as error:
        raise LicensingUnknown(f"it is not known who is licensed: {error}") from error
