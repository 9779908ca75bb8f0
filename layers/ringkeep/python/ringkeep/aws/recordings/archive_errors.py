"""S3's errors for conditional requests, which the shared translation does not distinguish."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from ringkeep.aws.errors import as_ringkeep_error, error_code
from ringkeep.errors import Conflict, RingkeepError, StorageFailed


class ObjectExists(Conflict):
    """412: the object exists, or it is not the version in the condition."""


class ConcurrentWrite(Conflict):
    """409: another writer wrote the same key at the same time. The upload must be repeated."""


class ObjectMissing(StorageFailed):
    """404: the object or the multipart upload does not exist."""


_MEANINGS: dict[str, type[RingkeepError]] = {
    "PreconditionFailed": ObjectExists,
    "412": ObjectExists,
    "ConditionalRequestConflict": ConcurrentWrite,
    "OperationAborted": ConcurrentWrite,
    "409": ConcurrentWrite,
    "NoSuchKey": ObjectMissing,
    "NoSuchUpload": ObjectMissing,
    "404": ObjectMissing,
}


@contextmanager
def s3_translated(what: str) -> Iterator[None]:
    """Translates S3's errors.

    Raises ObjectExists, ConcurrentWrite, ObjectMissing, or what every AWS call may raise.
    """
    try:
        yield
    except ClientError as error:
        meaning = _MEANINGS.get(error_code(error))
        if meaning is None:
            raise as_ringkeep_error(error, what) from error
        raise meaning(f"the {what}: S3 answered {error_code(error)}") from error
    except BotoCoreError as error:
        raise as_ringkeep_error(error, what) from error
