"""Lists of evaluations, what waits for a person, and the evaluations of a recording."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from ringkeep.api.dependencies import SignedIn
from ringkeep.api.description import NOT_FOUND, PERSONAL, SIGNED_IN, documented_responses
from ringkeep.api.evaluation_views import list_view, people_of, summary_view, task_group_view
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.routes.evaluations import DEFAULT_PAGE, PATH, Evaluating
from ringkeep.api.routes.transcripts import RecordingId
from ringkeep.api.times import time_range
from ringkeep.api.views.common import Cursor, Limit
from ringkeep.api.views.evaluations import (
    EvaluationListView,
    ParticipantView,
    RecordingEvaluationsView,
    ScorecardChoiceView,
    TasksView,
)
from ringkeep.api.views.recordings import NamedUserView
from ringkeep.domain.evaluation.evaluations import EvaluationState, Subject
from ringkeep.usecases.evaluation.list_evaluations import EvaluationFilter

router = new_router()


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
        scorecards=tuple(
            ScorecardChoiceView(id=each.id, title=each.title) for each in found.scorecards
        ),
    )
    return json_response(view)
