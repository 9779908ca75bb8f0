"""The steps of an evaluation, as pure functions: each returns the evaluation after it, with one more revision
and one more entry in its history, or raises a refusal and changes nothing.

    draft = saved(assigned, Content(answers), evaluator, at)
    done = submitted(draft, scorecard, evaluator, at)
    seen = released(done, evaluator, at)
    disputed(seen, "greeting", "I gave my name", agent, at)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ringkeep.domain.access.refusals import accept
from ringkeep.domain.evaluation.evaluation_rules import (
    DISPUTE_DAYS,
    NotDisputable,
    NotYours,
    Person,
    completeness,
    require_agent,
    require_disputable,
    require_evaluates_others,
    require_evaluator,
    require_in_term,
    require_other,
    require_state,
)
from ringkeep.domain.evaluation.evaluations import (
    Decision,
    Dispute,
    EvaluatedAnswer,
    EvaluatedAnswers,
    Evaluation,
    EvaluationKind,
    EvaluationState,
    Step,
)
from ringkeep.domain.evaluation.problems import named
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.domain.evaluation.scoring import score

_EDITED: Final = (
    EvaluationState.SUBMITTED,
    EvaluationState.RELEASED,
    EvaluationState.ACKNOWLEDGED,
    EvaluationState.RESOLVED,
)


@dataclass(frozen=True)
class Content:
    """What the evaluator writes. The answers fit the version: `parse_answers` has read them."""

    answers: EvaluatedAnswers = field(default_factory=dict)
    comment: str = ""
    private: str = ""


@dataclass(frozen=True)
class _By:
    person: Person
    at: float
    action: str
    reason: str = ""


def assigned(evaluation: Evaluation, by: Person, at: float) -> Evaluation:
    """A new evaluation. Raises EvaluatesThemself, and NotYours for someone who may not assign it."""
    require_evaluates_others(evaluation.kind, evaluation.evaluator, evaluation.evaluated)
    if not (by.may_evaluate and by.sees) and by.id != evaluation.evaluator:
        raise NotYours("Assigning needs the right to evaluate, and to see the person evaluated.")
    new = evaluation.model_copy(update={"assigned_by": by.id, "revision": 0})
    return _next(new, _By(by, at, "assign"))


def reassigned(
    evaluation: Evaluation, evaluator: str, due: date | None, by: Person, at: float
) -> Evaluation:
    """Only before anyone has begun: a draft belongs to who wrote it."""
    require_state(evaluation, EvaluationState.ASSIGNED)
    require_evaluates_others(evaluation.kind, evaluator, evaluation.evaluated)
    if not (by.may_evaluate and by.sees):
        raise NotYours("Assigning needs the right to evaluate, and to see the person evaluated.")
    return _next(evaluation, _By(by, at, "reassign"), evaluator=evaluator, due=due)


def saved(evaluation: Evaluation, content: Content, by: Person, at: float) -> Evaluation:
    require_evaluator(evaluation, by)
    require_state(evaluation, EvaluationState.ASSIGNED, EvaluationState.DRAFT)
    return _next(
        evaluation,
        _By(by, at, "save"),
        state=EvaluationState.DRAFT,
        answers=content.answers,
        comment=content.comment,
        private=content.private,
    )


def submitted(evaluation: Evaluation, scorecard: Scorecard, by: Person, at: float) -> Evaluation:
    """Raises ChangeRefused with every answer and comment that is missing."""
    require_evaluator(evaluation, by)
    require_state(evaluation, EvaluationState.ASSIGNED, EvaluationState.DRAFT)
    accept(completeness(scorecard, evaluation))
    return _next(
        evaluation,
        _By(by, at, "submit"),
        state=EvaluationState.SUBMITTED,
        scores=score(scorecard, evaluation.given),
        submitted_at=at,
    )


def edited(
    evaluation: Evaluation,
    scorecard: Scorecard,
    content: Content,
    reason: str,
    by: Person,
    at: float,
) -> Evaluation:
    """After the submission, with a reason. What the agent has seen already is released again, so that they
    acknowledge what it says now; the term of disputes does not begin again."""
    require_evaluator(evaluation, by)
    require_state(evaluation, *_EDITED)
    _require_reason(reason)
    values = {
        "answers": content.answers,
        "comment": content.comment,
        "private": content.private,
    }
    after = evaluation.model_copy(update=values)
    accept(completeness(scorecard, after))
    state = EvaluationState.RELEASED if evaluation.state.is_released else evaluation.state
    return _next(
        after,
        _By(by, at, "edit", reason),
        before=_replaced(evaluation, after),
        state=state,
        scores=score(scorecard, after.given),
    )


def released(evaluation: Evaluation, by: Person, at: float) -> Evaluation:
    require_evaluator(evaluation, by)
    require_state(evaluation, EvaluationState.SUBMITTED)
    if evaluation.kind is EvaluationKind.SELF:
        raise NotYours("A self-evaluation is not released: it stands beside that of the evaluator.")
    return _next(evaluation, _By(by, at, "release"), state=EvaluationState.RELEASED, released_at=at)


def acknowledged(evaluation: Evaluation, comment: str, by: Person, at: float) -> Evaluation:
    require_agent(evaluation, by)
    require_state(evaluation, EvaluationState.RELEASED, EvaluationState.RESOLVED)
    return _next(
        evaluation,
        _By(by, at, "acknowledge"),
        state=EvaluationState.ACKNOWLEDGED,
        acknowledgement=comment,
    )


def disputed(
    evaluation: Evaluation,
    ref: str,
    reason: str,
    by: Person,
    at: float,
    days: int = DISPUTE_DAYS,
) -> Evaluation:
    """Disputes one answer; others may follow within the term. Each answer is disputed once."""
    require_agent(evaluation, by)
    require_state(
        evaluation,
        EvaluationState.RELEASED,
        EvaluationState.ACKNOWLEDGED,
        EvaluationState.DISPUTED,
        EvaluationState.RESOLVED,
    )
    require_in_term(evaluation, at, days)
    require_disputable(evaluation, ref)
    _require_reason(reason)
    dispute = Dispute(question=ref, reason=reason, at=at)
    return _next(
        evaluation,
        _By(by, at, "dispute", reason),
        state=EvaluationState.DISPUTED,
        disputes=(*evaluation.disputes, dispute),
    )


def upheld(evaluation: Evaluation, ref: str, reason: str, by: Person, at: float) -> Evaluation:
    """The answer stays."""
    return _decided(evaluation, ref, _By(by, at, "uphold", reason), Decision.UPHELD, None)


def changed(
    evaluation: Evaluation,
    scorecard: Scorecard,
    ref: str,
    answer: EvaluatedAnswer,
    reason: str,
    by: Person,
    at: float,
) -> Evaluation:
    """The answer is another one, and so is the score."""
    after = _decided(evaluation, ref, _By(by, at, "change", reason), Decision.CHANGED, answer)
    scores = score(scorecard, after.given)
    last = after.history[-1].model_copy(update={"score": scores.score})
    return after.model_copy(update={"scores": scores, "history": (*after.history[:-1], last)})


def _decided(
    evaluation: Evaluation, ref: str, by: _By, decision: Decision, answer: EvaluatedAnswer | None
) -> Evaluation:
    require_other(evaluation, by.person)
    require_state(evaluation, EvaluationState.DISPUTED)
    _require_reason(by.reason)
    if not any(each.question == ref for each in evaluation.open_disputes):
        raise NotDisputable(f"Question {named(ref)} has no open dispute.")
    before = evaluation.answers[ref]
    decided = {
        "decision": decision,
        "decided_by": by.person.id,
        "decided_at": by.at,
        "decision_reason": by.reason,
        "before": None if answer is None else before,
    }
    disputes = tuple(
        each.model_copy(update=decided) if each.question == ref else each
        for each in evaluation.disputes
    )
    answers = evaluation.answers if answer is None else {**evaluation.answers, ref: answer}
    is_resolved = not any(each.is_open for each in disputes)
    return _next(
        evaluation,
        by,
        before={} if answer is None else {ref: before},
        state=EvaluationState.RESOLVED if is_resolved else EvaluationState.DISPUTED,
        disputes=disputes,
        answers=answers,
    )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise NotDisputable("Give a reason.")


def _replaced(before: Evaluation, after: Evaluation) -> EvaluatedAnswers:
    return {ref: each for ref, each in before.answers.items() if after.answers.get(ref) != each}


def _next(
    evaluation: Evaluation, by: _By, before: EvaluatedAnswers | None = None, **values: object
) -> Evaluation:
    after = evaluation.model_copy(update={**values, "revision": evaluation.revision + 1})
    step = Step(
        revision=after.revision,
        at=by.at,
        by=by.person.id,
        action=by.action,
        reason=by.reason,
        before=before or {},
        score=after.scores.score if after.scores else None,
    )
    if by.action == "save" and evaluation.history and evaluation.history[-1].action == "save":
        return after.model_copy(update={"history": (*evaluation.history[:-1], step)})
    return after.model_copy(update={"history": (*evaluation.history, step)})
