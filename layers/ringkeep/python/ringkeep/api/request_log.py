"""Logs who asked for what: the route with its parameters' names, and the person, but no ids, no query and
no path that does not exist.

The gateway knows one route for the whole API, so its access log has the status but not the route.
`gateway_request_id` is the access log's `requestId`.
"""

from __future__ import annotations

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware

from ringkeep.api.claims import claims_of
from ringkeep.api.dependencies import Middleware
from ringkeep.api.resources import Resources
from ringkeep.domain.json import JsonObject, nested, text_of
from ringkeep.observability import logger

UNKNOWN_ROUTE = "unknown"


def log_requests(resources: Resources) -> Middleware:
    """Returns a middleware that logs each request."""

    def middleware(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[str]:
        method, route = app.request.method, app.request.route
        known = resources.parameters(method, route) is not None
        event: JsonObject = app.current_event.raw_event
        logger.info(
            "request",
            extra={
                "route": f"{method} {route}" if known else UNKNOWN_ROUTE,
                "sub": text_of(claims_of(event).get("sub")),
                "gateway_request_id": text_of(nested(event, "requestContext", "requestId")),
            },
        )
        response: Response[str] = next_middleware(app)
        return response

    return middleware
