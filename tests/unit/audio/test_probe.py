"""Decoding of audio files and of invalid files."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile

from ringkeep.audio.probe import BUCKETS, SoundfileProbe
from ringkeep.domain.recordings.archive import AudioFacts
from ringkeep.errors import BodyRejected
from tests.fakes.recordings.audio_files import (
    RATE,
    mp3_bytes,
    speech_like,
    tone,
    wav_bytes,
    with_id3,
    without_frame_count,
)


def probe(folder: Path, content: bytes, kind: str) -> AudioFacts:
    path = folder / "body"
    path.write_bytes(content)
    return SoundfileProbe().probe(path, kind)


def test_wav_has_length_channels_and_rate(tmp_path: Path) -> None:
    facts = probe(tmp_path, wav_bytes(2.5, channels=2), "wav")
    assert (facts.duration_seconds, facts.channels, facts.sample_rate) == (2.5, 2, RATE)


@pytest.mark.parametrize("subtype", ["ULAW", "ALAW", "GSM610"])
def test_telephony_codecs_in_wav_are_decoded(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "body"
    soundfile.write(path, tone(12), RATE, format="WAV", subtype=subtype)
    facts = SoundfileProbe().probe(path, "wav")
    assert facts.duration_seconds == pytest.approx(12, abs=0.2)


@pytest.mark.parametrize("channels", [1, 2])
def test_mp3_has_length_and_channels(tmp_path: Path, channels: int) -> None:
    facts = probe(tmp_path, mp3_bytes(12, channels=channels), "mp3")
    assert facts.channels == channels
    assert facts.duration_seconds == pytest.approx(12, abs=0.2)


def test_leading_tag_does_not_change_the_length(tmp_path: Path) -> None:
    facts = probe(tmp_path, with_id3(mp3_bytes(12)), "mp3")
    assert facts.duration_seconds == pytest.approx(12, abs=0.2)


def test_tag_larger_than_the_checked_head_does_not_change_the_length(tmp_path: Path) -> None:
    facts = probe(tmp_path, with_id3(mp3_bytes(12), size=100_000), "mp3")
    assert facts.duration_seconds == pytest.approx(12, abs=0.2)


def test_trailing_garbage_does_not_change_the_length(tmp_path: Path) -> None:
    facts = probe(tmp_path, mp3_bytes(12) + b"TAG" + bytes(125) + b"<html>" * 100, "mp3")
    assert facts.duration_seconds == pytest.approx(12, abs=0.2)


def test_variable_bit_rate_without_a_frame_count_is_decoded_to_the_end(tmp_path: Path) -> None:
    full = mp3_bytes(samples=speech_like(60), bitrate_mode="VARIABLE")
    content = without_frame_count(full)
    (tmp_path / "estimated.mp3").write_bytes(content)
    estimated = soundfile.info(tmp_path / "estimated.mp3").duration
    assert abs(estimated - 60) > 5, "libsndfile's estimate is right: is the pipe still needed?"
    assert probe(tmp_path, content, "mp3").duration_seconds == pytest.approx(60, abs=0.3)


def test_truncated_file_has_the_length_of_its_content(tmp_path: Path) -> None:
    content = mp3_bytes(30)
    facts = probe(tmp_path, content[: len(content) // 2], "mp3")
    assert facts.duration_seconds == pytest.approx(15, abs=1)


@pytest.mark.parametrize("size", [0, 0xFFFF_FFFF, 0x7FFF_FFFF])
def test_wav_written_to_a_pipe_is_decoded_to_its_end(tmp_path: Path, size: int) -> None:
    content = wav_bytes(12)
    streamed = content[:40] + size.to_bytes(4, "little") + content[44:]
    assert probe(tmp_path, streamed, "wav") == probe(tmp_path, content, "wav")
    assert (tmp_path / "body").read_bytes() == content


def test_wav_without_a_size_and_without_samples_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(BodyRejected) as raised:
        probe(tmp_path, wav_bytes()[:40] + bytes(4), "wav")
    assert raised.value.reason == "header_only"


def test_peaks_follow_the_loudness_of_each_channel(tmp_path: Path) -> None:
    left, right = probe(tmp_path, wav_bytes(10, channels=2, loudness=0.8), "wav").peaks
    assert len(left) == len(right) == BUCKETS
    assert max(left) == pytest.approx(0.8, abs=0.01)
    assert max(right) == pytest.approx(0.4, abs=0.01)


def test_short_file_has_fewer_peaks_than_buckets(tmp_path: Path) -> None:
    (peaks,) = probe(tmp_path, wav_bytes(0.1), "wav").peaks
    assert 0 < len(peaks) < BUCKETS


def test_peaks_are_at_the_time_of_the_sound(tmp_path: Path) -> None:
    samples = tone(20)
    samples[: len(samples) // 2] = 0
    path = tmp_path / "body"
    soundfile.write(path, samples, RATE, format="WAV")
    (peaks,) = SoundfileProbe().probe(path, "wav").peaks
    assert max(peaks[:399]) == 0
    assert min(peaks[401:]) > 0.4


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"\xff\xfb" + bytes(5000), "mp3"), (b"RIFF\x00\x00\x00\x00WAVEjunk", "wav"), (b"", "mp3")],
)
def test_invalid_file_is_unreadable(tmp_path: Path, content: bytes, kind: str) -> None:
    with pytest.raises(BodyRejected) as raised:
        probe(tmp_path, content, kind)
    assert raised.value.reason == "unreadable"


def test_header_without_frames_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(BodyRejected) as raised:
        probe(tmp_path, wav_bytes()[:44], "wav")
    assert raised.value.reason == "header_only"


def test_decoder_writes_nothing_to_standard_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    content = bytearray(without_frame_count(mp3_bytes(30)))
    content[5000:9000] = b"\x55" * 4000
    path = tmp_path / "body"
    path.write_bytes(content)
    with pytest.raises(BodyRejected):
        SoundfileProbe().probe(path, "mp3")
    assert capfd.readouterr().err == ""
