"""What the index knows about one recording, and the postings that follow from it.

    postings_of(document)      {ListKey(Field.WORD, "refund"): b"...", ...}

Pure: the same document always gives the same postings, so that a difference of two documents is a
difference of their postings, and a rebuild gives the same index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.domain.search.keys import EVERY, Field, sort_key
from ringkeep.domain.search.numbers import NUMBER_GAP, grams_of
from ringkeep.domain.search.postings import (
    QUARTER_HOUR,
    Facts,
    Occurrence,
    PartOfCall,
    known_direction,
    packed_facts,
    packed_occurrences,
)
from ringkeep.domain.search.tokens import COMMON_IDS, SHORTEST_NUMBER, digits_of, folded, words_of

LONGEST_RUN: Final = 20
"""So many very common words beside a word are kept. No searched phrase has more words."""
TEXT_GAP: Final = 200
"""Positions between two texts, so that no phrase and no `near` reaches from one into the other."""
MOST_NUMBERS: Final = 20
MOST_TEXTS: Final = 200
"""Names and ids of one recording that are indexed."""
NOTE_PLACES: Final = 50_000
"""Positions of a note, which has fewer words. Where a note begins depends on its own number alone: so a
change of one note changes no posting of another."""
MOST_NOTE_WORDS: Final = 50_000
"""Of all notes of one recording together."""
MOST_OCCURRENCES: Final = 20_000
"""Of one word in one recording: an item of the table is limited to 400 KB."""


class SpokenWord(NamedTuple):
    """A word of a transcript and its place in it. A jump of the place is a gap, such as between turns."""

    text: str
    position: int


class NoteText(NamedTuple):
    """`number` tells the notes of a recording apart, and never changes."""

    number: int
    text: str


class ListKey(NamedTuple):
    field: Field
    value: str


@dataclass(frozen=True)
class SearchDocument:
    """`spoken` is None without a transcript. `texts` are found by their words, such as the names of the
    parties and RingCentral's ids. `notes` are found by their own filter. Times are in seconds since the
    epoch."""

    service: str
    account_id: str
    recording_id: str
    start_time: float
    state: RecordingState
    direction: str = ""
    duration_seconds: int = 0
    recording_type: str = ""
    covered: tuple[CoveredExtension, ...] = ()
    queues: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    notes: tuple[NoteText, ...] = ()
    spoken: Sequence[SpokenWord] | None = None

    @property
    def sort_key(self) -> str:
        return sort_key(self.start_time, self.account_id, self.recording_id)

    @property
    def facts(self) -> Facts:
        parts = (PartOfCall(each.extension_id, _quarter(each.at)) for each in self.covered)
        return Facts(
            state=self.state,
            direction=known_direction(self.direction),
            duration_seconds=self.duration_seconds,
            parts=tuple(dict.fromkeys(parts)),
        )


def postings_of(document: SearchDocument) -> Mapping[ListKey, bytes]:
    """Returns what each list has to say about the recording. Only final states are indexed, and nothing
    of an erased recording."""
    if not document.state.searchable:
        return {}
    facts = packed_facts(document.facts, document.sort_key)
    postings = dict.fromkeys(_plain_keys(document), facts)
    words = _word_lists(Field.WORD, list(token_places(document)))
    of_notes = _word_lists(Field.NOTE, list(note_places(document)))
    for field, value, occurrences in (*words, *of_notes, *_number_lists(document)):
        found = packed_occurrences(occurrences[:MOST_OCCURRENCES])
        postings[ListKey(field, value)] = facts + found
    return postings


def tag_value(tag: str) -> str:
    """Returns a tag as its list is named: case and spaces at its ends do not count."""
    return " ".join(folded(tag).split())[:100]


def type_value(recording_type: str) -> str:
    return "".join(recording_type.split()).lower()[:100]


def token_places(document: SearchDocument) -> Iterator[tuple[int, str]]:
    """Yields every word of the transcript and the texts with its position; common words too."""
    position = 0
    last: int | None = None
    for text, place in document.spoken or ():
        position += max(0, place - last - 1) if last is not None else 0
        last = place
        for word in words_of(text):
            yield position, word
            position += 1
    for text in document.texts[:MOST_TEXTS]:
        position += TEXT_GAP
        for word in words_of(text):
            yield position, word
            position += 1


def note_places(document: SearchDocument) -> Iterator[tuple[int, str]]:
    """Yields every word of the notes with its position. No phrase and no `near` reaches from one note into
    another."""
    found = (
        (note.number * NOTE_PLACES + place, word)
        for note in sorted(document.notes)
        for place, word in enumerate(words_of(note.text)[: NOTE_PLACES - TEXT_GAP])
    )
    return islice(found, MOST_NOTE_WORDS)


def _plain_keys(document: SearchDocument) -> Iterator[ListKey]:
    yield ListKey(Field.ALL, EVERY)
    yield ListKey(Field.STATE, document.state.value)
    if document.spoken is not None:
        yield ListKey(Field.TRANSCRIPT, EVERY)
    if kind := type_value(document.recording_type):
        yield ListKey(Field.TYPE, kind)
    yield from _keys(Field.EXTENSION, (each.extension_id for each in document.covered))
    yield from _keys(Field.QUEUE, document.queues)
    yield from _keys(Field.TAG, map(tag_value, document.tags))


def _keys(field: Field, values: Iterable[str]) -> Iterator[ListKey]:
    return (ListKey(field, value) for value in dict.fromkeys(values) if value)


def _word_lists(
    field: Field, tokens: Sequence[tuple[int, str]]
) -> Iterator[tuple[Field, str, list[Occurrence]]]:
    lists: dict[str, list[Occurrence]] = {}
    before = _runs(tokens, 1)
    after = list(reversed(_runs(tokens[::-1], -1)))
    for (position, word), first, last in zip(tokens, before, after, strict=True):
        if word not in COMMON_IDS:
            occurrence = Occurrence(position, first, last[::-1])
            lists.setdefault(word, []).append(occurrence)
    return ((field, word, found) for word, found in lists.items())


def _runs(tokens: Sequence[tuple[int, str]], step: int) -> list[tuple[int, ...]]:
    """Returns for each word the very common words that stand directly before it, in the direction."""
    runs: list[tuple[int, ...]] = []
    run: tuple[int, ...] = ()
    expected: int | None = None
    for position, word in tokens:
        run = run if position == expected else ()
        runs.append(run)
        common = COMMON_IDS.get(word)
        run = () if common is None else (*run, common)[-LONGEST_RUN:]
        expected = position + step
    return runs


def _number_lists(document: SearchDocument) -> Iterator[tuple[Field, str, list[Occurrence]]]:
    lists: dict[str, list[Occurrence]] = {}
    for count, digits in enumerate(numbers_of(document)):
        for gram, offset in grams_of(digits):
            lists.setdefault(gram, []).append(Occurrence(count * NUMBER_GAP + offset))
    return ((Field.NUMBER, gram, found) for gram, found in lists.items())


def numbers_of(document: SearchDocument) -> tuple[str, ...]:
    """Returns the digits of the numbers that are indexed."""
    found = dict.fromkeys(map(digits_of, document.numbers))
    return tuple(each for each in found if len(each) >= SHORTEST_NUMBER)[:MOST_NUMBERS]


def _quarter(moment: float) -> int:
    return int(moment // QUARTER_HOUR)
