"""The routes of changes at RingCentral that an administrator decides about."""

from __future__ import annotations

from typing import Annotated, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.bodies import json_body
from ringkeep.api.dependencies import PrincipalDependencies, provided
from ringkeep.api.description import CHANGES, NOT_FOUND, PERSONAL, SIGNED_IN, documented_responses
from ringkeep.api.origins import Changing
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.routes.users import ManagesUsers
from ringkeep.api.versions import IfMatch
from ringkeep.api.views.common import Cursor, EntityId, Limit
from ringkeep.api.views.decisions import (
    DecisionBody,
    DecisionList,
    DecisionView,
    decision_view,
)
from ringkeep.api.work import StartsWork, start_work
from ringkeep.usecases.access.decision_ports import Decisions
from ringkeep.usecases.access.list_decisions import ListDecisions
from ringkeep.usecases.access.take_decision import ChosenDecision, TakeDecision

router = new_router()

Service = Annotated[
    str, Query(min_length=1, max_length=40, description="only the decisions of this service")
]


class DecisionDependencies(PrincipalDependencies, Protocol):
    @property
    def list_decisions(self) -> ListDecisions: ...

    @property
    def take_decision(self) -> TakeDecision: ...

    @property
    def work(self) -> StartsWork: ...


def _dependencies(request: Request) -> DecisionDependencies:
    return cast(DecisionDependencies, provided(request))


Uses = Annotated[DecisionDependencies, Depends(_dependencies)]


@router.get(
    "/v1/users/decisions",
    summary="Changes at RingCentral that wait for a decision",
    description="An extension that someone has was renamed, moved, disabled or deleted, or an extension could"
    " not become a user by itself. Deleted extensions whose recordings are not all imported come first.",
    operation_id="listDecisions",
    responses=documented_responses(DecisionList, "a page of decisions", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
    compress=True,
)
def list_decisions(
    person: ManagesUsers,
    uses: Uses,
    service: Service = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Response[str]:
    found = uses.list_decisions(service, cursor, limit)
    items = tuple(decision_view(each, found.names) for each in found.decisions)
    return json_response(DecisionList(items=items, next=found.next or None))


@router.post(
    "/v1/users/decisions/<decision_id>",
    summary="Take a decision",
    description="`same_person`: the assignment stays, and after a rename the user gets the new name."
    " `successor`: the assignment ends, and another user has the extension from the next day on."
    " `end_assignment`: it ends. `deactivate_user`: it ends, and the user may no longer sign in."
    " `leave_out`: the extension becomes no user by itself.",
    operation_id="takeDecision",
    responses=documented_responses(DecisionView, "the taken decision", [*CHANGES, NOT_FOUND]),
    security=SIGNED_IN,
)
def take_decision(
    person: ManagesUsers,
    change: Changing,
    read: IfMatch,
    decision_id: EntityId,
    body: Annotated[DecisionBody, json_body(DecisionBody)],
    uses: Uses,
) -> Response[str]:
    decisions: Decisions = uses.take_decision.decisions
    version = read.of(lambda: _version(decisions, decision_id))
    taken = uses.take_decision(decision_id, _chosen(body), change, version=version)
    start_work(uses.work)  # a deactivated user is signed out
    names = uses.list_decisions.names([taken.decision])
    return json_response(decision_view(taken.decision, names, taken))


def _version(decisions: Decisions, decision_id: str) -> int | None:
    stored = decisions.decision(decision_id)
    return stored.version if stored else None


def _chosen(body: DecisionBody) -> ChosenDecision:
    return ChosenDecision(
        choice=body.choice, successor=body.successor or "", last_day=body.last_day
    )
