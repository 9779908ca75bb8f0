"""The routes of scorecards: read by those who evaluate or manage them, changed by those who manage them."""

from __future__ import annotations

import re
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Final, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api import problems
from ringkeep.api.bodies import json_body
from ringkeep.api.dependencies import PrincipalDependencies, may, may_any, provided
from ringkeep.api.description import (
    CHANGES,
    JSON,
    NOT_FOUND,
    PERSONAL,
    SIGNED_IN,
    documented_file,
    documented_responses,
)
from ringkeep.api.origins import Changing
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.score_previews import score_preview
from ringkeep.api.scorecard_files import YAML, ScorecardFile, wrong_scorecard
from ringkeep.api.versions import IfMatch, ReadVersions, etag
from ringkeep.api.views.common import EntityId
from ringkeep.api.views.scorecards import (
    ScorecardList,
    ScorecardVersionView,
    ScorecardView,
    ScorePreview,
    ScorePreviewBody,
    scorecard_list,
    scorecard_view,
    version_view,
)
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.evaluation.files import as_json, as_object
from ringkeep.domain.evaluation.lint import MOST_STORED
from ringkeep.domain.evaluation.problems import ScorecardRefused
from ringkeep.domain.evaluation.records import ScorecardHead, ScorecardState
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.domain.evaluation.yaml_text import as_yaml
from ringkeep.usecases.access.change_scorecards import ChangeScorecards
from ringkeep.usecases.evaluation.read_scorecards import ReadScorecards

router = new_router()
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}")
_PATH: Final = "/v1/scorecards"
_ONE: Final = f"{_PATH}/<scorecard_id>"


class ScorecardDependencies(PrincipalDependencies, Protocol):
    @property
    def read_scorecards(self) -> ReadScorecards: ...

    @property
    def change_scorecards(self) -> ChangeScorecards: ...


class FileFormat(StrEnum):
    YAML = "yaml"
    JSON = "json"


def _dependencies(request: Request) -> ScorecardDependencies:
    return cast(ScorecardDependencies, provided(request))


Scorecards = Annotated[ScorecardDependencies, Depends(_dependencies)]
Reads = Annotated[UserPrincipal, may_any(Right.EVALUATE, Right.MANAGE_SCORECARDS)]
Manages = Annotated[UserPrincipal, may(Right.MANAGE_SCORECARDS)]
State = Annotated[ScorecardState | None, Query(description="only scorecards in this state")]
Number = Annotated[str, Path(min_length=1, max_length=100)]
Version = Annotated[
    int | None,
    Query(ge=1, le=1_000_000, description="default: the active version, the latest, or the draft"),
]
Format = Annotated[FileFormat, Query(description="the format of the file")]


@router.get(
    _PATH,
    summary="All scorecards, by title",
    operation_id="listScorecards",
    responses=documented_responses(ScorecardList, "the scorecards", PERSONAL),
    security=SIGNED_IN,
    compress=True,
)
def listed(person: Reads, scorecards: Scorecards, state: State = None) -> Response[str]:
    """Someone who only evaluates does not see what was never active."""
    found = scorecards.read_scorecards.all(state)
    seen = [each for each in found if each.latest_version or _manages(person)]
    return json_response(scorecard_list(seen))


@router.post(
    _PATH,
    summary="Add a scorecard, as a draft",
    description="The body is the scorecard: our own format in YAML or JSON, or an evaluation form of Amazon"
    " Connect as DescribeEvaluationForm answers or CreateEvaluationForm takes it. At most 1,000,000 bytes.",
    operation_id="addScorecard",
    responses=documented_responses(ScorecardView, "the new scorecard", CHANGES, HTTPStatus.CREATED),
    security=SIGNED_IN,
)
def add(
    person: Manages, changing: Changing, file: ScorecardFile, scorecards: Scorecards
) -> Response[str]:
    head = scorecards.change_scorecards.add(file.scorecard, changing)
    read = scorecards.read_scorecards.one(head.id, with_draft=True)
    headers = {"Location": f"{_PATH}/{head.id}", **etag(head.revision)}
    return json_response(scorecard_view(read, file.notes), HTTPStatus.CREATED, headers)


@router.post(
    f"{_PATH}/preview",
    summary="What is wrong with a scorecard, and the score of answers",
    description="Stores nothing: for the preview of a draft and its example score.",
    operation_id="previewScore",
    responses=documented_responses(ScorePreview, "the findings and the score", PERSONAL),
    security=SIGNED_IN,
)
def preview(
    person: Reads, body: Annotated[ScorePreviewBody, json_body(ScorePreviewBody, MOST_STORED)]
) -> Response[str]:
    try:
        return json_response(score_preview(body))
    except ScorecardRefused as error:
        raise wrong_scorecard(error) from None


@router.get(
    _ONE,
    summary="A scorecard, with its active version and its draft",
    operation_id="getScorecard",
    responses=documented_responses(ScorecardView, "the scorecard", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
    compress=True,
)
def read(person: Reads, scorecard_id: EntityId, scorecards: Scorecards) -> Response[str]:
    return _shown(scorecards, person, scorecard_id)


@router.get(
    f"{_ONE}/versions/<number>",
    summary="A version of a scorecard",
    operation_id="getScorecardVersion",
    responses=documented_responses(ScorecardVersionView, "the version", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
    compress=True,
)
def read_version(
    person: Reads, scorecard_id: EntityId, number: Number, scorecards: Scorecards
) -> Response[str]:
    wanted = int(number) if _NUMBER.fullmatch(number) else 0
    return json_response(version_view(scorecards.read_scorecards.version(scorecard_id, wanted)))


def _file_responses() -> dict[int, OpenAPIResponse]:
    """Who reads the description parses the file: it is an object, not a text."""
    responses = documented_file(YAML, "the file", [*PERSONAL, NOT_FOUND])
    responses[HTTPStatus.OK.value]["content"] = {
        YAML: {"schema": {"type": "object"}},
        JSON: {"model": Scorecard},
    }
    return responses


@router.get(
    f"{_ONE}/export",
    summary="A scorecard as a file",
    operation_id="exportScorecard",
    responses=_file_responses(),
    security=SIGNED_IN,
)
def export(
    person: Reads,
    scorecard_id: EntityId,
    scorecards: Scorecards,
    version: Version = None,
    format: Format = FileFormat.YAML,
) -> Response[str]:
    content = scorecards.read_scorecards.content(scorecard_id, version, with_draft=_manages(person))
    yaml = format is FileFormat.YAML
    text = as_yaml(as_object(content)) if yaml else as_json(content)
    name = f'attachment; filename="scorecard.{format.value}"'
    headers = {**problems.HEADERS, "Content-Disposition": name}
    return Response(HTTPStatus.OK.value, YAML if yaml else JSON, text, headers=headers)


@router.put(
    f"{_ONE}/draft",
    summary="Write the draft of the next version",
    description="The body is the scorecard, as for a new one. The active version stays active.",
    operation_id="changeScorecard",
    responses=documented_responses(ScorecardView, "the scorecard", [*CHANGES, NOT_FOUND]),
    security=SIGNED_IN,
)
def change(
    person: Manages,
    changing: Changing,
    read: IfMatch,
    scorecard_id: EntityId,
    file: ScorecardFile,
    scorecards: Scorecards,
) -> Response[str]:
    revision = _revision(scorecards, read, scorecard_id)
    scorecards.change_scorecards.draft(scorecard_id, file.scorecard, changing, revision)
    return _shown(scorecards, person, scorecard_id)


@router.delete(
    f"{_ONE}/draft",
    summary="Discard the draft of the next version",
    operation_id="discardScorecardDraft",
    responses=documented_responses(ScorecardView, "the scorecard", [*CHANGES, NOT_FOUND]),
    security=SIGNED_IN,
)
def discard(
    person: Manages,
    changing: Changing,
    read: IfMatch,
    scorecard_id: EntityId,
    scorecards: Scorecards,
) -> Response[str]:
    revision = _revision(scorecards, read, scorecard_id)
    scorecards.change_scorecards.discard(scorecard_id, changing, revision)
    return _shown(scorecards, person, scorecard_id)


@router.post(
    f"{_ONE}/activate",
    summary="Make the draft the active version",
    description="New evaluations use it from then on. The version never changes again. It needs no body.",
    operation_id="activateScorecard",
    responses=documented_responses(ScorecardView, "the scorecard", [*CHANGES, NOT_FOUND]),
    security=SIGNED_IN,
)
def activate(
    person: Manages,
    changing: Changing,
    read: IfMatch,
    scorecard_id: EntityId,
    scorecards: Scorecards,
) -> Response[str]:
    revision = _revision(scorecards, read, scorecard_id)
    scorecards.change_scorecards.activate(scorecard_id, changing, revision)
    return _shown(scorecards, person, scorecard_id)


@router.post(
    f"{_ONE}/retire",
    summary="Retire a scorecard",
    description="No new evaluation begins with it. Its versions and evaluations stay. It needs no body.",
    operation_id="retireScorecard",
    responses=documented_responses(ScorecardView, "the scorecard", [*CHANGES, NOT_FOUND]),
    security=SIGNED_IN,
)
def retire(
    person: Manages,
    changing: Changing,
    read: IfMatch,
    scorecard_id: EntityId,
    scorecards: Scorecards,
) -> Response[str]:
    revision = _revision(scorecards, read, scorecard_id)
    scorecards.change_scorecards.retire(scorecard_id, changing, revision)
    return _shown(scorecards, person, scorecard_id)


def _manages(person: UserPrincipal) -> bool:
    return person.may(Right.MANAGE_SCORECARDS)


def _revision(scorecards: ScorecardDependencies, read: ReadVersions, scorecard_id: str) -> int:
    def current() -> int:
        head: ScorecardHead = scorecards.read_scorecards.one(scorecard_id, with_draft=True).head
        return head.revision

    return read.of(current)


def _shown(
    scorecards: ScorecardDependencies, person: UserPrincipal, scorecard_id: str
) -> Response[str]:
    found = scorecards.read_scorecards.one(scorecard_id, with_draft=_manages(person))
    return json_response(scorecard_view(found), headers=etag(found.head.revision))
