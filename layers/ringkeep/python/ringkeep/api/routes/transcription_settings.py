"""What a service has transcribed, by itself and on demand, and what it may cost in a month."""

from __future__ import annotations

from typing import Annotated, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.bodies import json_body
from ringkeep.api.dependencies import PrincipalDependencies, may, provided
from ringkeep.api.description import CHANGES, NOT_FOUND, PERSONAL, SIGNED_IN, documented_responses
from ringkeep.api.origins import Changing
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.versions import IfMatch, etag
from ringkeep.api.views.common import EntityId
from ringkeep.api.views.transcription_settings import (
    TranscriptionSettingsBody,
    TranscriptionSettingsView,
    settings_view,
)
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.transcripts.policies import VersionedSettings
from ringkeep.usecases.access.change_transcription import ChangeTranscription
from ringkeep.usecases.transcripts.read_expenses import ReadExpenses

router = new_router()


class TranscriptionSettingsDependencies(PrincipalDependencies, Protocol):
    @property
    def change_transcription(self) -> ChangeTranscription: ...

    @property
    def expenses(self) -> ReadExpenses: ...


def _dependencies(request: Request) -> TranscriptionSettingsDependencies:
    return cast(TranscriptionSettingsDependencies, provided(request))


Manages = Annotated[UserPrincipal, may(Right.MANAGE_SERVICES)]
Settings = Annotated[TranscriptionSettingsDependencies, Depends(_dependencies)]
Wanted = Annotated[TranscriptionSettingsBody, json_body(TranscriptionSettingsBody)]


@router.get(
    "/v1/services/<name>/transcription",
    summary="What a service has transcribed",
    operation_id="readTranscriptionSettings",
    responses=documented_responses(
        TranscriptionSettingsView, "the settings", [*PERSONAL, NOT_FOUND]
    ),
    security=SIGNED_IN,
)
def read_settings(person: Manages, name: EntityId, settings: Settings) -> Response[str]:
    return _answer(settings, name, settings.change_transcription.read(name))


@router.put(
    "/v1/services/<name>/transcription",
    summary="Choose what a service has transcribed, and its monthly budget",
    operation_id="changeTranscriptionSettings",
    responses=documented_responses(
        TranscriptionSettingsView, "the settings", [*CHANGES, NOT_FOUND]
    ),
    security=SIGNED_IN,
)
def change_settings(
    person: Manages,
    change: Changing,
    read: IfMatch,
    name: EntityId,
    wanted: Wanted,
    settings: Settings,
) -> Response[str]:
    use_case = settings.change_transcription
    version = read.of(lambda: use_case.read(name).version)
    return _answer(settings, name, use_case(name, wanted.settings, change, version=version))


def _answer(
    settings: TranscriptionSettingsDependencies, name: str, stored: VersionedSettings
) -> Response[str]:
    view = settings_view(stored, settings.expenses(name))
    return json_response(view, headers=etag(stored.version))
