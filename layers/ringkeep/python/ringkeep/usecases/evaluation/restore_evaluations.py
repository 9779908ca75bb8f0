"""Restores evaluations with their steps from their copies in the archive. What the table has stays as it is.

Of all copies of an evaluation the one with the highest revision is restored: a draft may be newer than the
last step, or older. An evaluation with a copy that cannot be read is left out, and the copy is named: without
it the table would have an older state, which the next change would write over the newer copies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.evaluation.evaluation_records import EvaluationCopy
from ringkeep.domain.evaluation.evaluations import Step
from ringkeep.domain.model import Model
from ringkeep.errors import StoredDataInvalid
from ringkeep.threads import EVALUATIONS_AT_ONCE


@dataclass(frozen=True)
class CopiesOfEvaluation:
    """The names of the copies of one evaluation, and the highest revision that they name."""

    id: str
    names: Sequence[str]
    revision: int


class CopiedEvaluations(Protocol):
    def evaluations(self) -> Iterator[CopiesOfEvaluation]: ...

    def copy(self, name: str) -> EvaluationCopy:
        """Raises StoredDataInvalid for one that cannot be read."""
        ...


class MissingEvaluations(Protocol):
    def revision(self, id_: str) -> int:
        """0 for one that is not there."""
        ...

    def add(self, copy: EvaluationCopy, steps: Sequence[Step]) -> bool:
        """Writes the steps, then the evaluation. Returns False if the evaluation is there meanwhile."""
        ...


class RestoredEvaluations(Model):
    """`known`: evaluations that were there. `older` are the ids of those among them that are older than their
    copies: their next changes will take the place of these. `unreadable` are the names of copies."""

    restored: int = 0
    steps: int = 0
    known: int = 0
    older: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()

    def plus(self, other: RestoredEvaluations) -> RestoredEvaluations:
        return RestoredEvaluations(
            restored=self.restored + other.restored,
            steps=self.steps + other.steps,
            known=self.known + other.known,
            older=(*self.older, *other.older),
            unreadable=(*self.unreadable, *other.unreadable),
        )


@dataclass(frozen=True)
class RestoreEvaluations:
    copies: CopiedEvaluations
    table: MissingEvaluations

    def __call__(self) -> RestoredEvaluations:
        result = RestoredEvaluations()
        with ThreadPoolExecutor(EVALUATIONS_AT_ONCE) as threads:
            for each in threads.map(self._evaluation, self.copies.evaluations()):
                result = result.plus(each)
        return result

    def _evaluation(self, found: CopiesOfEvaluation) -> RestoredEvaluations:
        revision = self.table.revision(found.id)
        if revision:
            older = (found.id,) if revision < found.revision else ()
            return RestoredEvaluations(known=1, older=older)
        read = [(name, self._read(found.id, name)) for name in found.names]
        unreadable = tuple(name for name, copy in read if copy is None)
        if unreadable:
            return RestoredEvaluations(unreadable=unreadable)
        return self._restored([copy for _, copy in read if copy is not None])

    def _read(self, id_: str, name: str) -> EvaluationCopy | None:
        try:
            copy = self.copies.copy(name)
        except StoredDataInvalid:
            return None
        return copy if copy.evaluation.id == id_ else None

    def _restored(self, copies: Sequence[EvaluationCopy]) -> RestoredEvaluations:
        newest = max(copies, key=lambda each: each.evaluation.revision)
        steps = [each.step for each in copies if each.step is not None]
        if not self.table.add(newest, steps):
            return RestoredEvaluations(known=1)
        return RestoredEvaluations(restored=1, steps=len(steps))
