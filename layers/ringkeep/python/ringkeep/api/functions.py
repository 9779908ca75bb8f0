"""The functions of the API, one for each privilege. `api` reads."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import Protocol, TypeAlias

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from ringkeep.api.app import create_app
from ringkeep.api.routes import access, configuration, realtime
from ringkeep.domain.json import JsonObject
from ringkeep.errors import RingkeepError
from ringkeep.observability import log_failure, logger, metrics, name_stack
from ringkeep.settings import ApiSettings, read_settings
from ringkeep.wiring.api import ConsoleApi

Handler: TypeAlias = Callable[[dict[str, object], LambdaContext], JsonObject]


class ApiDependencies(
    realtime.RealtimeDependencies, configuration.ConfigurationDependencies, Protocol
):
    """What the routes of `api` depend on."""


def api_app(dependencies: ApiDependencies | None) -> APIGatewayHttpResolver:
    """None: to describe the routes without answering."""
    return create_app([realtime.router, access.router, configuration.router], dependencies)


def api() -> Handler:
    return _entrypoint(lambda: api_app(ConsoleApi(read_settings(ApiSettings, os.environ))))


def _entrypoint(build: Callable[[], APIGatewayHttpResolver]) -> Handler:
    """A handler that answers the gateway's events. The app is built once, by the first event."""
    app = cache(build)

    @logger.inject_lambda_context(clear_state=True)
    @metrics.log_metrics
    def handler(event: dict[str, object], context: LambdaContext) -> JsonObject:
        try:
            answer: JsonObject = app().resolve(event, context)
        except RingkeepError as error:
            log_failure("the API cannot start", error)
            raise
        return answer

    name_stack()
    typed: Handler = handler
    return typed
