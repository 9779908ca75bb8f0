"""Reads posting lists, the newest recording first, in pages whose read units are counted.

    reading = Reading(pages, limit=200.0)
    refunds = PostingList(reading, ListName("main", Field.WORD, "refund"), months, oldest)
    refunds.seek(key)       the newest posting at the key or before it, None after the last

The keys that are sought may only fall. A list reads ahead as long as its postings are used, and skips what
lies between two sought keys otherwise. `Spent` is raised before a read that would exceed the limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from ringkeep.domain.search.keys import Field, ListName, milliseconds_of, month_of, month_start
from ringkeep.domain.search.postings import Posting

UNIT_BYTES: Final = 4096
HALF_UNIT: Final = 0.5
"""DynamoDB's price of each started 4 KB of a query that need not be consistent."""
_MOST_CHUNKS: Final = 8
_USUAL_BYTES: Final = 72
"""Of a posting, before any was read."""
_LEAST_POSTINGS: Final = 8
_FILLED: Final = 0.96
"""The share of a page's bytes that is asked for: postings differ in size, and one byte more costs a chunk."""
_READ_AHEAD: Final = 0.5
"""The share of a page that must have been used for the next one to be larger."""


class PostingPage(NamedTuple):
    """Postings in falling order of their keys. `more`: there may be others with lower keys. `size` is in
    bytes, as DynamoDB counts them."""

    postings: Sequence[Posting]
    more: bool
    size: int


class Months(NamedTuple):
    """The months (`yyyymm`) of values, and the read units that it took to find them."""

    months: Mapping[str, frozenset[str]]
    units: float


class PostingPages(Protocol):
    """The search index as a search reads it. No read is consistent."""

    def page(self, name: ListName, month: str, newest: str, oldest: str, limit: int) -> PostingPage:
        """Returns at most `limit` postings of a month with keys from `newest` down to `oldest`, both
        included."""
        ...

    def months(self, service: str, lists: Sequence[ListName]) -> Mapping[ListName, frozenset[str]]:
        """Returns the months in which the lists may have postings. Lists without any may be missing."""
        ...

    def words(self, service: str, beginning: str, limit: int, field: Field = Field.WORD) -> Months:
        """Returns at most `limit` words of the vocabulary with this beginning, and their months."""
        ...


class Spent(Exception):
    """The page may read no more."""


@dataclass
class Reading:
    """What one page of a search reads. Until it has come further, it may exceed the limit: otherwise the
    next page would begin at the same place and never end."""

    pages: PostingPages
    limit: float
    units: float = 0.0
    reads: int = 0
    progressed: bool = False

    def page(
        self, name: ListName, month: str, newest: str, oldest: str, sizes: PageSize
    ) -> PostingPage:
        left = self.limit - self.units
        if left < HALF_UNIT and self.progressed:
            raise Spent
        limit = sizes.postings(max(1, int(left / HALF_UNIT)))
        page = self.pages.page(name, month, newest, oldest, limit)
        self.spend(units_of(page.size))
        return page

    def months(self, service: str, lists: Sequence[ListName]) -> Mapping[ListName, frozenset[str]]:
        self.spend(HALF_UNIT * len(lists))
        return self.pages.months(service, lists)

    def words(
        self, service: str, beginning: str, limit: int, field: Field = Field.WORD
    ) -> Mapping[str, frozenset[str]]:
        found = self.pages.words(service, beginning, limit, field)
        self.spend(found.units)
        return found.months

    def spend(self, units: float) -> None:
        self.units += units
        self.reads += 1


def size_of(partition: str, posting: Posting) -> int:
    """Returns the bytes of a posting as DynamoDB counts them: the names and the values of `pk`, `sk`, `v`."""
    return len("pkskv") + len(partition.encode()) + len(posting.key) + len(posting.packed)


def units_of(size: int) -> float:
    """Returns the read units of a query that is not consistent: half a unit for each started 4 KB."""
    return HALF_UNIT * max(1, -(-size // UNIT_BYTES))


@dataclass
class PageSize:
    """How many postings the next page of a list has."""

    chunks: int = 1
    bytes_each: float = _USUAL_BYTES

    def postings(self, most_chunks: int) -> int:
        size = min(self.chunks, most_chunks) * UNIT_BYTES * _FILLED
        return max(_LEAST_POSTINGS, int(size / self.bytes_each))

    def learn(self, page: PostingPage) -> None:
        if page.postings:
            self.bytes_each = max(1.0, page.size / len(page.postings))

    def adapt(self, used: float) -> None:
        self.chunks = min(_MOST_CHUNKS, self.chunks * 2) if used > _READ_AHEAD else 1


@dataclass
class PostingList:
    """One posting list over its months. `oldest` is the lowest key that counts."""

    reading: Reading
    name: ListName
    months: Sequence[str]
    """In falling order."""
    oldest: str
    _page: Sequence[Posting] = ()
    _place: int = 0
    _used: int = 0
    _month: int = 0
    _more: bool = True
    _sizes: PageSize = field(default_factory=PageSize)

    def seek(self, key: str) -> Posting | None:
        """Returns the newest posting whose key is not greater."""
        while True:
            found = self._in_page(key)
            if found is not None:
                return found
            if not self._read(key):
                return None

    def at(self, key: str) -> Posting | None:
        found = self.seek(key)
        return found if found is not None and found.key == key else None

    @property
    def density(self) -> float:
        """About how many postings the list has in a millisecond, judging by the last page."""
        if not self._page:
            return 0.0
        newest = milliseconds_of(self._page[0].key)
        oldest = milliseconds_of(self._page[-1].key if self._more else self._bottom)
        return len(self._page) / max(1, newest - oldest)

    def _in_page(self, key: str) -> Posting | None:
        skipped = self._place
        while self._place < len(self._page) and self._page[self._place].key > key:
            self._place += 1
        if self._place == len(self._page):
            return None
        self._used += self._place != skipped or self._used == 0
        return self._page[self._place]

    def _read(self, key: str) -> bool:
        """Reads the page with the key. Returns False after the last month."""
        self._skip_months(key)
        if self._month == len(self.months):
            return False
        if self._page:
            self._sizes.adapt(self._used / len(self._page))
        page = self._page_at(key)
        self._sizes.learn(page)
        self._page, self._more = page.postings, page.more and bool(page.postings)
        self._place = self._used = 0
        return True

    def _page_at(self, key: str) -> PostingPage:
        if key < self._bottom:
            return PostingPage((), more=False, size=0)
        month = self.months[self._month]
        return self.reading.page(self.name, month, key, self._bottom, self._sizes)

    def _skip_months(self, key: str) -> None:
        """Goes on to the next month after the last page of one, and past those that are too new."""
        if not self._more and self._month < len(self.months):
            self._month, self._more, self._page, self._place = self._month + 1, True, (), 0
        wanted = month_of(key)
        while self._month < len(self.months) and self.months[self._month] > wanted:
            self._month += 1

    @property
    def _bottom(self) -> str:
        return max(self.oldest, month_start(self.months[self._month]))


@dataclass
class Union:
    """Several posting lists as one, such as the words with one beginning."""

    lists: Sequence[PostingList]

    def seek(self, key: str) -> Posting | None:
        found = (each.seek(key) for each in self.lists)
        return max((each for each in found if each is not None), key=_key, default=None)

    def at(self, key: str) -> list[Posting]:
        found = (each.at(key) for each in self.lists)
        return [each for each in found if each is not None]

    @property
    def density(self) -> float:
        return sum(each.density for each in self.lists)


def _key(posting: Posting) -> str:
    return posting.key
