"""Puts an event that the table refuses for good into the dead-letter queue, as it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.aws.errors import translated

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class DeadLetterEvents:
    """The SetAside port. The message has the form of the queue of live events, so that it can be moved
    back there once the cause is mended."""

    def __init__(self, client: SQSClient, queue_url: str) -> None:
        self._client = client
        self._url = queue_url

    def put(self, service: str, text: str, received_at: float) -> None:
        with translated("dead-letter queue"):
            self._client.send_message(
                QueueUrl=self._url,
                MessageBody=text,
                MessageAttributes={
                    "service": {"DataType": "String", "StringValue": service},
                    "received_at": {"DataType": "Number", "StringValue": f"{received_at:.3f}"},
                },
            )
