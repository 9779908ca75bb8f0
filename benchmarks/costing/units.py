"""How many units DynamoDB charges for a request, from the items before and after it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

Item = Mapping[str, Mapping[str, Any]]
"""An item in DynamoDB's own form: the type of each value stands beside it."""
Keys = tuple[str, ...]

_WRITE_BYTES = 1024
_READ_BYTES = 4096


def write_units(old: Item | None, new: Item | None, indexes: Sequence[Keys]) -> int:
    """The larger of the two items counts, and then each index with all attributes that changes."""
    own = _units(max(_size(old), _size(new)))
    return own + sum(_index_units(old, new, keys) for keys in indexes)


def read_units(items: Sequence[Item], *, consistent: bool) -> float:
    """A request for nothing counts like one for a small item."""
    units = max(1, math.ceil(sum(map(_size, items)) / _READ_BYTES))
    return units if consistent else units / 2


def _index_units(old: Item | None, new: Item | None, keys: Keys) -> int:
    before, after = _entry(old, keys), _entry(new, keys)
    if before == after:
        return _units(_size(new)) if before is not None and old != new else 0
    removed = _units(_size(old)) if before is not None else 0
    return removed + (_units(_size(new)) if after is not None else 0)


def _entry(item: Item | None, keys: Keys) -> list[Mapping[str, Any]] | None:
    """The key of an item's entry in an index. None if it has no entry there."""
    if item is None or any(key not in item for key in keys):
        return None
    return [item[key] for key in keys]


def _units(size: int) -> int:
    return max(1, math.ceil(size / _WRITE_BYTES))


def _size(item: Item | None) -> int:
    return sum(len(name.encode()) + _value_size(value) for name, value in (item or {}).items())


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return len(content) // 2 + 1
        case "B":
            return len(content)
        case "M":
            return 3 + sum(len(k.encode()) + _value_size(v) + 1 for k, v in content.items())
        case "L":
            return 3 + sum(_value_size(each) + 1 for each in content)
    return 1
