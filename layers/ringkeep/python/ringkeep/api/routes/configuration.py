"""The route with the settings that the console needs before anyone has signed in."""

from __future__ import annotations

from typing import Annotated, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.dependencies import provided
from ringkeep.api.description import PUBLIC, documented_responses
from ringkeep.api.models import Configuration, SignIn
from ringkeep.api.operations import PUBLIC_ROUTE
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.settings import SignInSettings

router = new_router()


class ConfigurationDependencies(Protocol):
    @property
    def settings(self) -> SignInSettings: ...


def _dependencies(request: Request) -> ConfigurationDependencies:
    return cast(ConfigurationDependencies, provided(request))


@router.get(
    "/v1/configuration",
    summary="Where to sign in",
    description="Needs no sign-in.",
    operation_id="getConfiguration",
    responses=documented_responses(Configuration, "the settings of the console", PUBLIC),
    openapi_extensions=PUBLIC_ROUTE,
)
def configuration(
    dependencies: Annotated[ConfigurationDependencies, Depends(_dependencies)],
) -> Response[str]:
    return json_response(_configuration(dependencies.settings))


def _configuration(settings: SignInSettings) -> Configuration:
    # A local stack serves the sign-in pages under the console's own origin.
    base = settings.console_url if settings.is_local else settings.sign_in_url
    return Configuration(
        idle_minutes=settings.console_idle_minutes,
        sign_in=SignIn(
            authority=settings.sign_in_issuer,
            authorization_endpoint=f"{base}/oauth2/authorize",
            token_endpoint=f"{base}/oauth2/token",
            end_session_endpoint=f"{base}/logout",
            client_id=settings.console_client_id,
            identity_provider=settings.sign_in_provider,
        ),
    )
