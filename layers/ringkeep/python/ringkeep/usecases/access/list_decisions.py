"""Lists the changes at RingCentral that wait for a decision."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ringkeep.domain.access.decisions import OpenDecision, place_of
from ringkeep.domain.access.user_records import CursorInvalid
from ringkeep.usecases.access.decision_ports import Decisions
from ringkeep.usecases.access.list_ports import PeopleLists
from ringkeep.usecases.accounts.ports import ServiceDirectory

LARGEST_PAGE: Final = 100
_LONGEST_PLACE: Final = 1_000


@dataclass(frozen=True)
class FoundDecisions:
    """`names` has the names of their users by id. `next` is the cursor of the following page, empty on the
    last one."""

    decisions: tuple[OpenDecision, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    next: str = ""


@dataclass(frozen=True)
class ListDecisions:
    decisions: Decisions
    lists: PeopleLists
    services: ServiceDirectory

    def __call__(self, service: str = "", cursor: str = "", limit: int = 50) -> FoundDecisions:
        """Alarms come first. Raises CursorInvalid, and ServiceNotFound for an unknown `service`."""
        size = max(1, min(limit, LARGEST_PAGE))
        name = self.services.get(service).name if service else ""
        found = self._after(name, _place_at(cursor), size + 1)
        page = tuple(found[:size])
        next_ = _cursor_at(page[-1].place) if len(found) > size else ""
        return FoundDecisions(page, self.names(page), next_)

    def _after(self, service: str, after: str, limit: int) -> Sequence[OpenDecision]:
        """A service's alarms and its other decisions are two ranges of the list."""
        found: list[OpenDecision] = []
        for alarm in (True, False):
            begins = place_of(service, alarm=alarm)
            if len(found) < limit and after < f"{begins}\U0010ffff":
                found += self.decisions.page(begins, after, limit - len(found))
        return found

    def names(self, decisions: Iterable[OpenDecision]) -> Mapping[str, str]:
        """Returns the names of the users of decisions by id."""
        ids = sorted({id_ for each in decisions for id_ in each.decision.users})
        users = self.lists.users_of(ids) if ids else {}
        return {id_: record.user.name for id_, record in users.items()}


def _cursor_at(place: str) -> str:
    return base64.urlsafe_b64encode(place.encode()).decode()


def _place_at(cursor: str) -> str:
    if not cursor:
        return ""
    try:
        place = base64.b64decode(cursor.encode(), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError) as error:
        raise CursorInvalid from error
    if place[:2] not in ("0#", "1#") or len(place.encode()) > _LONGEST_PLACE:
        raise CursorInvalid
    return place
