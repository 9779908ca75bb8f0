"""What waits for a person: evaluations to write, to release, to acknowledge, and with disputes to answer.

Each group shows at most 50. For the last three at most 300 evaluations are read of each list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.evaluation.evaluation_lists import EvaluationList, ListQuery
from ringkeep.domain.evaluation.evaluation_records import EvaluationPage, EvaluationSummary
from ringkeep.domain.evaluation.evaluation_rules import as_listed
from ringkeep.domain.evaluation.evaluations import EvaluationKind, EvaluationState
from ringkeep.domain.evaluation.possible_steps import person_of
from ringkeep.usecases.evaluation.evaluation_ports import Evaluations

MOST_SHOWN: Final = 50
_PAGE: Final = 100
_MOST_PAGES: Final = 3
_ACKNOWLEDGED_NEXT: Final = frozenset({EvaluationState.RELEASED, EvaluationState.RESOLVED})


@dataclass(frozen=True)
class TaskGroup:
    """`more`: there are others."""

    items: Sequence[EvaluationSummary] = ()
    more: bool = False


@dataclass(frozen=True)
class Tasks:
    to_write: TaskGroup
    to_release: TaskGroup
    to_acknowledge: TaskGroup
    to_answer: TaskGroup


@dataclass(frozen=True)
class ReadTasks:
    evaluations: Evaluations

    def __call__(self, viewer: UserPrincipal) -> Tasks:
        return Tasks(
            self._to_write(viewer),
            self._to_release(viewer),
            self._to_acknowledge(viewer),
            self._to_answer(viewer),
        )

    def _to_write(self, viewer: UserPrincipal) -> TaskGroup:
        """Those that are due first."""
        page = self.evaluations.evaluations_of_evaluator(
            viewer.user_id, open_only=True, cursor="", limit=MOST_SHOWN + 1
        )
        writes = [each for each in page.items if _writes(viewer, each)]
        return _group(writes, more=bool(page.next))

    def _to_release(self, viewer: UserPrincipal) -> TaskGroup:
        """Those that have waited longest."""
        user = viewer.user_id
        if not viewer.may(Right.EVALUATE):
            return TaskGroup()

        def read(cursor: str) -> EvaluationPage:
            return self.evaluations.evaluations_of_evaluator(
                user, open_only=False, cursor=cursor, limit=_PAGE
            )

        first = ListQuery(EvaluationList.EVALUATOR, user).after_open
        waiting = [
            each
            for each in _read(read, first)
            if each.state is EvaluationState.SUBMITTED and each.kind is EvaluationKind.REVIEW
        ]
        return _group(sorted(waiting, key=lambda each: each.submitted_at or 0.0))

    def _to_acknowledge(self, viewer: UserPrincipal) -> TaskGroup:
        user = viewer.user_id

        def read(cursor: str) -> EvaluationPage:
            return self.evaluations.evaluations_of_agent(user, cursor, _PAGE)

        waiting = [
            each
            for each in _seen(viewer, _read(read))
            if each.state in _ACKNOWLEDGED_NEXT and each.kind is EvaluationKind.REVIEW
        ]
        return _group(sorted(waiting, key=lambda each: each.released_at or 0.0))

    def _to_answer(self, viewer: UserPrincipal) -> TaskGroup:
        """The dispute that has waited longest comes first. There may be others behind those that are read."""
        if not viewer.may(Right.MANAGE_EVALUATIONS):
            return TaskGroup()
        waiting: list[EvaluationSummary] = []
        cursor = ""
        for _ in range(_MOST_PAGES):
            page = self.evaluations.disputed_evaluations(cursor, _PAGE)
            waiting += [each for each in _seen(viewer, page.items) if _answers(viewer, each)]
            cursor = page.next
            if not cursor or len(waiting) > MOST_SHOWN:
                break
        return _group(waiting, more=bool(cursor))


def _writes(viewer: UserPrincipal, summary: EvaluationSummary) -> bool:
    return summary.kind is EvaluationKind.SELF or viewer.may(Right.EVALUATE)


def _answers(viewer: UserPrincipal, summary: EvaluationSummary) -> bool:
    return viewer.user_id not in {summary.evaluator, summary.evaluated}


def _read(read: Callable[[str], EvaluationPage], cursor: str = "") -> Iterator[EvaluationSummary]:
    for _ in range(_MOST_PAGES):
        page = read(cursor)
        yield from page.items
        cursor = page.next
        if not cursor:
            return


def _seen(viewer: UserPrincipal, found: Iterable[EvaluationSummary]) -> Iterator[EvaluationSummary]:
    for each in found:
        seen = as_listed(person_of(viewer, each.evaluated), each)
        if seen is not None:
            yield seen


def _group(found: Sequence[EvaluationSummary], *, more: bool = False) -> TaskGroup:
    return TaskGroup(found[:MOST_SHOWN], more or len(found) > MOST_SHOWN)
