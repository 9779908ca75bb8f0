"""The route that returns the signed-in person."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response

from ringkeep.api.dependencies import SignedIn
from ringkeep.api.description import PERSONAL, SIGNED_IN, documented_responses
from ringkeep.api.models import Me
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.domain.access.principal import Principal

router = new_router()


@router.get(
    "/v1/me",
    summary="The signed-in person",
    operation_id="getMe",
    responses=documented_responses(Me, "the person, their role and their extension", PERSONAL),
    security=SIGNED_IN,
)
def me(principal: SignedIn) -> Response[str]:
    return json_response(_me(principal))


def _me(principal: Principal) -> Me:
    return Me(
        username=principal.username,
        email=principal.email,
        role=principal.role.value,
        rights=tuple(sorted(principal.role.rights)),
        service=principal.service or None,
        account_id=principal.account_id or None,
        extension_id=principal.extension_id or None,
    )
