"""Sockets of the Realtime page: opened with a ticket, answered, forgotten when closed."""

from __future__ import annotations

import os

from aws_lambda_powertools.utilities.typing import LambdaContext

from ringkeep.domain.json import JsonObject
from ringkeep.handlers.socket_events import SocketEvent
from ringkeep.handlers.sockets import SocketApplication
from ringkeep.observability import logger, metrics
from ringkeep.wiring.base import composition

metrics.set_default_dimensions(stack=os.environ.get("STACK_NAME", "unknown"))


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: JsonObject, context: LambdaContext) -> JsonObject:
    return SocketApplication(composition()).answer(SocketEvent.model_validate(event))
