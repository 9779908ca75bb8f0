"""What S3 answers to a conditional request, told apart where the shared translation does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from ringkeep.aws.errors import as_ringkeep_error, error_code
from ringkeep.errors import Conflict, RingkeepError, StorageFailed


class AlreadyThere(Conflict):
    """412: an object lies there, or another one than the condition named."""


class Raced(Conflict):
    """409: somebody wrote the same key at the same moment; the upload has to begin again."""


class NotThere(StorageFailed):
    """No such object, or no such upload (any more)."""


_MEANINGS: dict[str, type[RingkeepError]] = {
    "PreconditionFailed": AlreadyThere,
    "412": AlreadyThere,
    "ConditionalRequestConflict": Raced,
    "OperationAborted": Raced,
    "409": Raced,
    "NoSuchKey": NotThere,
    "NoSuchUpload": NotThere,
    "404": NotThere,
}


@contextmanager
def s3_translated(what: str) -> Iterator[None]:
    """Raises AlreadyThere, Raced, NotThere, or what every AWS call may raise."""
    try:
        yield
    except ClientError as error:
        meaning = _MEANINGS.get(error_code(error))
        if meaning is None:
            raise as_ringkeep_error(error, what) from error
        raise meaning(f"the {what}: S3 answered {error_code(error)}") from error
    except BotoCoreError as error:
        raise as_ringkeep_error(error, what) from error
