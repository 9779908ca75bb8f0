"""What the API has, for telling a wrong method or parameter from a wrong path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import NamedTuple

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware

from ringkeep.api.problems import Refused, refused


class Known(NamedTuple):
    method: str = "GET"
    parameters: frozenset[str] = frozenset()


RESOURCES: Mapping[str, Known] = {
    "/v1/configuration": Known(),
    "/v1/me": Known(),
    "/v1/openapi.json": Known(),
    "/v1/realtime": Known(parameters=frozenset({"service", "cursor"})),
    "/v1/realtime/tickets": Known("POST"),
}


def refuse_unknown_parameters(
    app: APIGatewayHttpResolver, next_middleware: NextMiddleware
) -> Response[str]:
    """A parameter that means nothing is a mistake of the caller, who shall learn of it."""
    known = RESOURCES.get(app.current_event.path)
    asked = app.current_event.query_string_parameters or {}
    if known is not None and not known.parameters.issuperset(asked):
        names = ", ".join(sorted(known.parameters)) or "none"
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"known parameters: {names}")
    answer: Response[str] = next_middleware(app)
    return answer


def not_found(app: APIGatewayHttpResolver) -> Callable[[NotFoundError], Response[str]]:
    """Told apart from a resource that is there for another method."""

    def answer(_: NotFoundError) -> Response[str]:
        known = RESOURCES.get(app.current_event.path)
        if known is None:
            return refused(Refused(HTTPStatus.NOT_FOUND, "there is no such resource"))
        detail = f"this resource takes {known.method}"
        return refused(Refused(HTTPStatus.METHOD_NOT_ALLOWED, detail, Allow=known.method))

    return answer
