"""The language of a search for words.

    refund invoice          both words, anywhere in the call
    "call me back"          the words in this order, side by side
    refund near/5 invoice   at most five words apart, in either order
    -cancel  -"no thanks"   calls without it
    invoi*                  words that begin with it

    parse('refund near/5 invoi* -"no thanks')

Every text is understood or answered with a QueryProblem, a sentence for the person who typed it. A quote
that is not closed ends with the text; signs, emoji and quotes of any script separate words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from ringkeep.domain.search.tokens import is_common, prefix_of, words_of

LONGEST_TEXT: Final = 500
MOST_TERMS: Final = 20
MOST_WORDS_OF_PHRASE: Final = 20
MOST_APART: Final = 50
SHORTEST_PREFIX: Final = 2
_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»〝〞「」『』\uff02", '"'))
_DASHES: Final = "-\u2212\u2013\u2014\ufe63\uff0d"
_PART: Final = re.compile(rf'([{_DASHES}]*)"([^"]*)"?|([^\s"]+)')
_NEAR: Final = re.compile(r"near/(.*)", re.IGNORECASE | re.DOTALL)
_DIRECTION_MARKS: Final = dict.fromkeys(
    [0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
"""Invisible signs that a text from right to left may begin with."""


class QueryProblem(ValueError):
    """A search that cannot be answered; its text says why and what to change."""


class Token(NamedTuple):
    """A word, or the beginning of words."""

    text: str
    prefix: bool = False

    @property
    def common(self) -> bool:
        return not self.prefix and is_common(self.text)


@dataclass(frozen=True)
class Phrase:
    """Words side by side. A single word is a phrase of one."""

    tokens: tuple[Token, ...]

    @property
    def searchable(self) -> bool:
        return not all(token.common for token in self.tokens)


@dataclass(frozen=True)
class Near:
    """Two phrases with at most so many steps from the last word of one to the first of the other."""

    left: Phrase
    right: Phrase
    distance: int


Term: TypeAlias = Phrase | Near


@dataclass(frozen=True)
class TextQuery:
    required: tuple[Term, ...] = ()
    excluded: tuple[Phrase, ...] = ()


@dataclass
class _Parsed:
    """`ignored` tells whether very common words were left out."""

    required: list[Term] = field(default_factory=list)
    excluded: list[Phrase] = field(default_factory=list)
    ignored: bool = False


class _Part(NamedTuple):
    """A quoted phrase or a piece of text without spaces. `near` is the text after `near/`."""

    words: tuple[Token, ...] = ()
    excluded: bool = False
    quoted: bool = False
    near: str | None = None


def parse(text: str) -> TextQuery:
    """Raises QueryProblem."""
    if len(text) > LONGEST_TEXT:
        raise QueryProblem(f"a search has at most {LONGEST_TEXT} characters")
    parts = list(_parts(text))
    found = _Parsed()
    place = 0
    while place < len(parts):
        place = _take(parts, place, found)
    if not found.required and not found.excluded:
        raise QueryProblem(_nothing_left(found, text))
    if len(found.required) + len(found.excluded) > MOST_TERMS:
        raise QueryProblem(f"a search has at most {MOST_TERMS} words and phrases")
    return TextQuery(tuple(dict.fromkeys(found.required)), tuple(dict.fromkeys(found.excluded)))


def _take(parts: Sequence[_Part], place: int, found: _Parsed) -> int:
    """Adds what begins at the place, and returns the place behind it."""
    part = parts[place]
    if part.near is not None:
        raise QueryProblem("near/5 stands between two words: refund near/5 invoice")
    following = parts[place + 1] if place + 1 < len(parts) else None
    if following is None or following.near is None:
        _add(part, found)
        return place + 1
    if place + 2 >= len(parts) or parts[place + 2].near is not None:
        raise QueryProblem("near/5 needs a word on both sides: refund near/5 invoice")
    found.required.append(_near(part, following.near, parts[place + 2]))
    chained = place + 3 < len(parts) and parts[place + 3].near is not None
    return place + 2 if chained else place + 3


def _add(part: _Part, found: _Parsed) -> None:
    phrase = Phrase(part.words)
    if phrase.searchable:
        (found.excluded if part.excluded else found.required).append(phrase)
    elif len(part.words) > 1:
        raise QueryProblem(
            f"“{_spelled(part.words)}” has only very common words, which are not indexed:"
            " add a rarer word to the phrase"
        )
    else:
        found.ignored = True


def _near(left: _Part, distance: str, right: _Part) -> Near:
    if left.excluded or right.excluded:
        raise QueryProblem("what is near something cannot be excluded: leave out the - beside near")
    for part in (left, right):
        if not Phrase(part.words).searchable:
            raise QueryProblem(
                f"“{_spelled(part.words)}” is too common to be searched with near: take a rarer word"
            )
    return Near(Phrase(left.words), Phrase(right.words), _steps(distance))


def _steps(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_APART):
        raise QueryProblem(f"near/ is followed by a number from 1 to {MOST_APART}: near/5")
    return int(text)


def _parts(text: str) -> Iterator[_Part]:
    plain = text.translate(_QUOTES).translate(_DIRECTION_MARKS)
    for match in _PART.finditer(plain):
        dashes, quoted, piece = match.groups()
        part = _piece(piece) if piece is not None else _quoted(quoted, excluded=bool(dashes))
        if part.words or part.near is not None:
            yield part


def _quoted(text: str, *, excluded: bool) -> _Part:
    return _Part(_tokens(text.split()), excluded, quoted=True)


def _piece(piece: str) -> _Part:
    if near := _NEAR.fullmatch(piece):
        return _Part(near=near.group(1))
    stripped = piece.lstrip(_DASHES)
    return _Part(_tokens([stripped]), excluded=stripped != piece)


def _tokens(pieces: Iterable[str]) -> tuple[Token, ...]:
    found = tuple(token for piece in pieces for token in _tokens_of(piece))
    if len(found) > MOST_WORDS_OF_PHRASE:
        raise QueryProblem(f"a phrase has at most {MOST_WORDS_OF_PHRASE} words")
    return found


def _tokens_of(piece: str) -> Iterator[Token]:
    """Only the last word of a piece may be the beginning of words."""
    start, star, rest = piece.partition("*")
    words = words_of(start)
    if not star:
        yield from map(Token, words)
        return
    if words_of(rest) or not words or not _within_a_word(start[-1]):
        raise QueryProblem("a * stands at the end of a word, after its first letters: invoi*")
    if len(words[-1]) < SHORTEST_PREFIX:
        raise QueryProblem(f"a * needs at least {SHORTEST_PREFIX} letters before it: invoi*")
    yield from map(Token, words[:-1])
    yield Token(prefix_of(words[-1]), prefix=True)


def _within_a_word(sign: str) -> bool:
    """Whether a sign is a letter or belongs to one, such as an accent."""
    return bool(words_of(sign)) or len(words_of(f"a{sign}a")) == 1


def _nothing_left(found: _Parsed, text: str) -> str:
    if found.ignored:
        return "these words are so common that they are not indexed: add a rarer one"
    return "the search has no words" if text.strip() else "the search is empty"


def _spelled(words: Iterable[Token]) -> str:
    return " ".join(f"{word.text}*" if word.prefix else word.text for word in words)
