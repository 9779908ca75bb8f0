"""Reads everything with which a file of users is compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments
from ringkeep.domain.access.profiles import ADMINISTRATOR
from ringkeep.domain.access.user_files.known import Known, ServiceExtensions
from ringkeep.domain.access.user_records import UserRecord, place_of
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.usecases.access.ports import ExtensionNumbers, PeopleStore
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.accounts.ports import ServiceDirectory

_PAGE: Final = 500


@dataclass(frozen=True)
class ReadKnownPeople:
    store: PeopleStore
    services: ServiceDirectory
    accounts: AccountHistory
    extensions: ExtensionNumbers

    def __call__(self, *, with_extensions: bool) -> Known:
        """Reads all users; the extensions of the services only if the file names some."""
        records = list(self._records())
        return Known(
            users=tuple(each.user for each in records),
            assignments=tuple(assignments_of(records)),
            profiles={id_: each.name for id_, each in self.store.profiles().by_id.items()},
            services=tuple(self._services()) if with_extensions else (),
            ceilings=self.store.licences().ceilings,
            administrators=frozenset({ADMINISTRATOR.id}),
        )

    def _records(self) -> Iterator[UserRecord]:
        page = self.store.users("", _PAGE)
        while page:
            yield from page
            page = self.store.users(place_of(page[-1].user), _PAGE) if len(page) == _PAGE else ()

    def _services(self) -> Iterator[ServiceExtensions]:
        """Before its first login a service has no account, and no extensions."""
        for service in self.services.list():
            account_id = self.accounts.latest(service.name)
            if account_id is not None:
                numbers = self.extensions.numbers(AccountRef(service.name, account_id))
                yield ServiceExtensions(service.name, account_id, numbers)


def assignments_of(records: Iterable[UserRecord]) -> Iterator[ExtensionAssignments]:
    """Returns the assignments by extension, from the copies that the users have. Their versions are
    not known."""
    found: dict[Owner, list[Assignment]] = {}
    for record in records:
        for held in record.assignments:
            assignment = Assignment(user_id=record.user.id, period=held.period)
            found.setdefault(Owner(*held.extension), []).append(assignment)
    for (service, account_id, extension_id), assignments in found.items():
        yield ExtensionAssignments(
            service=service,
            account_id=account_id,
            extension_id=extension_id,
            assignments=tuple(assignments),
        )
