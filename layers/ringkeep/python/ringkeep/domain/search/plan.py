"""Decides which posting lists a search reads in one service, and what is asked of each posting.

Who sees a recording can be found in two ways. A few extensions are a union of their lists, which is quick
although they are rare; many are looked up on each posting that the other lists have in common, which costs
nothing more. State, direction and duration are on every posting, so they need no list of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final

from ringkeep.domain.access.periods import local_day
from ringkeep.domain.access.sight import OwnerOn, Sight
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.domain.search.conditions import (
    Condition,
    HasNear,
    HasNumber,
    HasPhrase,
    HasWordOrNumber,
    Listed,
    Without,
)
from ringkeep.domain.search.documents import tag_value, type_value
from ringkeep.domain.search.keys import EVERY, Field, ListName, month_at, time_key
from ringkeep.domain.search.lists import PostingList, Reading, Union
from ringkeep.domain.search.numbers import pieces_of
from ringkeep.domain.search.places import steps_of
from ringkeep.domain.search.postings import Posting
from ringkeep.domain.search.query import Near, Phrase, QueryProblem, Term, Token
from ringkeep.domain.search.searches import Search
from ringkeep.domain.search.tokens import SHORTEST_NUMBER

MOST_OWN_LISTS: Final = 40
"""With more extensions, who sees a recording is looked up on the postings."""
MOST_WORDS: Final = 60
"""Words that a beginning may stand for."""
MOST_LISTS: Final = 120
"""Of one search. Each costs a read unit before the first recording is found."""


@dataclass(frozen=True)
class Facts:
    """What is asked of each posting, without another read."""

    search: Search
    sights: tuple[Sight, ...]
    service: str
    zone: tzinfo

    def fit(self, posting: Posting) -> bool:
        facts, request = posting.facts, self.search.request
        if request.state not in (None, facts.state):
            return False
        if request.direction and request.direction.lower() != facts.direction:
            return False
        longest = request.duration_to
        if facts.duration_seconds < (request.duration_from or 0):
            return False
        if longest is not None and facts.duration_seconds > longest:
            return False
        return self._is_seen(posting)

    def _is_seen(self, posting: Posting) -> bool:
        if not self.sights:
            return True
        owners = list(self._owners(posting))
        return all(sight.sees_any(owners) for sight in self.sights)

    def _owners(self, posting: Posting) -> Iterator[OwnerOn]:
        account = posting.identity.account_id
        for part in posting.facts.parts:
            owner = Owner(self.service, account, part.extension_id)
            yield OwnerOn(owner, local_day(part.at, self.zone))


@dataclass(frozen=True)
class Plan:
    """A recording is found if it is in all sources, its posting fits, and all conditions hold."""

    sources: Sequence[Union]
    facts: Facts
    conditions: Sequence[Condition]


def planned(
    search: Search, viewer: Sight, service: str, zone: tzinfo, reading: Reading
) -> Plan | None:
    """Returns None if the person sees nothing of the service. Raises QueryProblem."""
    sights = search.sights(viewer)
    owned = [_extensions(sight, service) for sight in sights]
    if not all(owned):
        return None
    builder = _Builder(service, search, reading)
    chosen = [*_chosen(search, service), *(each for each in owned if len(each) <= MOST_OWN_LISTS)]
    if not (chosen or search.number or any(text.required for _, text in search.texts)):
        chosen = [[_default_list(search, service)]]
    builder.prepare(chosen)
    conditions = [*map(builder.listed, chosen), *builder.of_text(), *builder.of_number()]
    conditions += builder.without_transcript()
    sources = [source for each in conditions for source in each.sources]
    return Plan(sources, Facts(search, sights, service, zone), conditions)


def _extensions(sight: Sight, service: str) -> list[ListName]:
    ids = {owner.extension_id for owner in sight.periods if owner.service == service}
    return [ListName(service, Field.EXTENSION, each) for each in sorted(ids)]


def _chosen(search: Search, service: str) -> Iterator[list[ListName]]:
    """Yields the lists of the filters, each of which is one list."""
    request = search.request
    rare = request.state not in (None, RecordingState.STORED)
    for chosen, value in (
        (Field.EXTENSION, request.extension),
        (Field.QUEUE, request.queue),
        (Field.TAG, tag_value(request.tag)),
        (Field.TYPE, type_value(request.recording_type)),
        (Field.TRANSCRIPT, EVERY if request.has_transcript else ""),
        (Field.STATE, request.state.value if request.state and rare else ""),
    ):
        if value:
            yield [ListName(service, chosen, value)]


def _default_list(search: Search, service: str) -> ListName:
    state = search.request.state
    if state is not None:
        return ListName(service, Field.STATE, state.value)
    return ListName(service, Field.ALL, EVERY)


@dataclass
class _Builder:
    """Makes the conditions of one search. The months of all lists are read in one request. Words are those of
    calls or those of notes: each of the two has lists of its own."""

    service: str
    search: Search
    reading: Reading
    _months: dict[ListName, frozenset[str]] = field(default_factory=dict)
    _words: dict[tuple[Field, Token], tuple[ListName, ...]] = field(default_factory=dict)
    _lists: dict[ListName, PostingList] = field(default_factory=dict)

    def prepare(self, chosen: Iterable[Sequence[ListName]]) -> None:
        for place in self._tokens():
            if place not in self._words:
                self._words[place] = self._lists_of(*place)
        names = [name for lists in (*chosen, *self._words.values()) for name in lists]
        names += self._number_names()
        if self.search.request.has_transcript is False:
            names.append(ListName(self.service, Field.TRANSCRIPT, EVERY))
        unknown = [name for name in dict.fromkeys(names) if name not in self._months]
        if len(unknown) + len(self._months) > MOST_LISTS:
            raise QueryProblem("the search asks for too many words: leave some out")
        self._months.update(self.reading.months(self.service, unknown))

    def listed(self, names: Iterable[ListName]) -> Listed:
        return Listed(self._union(names))

    def of_text(self) -> Iterator[Condition]:
        for of, text in self.search.texts:
            yield from (self._term(of, each) for each in text.required)
            yield from (Without(self._phrase(of, each)) for each in text.excluded)

    def of_number(self) -> Iterator[Condition]:
        if self.search.number:
            yield self._number(self.search.number)

    def without_transcript(self) -> Iterator[Condition]:
        if self.search.request.has_transcript is False:
            yield Without(self.listed([ListName(self.service, Field.TRANSCRIPT, EVERY)]))

    def _term(self, of: Field, term: Term) -> Condition:
        if isinstance(term, Near):
            left, right = self._words_of(of, term.left), self._words_of(of, term.right)
            return HasNear(left, right, term.distance)
        return self._phrase(of, term)

    def _phrase(self, of: Field, phrase: Phrase) -> Condition:
        words = self._words_of(of, phrase)
        digits = _digits(phrase) if of is Field.WORD else ""
        if not digits:
            return words
        number = self._number(digits)
        either = Union((*words.words[0].lists, *number.lists[-1].lists))
        return HasWordOrNumber(words, number, either)

    def _words_of(self, of: Field, phrase: Phrase) -> HasPhrase:
        steps = steps_of(phrase)
        unions = (self._union(self._words[of, each.token]) for each in steps.steps)
        return HasPhrase(steps, tuple(unions))

    def _number(self, digits: str) -> HasNumber:
        pieces = pieces_of(digits)
        return HasNumber(pieces, tuple(self._union([self._piece(text)]) for text, _ in pieces))

    def _union(self, names: Iterable[ListName]) -> Union:
        return Union([self._list(name) for name in names])

    def _list(self, name: ListName) -> PostingList:
        if name not in self._lists:
            first, oldest = month_at(self.search.since), time_key(self.search.since)
            months = (each for each in self._months.get(name, ()) if each >= first)
            newest_first = sorted(months, reverse=True)
            self._lists[name] = PostingList(self.reading, name, newest_first, oldest)
        return self._lists[name]

    def _tokens(self) -> Iterator[tuple[Field, Token]]:
        for of, text in self.search.texts:
            for term in (*text.required, *text.excluded):
                phrases = (term.left, term.right) if isinstance(term, Near) else (term,)
                for phrase in phrases:
                    yield from ((of, token) for token in phrase.tokens if not token.common)

    def _lists_of(self, of: Field, token: Token) -> tuple[ListName, ...]:
        """Returns the list of a word, or of all words with a beginning."""
        if not token.prefix:
            return (ListName(self.service, of, token.text),)
        found = self.reading.words(self.service, token.text, MOST_WORDS + 1, of)
        if len(found) > MOST_WORDS:
            raise QueryProblem(f"too many words begin with “{token.text}”: add more letters")
        months = {ListName(self.service, of, word): each for word, each in found.items()}
        self._months.update(months)
        return tuple(months)

    def _number_names(self) -> Iterator[ListName]:
        text = self.search.text
        terms = (*text.required, *text.excluded) if text is not None else ()
        typed = (_digits(term) for term in terms if isinstance(term, Phrase))
        for digits in (self.search.number, *typed):
            if digits:
                yield from (self._piece(piece) for piece, _ in pieces_of(digits))

    def _piece(self, digits: str) -> ListName:
        return ListName(self.service, Field.NUMBER, digits)


def _digits(phrase: Phrase) -> str:
    """Returns the digits of a phrase that is one word of digits, which may be a part of a number."""
    token = phrase.tokens[0]
    alone = len(phrase.tokens) == 1 and not token.prefix and len(token.text) >= SHORTEST_NUMBER
    return token.text if alone and token.text.isascii() and token.text.isdigit() else ""
