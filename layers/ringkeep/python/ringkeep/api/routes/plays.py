"""Playing and downloading a recording, and who did so.

The answers of these routes have signed addresses, which no log may have: they are in the body alone.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.bodies import json_body
from ringkeep.api.dependencies import PrincipalDependencies, may, provided
from ringkeep.api.description import (
    CHANGES,
    GONE,
    NOT_FOUND,
    PERSONAL,
    SIGNED_IN,
    documented_refusals,
    documented_responses,
)
from ringkeep.api.origins import Asking
from ringkeep.api.responses import empty_response, json_response
from ringkeep.api.routes import new_router
from ringkeep.api.routes.transcripts import RecordingId
from ringkeep.api.views.common import Cursor, Limit
from ringkeep.api.views.plays import (
    DownloadBody,
    DownloadView,
    ListenedBody,
    ListenedView,
    PlayView,
    RecordingUsesView,
    SignedUrlView,
    download_view,
    listened_view,
    play_view,
    signed_view,
    uses_view,
)
from ringkeep.domain.access.audited_requests import USES_OF_RECORDINGS, recording_object
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.usecases.access.search_audit import AuditSearch, SearchAudit
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.recordings.download_file import DownloadFile
from ringkeep.usecases.recordings.note_listening import NoteListening
from ringkeep.usecases.recordings.play_recording import PlayRecording
from ringkeep.usecases.transcripts.find_recording import FindRecording

router = new_router()

_AHEAD: Final = 60.0
"""Seconds by which another process's clock may be ahead."""
PlayId = Annotated[
    str, Path(min_length=1, max_length=100, description="`play` of the answer that began it")
]


class PlaysDependencies(PrincipalDependencies, Protocol):
    @property
    def find_recording(self) -> FindRecording: ...

    @property
    def play_recording(self) -> PlayRecording: ...

    @property
    def note_listening(self) -> NoteListening: ...

    @property
    def download_file(self) -> DownloadFile: ...

    @property
    def search_audit(self) -> SearchAudit: ...

    @property
    def clock(self) -> Clock: ...


def _dependencies(request: Request) -> PlaysDependencies:
    return cast(PlaysDependencies, provided(request))


Media = Annotated[PlaysDependencies, Depends(_dependencies)]
Plays = Annotated[UserPrincipal, may(Right.PLAY)]
Downloads = Annotated[UserPrincipal, may(Right.DOWNLOAD)]
SeesAudit = Annotated[UserPrincipal, may(Right.SEE_AUDIT)]
Listened = Annotated[ListenedBody, json_body(ListenedBody)]
Wanted = Annotated[DownloadBody, json_body(DownloadBody)]
_OPENED: Final = [*CHANGES, NOT_FOUND, GONE]


@router.post(
    "/v1/recordings/<recording>/plays",
    summary="Play a recording",
    description="Answers an address of its audio for five minutes. Each request is an entry of the audit log;"
    " while the person listens, renew the address instead. Where the service redacts transcripts and says so,"
    " it needs the right `transcripts.see_unredacted` too. It needs no body.",
    operation_id="playRecording",
    responses=documented_responses(PlayView, "the address", _OPENED, HTTPStatus.CREATED),
    security=SIGNED_IN,
)
def play(person: Plays, recording: RecordingId, asking: Asking, media: Media) -> Response[str]:
    row = media.find_recording(person, recording)
    return json_response(play_view(media.play_recording.begin(asking, row)), HTTPStatus.CREATED)


@router.get(
    "/v1/recordings/<recording>/plays",
    summary="Who played, downloaded or transcribed a recording",
    operation_id="listPlays",
    responses=documented_responses(RecordingUsesView, "a page", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
    compress=True,
)
def plays(
    person: SeesAudit,
    recording: RecordingId,
    media: Media,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Response[str]:
    object_ = recording_object(media.find_recording(person, recording).key)
    end = media.clock.now() + _AHEAD
    search = AuditSearch(object_kind=object_.kind, object_id=object_.id, end=end)
    page = media.search_audit(search, cursor, limit)
    uses = [entry for entry in page.entries if entry.action in USES_OF_RECORDINGS]
    return json_response(uses_view(uses, page.next))


@router.post(
    "/v1/recordings/<recording>/plays/<play>/url",
    summary="Another address for a play",
    description="Needs no new entry of the audit log. After twelve hours, start another play. It needs no"
    " body.",
    operation_id="renewPlay",
    responses=documented_responses(SignedUrlView, "the address", _OPENED, HTTPStatus.CREATED),
    security=SIGNED_IN,
)
def renew(person: Plays, recording: RecordingId, play: PlayId, media: Media) -> Response[str]:
    row = media.find_recording(person, recording)
    signed = media.play_recording.renew(person, row, play)
    return json_response(signed_view(signed), HTTPStatus.CREATED)


@router.put(
    "/v1/recordings/<recording>/plays/<play>/listened",
    summary="What the person has listened to",
    description="Adds to the parts of before. The order of requests does not matter, and a repeated one"
    " changes nothing.",
    operation_id="putListened",
    responses=documented_refusals("noted", [*PERSONAL, NOT_FOUND], HTTPStatus.NO_CONTENT),
    security=SIGNED_IN,
)
def put_listened(
    person: Plays, recording: RecordingId, play: PlayId, heard: Listened, media: Media
) -> Response[str]:
    row = media.find_recording(person, recording)
    media.note_listening(person, row, play, heard.parts)
    return empty_response()


@router.get(
    "/v1/recordings/<recording>/listened",
    summary="What the person has listened to so far",
    operation_id="readListened",
    responses=documented_responses(ListenedView, "the parts", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
)
def listened(person: Plays, recording: RecordingId, media: Media) -> Response[str]:
    row = media.find_recording(person, recording)
    return json_response(listened_view(media.note_listening.of(person, row)))


@router.post(
    "/v1/recordings/<recording>/downloads",
    summary="Download a recording",
    description="Answers an address of the file for five minutes. Each request is an entry of the audit log.",
    operation_id="downloadRecording",
    responses=documented_responses(DownloadView, "the address", _OPENED, HTTPStatus.CREATED),
    security=SIGNED_IN,
)
def download(
    person: Downloads, recording: RecordingId, asking: Asking, wanted: Wanted, media: Media
) -> Response[str]:
    row = media.find_recording(person, recording)
    address = media.download_file(asking, row, wanted.what)
    return json_response(download_view(address), HTTPStatus.CREATED)
