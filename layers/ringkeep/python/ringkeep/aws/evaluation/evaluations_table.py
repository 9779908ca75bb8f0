"""Evaluations in the evaluations table: `evaluation_items` has their items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ringkeep.aws.evaluation.evaluation_items import (
    STEP,
    evaluation_key,
    evaluation_put,
    step_put,
    steps_key,
    stored,
    subject_key,
    unique_delete,
    unique_key,
    unique_put,
)
from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Write
from ringkeep.domain.evaluation.evaluation_lists import (
    DISPUTED,
    STEPS,
    EvaluationList,
    ListQuery,
)
from ringkeep.domain.evaluation.evaluation_records import (
    MOST_OF_RECORDING,
    EvaluationPage,
    EvaluationSummary,
    EvaluationWrite,
    StepPage,
)
from ringkeep.domain.evaluation.evaluations import Evaluation, Step, Subject

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BEFORE_ALL: Final = " "
"""Less than every place in a list. At the end of a place it is the next greater text."""
_LARGE_PAGE: Final = 500_000
"""Bytes of steps after which a page ends, whatever its limit: an answer of a function holds 6 MB."""


class DynamoEvaluations:
    """The Evaluations port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def evaluation(self, id_: str) -> Evaluation | None:
        item = self._table.get(evaluation_key(id_))
        return None if item is None else stored(Evaluation, item)

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
        values: Item = {":pk": subject_key(subject)}
        items = self._table.query("pk = :pk", values, limit=MOST_OF_RECORDING)
        # One that came back from its copy, and was then given to someone else, is named twice.
        keys = [evaluation_key(id_) for id_ in dict.fromkeys(str(item["id"]) for item in items)]
        found = self._table.get_many(keys, ("pk", "summary")) if keys else ()
        summaries = [stored(EvaluationSummary, item, "summary") for item in found]
        return sorted(summaries, key=lambda each: (-each.created_at, each.id))

    def existing_evaluation(self, evaluation: Evaluation) -> str:
        item = self._table.get(unique_key(evaluation))
        return "" if item is None else str(item["id"])

    def evaluation_steps(self, id_: str, cursor: str, limit: int) -> StepPage:
        query = ListQuery(STEPS, id_)
        values: Item = {
            ":pk": steps_key(id_),
            ":start": f"{STEP}{query.after(cursor)}{_BEFORE_ALL}",
            ":end": f"{STEP}{query.end}",
        }
        items = self._table.query(
            "pk = :pk AND sk BETWEEN :start AND :end", values, limit=limit + 1
        )
        page, more = _bounded(items, limit)
        last = str(page[-1]["sk"]).removeprefix(STEP) if page else ""
        return StepPage([stored(Step, each) for each in page], query.cursor(last) if more else "")

    def requests(self, write: EvaluationWrite) -> Sequence[tuple[str, Write]]:
        """Returns what a change writes, for a transaction with another table."""
        return [(self._table.name, each) for each in self._writes(write)]

    def _writes(self, write: EvaluationWrite) -> Iterator[Write]:
        expected = 0 if write.before is None else write.before.revision
        yield evaluation_put(write.after, write.step, expected)
        if write.step is not None:
            yield step_put(write.after.id, write.step)
        before, after = write.before, write.after
        if before is None:
            yield unique_put(after)
        elif unique_key(before) != unique_key(after):
            if self.existing_evaluation(before) == before.id:
                yield unique_delete(before)
            yield unique_put(after)

    def _page(self, query: ListQuery, cursor: str, limit: int) -> EvaluationPage:
        """Reads one more, to know whether there is a next page."""
        values: Item = {
            ":key": query.key,
            ":start": f"{query.after(cursor)}{_BEFORE_ALL}",
            ":end": query.end,
        }
        items = list(
            self._table.query(
                f"{query.name}_key = :key AND {query.name}_sort BETWEEN :start AND :end",
                values,
                index=f"by_{query.name}",
                limit=limit + 1,
            )
        )
        page = items[:limit]
        more = len(items) > limit
        return EvaluationPage(
            [stored(EvaluationSummary, each, "summary") for each in page],
            query.cursor(str(page[-1][f"{query.name}_sort"])) if more else "",
        )


def _bounded(items: Iterator[Item], limit: int) -> tuple[Sequence[Item], bool]:
    """The items of a page, and whether there are more."""
    page: list[Item] = []
    size = 0
    for item in items:
        if len(page) == limit or size > _LARGE_PAGE:
            return page, True
        page.append(item)
        size += len(str(item["content"]))
    return page, False
