"""The id of a recording in a URL: `main:809646016:7602012008`, or RingCentral's own id alone.

RingCentral's id is unique in an account only, and a service may move to another account.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from ringkeep.domain.recordings.archive import escaped
from ringkeep.domain.recordings.recordings import RecordingKey

_SEPARATOR: Final = ":"
_PARTS: Final = 3


def recording_id_of(key: RecordingKey) -> str:
    """Returns the full id. Its parts have no colon: they are escaped as in the keys of the archive."""
    return _SEPARATOR.join(map(escaped, (key.service, key.account_id, key.recording_id)))


def full_key(identifier: str) -> RecordingKey | None:
    """Returns the recording that a full id names, None for any other text."""
    parts = identifier.split(_SEPARATOR)
    if len(parts) != _PARTS or not all(parts):
        return None
    service, account_id, recording_id = map(unquote, parts)
    return RecordingKey(service=service, account_id=account_id, recording_id=recording_id)
