"""The stream's records become changes of the sums."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from ringkeep.aws.items import to_item
from ringkeep.domain.evaluation.score_contributions import ReportedEvaluation
from ringkeep.errors import ItemRefused
from ringkeep.handlers.scores import ChangedItems, RollUp
from ringkeep.usecases.evaluation.roll_up_scores import RollUpScores
from ringkeep.usecases.evaluation.score_ports import ScoresRebuilding, StoredContribution
from tests.fakes.clock import FakeClock
from tests.fakes.evaluation.scores import MemoryScores
from tests.unit.domain.evaluation.score_builders import evaluation

pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")


def record(given: ReportedEvaluation, **attributes: str) -> Mapping[str, object]:
    key = {"pk": f"evaluation#{given.id}", "sk": "evaluation"}
    image = to_item({**key, "content": given.model_dump_json(), **attributes})
    return {"eventName": "MODIFY", "dynamodb": {"Keys": to_item(key), "NewImage": image}}


def batch(*records: Mapping[str, object]) -> ChangedItems:
    return ChangedItems.model_validate({"Records": records})


def roll_up(scores: MemoryScores) -> RollUp:
    return RollUp(RollUpScores(scores, FakeClock()))


def counted(scores: MemoryScores) -> int:
    return sum(
        named[""].count for cell, named in scores.cells.items() if cell.partition == "all#month"
    )


def test_of_several_records_of_an_evaluation_the_newest_is_added() -> None:
    scores = MemoryScores()
    newest = evaluation(score=90.0, revision=4)
    changed = batch(record(evaluation()), record(newest), record(evaluation("e2")))
    assert roll_up(scores)(changed, 0.0) == {"changed": 2}
    stored = scores.stored("e1")
    assert stored is not None
    assert (stored.revision, counted(scores)) == (4, 2)
    assert roll_up(scores)(changed, 0.0) == {"changed": 0}


def test_other_items_and_deleted_ones_change_nothing() -> None:
    scores = MemoryScores()
    removed = {"eventName": "REMOVE", "dynamodb": {"Keys": {}}}
    step = record(evaluation(), sk="step#000003")
    assert roll_up(scores)(batch(removed, step), 0.0) == {"changed": 0}


@pytest.mark.parametrize("content", ["", "[]", json.dumps({"id": "e1"}), '{"id": '])
def test_an_evaluation_that_no_one_can_read_keeps_no_other_waiting(
    content: str, caplog: pytest.LogCaptureFixture
) -> None:
    scores = MemoryScores()
    changed = batch(record(evaluation(), content=content), record(evaluation("e2")))
    assert roll_up(scores)(changed, 0.0) == {"changed": 1}
    assert "an evaluation is missing from the reports" in caplog.text


class Full(MemoryScores):
    def apply(
        self, evaluation: str, before: StoredContribution | None, after: StoredContribution
    ) -> None:
        if evaluation == "e1":
            raise ItemRefused("too large")
        super().apply(evaluation, before, after)


def test_an_item_that_dynamodb_never_accepts_keeps_no_other_waiting() -> None:
    scores = Full()
    assert roll_up(scores)(batch(record(evaluation()), record(evaluation("e2"))), 0.0) == {
        "changed": 1
    }


def test_it_waits_while_the_sums_are_built_again() -> None:
    """The error makes Lambda deliver the records again."""
    scores = MemoryScores()
    scores.rebuilding = True
    with pytest.raises(ScoresRebuilding):
        roll_up(scores)(batch(record(evaluation())), 0.0)
    scores.rebuilding = False
    assert roll_up(scores)(batch(record(evaluation())), 0.0) == {"changed": 1}
