"""Measures the peaks of a waveform of any length in constant memory."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

_FIRST_WIDTH = 64
_FINENESS = 4
"""Fine buckets for each resulting bucket, so that the last step causes little rounding."""


class PeakMeter:
    """Keeps the loudest sample of every interval. If there are too many intervals, their length is
    doubled."""

    def __init__(self, channels: int, buckets: int) -> None:
        self._buckets = buckets
        self._width = _FIRST_WIDTH
        self._fine = np.zeros((buckets * _FINENESS, channels), dtype=np.float32)
        self.frames = 0

    def add(self, block: Samples) -> None:
        """Adds the next frames, an array of the shape (frames, channels)."""
        if not len(block):
            return
        while (self.frames + len(block) - 1) // self._width >= len(self._fine):
            self._double()
        first = self.frames // self._width
        to_next = self._width - self.frames % self._width
        starts = np.concatenate(([0], np.arange(to_next, len(block), self._width)))
        loudest = np.fmax.reduceat(np.abs(block), starts, axis=0)
        part = self._fine[first : first + len(loudest)]
        np.fmax(part, loudest, out=part)
        self.frames += len(block)

    def peaks(self) -> tuple[tuple[float, ...], ...]:
        """Returns up to `buckets` peaks for each channel, from 0 to 1, rounded to three digits."""
        used = -(-self.frames // self._width)
        count = min(self._buckets, used)
        if not count:
            return tuple(() for _ in range(self._fine.shape[1]))
        starts = np.arange(count) * used // count
        loudest = np.maximum.reduceat(self._fine[:used], starts, axis=0)
        bounded = np.clip(np.nan_to_num(loudest), 0.0, 1.0).astype(np.float64).round(3)
        return tuple(tuple(channel) for channel in bounded.T.tolist())

    def _double(self) -> None:
        half = len(self._fine) // 2
        pairs = self._fine.reshape(half, 2, -1).max(axis=1)
        self._fine[:half] = pairs
        self._fine[half:] = 0.0
        self._width *= 2
