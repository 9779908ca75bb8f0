"""Reads the words of a transcript's JSON document, leniently: `turns`, each with `words` or a `text`."""

from __future__ import annotations

from collections.abc import Iterator

from ringkeep.domain.json import JsonValue, list_of, object_of, text_of
from ringkeep.domain.search.documents import SpokenWord
from ringkeep.domain.transcripts.keys import place_of_transcript

_BETWEEN_TURNS = 1
"""Positions left out between two turns: a phrase does not go on with another speaker, `near` may."""


def spoken_words(transcript: JsonValue) -> list[SpokenWord]:
    found: list[SpokenWord] = []
    position = 0
    for turn in list_of(object_of(transcript).get("turns")):
        for text in _texts(turn):
            found.append(SpokenWord(text, position))
            position += 1
        position += _BETWEEN_TURNS
    return found


def revision_of(object_key: str) -> int:
    """Returns the revision of a transcript's key, 0 for another object."""
    place = place_of_transcript(object_key)
    return place.revision if place else 0


def _texts(turn: JsonValue) -> Iterator[str]:
    words = list_of(object_of(turn).get("words"))
    if words:
        yield from (text_of(object_of(word).get("text")) for word in words)
    else:
        yield text_of(object_of(turn).get("text"))
