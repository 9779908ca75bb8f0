"""The resources of a stack in moto, with one connected service whose secrets are planted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import boto3
import botocore.client
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    HTTPClientError,
    ParamValidationError,
)
from moto import mock_aws

from ringkeep.aws.accounts.services_table import DynamoServiceDirectory
from ringkeep.aws.events.webhook_keys import KEYS_NAME
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.events.webhook_keys import WebhookKeys, write_keyring
from tests.contract.limits.rate_tables import hashed_table
from tests.contract.tables import calls_table, directory_table, people_table
from tests.unit.logs import planted
from tests.unit.logs.ringcentral import SERVER

BUCKET: Final = "recordings"
QUEUE: Final = "events"
DEFINITION: Final = json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})
WRITES: Final = {
    "PutItem",
    "UpdateItem",
    "BatchWriteItem",
    "TransactWriteItems",
    "SendMessage",
    "PutObject",
}


def variables() -> dict[str, str]:
    """Creates the resources and returns the functions' environment."""
    dynamodb = boto3.client("dynamodb")
    calls_table(dynamodb)
    for name in ("directory", "live", "search", "sockets"):
        directory_table(dynamodb, name)
    for name in ("limiter", "tokens"):
        hashed_table(dynamodb, name)
    people_table(dynamodb)
    boto3.client("s3").create_bucket(Bucket=BUCKET)
    _connect()
    return {
        "CALLS_TABLE_NAME": "calls",
        "DIRECTORY_TABLE_NAME": "directory",
        "LIVE_TABLE_NAME": "live",
        "PEOPLE_TABLE_NAME": "people",
        "SEARCH_TABLE_NAME": "search",
        "SOCKETS_TABLE_NAME": "sockets",
        "LIMITER_TABLE_NAME": "limiter",
        "TOKENS_TABLE_NAME": "tokens",
        "RECORDINGS_BUCKET_NAME": BUCKET,
        "AUDIT_BUCKET_NAME": BUCKET,
        "USER_FILES_BUCKET_NAME": BUCKET,
        "KEEP_USERS_FUNCTION_NAME": "keep_users",
        "ADMINISTRATOR_EMAIL": "",
        "CLOCK_SPEED": "1",
        "MAXIMUM_RECORDING_MEGABYTES": "64",
        "CALL_LOG_POLL_INTERVAL_MINUTES": "5",
        "MAXIMUM_LONG_RUNS": "3",
        "IMPORT_RECORDING_STATE_MACHINE_ARN": _machine("import"),
        "BACKFILL_STATE_MACHINE_ARN": _machine("backfill"),
        "LIVE_EVENTS_QUEUE_URL": boto3.client("sqs").create_queue(QueueName=QUEUE)["QueueUrl"],
        "USER_POOL_ID": boto3.client("cognito-idp").create_user_pool(PoolName="p")["UserPool"][
            "Id"
        ],
        "WEBHOOK_SECRETS_PREFIX": "stack/webhooks/",
        "OLD_WEBHOOK_KEY": "",
        "DEAD_LETTER_QUEUE_URL": boto3.client("sqs").create_queue(QueueName="dead")["QueueUrl"],
        "WEBHOOK_BASE_URL": "https://hooks.example.com",
        "CONSOLE_IDLE_MINUTES": "60",
        "IDENTITY_PROVIDER_NAME": "Company",
        "TRUST_IDENTITY_PROVIDER_EMAILS": "false",
        "TRANSCRIPTION_PRICE_PER_SECOND": "0.0004",
        "TRANSCRIPTION_REDACTION_PRICE_PER_SECOND": "0.00004",
        "TRANSCRIPTION_CURRENCY": "USD",
        "TRANSCRIPTION_MAXIMUM_MINUTES": "240",
        "TRANSCRIPTION_MAXIMUM_MEGABYTES": "2048",
        "TRANSCRIPTIONS_PER_PERSON": "200",
        "REPEATED_TRANSCRIPTIONS_PER_PERSON": "50",
        "TRANSCRIPTION_LANGUAGES": "",
        "TRANSCRIPTION_REDACTION_LANGUAGES": "",
        "TRANSCRIBE_RECORDING_STATE_MACHINE_ARN": _machine("transcribe"),
        "KMS_KEY_ARN": "",
        "CONSOLE_URL": "https://calls.example.com",
        "LIVE_CONNECTIONS_URL": "https://api.execute-api.us-east-1.amazonaws.com/live",
        "RINGCENTRAL_ENABLE_RAW_EVENT_LOGGING": "false",
        "RINGCENTRAL_ENABLE_VERBOSE_EVENT_LOGGING": "false",
    }


def _machine(name: str) -> str:
    client = boto3.client("stepfunctions")
    role = "arn:aws:iam::123456789012:role/machine"
    return client.create_state_machine(name=name, definition=DEFINITION, roleArn=role)[
        "stateMachineArn"
    ]


def _connect() -> None:
    content = {
        "server_url": SERVER,
        "client_id": "app",
        "client_secret": planted.CLIENT_SECRET,
        "users": [{"jwt": planted.JWT}],
    }
    secrets = boto3.client("secretsmanager")
    arn = secrets.create_secret(Name="main", SecretString=json.dumps(content))["ARN"]
    secrets.create_secret(Name="stack/webhooks/main", SecretString=planted.VERIFICATION_TOKEN)
    keys = write_keyring({"main": WebhookKeys(planted.WEBHOOK_KEY)})
    secrets.create_secret(Name=f"stack/webhooks/{KEYS_NAME}", SecretString=keys)
    service = Service(name="main", server_url=SERVER, secret_arn=arn)
    DynamoServiceDirectory(boto3.client("dynamodb"), "directory").put(service)


def started_imports() -> list[dict[str, Any]]:
    """Returns the requests of the imports that the functions started."""
    client = boto3.client("stepfunctions")
    machines = client.list_state_machines()["stateMachines"]
    arn = next(each["stateMachineArn"] for each in machines if each["name"] == "import")
    runs = client.list_executions(stateMachineArn=arn)["executions"]
    return [
        json.loads(client.describe_execution(executionArn=each["executionArn"])["input"])
        for each in runs
    ]


def rows() -> list[dict[str, Any]]:
    """Returns the rows of the calls table."""
    found: list[dict[str, Any]] = boto3.client("dynamodb").scan(TableName="calls")["Items"]
    return found


def refused_item(operation: str, text: str) -> Exception:
    error = {"Error": {"Code": "ValidationException", "Message": f"The item {text} is not valid"}}
    return ClientError(error, operation)  # type: ignore[arg-type] # only the fields that the code reads


TROUBLES: Final[Mapping[str, Callable[[str, str], Exception]]] = {
    "refused_item": refused_item,
    "invalid_item": lambda _, text: ParamValidationError(report=text),
    "unreachable": lambda _, text: EndpointConnectionError(
        endpoint_url=f"https://table.example.com/?{text}"
    ),
    "unusable_connection": lambda _, text: HTTPClientError(error=text),
    "bug": lambda _, text: ValueError(text),
}
"""Errors of AWS's client. Each quotes the request."""


class Trouble:
    """Makes every write of AWS's client fail while `name` is set."""

    name = ""
    later = ""


def _call(self: Any, operation: str, arguments: dict[str, Any]) -> Any:
    if Trouble.name and operation in WRITES:
        raise TROUBLES[Trouble.name](operation, f"{planted.QUOTE} {arguments!r}")
    return _original(self, operation, arguments)


_CLIENT: Any = botocore.client.BaseClient
_original = _CLIENT._make_api_call
_CLIENT._make_api_call = _call


@contextmanager
def aws(trouble: str = "") -> Iterator[dict[str, str]]:
    """Yields the environment. With `trouble`, every write after the set-up fails; with
    `later TROUBLE`, every write inside `late_trouble`."""
    with mock_aws():
        found = variables()
        now, later = ("", trouble[6:]) if trouble.startswith("later ") else (trouble, "")
        Trouble.name, Trouble.later = now, later
        try:
            yield found
        finally:
            Trouble.name = Trouble.later = ""


@contextmanager
def late_trouble() -> Iterator[None]:
    before, Trouble.name = Trouble.name, Trouble.later or Trouble.name
    try:
        yield
    finally:
        Trouble.name = before
