"""A read of one version of an object honours the range and the headers that the request asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Answer: TypeAlias = tuple[int, dict[str, str], bytes]
_OK = 200


def honour_ranges_and_headers() -> None:
    """MiniStack answers all of a version, with its stored headers. Signed addresses name a version, and a
    player reads ranges of it: without them it cannot jump to a moment."""
    from ministack.services import s3

    original: Callable[..., Answer] = s3._get_object

    def reading(
        bucket: str, key: str, headers: Mapping[str, str], query: Mapping[str, Any] | None = None
    ) -> Answer:
        answer = original(bucket, key, headers, query)
        if answer[0] != _OK or not s3._qp(query or {}, "versionId", ""):
            return answer
        s3._apply_response_overrides(answer[1], query)
        wanted = headers.get("range", "")
        return (
            _part(answer, wanted, s3._xml_body(s3._range_error_xml(bucket, key)))
            if wanted
            else answer
        )

    def _part(answer: Answer, wanted: str, refusal: bytes) -> Answer:
        _, known, body = answer
        found = s3._parse_range(wanted, len(body))
        if found is None:
            size = f"bytes */{len(body)}"
            return 416, {"Content-Type": "application/xml", "Content-Range": size}, refusal
        start, end = found
        part = body[start : end + 1]
        place = f"bytes {start}-{end}/{len(body)}"
        return 206, {**known, "Content-Length": str(len(part)), "Content-Range": place}, part

    s3._get_object = reading
