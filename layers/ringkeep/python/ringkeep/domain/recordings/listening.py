"""Which parts of a recording someone has listened to: a union that only grows.

    heard = united(heard, [(0.0, 12.5)], length=143.2)
    share(heard, 143.2)             0.087

A part never claims more than was heard, except for pauses of half a second between two parts: a player
reports in steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

Part: TypeAlias = tuple[float, float]
"""From a moment to another, in seconds."""
MOST_PARTS: Final = 500
"""Of one person and one recording. The shortest are dropped beyond it."""
LONGEST_SECONDS: Final = 24 * 3600.0
"""The bound where the length of a recording is not known."""
_PAUSE: Final = 0.5
_DIGITS: Final = 2


def united(before: Iterable[Part], more: Iterable[Part], length: float | None) -> tuple[Part, ...]:
    """Returns the union of both within the recording, in order."""
    end = LONGEST_SECONDS if length is None else length
    bounded = sorted(_bounded([*before, *more], end))
    joined: list[Part] = []
    for start, stop in bounded:
        if joined and start <= joined[-1][1] + _PAUSE:
            joined[-1] = (joined[-1][0], max(joined[-1][1], stop))
        else:
            joined.append((start, stop))
    return tuple(_longest(joined))


def share(parts: Iterable[Part], length: float | None) -> float:
    """Returns the share of the recording, from 0 to 1. It is 0 if the length is not known, or 0."""
    if not length or length < 0:
        return 0.0
    heard = sum(stop - start for start, stop in parts)
    return round(min(1.0, heard / length), 4)


def _bounded(parts: Iterable[Part], end: float) -> Iterable[Part]:
    for start, stop in parts:
        first, last = round(max(0.0, start), _DIGITS), round(min(end, stop), _DIGITS)
        if last > first:
            yield first, last


def _longest(parts: Sequence[Part]) -> Sequence[Part]:
    if len(parts) <= MOST_PARTS:
        return parts
    by_length = sorted(parts, key=lambda part: part[1] - part[0], reverse=True)
    return sorted(by_length[:MOST_PARTS])
