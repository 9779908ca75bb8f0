"""What the header of a WAV file promises: how long the file is, and where its samples end."""

from __future__ import annotations

import struct
from typing import Final

from ringkeep.domain.model import Model

CONTAINERS: Final = (b"RIFF", b"RF64", b"RIFX")
_STREAMED_SIZE: Final = 0x7FFF_FF00
"""A WAV that was written to a pipe declares at least this size, or zero. Such a size is ignored."""
_IN_DS64: Final = 0xFFFF_FFFF
_CONTAINER_HEADER: Final = 8
_FIRST_CHUNK: Final = 12
_TOLERANCE: Final = 8
"""Some writers count the header of the container too, or a padding byte that they do not write."""


class WavPromise(Model):
    """Positions in bytes from the beginning of the file. None: the header does not say, or it was
    written before the length was known."""

    samples_at: int | None = None
    samples_end: int | None = None
    file_end: int | None = None

    def exceeds(self, size: int) -> bool:
        """Whether a file of this size is shorter than its header promises."""
        samples_missing = self.samples_end is not None and self.samples_end > size
        return samples_missing or (self.file_end is not None and self.file_end > size + _TOLERANCE)

    def is_header_only(self, size: int, head_size: int) -> bool:
        """`head_size`: how many bytes of the file the promise was read from."""
        if self.samples_at is None:
            return size <= head_size
        return size <= self.samples_at

    @property
    def is_complete(self) -> bool:
        """Whether the header says where the samples end."""
        return self.samples_end is not None


def wav_promise(head: bytes) -> WavPromise:
    """Reads the chunks in the head up to the samples."""
    number = ">I" if head[:4] == b"RIFX" else "<I"
    whole, samples = _sizes_of_ds64(head)
    if len(head) >= _CONTAINER_HEADER:
        whole = _known(struct.unpack_from(number, head, 4)[0], whole)
    file_end = None if whole is None else whole + _CONTAINER_HEADER
    position = _FIRST_CHUNK
    while position + 8 <= len(head):
        (size,) = struct.unpack_from(number, head, position + 4)
        if head[position : position + 4] == b"data":
            start, length = position + 8, _known(size, samples)
            end = None if length is None else start + length
            return WavPromise(samples_at=start, samples_end=end, file_end=file_end)
        position += 8 + size + size % 2
    return WavPromise(file_end=file_end)


def _known(size: int, in_ds64: int | None) -> int | None:
    """Returns a declared size, or None if it was written before the size was known."""
    if size == _IN_DS64:
        return in_ds64
    return size if 0 < size < _STREAMED_SIZE else None


def _sizes_of_ds64(head: bytes) -> tuple[int | None, int | None]:
    """Returns the sizes of the file and of its samples, which a file above 4 GB keeps in the chunk
    `ds64`."""
    if head[:4] != b"RF64" or head[12:16] != b"ds64" or len(head) < _FIRST_CHUNK + 24:
        return None, None
    whole, samples = struct.unpack_from("<QQ", head, _FIRST_CHUNK + 8)
    return whole or None, samples or None
