"""A page of the audit log reads a bounded number of entries and months, and goes on where it ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ringkeep.domain.access.audit import Actor, ActorKind, AuditEntry, ObjectRef, entry_id
from ringkeep.domain.access.user_records import CursorInvalid
from ringkeep.usecases.access.search_audit import AuditSearch, SearchAudit

NOW = datetime(2034, 6, 15, tzinfo=UTC).timestamp()
DAY = 86_400.0


class CountedLog:
    """Counts the entries that were read, and the requests."""

    def __init__(self, entries: list[AuditEntry]) -> None:
        self.entries = sorted(entries, key=lambda each: each.id, reverse=True)
        self.read = 0
        self.requests = 0

    def by_time(self, start: float, end: float) -> Iterator[AuditEntry]:
        self.requests += 1
        for each in self.entries:
            if start <= each.at <= end:
                self.read += 1
                yield each

    def by_person(self, actor_key: str, start: float, end: float) -> Iterator[AuditEntry]:
        return (each for each in self.by_time(start, end) if each.actor.key == actor_key)

    def by_object(self, object_: ObjectRef, start: float, end: float) -> Iterator[AuditEntry]:
        return (each for each in self.by_time(start, end) if each.object == object_)


def entry(at: float, number: int = 0, kind: str = "user") -> AuditEntry:
    return AuditEntry(
        id=entry_id(at, number.to_bytes(8)),
        at=at,
        actor=Actor(kind=ActorKind.COMMAND_LINE),
        action="users.change",
        object=ObjectRef(kind=kind, id="1"),
    )


def all_of(log: CountedLog, search: AuditSearch, limit: int = 10) -> tuple[list[str], int]:
    """Returns the ids of all pages, and how many pages there were."""
    ids: list[str] = []
    cursor, pages = "", 0
    while pages < 500:
        page = SearchAudit(log)(search, cursor, limit, most_read=50)
        ids += [each.id for each in page.entries]
        pages += 1
        cursor = page.next
        if not cursor:
            break
    return ids, pages


def test_pages_have_every_entry_once_also_of_one_millisecond() -> None:
    entries = [entry(NOW - day * DAY * 20, number) for day in range(10) for number in range(7)]
    log = CountedLog(entries)
    ids, _ = all_of(log, AuditSearch(end=NOW))
    assert ids == sorted((each.id for each in entries), reverse=True)


def test_a_page_without_entries_reads_a_bounded_number_of_months() -> None:
    log = CountedLog([entry(datetime(2026, 2, 1, tzinfo=UTC).timestamp())])
    page = SearchAudit(log)(AuditSearch(end=NOW))
    assert (page.entries, log.requests) == ((), 24)
    ids, pages = all_of(log, AuditSearch(end=NOW))
    assert (len(ids), pages) == (1, 5)


def test_filters_that_leave_nothing_read_a_bounded_number_of_entries() -> None:
    log = CountedLog([entry(NOW - number, number) for number in range(200)])
    page = SearchAudit(log)(AuditSearch(object_kind="service", end=NOW), most_read=50)
    assert (page.entries, log.read) == ((), 50)
    assert page.next
    ids, pages = all_of(log, AuditSearch(object_kind="service", end=NOW))
    assert ids == []
    assert pages >= 4


def test_one_object_is_one_request() -> None:
    log = CountedLog([entry(NOW - day * DAY * 100, day) for day in range(20)])
    search = AuditSearch(object_kind="user", object_id="1", end=NOW)
    page = SearchAudit(log)(search, limit=50)
    assert (len(page.entries), log.requests) == (20, 1)


def test_a_time_that_ends_before_it_begins_reads_nothing() -> None:
    log = CountedLog([entry(NOW)])
    search = AuditSearch(object_kind="user", object_id="1", start=NOW, end=NOW - 1)
    assert SearchAudit(log)(search).entries == ()
    assert log.requests == 0


@pytest.mark.parametrize("cursor", ["x", "1", "9" * 13, f"{'9' * 13}-xyz"])
def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    with pytest.raises(CursorInvalid):
        SearchAudit(CountedLog([]))(AuditSearch(end=NOW), cursor)
