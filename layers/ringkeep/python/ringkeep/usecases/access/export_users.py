"""Exports the users as CSV, in pages that fit into one answer of a Lambda function.

Only the first page has the header, so that all pages together are one file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple

from ringkeep.domain.access.audit import ObjectRef
from ringkeep.domain.access.user_files.export import exported
from ringkeep.domain.access.user_files.known import Known, ServiceExtensions
from ringkeep.domain.access.user_records import UserRecord, cursor_at, place_at, place_of
from ringkeep.domain.access.users import User
from ringkeep.domain.access.visibility import Owner
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.known_people import assignments_of
from ringkeep.usecases.access.ports import ExtensionNumbers, PeopleWrite
from ringkeep.usecases.access.requests import ChangeRequest, current_actor

PAGE: Final = 1_000
MOST_CHARACTERS: Final = 3_000_000
"""Of a page, as JSON in ASCII spells it. A Lambda function answers at most 6 MB."""


class ExportPage(NamedTuple):
    """`next` is the cursor of the following page, empty on the last one."""

    text: str
    next: str = ""


@dataclass(frozen=True)
class ExportUsers:
    changes: Changes
    extensions: ExtensionNumbers

    def __call__(self, request: ChangeRequest, cursor: str = "") -> ExportPage:
        """Every page is audited: anyone can make the cursor of a page that begins before all users. Raises
        CursorInvalid and NoLongerActive."""
        place = place_at(cursor)
        found = self.changes.store.users(place, PAGE + 1)
        self._audit(request)
        return self._fitting(found[:PAGE], more=len(found) > PAGE, header=not place)

    def _fitting(self, records: Sequence[UserRecord], *, more: bool, header: bool) -> ExportPage:
        """Returns the page, or as much of it as one answer holds."""
        known = self._known(records)
        today = datetime.fromtimestamp(self.changes.clock.now(), UTC).date()
        text = exported((each.user for each in records), known, today, header=header)
        while len(records) > 1 and len(json.dumps(text)) > MOST_CHARACTERS:
            records, more = records[: len(records) // 2], True
            text = exported((each.user for each in records), known, today, header=header)
        return ExportPage(text, cursor_at(place_of(records[-1].user)) if more else "")

    def _known(self, records: Sequence[UserRecord]) -> Known:
        profiles = self.changes.store.profiles().by_id
        return Known(
            users=(*(each.user for each in records), *self._managers(records)),
            assignments=tuple(assignments_of(records)),
            profiles={id_: each.name for id_, each in profiles.items()},
            services=tuple(self._services(records)),
        )

    def _managers(self, records: Sequence[UserRecord]) -> list[User]:
        """Returns the managers who are not on the page themselves."""
        listed = {each.user.id for each in records}
        wanted = {each.user.manager for each in records} - listed - {""}
        found = (self.changes.store.user(each) for each in sorted(wanted))
        return [record.user for record in found if record]

    def _services(self, records: Iterable[UserRecord]) -> list[ServiceExtensions]:
        held = {Owner(*each.extension) for record in records for each in record.assignments}
        numbers: dict[str, dict[str, str]] = {}
        for extension, number in self.extensions.numbers_of(sorted(held)).items():
            numbers.setdefault(extension.service, {})[extension.extension_id] = number
        return [_service(name, of_service) for name, of_service in numbers.items()]

    def _audit(self, request: ChangeRequest) -> None:
        store = self.changes.store
        actor = current_actor(request, store, store.profiles())
        object_ = ObjectRef(kind="user_export")
        entry = self.changes.entry(request, actor, "users.export", object_, None, None)
        store.write(PeopleWrite(audit=(entry,)))


def _service(name: str, numbers: Mapping[str, str]) -> ServiceExtensions:
    return ServiceExtensions(name, "", numbers)
