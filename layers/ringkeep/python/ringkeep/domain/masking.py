"""Removes credentials and personal data from text that comes from outside and may be logged.

Messages of RingCentral, of libraries and of the operating system may quote what they refuse: an
assertion, a token, a URL with a signature, a phone number. Names of people cannot be recognised.
"""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 300
_SCHEMES: Final = re.compile(r"\b(Bearer|Basic)(?:\s|%20|\+)+[^\s'\",;]+", re.IGNORECASE)
_URL: Final = re.compile(
    r"\b([a-z][a-z0-9+.-]*)://(?:[^\s/?#'\"<>]*@)?([^\s/?#'\"<>]*)[^\s'\"<>]*", re.I
)
_QUERY: Final = re.compile(r"\?[^\s?='\"<>]+=[^\s'\"<>]*")
_E_MAIL: Final = re.compile(r"[^\s'\"<>@]+@[^\s'\"<>@]+")
_NUMBER: Final = re.compile(r"\+?\d(?:[\s().-]{0,2}\d){6,}")
_TOKEN: Final = re.compile(
    r"(?=[\w+=~.-]*\d)(?=[\w+=~.-]*[A-Za-z])[\w+=~.-]{16,}|[\w+=~-]{40,}", re.ASCII
)
_WORD_AND_CODE: Final = re.compile(r"[A-Za-z]{2,}(?:[.-][A-Za-z]+)*[.-]\d{1,4}\.?")


def masked(text: str) -> str:
    """Returns at most 300 characters of the text. A URL keeps only its host; phone numbers, e-mail
    addresses and everything that looks like a token are replaced."""
    plain = _URL.sub(_origin, text[: 4 * _LONGEST])
    plain = _SCHEMES.sub(r"\1 [token]", plain)
    plain = _QUERY.sub("?[query]", plain)
    plain = _E_MAIL.sub("[address]", plain)
    plain = _TOKEN.sub(_unless_word, plain)
    return _NUMBER.sub("[number]", plain)[:_LONGEST]


def without_addresses(text: str) -> str:
    """Replaces e-mail addresses only: for a text of our own, which may name the person whom it concerns."""
    return _E_MAIL.sub("[address]", text)


def _origin(found: re.Match[str]) -> str:
    return f"{found[1]}://{found[2]}/..."


def _unless_word(found: re.Match[str]) -> str:
    """A word with a short number, such as `ReadCallRecording.2`, is no token."""
    return found[0] if _WORD_AND_CODE.fullmatch(found[0]) else "[token]"
