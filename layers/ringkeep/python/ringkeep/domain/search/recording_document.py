"""Makes the document of a recording from its row, its call and its newest transcript."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ringkeep.domain.recordings.calls import Call, CallParty, Leg
from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.search.documents import NoteText, SearchDocument, SpokenWord


def document_of(
    row: Recording,
    call: Call | None,
    spoken: Sequence[SpokenWord] | None,
    is_queue: Callable[[str], bool],
    *,
    tags: Sequence[str] = (),
    notes: Sequence[NoteText] = (),
) -> SearchDocument:
    """`is_queue` tells whether the extension with an id is a call queue."""
    named = _extensions_of(row, call)
    return SearchDocument(
        service=row.service,
        account_id=row.account_id,
        recording_id=row.recording_id,
        start_time=row.start_time,
        state=row.state,
        direction=row.direction or (call.direction if call else "") or "",
        duration_seconds=row.duration_seconds,
        recording_type=row.mode or row.recording_type,
        covered=_covered(row),
        queues=tuple(filter(is_queue, named)),
        numbers=_distinct(number for party in _parties(call) for number in _numbers(party)),
        texts=(*_distinct(party.name for party in _parties(call)), *_ids(row)),
        tags=tuple(tags),
        notes=tuple(notes),
        spoken=spoken,
    )


def _covered(row: Recording) -> tuple[CoveredExtension, ...]:
    """Rows of version 0.1.0 have only the extension that they show."""
    shown = CoveredExtension(extension_id=row.extension_id, at=row.start_time)
    if not row.extension_id or any(each.extension_id == shown.extension_id for each in row.covered):
        return row.covered
    return (shown, *row.covered)


def _extensions_of(row: Recording, call: Call | None) -> tuple[str, ...]:
    of_legs = (leg.extension_id for leg in _legs(call))
    of_parties = (party.extension_id for party in _parties(call))
    of_row = (each.extension_id for each in _covered(row))
    return _distinct((*of_row, *of_legs, *of_parties))


def _legs(call: Call | None) -> Iterator[Leg]:
    if call is not None:
        yield call
        yield from call.legs


def _parties(call: Call | None) -> Iterator[CallParty]:
    for leg in _legs(call):
        yield from (party for party in (leg.from_, leg.to) if party is not None)


def _numbers(party: CallParty) -> Iterator[str | None]:
    yield party.phone_number
    yield party.extension_number


def _ids(row: Recording) -> tuple[str, ...]:
    """Returns the ids by which RingCentral's support and other systems name the call."""
    return _distinct((row.recording_id, row.call_id, row.session_id, row.telephony_session_id))


def _distinct(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
