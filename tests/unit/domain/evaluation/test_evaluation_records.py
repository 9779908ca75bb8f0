"""What a list shows of an evaluation and to whom, what is too large to store, and the cursors of lists."""

from __future__ import annotations

from datetime import date

import pytest

from ringkeep.domain.access.user_records import CursorInvalid
from ringkeep.domain.evaluation import evaluation_steps as steps
from ringkeep.domain.evaluation.evaluation_lists import (
    EvaluationList,
    ListQuery,
    month_of,
    places_of,
    subject_name,
)
from ringkeep.domain.evaluation.evaluation_records import (
    MOST_STEPS,
    MOST_STEPS_BEFORE_EDITS,
    MOST_STORED,
    MOST_WRITTEN,
    EvaluationTooLarge,
    TextTooLong,
    TooManySteps,
    TooMuchWritten,
    summary_of,
)
from ringkeep.domain.evaluation.evaluation_rules import (
    Person,
    as_listed,
    dispute_until,
    reviewed_by,
    sees,
)
from ringkeep.domain.evaluation.evaluation_steps import Content
from ringkeep.domain.evaluation.evaluations import (
    Dispute,
    EvaluatedAnswer,
    Evaluation,
    EvaluationKind,
    EvaluationState,
    Subject,
)
from ringkeep.domain.evaluation.scorecards import Threshold
from tests.unit.domain.evaluation.test_evaluations import (
    ANN,
    CARD,
    EVA,
    GOOD,
    MAX,
    PEER,
    STRANGER,
    assigned,
    disputed,
    new,
    released,
    submitted,
)

QUEUE = ListQuery(EvaluationList.EVALUATOR, "eva")


def test_the_summary_of_an_evaluation() -> None:
    thresholds = (Threshold(name="good", minimum=70),)
    card = CARD.model_copy(update={"thresholds": thresholds})
    draft = steps.saved(assigned(), GOOD, EVA, 2.0).after
    summary = summary_of(steps.submitted(draft, card, EVA, 3.0, listened=0.5).after)
    assert (summary.score, summary.category, summary.listened) == (75, "good", 0.5)
    assert (summary.revision, summary.submitted_at, summary.created_at) == (3, 3.0, 1.0)
    assert summary_of(disputed()).open_disputes == 1
    assert summary_of(draft).score is None


def self_evaluation(state: EvaluationState) -> Evaluation:
    return new(EvaluationKind.SELF, "ann").model_copy(update={"state": state})


def test_who_sees_a_self_evaluation() -> None:
    draft, done = map(self_evaluation, (EvaluationState.DRAFT, EvaluationState.SUBMITTED))
    for person in (ANN, MAX):
        assert sees(person, done)
    for person in (EVA, PEER, STRANGER):
        assert not sees(person, done)
    assert [sees(each, draft, has_reviewed=True) for each in (ANN, EVA, MAX)] == [
        True,
        False,
        False,
    ]
    assert sees(EVA, done, has_reviewed=True)
    assert not sees(EVA, submitted().model_copy(update={"evaluator": "other"}), has_reviewed=True)


def test_who_has_reviewed_someone() -> None:
    done = summary_of(self_evaluation(EvaluationState.SUBMITTED))
    assert reviewed_by("eva", [assigned(), done]) == frozenset()
    assert reviewed_by("eva", [submitted(), done]) == {"ann"}
    assert reviewed_by("ann", [submitted(), done]) == frozenset()


def test_a_list_shows_an_open_one_to_the_person_who_assigned_it() -> None:
    draft = summary_of(steps.saved(assigned(), GOOD, EVA, 2.0).after)
    assert as_listed(MAX, draft) == summary_of(assigned())
    assert as_listed(Person("other", manages=True, sees=True), draft) is None
    assert as_listed(EVA, draft) == draft
    assert as_listed(ANN, draft) is None


def test_a_list_does_not_show_the_agent_what_was_heard() -> None:
    summary = summary_of(released()).model_copy(update={"listened": 0.5})
    seen = [as_listed(each, summary) for each in (ANN, EVA, MAX)]
    assert [each and each.listened for each in seen] == [None, 0.5, 0.5]


def test_the_term_of_disputes() -> None:
    assert dispute_until(submitted()) is None
    assert dispute_until(released(), 1) == 10.0 + 86_400


def written(comment: str, answers: int = 0) -> Content:
    return Content({f"Q{n}": EvaluatedAnswer(comment=comment) for n in range(answers)}, comment)


def test_what_is_written_has_a_bound() -> None:
    with pytest.raises(TextTooLong, match="3,001 characters"):
        steps.saved(assigned(), written("x" * 3_001), EVA, 2.0)
    with pytest.raises(TextTooLong, match="question 'Q0'"):
        steps.saved(assigned(), Content({"Q0": long_answer("x" * 3_001)}), EVA, 2.0)
    with pytest.raises(TooMuchWritten):
        steps.saved(assigned(), written("é" * 3_000, 17), EVA, 2.0)
    largest = steps.saved(assigned(), written("é" * 3_000, 15), EVA, 2.0).after
    assert MOST_WRITTEN * 0.9 < len(largest.model_dump_json().encode()) < MOST_WRITTEN * 1.1


def long_answer(comment: str) -> EvaluatedAnswer:
    return EvaluatedAnswer().model_copy(update={"comment": comment})


def test_a_reason_has_a_bound() -> None:
    with pytest.raises(TextTooLong):
        steps.disputed(released(), "Q2", "x" * 3_001, ANN, 11.0)
    with pytest.raises(TextTooLong):
        steps.upheld(disputed(), "Q2", "x" * 3_001, MAX, 12.0)
    with pytest.raises(TextTooLong):
        steps.acknowledged(released(), "x" * 3_001, ANN, 12.0)


def test_what_is_stored_has_a_bound_and_a_dispute_can_always_be_answered() -> None:
    reason = "é" * 3_000
    full = released().model_copy(
        update={
            "disputes": tuple(Dispute(question=f"q{n}", reason=reason, at=1.0) for n in range(53))
        }
    )
    with pytest.raises(EvaluationTooLarge):
        steps.disputed(full, "Q2", reason, ANN, 11.0)
    largest = full.model_copy(update={"disputes": full.disputes[1:]})
    last = steps.disputed(largest, "Q2", "brief", ANN, 11.0).after
    assert steps.upheld(last, "Q2", reason, MAX, 12.0).after.steps == last.steps + 1
    beyond = last.model_copy(update={"disputes": (*full.disputes, *full.disputes[:5])})
    assert len(beyond.model_dump_json().encode()) > MOST_STORED
    with pytest.raises(EvaluationTooLarge):
        steps.upheld(beyond, "q1", "no", MAX, 12.0)


def test_steps_have_a_bound_and_edits_one_of_their_own() -> None:
    full = released().model_copy(update={"steps": MOST_STEPS})
    with pytest.raises(TooManySteps):
        steps.acknowledged(full, "", ANN, 11.0)
    edited = released().model_copy(update={"steps": MOST_STEPS_BEFORE_EDITS})
    with pytest.raises(TooManySteps):
        steps.edited(edited, CARD, GOOD, "again", EVA, 11.0)
    assert steps.acknowledged(edited, "", ANN, 11.0).step is not None


def test_the_order_of_a_queue() -> None:
    def queued(id_: str, due: date | None, created: float = 1.0) -> Evaluation:
        return assigned().model_copy(update={"id": id_, "due": due, "created_at": created})

    def done(id_: str, submitted_at: float) -> Evaluation:
        update = {"id": id_, "submitted_at": submitted_at, "due": date(2026, 1, 1)}
        return submitted().model_copy(update=update)

    queue = [
        queued("a", date(2026, 12, 1)),
        queued("b", date(2026, 12, 2)),
        queued("c", None, 1.0),
        queued("d", None, 2.0),
        done("e", 9.0),
        done("f", 8.0),
    ]
    places = [places_of(each)[EvaluationList.EVALUATOR] for each in queue]
    assert [each.key for each in places] == ["eva"] * 6
    assert sorted(each.sort for each in places) == [each.sort for each in places]
    open_end = ListQuery(EvaluationList.EVALUATOR, "eva", open_only=True).end
    assert [each.sort < open_end for each in places] == [True] * 4 + [False] * 2


def test_only_open_disputes_have_a_place_among_disputes() -> None:
    assert EvaluationList.DISPUTE not in places_of(released())
    assert EvaluationList.DISPUTE in places_of(disputed())
    resolved = steps.upheld(disputed(), "Q2", "heard it", MAX, 12.0).after
    assert EvaluationList.DISPUTE not in places_of(resolved)


def test_a_cursor_belongs_to_its_list() -> None:
    place = places_of(submitted())[EvaluationList.EVALUATOR].sort
    cursor = QUEUE.cursor(place)
    assert QUEUE.after(cursor) == place
    assert QUEUE.after("") == ""
    others = [
        ListQuery(EvaluationList.EVALUATOR, "ann"),
        ListQuery(EvaluationList.EVALUATED, "eva"),
        ListQuery(EvaluationList.EVALUATOR, "eva", open_only=True),
    ]
    for other in others:
        with pytest.raises(CursorInvalid):
            other.after(cursor)


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "W10=",
        "W" * 5_000,
        QUEUE.cursor("~~"),
        QUEUE.cursor(""),
        QUEUE.cursor("1#\n"),
        ListQuery(EvaluationList.EVALUATOR, "eva", open_only=True).cursor("1#1#e1"),
    ],
)
def test_no_cursor(cursor: str) -> None:
    for open_only in (True, False):
        with pytest.raises(CursorInvalid):
            ListQuery(EvaluationList.EVALUATOR, "eva", open_only).after(cursor)


def test_the_month_is_that_of_utc() -> None:
    assert month_of(1_793_491_199) == "2026-10"
    assert month_of(1_793_491_200) == "2026-11"


def test_a_conversation_has_a_name_of_its_own() -> None:
    recording = Subject(service="main", account_id="1", recording_id="r")
    conversation = Subject(service="main", account_id="1", conversation_id="r")
    assert subject_name(recording) != subject_name(conversation)
