"""The webhook's receiver. Apart from the other wirings: its function has to start quickly."""

from __future__ import annotations

import time

import boto3
from botocore.config import Config

from ringkeep.aws.events.event_queue import SqsEventQueue
from ringkeep.aws.events.webhook_tokens import VerificationTokens
from ringkeep.webhook.receiver import Receiver, Switches
from ringkeep.webhook.settings import ReceiveWebhookSettings
from ringkeep.webhook.tokens import KnownTokens

_QUICK = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "max_attempts": 2})
"""RingCentral waits three seconds for the answer."""


def receiver(settings: ReceiveWebhookSettings) -> Receiver:
    secrets = boto3.client("secretsmanager", config=_QUICK)
    tokens = VerificationTokens(secrets, settings.webhook_secrets_prefix)
    sqs = boto3.client("sqs", config=_QUICK)
    return Receiver(
        key=settings.webhook_key,
        tokens=KnownTokens(tokens.read, time.time),
        queue=SqsEventQueue(sqs, settings.live_events_queue_url),
        switches=Switches(raw=settings.logs_raw_events, verbose=settings.logs_parsed_events),
        now=time.time,
    )
