"""The Lambda functions of the API, one for each set of privileges. `api` only reads."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import Protocol, TypeAlias

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from ringkeep.api.app import create_app
from ringkeep.api.routes import access, configuration, realtime, recordings
from ringkeep.domain.json import JsonObject
from ringkeep.failures import reported
from ringkeep.observability import logger, metrics, name_stack
from ringkeep.settings import ApiSettings, read_settings
from ringkeep.wiring.api import ConsoleApi

Handler: TypeAlias = Callable[[dict[str, object], LambdaContext], JsonObject]


class ApiDependencies(
    access.AccessDependencies,
    realtime.RealtimeDependencies,
    recordings.RecordingsDependencies,
    configuration.ConfigurationDependencies,
    Protocol,
):
    """The dependencies of the routes of `api`."""


def api_app(dependencies: ApiDependencies | None) -> APIGatewayHttpResolver:
    """Creates the app. Without dependencies it can only describe its routes."""
    return create_app(
        [realtime.router, recordings.router, access.router, configuration.router], dependencies
    )


def api() -> Handler:
    return _entrypoint(lambda: api_app(ConsoleApi(read_settings(ApiSettings, os.environ))))


def _entrypoint(build: Callable[[], APIGatewayHttpResolver]) -> Handler:
    """Returns a handler for the gateway's events. The first event builds the app."""
    app = cache(build)

    @logger.inject_lambda_context(clear_state=True)
    @metrics.log_metrics
    def handler(event: dict[str, object], context: LambdaContext) -> JsonObject:
        answer: JsonObject = reported(context.function_name, lambda: app().resolve(event, context))
        return answer

    name_stack()
    typed: Handler = handler
    return typed
