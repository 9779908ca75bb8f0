"""An in-memory list of extensions, in pages. It may change while it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ringkeep.domain.json import JsonObject
from ringkeep.errors import RingkeepError


@dataclass(frozen=True)
class FakePage:
    records: Sequence[JsonObject]
    next_page: int | None
    total: int | None


@dataclass
class FakeListing:
    """`before_page` is called before each page. Page `fails_at` raises `failure`. `limited`: the user
    sees only a part of the company."""

    people: Sequence[JsonObject]
    per_page: int = 10
    reports_total: bool = True
    before_page: Callable[[int], None] = lambda page: None
    fails_at: int | None = None
    failure: RingkeepError | None = None
    deadlines: list[float] = field(default_factory=list)
    limited: bool = False

    def sees_part(self) -> bool:
        return self.limited

    def extension_page(self, page: int, deadline: float) -> FakePage:
        self.deadlines.append(deadline)
        self.before_page(page)
        if page == self.fails_at and self.failure is not None:
            raise self.failure
        start = (page - 1) * self.per_page
        next_page = page + 1 if start + self.per_page < len(self.people) else None
        return FakePage(
            records=self.people[start : start + self.per_page],
            next_page=next_page,
            total=len(self.people) if self.reports_total else None,
        )
