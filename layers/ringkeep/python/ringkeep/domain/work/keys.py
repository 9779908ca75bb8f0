"""Where people's work on a recording is kept: its partition in the table, and its copy in the bucket."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from ringkeep.domain.recordings.archive import escaped
from ringkeep.domain.recordings.recordings import RecordingKey

WORK: Final = "work"
NOTE: Final = "note#"
BOOKMARKS: Final = "bookmarks#"
_PARTITION: Final = "recording"
_PARTS: Final = 4


def partition_of(key: RecordingKey) -> str:
    return f"{_PARTITION}#{key.account.key}#{key.recording_id}"


def recording_of(partition: str, sort: str) -> RecordingKey | None:
    """Returns the recording of an item with these keys, None for any other item."""
    parts = partition.split("#", _PARTS - 1)
    if len(parts) != _PARTS or parts[0] != _PARTITION:
        return None
    if sort != WORK and not sort.startswith((NOTE, BOOKMARKS)):
        return None
    service, account_id, recording_id = parts[1:]
    return RecordingKey(service=service, account_id=account_id, recording_id=recording_id)


def is_searched(sort: str) -> bool:
    """Whether the search index knows what the item says. Bookmarks are private."""
    return not sort.startswith(BOOKMARKS)


def copies_prefix(service: str) -> str:
    return f"{WORK}/{escaped(service)}/"


def copy_key(key: RecordingKey) -> str:
    """Returns the S3 key of the copy."""
    account = f"{escaped(key.service)}/{escaped(key.account_id)}"
    return f"{WORK}/{account}/{escaped(key.recording_id)}.json"


def recording_of_copy(object_key: str) -> RecordingKey | None:
    parts = object_key.removesuffix(".json").split("/")
    if len(parts) != _PARTS or parts[0] != WORK or not object_key.endswith(".json"):
        return None
    service, account_id, recording_id = map(unquote, parts[1:])
    return RecordingKey(service=service, account_id=account_id, recording_id=recording_id)
