"""Downloads the body of a recording to the local disk and hashes it, in constant memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from ringkeep.domain.recordings.archive import Digest, Hasher
from ringkeep.domain.recordings.bodies import HEAD_BYTES, BodyFacts
from ringkeep.errors import BodyTooLarge, BodyTruncated, StorageFailed, Unavailable
from ringkeep.usecases.recordings.ports import RecordingContent


class DownloadedBody(NamedTuple):
    """A completely downloaded body that has not been checked yet."""

    path: Path
    digest: Digest
    facts: BodyFacts


class DownloadLimits(NamedTuple):
    """The limits of a download. `in_time` returns False when too little time is left."""

    maximum_bytes: int
    in_time: Callable[[], bool]


def download(content: RecordingContent, path: Path, limits: DownloadLimits) -> DownloadedBody:
    """A body that ends early is returned as a part.

    Raises BodyTooLarge, Unavailable (too slow or interrupted) and StorageFailed (local disk).
    """
    _check_size(content.content_length or 0, limits)
    hasher, head, part = Hasher(), bytearray(), content.part
    try:
        with path.open("wb") as file:
            for chunk in _checked(content.chunks, limits):
                hasher.update(chunk)
                head += chunk[: HEAD_BYTES - len(head)]
                file.write(chunk)
    except BodyTruncated as problem:
        part = part or str(problem)
    except OSError as problem:
        raise StorageFailed(f"cannot write the body to the temporary disk: {problem}") from problem
    facts = BodyFacts(
        content_type=content.content_type,
        content_length=content.content_length,
        size=hasher.size,
        head=bytes(head),
        part=part,
        unasked_range=content.unasked_range,
    )
    return DownloadedBody(path, hasher.digest(), facts)


def _checked(chunks: Iterator[bytes], limits: DownloadLimits) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        _check_size(size, limits)
        if not limits.in_time():
            raise Unavailable("the transfer is too slow for the time of this execution")
        yield chunk


def _check_size(size: int, limits: DownloadLimits) -> None:
    if size > limits.maximum_bytes:
        raise BodyTooLarge(f"a body of {size} bytes is larger than {limits.maximum_bytes} bytes")
