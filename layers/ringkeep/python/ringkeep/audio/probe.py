"""Decodes a recording with libsndfile to learn its length, channels, rate and waveform.

libsndfile reads no further than the length it expects, and for an MP3 that does not tell its
number of frames it guesses that length from the first one: a variable bit rate then loses seconds
of sound. Read from a pipe it cannot guess and decodes to the end, so such files go that way.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import numpy as np
import soundfile

from ringkeep.audio.peaks import PeakMeter
from ringkeep.domain.recordings.archive import AudioFacts
from ringkeep.domain.recordings.bodies import HEAD_BYTES, MP3
from ringkeep.domain.recordings.mp3 import has_frame_count
from ringkeep.errors import BodyRejected

BUCKETS = 800
_BLOCK_SAMPLES = 65_536
_COPY_BYTES = 65_536
_SHOWN_CHANNELS = 8
"""Waveforms of more channels are not kept: a hostile header may claim a thousand."""


class SoundfileProbe:
    """The AudioProbe port over libsndfile."""

    def probe(self, path: Path, kind: str) -> AudioFacts:
        """Raises BodyRejected `unreadable` or `header_only`. Memory does not grow with the file."""
        with _quiet_decoder():
            facts = self._decoded(path, kind)
        if not facts.duration_seconds:
            raise BodyRejected("header_only", "the file decodes to no sound at all")
        return facts

    def _decoded(self, path: Path, kind: str) -> AudioFacts:
        if kind == MP3 and not _tells_its_length(path):
            with suppress(soundfile.SoundFileError), _piped(path) as reader:
                return _measure(reader)
        try:
            return _measure(path)
        except soundfile.SoundFileError as problem:
            raise BodyRejected("unreadable", f"libsndfile: {problem}") from problem


def _measure(source: Path | int) -> AudioFacts:
    with soundfile.SoundFile(source, closefd=False) as sound:
        meter = PeakMeter(min(sound.channels, _SHOWN_CHANNELS), BUCKETS)
        frames = max(1, _BLOCK_SAMPLES // sound.channels)
        block = np.empty((frames, sound.channels), dtype=np.float32)
        while count := sound.buffer_read_into(block.data, "float32"):
            meter.add(block[:count, :_SHOWN_CHANNELS])
        return AudioFacts(
            duration_seconds=round(meter.frames / sound.samplerate, 3),
            channels=sound.channels,
            sample_rate=sound.samplerate,
            peaks=meter.peaks(),
        )


def _tells_its_length(path: Path) -> bool:
    with path.open("rb") as file:
        return has_frame_count(file.read(HEAD_BYTES))


@contextmanager
def _piped(path: Path) -> Iterator[int]:
    """The reading end of a pipe through which the file flows."""
    reader, writer = os.pipe()
    feeder = Thread(target=_feed, args=(path, writer), daemon=True)
    feeder.start()
    try:
        yield reader
    finally:
        os.close(reader)
        feeder.join()


def _feed(path: Path, writer: int) -> None:
    with suppress(BrokenPipeError), path.open("rb") as file, os.fdopen(writer, "wb") as pipe:
        while chunk := file.read(_COPY_BYTES):
            pipe.write(chunk)


@contextmanager
def _quiet_decoder() -> Iterator[None]:
    """The MP3 decoder writes a line for each frame that it dislikes to the process's standard
    error: a damaged file would fill the log."""
    sys.stderr.flush()
    kept = os.dup(2)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)
    os.close(silence)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
