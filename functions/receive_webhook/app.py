"""RingCentral's webhook: checks a post, queues it, answers within the three seconds it has."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from functools import cache

import boto3
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config

from ringkeep.aws.events.event_queue import SqsEventQueue
from ringkeep.aws.events.webhook_tokens import VerificationTokens
from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.observability import logger, metrics
from ringkeep.webhook.receiver import Receiver, Switches
from ringkeep.webhook.tokens import KnownTokens

_IN_TIME = Config(
    connect_timeout=1, read_timeout=2, retries={"mode": "standard", "max_attempts": 2}
)

metrics.set_default_dimensions(stack=os.environ.get("STACK_NAME", "unknown"))


@cache
def receiver() -> Receiver:
    secrets = boto3.client("secretsmanager", config=_IN_TIME)
    tokens = VerificationTokens(secrets, os.environ["WEBHOOK_SECRETS_PREFIX"])
    sqs = boto3.client("sqs", config=_IN_TIME)
    return Receiver(
        key=os.environ["WEBHOOK_KEY"],
        tokens=KnownTokens(tokens.read, time.time),
        queue=SqsEventQueue(sqs, os.environ["LIVE_EVENTS_QUEUE_URL"]),
        switches=Switches(
            raw=os.environ.get("RINGCENTRAL_ENABLE_RAW_EVENT_LOGGING") != "false",
            verbose=os.environ.get("RINGCENTRAL_ENABLE_VERBOSE_EVENT_LOGGING") != "false",
        ),
        now=time.time,
    )


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: Mapping[str, JsonValue], context: LambdaContext) -> JsonObject:
    return receiver().answer(event)


if "WEBHOOK_KEY" in os.environ:
    receiver()  # a starting function has more of a processor than an answering one
