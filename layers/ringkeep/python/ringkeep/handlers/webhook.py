"""The function that receives RingCentral's events. It has few imports, so that it responds in time."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeAlias

from aws_lambda_powertools.utilities.typing import LambdaContext

from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.failures import reported
from ringkeep.observability import logger, metrics, name_stack
from ringkeep.webhook.receiver import Receiver
from ringkeep.webhook.settings import read_webhook_settings
from ringkeep.wiring.webhook import receiver

Handler: TypeAlias = Callable[[Mapping[str, JsonValue], LambdaContext], JsonObject]


def webhook() -> Handler:
    """Returns the handler. It creates the receiver once, which caches the tokens."""

    @cache
    def cached_receiver() -> Receiver:
        return receiver(read_webhook_settings(os.environ))

    @logger.inject_lambda_context(clear_state=True)
    @metrics.log_metrics
    def handler(event: Mapping[str, JsonValue], context: LambdaContext) -> JsonObject:
        return reported(context.function_name, lambda: cached_receiver().answer(event))

    name_stack()
    if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
        cached_receiver()  # Lambda provides more CPU during the initialization of a function
    typed: Handler = handler
    return typed
