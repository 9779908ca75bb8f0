"""The queue of live events. The module imports little, because it adds to the webhook's cold start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.aws.errors import translated

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SqsEventQueue:
    """The EventQueue port of the webhook."""

    def __init__(self, client: SQSClient, queue_url: str) -> None:
        self._client = client
        self._url = queue_url

    def send(self, service: str, text: str, received_at: float) -> None:
        with translated("queue of live events"):
            self._client.send_message(
                QueueUrl=self._url,
                MessageBody=text,
                MessageAttributes={
                    "service": {"DataType": "String", "StringValue": service},
                    "received_at": {"DataType": "Number", "StringValue": f"{received_at:.3f}"},
                },
            )
