"""Events that are set aside reach the dead-letter queue as they came."""

from __future__ import annotations

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.live.set_aside import DeadLetterEvents
from ringkeep.errors import RingkeepError


def test_an_event_is_kept_as_it_came_with_its_attributes() -> None:
    with mock_aws():
        client = boto3.client("sqs", region_name="us-east-1")
        url = client.create_queue(QueueName="dead-letters")["QueueUrl"]
        DeadLetterEvents(client, url).put("main", '{"event": "x"}', 12.5)
        answer = client.receive_message(QueueUrl=url, MessageAttributeNames=["All"])
        (message,) = answer["Messages"]
    attributes = {
        name: value.get("StringValue") for name, value in message["MessageAttributes"].items()
    }
    assert message["Body"] == '{"event": "x"}'
    assert attributes == {"service": "main", "received_at": "12.500"}


def test_a_missing_queue_is_an_error_of_ours() -> None:
    with mock_aws():
        client = boto3.client("sqs", region_name="us-east-1")
        url = client.create_queue(QueueName="gone")["QueueUrl"]
        client.delete_queue(QueueUrl=url)
        with pytest.raises(RingkeepError):
            DeadLetterEvents(client, url).put("main", "{}", 0.0)
