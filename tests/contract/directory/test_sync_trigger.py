"""The sync of extensions is started asynchronously, and errors show whether to retry."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import boto3
import pytest
from botocore.config import Config
from botocore.stub import Stubber

from ringkeep.aws.directory.sync_trigger import ExtensionSyncTrigger
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.errors import ResourceMissing, RingkeepError, Throttled

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

REQUEST = {
    "FunctionName": "sync",
    "InvocationType": "Event",
    "Payload": json.dumps({"service": "main"}).encode(),
}


@pytest.fixture
def answers() -> Iterator[Stubber]:
    config = Config(region_name="us-east-1", retries={"total_max_attempts": 1})
    with Stubber(boto3.client("lambda", config=config)) as stubber:
        yield stubber


def trigger(answers: Stubber) -> ExtensionSyncTrigger:
    return ExtensionSyncTrigger(cast("LambdaClient", answers.client), "sync")


def test_the_sync_of_the_service_is_started_without_waiting_for_it(answers: Stubber) -> None:
    answers.add_response("invoke", {"StatusCode": 202, "Payload": io.BytesIO()}, REQUEST)
    trigger(answers).changed(AccountRef("main", "a1"))
    answers.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("TooManyRequestsException", 429, Throttled),
        ("ResourceNotFoundException", 404, ResourceMissing),
    ],
)
def test_the_error_shows_whether_the_event_can_be_retried(
    answers: Stubber, code: str, status: int, error: type[RingkeepError]
) -> None:
    answers.add_client_error("invoke", code, "no", status)
    with pytest.raises(error, match="function sync"):
        trigger(answers).changed(AccountRef("main", "a1"))
