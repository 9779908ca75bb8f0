"""A recording's metadata and its bytes, whole or in part, sound or broken on purpose."""

from __future__ import annotations

import re

from starlette.responses import JSONResponse, Response

from simulator import audio, pipeline
from simulator.account import Account
from simulator.errors import ApiError, not_found
from simulator.faults import Fault, FaultKind
from simulator.model import Recording
from simulator.records import RecordWriter
from simulator.transport import TruncatedResponse

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def metadata(call: pipeline.Call) -> Response:
    recording = _known(call)
    if not recording.shown(call.account.clock.now()):
        raise not_found("recording")
    return JSONResponse(RecordWriter(call.account, call.base_url).recording_metadata(recording))


def content(call: pipeline.Call) -> Response:
    recording = _known(call)
    call.account.statistics.content(recording.id)
    if not recording.ready(call.account.clock.now()):
        raise not_found("recording")
    fault = call.account.faults.take(recording.id)
    if fault is not None:
        return _broken(call, recording, fault)
    return whole_or_part(recording, call.request.headers.get("range"))


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


def _known(call: pipeline.Call) -> Recording:
    recording = call.account.recordings.get(call.request.path_params["recording_id"])
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


def _broken(call: pipeline.Call, recording: Recording, fault: Fault) -> Response:
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
        return _redirect(call, recording, fault)
    raise pipeline.FaultRaised(fault)


def _redirect(call: pipeline.Call, recording: Recording, fault: Fault) -> Response:
    base = call.base_url
    if fault.kind is FaultKind.REDIRECT_ELSEWHERE:
        base = base.replace("127.0.0.1", "localhost")
    location = fault.location or f"{base}/media/recording/{recording.id}"
    status = 307 if fault.kind is FaultKind.REDIRECT_307 else 302
    return Response(status_code=status, headers={"Location": location})
