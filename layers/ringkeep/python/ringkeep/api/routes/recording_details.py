"""The details of one recording."""

from __future__ import annotations

from typing import Annotated, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.dependencies import PrincipalDependencies, may, provided
from ringkeep.api.description import NOT_FOUND, PERSONAL, SIGNED_IN, documented_responses
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.routes.transcripts import RecordingId
from ringkeep.api.views.recording_details import RecordingDetailsView, details_view
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.usecases.recordings.list_recordings import RecordingPage
from ringkeep.usecases.recordings.name_recordings import NameRecordings
from ringkeep.usecases.recordings.read_details import ReadDetails, RecordingDetails
from ringkeep.usecases.transcripts.find_recording import FindRecording

router = new_router()


class DetailsDependencies(PrincipalDependencies, Protocol):
    @property
    def find_recording(self) -> FindRecording: ...

    @property
    def read_details(self) -> ReadDetails: ...

    @property
    def name_recordings(self) -> NameRecordings: ...


def _dependencies(request: Request) -> DetailsDependencies:
    return cast(DetailsDependencies, provided(request))


Dependencies = Annotated[DetailsDependencies, Depends(_dependencies)]


@router.get(
    "/v1/recordings/<recording>",
    summary="A recording",
    description="What RingCentral knew about the call, the facts about the file that were proved, the"
    " waveform, the history of its states in plain words, and the other recordings of the same call.",
    operation_id="readRecording",
    responses=documented_responses(RecordingDetailsView, "the recording", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
    compress=True,
)
def recording_details(
    person: Annotated[UserPrincipal, may(Right.LIST_RECORDINGS)],
    recording: RecordingId,
    dependencies: Dependencies,
) -> Response[str]:
    row = dependencies.find_recording(person, recording)
    details = dependencies.read_details(person, row)
    names = dependencies.name_recordings(person, _shown(details))
    return json_response(details_view(details, names, plays=person.may(Right.PLAY)))


def _shown(details: RecordingDetails) -> RecordingPage:
    """The recording and its conversation, as a page to be named. The recording comes first."""
    others = [part.row for part in details.conversation if part.row.key != details.row.key]
    rows = [details.row, *others]
    return RecordingPage(rows, "", {row.service: details.zone for row in rows})
