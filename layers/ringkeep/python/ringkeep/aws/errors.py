"""Translates AWS's errors to Ringkeep's. Only this module knows AWS's error codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)

from ringkeep.errors import (
    ConfigurationError,
    Conflict,
    ItemRefused,
    ResourceMissing,
    RingkeepError,
    StorageFailed,
    Throttled,
)

_MISSING = frozenset(
    {
        "NoSuchBucket",
        "NoSuchDistribution",
        "ResourceNotFoundException",
        "StateMachineDoesNotExist",
        "TableNotFoundException",
    }
)
_CONFLICT = frozenset(
    {
        "ConditionalCheckFailedException",
        "ConditionalRequestConflict",
        "PreconditionFailed",
        "TransactionConflictException",
        "412",
        "409",
    }
)
_FORBIDDEN = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
        "UnauthorizedOperation",
        "UnrecognizedClientException",
        "403",
    }
)
_THROTTLED = frozenset(
    {
        "ExecutionLimitExceeded",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "429",
    }
)
"""AWS did nothing. boto3 has already retried several times before raising one of these."""
_LOST_RACE = frozenset({"ConditionalCheckFailed", "TransactionConflict"})
_TRANSACTION_THROTTLED = frozenset({"ProvisionedThroughputExceeded", "ThrottlingError"})
_TRANSACTION_REFUSED = frozenset({"ItemCollectionSizeLimitExceeded", "ValidationError"})
"""DynamoDB names the reasons of a cancelled transaction differently from its errors."""
_ITEM_REFUSED = frozenset(
    {
        "ItemCollectionSizeLimitExceededException",
        "RequestEntityTooLargeException",
        "RequestTooLargeException",
        "SerializationException",
        "ValidationException",
        "413",
    }
)
"""Refusals of an item's content, such as its size or the length of its key."""
_NOT_CONFIGURED = (
    CredentialRetrievalError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)


def error_code(error: ClientError) -> str:
    """Returns AWS's error code, such as ConditionalCheckFailedException; empty if there is none."""
    return str(error.response.get("Error", {}).get("Code", ""))


def as_ringkeep_error(error: ClientError | BotoCoreError, what: str) -> RingkeepError:
    """Translates one error. `what` names the resource, as in `table ringkeep-dev-calls`."""
    if isinstance(error, _NOT_CONFIGURED):
        return ConfigurationError(
            f"AWS credentials or region are missing or invalid ({what}): {error}"
        )
    if not isinstance(error, ClientError):
        return StorageFailed(f"AWS could not be reached ({what}): {_cause(error)}")
    code = error_code(error)
    if code in _MISSING:
        return ResourceMissing(f"the {what} does not exist: is the stack deployed in this region?")
    if code in _CONFLICT or _cancelled_by(error) & _LOST_RACE:
        return Conflict(f"another process changed the {what} at the same time")
    if code in _FORBIDDEN:
        return ConfigurationError(f"AWS denies access to the {what} [{code}]")
    throttled = code in _THROTTLED or _cancelled_by(error) & _TRANSACTION_THROTTLED
    failure = Throttled if throttled else StorageFailed
    return failure(f"AWS rejected the request for the {what} [{code}]")


def _cause(error: BotoCoreError) -> str:
    """Names the kind of failure and the endpoint. The error's own text may quote the request."""
    endpoint = urlsplit(str(getattr(error, "kwargs", {}).get("endpoint_url", ""))).hostname
    return f"{type(error).__name__}, {endpoint}" if endpoint else type(error).__name__


def _cancelled_by(error: ClientError) -> frozenset[str]:
    """Returns why a transaction was cancelled: one code for each of its requests."""
    reasons = error.response.get("CancellationReasons", [])
    return frozenset(str(reason.get("Code", "None")) for reason in reasons)


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Translates AWS's errors to ResourceMissing, Conflict, ConfigurationError or StorageFailed.

    `what` names the resource with its kind, as in `table ringkeep-dev-calls`.
    """
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise as_ringkeep_error(error, what) from error


@contextmanager
def item_translated(what: str) -> Iterator[None]:
    """Translates the errors of a request for a single item. Raises also ItemRefused, if the item can
    never be written."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        if _refuses_item(error):
            raise ItemRefused(f"the {what} does not accept the item") from error
        raise as_ringkeep_error(error, what) from error


def _refuses_item(error: ClientError | BotoCoreError) -> bool:
    if isinstance(error, ClientError):
        refused = _cancelled_by(error) & _TRANSACTION_REFUSED
        return bool(refused) or error_code(error) in _ITEM_REFUSED
    return isinstance(error, ParamValidationError)
