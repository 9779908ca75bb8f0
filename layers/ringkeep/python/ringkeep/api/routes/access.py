"""The route that returns the signed-in person."""

from __future__ import annotations

from typing import Annotated, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.dependencies import CurrentUser, PrincipalDependencies, provided
from ringkeep.api.description import PERSONAL, SIGNED_IN, documented_responses
from ringkeep.api.models import Me
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.domain.access.sight import Today
from ringkeep.usecases.access.read_principal import SignedInUser

router = new_router()


class AccessDependencies(PrincipalDependencies, Protocol):
    @property
    def today(self) -> Today: ...


def _dependencies(request: Request) -> AccessDependencies:
    return cast(AccessDependencies, provided(request))


@router.get(
    "/v1/me",
    summary="The signed-in person",
    operation_id="getMe",
    responses=documented_responses(
        Me, "the person, their security profile and their extension", PERSONAL
    ),
    security=SIGNED_IN,
)
def me(
    user: CurrentUser, dependencies: Annotated[AccessDependencies, Depends(_dependencies)]
) -> Response[str]:
    return json_response(_me(user, dependencies.today))


def _me(user: SignedInUser, today: Today) -> Me:
    stored, profile = user.record.user, user.profile
    own = user.extension(today)
    return Me(
        user_id=stored.id,
        username=stored.sub,
        name=stored.name,
        email=stored.email,
        role=profile.name,
        security_profile=profile.id,
        rights=tuple(sorted(profile.rights)),
        visibility=profile.visibility,
        service=own.service if own else None,
        account_id=own.account_id if own else None,
        extension_id=own.extension_id if own else None,
    )
