"""Evaluations and their audit entries are written together, or neither. Lists are in order and have pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

import boto3
import pytest
from moto import mock_aws

from ringkeep.aws.access.audited_changes import AuditedChanges
from ringkeep.aws.access.people_table import DynamoAuditLog
from ringkeep.aws.evaluation.evaluations_table import DynamoEvaluations
from ringkeep.domain.access.audit import Actor, ActorKind, AuditEntry, ObjectRef, entry_id
from ringkeep.domain.access.user_records import CursorInvalid
from ringkeep.domain.evaluation import evaluation_steps as steps
from ringkeep.domain.evaluation.evaluation_lists import EvaluationList, ListQuery
from ringkeep.domain.evaluation.evaluation_records import (
    EvaluationPage,
    EvaluationSummary,
    EvaluationWrite,
    summary_of,
)
from ringkeep.domain.evaluation.evaluation_steps import Content
from ringkeep.domain.evaluation.evaluations import Evaluation, EvaluationKind, Subject
from ringkeep.errors import Conflict
from ringkeep.usecases.access.ports import AuditLog, PeopleWrite
from ringkeep.usecases.evaluation.evaluation_ports import EvaluationChanges
from ringkeep.wiring.audited_evaluations import AuditedEvaluations
from tests.contract.tables import evaluations_table, people_table
from tests.fakes.evaluation.evaluations import MemoryEvaluations
from tests.unit.domain.evaluation.test_evaluations import ANN, CARD, EVA, GOOD, MAX, chose, new
from tests.unit.usecases.access.people_setup import PeopleSetup

NOW = 1_793_491_200.0
NOTHING = PeopleWrite(audit=())


class Stage(NamedTuple):
    evaluations: EvaluationChanges
    log: AuditLog

    def apply(self, write: EvaluationWrite) -> Evaluation:
        self.evaluations.apply_evaluation(write, NOTHING)
        return write.after

    def assigned(self, id_: str, at: float = NOW, **values: object) -> Evaluation:
        fields = {"id": id_, "scorecard_id": f"card-{id_}", **values}
        return self.apply(steps.assigned(new().model_copy(update=fields), MAX, at))

    def submitted(self, id_: str, at: float = NOW) -> Evaluation:
        draft = self.apply(steps.saved(self.assigned(id_, at), GOOD, EVA, at + 1))
        return self.apply(steps.submitted(draft, CARD, EVA, at + 2, 0.5))

    def disputed(self, id_: str, at: float = NOW) -> Evaluation:
        released = self.apply(steps.released(self.submitted(id_, at), EVA, at + 3))
        return self.apply(steps.disputed(released, "Q2", "It was better", ANN, at + 4))

    def queue(self, *, open_only: bool = False, limit: int = 50) -> list[EvaluationSummary]:
        def page(cursor: str) -> EvaluationPage:
            return self.evaluations.evaluations_of_evaluator(
                "eva", open_only=open_only, cursor=cursor, limit=limit
            )

        return read(page, limit)

    def actions(self, id_: str) -> list[str]:
        """Of the history, read one by one."""
        found: list[str] = []
        cursor = ""
        while True:
            page = self.evaluations.evaluation_steps(id_, cursor, 1)
            found += [each.action for each in page.items]
            cursor = page.next
            if not cursor:
                return found


def read(page_of: Callable[[str], EvaluationPage], limit: int) -> list[EvaluationSummary]:
    """All pages."""
    found: list[EvaluationSummary] = []
    cursor = ""
    while True:
        page = page_of(cursor)
        assert len(page.items) <= limit
        found += page.items
        cursor = page.next
        if not cursor:
            return found


@pytest.fixture(params=["fake", "dynamodb"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    if request.param == "fake":
        setup = PeopleSetup()
        yield Stage(MemoryEvaluations(setup.memory), setup.memory)
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        people = people_table(client)
        table = DynamoEvaluations(client, evaluations_table(client))
        audited = AuditedEvaluations(client, table, AuditedChanges(people))
        yield Stage(audited, DynamoAuditLog(client, people))


def ids(items: list[EvaluationSummary]) -> list[str]:
    return [each.id for each in items]


def test_what_is_written_is_read(stage: Stage) -> None:
    disputed = stage.disputed("e1")
    assert stage.evaluations.evaluation("e1") == disputed
    assert stage.evaluations.evaluation("none") is None
    assert stage.actions("e1") == ["assign", "submit", "release", "dispute"]
    assert stage.actions("none") == []


def test_a_step_and_its_audit_entry_are_one_transaction(stage: Stage) -> None:
    evaluation = stage.assigned("e1")
    object_ = ObjectRef(kind="evaluation", id="e1")
    entry = AuditEntry(
        id=entry_id(NOW, bytes(8)),
        at=NOW,
        actor=Actor(kind=ActorKind.USER, id="eva", name="Eva"),
        action="evaluation.submit",
        object=object_,
    )
    audited = PeopleWrite(audit=(entry,))
    draft = stage.apply(steps.saved(evaluation, GOOD, EVA, NOW + 1))
    stage.evaluations.apply_evaluation(steps.submitted(draft, CARD, EVA, NOW + 2), audited)
    assert list(stage.log.by_object(object_, 0.0, 4_000_000_000.0)) == [entry]


def test_a_stale_write_changes_nothing(stage: Stage) -> None:
    evaluation = stage.assigned("e1")
    draft = stage.apply(steps.saved(evaluation, GOOD, EVA, NOW + 1))
    for stale in (
        steps.saved(evaluation, Content(), EVA, NOW + 2),
        steps.reassigned(evaluation, "other", None, MAX, NOW + 2),
        steps.assigned(evaluation, MAX, NOW),
    ):
        with pytest.raises(Conflict):
            stage.apply(stale)
    assert stage.evaluations.evaluation("e1") == draft
    assert stage.actions("e1") == ["assign"]


def test_there_is_one_evaluation_of_a_recording_by_an_evaluator(stage: Stage) -> None:
    first = stage.assigned("e1", scorecard_id="s1")
    second = new().model_copy(update={"id": "e2"})
    assert stage.evaluations.existing_evaluation(second) == "e1"
    with pytest.raises(Conflict):
        stage.apply(steps.assigned(second, MAX, NOW))
    assert stage.evaluations.evaluation("e2") is None
    subject = first.subject.model_copy(update={"recording_id": "r2"})
    for other in ({"evaluator": "other"}, {"scorecard_id": "s2"}, {"subject": subject}):
        assert stage.evaluations.existing_evaluation(second.model_copy(update=other)) == ""


def test_another_evaluator_leaves_the_place_of_the_first(stage: Stage) -> None:
    first = stage.assigned("e1", scorecard_id="s1")
    stage.apply(steps.reassigned(first, "other", None, MAX, NOW + 1))
    assert stage.evaluations.existing_evaluation(first) == ""
    second = stage.assigned("e2", scorecard_id="s1")
    with pytest.raises(Conflict):
        stage.apply(steps.reassigned(second, "other", None, MAX, NOW + 2))
    assert stage.evaluations.existing_evaluation(second) == "e2"
    assert ids(stage.queue()) == ["e2"]


def test_an_evaluation_that_is_due_later_keeps_its_place(stage: Stage) -> None:
    first = stage.assigned("e1")
    again = stage.apply(steps.reassigned(first, "eva", date(2026, 12, 1), MAX, NOW + 1))
    assert stage.evaluations.existing_evaluation(first) == "e1"
    assert stage.queue() == [summary_of(again)]


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_a_queue_has_the_open_ones_first(stage: Stage, limit: int) -> None:
    stage.assigned("undated")
    stage.assigned("later", due=date(2026, 12, 2))
    stage.assigned("soon", due=date(2026, 12, 1))
    stage.submitted("done", NOW)
    stage.submitted("done-later", NOW + 10)
    stage.assigned("of-another", evaluator="other")
    found = stage.queue(limit=limit)
    assert ids(found) == ["soon", "later", "undated", "done-later", "done"]
    assert (found[-1].score, found[-1].listened) == (75, 0.5)
    assert ids(stage.queue(open_only=True, limit=limit)) == ["soon", "later", "undated"]


@pytest.mark.parametrize("limit", [1, 3])
def test_the_lists_of_a_person_and_a_month(stage: Stage, limit: int) -> None:
    for number in range(3):
        stage.assigned(f"e{number}", NOW + number)
    stage.assigned("october", NOW - 1)
    stage.assigned("of-ben", NOW + 9, evaluated="ben")
    evaluations = stage.evaluations
    of_ann = read(lambda cursor: evaluations.evaluations_of_agent("ann", cursor, limit), limit)
    assert ids(of_ann) == ["e2", "e1", "e0", "october"]
    november = read(
        lambda cursor: evaluations.evaluations_of_month("2026-11", cursor, limit), limit
    )
    assert ids(november) == ["of-ben", "e2", "e1", "e0"]
    assert evaluations.evaluations_of_month("2026-12", "", limit) == EvaluationPage([])


def test_disputes_wait_in_the_order_of_their_beginning(stage: Stage) -> None:
    later = stage.disputed("later", NOW + 100)
    first = stage.disputed("first", NOW)
    disputes = stage.evaluations.disputed_evaluations
    assert list(disputes("", 5).items) == [summary_of(first), summary_of(later)]
    assert ids(read(lambda cursor: disputes(cursor, 1), 1)) == ["first", "later"]
    stage.apply(steps.upheld(first, "Q2", "heard it", MAX, NOW + 200))
    assert ids(list(disputes("", 5).items)) == ["later"]


def test_the_evaluations_of_a_recording(stage: Stage) -> None:
    first = stage.submitted("e1")
    own = new(EvaluationKind.SELF, "ann").model_copy(update={"id": "own"})
    second = stage.apply(steps.assigned(own, ANN, NOW + 5))
    stage.assigned("e3", subject=first.subject.model_copy(update={"recording_id": "r2"}))
    found = stage.evaluations.evaluations_of_recording(first.subject)
    assert list(found) == [summary_of(second), summary_of(first)]
    none = Subject(service="main", account_id="1", recording_id="none")
    assert list(stage.evaluations.evaluations_of_recording(none)) == []


def test_a_cursor_of_another_list_is_refused(stage: Stage) -> None:
    for number in range(2):
        stage.assigned(f"e{number}")
    evaluations = stage.evaluations
    cursor = evaluations.evaluations_of_agent("ann", "", 1).next
    assert evaluations.evaluations_of_agent("ann", cursor, 1).items
    forged = ListQuery(EvaluationList.EVALUATED, "ann").cursor("~")
    for text in (cursor, forged, "x"):
        with pytest.raises(CursorInvalid):
            evaluations.evaluations_of_agent("ben", text, 1)
        with pytest.raises(CursorInvalid):
            evaluations.evaluations_of_evaluator("eva", open_only=True, cursor=text, limit=1)
        with pytest.raises(CursorInvalid):
            evaluations.evaluations_of_month("2026-11", text, 1)
        with pytest.raises(CursorInvalid):
            evaluations.disputed_evaluations(text, 1)
        with pytest.raises(CursorInvalid):
            evaluations.evaluation_steps("e1", text, 1)


def test_a_decision_changes_the_score_of_the_lists(stage: Stage) -> None:
    disputed = stage.disputed("e1")
    changed = steps.changed(disputed, CARD, "Q2", chose("a1"), "right", MAX, NOW + 9)
    stage.apply(changed)
    assert [each.score for each in stage.queue()] == [100]
    last = stage.evaluations.evaluation_steps("e1", "", 50).items[-1]
    assert last == changed.step
