"""Evaluations: their lists, assignments and history, one evaluation, what waits for a person, and what a
recording has. `evaluation_steps.py` has the steps that change one."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Final, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.bodies import json_body
from ringkeep.api.dependencies import PrincipalDependencies, SignedIn, provided
from ringkeep.api.description import (
    CHANGES,
    NOT_FOUND,
    PERSONAL,
    SIGNED_IN,
    documented_responses,
    with_problem,
)
from ringkeep.api.evaluation_refusals import exists, unclear
from ringkeep.api.evaluation_views import (
    evaluation_view,
    history_view,
    list_view,
    people_of,
    summary_view,
    task_group_view,
)
from ringkeep.api.origins import Asking
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.routes.transcripts import RecordingId
from ringkeep.api.times import time_range
from ringkeep.api.versions import IfMatch, ReadVersions, etag
from ringkeep.api.views.common import Cursor, EntityId, Limit
from ringkeep.api.views.evaluation_bodies import AssignmentBody, NewEvaluationBody
from ringkeep.api.views.evaluations import (
    EvaluatedUnclearProblem,
    EvaluationExistsProblem,
    EvaluationHistoryView,
    EvaluationListView,
    EvaluationView,
    ParticipantView,
    RecordingEvaluationsView,
    TasksView,
)
from ringkeep.api.views.recordings import NamedUserView
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.evaluation.evaluation_refusals import EvaluatedUnclear, EvaluationExists
from ringkeep.domain.evaluation.evaluations import Evaluation, EvaluationState, Subject
from ringkeep.usecases.access.assign_evaluations import (
    KEEP_DUE,
    AssignEvaluations,
    EvaluatedRecordings,
    WantedEvaluation,
)
from ringkeep.usecases.access.change_evaluations import ChangeEvaluations, Reading
from ringkeep.usecases.evaluation.evaluation_tasks import ReadTasks
from ringkeep.usecases.evaluation.list_evaluations import EvaluationFilter, ListEvaluations
from ringkeep.usecases.evaluation.name_people import NamePeople
from ringkeep.usecases.evaluation.read_evaluations import ReadEvaluations
from ringkeep.usecases.evaluation.recording_evaluations import ReadRecordingEvaluations
from ringkeep.usecases.transcripts.find_recording import FindRecording

router = new_router()
PATH: Final = "/v1/evaluations"
ONE: Final = f"{PATH}/<evaluation_id>"
LONGEST_BODY: Final = 100_000


class EvaluationDependencies(PrincipalDependencies, Protocol):
    @property
    def find_recording(self) -> FindRecording: ...

    @property
    def evaluated_recordings(self) -> EvaluatedRecordings: ...

    @property
    def read_evaluations(self) -> ReadEvaluations: ...

    @property
    def list_evaluations(self) -> ListEvaluations: ...

    @property
    def recording_evaluations(self) -> ReadRecordingEvaluations: ...

    @property
    def evaluation_tasks(self) -> ReadTasks: ...

    @property
    def assign_evaluations(self) -> AssignEvaluations: ...

    @property
    def change_evaluations(self) -> ChangeEvaluations: ...

    @property
    def name_people(self) -> NamePeople: ...


def _dependencies(request: Request) -> EvaluationDependencies:
    return cast(EvaluationDependencies, provided(request))


Evaluating = Annotated[EvaluationDependencies, Depends(_dependencies)]


class EvaluationListName(StrEnum):
    MINE = "mine"
    ABOUT_ME = "about_me"
    ALL = "all"


ListName = Annotated[
    EvaluationListName,
    Query(
        alias="list",
        description="`mine`: those that you write, open ones first by the day they are due. `about_me`: those"
        " about you that are released, and your self-evaluations. `all`: those of the people whom you see;"
        " it needs the right `evaluations.manage`.",
    ),
]
State = Annotated[EvaluationState | None, Query(description="those in this state")]
Id = Annotated[str | None, Query(min_length=1, max_length=100, description="an id")]
RecordingOf = Annotated[
    str | None, Query(min_length=1, max_length=1_000, description="the id of a recording")
]
From = Annotated[
    str | None,
    Query(
        alias="from",
        max_length=40,
        description="assigned then or later: a day or a time in ISO 8601. Of `all` by default a year before"
        " `to`.",
    ),
]
To = Annotated[
    str | None,
    Query(alias="to", max_length=40, description="assigned before: a time, or a day, included"),
]
DEFAULT_PAGE: Final = 50


@router.get(
    PATH,
    summary="Evaluations, in pages",
    operation_id="listEvaluations",
    responses=documented_responses(EvaluationListView, "a page of evaluations", PERSONAL),
    security=SIGNED_IN,
    compress=True,
)
def listed(
    person: SignedIn,
    evaluating: Evaluating,
    list_name: ListName = EvaluationListName.MINE,
    state: State = None,
    scorecard: Id = None,
    evaluated: Id = None,
    evaluator: Id = None,
    recording: RecordingOf = None,
    since: From = None,
    until: To = None,
    cursor: Cursor = "",
    limit: Limit = DEFAULT_PAGE,
) -> Response[str]:
    begin, end = time_range(since, until)
    wanted = EvaluationFilter(
        state=state,
        scorecard=scorecard or "",
        evaluated=evaluated or "",
        evaluator=evaluator or "",
        recording=recording or "",
        since=begin,
        until=end,
    )
    lists = evaluating.list_evaluations
    read = {
        EvaluationListName.MINE: lists.mine,
        EvaluationListName.ABOUT_ME: lists.about_me,
        EvaluationListName.ALL: lists.all,
    }[list_name]
    page = read(person, wanted, cursor, limit)
    return json_response(list_view(page, evaluating.name_people))


@router.post(
    PATH,
    summary="Assign an evaluation of a recording",
    description="To yourself with the right `evaluations.evaluate`, to others with `evaluations.manage`."
    " Everyone may begin a self-evaluation of a recording in which they took part. The person evaluated needs"
    " the licence for Evaluation; the evaluator must be able to see the recording.",
    operation_id="assignEvaluation",
    responses=with_problem(
        EvaluatedUnclearProblem,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        with_problem(
            EvaluationExistsProblem,
            HTTPStatus.CONFLICT,
            documented_responses(
                EvaluationView, "the evaluation", [*CHANGES, NOT_FOUND], HTTPStatus.CREATED
            ),
        ),
    ),
    security=SIGNED_IN,
)
def assign(
    person: SignedIn,
    body: Annotated[NewEvaluationBody, json_body(NewEvaluationBody, LONGEST_BODY)],
    asked: Asking,
    evaluating: Evaluating,
) -> Response[str]:
    row = evaluating.find_recording(person, body.recording)
    wanted = WantedEvaluation(
        body.scorecard, body.kind, body.evaluated or "", body.evaluator or "", body.due
    )
    try:
        added = evaluating.assign_evaluations.add(asked, row, wanted)
    except EvaluationExists as refusal:
        return exists(refusal)
    except EvaluatedUnclear as refusal:
        return unclear(refusal, evaluating.name_people)
    headers = {"Location": f"{PATH}/{added.id}"}
    return shown(evaluating, person, added, HTTPStatus.CREATED, headers)


@router.get(
    ONE,
    summary="An evaluation, with its answers",
    operation_id="getEvaluation",
    responses=documented_responses(EvaluationView, "the evaluation", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
    compress=True,
)
def read(person: SignedIn, evaluation_id: EntityId, evaluating: Evaluating) -> Response[str]:
    return shown(evaluating, person, evaluating.read_evaluations.find(person, evaluation_id))


@router.get(
    f"{ONE}/history",
    summary="The steps of an evaluation",
    description="With the answers that each change after the submission replaced. Not for the person"
    " evaluated.",
    operation_id="getEvaluationHistory",
    responses=documented_responses(
        EvaluationHistoryView, "a page of steps", [*PERSONAL, NOT_FOUND]
    ),
    security=SIGNED_IN,
    compress=True,
)
def read_history(
    person: SignedIn,
    evaluation_id: EntityId,
    evaluating: Evaluating,
    cursor: Cursor = "",
    limit: Limit = DEFAULT_PAGE,
) -> Response[str]:
    page = evaluating.read_evaluations.history(person, evaluation_id, cursor, limit)
    return json_response(history_view(page, evaluating.name_people))


@router.put(
    f"{ONE}/assignment",
    summary="Give an evaluation to another evaluator, or change the day on which it is due",
    description="Only before anyone has begun it. It needs the right `evaluations.manage`; the day of your"
    " own you may change yourself.",
    operation_id="reassignEvaluation",
    responses=with_problem(
        EvaluationExistsProblem,
        HTTPStatus.CONFLICT,
        documented_responses(EvaluationView, "the evaluation", [*CHANGES, NOT_FOUND]),
    ),
    security=SIGNED_IN,
)
def reassign(
    person: SignedIn,
    versions: IfMatch,
    evaluation_id: EntityId,
    body: Annotated[AssignmentBody, json_body(AssignmentBody, LONGEST_BODY)],
    asked: Asking,
    evaluating: Evaluating,
) -> Response[str]:
    due: date | None = body.due if body.given("due") else KEEP_DUE
    reading = reading_of(evaluating, person, evaluation_id, versions)
    try:
        after = evaluating.assign_evaluations.reassign(asked, reading, body.evaluator, due)
    except EvaluationExists as refusal:
        return exists(refusal)
    return shown(evaluating, person, after)


@router.get(
    "/v1/tasks",
    summary="What waits for you",
    operation_id="listTasks",
    responses=documented_responses(TasksView, "your open tasks", PERSONAL),
    security=SIGNED_IN,
    compress=True,
)
def tasks(person: SignedIn, evaluating: Evaluating) -> Response[str]:
    found = evaluating.evaluation_tasks(person)
    groups = (found.to_write, found.to_release, found.to_acknowledge, found.to_answer)
    names = evaluating.name_people(id_ for group in groups for id_ in people_of(group.items))
    views = (task_group_view(group, names) for group in groups)
    fields = ("to_write", "to_release", "to_acknowledge", "to_answer")
    return json_response(TasksView.model_validate(dict(zip(fields, views, strict=True))))


@router.get(
    "/v1/recordings/<recording>/evaluations",
    summary="The evaluations of a recording, and who could be evaluated",
    operation_id="listRecordingEvaluations",
    responses=documented_responses(
        RecordingEvaluationsView, "what you may see", [*PERSONAL, NOT_FOUND]
    ),
    security=SIGNED_IN,
    compress=True,
)
def of_recording(person: SignedIn, recording: RecordingId, evaluating: Evaluating) -> Response[str]:
    row = evaluating.find_recording(person, recording)
    took_part = evaluating.evaluated_recordings.took_part(row)
    subject = Subject(service=row.service, account_id=row.account_id, recording_id=row.recording_id)
    found = evaluating.recording_evaluations(person, subject, took_part)
    names = evaluating.name_people(people_of(found.items))
    view = RecordingEvaluationsView(
        items=tuple(summary_view(each, names) for each in found.items),
        people=tuple(
            ParticipantView(id=each.id, name=each.name, licensed=each.licensed)
            for each in found.people
        ),
        evaluators=tuple(NamedUserView(id=each.id, name=each.name) for each in found.evaluators),
    )
    return json_response(view)


def reading_of(
    evaluating: EvaluationDependencies,
    person: UserPrincipal,
    evaluation_id: str,
    versions: ReadVersions,
) -> Reading:
    """The evaluation is read only if several versions are named."""

    def current() -> int:
        found: Evaluation = evaluating.read_evaluations.find(person, evaluation_id)
        return found.revision

    return Reading(evaluation_id, versions.of(current))


def shown(
    evaluating: EvaluationDependencies,
    person: UserPrincipal,
    evaluation: Evaluation,
    status: HTTPStatus = HTTPStatus.OK,
    headers: dict[str, str] | None = None,
) -> Response[str]:
    """The evaluation after a step, or as it was found for the person."""
    seen = evaluating.read_evaluations.shown(person, evaluation)
    view = evaluation_view(seen, evaluating.name_people)
    return json_response(view, status, {**(headers or {}), **etag(evaluation.revision)})
