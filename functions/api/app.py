"""The HTTP API of the console."""

from __future__ import annotations

import os
from functools import cache

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from ringkeep.api.app import create_app
from ringkeep.domain.json import JsonObject
from ringkeep.observability import logger, metrics
from ringkeep.wiring.base import composition

metrics.set_default_dimensions(stack=os.environ.get("STACK_NAME", "unknown"))


@cache
def app() -> APIGatewayHttpResolver:
    return create_app(composition())


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, object], context: LambdaContext) -> JsonObject:
    answer: JsonObject = app().resolve(event, context)
    return answer
