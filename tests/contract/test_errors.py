"""AWS errors are translated to Ringkeep's own errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, NoCredentialsError

from ringkeep.aws.errors import error_code, translated
from ringkeep.errors import (
    ConfigurationError,
    Conflict,
    ResourceMissing,
    RingkeepError,
    StorageFailed,
    Throttled,
)

if TYPE_CHECKING:
    from botocore.exceptions import _ClientErrorResponseTypeDef


def refusal(code: str, reasons: tuple[str, ...] = ()) -> ClientError:
    response = {
        "Error": {"Code": code, "Message": "m"},
        "CancellationReasons": [{"Code": reason} for reason in reasons],
    }
    return ClientError(cast("_ClientErrorResponseTypeDef", response), "Operation")


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (refusal("ResourceNotFoundException"), ResourceMissing),
        (refusal("NoSuchBucket"), ResourceMissing),
        (refusal("StateMachineDoesNotExist"), ResourceMissing),
        (refusal("ConditionalCheckFailedException"), Conflict),
        (refusal("PreconditionFailed"), Conflict),
        (refusal("TransactionCanceledException", ("None", "ConditionalCheckFailed")), Conflict),
        (refusal("TransactionCanceledException", ("ThrottlingError",)), StorageFailed),
        (refusal("AccessDeniedException"), ConfigurationError),
        (refusal("ExpiredTokenException"), ConfigurationError),
        (refusal("ProvisionedThroughputExceededException"), Throttled),
        (refusal("ThrottlingException"), Throttled),
        (refusal("TooManyRequestsException"), Throttled),
        (refusal("ExecutionLimitExceeded"), Throttled),
        (refusal("LimitExceededException"), Throttled),
        (refusal("SlowDown"), Throttled),
        (refusal("InternalServerError"), StorageFailed),
        (refusal("ValidationException"), StorageFailed),
        (NoCredentialsError(), ConfigurationError),
        (ConnectTimeoutError(endpoint_url="http://127.0.0.1:1"), StorageFailed),
    ],
)
def test_each_error_is_translated(error: Exception, meaning: type[RingkeepError]) -> None:
    with pytest.raises(RingkeepError, match="table calls") as raised, translated("table calls"):
        raise error
    assert type(raised.value) is meaning
    assert raised.value.__cause__ is error


def test_throttled_requests_are_retryable() -> None:
    assert Throttled.retryable
    assert issubclass(Throttled, StorageFailed)


def test_other_errors_are_not_translated() -> None:
    with pytest.raises(KeyError), translated("table calls"):
        raise KeyError


def test_the_code_of_an_error_without_a_code_is_empty() -> None:
    assert error_code(ClientError({}, "Operation")) == ""
