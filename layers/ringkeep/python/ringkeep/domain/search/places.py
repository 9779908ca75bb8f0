"""Whether a recording that has all words of a phrase has them side by side, or near each other.

A phrase is checked on the positions of its indexed words, and on the very common words that postings keep
beside each of them: so `"out of the box"` differs from `"out in a box"` although no list has `of`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ringkeep.domain.search.postings import Occurrence
from ringkeep.domain.search.query import Phrase, Token
from ringkeep.domain.search.tokens import COMMON_IDS


class Step(NamedTuple):
    """An indexed word of a phrase, its place in the phrase, and the very common words that must stand
    between it and the next indexed word, or behind it if it is the last."""

    token: Token
    offset: int
    after: tuple[int, ...]


class Steps(NamedTuple):
    """`before` are the very common words at the beginning of the phrase."""

    before: tuple[int, ...]
    steps: tuple[Step, ...]
    length: int


class Span(NamedTuple):
    """Where a phrase stands: the positions of its first and of its last word."""

    first: int
    last: int


def steps_of(phrase: Phrase) -> Steps:
    """Returns a searchable phrase as its indexed words."""
    before: tuple[int, ...] = ()
    steps: list[Step] = []
    for offset, token in enumerate(phrase.tokens):
        if not token.common:
            steps.append(Step(token, offset, ()))
        elif steps:
            steps[-1] = steps[-1]._replace(after=(*steps[-1].after, COMMON_IDS[token.text]))
        else:
            before = (*before, COMMON_IDS[token.text])
    return Steps(before, tuple(steps), len(phrase.tokens))


def spans(wanted: Steps, found: Sequence[Iterable[Occurrence]]) -> list[Span]:
    """Returns where the phrase stands. `found` has the occurrences of each step's word."""
    places = [_by_position(each) for each in found]
    starts = (position - wanted.steps[0].offset for position in places[0])
    return [
        Span(start, start + wanted.length - 1)
        for start in sorted(starts)
        if _stands_at(start, wanted, places)
    ]


def _stands_at(
    start: int, wanted: Steps, places: Sequence[Mapping[int, Sequence[Occurrence]]]
) -> bool:
    for number, (step, there) in enumerate(zip(wanted.steps, places, strict=True)):
        fitting = there.get(start + step.offset, ())
        if not any(each.after[: len(step.after)] == step.after for each in fitting):
            return False
        if number == 0 and not any(_ends_with(each.before, wanted.before) for each in fitting):
            return False
    return True


def _ends_with(run: tuple[int, ...], end: tuple[int, ...]) -> bool:
    return not end or run[-len(end) :] == end


def near_each_other(left: Iterable[Span], right: Sequence[Span], distance: int) -> bool:
    """Whether one of the left spans and one of the right are at most so many steps apart. Two places that
    share a word are no pair. The right spans are in order, and have the same length."""
    firsts, lasts = [span.first for span in right], [span.last for span in right]
    return any(
        _any_between(firsts, span.last + 1, span.last + distance)
        or _any_between(lasts, span.first - distance, span.first - 1)
        for span in left
    )


def _any_between(positions: Sequence[int], least: int, most: int) -> bool:
    place = bisect_left(positions, least)
    return place < len(positions) and positions[place] <= most


def _by_position(occurrences: Iterable[Occurrence]) -> dict[int, list[Occurrence]]:
    places: dict[int, list[Occurrence]] = {}
    for each in occurrences:
        places.setdefault(each.position, []).append(each)
    return places


def parts_side_by_side(
    pieces: Sequence[tuple[str, int]], found: Sequence[Iterable[Occurrence]]
) -> bool:
    """Whether the pieces of a number stand at their places in one number."""
    starts = [
        {each.position - offset for each in occurrences}
        for (_, offset), occurrences in zip(pieces, found, strict=True)
    ]
    return bool(set.intersection(*starts)) if starts else False
