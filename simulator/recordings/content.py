"""The content of a recording: whole, a byte range, or broken on purpose."""

from __future__ import annotations

import re

from starlette.responses import Response

from simulator.accounts.account import Account
from simulator.http.errors import ApiError, not_found
from simulator.http.fault_queue import Fault, FaultKind
from simulator.http.faults import FaultRaised
from simulator.http.operations import ApiRequest
from simulator.http.transport import TruncatedResponse
from simulator.recordings import audio
from simulator.recordings.calls import Recording
from simulator.recordings.parts import PART_KINDS, part_response

_RANGE = re.compile(r"bytes=(\d+)-")


def content(request: ApiRequest) -> Response:
    recording = request.account.recordings.get(request.path_param("recording_id"))
    if recording is None:
        raise not_found("recording")
    request.account.statistics.count_content(recording.id)
    call = request.account.calls.get(recording.call_id)
    request.account.roles.check(request.user, call)
    if not recording.ready(request.account.clock.now()):
        raise not_found("recording")
    fault = request.account.faults.take(recording.id)
    if fault is not None:
        return _broken(request, recording, fault)
    return _whole_or_range(recording, request.http.headers.get("range"))


def media(account: Account, recording_id: str, byte_range: str | None) -> Response:
    """Answers at the address that redirects lead to: without a token and without a rate limit."""
    recording = account.recordings.get(recording_id)
    if recording is None or not recording.ready(account.clock.now()):
        raise not_found("recording")
    return _whole_or_range(recording, byte_range)


def _whole_or_range(recording: Recording, byte_range: str | None) -> Response:
    body = recording.audio_bytes()
    headers = _headers(recording)
    first = _first_byte(byte_range, len(body))
    if first is None:
        return Response(body, headers=headers)
    headers["Content-Range"] = f"bytes {first}-{len(body) - 1}/{len(body)}"
    return Response(body[first:], 206, headers=headers)


def _headers(recording: Recording) -> dict[str, str]:
    extension = "wav" if recording.content_type == audio.WAV else "mp3"
    return {
        "Content-Type": recording.content_type,
        "Content-Disposition": f"attachment; filename={recording.id}.{extension}",
        "Accept-Ranges": "bytes",
    }


def _first_byte(byte_range: str | None, size: int) -> int | None:
    """Returns where a range starts. None means the whole: any other form of range is ignored."""
    match = _RANGE.fullmatch(byte_range.strip()) if byte_range else None
    if match is None:
        return None
    first = int(match.group(1))
    if first >= size:
        headers = {"Content-Range": f"bytes */{size}"}
        raise ApiError(416, "CMN-107", "The range is outside the recording", headers=headers)
    return first


def _broken(request: ApiRequest, recording: Recording, fault: Fault) -> Response:
    headers = _headers(recording)
    if fault.kind is FaultKind.TRUNCATED:
        return TruncatedResponse(recording.audio_bytes(), headers=headers)
    if fault.kind is FaultKind.EMPTY:
        return Response(b"", headers=headers)
    if fault.kind is FaultKind.HEADER_ONLY:
        return Response(audio.header_only_wav(), headers={**headers, "Content-Type": audio.WAV})
    if fault.kind is FaultKind.UNEXPECTED_TYPE:
        return Response(recording.audio_bytes(), headers={**headers, "Content-Type": "audio/ogg"})
    if fault.kind in PART_KINDS:
        return part_response(fault.kind, recording, headers)
    if fault.kind is FaultKind.VANISHED:
        request.account.hide_recording(recording.id, fault.retry_after)
        raise not_found("recording")
    if fault.kind in (FaultKind.REDIRECT_302, FaultKind.REDIRECT_307):
        return _redirect(request, recording, fault)
    raise FaultRaised(fault)


def _redirect(request: ApiRequest, recording: Recording, fault: Fault) -> Response:
    location = f"{request.base_url}/media/recording/{recording.id}"
    status = 307 if fault.kind is FaultKind.REDIRECT_307 else 302
    return Response(status_code=status, headers={"Location": location})
