"""Finds recordings in the search index, the newest first, and counts them.

    page = search(person, SearchRequest(text='refund -"no thanks"'), cursor="", limit=25)
    page.next        the cursor of the next page, empty at the end
    page.reached     all newer calls are decided; None at the end

A page reads a bounded number of read units. If that does not suffice, it has fewer recordings than its
limit, perhaps none, and a cursor from which the search goes on. Each page asks again what the person may see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final

from ringkeep.domain.access.authority import RightMissing
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sight import Sight
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.accounts.time_zones import zone_of
from ringkeep.domain.recordings.owners import owners_on
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.domain.search.cursor import Position, cursor_of, position_of
from ringkeep.domain.search.lists import PostingPages, Reading
from ringkeep.domain.search.merge import FoundPage, Match, Merge, merged, start_positions
from ringkeep.domain.search.plan import planned
from ringkeep.domain.search.searches import Search, SearchRequest, understood
from ringkeep.usecases.accounts.ports import ServiceDirectory
from ringkeep.usecases.search.ports import RecordingRows, UserAssignments

PAGE_UNITS: Final = 200.0
"""The most read units of a page. Of them, each row has one: 8 KB."""
INDEX_UNITS: Final = 120.0
"""The most that a page reads of the index."""
COUNT_UNITS: Final = 400.0
EXACT_COUNT: Final = 1_000
"""Counts are exact up to it."""


@dataclass(frozen=True)
class SearchPage:
    """`reached` is in seconds since the epoch. `zones` has the time zone of each service. `index_units` are
    the read units of the index, `units` those of the rows too."""

    recordings: Sequence[Recording] = ()
    next: str = ""
    reached: float | None = None
    zones: Mapping[str, tzinfo] = field(default_factory=dict)
    units: float = 0.0
    index_units: float = 0.0


@dataclass(frozen=True)
class Count:
    """`more`: there are more than were counted. With `next`, the count goes on there: it includes what
    was counted before."""

    count: int = 0
    more: bool = False
    next: str = ""
    reached: float | None = None


@dataclass(frozen=True)
class SearchRecordings:
    index: PostingPages
    rows: RecordingRows
    services: ServiceDirectory
    users: UserAssignments

    def __call__(
        self, viewer: UserPrincipal, request: SearchRequest, cursor: str, limit: int
    ) -> SearchPage:
        """Raises QueryProblem, CursorInvalid and ServiceNotFound; RightMissing for words and tags without the
        right to play."""
        search = self._search(viewer, request, cursor)
        reading = Reading(self.index, min(INDEX_UNITS, PAGE_UNITS - limit))
        found = self._found(search, reading, limit)
        keys = list(map(_key, found.matches))
        read = self.rows.rows(keys)
        present = (read.rows[key] for key in keys if key in read.rows)
        return SearchPage(
            recordings=[row for row in present if search.still_fits(row)],
            next=cursor_of(found.position, search.fingerprint),
            reached=found.position.reached,
            zones=search.zones,
            units=reading.units + read.units,
            index_units=reading.units,
        )

    def count(self, viewer: UserPrincipal, request: SearchRequest, cursor: str) -> Count:
        """Raises what a search raises."""
        search = self._search(viewer, request, cursor, counting=True)
        before = search.begin.counted
        found = self._found(search, Reading(self.index, COUNT_UNITS), EXACT_COUNT + 1 - before)
        total = before + len(found.matches)
        if total > EXACT_COUNT:
            return Count(EXACT_COUNT, more=True, reached=found.position.reached)
        position = Position(found.position.services, total)
        cursor = cursor_of(position, search.fingerprint)
        return Count(total, not position.finished, cursor, position.reached)

    def _search(
        self, viewer: UserPrincipal, request: SearchRequest, cursor: str, *, counting: bool = False
    ) -> _Begun:
        """Found or not found tells what was said, or what someone wrote about it: so words and tags need the
        right to hear it."""
        if (request.text or request.note or request.tag) and not viewer.may(Right.PLAY):
            raise RightMissing(Right.PLAY)
        purpose = "count" if counting else "search"
        fingerprint = request.fingerprint(f"{purpose} {viewer.user_id}")
        begin = position_of(cursor, fingerprint) if cursor else None
        search = understood(request, self._user(viewer, request.user))
        zones = self._zones(request.service)
        if begin is None:
            begin = Position(start_positions(zones, search.until))
        return _Begun(search, viewer.sight, zones, begin, fingerprint)

    def _user(self, viewer: UserPrincipal, user_id: str) -> Sight | None:
        """Returns the sight of a user whose calls are searched: of no one if the viewer does not see
        them."""
        if not user_id:
            return None
        held = self.users.assignments(user_id) if viewer.sees_user(user_id) else ()
        return Sight.of_holders({user_id: held})

    def _zones(self, service: str) -> Mapping[str, tzinfo]:
        found = [self.services.get(service)] if service else self.services.list()
        return {each.name: zone_of(each) for each in found}

    def _found(self, search: _Begun, reading: Reading, limit: int) -> FoundPage:
        return merged(list(search.merges(reading)), limit)


@dataclass(frozen=True)
class _Begun:
    """A search at the place where a page begins."""

    search: Search
    viewer: Sight
    zones: Mapping[str, tzinfo]
    begin: Position
    fingerprint: str

    def merges(self, reading: Reading) -> Iterator[Merge]:
        """Yields the merge of each service that has not come to its end, and still exists."""
        for service, position in self.begin.services.items():
            zone = self.zones.get(service)
            if zone is None:
                continue
            plan = planned(self.search, self.viewer, service, zone, reading)
            if plan is not None:
                yield Merge(service, plan, reading, position)

    def still_fits(self, row: Recording) -> bool:
        """Whether the row itself, which may be newer than its postings, may be shown."""
        if row.state.open or self.search.request.state not in (None, row.state):
            return False
        owners = owners_on(row, self.zones[row.service])
        return all(sight.sees_any(owners) for sight in self.search.sights(self.viewer))


def _key(match: Match) -> RecordingKey:
    return RecordingKey(
        service=match.service, account_id=match.account_id, recording_id=match.recording_id
    )
