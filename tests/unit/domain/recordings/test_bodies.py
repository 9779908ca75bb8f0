"""Which bodies are accepted as recordings, whatever their Content-Type says."""

from __future__ import annotations

import pytest

from ringkeep.domain.recordings.bodies import HEAD_BYTES, BodyFacts, BodyVerdict, judge, sniff
from ringkeep.errors import BodyRejected, BodyTruncated
from tests.fakes.recordings.audio_files import mp3_bytes, wav_bytes, with_id3, without_frame_count

WAV = wav_bytes(0.5)
MP3 = mp3_bytes(3)


def judged(body: bytes, content_type: str = "audio/mpeg", length: int | None = None) -> BodyVerdict:
    return judge(
        BodyFacts(
            content_type=content_type,
            content_length=length,
            size=len(body),
            head=body[:HEAD_BYTES],
        )
    )


def rejection(body: bytes, content_type: str = "audio/mpeg") -> str:
    with pytest.raises(BodyRejected) as raised:
        judged(body, content_type)
    return raised.value.reason


@pytest.mark.parametrize(
    ("body", "content_type", "extension"),
    [
        (MP3, "audio/mpeg", "mp3"),
        (MP3, "Audio/MPEG; charset=utf-8", "mp3"),
        (with_id3(MP3), "audio/mpeg", "mp3"),
        (without_frame_count(MP3), "audio/mp3", "mp3"),
        (with_id3(MP3, size=100_000), "audio/mpeg", "mp3"),
        (bytes(50) + MP3, "audio/mpeg", "mp3"),
        (WAV, "audio/wav", "wav"),
        (WAV, "audio/x-wav", "wav"),
        (WAV, "audio/wave; codecs=1", "wav"),
        (WAV, "", "wav"),
        (MP3, "application/octet-stream", "mp3"),
    ],
)
def test_audio_of_the_declared_type_is_accepted(
    body: bytes, content_type: str, extension: str
) -> None:
    verdict = judged(body, content_type, len(body))
    assert (verdict.extension, verdict.quarantine, verdict.doubt) == (extension, "", "")


def test_an_accepted_body_gets_the_usual_media_type() -> None:
    assert judged(WAV, "audio/x-wav; foo=bar").content_type == "audio/wav"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "html"),
        (b"\n\n  <HTML lang=en>", "html"),
        (b"<html>caf\xe9", "html"),
        (b'<?xml version="1.0"?><error/>', "xml"),
        (b'{"errorCode":"CMN-102"}', "json"),
        (b'\xef\xbb\xbf [{"a": 1}]', "json"),
        ("Fehler: nicht gefunden \u4f60".encode(), "text"),
        ("Fehler".encode("utf-16"), "text"),
        (("ä" * 40_000).encode() + b"x", "text"),
    ],
)
@pytest.mark.parametrize("content_type", ["audio/mpeg", "audio/wav", "text/html", ""])
def test_text_and_empty_bodies_are_rejected_whatever_their_type(
    body: bytes, reason: str, content_type: str
) -> None:
    assert rejection(body, content_type) == reason


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (WAV[:44], "audio/wav"),
        (WAV[:36], "audio/wav"),
        (WAV[:12], "audio/wav"),
        (with_id3(b"", size=500), "audio/mpeg"),
        (with_id3(b"", size=100_000), "audio/mpeg"),
        (with_id3(bytes(200), size=500), "audio/mpeg"),
        (MP3[: len(MP3) - len(without_frame_count(MP3))], "audio/mpeg"),
    ],
)
def test_a_body_that_is_only_a_header_is_rejected(body: bytes, content_type: str) -> None:
    assert rejection(body, content_type) == "header_only"


def test_a_body_shorter_than_its_content_length_is_truncated() -> None:
    with pytest.raises(BodyTruncated):
        judged(MP3[:-1], length=len(MP3))


def test_a_body_longer_than_its_content_length_is_rejected() -> None:
    with pytest.raises(BodyRejected, match="Content-Length"):
        judged(MP3, length=len(MP3) - 1)


def test_an_empty_body_with_a_content_length_is_truncated() -> None:
    with pytest.raises(BodyTruncated):
        judged(b"", length=10)


@pytest.mark.parametrize(
    ("body", "content_type", "extension", "reason"),
    [
        (WAV, "audio/mpeg", "mp3", "contradiction"),
        (MP3, "audio/wav", "wav", "contradiction"),
        (MP3, "application/json", "mp3", "contradiction"),
        (b"OggS" + bytes(200), "audio/mpeg", "mp3", "contradiction"),
        (b"OggS" + bytes(200), "audio/ogg", "ogg", "unexpected_type"),
        (b"OggS" + bytes(200), "application/octet-stream", "ogg", "unexpected_type"),
        (bytes(8) + b"\x01\x02", "audio/flac", "flac", "unexpected_type"),
        (b"%PDF-1.7" + bytes(9), "application/pdf", "pdf", "unexpected_type"),
        (bytes(200), "application/x-strange", "bin", "unexpected_type"),
        (bytes(200), "", "bin", "unexpected_type"),
    ],
)
def test_bytes_of_another_type_are_quarantined(
    body: bytes, content_type: str, extension: str, reason: str
) -> None:
    verdict = judged(body, content_type)
    assert (verdict.extension, verdict.quarantine, verdict.doubt) == (extension, reason, "")
    assert verdict.content_type == "application/octet-stream"


@pytest.mark.parametrize("content_type", ["audio/mpeg", "audio/wav"])
def test_unrecognised_bytes_of_an_audio_type_are_doubtful(content_type: str) -> None:
    verdict = judged(b"\x00\x01\x02" * 100, content_type)
    assert (verdict.quarantine, verdict.doubt) == ("unreadable", "unreadable")


def test_a_wav_that_declares_more_samples_than_it_holds_is_doubtful() -> None:
    verdict = judged(WAV[:-100], "audio/wav")
    assert (verdict.quarantine, verdict.doubt) == ("", "truncated")


def test_a_right_content_length_does_not_prove_a_wav_whose_header_promises_more() -> None:
    body = WAV[:-100]
    assert judged(body, "audio/wav", len(body)).doubt == "truncated"


@pytest.mark.parametrize("declared", [0, 0xFFFF_FFFF, 0x7FFF_FFFF])
def test_the_declared_size_of_a_streamed_wav_is_ignored(declared: int) -> None:
    body = WAV[:40] + declared.to_bytes(4, "little") + WAV[44:]
    assert judged(body, "audio/wav").doubt == ""


def test_a_wav_with_another_chunk_before_its_samples_is_accepted() -> None:
    notes = b"LIST" + (5).to_bytes(4, "little") + b"notes\x00"
    assert judged(WAV[:36] + notes + WAV[36:], "audio/wav").doubt == ""


def test_a_wav_whose_samples_begin_after_the_head_is_accepted() -> None:
    notes = b"LIST" + (HEAD_BYTES).to_bytes(4, "little") + bytes(HEAD_BYTES)
    assert judged(WAV[:36] + notes + WAV[36:], "audio/wav").quarantine == ""


def test_a_single_frame_header_in_noise_is_not_an_mp3() -> None:
    assert sniff(b"\x00" * 40 + b"\xff\xfb\x90\x00" + b"\x00" * 1000) == ""
