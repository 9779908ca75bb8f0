"""Read units of a search's page, and write units of an indexed call, computed from bytes.

    PYTHONPATH=layers/ringkeep/python:. .venv/bin/python benchmarks/search_reads.py [calls ...]

The product's own merge reads lists that hold real postings, made only for the values that are searched. A
query costs half a unit for each started 4 KB, as DynamoDB counts the bytes of its items; a write costs a unit
for each started 1 KB. Nothing is taken from an emulator. Writes results/search_reads.json.
"""

from __future__ import annotations

import json
import math
import platform
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Final

from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.sight import EVERYONE, Sight
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.domain.search.cursor import Position
from ringkeep.domain.search.documents import ListKey, SearchDocument, SpokenWord, postings_of
from ringkeep.domain.search.keys import Field, ListName, month_of, months_partition, sort_key
from ringkeep.domain.search.lists import Months, PostingPage, Reading, size_of, units_of
from ringkeep.domain.search.merge import Merge, merged, start_positions
from ringkeep.domain.search.plan import planned
from ringkeep.domain.search.postings import (
    QUARTER_HOUR,
    Facts,
    Occurrence,
    PartOfCall,
    Posting,
    packed_facts,
    packed_occurrences,
)
from ringkeep.domain.search.searches import SearchRequest, understood
from ringkeep.domain.search.written import changes_to, written
from ringkeep.usecases.search.search_recordings import INDEX_UNITS, PAGE_UNITS

RESULT = Path(__file__).parent / "results" / "search_reads.json"
SERVICE: Final = "main"
ACCOUNT: Final = "809646016"
END: Final = 1_795_000_000.0
USERS: Final = 20_000
TEAM: Final = 200
PAGE: Final = 25
_NAMES: Final = len("pk" + "sk" + "m")
"""The bytes of an item's attribute names."""
SHARES: Final = (0.05, 0.1, 0.2, 0.3)
BOUNDS: Final = {"two words": 20.0, "a manager": 120.0, "": PAGE_UNITS}
"""The most read units of the index, by the beginning of a case's name."""
MOST_WRITES: Final = 450
MOST_WRITES_UNCHANGED: Final = 10


def extension_of(call: int) -> str:
    """Spreads the calls over the users."""
    return str(850_000_000 + call * 7919 % USERS)


@dataclass
class Calls:
    """`count` calls, the last of which began at END. A year has a million."""

    count: int
    _lists: dict[ListName, list[str]] = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)

    @cached_property
    def keys(self) -> list[str]:
        return [self.key_of(call) for call in range(self.count)]

    def key_of(self, call: int) -> str:
        start = END - (self.count - call) * 31.5
        return sort_key(start, ACCOUNT, str(7_600_000_000 + call * 17))

    def list_of(self, name: ListName) -> list[str]:
        """Returns the keys of a list, the oldest first. It is made when it is first read."""
        if name not in self._lists:
            self._lists[name] = [self.keys[call] for call in self._members(name)]
        return self._lists[name]

    def _members(self, name: ListName) -> Sequence[int]:
        if name.field is Field.ALL:
            return range(self.count)
        if name.field is Field.EXTENSION:
            return [each for each in range(self.count) if extension_of(each) == name.value]
        random, share = Random(name.value), self.shares[name.value]  # noqa: S311 # reproducible
        return [each for each in range(self.count) if random.random() < share]

    def page(self, name: ListName, month: str, newest: str, oldest: str, limit: int) -> PostingPage:
        keys = self.list_of(name)
        end = bisect_right(keys, newest)
        begin = max(bisect_left(keys, oldest), end - limit)
        postings = [self._posting(name, keys[place]) for place in range(end - 1, begin - 1, -1)]
        size = sum(size_of(name.partition(month), each) for each in postings)
        return PostingPage(postings, len(postings) == limit, size)

    def months(self, service: str, lists: Sequence[ListName]) -> Mapping[ListName, frozenset[str]]:
        return {name: frozenset(map(month_of, self.list_of(name))) for name in lists}

    def words(self, service: str, beginning: str, limit: int, field: Field = Field.WORD) -> Months:
        """Only the searched words are in this vocabulary."""
        found = [word for word in sorted(self.shares) if word.startswith(beginning)][:limit]
        lists = [ListName(service, Field.WORD, word) for word in found]
        months = {name.value: each for name, each in self.months(service, lists).items()}
        return Months(months, units_of(sum(_item_size(*each) for each in months.items())))

    def _posting(self, name: ListName, key: str) -> Posting:
        call = bisect_left(self.keys, key)
        start = END - (self.count - call) * 31.5
        part = PartOfCall(extension_of(call), int(start // QUARTER_HOUR))
        facts = Facts(RecordingState.STORED, "inbound", 60 + call % 900, (part,))
        places = (Occurrence(40 + call % 50), Occurrence(300, (3,), (5, 9)))
        found = packed_occurrences(places) if name.field is Field.WORD else b""
        return Posting(key, packed_facts(facts, key) + found)


def _item_size(word: str, months: frozenset[str]) -> int:
    partition = months_partition(SERVICE, Field.WORD, word)
    return len(partition) + len(word) + _NAMES + sum(map(len, months))


@dataclass(frozen=True)
class Page:
    """`reached` is the share of all calls that the page has decided."""

    units: float
    requests: int
    found: int
    reached: float


def page_of(calls: Calls, text: str, viewer: Sight) -> Page:
    search = understood(SearchRequest(text=text))
    reading = Reading(calls, INDEX_UNITS)
    plan = planned(search, viewer, SERVICE, UTC, reading)
    assert plan is not None
    position = Position(start_positions([SERVICE], search.until))
    page = merged([Merge(SERVICE, plan, reading, position.services[SERVICE])], PAGE)
    left = bisect_left(calls.keys, page.position.services.get(SERVICE, ""))
    return Page(reading.units, reading.reads, len(page.matches), round(1 - left / calls.count, 4))


def manager() -> Sight:
    held = [
        UserAssignment(Owner(SERVICE, ACCOUNT, extension_of(user * 100)), Period())
        for user in range(TEAM)
    ]
    return Sight.of_holders({f"user{number}": [each] for number, each in enumerate(held)})


def one_user() -> Sight:
    owner = Owner(SERVICE, ACCOUNT, extension_of(3))
    return Sight.of_holders({"user": [UserAssignment(owner, Period())]})


def measured(count: int) -> dict[str, Page]:
    calls = Calls(count)
    for share in SHARES:
        calls.shares |= {f"first{share * 100:.0f}": share, f"second{share * 100:.0f}": share}
    results: dict[str, Page] = {}
    for one in SHARES:
        for other in SHARES:
            words = f"first{one * 100:.0f} second{other * 100:.0f}"
            results[f"two words, {one:.0%} and {other:.0%}"] = page_of(calls, words, EVERYONE)
    team = manager()
    for share in SHARES:
        name = f"first{share * 100:.0f}"
        results[f"a manager, one word, {share:.0%}"] = page_of(calls, name, team)
        both = f"{name} second{share * 100:.0f}"
        results[f"a manager, two words, {share:.0%} each"] = page_of(calls, both, team)
    results["a manager, without words"] = page_of(calls, "-first5", team)
    results["oneself, one word, 30%"] = page_of(calls, "first30", one_user())
    return results


def call_of_700_words(extra: str = "") -> SearchDocument:
    random = Random(7)  # noqa: S311 # reproducible
    common = ("the", "and", "of", "to", "you", "it", "is", "that", "in", "for")
    words = [f"{'abcdefgh'[number % 8]}word{number}" for number in range(355)]
    text = [*words, *common, *random.choices((*words[:60], *common), k=335)]
    random.shuffle(text)
    text += [extra] if extra else []
    return SearchDocument(
        service=SERVICE,
        account_id=ACCOUNT,
        recording_id="7602012008",
        start_time=END,
        state=RecordingState.STORED,
        direction="Inbound",
        duration_seconds=313,
        recording_type="Automatic",
        covered=tuple(
            CoveredExtension(extension_id=each, at=END) for each in ("850957020", "850957021")
        ),
        queues=("850957099",),
        numbers=("+15551234567", "+15559876543", "101"),
        texts=("Ann Lee", "Acme Insurance", "7602012008", "9302142008", "s-a0d17b3e-z1f5"),
        spoken=[SpokenWord(word, place) for place, word in enumerate(text)],
    )


def writes() -> dict[str, int]:
    document = call_of_700_words()
    postings = postings_of(document)
    before = written(document.sort_key, postings)
    distinct = {each.text for each in document.spoken or ()}
    plain = replace(document, spoken=None)
    return {
        "distinct_words": len(distinct),
        "spoken_words": len(document.spoken or ()),
        "a_call_with_its_transcript": units_written(document, postings),
        "before_its_transcript": units_written(plain, postings_of(plain)),
        "the_same_again": units_written(document, changes_to(before, postings).put),
        "one_word_more": units_written(
            document, changes_to(before, postings_of(call_of_700_words("unheard"))).put
        ),
        "months_of_new_values_besides": len(postings),
    }


def units_written(document: SearchDocument, postings: Mapping[ListKey, bytes]) -> int:
    month = month_of(document.sort_key)
    sizes = (
        size_of(ListName(SERVICE, *key).partition(month), Posting(document.sort_key, packed))
        for key, packed in postings.items()
    )
    return sum(math.ceil(size / 1024) for size in sizes)


def problems(
    reads: Mapping[str, Mapping[str, Page]], written_units: Mapping[str, int]
) -> list[str]:
    """Returns the bounds that are exceeded. A manager's page of two rare words may end at the bound with
    fewer recordings, and a cursor: how many it found and how far it has come stands beside it."""
    found = [
        f"{count}: {name}: {page.units} units, more than {most}"
        for count, pages in reads.items()
        for name, page in pages.items()
        for begins, most in BOUNDS.items()
        if name.startswith(begins) and page.units > most
    ]
    bounds = {
        "a_call_with_its_transcript": MOST_WRITES,
        "the_same_again": MOST_WRITES_UNCHANGED,
    }
    found += [
        f"{name}: {written_units[name]} write units, more than {most}"
        for name, most in bounds.items()
        if written_units[name] > most
    ]
    return found


def main() -> int:
    counts = [int(each) for each in sys.argv[1:]] or [1_000, 1_000_000]
    reads = {f"{count:,} calls": measured(count) for count in counts}
    units = writes()
    exceeded = problems(reads, units)
    result = {
        "measured": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "bounds": {
            "two_words": BOUNDS["two words"],
            "a_manager": BOUNDS["a manager"],
            "a_page": PAGE_UNITS,
            "writes": MOST_WRITES,
            "writes_unchanged": MOST_WRITES_UNCHANGED,
        },
        "read_units_of_the_index": {
            count: {name: asdict(page) for name, page in pages.items()}
            for count, pages in reads.items()
        },
        "write_units": units,
        "exceeded": exceeded,
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))
    return 1 if exceeded else 0


if __name__ == "__main__":
    sys.exit(main())
