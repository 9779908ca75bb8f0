"""Builds the sums of the reports again from the copies of the evaluations, and compares them.

An evaluation counts with its newest known revision: that of its newest copy, or that of the table if its
copy is still on the way. What the table has without a copy is kept for the same reason. Memory holds the
cells, not the evaluations.

The lock of a run that was interrupted stays, so that no report shows half of the sums: the next run finishes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ringkeep.domain.evaluation.score_cells import Cell, NamedSums, add_to, cells_of
from ringkeep.domain.evaluation.score_contributions import contribution
from ringkeep.domain.evaluation.score_sums import NOTHING, Sums
from ringkeep.domain.model import Model
from ringkeep.usecases.evaluation.score_ports import (
    CopiedScores,
    NewestCopy,
    ScoreRebuild,
    StoredContribution,
    StoredScores,
)

_Cells = dict[Cell, dict[str, Sums]]
_Known = Mapping[str, StoredContribution]


class RebuiltScores(Model):
    """`evaluations` were read from their copies. `counted` are in the reports, `newer` and `uncopied` among
    them: the table knew a newer revision than the copy, or there is no copy yet. `unreadable` are names of
    copies."""

    evaluations: int = 0
    counted: int = 0
    newer: int = 0
    uncopied: int = 0
    cells: int = 0
    unreadable: tuple[str, ...] = ()


@dataclass
class _Sum:
    """What is counted so far. `cells` are those that the evaluations give."""

    cells: _Cells = field(default_factory=dict)
    evaluations: int = 0
    counted: int = 0
    newer: int = 0
    uncopied: int = 0
    unreadable: list[str] = field(default_factory=list)

    def newest(
        self, copies: Sequence[NewestCopy], known: _Known
    ) -> Mapping[str, StoredContribution]:
        """Returns what each evaluation of a batch adds, and adds it."""
        found: dict[str, StoredContribution] = {}
        for copy in copies:
            stored = self._one(copy, known.get(copy.id))
            if stored is not None:
                found[copy.id] = stored
                self.add(stored)
        return found

    def _one(self, copy: NewestCopy, known: StoredContribution | None) -> StoredContribution | None:
        self.evaluations += 1
        if copy.evaluation is None:
            self.unreadable.append(copy.name)
            return known
        if known is not None and known.revision > copy.evaluation.revision:
            self.newer += 1
            return known
        if known is None and not copy.evaluation.is_reported:
            return None
        return StoredContribution(copy.evaluation.revision, contribution(copy.evaluation))

    def add(self, stored: StoredContribution) -> None:
        if stored.contribution is not None:
            self.counted += 1
            add_to(self.cells, cells_of(stored.contribution))

    def add_uncopied(self, stored: StoredContribution) -> None:
        self.uncopied += stored.contribution is not None
        self.add(stored)

    def result(self) -> RebuiltScores:
        return RebuiltScores(
            evaluations=self.evaluations,
            counted=self.counted,
            newer=self.newer,
            uncopied=self.uncopied,
            cells=len(self.cells),
            unreadable=tuple(self.unreadable),
        )


@dataclass(frozen=True)
class RebuildScores:
    copies: CopiedScores
    table: ScoreRebuild

    def __call__(self, run: str) -> RebuiltScores:
        """`run` is a name of its own for each run. Raises ScoresRebuilding."""
        self.table.begin(run)
        found = _Sum()
        for batch in self.copies.newest():
            self.table.go_on(run)
            known = self.table.contributions([each.id for each in batch])
            self.table.put_contributions(run, found.newest(batch, known))
        for each in self.table.all_contributions():
            if each.run != run:
                found.add_uncopied(each.stored)
        self.table.replace_cells(run, found.cells)
        self.table.end(run)
        return found.result()


@dataclass(frozen=True)
class CheckScores:
    copies: CopiedScores
    table: StoredScores

    def __call__(self) -> Iterator[str]:
        """Yields a sentence for each difference between the reports and the evaluations. Changes nothing. Of
        an evaluation that changes at this moment it may say something that is no longer true."""
        found = _Sum()
        copied: set[str] = set()
        for batch in self.copies.newest():
            ids = [each.id for each in batch]
            copied.update(ids)
            known = self.table.contributions(ids)
            yield from _different(found.newest(batch, known), known)
        for each in self.table.all_contributions():
            if each.id not in copied:
                found.add_uncopied(each.stored)
        yield from (f"The copy {name} cannot be read." for name in found.unreadable)
        yield from _wrong_cells(found.cells, self.table)


def _different(expected: _Known, known: _Known) -> Iterator[str]:
    for id_, wanted in expected.items():
        stored = known.get(id_)
        if stored is None:
            yield f"The evaluation {id_} is missing from the reports."
        elif stored.revision != wanted.revision:
            yield (
                f"The evaluation {id_} is in the reports with revision {stored.revision}, and its copy has"
                f" revision {wanted.revision}."
            )
        elif stored != wanted:
            yield f"The evaluation {id_} is in the reports with other scores than in its copy."


def _wrong_cells(expected: _Cells, table: StoredScores) -> Iterator[str]:
    """Takes the expected cells apart."""
    for cell, named in table.all_cells():
        wanted = expected.pop(cell, {})
        if _without_zeros(named) != wanted:
            yield _wrong_cell(cell, named, wanted)
    for cell, wanted in expected.items():
        yield _wrong_cell(cell, {}, wanted)


def _without_zeros(named: NamedSums) -> NamedSums:
    return {name: sums for name, sums in named.items() if sums}


def _wrong_cell(cell: Cell, named: NamedSums, wanted: NamedSums) -> str:
    names = sorted(
        name or "score"
        for name in named.keys() | wanted.keys()
        if named.get(name, NOTHING) != wanted.get(name, NOTHING)
    )
    first = names[0].removesuffix("score") or ""
    counts = (named.get(first, NOTHING).count, wanted.get(first, NOTHING).count)
    return (
        f"The sums of {cell.partition} {cell.place} do not fit their evaluations: {names[0]} has"
        f" {counts[0]} evaluations and should have {counts[1]}, or their scores differ."
    )
