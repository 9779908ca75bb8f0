"""A posting: one recording in one list, with what a search asks about it, packed into few bytes.

    flags             state and direction
    duration          seconds
    extensions        each id, and the quarter of an hour in which its part of the call began
    occurrences       for words and numbers: position, and the very common words beside it

Numbers are written in groups of seven bits, the lowest first. The quarter of an hour decides on which day
an extension took part in every time zone, and so who sees the recording.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.domain.search.keys import Identity, identity_of, milliseconds_of

QUARTER_HOUR: Final = 900
_QUARTER_MILLISECONDS: Final = QUARTER_HOUR * 1000
_STATES: Final = (
    RecordingState.STORED,
    RecordingState.QUARANTINED,
    RecordingState.EXCLUDED,
    RecordingState.UNAVAILABLE,
    RecordingState.LOST,
)
"""By their place in it. Append new ones at the end."""
_DIRECTIONS: Final = ("", "inbound", "outbound")
_MORE: Final = 0x80
_SEVEN_BITS: Final = 0x7F
_MOST_DIGITS: Final = 18


class PartOfCall(NamedTuple):
    """An extension, and the quarter of an hour since the epoch in which its part of the call began."""

    extension_id: str
    quarter: int

    @property
    def at(self) -> float:
        return float(self.quarter * QUARTER_HOUR)


class Facts(NamedTuple):
    """What every posting of a recording says. The direction is inbound, outbound, or empty."""

    state: RecordingState
    direction: str
    duration_seconds: int
    parts: tuple[PartOfCall, ...]


class Occurrence(NamedTuple):
    """`before` and `after` are the very common words that stand directly beside the word, by their place
    in tokens.COMMON_WORDS."""

    position: int
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()


@dataclass(frozen=True)
class Posting:
    key: str
    packed: bytes

    @cached_property
    def facts(self) -> Facts:
        return self._unpacked[0]

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        return tuple(_read_occurrences(self.packed, self._unpacked[1]))

    @property
    def identity(self) -> Identity:
        return identity_of(self.key)

    @cached_property
    def _unpacked(self) -> tuple[Facts, int]:
        return _read_facts(self.packed, milliseconds_of(self.key) // _QUARTER_MILLISECONDS)


def packed_facts(facts: Facts, key: str) -> bytes:
    """`key` is the recording's sort key: quarters are written relative to the call's start."""
    start = milliseconds_of(key) // _QUARTER_MILLISECONDS
    flags = _STATES.index(facts.state) | _DIRECTIONS.index(facts.direction) << 3
    data = bytearray([flags])
    _write(data, max(0, facts.duration_seconds))
    _write(data, len(facts.parts))
    for part in facts.parts:
        _write_id(data, part.extension_id)
        _write(data, _zigzag(part.quarter - start))
    return bytes(data)


def packed_occurrences(occurrences: Iterable[Occurrence]) -> bytes:
    """The positions must grow."""
    data, last = bytearray(), 0
    for position, before, after in occurrences:
        _write(data, (position - last) << 2 | bool(before) << 1 | bool(after))
        _write_run(data, before)
        _write_run(data, after)
        last = position
    return bytes(data)


def known_direction(text: str) -> str:
    """Returns a direction of RingCentral's as postings have it; empty for an unknown one."""
    word = text.strip().lower()
    return word if word in _DIRECTIONS else ""


def _read_facts(data: bytes, start: int) -> tuple[Facts, int]:
    flags = data[0]
    duration, place = _read(data, 1)
    count, place = _read(data, place)
    parts: list[PartOfCall] = []
    for _ in range(count):
        identifier, place = _read_id(data, place)
        offset, place = _read(data, place)
        parts.append(PartOfCall(identifier, start + _unzigzag(offset)))
    facts = Facts(_STATES[flags & 7], _DIRECTIONS[flags >> 3], duration, tuple(parts))
    return facts, place


def _read_occurrences(data: bytes, place: int) -> Iterator[Occurrence]:
    position = 0
    while place < len(data):
        head, place = _read(data, place)
        position += head >> 2
        before, place = _read_run(data, place) if head & 2 else ((), place)
        after, place = _read_run(data, place) if head & 1 else ((), place)
        yield Occurrence(position, before, after)


def _write_run(data: bytearray, run: Sequence[int]) -> None:
    for number, word in enumerate(run, start=1):
        data.append(word | (_MORE if number < len(run) else 0))


def _read_run(data: bytes, place: int) -> tuple[tuple[int, ...], int]:
    run: list[int] = []
    while data[place] & _MORE:
        run.append(data[place] & _SEVEN_BITS)
        place += 1
    run.append(data[place])
    return tuple(run), place + 1


def _write_id(data: bytearray, identifier: str) -> None:
    """An id of digits is written as a number; the lowest bit tells which of both it is."""
    plain = identifier.isascii() and identifier.isdigit() and len(identifier) <= _MOST_DIGITS
    if plain and identifier == str(int(identifier)):
        _write(data, int(identifier) << 1)
        return
    text = identifier.encode("utf-8", "replace")
    _write(data, len(text) << 1 | 1)
    data += text


def _read_id(data: bytes, place: int) -> tuple[str, int]:
    value, place = _read(data, place)
    if not value & 1:
        return str(value >> 1), place
    end = place + (value >> 1)
    return data[place:end].decode(), end


def _write(data: bytearray, value: int) -> None:
    while value > _SEVEN_BITS:
        data.append(value & _SEVEN_BITS | _MORE)
        value >>= 7
    data.append(value)


def _read(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while data[place] & _MORE:
        value |= (data[place] & _SEVEN_BITS) << shift
        shift += 7
        place += 1
    return value | data[place] << shift, place + 1


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _unzigzag(value: int) -> int:
    return value >> 1 if not value & 1 else -((value + 1) >> 1)
