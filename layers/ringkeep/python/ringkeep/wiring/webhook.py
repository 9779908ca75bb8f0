"""Wires the webhook's receiver, without the other modules so that its function starts quickly."""

from __future__ import annotations

import time

import boto3
from botocore.config import Config

from ringkeep.aws.events.event_queue import SqsEventQueue
from ringkeep.aws.events.webhook_keys import WebhookKeySecret
from ringkeep.aws.events.webhook_tokens import VerificationTokens
from ringkeep.tally import Tally
from ringkeep.webhook.keys import CachedKeys
from ringkeep.webhook.receiver import EventLogging, Receiver
from ringkeep.webhook.settings import ReceiveWebhookSettings
from ringkeep.webhook.tokens import CachedTokens

_SHORT_TIMEOUTS = Config(
    connect_timeout=1, read_timeout=2, retries={"mode": "standard", "max_attempts": 2}
)
"""RingCentral waits three seconds for the response."""


def receiver(settings: ReceiveWebhookSettings) -> Receiver:
    secrets = boto3.client("secretsmanager", config=_SHORT_TIMEOUTS)
    tokens = VerificationTokens(secrets, settings.webhook_secrets_prefix)
    keys = WebhookKeySecret(secrets, settings.webhook_secrets_prefix)
    sqs = boto3.client("sqs", config=_SHORT_TIMEOUTS)
    return Receiver(
        keys=CachedKeys(keys.read, time.time, settings.old_webhook_key),
        tokens=CachedTokens(tokens.read, time.time),
        queue=SqsEventQueue(sqs, settings.live_events_queue_url),
        logging=EventLogging(raw=settings.logs_raw_events, verbose=settings.logs_parsed_events),
        unknown=Tally(time.time),
        now=time.time,
    )
