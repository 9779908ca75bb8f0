"""The steps of an evaluation: who may take them, when, and what always holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.access.refusals import ChangeRefused, Refusal
from ringkeep.domain.evaluation import evaluation_steps as steps
from ringkeep.domain.evaluation.answers import Answer
from ringkeep.domain.evaluation.evaluation_records import EvaluationWrite
from ringkeep.domain.evaluation.evaluation_rules import (
    AnswerMissing,
    CommentMissing,
    DisputeTooLate,
    EvaluatesThemself,
    NotDisputable,
    NotYours,
    Person,
    WrongState,
    sees,
)
from ringkeep.domain.evaluation.evaluation_steps import Content
from ringkeep.domain.evaluation.evaluations import (
    Decision,
    EvaluatedAnswer,
    Evaluation,
    EvaluationKind,
    EvaluationState,
    Step,
    Subject,
    for_agent,
)
from ringkeep.domain.evaluation.scoring import score
from tests.properties import examples
from tests.unit.domain.evaluation.builders import card, choice, option, section, when

S = EvaluationState
OPTIONS = [option("a1", 10), option("a2", 5), option("a3", 0, comment_required=True)]
CARD = card(
    section(
        "S",
        choice("Q1", OPTIONS, allow_not_applicable=False),
        choice("Q2", OPTIONS),
        choice("Q3", OPTIONS, allow_not_applicable=False, enablement=when("Q1", "a3")),
    )
)
EVA, ANN = Person("eva", may_evaluate=True, sees=True), Person("ann")
MAX = Person("max", manages=True, sees=True)
STRANGER = Person("stranger", may_evaluate=True, manages=True)
PEER = Person("peer", may_evaluate=True, sees=True)
PEOPLE = [EVA, ANN, MAX, STRANGER, PEER]
DAY = 86_400.0


def chose(ref: str, comment: str = "", private: str = "") -> EvaluatedAnswer:
    return EvaluatedAnswer(answer=Answer(string_value=ref), comment=comment, private=private)


GOOD = Content({"Q1": chose("a1"), "Q2": chose("a2", private="hm")}, "Well done", "for me")


def new(kind: EvaluationKind = EvaluationKind.REVIEW, evaluator: str = "eva") -> Evaluation:
    subject = Subject(service="main", account_id="1", recording_id="r1")
    return Evaluation(
        id="e1",
        kind=kind,
        scorecard_id="s1",
        version=1,
        subject=subject,
        evaluated="ann",
        evaluator=evaluator,
    )


def assigned() -> Evaluation:
    return steps.assigned(new(), MAX, 1.0).after


def submitted(content: Content = GOOD) -> Evaluation:
    return steps.submitted(steps.saved(assigned(), content, EVA, 2.0).after, CARD, EVA, 3.0).after


def released() -> Evaluation:
    return steps.released(submitted(), EVA, 10.0).after


def disputed() -> Evaluation:
    return steps.disputed(released(), "Q2", "It was better", ANN, 11.0).after


def test_the_whole_way() -> None:
    write = steps.acknowledged(released(), "Thank you", ANN, 11.0)
    evaluation = write.after
    assert write.before == released()
    assert (evaluation.state, evaluation.acknowledgement) == (S.ACKNOWLEDGED, "Thank you")
    assert evaluation.scores is not None
    assert evaluation.scores.score == 75
    assert (evaluation.revision, evaluation.steps) == (5, 4)
    assert (evaluation.created_at, evaluation.changed_at) == (1.0, 11.0)
    assert write.step == Step(revision=5, at=11.0, by="ann", action="acknowledge", score=75.0)


def test_nobody_evaluates_themself_but_in_a_self_evaluation() -> None:
    with pytest.raises(EvaluatesThemself):
        steps.assigned(new(evaluator="ann"), MAX, 1.0)
    with pytest.raises(EvaluatesThemself):
        steps.reassigned(assigned(), "ann", None, MAX, 2.0)
    with pytest.raises(EvaluatesThemself):
        steps.assigned(new(EvaluationKind.SELF), ANN, 1.0)
    own = steps.assigned(new(EvaluationKind.SELF, "ann"), ANN, 1.0).after
    own = steps.submitted(steps.saved(own, GOOD, ANN, 2.0).after, CARD, ANN, 3.0).after
    with pytest.raises(NotYours):
        steps.released(own, ANN, 4.0)


def test_assigning_needs_the_right_and_the_sight() -> None:
    for person in (STRANGER, ANN, PEER):
        with pytest.raises(NotYours):
            steps.assigned(new(), person, 1.0)
        with pytest.raises(NotYours):
            steps.reassigned(assigned(), "other", None, person, 1.0)
    again = steps.reassigned(assigned(), "other", date(2026, 12, 1), MAX, 2.0).after
    assert (again.evaluator, again.due) == ("other", date(2026, 12, 1))


def test_someone_begins_their_own_with_the_right_to_evaluate() -> None:
    own = steps.assigned(new(), EVA, 1.0).after
    later = steps.reassigned(own, "eva", date(2026, 12, 1), EVA, 2.0).after
    assert (later.evaluator, later.due) == ("eva", date(2026, 12, 1))
    with pytest.raises(NotYours):
        steps.reassigned(own, "other", None, EVA, 2.0)
    with pytest.raises(NotYours):
        steps.assigned(new(), Person("eva"), 1.0)
    with pytest.raises(NotYours):
        steps.saved(own, GOOD, Person("eva"), 2.0)


def test_a_draft_is_not_taken_from_who_wrote_it() -> None:
    draft = steps.saved(assigned(), GOOD, EVA, 2.0).after
    with pytest.raises(WrongState):
        steps.reassigned(draft, "other", None, MAX, 3.0)
    with pytest.raises(NotYours):
        steps.saved(draft, GOOD, MAX, 3.0)


def test_saving_does_not_fill_the_history() -> None:
    evaluation = assigned()
    for at in range(2, 50):
        write = steps.saved(evaluation, GOOD, EVA, float(at))
        assert write.step is None
        evaluation = write.after
    assert (evaluation.revision, evaluation.steps) == (49, 1)


def refused(content: Content) -> list[type[Refusal]]:
    with pytest.raises(ChangeRefused) as raised:
        submitted(content)
    return [type(each) for each in raised.value.refusals]


def test_what_is_missing_before_the_submission() -> None:
    assert refused(Content()) == [AnswerMissing]
    assert refused(Content({"Q1": chose("a3")})) == [CommentMissing, AnswerMissing]
    assert submitted(Content({"Q1": chose("a3", "why"), "Q3": chose("a1")})).state is S.SUBMITTED


def test_an_edit_needs_a_reason_and_keeps_what_was_before() -> None:
    better = Content({"Q1": chose("a1"), "Q2": chose("a1")})
    with pytest.raises(NotDisputable):
        steps.edited(submitted(), CARD, better, " ", EVA, 4.0)
    write = steps.edited(submitted(), CARD, better, "misheard", EVA, 4.0)
    edited, step = write.after, write.step
    assert (edited.state, edited.scores and edited.scores.score) == (S.SUBMITTED, 100)
    assert step is not None
    assert (step.reason, step.before, step.score) == ("misheard", {"Q2": GOOD.answers["Q2"]}, 100)
    assert (step.comment_before, step.private_before) == ("Well done", "for me")
    assert steps.released(edited, EVA, 5.0).step == Step(
        revision=5, at=5.0, by="eva", action="release", score=100
    )


def test_what_was_acknowledged_is_released_again_after_an_edit() -> None:
    evaluation = steps.acknowledged(released(), "", ANN, 11.0).after
    edited = steps.edited(evaluation, CARD, Content({"Q1": chose("a2")}), "late", EVA, 12.0).after
    assert (edited.state, edited.released_at) == (S.RELEASED, 10.0)


def test_an_answer_that_changes_late_can_still_be_disputed() -> None:
    late = 10.0 + 20 * DAY
    evaluation = released()
    worse = Content({**evaluation.answers, "Q1": chose("a2")})
    edited = steps.edited(evaluation, CARD, worse, "misheard", EVA, late).after
    assert steps.disputed(edited, "Q1", "no", ANN, late + 14 * DAY).after.state is S.DISPUTED
    with pytest.raises(DisputeTooLate):
        steps.disputed(edited, "Q1", "no", ANN, late + 14 * DAY + 1)
    explained = Content(evaluation.answers, comment="Once more")
    edited = steps.edited(evaluation, CARD, explained, "a comment", EVA, late).after
    with pytest.raises(DisputeTooLate):
        steps.disputed(edited, "Q1", "no", ANN, late)


@pytest.mark.parametrize("is_changed", [True, False])
def test_an_edit_does_not_overturn_what_someone_else_has_decided(*, is_changed: bool) -> None:
    decided = steps.upheld(disputed(), "Q2", "no", MAX, 12.0).after
    if is_changed:
        decided = steps.changed(disputed(), CARD, "Q2", chose("a1"), "right", MAX, 12.0).after
    kept = decided.answers["Q2"]
    others: list[dict[str, EvaluatedAnswer]] = [{}, {"Q2": chose("a3", "why")}]
    for other in others:
        with pytest.raises(NotDisputable):
            steps.edited(decided, CARD, Content({"Q1": chose("a1"), **other}), "no", EVA, 13.0)
    explained = kept.model_copy(update={"comment": "I heard it again"})
    content = Content({"Q1": chose("a2"), "Q2": explained})
    assert steps.edited(decided, CARD, content, "misheard", EVA, 13.0).after.answers["Q1"] == chose(
        "a2"
    )


def test_a_change_gives_another_answer() -> None:
    same = disputed().answers["Q2"].model_copy(update={"comment": "Heard again"})
    with pytest.raises(NotDisputable):
        steps.changed(disputed(), CARD, "Q2", same, "right", MAX, 12.0)


def test_a_dispute_within_the_term() -> None:
    evaluation = disputed()
    assert (evaluation.state, len(evaluation.open_disputes)) == (S.DISPUTED, 1)
    with pytest.raises(NotDisputable):
        steps.disputed(evaluation, "Q2", "again", ANN, 12.0)
    with pytest.raises(NotDisputable):
        steps.disputed(evaluation, "Q3", "no answer", ANN, 12.0)
    with pytest.raises(NotYours):
        steps.disputed(evaluation, "Q1", "not mine", MAX, 12.0)
    last_moment = 10.0 + 14 * DAY
    assert steps.disputed(evaluation, "Q1", "too", ANN, last_moment).after.state is S.DISPUTED
    with pytest.raises(DisputeTooLate):
        steps.disputed(evaluation, "Q1", "too late", ANN, last_moment + 1)


def test_someone_else_answers_a_dispute() -> None:
    for person in (EVA, ANN, STRANGER, PEER):
        with pytest.raises(NotYours):
            steps.upheld(disputed(), "Q2", "no", person, 12.0)
    upheld = steps.upheld(disputed(), "Q2", "heard it", MAX, 12.0).after
    assert (upheld.state, upheld.disputes[0].decision) == (S.RESOLVED, Decision.UPHELD)
    assert upheld.scores == disputed().scores
    write = steps.changed(disputed(), CARD, "Q2", chose("a1"), "right", MAX, 12.0)
    changed = write.after
    assert changed.scores is not None
    assert (changed.state, changed.scores.score) == (S.RESOLVED, 100)
    assert write.step is not None
    assert (write.step.score, write.step.before) == (100, {"Q2": GOOD.answers["Q2"]})
    assert changed.disputes[0].before == GOOD.answers["Q2"]
    assert steps.acknowledged(changed, "", ANN, 13.0).after.state is S.ACKNOWLEDGED
    with pytest.raises(WrongState):
        steps.upheld(changed, "Q2", "again", MAX, 13.0)


def test_two_disputes_are_resolved_when_both_are_answered() -> None:
    evaluation = steps.disputed(disputed(), "Q1", "also", ANN, 12.0).after
    evaluation = steps.upheld(evaluation, "Q1", "no", MAX, 13.0).after
    assert evaluation.state is S.DISPUTED
    assert steps.upheld(evaluation, "Q2", "no", MAX, 14.0).after.state is S.RESOLVED


def test_who_sees_what() -> None:
    draft = steps.saved(assigned(), GOOD, EVA, 2.0).after
    seen = {
        each.state: [person.id for person in PEOPLE if sees(person, each)]
        for each in (assigned(), draft, submitted(), released(), disputed())
    }
    assert seen == {
        S.ASSIGNED: ["eva"],
        S.DRAFT: ["eva"],
        S.SUBMITTED: ["eva", "max"],
        S.RELEASED: ["eva", "ann", "max"],
        S.DISPUTED: ["eva", "ann", "max"],
    }


def test_the_agent_sees_no_private_comments() -> None:
    changed = steps.changed(disputed(), CARD, "Q2", chose("a1"), "right", MAX, 12.0).after
    heard = changed.model_copy(update={"listened": 0.5})
    assert for_agent(heard).listened is None
    text = for_agent(changed).model_dump_json()
    assert "hm" not in text
    assert "for me" not in text
    assert "Well done" in text


STEPS: dict[str, Callable[[Evaluation, Person, Content, str, float], EvaluationWrite]] = {
    "save": lambda e, p, c, q, at: steps.saved(e, c, p, at),
    "submit": lambda e, p, c, q, at: steps.submitted(e, CARD, p, at),
    "edit": lambda e, p, c, q, at: steps.edited(e, CARD, c, "reason", p, at),
    "release": lambda e, p, c, q, at: steps.released(e, p, at),
    "acknowledge": lambda e, p, c, q, at: steps.acknowledged(e, "", p, at),
    "dispute": lambda e, p, c, q, at: steps.disputed(e, q, "reason", p, at),
    "uphold": lambda e, p, c, q, at: steps.upheld(e, q, "reason", p, at),
    "change": lambda e, p, c, q, at: steps.changed(e, CARD, q, chose("a1"), "reason", p, at),
    "reassign": lambda e, p, c, q, at: steps.reassigned(e, "eva", None, p, at),
}
EDGES = {
    S.ASSIGNED: {S.ASSIGNED, S.DRAFT, S.SUBMITTED},
    S.DRAFT: {S.DRAFT, S.SUBMITTED},
    S.SUBMITTED: {S.SUBMITTED, S.RELEASED},
    S.RELEASED: {S.RELEASED, S.ACKNOWLEDGED, S.DISPUTED},
    S.ACKNOWLEDGED: {S.RELEASED, S.DISPUTED},
    S.DISPUTED: {S.DISPUTED, S.RESOLVED},
    S.RESOLVED: {S.RELEASED, S.ACKNOWLEDGED, S.DISPUTED},
}
contents = st.builds(
    lambda refs: Content({f"Q{n}": chose(ref, "why") for n, ref in enumerate(refs, 1) if ref}),
    st.lists(st.sampled_from(["a1", "a2", "a3", ""]), max_size=3),
)
moves = st.tuples(
    st.sampled_from(sorted(STEPS)),
    st.sampled_from(PEOPLE),
    contents,
    st.sampled_from(["Q1", "Q2", "Q3", "Q9"]),
    st.floats(0, 5 * DAY),
)


@settings(max_examples=examples(300))
@given(st.lists(moves, max_size=25))
def test_whatever_anyone_tries(tried: list[tuple[str, Person, Content, str, float]]) -> None:
    evaluation, at = assigned(), 1.0
    for name, person, content, question, pause in tried:
        at += pause
        before = evaluation
        try:
            write = STEPS[name](evaluation, person, content, question, at)
        except (Refusal, ChangeRefused):
            assert evaluation == before
            continue
        evaluation, step = write.after, write.step
        assert write.before == before
        assert evaluation.state in EDGES[before.state]
        assert evaluation.revision == before.revision + 1
        assert (step is None) == (name == "save")
        assert evaluation.steps == before.steps + (step is not None)
        assert evaluation.evaluator != evaluation.evaluated
        if evaluation.state.is_open:
            assert evaluation.scores is None
        else:
            assert evaluation.scores == score(CARD, evaluation.given)
            assert step is not None
            assert (step.revision, step.score) == (evaluation.revision, evaluation.scores.score)
        assert bool(evaluation.open_disputes) == (evaluation.state is S.DISPUTED)
        assert Evaluation.model_validate_json(evaluation.model_dump_json()) == evaluation
        assert not sees(STRANGER, evaluation)
        assert sees(ANN, evaluation) == (evaluation.released_at is not None)
