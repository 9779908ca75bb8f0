"""The routes of licences: how many are in use, and their ceilings."""

from __future__ import annotations

from typing import Annotated, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.bodies import json_body
from ringkeep.api.dependencies import PrincipalDependencies, provided
from ringkeep.api.description import CHANGES, PERSONAL, SIGNED_IN, documented_responses
from ringkeep.api.origins import Changing
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.routes.users import ManagesUsers
from ringkeep.api.versions import IfMatch, etag
from ringkeep.api.views.licences import CeilingsBody, LicenceList, licence_list
from ringkeep.domain.access.licence_counts import LicenceCounts
from ringkeep.usecases.access.limit_licences import Ceilings, LimitLicences
from ringkeep.usecases.access.ports import PeopleStore

router = new_router()


class LicenceDependencies(PrincipalDependencies, Protocol):
    @property
    def people(self) -> PeopleStore: ...

    @property
    def limit_licences(self) -> LimitLicences: ...


def _dependencies(request: Request) -> LicenceDependencies:
    return cast(LicenceDependencies, provided(request))


Licences = Annotated[LicenceDependencies, Depends(_dependencies)]


@router.get(
    "/v1/licences",
    summary="Licences in use, and their ceilings",
    operation_id="getLicences",
    responses=documented_responses(LicenceList, "all kinds of licences", PERSONAL),
    security=SIGNED_IN,
)
def read_licences(person: ManagesUsers, licences: Licences) -> Response[str]:
    return _answer(licences.people.licences())


@router.patch(
    "/v1/licences",
    summary="Set or remove ceilings",
    operation_id="changeLicences",
    responses=documented_responses(LicenceList, "all kinds of licences", CHANGES),
    security=SIGNED_IN,
)
def change_licences(
    person: ManagesUsers,
    change: Changing,
    read: IfMatch,
    body: Annotated[CeilingsBody, json_body(CeilingsBody)],
    licences: Licences,
) -> Response[str]:
    before = licences.people.licences()
    version = read.of(lambda: before.version)
    return _answer(licences.limit_licences(_ceilings(before, body), change, version=version))


def _ceilings(before: LicenceCounts, body: CeilingsBody) -> Ceilings:
    merged = {**before.ceilings, **body.ceilings}
    return Ceilings(ceilings={name: value for name, value in merged.items() if value is not None})


def _answer(counts: LicenceCounts) -> Response[str]:
    return json_response(licence_list(counts), headers=etag(counts.version))
