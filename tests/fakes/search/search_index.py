"""An in-memory search index that passes the same contract tests as the DynamoDB adapter."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence

from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.domain.search.documents import ListKey, SearchDocument, postings_of
from ringkeep.domain.search.keys import Field, ListName, month_of
from ringkeep.domain.search.lists import Months, PostingPage, size_of, units_of
from ringkeep.domain.search.postings import Posting
from ringkeep.domain.search.summaries import RecordingSummary, summary_key
from ringkeep.domain.search.written import WrittenPostings
from ringkeep.errors import Conflict
from ringkeep.usecases.search.ports import WrittenVersion


class MemorySearchIndex:
    """The ports PostingPages and PostingWriter. `writes` counts postings and months; with
    `fails_after`, only so many postings can be written."""

    def __init__(self) -> None:
        self.lists: dict[tuple[ListName, str], dict[str, bytes]] = {}
        self.known: dict[ListName, set[str]] = {}
        self.writes = 0
        self.fails_after: int | None = None
        self._sorted: dict[tuple[ListName, str], list[str]] = {}

    def add(self, document: SearchDocument) -> None:
        postings = postings_of(document)
        self.add_months(document.service, postings.keys(), month_of(document.sort_key))
        self.put(document.service, document.sort_key, postings)

    def page(self, name: ListName, month: str, newest: str, oldest: str, limit: int) -> PostingPage:
        keys = self._keys(name, month)
        end = bisect_right(keys, newest)
        begin = max(bisect_left(keys, oldest), end - limit)
        found = self.lists.get((name, month), {})
        postings = [Posting(key, found[key]) for key in reversed(keys[begin:end])]
        size = sum(size_of(name.partition(month), each) for each in postings)
        return PostingPage(postings, len(postings) == limit, size)

    def months(self, service: str, lists: Sequence[ListName]) -> Mapping[ListName, frozenset[str]]:
        return {name: frozenset(self.known[name]) for name in lists if name in self.known}

    def words(self, service: str, beginning: str, limit: int, field: Field = Field.WORD) -> Months:
        found = {
            name.value: frozenset(months)
            for name, months in sorted(self.known.items())
            if (name.service, name.field) == (service, field) and name.value.startswith(beginning)
        }
        taken = dict(list(found.items())[:limit])
        return Months(taken, units_of(sum(40 + 6 * len(each) for each in taken.values())))

    def add_months(self, service: str, lists: Collection[ListKey], month: str) -> None:
        for each in lists:
            months = self.known.setdefault(ListName(service, *each), set())
            self.writes += month not in months
            months.add(month)

    def put(self, service: str, sort_key: str, postings: Mapping[ListKey, bytes]) -> None:
        for each, packed in postings.items():
            self._write(service, sort_key, each)[sort_key] = packed

    def remove(self, service: str, sort_key: str, lists: Collection[ListKey]) -> None:
        for each in lists:
            self._write(service, sort_key, each).pop(sort_key, None)

    def content(self) -> dict[tuple[ListName, str], dict[str, bytes]]:
        """Returns the lists that are not empty."""
        return {place: dict(found) for place, found in self.lists.items() if found}

    def _write(self, service: str, sort_key: str, each: ListKey) -> dict[str, bytes]:
        if self.fails_after is not None:
            if self.fails_after == 0:
                raise ConnectionError("the process died")
            self.fails_after -= 1
        self.writes += 1
        place = ListName(service, *each), month_of(sort_key)
        self._sorted.pop(place, None)
        return self.lists.setdefault(place, {})

    def _keys(self, name: ListName, month: str) -> list[str]:
        if (name, month) not in self._sorted:
            self._sorted[name, month] = sorted(self.lists.get((name, month), {}))
        return self._sorted[name, month]


class MemorySummaries:
    """The Summaries port. `objects` by key; `writes` counts what changed."""

    def __init__(self) -> None:
        self.objects: dict[str, RecordingSummary] = {}
        self.writes = 0

    def keep(self, row: Recording, summary: RecordingSummary) -> None:
        key = summary_key(row)
        if self.objects.get(key) != summary:
            self.writes += 1
            self.objects[key] = summary

    def remove(self, row: Recording) -> None:
        self.objects.pop(summary_key(row), None)


class MemoryWrittenDocuments:
    """The WrittenDocuments port."""

    def __init__(self) -> None:
        self.documents: dict[RecordingKey, tuple[WrittenPostings, int]] = {}
        self.saves = 0

    def read(self, key: RecordingKey) -> WrittenVersion | None:
        stored = self.documents.get(key)
        return WrittenVersion(stored[0], str(stored[1])) if stored else None

    def save(self, key: RecordingKey, document: WrittenPostings, replaces: str) -> str:
        stored = self.documents.get(key)
        if (str(stored[1]) if stored else "") != replaces:
            raise Conflict(f"another process wrote the postings of {key}")
        self.saves += 1
        self.documents[key] = document, self.saves
        return str(self.saves)

    def delete(self, key: RecordingKey) -> None:
        self.documents.pop(key, None)
