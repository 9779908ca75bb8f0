"""Responses that hold only a part of a recording, although no part was requested."""

from __future__ import annotations

from starlette.responses import Response

from simulator.http.fault_queue import FaultKind
from simulator.recordings import audio
from simulator.recordings.calls import Recording

Headers = dict[str, str]
PART_KINDS = frozenset(
    {
        FaultKind.UNASKED_PART,
        FaultKind.UNASKED_RANGES,
        FaultKind.SHORT_RANGE,
        FaultKind.WAV_PROMISES_MORE,
        FaultKind.SHORT_MP3,
    }
)


def part_response(kind: FaultKind, recording: Recording, headers: Headers) -> Response:
    """Returns the response of a fault in PART_KINDS. Its Content-Length is that of the part."""
    body = recording.audio_bytes()
    half = body[: len(body) // 2]
    content_range = f"bytes 0-{len(half) - 1}/{len(body)}"
    if kind is FaultKind.UNASKED_PART:
        return Response(half, 206, {**headers, "Content-Range": content_range})
    if kind is FaultKind.UNASKED_RANGES:
        return _ranges(half, content_range, headers)
    if kind is FaultKind.SHORT_RANGE:
        return Response(half, 200, {**headers, "Content-Range": content_range})
    if kind is FaultKind.WAV_PROMISES_MORE:
        return Response(_promising_wav(recording), headers={**headers, "Content-Type": audio.WAV})
    return Response(_short_mp3(recording), headers={**headers, "Content-Type": audio.MP3})


def _ranges(half: bytes, content_range: str, headers: Headers) -> Response:
    boundary = "part"
    head = f"--{boundary}\r\nContent-Range: {content_range}\r\n\r\n".encode()
    body = head + half + f"\r\n--{boundary}--\r\n".encode()
    kind = {"Content-Type": f"multipart/byteranges; boundary={boundary}"}
    return Response(body, 206, {**headers, **kind})


def _promising_wav(recording: Recording) -> bytes:
    """Returns the first half of a WAV. Its header still has the sizes of the whole."""
    is_wav = recording.content_type == audio.WAV
    sample = audio.sample_names(audio.WAV)[0]
    whole = recording.audio_bytes() if is_wav else audio.sample_bytes(sample)
    return whole[: len(whole) // 2]


def _short_mp3(recording: Recording) -> bytes:
    """Returns an MP3 that ends after half of its frames: nothing in it says that it is too short."""
    if recording.content_type == audio.MP3:
        body = recording.audio_bytes()
        return body[: len(body) // 2]
    sample = audio.sample_bytes(audio.sample_names()[0])
    return sample[: len(sample) // 2]
