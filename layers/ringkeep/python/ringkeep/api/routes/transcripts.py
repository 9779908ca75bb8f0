"""The transcription of a recording: its state and cost, its words, and its files.

Unredacted words and files are entries of the audit log.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.dependencies import PrincipalDependencies, may, provided
from ringkeep.api.description import NOT_FOUND, PERSONAL, SIGNED_IN, documented_responses
from ringkeep.api.origins import Asking
from ringkeep.api.problems import HEADERS, Refused
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.views.transcripts import TranscriptionView, transcription_view
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.transcripts.formats import TranscriptFormat, as_json, as_text, as_web_vtt
from ringkeep.domain.transcripts.transcripts import Transcript
from ringkeep.usecases.transcripts.find_recording import FindRecording
from ringkeep.usecases.transcripts.read_audited import ReadAudited

router = new_router()

RecordingId = Annotated[
    str,
    Path(
        min_length=1,
        max_length=1_000,
        description="`service:account_id:recording_id`, or RingCentral's recording id alone",
    ),
]
Unredacted = Annotated[
    bool,
    Query(
        description="the text without redaction. It needs the right `transcripts.see_unredacted`, and is an"
        " entry of the audit log."
    ),
]
Format = Annotated[
    TranscriptFormat, Query(alias="format", description="JSON, plain text or WebVTT captions")
]
_WRITERS: Final = {
    TranscriptFormat.JSON: as_json,
    TranscriptFormat.TEXT: as_text,
    TranscriptFormat.WEBVTT: as_web_vtt,
}


class TranscriptsDependencies(PrincipalDependencies, Protocol):
    @property
    def find_recording(self) -> FindRecording: ...

    @property
    def read_audited(self) -> ReadAudited: ...


def _dependencies(request: Request) -> TranscriptsDependencies:
    return cast(TranscriptsDependencies, provided(request))


Plays = Annotated[UserPrincipal, may(Right.PLAY)]
Transcripts = Annotated[TranscriptsDependencies, Depends(_dependencies)]


def _file_responses() -> dict[int, OpenAPIResponse]:
    description = "the transcript, in the format that was asked for"
    responses = documented_responses(Transcript, description, [*PERSONAL, NOT_FOUND])
    content = responses[HTTPStatus.OK.value].setdefault("content", {})
    for each in (TranscriptFormat.TEXT, TranscriptFormat.WEBVTT):
        content[each.media_type.partition(";")[0]] = {"schema": {"type": "string"}}
    return responses


@router.get(
    "/v1/recordings/<recording>/transcription",
    summary="The transcription of a recording",
    description="The state of its newest job, what it cost or would cost, what stands against one, and the"
    " words of its newest transcript. Before the first request, `status` is `none`.",
    operation_id="readTranscription",
    responses=documented_responses(TranscriptionView, "the transcription", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
    compress=True,
)
def transcription(
    person: Plays,
    recording: RecordingId,
    asking: Asking,
    transcripts: Transcripts,
    unredacted: Unredacted = False,
) -> Response[str]:
    row = transcripts.find_recording(person, recording)
    state = transcripts.read_audited(asking, row, unredacted=unredacted)
    text = as_text(state.transcript) if state.transcript else None
    return json_response(transcription_view(state, text))


@router.get(
    "/v1/recordings/<recording>/transcript",
    summary="The transcript of a recording as a file",
    description="The newest transcript. docs/transcripts.md describes the JSON document. Each request is an"
    " entry of the audit log.",
    operation_id="downloadTranscript",
    responses=_file_responses(),
    security=SIGNED_IN,
    compress=True,
)
def transcript_file(
    person: Plays,
    recording: RecordingId,
    asking: Asking,
    transcripts: Transcripts,
    file_format: Format = TranscriptFormat.JSON,
    unredacted: Unredacted = False,
) -> Response[str]:
    row = transcripts.find_recording(person, recording)
    found = transcripts.read_audited.file(asking, row, file_format, unredacted=unredacted)
    if found is None:
        detail = "This recording has no transcript. Start one, and read it when it is completed."
        raise Refused(HTTPStatus.NOT_FOUND, detail, code="not_transcribed")
    name = f'attachment; filename="transcript-{found.revision}.{_ending(file_format)}"'
    headers = {**HEADERS, "Content-Disposition": name}
    content = _WRITERS[file_format](found)
    return Response(HTTPStatus.OK.value, file_format.media_type, content, headers=headers)


def _ending(file_format: TranscriptFormat) -> str:
    return "txt" if file_format is TranscriptFormat.TEXT else file_format.value
