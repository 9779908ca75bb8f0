"""The conditions of a search as posting lists.

A condition names unions of lists, its sources: a recording that meets it is in each of them. Whether one
that is in all of them meets the condition, `holds` says. Lists are shared by the conditions of a search.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from ringkeep.domain.search.lists import Union
from ringkeep.domain.search.places import (
    Span,
    Steps,
    near_each_other,
    parts_side_by_side,
    spans,
)
from ringkeep.domain.search.postings import Occurrence


class Condition(Protocol):
    @property
    def sources(self) -> Sequence[Union]: ...

    def holds(self, key: str) -> bool:
        """Whether the recording with this sort key meets the condition. The keys may only fall."""
        ...


@dataclass(frozen=True)
class Listed:
    """The recording is in one of the lists."""

    union: Union

    @property
    def sources(self) -> Sequence[Union]:
        return (self.union,)

    def holds(self, key: str) -> bool:
        return bool(self.union.at(key))


@dataclass(frozen=True)
class HasPhrase:
    """`words` has a union for each step: the lists of its word, or of the words with its beginning."""

    steps: Steps
    words: tuple[Union, ...]

    @property
    def sources(self) -> Sequence[Union]:
        return self.words

    def holds(self, key: str) -> bool:
        return bool(self.spans_at(key))

    def spans_at(self, key: str) -> list[Span]:
        found = _occurrences(self.words, key)
        return spans(self.steps, found) if found else []


@dataclass(frozen=True)
class HasNear:
    left: HasPhrase
    right: HasPhrase
    distance: int

    @property
    def sources(self) -> Sequence[Union]:
        return (*self.left.words, *self.right.words)

    def holds(self, key: str) -> bool:
        left = self.left.spans_at(key)
        return bool(left) and near_each_other(left, self.right.spans_at(key), self.distance)


@dataclass(frozen=True)
class HasNumber:
    pieces: tuple[tuple[str, int], ...]
    lists: tuple[Union, ...]

    @property
    def sources(self) -> Sequence[Union]:
        return self.lists

    def holds(self, key: str) -> bool:
        found = _occurrences(self.lists, key)
        return bool(found) and parts_side_by_side(self.pieces, found)


@dataclass(frozen=True)
class HasWordOrNumber:
    """Digits that someone typed among words: they were said, or are a part of a number. `either` has the
    list of the word and one list of the number."""

    word: HasPhrase
    number: HasNumber
    either: Union

    @property
    def sources(self) -> Sequence[Union]:
        return (self.either,)

    def holds(self, key: str) -> bool:
        return self.word.holds(key) or self.number.holds(key)


@dataclass(frozen=True)
class Without:
    """The recording does not meet another condition."""

    other: Condition

    @property
    def sources(self) -> Sequence[Union]:
        return ()

    def holds(self, key: str) -> bool:
        return not self.other.holds(key)


def _occurrences(unions: Iterable[Union], key: str) -> list[list[Occurrence]]:
    """Returns the occurrences in each union. Empty if one of them does not have the recording: the
    others need not be read then."""
    found: list[list[Occurrence]] = []
    for union in unions:
        postings = union.at(key)
        if not postings:
            return []
        found.append(list(chain.from_iterable(each.occurrences for each in postings)))
    return found
