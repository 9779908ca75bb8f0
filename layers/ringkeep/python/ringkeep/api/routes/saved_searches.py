"""Saved searches, own and shared."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.bodies import json_body
from ringkeep.api.dependencies import PrincipalDependencies, may, provided
from ringkeep.api.description import (
    CHANGES,
    NOT_FOUND,
    PERSONAL,
    SIGNED_IN,
    documented_refusals,
    documented_responses,
    with_problem,
)
from ringkeep.api.problems import problem
from ringkeep.api.refusals import field_problems
from ringkeep.api.responses import empty_response, json_response
from ringkeep.api.routes import new_router
from ringkeep.api.views.common import EntityId
from ringkeep.api.views.saved_searches import (
    NewSearchBody,
    SavedSearchListView,
    SavedSearchView,
    SearchBody,
    SearchProblem,
    search_view,
)
from ringkeep.api.views.work import ReadVersion
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.search.saved_searches import SearchChanged, SearchContent, search_content
from ringkeep.usecases.search.save_searches import SaveSearches

router = new_router()


class SavedSearchDependencies(PrincipalDependencies, Protocol):
    @property
    def save_searches(self) -> SaveSearches: ...


def _dependencies(request: Request) -> SavedSearchDependencies:
    return cast(SavedSearchDependencies, provided(request))


Lists = Annotated[UserPrincipal, may(Right.LIST_RECORDINGS)]
Saving = Annotated[SavedSearchDependencies, Depends(_dependencies)]


@router.get(
    "/v1/searches",
    summary="Your saved searches, and the shared ones",
    operation_id="listSearches",
    responses=documented_responses(SavedSearchListView, "the searches", PERSONAL),
    security=SIGNED_IN,
)
def list_searches(person: Lists, saving: Saving) -> Response[str]:
    found = saving.save_searches.read(person)
    items = tuple(search_view(each, person.user_id) for each in found)
    return json_response(SavedSearchListView(items=items))


@router.post(
    "/v1/searches",
    summary="Save a search",
    description="At most 100 of a person, of which 40 may be shared.",
    operation_id="addSearch",
    responses=documented_responses(SavedSearchView, "the search", CHANGES, HTTPStatus.CREATED),
    security=SIGNED_IN,
)
def add_search(
    person: Lists,
    wanted: Annotated[NewSearchBody, json_body(NewSearchBody)],
    saving: Saving,
) -> Response[str]:
    search = saving.save_searches.add(person, _content(wanted))
    return json_response(search_view(search, person.user_id), HTTPStatus.CREATED)


@router.put(
    "/v1/searches/<search>",
    summary="Change a saved search",
    description="Only its owner may. If it was changed since `version`, nothing is written, and the answer"
    " has the search as it is now.",
    operation_id="changeSearch",
    responses=with_problem(
        SearchProblem,
        HTTPStatus.CONFLICT,
        documented_responses(SavedSearchView, "the search", [*CHANGES, NOT_FOUND]),
    ),
    security=SIGNED_IN,
)
def change_search(
    person: Lists,
    search: EntityId,
    wanted: Annotated[SearchBody, json_body(SearchBody)],
    saving: Saving,
) -> Response[str]:
    try:
        changed = saving.save_searches.change(person, search, _content(wanted), wanted.version)
    except SearchChanged as stale:
        return _changed_meanwhile(stale, person)
    return json_response(search_view(changed, person.user_id))


@router.delete(
    "/v1/searches/<search>",
    summary="Delete a saved search",
    description="Its owner may; a shared one also who has the right `users.manage`.",
    operation_id="deleteSearch",
    responses=with_problem(
        SearchProblem,
        HTTPStatus.CONFLICT,
        documented_refusals("it is deleted", [*CHANGES, NOT_FOUND], HTTPStatus.NO_CONTENT),
    ),
    security=SIGNED_IN,
)
def delete_search(
    person: Lists, search: EntityId, version: ReadVersion, saving: Saving
) -> Response[str]:
    try:
        saving.save_searches.delete(person, search, version)
    except SearchChanged as stale:
        return _changed_meanwhile(stale, person)
    return empty_response()


def _content(wanted: NewSearchBody) -> SearchContent:
    return search_content(wanted.name, wanted.query, wanted.columns, shared=wanted.shared)


def _changed_meanwhile(stale: SearchChanged, person: UserPrincipal) -> Response[str]:
    return problem(
        HTTPStatus.CONFLICT,
        str(stale),
        code=stale.code,
        model=SearchProblem,
        errors=field_problems([stale]),
        current=stale.present.version,
        search=search_view(stale.present, person.user_id),
    )
