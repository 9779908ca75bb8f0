"""Creates the app of a function from its routers, with the same error handling for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from ringkeep.api import problems
from ringkeep.api.dependencies import provide
from ringkeep.api.description import JSON
from ringkeep.api.problems import Refused
from ringkeep.api.request_log import log_requests
from ringkeep.api.resources import Resources, not_found, refuse_unknown_parameters
from ringkeep.api.wrong_input import InputWrong
from ringkeep.domain.access.refusals import ChangeRefused, Refusal
from ringkeep.errors import RingkeepError


def create_app(routers: Iterable[Router], dependencies: object) -> APIGatewayHttpResolver:
    """`dependencies` implements the protocols that the routers' modules declare."""
    app = APIGatewayHttpResolver(enable_validation=True)
    resources = Resources(app)
    app.use([log_requests(resources), refuse_unknown_parameters(resources), provide(dependencies)])
    for router in routers:
        app.include_router(router)
    _add_description(app)
    _handle_errors(app, resources)
    return app


def _add_description(app: APIGatewayHttpResolver) -> None:
    """The description of all functions of the API. It needs the modules of all of them, which a function
    loads only when someone asks for it."""

    @app.get("/v1/openapi.json", include_in_schema=False)
    def openapi() -> Response[str]:
        from ringkeep.api.document import document

        return Response(HTTPStatus.OK.value, JSON, document(), headers=dict(problems.HEADERS))


def _handle_errors(app: APIGatewayHttpResolver, resources: Resources) -> None:
    app.exception_handler(Refused)(problems.refused)
    app.exception_handler(RequestValidationError)(problems.invalid_request)
    app.exception_handler(InputWrong)(problems.wrong)
    app.exception_handler(ChangeRefused)(problems.change_refused)
    app.exception_handler(Refusal)(problems.refusal)
    app.exception_handler(RingkeepError)(problems.failed)
    app.exception_handler(Exception)(problems.unexpected)
    app.not_found(not_found(resources, app))
