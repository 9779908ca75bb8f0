"""Open decisions in memory, beside the users of a MemoryPeopleStore."""

from __future__ import annotations

from collections.abc import Sequence

from ringkeep.domain.access.decisions import OpenDecision
from ringkeep.errors import Conflict
from tests.fakes.access.people_store import MemoryPeopleStore


class MemoryDecisions:
    """The Decisions port. `written` counts the writes."""

    def __init__(self, store: MemoryPeopleStore) -> None:
        self._store = store
        self.written = 0

    def page(self, begins: str, after: str, limit: int) -> Sequence[OpenDecision]:
        places = sorted((each.place, each) for each in self._store.decisions.values())
        found = (each for place, each in places if place.startswith(begins) and place > after)
        return list(found)[:limit]

    def decision(self, decision_id: str) -> OpenDecision | None:
        return self._store.decisions.get(decision_id)

    def replace(self, before: OpenDecision | None, after: OpenDecision | None) -> None:
        id_ = (before or after).id if before or after else ""  # type: ignore[union-attr]
        stored = self._store.decisions.get(id_)
        if (stored.version if stored else 0) != (before.version if before else 0):
            raise Conflict("another process changed the decision at the same time")
        self.written += 1
        if after is None:
            self._store.decisions.pop(id_, None)
        else:
            self._store.decisions[id_] = after
