"""An in-memory search index that passes the same contract tests as the DynamoDB adapter."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from ringkeep.domain.search.documents import SearchDocument, postings_of
from ringkeep.domain.search.keys import Field, ListName, month_of
from ringkeep.domain.search.lists import Months, PostingPage, size_of, units_of
from ringkeep.domain.search.postings import Posting


class MemoryPostingPages:
    """The PostingPages port."""

    def __init__(self) -> None:
        self.lists: dict[tuple[ListName, str], dict[str, bytes]] = {}
        self.known: dict[ListName, set[str]] = {}
        self._sorted: dict[tuple[ListName, str], list[str]] = {}

    def add(self, document: SearchDocument) -> None:
        for (field, value), packed in postings_of(document).items():
            self.put(ListName(document.service, field, value), document.sort_key, packed)

    def put(self, name: ListName, key: str, packed: bytes) -> None:
        month = month_of(key)
        self.lists.setdefault((name, month), {})[key] = packed
        self.known.setdefault(name, set()).add(month)
        self._sorted.pop((name, month), None)

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

    def words(self, service: str, beginning: str, limit: int) -> Months:
        found = {
            name.value: frozenset(months)
            for name, months in sorted(self.known.items())
            if (name.service, name.field) == (service, Field.WORD)
            and name.value.startswith(beginning)
        }
        taken = dict(list(found.items())[:limit])
        return Months(taken, units_of(sum(40 + 6 * len(each) for each in taken.values())))

    def _keys(self, name: ListName, month: str) -> list[str]:
        if (name, month) not in self._sorted:
            self._sorted[name, month] = sorted(self.lists.get((name, month), {}))
        return self._sorted[name, month]
