"""The routes of licensing: what a switch changes, and the import of what was excluded."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.bodies import json_body
from ringkeep.api.dependencies import PrincipalDependencies, may, provided
from ringkeep.api.description import (
    CHANGES,
    NOT_FOUND,
    PERSONAL,
    SIGNED_IN,
    documented_responses,
)
from ringkeep.api.origins import Changing
from ringkeep.api.problems import Refused
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.times import beginning
from ringkeep.api.views.common import EntityId
from ringkeep.api.views.licensing import (
    LicensingPreview,
    OfferBody,
    OfferJobView,
    OfferView,
    job_view,
    offer_view,
    preview_view,
)
from ringkeep.api.work import StartsWork, start_work
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.accounts.services import Licensing
from ringkeep.usecases.access.import_excluded import ImportExcluded
from ringkeep.usecases.recordings.ports import OfferJobs
from ringkeep.usecases.recordings.preview_licensing import PreviewLicensing

router = new_router()

ManagesUsers = Annotated[UserPrincipal, may(Right.MANAGE_USERS)]
Since = Annotated[
    str,
    Query(
        max_length=40,
        description="required: a day, such as 2026-11-01, or a time, in UTC without an offset",
    ),
]


class LicensingDependencies(PrincipalDependencies, Protocol):
    @property
    def preview_licensing(self) -> PreviewLicensing: ...

    @property
    def import_excluded(self) -> ImportExcluded: ...

    @property
    def offer_jobs(self) -> OfferJobs: ...

    @property
    def work(self) -> StartsWork: ...


def _dependencies(request: Request) -> LicensingDependencies:
    return cast(LicensingDependencies, provided(request))


Uses = Annotated[LicensingDependencies, Depends(_dependencies)]


@router.get(
    "/v1/services/<name>/licensing-preview",
    summary="What a switch of the licensing takes in and out",
    description="Judged by the recordings of the last seven days, or of fewer where there are very many.",
    operation_id="previewLicensing",
    responses=documented_responses(
        LicensingPreview, "extensions and calls a day", [*PERSONAL, NOT_FOUND]
    ),
    security=SIGNED_IN,
)
def preview(
    person: Annotated[UserPrincipal, may(Right.MANAGE_SERVICES)],
    name: EntityId,
    uses: Uses,
    licensing: Annotated[
        Licensing | None, Query(description="required: the licensing to compare with")
    ] = None,
) -> Response[str]:
    if (
        licensing is None
    ):  # required only of someone with the right, who learns first if it is missing
        detail = "licensing: choose everyone or users"
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail)
    return json_response(preview_view(uses.preview_licensing(name, licensing)))


@router.get(
    "/v1/users/<user_id>/offer",
    summary="What the user's licence would bring back",
    description="Recordings that were excluded because no licensed user took part in them, and that"
    " RingCentral still has.",
    operation_id="readOffer",
    responses=documented_responses(OfferView, "the offer", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
)
def read_offer(
    person: ManagesUsers, user_id: EntityId, uses: Uses, since: Since = ""
) -> Response[str]:
    begin = beginning("since", since)
    return json_response(offer_view(uses.import_excluded.offer(user_id, begin), begin))


@router.post(
    "/v1/users/<user_id>/offer",
    summary="Import what was excluded before the user had a licence",
    description="The import is a job: ask for its progress at /v1/jobs/{id}.",
    operation_id="acceptOffer",
    responses=documented_responses(
        OfferJobView, "the job", [*CHANGES, NOT_FOUND], HTTPStatus.ACCEPTED
    ),
    security=SIGNED_IN,
)
def accept_offer(
    person: ManagesUsers,
    change: Changing,
    user_id: EntityId,
    body: Annotated[OfferBody, json_body(OfferBody)],
    uses: Uses,
) -> Response[str]:
    job = uses.import_excluded.start(user_id, beginning("since", body.since), change)
    start_work(uses.work)
    headers = {"Location": f"/v1/jobs/{job.id}"}
    return json_response(job_view(job), HTTPStatus.ACCEPTED, headers=headers)


@router.get(
    "/v1/jobs/<job_id>",
    summary="The progress of an import",
    operation_id="readJob",
    responses=documented_responses(OfferJobView, "the job", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
)
def read_job(person: ManagesUsers, job_id: EntityId, uses: Uses) -> Response[str]:
    job = uses.offer_jobs.job(job_id)
    if job is None:
        detail = "There is no job with this id. The answer that started it has the id."
        raise Refused(HTTPStatus.NOT_FOUND, detail, code="job_unknown")
    return json_response(job_view(job))
