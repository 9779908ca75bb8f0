"""Tags of recordings. Case, accents and spaces at the ends do not count: a recording has a tag once, as it
was first written.

    changed_tags(("Billing",), add=["billing", "Late fee"], remove=[])     ("Billing", "Late fee")
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from ringkeep.domain.search.documents import tag_value
from ringkeep.domain.work.refusals import TextMissing, TextTooLong, TooMany
from ringkeep.domain.work.texts import cleaned_line, shows_nothing

LONGEST_TAG: Final = 50
MOST_TAGS: Final = 30
MOST_NAMES: Final = 500
"""Names that completion gets."""


class TagChange(NamedTuple):
    """Names as they are kept, by the value that the index has of them."""

    add: dict[str, str]
    remove: frozenset[str]


def tag_change(add: Iterable[str], remove: Iterable[str]) -> TagChange:
    """Returns what to add and to remove. What is in both is removed. Raises TextMissing and TextTooLong."""
    removed = frozenset(tag_value(tag_name(each, "remove")) for each in remove)
    named = ((tag_value(name), name) for name in (tag_name(each, "add") for each in add))
    added: dict[str, str] = {}
    for value, name in named:
        if value not in removed:
            added.setdefault(value, name)
    return TagChange(added, removed)


def tag_name(text: str, field: str = "add") -> str:
    """Returns a tag as it is kept. Raises TextMissing and TextTooLong."""
    name = cleaned_line(text)
    if len(name) > LONGEST_TAG:
        raise TextTooLong("A tag", LONGEST_TAG, field)
    if shows_nothing(name) or not tag_value(name):
        raise TextMissing("A tag", field)
    return name


def changed_tags(tags: Iterable[str], change: TagChange) -> tuple[str, ...]:
    """Returns the tags in order of their values. Raises TooMany."""
    kept = {tag_value(each): each for each in tags}
    for value in change.remove:
        kept.pop(value, None)
    for value, name in change.add.items():
        kept.setdefault(value, name)
    if len(kept) > MOST_TAGS:
        raise TooMany("tags to a recording", MOST_TAGS, "Remove one that is no longer needed.")
    return tuple(kept[value] for value in sorted(kept))
