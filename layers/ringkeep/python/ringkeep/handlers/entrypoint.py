"""The entrypoint of all handlers: validates the event, logs with the request id, flushes metrics."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeAlias, TypeVar

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel

from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.failures import reported
from ringkeep.observability import logger, metrics, name_stack
from ringkeep.settings import Settings, read_settings
from ringkeep.wiring.base import CLOCK

Request = TypeVar("Request", bound=BaseModel)
Handler: TypeAlias = Callable[[Mapping[str, JsonValue], LambdaContext], JsonObject]
Work: TypeAlias = Callable[[Request, float], JsonObject]
"""The work of a function. The arguments are its request and its deadline (epoch seconds)."""

_LAST_SECONDS = 30.0
_LAST_SHARE = 0.4
"""The time before the function's time-out that is reserved for writing the last page, its position
and the metrics: `_LAST_SECONDS`, but at most this share of the function's time."""


def entrypoint(
    request: type[Request],
    settings: type[Settings],
    build: Callable[[Settings], Work[Request]],
) -> Handler:
    """Returns a handler that validates its event as `request` and runs the work that `build` returns.

    The first event builds the work, which lives as long as the process. It holds everything that is
    reused between invocations: clients, access tokens and caches.
    """

    @cache
    def work() -> Work[Request]:
        return build(read_settings(settings, os.environ))

    @logger.inject_lambda_context(clear_state=True)
    @metrics.log_metrics
    def handler(event: Mapping[str, JsonValue], context: LambdaContext) -> JsonObject:
        return reported(
            context.function_name,
            lambda: work()(request.model_validate(event), _deadline(context)),
        )

    name_stack()
    typed: Handler = handler
    return typed


def _deadline(context: LambdaContext) -> float:
    remaining = context.get_remaining_time_in_millis() / 1000
    return CLOCK.now() + remaining - min(_LAST_SECONDS, remaining * _LAST_SHARE)
