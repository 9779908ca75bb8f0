"""What a search must find, decided by looking at every call. Nothing of the index is used here but the way
in which text is split into words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo

from ringkeep.domain.access.periods import local_day
from ringkeep.domain.access.sight import OwnerOn, Sight
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.search.documents import (
    SearchDocument,
    note_places,
    numbers_of,
    tag_value,
    token_places,
)
from ringkeep.domain.search.query import Near, Phrase, TextQuery, Token
from ringkeep.domain.search.searches import Search

Text = dict[int, str]


def scanned(
    documents: Iterable[SearchDocument], search: Search, viewer: Sight, zone: tzinfo
) -> list[SearchDocument]:
    """Returns what is found, the newest first."""
    found = [each for each in documents if _fits(each, search, viewer, zone)]
    return sorted(found, key=lambda each: (each.sort_key, each.service), reverse=True)


def _fits(document: SearchDocument, search: Search, viewer: Sight, zone: tzinfo) -> bool:
    return (
        _has_facts(document, search)
        and all(_sees(sight, document, zone) for sight in (viewer, search.user) if sight)
        and _has_number(document, search.number)
        and (search.text is None or _has_text(document, search.text))
        and (search.note is None or _has_note(document, search.note))
    )


def _has_facts(document: SearchDocument, search: Search) -> bool:
    request = search.request
    extensions = {each.extension_id for each in document.covered}
    longest = request.duration_to
    return (
        document.state.searchable
        and search.since <= document.start_time < search.until
        and request.service in ("", document.service)
        and request.state in (None, document.state)
        and request.direction.lower() in ("", document.direction.lower())
        and document.duration_seconds >= (request.duration_from or 0)
        and (longest is None or document.duration_seconds <= longest)
        and (not request.extension or request.extension in extensions)
        and (not request.queue or request.queue in document.queues)
        and request.recording_type.lower() in ("", document.recording_type.lower())
        and (not request.tag or tag_value(request.tag) in map(tag_value, document.tags))
        and request.has_transcript in (None, document.spoken is not None)
    )


def _sees(sight: Sight, document: SearchDocument, zone: tzinfo) -> bool:
    return sight.sees_any(
        OwnerOn(
            Owner(document.service, document.account_id, each.extension_id),
            local_day(each.at, zone),
        )
        for each in document.covered
    )


def _has_number(document: SearchDocument, part: str) -> bool:
    return not part or any(part in each for each in numbers_of(document))


def _has_text(document: SearchDocument, query: TextQuery) -> bool:
    text = dict(token_places(document))
    required = all(_has_term(document, text, each) for each in query.required)
    return required and not any(_has_term(document, text, each) for each in query.excluded)


def _has_note(document: SearchDocument, query: TextQuery) -> bool:
    """Digits of a note are words like all others."""
    text = dict(note_places(document))
    required = all(_is_in(text, each) for each in query.required)
    return required and not any(_is_in(text, each) for each in query.excluded)


def _has_term(document: SearchDocument, text: Text, term: Phrase | Near) -> bool:
    alone = term.tokens[0] if isinstance(term, Phrase) and len(term.tokens) == 1 else None
    digits = alone is not None and not alone.prefix and alone.text.isdigit()
    if alone and digits and len(alone.text) >= 3 and _has_number(document, alone.text):
        return True
    return _is_in(text, term)


def _is_in(text: Text, term: Phrase | Near) -> bool:
    if isinstance(term, Near):
        return _is_near(list(_places(text, term.left)), list(_places(text, term.right)), term)
    return any(True for _ in _places(text, term))


def _places(text: Text, phrase: Phrase) -> Iterator[tuple[int, int]]:
    length = len(phrase.tokens)
    for start in text:
        words = [text.get(start + offset) for offset in range(length)]
        if all(_is(word, token) for word, token in zip(words, phrase.tokens, strict=True)):
            yield start, start + length - 1


def _is(word: str | None, token: Token) -> bool:
    if word is None:
        return False
    if token.prefix:
        return word.startswith(token.text) and not Token(word).common
    return word == token.text


def _is_near(left: Sequence[tuple[int, int]], right: Sequence[tuple[int, int]], term: Near) -> bool:
    return any(
        0 < second[0] - first[1] <= term.distance or 0 < first[0] - second[1] <= term.distance
        for first in left
        for second in right
    )
