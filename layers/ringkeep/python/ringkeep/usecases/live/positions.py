"""Where a page of the Realtime rows ends, as the cursor from which the next one continues."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TypeAlias

Position: TypeAlias = tuple[str, str, str]
"""Service, account and extension. Rows are sorted by it."""


def cursor_at(position: Position) -> str:
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode()


def position_of(cursor: str) -> Position:
    """Raises ValueError for an invalid cursor."""
    try:
        service, account_id, extension_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, TypeError, binascii.Error):
        raise ValueError("the cursor is invalid") from None
    return str(service), str(account_id), str(extension_id)
