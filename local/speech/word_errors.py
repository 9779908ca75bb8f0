"""How many spoken words a transcript has wrong. Numbers count as right however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

_ONES: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS: Final = (
    *("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
)
_DOLLARS: Final = re.compile(r"\$([0-9]+)")
_THOUSAND: Final = 1000


def words_of(text: str) -> list[str]:
    """Returns the words in lower case, without punctuation, numbers as they are spoken."""
    plain = _DOLLARS.sub(r"\1 dollars", text.lower()).replace("-", " ")
    kept = "".join(each for each in plain if each.isalnum() or each.isspace())
    return [word for part in kept.split() for word in _spoken(part)]


def word_error_rate(spoken: Sequence[str], heard: Sequence[str]) -> float:
    return word_errors(spoken, heard) / len(spoken)


def word_errors(spoken: Sequence[str], heard: Sequence[str]) -> int:
    """The fewest words to replace, add or remove (Levenshtein's distance)."""
    row = list(range(len(heard) + 1))
    for count, word in enumerate(spoken, 1):
        before, row[0] = row[0], count
        for place, other in enumerate(heard, 1):
            cheapest = min(row[place] + 1, row[place - 1] + 1, before + (word != other))
            before, row[place] = row[place], cheapest
    return row[-1]


def _spoken(word: str) -> Iterator[str]:
    """A long number is spoken digit by digit, like an order's."""
    if not (word.isascii() and word.isdigit()):
        yield word
    elif len(word) > 1 and int(word) >= _THOUSAND:
        yield from (_ONES[int(digit)] for digit in word)
    else:
        yield from _number(int(word))


def _number(value: int) -> Iterator[str]:
    hundreds, rest = divmod(value, 100)
    if hundreds:
        yield from (_ONES[hundreds], "hundred")
    if rest >= len(_ONES):
        tens, rest = divmod(rest, 10)
        yield _TENS[tens]
        if rest:
            yield _ONES[rest]
    elif rest or not hundreds:
        yield _ONES[rest]
