"""How call log records that could not be read or written completely are kept in S3.

    set-aside/{service}/{account}/{hash of the content}.json

The key is the hash of the content, so the same record is kept only once however often it is read.
"""

from __future__ import annotations

import hashlib
import json
from typing import Final

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.json import JsonObject, shortened
from ringkeep.domain.recordings.archive import escaped

SET_ASIDE: Final = "set-aside"


def set_aside_key(account: AccountRef, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    return f"{SET_ASIDE}/{escaped(account.service)}/{escaped(account.account_id)}/{digest}.json"


def content_of(record: JsonObject) -> bytes:
    """Returns the record as JSON. Of one that is nested too deeply for that, the deepest parts are
    removed."""
    try:
        text = json.dumps(record)
    except RecursionError:
        text = json.dumps(shortened(record))
    return text.encode()
