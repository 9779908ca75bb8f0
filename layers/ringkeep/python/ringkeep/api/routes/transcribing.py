"""Transcribe Now, for one recording and for several together."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.bodies import json_body
from ringkeep.api.dependencies import PrincipalDependencies, may, provided
from ringkeep.api.description import CHANGES, NOT_FOUND, PERSONAL, SIGNED_IN, documented_responses
from ringkeep.api.origins import Asking
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.routes.transcripts import RecordingId
from ringkeep.api.views.transcripts import (
    CostView,
    RequestedTranscription,
    RequestedTranscriptions,
    TranscriptionJobView,
    TranscriptionsBody,
    TranscriptionStatus,
    cost_view,
    job_view,
    refused_item,
)
from ringkeep.domain.access.refusals import ChangeRefused, Refusal
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.transcripts.costs import Cost, total
from ringkeep.usecases.transcripts.assess_recording import AssessRecording
from ringkeep.usecases.transcripts.find_recording import FindRecording
from ringkeep.usecases.transcripts.request_transcription import RequestTranscription

router = new_router()

Again = Annotated[
    bool, Query(description="a new transcript, although there is one: a new revision")
]


class TranscribingDependencies(PrincipalDependencies, Protocol):
    @property
    def find_recording(self) -> FindRecording: ...

    @property
    def assess_recording(self) -> AssessRecording: ...

    @property
    def request_transcription(self) -> RequestTranscription: ...


def _dependencies(request: Request) -> TranscribingDependencies:
    return cast(TranscribingDependencies, provided(request))


Transcribes = Annotated[UserPrincipal, may(Right.TRANSCRIBE)]
Transcribing = Annotated[TranscribingDependencies, Depends(_dependencies)]
Wanted = Annotated[TranscriptionsBody, json_body(TranscriptionsBody)]
Started = tuple[RequestedTranscription, Cost | None]


@router.post(
    "/v1/recordings/<recording>/transcription",
    summary="Transcribe Now",
    description="Starts the transcription. A second request finds the same job, or its transcript; one after"
    " a failure starts another job. It needs no body.",
    operation_id="transcribeNow",
    responses=documented_responses(
        TranscriptionJobView, "the job", [*CHANGES, NOT_FOUND], HTTPStatus.ACCEPTED
    ),
    security=SIGNED_IN,
)
def transcribe_now(
    person: Transcribes,
    recording: RecordingId,
    asking: Asking,
    transcribing: Transcribing,
    again: Again = False,
) -> Response[str]:
    row = transcribing.find_recording(person, recording)
    requested = transcribing.request_transcription(row, again=again, asked=asking)
    return json_response(job_view(row, requested.job), HTTPStatus.ACCEPTED)


@router.post(
    "/v1/transcriptions",
    summary="Transcribe several recordings",
    description="Starts each of them by itself: `errors` say why one was not started. It stops where the"
    " budget ends.",
    operation_id="transcribeSeveral",
    responses=documented_responses(
        RequestedTranscriptions, "what was started", PERSONAL, HTTPStatus.ACCEPTED
    ),
    security=SIGNED_IN,
)
def transcribe_several(
    person: Transcribes, wanted: Wanted, asking: Asking, transcribing: Transcribing
) -> Response[str]:
    def start(identifier: str, row: Recording) -> Started:
        job = transcribing.request_transcription(row, again=wanted.again, asked=asking).job
        cost = Cost(micros=job.charged, currency=job.currency)
        status = TranscriptionStatus(job.state.value)
        return _item(identifier, status, cost, job.revision), cost

    answer = _each(transcribing, person, wanted, start)
    return json_response(answer, HTTPStatus.ACCEPTED)


@router.post(
    "/v1/transcriptions/estimate",
    summary="What several transcriptions would cost",
    description="Starts nothing. `errors` say which of the recordings cannot be transcribed.",
    operation_id="estimateTranscriptions",
    responses=documented_responses(RequestedTranscriptions, "the costs", PERSONAL),
    security=SIGNED_IN,
)
def estimate_transcriptions(
    person: Transcribes, wanted: Wanted, transcribing: Transcribing
) -> Response[str]:
    def estimate(identifier: str, row: Recording) -> Started:
        assessment = transcribing.assess_recording(row)
        if assessment.refusals:
            return refused_item(identifier, assessment.refusals), None
        return _item(identifier, TranscriptionStatus.NONE, assessment.cost), assessment.cost

    return json_response(_each(transcribing, person, wanted, estimate))


def _item(
    identifier: str, status: TranscriptionStatus, cost: Cost | None, revision: int = 0
) -> RequestedTranscription:
    return RequestedTranscription(
        recording=identifier, status=status, revision=revision, cost=cost_view(cost)
    )


def _each(
    transcribing: TranscribingDependencies,
    person: UserPrincipal,
    wanted: TranscriptionsBody,
    work: Callable[[str, Recording], Started],
) -> RequestedTranscriptions:
    items, costs = [], []
    for identifier in dict.fromkeys(wanted.recordings):
        item, cost = _one(transcribing, person, identifier, work)
        items.append(item)
        costs += [cost] if cost else []
    whole = total(costs, transcribing.assess_recording.prices)
    return RequestedTranscriptions(
        items=tuple(items), cost=CostView(amount=whole.amount, currency=whole.currency)
    )


def _one(
    transcribing: TranscribingDependencies,
    person: UserPrincipal,
    identifier: str,
    work: Callable[[str, Recording], Started],
) -> Started:
    """What stands against one recording does not stop the others."""
    try:
        return work(identifier, transcribing.find_recording(person, identifier))
    except ChangeRefused as refused:
        return refused_item(identifier, refused.refusals), None
    except Refusal as refusal:
        return refused_item(identifier, [refusal]), None
