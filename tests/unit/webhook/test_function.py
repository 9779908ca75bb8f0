"""The function: the sample events through its handler, and its imports."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.errors import ConfigurationError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

ROOT = Path(__file__).resolve().parents[3]
FUNCTION = ROOT / "functions/receive_webhook/app.py"
KEY = "5c1a7f60-8d2e-11f1-9b3a-0242ac120002"
TOKEN = "sample-verification-token-of-the-service-default"
ENVIRONMENT = {
    "STACK_NAME": "test",
    "WEBHOOK_SECRETS_PREFIX": "ringkeep/webhooks/",
    "LIVE_EVENTS_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/q",
    "RINGCENTRAL_ENABLE_RAW_EVENT_LOGGING": "true",
    "RINGCENTRAL_ENABLE_VERBOSE_EVENT_LOGGING": "true",
}
CONTEXT = SimpleNamespace(
    function_name="receive-webhook",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:receive-webhook",
    aws_request_id="request-1",
)
STATUSES = {
    "handshake": 200,
    "telephony_session": 200,
    "presence": 200,
    "extension_list": 200,
    "encoded": 200,
    "token_under_the_other_name": 200,
    "wrong_token": 401,
    "no_token": 401,
    "wrong_key": 404,
    "not_json": 400,
}
MAXIMUM_MODULES = 600
"""Includes urllib3's optional packages, which are not in Lambda. boto3 and Powertools' logger and
metrics are 430 of them."""


def sample(name: str) -> dict[str, JsonValue]:
    values: dict[str, JsonValue] = json.loads((ROOT / f"events/webhook/{name}.json").read_text())
    return values


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[SQSClient, str]]:
    with mock_aws():
        sqs = boto3.client("sqs")
        url = sqs.create_queue(QueueName="live-events")["QueueUrl"]
        secrets = boto3.client("secretsmanager")
        secrets.create_secret(Name="ringkeep/webhooks/default", SecretString=TOKEN)
        keys = json.dumps({"services": {"default": {"current": KEY}}})
        secrets.create_secret(Name="ringkeep/webhooks/_keys", SecretString=keys)
        for name, value in {**ENVIRONMENT, "LIVE_EVENTS_QUEUE_URL": url}.items():
            monkeypatch.setenv(name, value)
        yield sqs, url


def load_function() -> ModuleType:
    spec = importlib.util.spec_from_file_location("receive_webhook_app", FUNCTION)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def respond(event: Mapping[str, JsonValue]) -> JsonObject:
    answer: JsonObject = load_function().handler(event, CONTEXT)
    return answer


@pytest.mark.filterwarnings("ignore:No application metrics")
@pytest.mark.parametrize("name", sorted(STATUSES))
def test_sample_event_has_its_status_and_is_queued_if_accepted(
    queue: tuple[SQSClient, str], name: str
) -> None:
    sqs, url = queue
    answer = respond(sample(name))
    assert (answer["statusCode"], answer["body"]) == (STATUSES[name], "")
    received = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])
    queued = STATUSES[name] == 200 and name != "handshake"
    assert len(received.get("Messages", [])) == queued


def test_every_sample_event_is_tested() -> None:
    assert {path.stem for path in ROOT.glob("events/webhook/*.json")} == set(STATUSES)


def test_event_is_queued_as_received_with_its_service_and_time(
    queue: tuple[SQSClient, str],
) -> None:
    sqs, url = queue
    event = sample("telephony_session")
    respond(event)
    (message,) = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"]
    assert message["Body"] == event["body"]
    attributes = message["MessageAttributes"]
    assert attributes["service"]["StringValue"] == "default"
    assert float(attributes["received_at"]["StringValue"]) > 1_700_000_000


def test_refusal_is_counted_with_service_and_stack(
    queue: tuple[SQSClient, str], capsys: pytest.CaptureFixture[str]
) -> None:
    respond(sample("wrong_token"))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (metric,) = [line for line in lines if "_aws" in line]
    assert metric["WebhookRefused"] == [1.0]
    assert (metric["service"], metric["stack"]) == ("ringkeep", "test")


def test_missing_queue_gives_a_503(
    queue: tuple[SQSClient, str], capsys: pytest.CaptureFixture[str]
) -> None:
    sqs, url = queue
    sqs.delete_queue(QueueUrl=url)
    assert respond(sample("presence"))["statusCode"] == 503
    assert TOKEN not in capsys.readouterr().out


@pytest.mark.parametrize("name", sorted(set(ENVIRONMENT) - {"STACK_NAME"}))
def test_missing_variable_is_named_at_the_start(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    environment = {**ENVIRONMENT, "AWS_LAMBDA_FUNCTION_NAME": "receive-webhook", name: ""}
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigurationError, match=name):
        load_function()


PROGRAM = """
import json, sys
sys.path[:0] = sys.argv[1:3]
from ringkeep.aws.events.webhook_keys import WebhookKeySecret
WebhookKeySecret.read = lambda self: ""
import app
event = json.loads(sys.stdin.read())
class Context:
    function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = "x"
answer = app.handler(event, Context())
print(json.dumps({"status": answer["statusCode"], "modules": sorted(sys.modules)}))
"""


@pytest.fixture(scope="module")
def imported() -> list[str]:
    """Returns the modules of a new interpreter after the function's first response."""
    process = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(FUNCTION.parent), str(ROOT / "layers/ringkeep/python")],
        input=json.dumps(sample("handshake")),
        env={
            "PATH": os.environ["PATH"],
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_LAMBDA_FUNCTION_NAME": "receive-webhook",
            "OLD_WEBHOOK_KEY": KEY,
            **ENVIRONMENT,
            "POWERTOOLS_SERVICE_NAME": "ringkeep",
            "POWERTOOLS_METRICS_NAMESPACE": "Ringkeep",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    output = json.loads(process.stdout.splitlines()[-1])
    assert output["status"] == 200
    modules: list[str] = output["modules"]
    return modules


@pytest.mark.parametrize(
    "heavy",
    [
        "pydantic",
        "httpx",
        "aws_lambda_powertools.event_handler",
        "aws_lambda_powertools.utilities.parser",
        "aws_lambda_powertools.utilities.batch",
        "aws_xray_sdk",
        "boto3.dynamodb",
        "boto3.s3",
        "asyncio",
    ],
)
def test_function_does_not_import(imported: list[str], heavy: str) -> None:
    assert not [name for name in imported if name == heavy or name.startswith(f"{heavy}.")]


def test_function_imports_only_these_ringkeep_modules(imported: list[str]) -> None:
    assert [name for name in imported if name.startswith("ringkeep.")] == [
        "ringkeep.aws",
        "ringkeep.aws.errors",
        "ringkeep.aws.events",
        "ringkeep.aws.events.event_queue",
        "ringkeep.aws.events.webhook_keys",
        "ringkeep.aws.events.webhook_tokens",
        "ringkeep.domain",
        "ringkeep.domain.events",
        "ringkeep.domain.events.webhook_keys",
        "ringkeep.domain.json",
        "ringkeep.domain.masking",
        "ringkeep.errors",
        "ringkeep.failures",
        "ringkeep.handlers",
        "ringkeep.handlers.webhook",
        "ringkeep.observability",
        "ringkeep.tally",
        "ringkeep.webhook",
        "ringkeep.webhook.answers",
        "ringkeep.webhook.fields",
        "ringkeep.webhook.keys",
        "ringkeep.webhook.receiver",
        "ringkeep.webhook.settings",
        "ringkeep.webhook.tokens",
        "ringkeep.wiring",
        "ringkeep.wiring.webhook",
    ]


def test_number_of_imports_stays_within_the_maximum(imported: list[str]) -> None:
    assert len(imported) <= MAXIMUM_MODULES
