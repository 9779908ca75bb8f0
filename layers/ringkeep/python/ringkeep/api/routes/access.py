"""Who is signed in."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response

from ringkeep.api.dependencies import SignedIn
from ringkeep.api.description import PERSONAL, SIGNED_IN, answers
from ringkeep.api.models import Me
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.domain.access.principal import Principal

router = new_router()


@router.get(
    "/v1/me",
    summary="Who is signed in",
    operation_id="getMe",
    responses=answers(Me, "the person, their role and their phone", PERSONAL),
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
        extension_id=principal.extension_id or None,
    )
