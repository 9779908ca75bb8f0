"""Creates small audio files: WAV with the standard library, MP3 with libsndfile."""

from __future__ import annotations

import io
import wave

import numpy as np
import numpy.typing as npt
import soundfile

from ringkeep.domain.recordings.mp3 import first_frame

RATE = 8000


def tone(seconds: float, channels: int = 1, loudness: float = 0.5) -> npt.NDArray[np.float32]:
    """Returns a sine wave. Each channel is half as loud as the previous one."""
    time = np.arange(int(seconds * RATE)) / RATE
    wave_form = loudness * np.sin(2 * np.pi * 440 * time)
    return np.stack([wave_form / 2**number for number in range(channels)], axis=1).astype(
        np.float32
    )


def speech_like(seconds: float) -> npt.NDArray[np.float32]:
    """Returns one loud second, then nine quiet ones, and so on, so that a variable bit rate varies."""
    samples = np.random.default_rng(7).uniform(-0.8, 0.8, (int(seconds * RATE), 1))
    second = np.arange(len(samples)) // RATE
    samples[second % 10 > 0] *= 0.0001
    return samples.astype(np.float32)


def wav_bytes(seconds: float = 1.0, channels: int = 1, loudness: float = 0.5) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((tone(seconds, channels, loudness) * 32767).astype("<i2").tobytes())
    return buffer.getvalue()


def mp3_bytes(
    seconds: float = 1.0,
    channels: int = 1,
    samples: npt.NDArray[np.float32] | None = None,
    bitrate_mode: str = "CONSTANT",
) -> bytes:
    """Returns an MP3 file with a Xing or Info frame, as most encoders write it."""
    buffer = io.BytesIO()
    frames = tone(seconds, channels) if samples is None else samples
    with soundfile.SoundFile(
        buffer, "w", RATE, frames.shape[1], format="MP3", bitrate_mode=bitrate_mode
    ) as file:
        file.write(frames)
    return buffer.getvalue()


def without_frame_count(mp3: bytes) -> bytes:
    """Removes the Xing or Info frame, since a streaming encoder does not write it."""
    found = first_frame(mp3)
    assert found is not None
    return mp3[sum(found) :]


def with_id3(mp3: bytes, size: int = 1000) -> bytes:
    """Adds an ID3v2 tag of `size` bytes before the MP3."""
    length = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\x00\x00" + length + bytes(size) + mp3
