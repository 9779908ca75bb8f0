"""What differs between two states of an object, for the audit log: bounded, and without secrets.

    changes_between(before, after)
    before: {"information.team": "North", "client_secret": "changed"}
    after:  {"information.team": "South", "client_secret": "changed"}

A field is named by its path. A secret is recognised by its type (pydantic's SecretStr) or by its
name, and only the fact that it changed is kept. The same holds for a value without a plain form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final, TypeAlias

from pydantic import BaseModel, SecretBytes, SecretStr

CHANGED: Final = "changed"
LONGEST_TEXT: Final = 300
MOST_FIELDS: Final = 60
LARGEST: Final = 8_000
"""The most characters of `before` and `after` together."""
_DEEPEST: Final = 8
_MOST_ITEMS: Final = 100
_SECRET_NAME: Final = re.compile(
    r"secret|passw|token|jwt|credential|private_?key|api_?key|signing_?key|assertion|otp", re.I
)
_UNREMARKABLE: Final = frozenset(
    {"version", "revision", "changed_at", "recorded_until", "everyone_since"}
)
"""Fields that change with every write, or as a consequence of another field."""


Scalar: TypeAlias = str | int | float | bool | None
AuditValue: TypeAlias = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True)
class _Hidden:
    """A value that is compared but not shown: a secret, or something that has no plain form."""

    value: object = field(repr=False)


_Leaf: TypeAlias = AuditValue | _Hidden
_Leaves: TypeAlias = Mapping[str, _Leaf]
_ABSENT: Final = object()


@dataclass(frozen=True)
class Changes:
    """The changed fields by path. A field that did not exist before is only in `after`, and one that
    no longer exists only in `before`. `omitted` counts those for which there was no room."""

    before: Mapping[str, AuditValue]
    after: Mapping[str, AuditValue]
    omitted: int = 0

    def __bool__(self) -> bool:
        return bool(self.before or self.after or self.omitted)


def changes_between(before: object, after: object) -> Changes:
    """Compares two models or JSON objects. None stands for an object that does not exist."""
    old, new = dict(_leaves("", before)), dict(_leaves("", after))
    paths = _different(old, new)
    kept = list(_with_room(paths[:MOST_FIELDS], old, new))
    return Changes(
        before={path: _shown(old[path]) for path in kept if path in old},
        after={path: _shown(new[path]) for path in kept if path in new},
        omitted=len(paths) - len(kept),
    )


def _different(old: _Leaves, new: _Leaves) -> list[str]:
    paths = sorted({*old, *new})
    return [path for path in paths if old.get(path, _ABSENT) != new.get(path, _ABSENT)]


def _with_room(paths: Iterable[str], old: _Leaves, new: _Leaves) -> Iterator[str]:
    """Returns the fields that fit. A large one does not displace the small ones after it."""
    room = LARGEST
    for path in paths:
        size = sum(len(path) + _length(side[path]) for side in (old, new) if path in side)
        if size <= room:
            room -= size
            yield path


def _leaves(path: str, value: object, depth: int = 0) -> Iterator[tuple[str, _Leaf]]:
    name = path.rpartition(".")[2]
    if value is not None and (_is_secret(value) or _SECRET_NAME.search(name)):
        yield path, _Hidden(_revealed(value))
        return
    inner = _inner(value) if depth < _DEEPEST else None
    if inner is None and path:
        yield path, _leaf(value)
    for key, part in (inner or {}).items():
        if path or key not in _UNREMARKABLE:
            named = key or '""'
            yield from _leaves(f"{path}.{named}" if path else named, part, depth + 1)


def _is_secret(value: object) -> bool:
    return isinstance(value, SecretStr | SecretBytes)


def _revealed(value: object) -> object:
    return value.get_secret_value() if isinstance(value, SecretStr | SecretBytes) else value


def _inner(value: object) -> Mapping[str, object] | None:
    """Returns the parts of a model, of an object, or of a list that has objects; else None."""
    if isinstance(value, BaseModel):
        return dict(value)
    if isinstance(value, Mapping):
        return {str(key): part for key, part in value.items()}
    if isinstance(value, list | tuple) and any(_is_object(each) for each in value):
        return {str(index): part for index, part in enumerate(value)}
    return None


def _is_object(value: object) -> bool:
    return isinstance(value, BaseModel | Mapping) or _is_secret(value)


def _leaf(value: object) -> _Leaf:
    """Returns a plain value, not cut yet: a change behind the cut is a change, too."""
    plain = _scalar(value)
    if not isinstance(plain, _Hidden):
        return plain
    if not isinstance(value, Set | list | tuple):
        return plain
    items = [_scalar(each) for each in value]
    scalars = [each for each in items if not isinstance(each, _Hidden)]
    if len(scalars) < len(items):
        return plain
    return tuple(sorted(scalars, key=str) if isinstance(value, Set) else scalars)


def _scalar(value: object) -> Scalar | _Hidden:
    plain = value.value if isinstance(value, Enum) else value
    if plain is None or isinstance(plain, str | bool | int | float):
        return plain
    return plain.isoformat() if isinstance(plain, date) else _Hidden(plain)


def _shown(leaf: _Leaf) -> AuditValue:
    if isinstance(leaf, _Hidden):
        return CHANGED
    if isinstance(leaf, tuple):
        return tuple(_cut(each) for each in leaf[:_MOST_ITEMS])
    return _cut(leaf)


def _cut(value: Scalar) -> Scalar:
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"{value[: LONGEST_TEXT - 1]}…"
    return value


def _length(leaf: _Leaf) -> int:
    shown = _shown(leaf)
    items = shown if isinstance(shown, tuple) else (shown,)
    return sum(len(str(each)) for each in items)
