"""boto3 clients and rows of a laptop stack, for the demo and the tests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import boto3
from boto3.dynamodb.types import TypeDeserializer
from botocore.config import Config

from local.stack import LocalStack

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

_CONFIG = Config(read_timeout=900, retries={"mode": "standard", "max_attempts": 8})
_deserializer = TypeDeserializer()

Row = dict[str, Any]


class FunctionFailed(RuntimeError):
    """The function returned an error. The message is its answer."""


class Clients:
    def __init__(self, stack: LocalStack) -> None:
        session = boto3.Session("test", "test", region_name=stack.region)
        url = stack.endpoint_url
        self._outputs = stack.outputs
        self.dynamodb: DynamoDBClient = session.client("dynamodb", endpoint_url=url)
        self.functions: LambdaClient = session.client("lambda", endpoint_url=url, config=_CONFIG)
        self.scheduler: Any = session.client("scheduler", endpoint_url=url)
        self.s3: S3Client = session.client("s3", endpoint_url=url)
        self.sqs: SQSClient = session.client("sqs", endpoint_url=url)
        self.workflows: SFNClient = session.client("stepfunctions", endpoint_url=url)

    def invoke(self, output: str, event: Mapping[str, object]) -> Any:
        """Runs the function that the stack output names; returns its answer. Raises FunctionFailed."""
        answer = self.functions.invoke(
            FunctionName=self._outputs[output], Payload=json.dumps(event).encode()
        )
        body = json.loads(answer["Payload"].read() or b"null")
        if answer.get("FunctionError"):
            raise FunctionFailed(json.dumps(body))
        return body

    def rows(self, entity: str, table: str = "CallsTableName") -> list[Row]:
        """All rows of a kind, by a scan. The product never scans; the demo and the tests may."""
        return [row for row in self._scan(table) if row.get("entity") == entity]

    def extensions(self, service: str) -> list[Row]:
        """The extensions on file, as RingCentral listed them."""
        mark = f"extension#{service}#"
        rows = self._scan("DirectoryTableName")
        return [row["extension"] for row in rows if str(row["pk"]).startswith(mark)]

    def recordings(self) -> dict[str, Row]:
        """Rows of recordings by their ids."""
        return {str(row["recording_id"]): row for row in self.rows("recording")}

    def object_bytes(self, key: str) -> bytes:
        bucket = self._outputs["RecordingsBucketName"]
        return self.s3.get_object(Bucket=bucket, Key=key)["Body"].read()

    def object_keys(self, prefix: str = "") -> list[str]:
        bucket = self._outputs["RecordingsBucketName"]
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return [item["Key"] for page in pages for item in page.get("Contents", [])]

    def dead_letters(self) -> int:
        return self._messages("DeadLetterQueueUrl")

    def live_events_waiting(self) -> int:
        """The number of events that are queued or that a function is processing."""
        return self._messages("LiveEventsQueueUrl")

    def _messages(self, queue: str) -> int:
        found = self.sqs.get_queue_attributes(
            QueueUrl=self._outputs[queue],
            AttributeNames=[
                "ApproximateNumberOfMessages",
                "ApproximateNumberOfMessagesNotVisible",
            ],
        )
        return sum(int(count) for count in found["Attributes"].values())

    def _scan(self, table: str) -> Iterator[Row]:
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=self._outputs[table])
        for page in pages:
            for item in page["Items"]:
                yield {name: _deserializer.deserialize(value) for name, value in item.items()}
