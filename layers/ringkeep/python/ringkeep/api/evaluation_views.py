"""Translates evaluations to what the API shows, and what the API takes to answers and comments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import cast

from ringkeep.api.views.common import moment, optional_moment
from ringkeep.api.views.evaluation_bodies import DraftBody, EvaluatedAnswerBody
from ringkeep.api.views.evaluations import (
    DisputeView,
    EvaluatedAnswerView,
    EvaluatedByView,
    EvaluationHistoryView,
    EvaluationListView,
    EvaluationStepView,
    EvaluationSummaryView,
    EvaluationView,
    TaskGroupView,
)
from ringkeep.api.views.recordings import NamedUserView
from ringkeep.api.views.scorecards import ScoresView
from ringkeep.domain.evaluation.answers import as_connect, parse_answers
from ringkeep.domain.evaluation.enablement import enabled_questions
from ringkeep.domain.evaluation.evaluation_records import (
    EvaluationPage,
    EvaluationSummary,
    StepPage,
    summary_of,
)
from ringkeep.domain.evaluation.evaluation_rules import dispute_until
from ringkeep.domain.evaluation.evaluation_steps import Content
from ringkeep.domain.evaluation.evaluations import (
    Dispute,
    EvaluatedAnswer,
    EvaluatedAnswers,
    EvaluationKind,
    Step,
    Subject,
)
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.domain.evaluation.scoring import score
from ringkeep.domain.evaluation.tree import questions_of
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.recording_ids import recording_id_of
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.usecases.evaluation.evaluation_tasks import TaskGroup
from ringkeep.usecases.evaluation.read_evaluations import SeenEvaluation

Names = Mapping[str, str]
NamesOf = Callable[[Iterable[str]], Names]


def read_content(body: DraftBody, scorecard: Scorecard) -> Content:
    """Raises ScorecardRefused for answers that the version does not have."""
    return Content(_read_answers(body.answers, scorecard), body.comment, body.private)


def read_answer(ref: str, body: EvaluatedAnswerBody, scorecard: Scorecard) -> EvaluatedAnswer:
    """Raises ScorecardRefused."""
    return _read_answers({ref: body}, scorecard)[ref]


def _read_answers(
    bodies: Mapping[str, EvaluatedAnswerBody], scorecard: Scorecard
) -> EvaluatedAnswers:
    given = {ref: each.answer or {} for ref, each in bodies.items()}
    answers = parse_answers(scorecard, cast(JsonObject, given))
    return {
        ref: EvaluatedAnswer(
            answer=answers.get(ref),
            comment=each.comment,
            private=each.private,
            moments=each.moments,
        )
        for ref, each in bodies.items()
    }


def people_of(summaries: Iterable[EvaluationSummary]) -> Iterator[str]:
    """The ids of everyone whom the summaries name."""
    for each in summaries:
        yield from (each.evaluated, each.evaluator, each.assigned_by)


def list_view(page: EvaluationPage, names_of: NamesOf) -> EvaluationListView:
    names = names_of(people_of(page.items))
    items = tuple(summary_view(each, names) for each in page.items)
    return EvaluationListView(items=items, next=page.next or None)


def task_group_view(group: TaskGroup, names: Names) -> TaskGroupView:
    items = tuple(summary_view(each, names) for each in group.items)
    return TaskGroupView(items=items, more=group.more)


def summary_view(summary: EvaluationSummary, names: Names) -> EvaluationSummaryView:
    return EvaluationSummaryView.model_validate(_summary(summary, names))


def evaluation_view(seen: SeenEvaluation, names_of: NamesOf) -> EvaluationView:
    evaluation, content = seen.evaluation, seen.content
    summary = summary_of(evaluation)
    decided = (each.decided_by for each in evaluation.disputes)
    names = names_of((*people_of([summary]), *decided))
    given = evaluation.given
    enabled = enabled_questions(content, given)
    scores = evaluation.scores or score(content, given)
    is_review = evaluation.kind is EvaluationKind.REVIEW
    more = {
        "content": content,
        "answers": _answers(evaluation.answers),
        "comment": evaluation.comment,
        "private": evaluation.private,
        "acknowledgement": evaluation.acknowledgement,
        "scores": ScoresView.model_validate(scores.model_dump()),
        "enabled": tuple(each.ref for each in questions_of(content) if each.ref in enabled),
        "disputes": tuple(_dispute(each, names) for each in evaluation.disputes),
        "dispute_until": optional_moment(dispute_until(evaluation)) if is_review else None,
        "other": seen.other or None,
        "may": seen.may,
    }
    return EvaluationView.model_validate({**_summary(summary, names), **more})


def history_view(page: StepPage, names_of: NamesOf) -> EvaluationHistoryView:
    names = names_of(each.by for each in page.items)
    items = tuple(_step(each, names) for each in page.items)
    return EvaluationHistoryView(items=items, next=page.next or None)


def user_view(id_: str, names: Names) -> NamedUserView:
    return NamedUserView(id=id_, name=names.get(id_, ""))


def recording_of(subject: Subject) -> str:
    key = RecordingKey(
        service=subject.service,
        account_id=subject.account_id,
        recording_id=subject.recording_id,
    )
    return recording_id_of(key)


def _summary(summary: EvaluationSummary, names: Names) -> dict[str, object]:
    by = summary.assigned_by
    return {
        "id": summary.id,
        "kind": summary.kind,
        "state": summary.state,
        "revision": summary.revision,
        "scorecard": EvaluatedByView(
            id=summary.scorecard_id, title=summary.scorecard_title, version=summary.version
        ),
        "recording": recording_of(summary.subject),
        "service": summary.subject.service,
        "evaluated": user_view(summary.evaluated, names),
        "evaluator": user_view(summary.evaluator, names),
        "assigned_by": user_view(by, names) if by else None,
        "due": summary.due,
        "created_at": moment(summary.created_at),
        "submitted_at": optional_moment(summary.submitted_at),
        "released_at": optional_moment(summary.released_at),
        "score": summary.score,
        "category": summary.category,
        "failed_by": summary.failed_by,
        "open_disputes": summary.open_disputes,
        "listened": summary.listened,
    }


def _answers(answers: EvaluatedAnswers) -> Mapping[str, EvaluatedAnswerView]:
    return {ref: _answer(each) for ref, each in answers.items()}


def _answer(answer: EvaluatedAnswer) -> EvaluatedAnswerView:
    return EvaluatedAnswerView(
        answer=None if answer.answer is None else dict(as_connect(answer.answer)),
        comment=answer.comment,
        private=answer.private,
        moments=answer.moments,
    )


def _dispute(dispute: Dispute, names: Names) -> DisputeView:
    by = dispute.decided_by
    return DisputeView(
        question=dispute.question,
        reason=dispute.reason,
        at=moment(dispute.at),
        decision=dispute.decision,
        decided_by=user_view(by, names) if by else None,
        decided_at=optional_moment(dispute.decided_at),
        decision_reason=dispute.decision_reason,
        before=None if dispute.before is None else _answer(dispute.before),
    )


def _step(step: Step, names: Names) -> EvaluationStepView:
    return EvaluationStepView(
        revision=step.revision,
        at=moment(step.at),
        by=user_view(step.by, names),
        action=step.action,
        reason=step.reason,
        before=_answers(step.before),
        score=step.score,
    )
