"""What is written of open decisions. Each is two items: one found by its id, and one in the list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ringkeep.aws.access.people_items import decision_item, decision_key, listed_decision_key
from ringkeep.aws.transactions import Delete, Put, Write
from ringkeep.domain.access.decisions import OpenDecision

_IS_NEW: Final = "attribute_not_exists(pk)"
_AS_READ: Final = "revision = :expected"


def replaced(before: OpenDecision | None, after: OpenDecision | None) -> Iterator[Write]:
    """Returns the writes under the condition that the decision is as it was read."""
    if after is None:
        yield from closed(before) if before else ()
        return
    item = decision_item(after)
    values = {":expected": before.version} if before else {}
    yield Put({**decision_key(after.id), **item}, _AS_READ if before else _IS_NEW, values)
    yield Put({**listed_decision_key(after), **item})
    if before and before.place != after.place:
        yield Delete(listed_decision_key(before))


def closed(decision: OpenDecision) -> Iterator[Write]:
    yield Delete(decision_key(decision.id), _AS_READ, {":expected": decision.version})
    yield Delete(listed_decision_key(decision))
