"""The function that RingCentral posts events to. It imports little: its answer may not be late."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeAlias

from aws_lambda_powertools.utilities.typing import LambdaContext

from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.observability import logger, metrics, name_stack
from ringkeep.webhook.receiver import Receiver
from ringkeep.webhook.settings import read_webhook_settings
from ringkeep.wiring.webhook import receiver

Handler: TypeAlias = Callable[[Mapping[str, JsonValue], LambdaContext], JsonObject]


def webhook() -> Handler:
    """The receiver is made once and keeps the tokens that it has read."""

    @cache
    def made() -> Receiver:
        return receiver(read_webhook_settings(os.environ))

    @logger.inject_lambda_context(clear_state=True)
    @metrics.log_metrics
    def handler(event: Mapping[str, JsonValue], context: LambdaContext) -> JsonObject:
        return made().answer(event)

    name_stack()
    if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
        made()  # Lambda gives a starting function more of a processor than an answering one
    typed: Handler = handler
    return typed
