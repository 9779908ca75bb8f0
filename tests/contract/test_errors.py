"""AWS's errors are translated to Ringkeep's errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    ParamValidationError,
    ProfileNotFound,
    UnauthorizedSSOTokenError,
)

from ringkeep.aws.errors import error_code, item_translated, translated
from ringkeep.errors import (
    ConfigurationError,
    Conflict,
    ItemRefused,
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
        (refusal("TransactionCanceledException", ("None", "TransactionConflict")), Conflict),
        (refusal("TransactionCanceledException", ("ThrottlingError", "None")), Throttled),
        (refusal("TransactionCanceledException", ("ProvisionedThroughputExceeded",)), Throttled),
        (refusal("TransactionCanceledException", ("None",)), StorageFailed),
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
        (ProfileNotFound(profile="work"), ConfigurationError),
        (UnauthorizedSSOTokenError(), ConfigurationError),
        (ConnectTimeoutError(endpoint_url="http://127.0.0.1:1"), StorageFailed),
    ],
)
def test_each_error_is_translated(error: Exception, meaning: type[RingkeepError]) -> None:
    with pytest.raises(RingkeepError, match="table calls") as raised, translated("table calls"):
        raise error
    assert type(raised.value) is meaning
    assert raised.value.__cause__ is error


def test_throttled_request_is_retryable() -> None:
    assert Throttled.retryable
    assert issubclass(Throttled, StorageFailed)


def test_other_errors_are_not_translated() -> None:
    with pytest.raises(KeyError), translated("table calls"):
        raise KeyError


def test_error_without_a_code_has_an_empty_one() -> None:
    assert error_code(ClientError({}, "Operation")) == ""


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (refusal("ValidationException"), ItemRefused),
        (refusal("ItemCollectionSizeLimitExceededException"), ItemRefused),
        (refusal("SerializationException"), ItemRefused),
        (refusal("TransactionCanceledException", ("None", "ValidationError")), ItemRefused),
        (refusal("TransactionCanceledException", ("TransactionConflict",)), Conflict),
        (ParamValidationError(report="a key is empty"), ItemRefused),
        (refusal("ConditionalCheckFailedException"), Conflict),
        (refusal("ThrottlingException"), Throttled),
        (refusal("InternalServerError"), StorageFailed),
    ],
)
def test_the_refusal_of_an_item_is_no_outage(
    error: Exception, meaning: type[RingkeepError]
) -> None:
    with pytest.raises(RingkeepError) as raised, item_translated("table calls"):
        raise error
    assert type(raised.value) is meaning


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (
            ParamValidationError(report="Invalid type for Item.token, value: 5up3r"),
            "ParamValidation",
        ),
        (HTTPClientError(error="Invalid header value b'5up3r'"), "HTTPClientError"),
        (
            EndpointConnectionError(endpoint_url="https://me:5up3r@sqs.example.com/?x=5up3r"),
            "EndpointConnectionError, sqs.example.com",
        ),
    ],
)
def test_an_error_of_the_client_names_its_kind_and_endpoint_and_quotes_no_request(
    error: Exception, shown: str
) -> None:
    with pytest.raises(StorageFailed, match=shown) as raised, translated("table calls"):
        raise error
    assert "5up3r" not in str(raised.value)
