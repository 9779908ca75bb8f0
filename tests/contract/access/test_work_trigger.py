"""The work after a change of people is started without waiting for it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import boto3
import pytest
from botocore.config import Config
from botocore.stub import Stubber

from ringkeep.aws.access.work_trigger import WorkTrigger
from ringkeep.errors import ResourceMissing, RingkeepError, Throttled

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


@pytest.fixture
def answers() -> Iterator[Stubber]:
    config = Config(region_name="us-east-1", retries={"total_max_attempts": 1})
    with Stubber(boto3.client("lambda", config=config)) as stubber:
        yield stubber


def trigger(answers: Stubber) -> WorkTrigger:
    return WorkTrigger(cast("LambdaClient", answers.client), "keep_users")


def test_the_function_is_invoked_asynchronously(answers: Stubber) -> None:
    request = {"FunctionName": "keep_users", "InvocationType": "Event", "Payload": b"{}"}
    answers.add_response("invoke", {"StatusCode": 202, "Payload": io.BytesIO()}, request)
    trigger(answers).start()
    answers.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("TooManyRequestsException", 429, Throttled),
        ("ResourceNotFoundException", 404, ResourceMissing),
    ],
)
def test_a_refusal_is_an_error_that_the_caller_logs(
    answers: Stubber, code: str, status: int, error: type[RingkeepError]
) -> None:
    answers.add_client_error("invoke", code, "no", status)
    with pytest.raises(error, match="function keep_users"):
        trigger(answers).start()
