"""A recording's metadata and its bytes, whole or in part, sound or broken on purpose."""

from __future__ import annotations

import re

from starlette.responses import JSONResponse, Response

from simulator.accounts.account import Account
from simulator.http.errors import ApiError, not_found
from simulator.http.faults import Fault, FaultKind
from simulator.http.operations import ApiRequest, FaultRaised
from simulator.http.transport import TruncatedResponse
from simulator.recordings import audio
from simulator.recordings.calls import Recording
from simulator.recordings.records import RecordWriter

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def metadata(request: ApiRequest) -> Response:
    recording = _known(request)
    if not recording.shown(request.account.clock.now()):
        raise not_found("recording")
    return JSONResponse(
        RecordWriter(request.account, request.base_url).recording_metadata(recording)
    )


def content(request: ApiRequest) -> Response:
    recording = _known(request)
    request.account.statistics.content(recording.id)
    if not recording.ready(request.account.clock.now()):
        raise not_found("recording")
    fault = request.account.faults.take(recording.id)
    if fault is not None:
        return _broken(request, recording, fault)
    return whole_or_part(recording, request.http.headers.get("range"))


def media(account: Account, recording_id: str, byte_range: str | None) -> Response:
    """Where redirects lead: no token is needed, and nothing is metered."""
    recording = account.recordings.get(recording_id)
    if recording is None or not recording.ready(account.clock.now()):
        raise not_found("recording")
    return whole_or_part(recording, byte_range)


def whole_or_part(recording: Recording, byte_range: str | None) -> Response:
    body = recording.true_bytes()
    headers = _headers(recording)
    span = _span(byte_range, len(body))
    if span is None:
        return Response(body, headers=headers)
    first, last = span
    headers["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
    return Response(body[first : last + 1], 206, headers=headers)


def _known(request: ApiRequest) -> Recording:
    recording = request.account.recordings.get(request.path_param("recording_id"))
    if recording is None:
        raise not_found("recording")
    return recording


def _headers(recording: Recording) -> dict[str, str]:
    extension = "wav" if recording.content_type == audio.WAV else "mp3"
    return {
        "Content-Type": recording.content_type,
        "Content-Disposition": f"attachment; filename={recording.id}.{extension}",
        "Accept-Ranges": "bytes",
    }


def _span(byte_range: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte of a range; None is the whole. What is no byte range is ignored."""
    match = _RANGE.fullmatch(byte_range.strip()) if byte_range else None
    if match is None or match.groups() == ("", ""):
        return None
    start, end = match.groups()
    if start == "":
        first, last = max(0, size - int(end)), size - 1
    else:
        first, last = int(start), min(size - 1, int(end) if end else size - 1)
    if first > last:
        headers = {"Content-Range": f"bytes */{size}"}
        raise ApiError(416, "CMN-107", "The range lies outside the recording", headers=headers)
    return first, last


def _broken(request: ApiRequest, recording: Recording, fault: Fault) -> Response:
    headers = _headers(recording)
    if fault.kind is FaultKind.TRUNCATED:
        return TruncatedResponse(recording.true_bytes(), headers=headers)
    if fault.kind is FaultKind.EMPTY:
        return Response(b"", headers=headers)
    if fault.kind is FaultKind.HEADER_ONLY:
        return Response(audio.header_only_wav(), headers={**headers, "Content-Type": audio.WAV})
    if fault.kind is FaultKind.UNEXPECTED_TYPE:
        return Response(recording.true_bytes(), headers={**headers, "Content-Type": "audio/ogg"})
    if fault.kind in (FaultKind.REDIRECT_302, FaultKind.REDIRECT_307, FaultKind.REDIRECT_ELSEWHERE):
        return _redirect(request, recording, fault)
    raise FaultRaised(fault)


def _redirect(request: ApiRequest, recording: Recording, fault: Fault) -> Response:
    base = request.base_url
    if fault.kind is FaultKind.REDIRECT_ELSEWHERE:
        base = base.replace("127.0.0.1", "localhost")
    location = fault.location or f"{base}/media/recording/{recording.id}"
    status = 307 if fault.kind is FaultKind.REDIRECT_307 else 302
    return Response(status_code=status, headers={"Location": location})
