"""Sums of scores in memory. They pass the contract tests of the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.evaluation.score_cells import (
    Cell,
    Cells,
    NamedSums,
    add_to,
    change_of,
)
from ringkeep.domain.evaluation.score_requests import CellQuery
from ringkeep.domain.evaluation.score_sums import Sums
from ringkeep.errors import Conflict
from ringkeep.usecases.evaluation.score_ports import (
    MarkedContribution,
    NewestCopy,
    ScoresRebuilding,
    StoredContribution,
)
from tests.fakes.access.people_store import MemoryPeopleStore


class MemoryScores:
    """The ports ScoreCells and ScoreChanges."""

    def __init__(self) -> None:
        self.cells: dict[Cell, dict[str, Sums]] = {}
        self.contributions: dict[str, StoredContribution] = {}
        self.rebuilding = False

    def require_complete(self) -> None:
        if self.rebuilding:
            raise ScoresRebuilding("a rebuild runs")

    def find(self, query: CellQuery) -> Iterator[tuple[Cell, NamedSums]]:
        for cell in sorted(self.cells):
            if cell.partition == query.partition and query.first <= cell.place <= query.last:
                yield cell, self.cells[cell]

    def place_after(self, partition: str, place: str) -> str:
        places = sorted(each.place for each in self.cells if each.partition == partition)
        return next((each for each in places if each > place), "")

    def stored(self, evaluation: str) -> StoredContribution | None:
        return self.contributions.get(evaluation)

    def apply(
        self, evaluation: str, before: StoredContribution | None, after: StoredContribution
    ) -> None:
        self.require_complete()
        if self.contributions.get(evaluation) != before:
            raise Conflict(f"the evaluation {evaluation} changed")
        self.contributions[evaluation] = after
        change = change_of(before.contribution if before else None, after.contribution)
        add_to(self.cells, change)


class StoredPeople:
    """The NamedPeople port."""

    def __init__(self, store: MemoryPeopleStore) -> None:
        self._store = store

    def users_of(self, ids: Sequence[str]) -> Mapping[str, UserRecord]:
        records = self._store.records
        return {id_: records[id_] for id_ in ids if id_ in records}


class MemoryScoreRebuild:
    """The ports ScoreRebuild and CopiedScores. `newest` are the copies."""

    def __init__(self, scores: MemoryScores) -> None:
        self.scores = scores
        self.copies: list[NewestCopy] = []
        self._runs: dict[str, str] = {}

    def newest(self) -> Iterator[Sequence[NewestCopy]]:
        yield from ([each] for each in self.copies)

    def contributions(self, ids: Sequence[str]) -> Mapping[str, StoredContribution]:
        known = self.scores.contributions
        return {id_: known[id_] for id_ in ids if id_ in known}

    def all_contributions(self) -> Iterator[MarkedContribution]:
        for id_, stored in list(self.scores.contributions.items()):
            yield MarkedContribution(id_, self._runs.get(id_, ""), stored)

    def all_cells(self) -> Iterator[tuple[Cell, NamedSums]]:
        yield from self.scores.cells.items()

    def begin(self, run: str) -> None:
        self.scores.require_complete()
        self.scores.rebuilding = True

    def go_on(self, run: str) -> None:
        pass

    def end(self, run: str) -> None:
        self.scores.rebuilding = False

    def put_contributions(self, run: str, items: Mapping[str, StoredContribution]) -> None:
        self.scores.contributions.update(items)
        self._runs.update(dict.fromkeys(items, run))

    def replace_cells(self, run: str, cells: Cells) -> None:
        self.scores.cells = {cell: dict(named) for cell, named in cells.items()}
