"""The steps of an evaluation, as pure functions: each returns what is to be written, which is the evaluation
with one more revision and the step for its history, or raises a refusal and changes nothing.

    draft = saved(evaluation, Content(answers), evaluator, at).after     without a step
    done = submitted(draft, scorecard, evaluator, at).after
    seen = released(done, evaluator, at).after
    disputed(seen, "greeting", "I gave my name", agent, at)

Each may raise a refusal of `evaluation_records`: the evaluation is too large, or has too many steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from ringkeep.domain.access.refusals import accept
from ringkeep.domain.evaluation.evaluation_records import (
    EvaluationWrite,
    require_length,
    storable,
)
from ringkeep.domain.evaluation.evaluation_rules import (
    DISPUTE_DAYS,
    NotDisputable,
    NotYours,
    Person,
    completeness,
    require_agent,
    require_decided_stay,
    require_disputable,
    require_evaluates_others,
    require_evaluator,
    require_in_term,
    require_may_assign,
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
from ringkeep.domain.evaluation.scorecards import Scorecard, category
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


def assigned(evaluation: Evaluation, by: Person, at: float) -> EvaluationWrite:
    """A new evaluation. Raises EvaluatesThemself, and NotYours for someone who may not assign it."""
    require_evaluates_others(evaluation.kind, evaluation.evaluator, evaluation.evaluated)
    require_may_assign(evaluation.kind, evaluation.evaluator, by)
    values = {"assigned_by": by.id, "created_at": at, "revision": 0, "steps": 0}
    write = _next(evaluation.model_copy(update=values), _By(by, at, "assign"))
    return replace(write, before=None)


def reassigned(
    evaluation: Evaluation, evaluator: str, due: date | None, by: Person, at: float
) -> EvaluationWrite:
    """Only before anyone has begun: a draft belongs to who wrote it. An evaluator may change when their own
    is due."""
    require_state(evaluation, EvaluationState.ASSIGNED)
    require_evaluates_others(evaluation.kind, evaluator, evaluation.evaluated)
    for each in {evaluation.evaluator, evaluator}:
        require_may_assign(evaluation.kind, each, by)
    return _next(evaluation, _By(by, at, "reassign"), evaluator=evaluator, due=due)


def saved(evaluation: Evaluation, content: Content, by: Person, at: float) -> EvaluationWrite:
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


def submitted(
    evaluation: Evaluation,
    scorecard: Scorecard,
    by: Person,
    at: float,
    listened: float | None = None,
) -> EvaluationWrite:
    """Raises ChangeRefused with every answer and comment that is missing. `listened` is the share of the
    recording that the evaluator has heard."""
    require_evaluator(evaluation, by)
    require_state(evaluation, EvaluationState.ASSIGNED, EvaluationState.DRAFT)
    accept(completeness(scorecard, evaluation))
    return _next(
        evaluation,
        _By(by, at, "submit"),
        state=EvaluationState.SUBMITTED,
        submitted_at=at,
        listened=listened,
        **_scored(scorecard, evaluation),
    )


def edited(
    evaluation: Evaluation,
    scorecard: Scorecard,
    content: Content,
    reason: str,
    by: Person,
    at: float,
) -> EvaluationWrite:
    """After the submission, with a reason. What the agent has seen already is released again, so that they
    acknowledge what it says now; if an answer changes, the term of disputes begins again. Answers that were
    disputed and decided stay."""
    require_evaluator(evaluation, by)
    require_state(evaluation, *_EDITED)
    _require_reason(reason)
    require_decided_stay(evaluation, content.answers)
    values = {
        "answers": content.answers,
        "comment": content.comment,
        "private": content.private,
    }
    after = evaluation.model_copy(update=values)
    accept(completeness(scorecard, after))
    is_seen = evaluation.state.is_released
    begins_again = is_seen and after.given != evaluation.given
    return _next(
        evaluation,
        _By(by, at, "edit", reason),
        _replaced(evaluation, after),
        state=EvaluationState.RELEASED if is_seen else evaluation.state,
        disputable_from=at if begins_again else evaluation.disputable_from,
        **values,
        **_scored(scorecard, after),
    )


def released(
    evaluation: Evaluation, by: Person, at: float, *, is_left: bool = False
) -> EvaluationWrite:
    """`is_left`: its evaluator can do nothing with it any more, so those in charge release it."""
    if not (is_left and by.is_in_charge):
        require_evaluator(evaluation, by)
    require_state(evaluation, EvaluationState.SUBMITTED)
    if evaluation.kind is EvaluationKind.SELF:
        raise NotYours("A self-evaluation is not released: it stands beside that of the evaluator.")
    return _next(evaluation, _By(by, at, "release"), state=EvaluationState.RELEASED, released_at=at)


def acknowledged(evaluation: Evaluation, comment: str, by: Person, at: float) -> EvaluationWrite:
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
) -> EvaluationWrite:
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


def upheld(evaluation: Evaluation, ref: str, reason: str, by: Person, at: float) -> EvaluationWrite:
    """The answer stays."""
    by_ = _By(by, at, "uphold", reason)
    disputes = _decided(evaluation, ref, by_, Decision.UPHELD, None)
    return _next(evaluation, by_, state=_state_of(disputes), disputes=disputes)


def changed(
    evaluation: Evaluation,
    scorecard: Scorecard,
    ref: str,
    answer: EvaluatedAnswer,
    reason: str,
    by: Person,
    at: float,
) -> EvaluationWrite:
    """The answer is another one, and so is the score."""
    by_ = _By(by, at, "change", reason)
    before = evaluation.answers.get(ref)
    disputes = _decided(evaluation, ref, by_, Decision.CHANGED, before)
    if before is not None and answer.answer == before.answer:
        raise NotDisputable("The answer is the same: uphold it, or give another one.")
    answers = {**evaluation.answers, ref: answer}
    after = evaluation.model_copy(update={"answers": answers})
    return _next(
        evaluation,
        by_,
        {} if before is None else {ref: before},
        state=_state_of(disputes),
        disputes=disputes,
        answers=answers,
        **_scored(scorecard, after),
    )


def _decided(
    evaluation: Evaluation, ref: str, by: _By, decision: Decision, before: EvaluatedAnswer | None
) -> tuple[Dispute, ...]:
    """The disputes, with the answer to one of them."""
    require_other(evaluation, by.person)
    require_state(evaluation, EvaluationState.DISPUTED)
    _require_reason(by.reason)
    if not any(each.question == ref for each in evaluation.open_disputes):
        raise NotDisputable(f"Question {named(ref)} has no open dispute.")
    decided = {
        "decision": decision,
        "decided_by": by.person.id,
        "decided_at": by.at,
        "decision_reason": by.reason,
        "before": before,
    }
    return tuple(
        each.model_copy(update=decided) if each.question == ref else each
        for each in evaluation.disputes
    )


def _state_of(disputes: Iterable[Dispute]) -> EvaluationState:
    is_open = any(each.is_open for each in disputes)
    return EvaluationState.DISPUTED if is_open else EvaluationState.RESOLVED


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise NotDisputable("Give a reason.")
    require_length("reason", reason)


def _replaced(before: Evaluation, after: Evaluation) -> EvaluatedAnswers:
    return {ref: each for ref, each in before.answers.items() if after.answers.get(ref) != each}


def _scored(scorecard: Scorecard, evaluation: Evaluation) -> Mapping[str, object]:
    scores = score(scorecard, evaluation.given)
    return {"scores": scores, "category": category(scores.score, scorecard.thresholds)}


def _next(
    evaluation: Evaluation, by: _By, replaced: EvaluatedAnswers | None = None, /, **values: object
) -> EvaluationWrite:
    common = {
        "revision": evaluation.revision + 1,
        "steps": evaluation.steps + (by.action != "save"),
        "changed_at": by.at,
    }
    after = evaluation.model_copy(update={**values, **common})
    step = None if by.action == "save" else _step(evaluation, after, by, replaced or {})
    return storable(EvaluationWrite(evaluation, after, step))


def _step(before: Evaluation, after: Evaluation, by: _By, replaced: EvaluatedAnswers) -> Step:
    return Step(
        revision=after.revision,
        at=by.at,
        by=by.person.id,
        action=by.action,
        reason=by.reason,
        before=replaced,
        score=after.scores.score if after.scores else None,
        comment_before=None if after.comment == before.comment else before.comment,
        private_before=None if after.private == before.private else before.private,
    )
