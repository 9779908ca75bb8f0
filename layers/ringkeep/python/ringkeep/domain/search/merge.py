"""The merge: recordings that all lists of a search have in common, the newest first, service by service.

It leapfrogs: the rarest list proposes a recording, the others jump to it or past it. The work is bounded by
the units of the Reading. Where they are spent, the position says how far the merge has come, and the next
page goes on there; so a search that finds nothing for a long time still ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ringkeep.domain.search.cursor import Position
from ringkeep.domain.search.keys import (
    after_moment,
    identity_of,
    is_moment,
    just_before,
    moment_key,
    time_key,
)
from ringkeep.domain.search.lists import Reading, Spent, Union
from ringkeep.domain.search.plan import Plan


class Match(NamedTuple):
    """A recording that was found, by its sort key."""

    key: str
    service: str

    @property
    def account_id(self) -> str:
        return identity_of(self.key).account_id

    @property
    def recording_id(self) -> str:
        return identity_of(self.key).recording_id


@dataclass
class Merge:
    """`position` is the greatest key that is not decided."""

    service: str
    plan: Plan
    reading: Reading
    position: str
    head: Match | None = None
    finished: bool = False
    _order: Sequence[Union] = ()
    _begin: str = field(init=False)
    _taken: str = ""

    def __post_init__(self) -> None:
        self._begin = self.position

    @property
    def cursor_position(self) -> str:
        """The merge may stop at a recording that the person may not see, so the cursor has only the moment
        of its call, and the calls of this moment are decided again. Recordings that were found may be
        named. If a page cannot read all calls of one millisecond, the exact position is the only way on."""
        moment = moment_key(self.position)
        if is_moment(self.position) or moment_key(self._begin) == moment:
            return self.position
        found_then = self._taken and moment_key(self._taken) == moment
        return just_before(self._taken) if found_then else after_moment(moment)

    def find(self) -> None:
        """Finds the next match, or the end. Raises Spent."""
        if self.head is None and not self.finished:
            self.head = self._next()
            self.finished = self.head is None

    def consume(self) -> Match:
        match = self.head
        assert match is not None
        self.head, self._taken = None, match.key
        self._come_to(just_before(match.key))
        return match

    def _next(self) -> Match | None:
        if not self._order:
            self._order = self._rarest_first()
        driver, *others = self._order
        while True:
            proposed = driver.seek(self.position)
            if proposed is None:
                return None
            self._come_to(proposed.key)
            if not self.plan.facts.fit(proposed):
                self._come_to(just_before(proposed.key))
                continue
            common = _common(others, proposed.key)
            if common is None:
                return None
            if common == proposed.key:
                if all(each.holds(common) for each in self.plan.conditions):
                    return Match(common, self.service)
                common = just_before(common)
            self._come_to(common)

    def _rarest_first(self) -> Sequence[Union]:
        for source in self.plan.sources:
            source.seek(self.position)
        return sorted(self.plan.sources, key=lambda source: source.density)

    def _come_to(self, key: str) -> None:
        if key < self.position:
            self.position = key
            self.reading.progressed = True


def _common(others: Iterable[Union], key: str) -> str | None:
    """Returns the key if all have it, else a lower one: none has a recording in common with the others
    between them. None if one of the lists has ended."""
    for other in others:
        found = other.seek(key)
        if found is None:
            return None
        if found.key != key:
            return found.key
    return key


@dataclass
class FoundPage:
    matches: list[Match] = field(default_factory=list)
    position: Position = field(default_factory=Position)


def merged(merges: Sequence[Merge], limit: int) -> FoundPage:
    """Returns the next matches of all services, the newest first, at most `limit`."""
    page = FoundPage()
    try:
        while len(page.matches) < limit and (newest := _newest(merges)) is not None:
            page.matches.append(newest.consume())
    except Spent:
        pass
    page.position = Position(
        {each.service: each.cursor_position for each in merges if not each.finished}
    )
    return page


def _newest(merges: Sequence[Merge]) -> Merge | None:
    """Raises Spent. The service that has come the least far is read first, so that each comes on."""
    for each in sorted(merges, key=lambda merge: merge.position, reverse=True):
        each.find()
    heads = [each for each in merges if each.head is not None]
    return max(heads, key=lambda merge: (merge.position, merge.service), default=None)


def beginning(until: float) -> str:
    """Returns the position before all calls that began earlier."""
    return time_key(until)


def start_positions(services: Iterable[str], until: float) -> Mapping[str, str]:
    return dict.fromkeys(services, beginning(until))
