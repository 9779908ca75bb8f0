"""What the index holds of a recording: the document `postings.json` in S3, and the difference to what it
should hold.

Only with this document can postings be removed, because no other place remembers the words of an older
transcript. It is written before the postings change, with the old and the new ones, and again when they are
settled. So a process that dies between the two leaves no posting that is not in a document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ringkeep.domain.model import Model
from ringkeep.domain.recordings.archive import escaped
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.domain.search.documents import ListKey
from ringkeep.domain.search.keys import Field

POSTINGS = "postings"
_UNKNOWN = ""


class WrittenPostings(Model):
    """`lists` has a hash of each posting by field and value; it is empty while the posting is written.
    `sort_key` is that of all of them."""

    sort_key: str
    lists: Mapping[Field, Mapping[str, str]] = {}
    settled: bool = True

    def keys(self) -> frozenset[ListKey]:
        return frozenset(
            ListKey(field, value) for field, values in self.lists.items() for value in values
        )

    def hash_of(self, key: ListKey) -> str:
        return self.lists.get(key.field, {}).get(key.value, _UNKNOWN)

    def unknown(self, also: Iterable[ListKey] = ()) -> WrittenPostings:
        """Returns the document as if it were not known what the postings hold, and with others that may be
        in the index too."""
        lists: dict[Field, dict[str, str]] = {}
        for key in (*self.keys(), *also):
            lists.setdefault(key.field, {})[key.value] = _UNKNOWN
        return WrittenPostings(sort_key=self.sort_key, lists=lists, settled=False)


class Changes(NamedTuple):
    """What to write to the index, and what to remove from it. `new` are lists that had no posting."""

    put: Mapping[ListKey, bytes]
    remove: frozenset[ListKey]
    new: frozenset[ListKey]

    @property
    def none(self) -> bool:
        return not (self.put or self.remove)


def written(sort_key: str, postings: Mapping[ListKey, bytes]) -> WrittenPostings:
    """Returns the document of settled postings."""
    lists: dict[Field, dict[str, str]] = {}
    for key, packed in postings.items():
        lists.setdefault(key.field, {})[key.value] = _hash(packed)
    return WrittenPostings(sort_key=sort_key, lists=lists)


def in_progress(before: WrittenPostings, changes: Changes) -> WrittenPostings:
    """Returns the document of the time in which the changes are written."""
    lists = {field: dict(values) for field, values in before.lists.items()}
    for key in (*changes.put, *changes.remove):
        lists.setdefault(key.field, {})[key.value] = _UNKNOWN
    return WrittenPostings(sort_key=before.sort_key, lists=lists, settled=False)


def changes_to(before: WrittenPostings | None, postings: Mapping[ListKey, bytes]) -> Changes:
    known = before.keys() if before else frozenset()
    put = {
        key: packed
        for key, packed in postings.items()
        if before is None or before.hash_of(key) != _hash(packed)
    }
    return Changes(put, known - postings.keys(), frozenset(put) - known)


def written_key(key: RecordingKey) -> str:
    """Returns the S3 key of a recording's document."""
    account = f"{escaped(key.service)}/{escaped(key.account_id)}"
    return f"{POSTINGS}/{account}/{escaped(key.recording_id)}.json"


def _hash(packed: bytes) -> str:
    return hashlib.blake2b(packed, digest_size=6).hexdigest()
