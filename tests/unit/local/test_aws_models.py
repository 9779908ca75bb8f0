"""botocore that reads its models once makes the same clients as the original, and asks for the same."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest

SERVICES = ("dynamodb", "s3", "sqs", "stepfunctions", "cognito-idp", "secretsmanager", "events")
CALLS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("dynamodb", "get_item", {"TableName": "rows", "Key": {"pk": {"S": "p"}}}),
    ("s3", "get_object", {"Bucket": "files", "Key": "a b"}),
    ("s3", "get_object", {"Bucket": "under.a.dot", "Key": "a"}),
    ("sqs", "send_message", {"QueueUrl": "https://example.net/q", "MessageBody": "text"}),
    ("events", "put_events", {"Entries": [{"Detail": "{}"}]}),
)
ANSWERS = """
import sys
from tests.unit.local.test_aws_models import answers
if "fast" in sys.argv:
    from local.aws.models import read_models_once
    read_models_once()
print(*answers(), sep="\\n")
"""


def answers() -> list[str]:
    """Twice: what is kept is used from the second session on."""
    return [each for _ in range(2) for each in described()]


def described() -> Iterator[str]:
    session: Any = boto3.Session("key", "secret", region_name="eu-central-1")
    yield repr(session.get_available_services())
    for service in SERVICES:
        client = session.client(service)
        yield f"{client.meta.endpoint_url} {sorted(client.meta.method_to_api_mapping.items())}"
    for service, operation, arguments in CALLS:
        yield sent(session.client(service), operation, arguments)
    yield refused(session)


def sent(client: Any, operation: str, arguments: dict[str, Any]) -> str:
    """The request without its times and signatures."""
    seen: list[str] = []

    def keep(request: AWSPreparedRequest, **_: object) -> None:
        names = sorted(name.lower() for name in request.headers)
        seen.append(
            f"{request.method} {request.url} {names} {request.headers['User-Agent']!r} {request.body!r}"
        )
        raise KeyboardInterrupt  # botocore would try again after any other error

    client.meta.events.register_first("before-send.*.*", keep)
    with pytest.raises(KeyboardInterrupt):
        getattr(client, operation)(**arguments)
    return seen[0]


def refused(session: Any) -> str:
    """What it says to a service that there is not, and to a parameter."""
    with pytest.raises(Exception, match="Unknown service") as unknown:
        session.client("no-such-service")
    with pytest.raises(Exception, match="Parameter validation") as wrong:
        session.client("s3").get_object(Bucket="files", Key=1)
    return f"{unknown.value} {wrong.value}"


def printed(*arguments: str) -> str:
    """With one seed, since the user agent names what a set holds."""
    done = subprocess.run(
        [sys.executable, "-c", ANSWERS, *arguments],
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_its_clients_ask_for_the_same_as_those_of_the_original() -> None:
    original = printed()
    assert "https://dynamodb.eu-central-1.amazonaws.com" in original
    assert printed("fast") == original
