"""The paths, methods and parameters of an app, derived from its routes. They distinguish an
unsupported method or parameter from a path that does not exist."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.api_gateway import Route
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.openapi.params import get_flat_dependant

from ringkeep.api.dependencies import Middleware
from ringkeep.api.problems import Refused, refused


class Resources:
    """Reads the routes for each request, because they may be added to the app later."""

    def __init__(self, app: APIGatewayHttpResolver) -> None:
        self._app = app
        self._parameters: dict[tuple[str, str], frozenset[str]] = {}

    def routes(self) -> list[Route]:
        # Powertools has no public list of an app's routes.
        return self._app._static_routes + self._app._dynamic_routes

    def methods(self, path: str) -> list[str]:
        """Returns the methods of a path; empty for a path that does not exist."""
        return sorted({route.method for route in self.routes() if route.rule.match(path)})

    def parameters(self, method: str, route_path: str) -> frozenset[str] | None:
        """Returns the query parameters of a route, None if there is no such route. `route_path` has
        OpenAPI's format."""
        key = (method, route_path)
        if key not in self._parameters:
            route = next(
                (each for each in self.routes() if (each.method, each.openapi_path) == key), None
            )
            if route is None:
                return None
            self._parameters[key] = _query_parameters(route)
        return self._parameters[key]


def _query_parameters(route: Route) -> frozenset[str]:
    fields = get_flat_dependant(route.dependant).query_params
    return frozenset(field.alias for field in fields)


def refuse_unknown_parameters(resources: Resources) -> Middleware:
    """Returns a middleware that refuses requests with unknown query parameters."""

    def middleware(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[str]:
        names = resources.parameters(app.request.method, app.request.route)
        given = app.current_event.query_string_parameters or {}
        if names is not None and not names.issuperset(given):
            listed = ", ".join(sorted(names)) or "none"
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"known parameters: {listed}")
        response: Response[str] = next_middleware(app)
        return response

    return middleware


def not_found(
    resources: Resources, app: APIGatewayHttpResolver
) -> Callable[[NotFoundError], Response[str]]:
    """Returns a handler that responds with 405 if the path exists for other methods, else 404."""

    def answer(_: NotFoundError) -> Response[str]:
        methods = resources.methods(app.current_event.path)
        if not methods:
            return refused(Refused(HTTPStatus.NOT_FOUND, "there is no such resource"))
        allowed = ", ".join(methods)
        detail = f"this resource supports {allowed}"
        return refused(Refused(HTTPStatus.METHOD_NOT_ALLOWED, detail, Allow=allowed))

    return answer
