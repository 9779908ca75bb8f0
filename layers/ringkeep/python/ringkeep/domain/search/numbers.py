"""Finds any part of a number: numbers are indexed by pieces of three and of six digits, with their places.

    grams_of("15551234567")     155 at 0, 555 at 1, ..., 155512 at 0, ...
    pieces_of("5551234")        the pieces that a searched part needs: 555123 at 0, 551234 at 1

A search for a part is a search for a phrase of its pieces. So a call has about fifteen postings for a
number, where every part of three digits or more would need forty-five.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

SHORT: Final = 3
LONG: Final = 6
NUMBER_GAP: Final = 64
"""Positions between two numbers of a recording. No number has more digits."""


def grams_of(digits: str) -> Iterator[tuple[str, int]]:
    """Yields each piece and its place in the number."""
    for length in (SHORT, LONG):
        for place in range(len(digits) - length + 1):
            yield digits[place : place + length], place


def pieces_of(part: str) -> tuple[tuple[str, int], ...]:
    """Returns pieces that together cover a part of three digits or more, and their places in it."""
    length = LONG if len(part) >= LONG else SHORT
    last = len(part) - length
    places = [*range(0, last, length), last]
    return tuple((part[place : place + length], place) for place in places)
