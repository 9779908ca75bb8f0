"""Splits text into the words that the index knows: the same way for transcripts and for searches.

    words_of("Don't e-mail CAFÉ 1,000")      ["don't", "e", "mail", "cafe", "1", "000"]
    number_digits("+1 (555) 123-4567")       "5551234567"

Case, accents and optional vowel signs do not count. Scripts that put no spaces between words are
indexed by single characters, so that every part of a sentence can be found as a phrase.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

# fmt: off
COMMON_WORDS: Final = (
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "do", "for", "from",
    "had", "has", "have", "he", "her", "his", "how", "i", "if", "in", "is", "it", "its", "me",
    "my", "no", "not", "of", "on", "or", "our", "she", "so", "that", "the", "their", "them",
    "then", "there", "they", "this", "to", "us", "was", "we", "were", "what", "when", "which",
    "who", "will", "with", "would", "you", "your",
)
# fmt: on
"""Not indexed. A posting stores such neighbours of its word by their place in this tuple: append new
ones at the end, and rebuild the index."""
COMMON_IDS: Final = {word: number for number, word in enumerate(COMMON_WORDS)}

LONGEST_WORD: Final = 64
LONGEST_START: Final = 48
"""Of a longer word, this many letters and a hash of all are indexed."""
SHORTEST_NUMBER: Final = 3
_LONG_NUMBER: Final = 9
"""Digits with a prefix of the country or for dialling out, which may be typed or not."""
_NORTH_AMERICAN: Final = 11
_MOST_DIGITS: Final = 32
_ASCII_WORD: Final = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
_OPTIONAL_MARKS: Final = (
    (0x0300, 0x036F),  # accents
    (0x0591, 0x05C7),  # Hebrew points
    (0x0610, 0x061A),  # Arabic signs
    (0x064B, 0x065F),  # Arabic vowels
    (0x0640, 0x0640),  # Arabic elongation
    (0x0670, 0x0670),
)
_WITHOUT_SPACES: Final = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # kana
    (0x3400, 0x9FFF),  # Chinese characters
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
_APOSTROPHES: Final = "'\u2019\u02bc\uff07"
_ZERO_WIDTH_SPACE: Final = "\u200b"


def words_of(text: str) -> list[str]:
    """Returns the words in the order in which they stand in the text."""
    found = _ASCII_WORD.findall(text.lower()) if text.isascii() else _unicode_words(folded(text))
    return [_bounded(word) for word in found]


def is_common(word: str) -> bool:
    return word in COMMON_IDS


def folded(text: str) -> str:
    """Returns the text in small letters, without accents, with the digits 0 to 9."""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFKC", "".join(map(_folded_letter, spread)))


def digits_of(text: str) -> str:
    """Returns the digits of a text in any script, as they follow each other."""
    plain = text if text.isascii() else folded(text)
    return "".join(letter for letter in plain if "0" <= letter <= "9")[:_MOST_DIGITS]


def number_digits(typed: str) -> str:
    """Returns the digits by which a typed number is searched. Of a whole number, what may be written or
    left out is dropped: a prefix for dialling out, `(0)`, and the 1 of North America."""
    text = typed.replace("(0)", "")
    digits = digits_of(text)
    if len(digits) < _LONG_NUMBER:
        return digits
    for prefix in ("011", "00", "0"):
        if digits.startswith(prefix):
            digits = digits[len(prefix) :]
            break
    if len(digits) == _NORTH_AMERICAN and digits.startswith("1"):
        return digits[1:]
    return digits


def prefix_of(word: str) -> str:
    """Returns the beginning by which words are looked up in the vocabulary."""
    return word[:LONGEST_START]


def _bounded(word: str) -> str:
    if len(word) <= LONGEST_WORD:
        return word
    return f"{word[:LONGEST_START]}~{hashlib.sha256(word.encode()).hexdigest()[:12]}"


def _folded_letter(letter: str) -> str:
    if letter <= "\x7f":
        return letter
    if letter in _APOSTROPHES:
        return "'"
    if letter == _ZERO_WIDTH_SPACE:
        return " "
    if _in_ranges(letter, _OPTIONAL_MARKS) or unicodedata.category(letter) in ("Cf", "Cs"):
        return ""
    digit = unicodedata.decimal(letter, -1)
    return letter if digit == -1 else str(digit)


def _unicode_words(text: str) -> Iterator[str]:
    word = ""
    for place, letter in enumerate(text):
        if _starts_a_word(letter):
            if word:
                yield word
            word = letter
        elif _is_letter(letter):
            if word and _in_ranges(word[0], _WITHOUT_SPACES) and not _is_mark(letter):
                yield word
                word = ""
            word += letter
        elif letter == "'" and word and place + 1 < len(text) and _is_letter(text[place + 1]):
            word += letter
        elif word:
            yield word
            word = ""
    if word:
        yield word


def _starts_a_word(letter: str) -> bool:
    """Whether it is a character of a script without spaces, and no mark that belongs to the one before."""
    return _in_ranges(letter, _WITHOUT_SPACES) and unicodedata.category(letter)[0] == "L"


def _is_letter(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMN"


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter)[0] == "M"


def _in_ranges(letter: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    code = ord(letter)
    return any(first <= code <= last for first, last in ranges)
