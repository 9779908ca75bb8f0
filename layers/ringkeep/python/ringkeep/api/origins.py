"""Who asks for a change, and from where: for the audit log."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.dependencies import SignedIn
from ringkeep.api.gateway import request_id, request_origin
from ringkeep.domain.access.audited_requests import PersonRequest
from ringkeep.domain.json import JsonObject
from ringkeep.usecases.access.requests import ChangeRequest


def change_request(request: Request, person: SignedIn) -> ChangeRequest:
    event: JsonObject = request.resolved_event.raw_event
    return ChangeRequest(
        user_id=person.user_id,
        name=person.name,
        origin=request_origin(event),
        request_id=request_id(event),
    )


Changing = Annotated[ChangeRequest, Depends(change_request)]
"""The signed-in person as the author of a change. A route declares it with the right that it needs."""


def person_request(request: Request, person: SignedIn) -> PersonRequest:
    event: JsonObject = request.resolved_event.raw_event
    return PersonRequest(person, request_origin(event), request_id(event))


Asking = Annotated[PersonRequest, Depends(person_request)]
"""The signed-in person who asks for something that is noted in the audit log and changes nothing about
people."""
