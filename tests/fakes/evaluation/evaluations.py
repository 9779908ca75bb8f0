"""Evaluations in memory. They pass the contract tests of the table."""

from __future__ import annotations

from collections.abc import Sequence

from ringkeep.domain.evaluation.evaluation_lists import (
    DISPUTED,
    STEPS,
    EvaluationList,
    ListQuery,
    places_of,
    step_place,
    subject_name,
    unique_name,
)
from ringkeep.domain.evaluation.evaluation_records import (
    MOST_OF_RECORDING,
    EvaluationPage,
    EvaluationSummary,
    EvaluationWrite,
    StepPage,
    summary_of,
)
from ringkeep.domain.evaluation.evaluations import Evaluation, Step, Subject
from ringkeep.errors import Conflict
from ringkeep.usecases.access.ports import PeopleWrite
from tests.fakes.access.people_store import MemoryPeopleStore


class MemoryEvaluations:
    """The EvaluationChanges port. `stored` has the evaluations, `steps` those of each in order."""

    def __init__(self, people: MemoryPeopleStore) -> None:
        self._people = people
        self.stored: dict[str, Evaluation] = {}
        self.steps: dict[str, list[Step]] = {}

    def evaluation(self, id_: str) -> Evaluation | None:
        return self.stored.get(id_)

    def evaluations_of_evaluator(
        self, user: str, *, open_only: bool, cursor: str, limit: int
    ) -> EvaluationPage:
        return self._page(ListQuery(EvaluationList.EVALUATOR, user, open_only), cursor, limit)

    def evaluations_of_agent(self, user: str, cursor: str, limit: int) -> EvaluationPage:
        return self._page(ListQuery(EvaluationList.EVALUATED, user), cursor, limit)

    def evaluations_of_month(self, month: str, cursor: str, limit: int) -> EvaluationPage:
        return self._page(ListQuery(EvaluationList.MONTH, month), cursor, limit)

    def disputed_evaluations(self, cursor: str, limit: int) -> EvaluationPage:
        return self._page(ListQuery(EvaluationList.DISPUTE, DISPUTED), cursor, limit)

    def evaluations_of_recording(self, subject: Subject) -> Sequence[EvaluationSummary]:
        name = subject_name(subject)
        found = [each for each in self.stored.values() if subject_name(each.subject) == name]
        newest = sorted(found, key=lambda each: (-each.created_at, each.id))
        return [summary_of(each) for each in newest[:MOST_OF_RECORDING]]

    def existing_evaluation(self, evaluation: Evaluation) -> str:
        wanted = _unique(evaluation)
        return next((each.id for each in self.stored.values() if _unique(each) == wanted), "")

    def evaluation_steps(self, id_: str, cursor: str, limit: int) -> StepPage:
        query = ListQuery(STEPS, id_)
        after = query.after(cursor)
        found = [each for each in self.steps.get(id_, []) if step_place(each.revision) > after]
        page = found[:limit]
        more = len(found) > limit
        return StepPage(page, query.cursor(step_place(page[-1].revision)) if more else "")

    def apply_evaluation(self, write: EvaluationWrite, people: PeopleWrite) -> None:
        id_, stored = write.after.id, self.stored.get(write.after.id)
        if (stored and stored.revision) != (write.before and write.before.revision):
            raise Conflict(f"the evaluation {id_} changed")
        if self.existing_evaluation(write.after) not in {"", id_}:
            raise Conflict("there is such an evaluation")
        self._people.write(people)
        self.stored[id_] = write.after
        if write.step is not None:
            self.steps.setdefault(id_, []).append(write.step)

    def _page(self, query: ListQuery, cursor: str, limit: int) -> EvaluationPage:
        after = query.after(cursor)
        places = sorted(
            (place.sort, each.id)
            for each in self.stored.values()
            for name, place in places_of(each).items()
            if name == query.name and place.key == query.key
        )
        found = [place for place in places if after < place[0] < query.end]
        page = found[:limit]
        items = [summary_of(self.stored[id_]) for _, id_ in page]
        return EvaluationPage(items, query.cursor(page[-1][0]) if len(found) > limit else "")


def _unique(evaluation: Evaluation) -> tuple[str, str]:
    return subject_name(evaluation.subject), unique_name(evaluation)
