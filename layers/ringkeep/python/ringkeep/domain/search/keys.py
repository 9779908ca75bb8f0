"""The keys of the search index.

    {service}#{field}#{value}#{yyyymm}        partition of a posting list, one for each month (UTC)
    {start of the call}{account}.{recording}  sort key of a posting: the newest call is last
    {service}#months#{field}#{beginning}      partition of the items that say which months a value has
    {value}                                   their sort key; of words, it is the vocabulary for prefix*

Sort keys are short, because every posting that a search reads is paid by its size: times and ids are
written in digits of base 64, whose order in ASCII is the order of their values.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple
from urllib.parse import unquote

from ringkeep.domain.recordings.archive import escaped


class Field(StrEnum):
    """What a posting says about a recording."""

    ALL = "all"
    EXTENSION = "extension"
    NOTE = "note"
    """A word of a note."""
    NUMBER = "number"
    QUEUE = "queue"
    STATE = "state"
    TYPE = "type"
    TAG = "tag"
    TRANSCRIPT = "transcript"
    WORD = "word"


class ListName(NamedTuple):
    """A posting list: the recordings of a service whose field has the value."""

    service: str
    field: Field
    value: str

    def partition(self, month: str) -> str:
        return f"{self.service}#{self.field}#{self.value}#{month}"


class Identity(NamedTuple):
    account_id: str
    recording_id: str


EVERY: Final = "*"
"""The value of lists that have only one: `all` and `transcript`."""
_ALPHABET: Final = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
_VALUES: Final = {letter: value for value, letter in enumerate(_ALPHABET)}
_TIME_LETTERS: Final = 7
_LAST_MOMENT: Final = 64**_TIME_LETTERS - 1
_MOST_DIGITS: Final = 18
_SHARD_LETTERS: Final = 2


def sort_key(start_time: float, account_id: str, recording_id: str) -> str:
    return f"{time_key(start_time)}{_packed_id(account_id)}.{_packed_id(recording_id)}"


def time_key(moment: float) -> str:
    """Returns a key that is less than those of all calls which began at the moment or later."""
    left, letters = milliseconds(moment), ""
    for _ in range(_TIME_LETTERS):
        left, digit = divmod(left, 64)
        letters = _ALPHABET[digit] + letters
    return letters


def milliseconds(moment: float) -> int:
    return min(max(0, round(moment * 1000)), _LAST_MOMENT)


def moment_of(key: str) -> float:
    """Returns when the call of a sort key began, in seconds since the epoch."""
    return milliseconds_of(key) / 1000


def milliseconds_of(key: str) -> int:
    value = 0
    for letter in key[:_TIME_LETTERS]:
        value = value * 64 + _VALUES[letter]
    return value


def identity_of(key: str) -> Identity:
    account, _, recording = key[_TIME_LETTERS:].partition(".")
    return Identity(_unpacked_id(account), _unpacked_id(recording))


def just_before(key: str) -> str:
    """Returns a key that is less than this one, and greater than all sort keys less than this one."""
    return f"{key[:-1]}{chr(ord(key[-1]) - 1)}~"


def moment_key(key: str) -> str:
    """Returns the part of a key that is only the moment of the call."""
    return key[:_TIME_LETTERS]


def is_moment(key: str) -> bool:
    """Whether a key names no recording."""
    return len(key) == _TIME_LETTERS or key == after_moment(moment_key(key))


def after_moment(moment: str) -> str:
    """Returns a key that is greater than the sort keys of all calls which began at the moment."""
    return f"{moment}~"


def month_of(key: str) -> str:
    """Returns the month (`yyyymm`) in whose partition a sort key is."""
    return month_at(moment_of(key))


def month_at(moment: float) -> str:
    day = datetime.fromtimestamp(moment, UTC)
    return f"{day.year:04}{day.month:02}"


@cache
def month_start(month: str) -> str:
    """Returns a key that is less than all sort keys of the month."""
    return time_key(datetime(int(month[:4]), int(month[4:]), 1, tzinfo=UTC).timestamp())


def months_partition(service: str, field: Field, value: str) -> str:
    return f"{service}#months#{field}#{value[:_SHARD_LETTERS]}"


def _packed_id(identifier: str) -> str:
    plain = identifier.isascii() and identifier.isdigit() and len(identifier) <= _MOST_DIGITS
    if not plain or identifier != str(int(identifier)):
        return f"!{escaped(identifier)}"
    left, letters = divmod(int(identifier), 64)
    packed = _ALPHABET[letters]
    while left:
        left, digit = divmod(left, 64)
        packed = _ALPHABET[digit] + packed
    return packed


def _unpacked_id(packed: str) -> str:
    if packed.startswith("!"):
        return unquote(packed[1:])
    value = 0
    for letter in packed:
        value = value * 64 + _VALUES[letter]
    return str(value)
