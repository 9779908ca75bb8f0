"""A fake call log that serves a list of records in pages, with faults that the test sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ringkeep.domain.accounts.reach import Reach, Reader
from ringkeep.domain.json import JsonObject, moment_of
from ringkeep.domain.recordings.walks import Walk
from ringkeep.errors import NoSlot, NotFound, RingkeepError


@dataclass(frozen=True)
class FakePage:
    records: Sequence[JsonObject]
    next_uri: str | None = None


@dataclass(frozen=True)
class FakeExtract:
    records: Sequence[JsonObject]
    sync_token: str
    newer_records_exist: bool = False


def _start(record: JsonObject) -> float:
    moment = moment_of(record["startTime"])
    assert moment is not None
    return moment.timestamp()


@dataclass
class FakeCallLog:
    """Serves `records` in pages of `page_size`, newest first, as RingCentral's list does.

    `slots` is the number of requests allowed, or None for any number. The next request raises
    `fault`. `extracts` holds the responses of the extract sync; if it is empty, the account does not
    offer the extract.
    """

    records: Sequence[JsonObject] = ()
    page_size: int = 100
    slots: int | None = None
    fault: RingkeepError | None = None
    extracts: list[FakeExtract | RingkeepError] = field(default_factory=list)
    requests: list[tuple[float, float, str | None]] = field(default_factory=list)
    extract_requests: list[tuple[str | None, float]] = field(default_factory=list)
    on_page: Callable[[list[JsonObject]], None] | None = None
    reader: Reader = field(default_factory=lambda: Reader(user="user-1", reach=Reach.COMPANY))

    def continued(self, reader: Reader) -> Reader | None:
        return self.reader if reader.user in ("", self.reader.user) else None

    def asked_as(self, user: str) -> FakeCallLog:
        assert user == self.reader.user, "another user is asked"
        return self

    def _spend(self) -> None:
        if self.fault is not None:
            fault, self.fault = self.fault, None
            raise fault
        if self.slots is not None:
            if self.slots == 0:
                raise NoSlot("no room")
            self.slots -= 1

    def page(self, walk: Walk, deadline: float) -> FakePage:
        self._spend()
        self.requests.append((walk.slice_from, walk.slice_to, walk.next_uri))
        begin = int(walk.next_uri or 0)
        inside = [r for r in self.records if walk.slice_from <= _start(r) < walk.slice_to]
        newest_first = sorted(inside, key=_start, reverse=True)
        if self.on_page:
            self.on_page(inside)
        end = begin + self.page_size
        return FakePage(newest_first[begin:end], str(end) if end < len(newest_first) else None)

    def extract(self, sync_token: str | None, since: float, deadline: float) -> FakeExtract:
        if not self.extracts:
            raise NotFound("not offered", status=404, code="CMN-102")
        self._spend()
        self.extract_requests.append((sync_token, since))
        answer = self.extracts.pop(0)
        if isinstance(answer, RingkeepError):
            raise answer
        return answer
