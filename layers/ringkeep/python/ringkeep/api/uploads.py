"""The bytes of an uploaded file.

The gateway hands over a body as text or in base64, depending on its type. Only base64 keeps every byte:
a file in Windows encoding that arrives as text has lost its letters, and is refused. Clients send
`application/octet-stream` to be safe.
"""

from __future__ import annotations

import base64
import binascii
from http import HTTPStatus
from typing import Final

from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.problems import Refused
from ringkeep.api.versions import header_of
from ringkeep.domain.access.user_files.encoding import MAX_BYTES
from ringkeep.domain.json import JsonObject

CSV: Final = "text/csv"
BYTES: Final = "application/octet-stream"
_TYPES: Final = frozenset({CSV, BYTES, "text/plain", "application/vnd.ms-excel"})
"""Browsers on Windows call a CSV file application/vnd.ms-excel."""
_LOST: Final = "\ufffd"


def uploaded(request: Request) -> bytes:
    """Returns the file. Raises Refused: 415 for another type, 422 for an empty body, 413 for a large
    one."""
    _require_type(header_of(request.headers, "content-type") or CSV)
    content = body_bytes(request.resolved_event.raw_event)
    if not content.strip():
        detail = "Send the file as the body of the request."
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail, code="file_missing")
    if len(content) > MAX_BYTES:
        detail = f"The file may have at most {MAX_BYTES:,} bytes. Split it, and import the parts."
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, code="too_large")
    return content


uploaded.__dict__["file_types"] = (BYTES, CSV)
"""For the API's description."""


def _require_type(header: str) -> None:
    if header.partition(";")[0].strip().lower() not in _TYPES:
        detail = f"Send the file itself as the body, with Content-Type: {CSV} or {BYTES}."
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)


def body_bytes(event: JsonObject) -> bytes:
    body = event.get("body")
    text = body if isinstance(body, str) else ""
    if event.get("isBase64Encoded") is not True:
        return _encoded(text)
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _unreadable() from None


def _encoded(text: str) -> bytes:
    if _LOST in text:
        raise _unreadable()
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise _unreadable() from None


def _unreadable() -> Refused:
    detail = (
        'Some characters were lost on the way. Save the file as "CSV UTF-8", or send it with'
        f" Content-Type: {BYTES}."
    )
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail, code="encoding")
