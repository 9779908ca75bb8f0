"""Decodes a recording with libsndfile to measure its length, channels, rate and waveform.

libsndfile reads only up to the length that it expects. For an MP3 file without a frame count, it
estimates the length from the first frame, and with a variable bit rate it then misses seconds of
sound. From a pipe it cannot estimate and decodes to the end, so such files are read from a pipe.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread

import numpy as np
import soundfile

from ringkeep.audio.peaks import PeakMeter
from ringkeep.audio.streamed_wav import StreamedWav, size_is_missing
from ringkeep.domain.recordings.archive import AudioFacts
from ringkeep.domain.recordings.bodies import HEAD_BYTES, MP3, WAV
from ringkeep.domain.recordings.mp3 import has_frame_count
from ringkeep.errors import BodyRejected

BUCKETS = 800
_BLOCK_SAMPLES = 65_536
_COPY_BYTES = 65_536
_SHOWN_CHANNELS = 8
"""Waveforms of further channels are dropped: a malicious header may claim a thousand channels."""


class SoundfileProbe:
    """The AudioProbe port, implemented with libsndfile."""

    def probe(self, path: Path, kind: str) -> AudioFacts:
        """Decodes the file in constant memory. Raises BodyRejected `unreadable` or `header_only`."""
        with _quiet_decoder():
            facts = self._decoded(path, kind)
        if not facts.duration_seconds:
            raise BodyRejected("header_only", "the file contains no audio frames")
        return facts

    def _decoded(self, path: Path, kind: str) -> AudioFacts:
        if kind == MP3 and not _has_frame_count(path):
            with suppress(soundfile.SoundFileError), _piped(path) as reader:
                return _measure(reader)
        try:
            with ExitStack() as files:
                without_size = kind == WAV and size_is_missing(path)
                source = files.enter_context(StreamedWav(path)) if without_size else path
                return _measure(source)
        except soundfile.SoundFileError as problem:
            raise BodyRejected("unreadable", f"libsndfile: {problem}") from problem


def _measure(source: Path | StreamedWav | int) -> AudioFacts:
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


def _has_frame_count(path: Path) -> bool:
    with path.open("rb") as file:
        return has_frame_count(file.read(HEAD_BYTES))


@contextmanager
def _piped(path: Path) -> Iterator[int]:
    """Yields the reading end of a pipe. A thread writes the file to the other end."""
    reader, writer = os.pipe()
    thread = Thread(target=_write_to_pipe, args=(path, writer), daemon=True)
    thread.start()
    try:
        yield reader
    finally:
        os.close(reader)
        thread.join()


def _write_to_pipe(path: Path, writer: int) -> None:
    with suppress(BrokenPipeError), path.open("rb") as file, os.fdopen(writer, "wb") as pipe:
        while chunk := file.read(_COPY_BYTES):
            pipe.write(chunk)


@contextmanager
def _quiet_decoder() -> Iterator[None]:
    """Discards the standard error of the process. The MP3 decoder writes a line to it for each
    invalid frame, so a damaged file would fill the log."""
    sys.stderr.flush()
    stderr = os.dup(2)
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, 2)
    os.close(devnull)
    try:
        yield
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)
