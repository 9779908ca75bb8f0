"""Finds the recordings of one call: those of its record's legs, and those of the other records of the same
session, as a transfer makes them.

The search index has RingCentral's ids as words, so it needs a query for each id and month, and no index of
its own. Recordings that are still to be imported are found by the record that names them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple, Protocol

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.calls import Call, parse_call, recorded_parts
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.domain.recordings.same_call import began_at, is_same_call, session_ids
from ringkeep.domain.search.keys import Field, ListName, after_moment, month_at, time_key
from ringkeep.domain.search.lists import PostingPages
from ringkeep.domain.search.tokens import is_common, words_of
from ringkeep.usecases.search.ports import RecordingRows

MOST_PARTS: Final = 50
"""Recordings of one conversation. Real calls have fewer than ten."""
_MOST_CALLS: Final = 10
"""Records of one conversation that are read for the start of their legs."""
_DAY: Final = 86_400.0
"""The records of one session begin at most so many seconds apart."""


class CallRecords(Protocol):
    def call_raw(self, account: AccountRef, call_id: str) -> JsonObject | None: ...


class ConversationPart(NamedTuple):
    """`started_at` is in seconds since the epoch."""

    row: Recording
    started_at: float


@dataclass(frozen=True)
class FindConversation:
    pages: PostingPages
    rows: RecordingRows
    calls: CallRecords

    def __call__(self, row: Recording, call: Call | None) -> Sequence[ConversationPart]:
        """Returns the recordings in the order of their start, at most MOST_PARTS, this one included.
        Who may see them is not its question."""
        found = [row, *self._others(row, call)]
        calls = self._calls(row, call, found)
        parts = (ConversationPart(each, began_at(each, calls.get(each.call_id))) for each in found)
        return sorted(parts, key=lambda part: (part.started_at, str(part.row.key)))

    def _others(self, row: Recording, call: Call | None) -> Iterator[Recording]:
        named = dict.fromkeys((*_named(row, call), *self._indexed(row)))
        named.pop(row.key, None)
        keys = list(islice(named, 2 * MOST_PARTS))
        known = self.rows.rows(keys).rows if keys else {}
        rows = (known[key] for key in keys if key in known)
        return islice((each for each in rows if is_same_call(row, each)), MOST_PARTS - 1)

    def _indexed(self, row: Recording) -> Iterator[RecordingKey]:
        first, last = max(0.0, row.start_time - _DAY), row.start_time + _DAY
        newest, oldest = after_moment(time_key(last)), time_key(first)
        for name in _lists(row):
            for month in dict.fromkeys((month_at(first), month_at(last))):
                page = self.pages.page(name, month, newest, oldest, MOST_PARTS)
                for posting in page.postings:
                    account_id, recording_id = posting.identity
                    yield RecordingKey(
                        service=row.service, account_id=account_id, recording_id=recording_id
                    )

    def _calls(
        self, row: Recording, call: Call | None, found: Sequence[Recording]
    ) -> Mapping[str, Call | None]:
        ids = dict.fromkeys(each.call_id for each in found if each.call_id)
        ids.pop(row.call_id, None)
        others = islice(ids, _MOST_CALLS)
        return {row.call_id: call} | {each: self._call(row.account, each) for each in others}

    def _call(self, account: AccountRef, call_id: str) -> Call | None:
        return readable_call(self.calls.call_raw(account, call_id))


def readable_call(raw: JsonObject | None) -> Call | None:
    if raw is None:
        return None
    try:
        return parse_call(raw)
    except ValueError:
        return None


def _named(row: Recording, call: Call | None) -> Iterator[RecordingKey]:
    """Yields the recordings that the call's record names."""
    for part in recorded_parts(call) if call else ():
        yield RecordingKey(
            service=row.service, account_id=row.account_id, recording_id=part.reference.id
        )


def _lists(row: Recording) -> Iterator[ListName]:
    """Yields the list of each session id's longest word: `s-a0d17b` is indexed as two words."""
    for each in session_ids(row):
        words = [word for word in words_of(each) if not is_common(word)]
        if words:
            yield ListName(row.service, Field.WORD, max(words, key=len))
