"""What every handler has in common: logs with the request's id, metrics flushed, JSON in and out."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel

from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.errors import RingkeepError
from ringkeep.observability import log_failure, logger, metrics
from ringkeep.wiring.base import Composition, composition

Request = TypeVar("Request", bound=BaseModel)
Handler = Callable[[Mapping[str, JsonValue], LambdaContext], JsonObject]

_LAST_SECONDS = 30.0
_LAST_SHARE = 0.4
"""What a function keeps for itself at the end, at most so much of its time: to write the page it has
just read, its place and metrics."""


def entrypoint(
    model: type[Request], work: Callable[[Composition], Callable[[Request, float], JsonObject]]
) -> Handler:
    """A handler that validates its event as `model` and hands it to the application's method.

    The method is also told when the function will be stopped (epoch seconds).
    """

    @logger.inject_lambda_context(clear_state=True)
    @metrics.log_metrics
    def handler(event: Mapping[str, JsonValue], context: LambdaContext) -> JsonObject:
        remaining = context.get_remaining_time_in_millis() / 1000
        deadline = time.time() + remaining - min(_LAST_SECONDS, remaining * _LAST_SHARE)
        try:
            return work(composition())(model.model_validate(event), deadline)
        except RingkeepError as problem:
            log_failure("the function failed", problem, function=context.function_name)
            raise

    metrics.set_default_dimensions(stack=os.environ.get("STACK_NAME", "unknown"))
    typed: Handler = handler
    return typed
