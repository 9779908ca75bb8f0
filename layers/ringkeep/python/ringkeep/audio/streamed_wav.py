"""A WAV whose writer could not go back to fill in the size of the samples: it stays zero.

libsndfile believes the zero and finds no samples. It decodes such a file to its end if the size is the
largest possible one, so that is what it is shown; the file itself does not change.
"""

from __future__ import annotations

from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ringkeep.domain.recordings.bodies import HEAD_BYTES
from ringkeep.domain.recordings.wav import wav_promise

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_SIZE_BYTES: Final = 4
_UNTIL_THE_END: Final = b"\xff" * _SIZE_BYTES


def size_is_missing(path: Path) -> bool:
    """Whether the header says that there are no samples, although the file goes on."""
    at, head = _samples_at(path)
    declared = head[at - _SIZE_BYTES : at]
    return at > 0 and declared == bytes(_SIZE_BYTES) and path.stat().st_size > at


def _samples_at(path: Path) -> tuple[int, bytes]:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    return wav_promise(head).samples_at or 0, head


class StreamedWav(FileIO):
    """Reads the file with the largest possible size in place of the missing one."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "rb")
        self._size_at = _samples_at(path)[0] - _SIZE_BYTES

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        position = self.tell()
        count = super().readinto(buffer) or 0
        view = memoryview(buffer).cast("B")
        for index, byte in enumerate(_UNTIL_THE_END):
            place = self._size_at + index - position
            if 0 <= place < count:
                view[place] = byte
        return count
