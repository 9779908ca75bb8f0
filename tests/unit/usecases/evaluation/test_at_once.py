"""Two people act on an evaluation at once: one of them learns it, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ringkeep.domain.access.audit import Origin
from ringkeep.domain.access.audited_requests import PersonRequest
from ringkeep.domain.access.refusals import VersionStale
from ringkeep.domain.access.users import Licence
from ringkeep.domain.evaluation.evaluation_records import EvaluationWrite
from ringkeep.domain.evaluation.evaluation_refusals import (
    EvaluatedNotLicensed,
    EvaluationExists,
    EvaluationUnknown,
    EvaluatorNotPossible,
)
from ringkeep.domain.evaluation.evaluation_rules import WrongState
from ringkeep.domain.evaluation.evaluation_steps import Content
from ringkeep.domain.evaluation.evaluations import Evaluation
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.usecases.access.assign_evaluations import WantedEvaluation
from ringkeep.usecases.access.change_evaluations import Reading
from ringkeep.usecases.access.ports import PeopleWrite
from tests.fakes.evaluation.evaluations import MemoryEvaluations
from tests.unit.api.evaluation_client import ACCOUNT, PEOPLE, EvaluationClient, user_id

ORIGIN = Origin(address="203.0.113.7", agent="Firefox")
ASKING = {
    each.record.user.name: PersonRequest(each.principal, ORIGIN, "request-1") for each in PEOPLE
}


class RacedEvaluations(MemoryEvaluations):
    """Someone else acts just before the next write."""

    before_write: Callable[[], object] | None = None

    def apply_evaluation(self, write: EvaluationWrite, people: PeopleWrite) -> None:
        act, self.before_write = self.before_write, None
        if act is not None:
            act()
        super().apply_evaluation(write, people)


class Stage(EvaluationClient):
    def __init__(self) -> None:
        super().__init__()
        self.raced = RacedEvaluations(self.api.people)
        self.api.evaluating.__dict__["stored"] = self.raced
        row = self.api.calls.recording(
            RecordingKey(service="main", account_id=ACCOUNT, recording_id="one")
        )
        assert row is not None
        self.row: Recording = row

    def assign(self, by: str = "max", evaluator: str = "eva") -> Evaluation:
        wanted = WantedEvaluation(self.scorecard, evaluator=user_id(evaluator))
        return self.api.assign_evaluations.add(ASKING[by], self.row, wanted)

    def reassign(self, before: Evaluation, evaluator: str, by: str = "max") -> Evaluation:
        reading = Reading(before.id, before.revision)
        assign = self.api.assign_evaluations
        return assign.reassign(ASKING[by], reading, user_id(evaluator), None)

    def save(self, before: Evaluation, comment: str, by: str = "eva") -> Evaluation:
        reading, content = Reading(before.id, before.revision), Content(comment=comment)
        return self.api.change_evaluations.save(ASKING[by], reading, lambda _: content)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_two_saves(stage: Stage) -> None:
    new = stage.assign()
    stage.raced.before_write = lambda: stage.save(new, "first")
    with pytest.raises(VersionStale) as refused:
        stage.save(new, "second")
    assert (refused.value.given, refused.value.current) == (1, 2)
    assert stage.raced.stored[new.id].comment == "first"


def test_two_who_assign_the_same(stage: Stage) -> None:
    stage.raced.before_write = lambda: stage.assign("root")
    with pytest.raises(EvaluationExists) as refused:
        stage.assign("max")
    assert list(stage.raced.stored) == [refused.value.id]


def test_a_save_after_someone_else_got_it(stage: Stage) -> None:
    new = stage.assign()
    stage.raced.before_write = lambda: stage.reassign(new, "eve")
    with pytest.raises(EvaluationUnknown):
        stage.save(new, "too late")
    assert stage.raced.stored[new.id].comment == ""


def test_a_new_evaluator_after_someone_began(stage: Stage) -> None:
    new = stage.assign()
    stage.raced.before_write = lambda: stage.save(new, "begun")
    with pytest.raises(WrongState):
        stage.reassign(new, "eve")
    assert stage.raced.stored[new.id].evaluator == user_id("eva")


def test_two_who_answer_a_dispute(stage: Stage) -> None:
    disputed = stage.disputed()
    reading = Reading(disputed["id"], disputed["revision"])
    change = stage.api.change_evaluations
    stage.raced.before_write = lambda: change.uphold(ASKING["root"], reading, "Q2", "first")
    with pytest.raises(VersionStale):
        change.uphold(ASKING["max"], reading, "Q2", "second")
    (dispute,) = stage.raced.stored[disputed["id"]].disputes
    assert (dispute.decided_by, dispute.decision_reason) == (user_id("root"), "first")


def test_a_licence_that_is_taken_away_meanwhile(stage: Stage) -> None:
    licences = frozenset({Licence.CALL_RECORDING})
    stage.raced.before_write = lambda: stage.change_user("ann", licences=licences)
    with pytest.raises(EvaluatedNotLicensed):
        stage.assign()
    assert stage.raced.stored == {}


def test_an_evaluator_who_is_deactivated_meanwhile(stage: Stage) -> None:
    stage.raced.before_write = lambda: stage.change_user("eva", active=False)
    with pytest.raises(EvaluatorNotPossible):
        stage.assign()
    assert stage.raced.stored == {}
