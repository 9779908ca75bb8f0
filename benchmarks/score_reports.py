"""Read units of reports on scores over 100,000 evaluations of a year, computed from the bytes of the items.

    PYTHONPATH=layers/ringkeep/python:. .venv/bin/python benchmarks/score_reports.py [evaluations]

500 users in 25 teams, 4 scorecards, each with 3 sections and 12 questions. The product's own code adds the
evaluations to cells and asks for the reports; only the table is a sorted list in memory. A query costs half a
unit for each started 4 KB of its items, as DynamoDB counts their bytes, and each page of 1 MB is rounded by
itself. Fails if one year by team costs more than 50 units. Writes results/score_reports.json.
"""

from __future__ import annotations

import json
import platform
import resource
import sys
import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from ringkeep.aws.evaluation.scores_table import cell_item, contribution_item
from ringkeep.domain.access.profiles import ADMINISTRATOR, AGENT, MANAGER
from ringkeep.domain.access.sight import EVERYONE, Sight
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.evaluation.records import ScorecardHead, ScorecardVersion
from ringkeep.domain.evaluation.score_cells import Cell, NamedSums, add_to, cells_of
from ringkeep.domain.evaluation.score_contributions import Contribution
from ringkeep.domain.evaluation.score_periods import Periods, ReportPeriod
from ringkeep.domain.evaluation.score_reports import ScoreReport
from ringkeep.domain.evaluation.score_requests import CellQuery, ReportBy, ScoreRequest
from ringkeep.domain.evaluation.score_sums import Sums
from ringkeep.usecases.evaluation.report_scores import ReportScores
from ringkeep.usecases.evaluation.score_ports import StoredContribution

RESULT: Final = Path(__file__).parent / "results" / "score_reports.json"
EVALUATIONS: Final = 100_000
USERS, TEAMS, SCORECARDS, SECTIONS, QUESTIONS = 500, 25, 4, 3, 12
FIRST_DAY: Final = date(2026, 1, 1)
DAYS: Final = 365
MOST_UNITS: Final = 50.0
"""Of one year by team."""
_UNIT: Final = 4_096
_WRITE_UNIT: Final = 1_024
_PAGE: Final = 1_000_000


def user_id(number: int) -> str:
    return f"{number:032x}"


def scorecard_id(number: int) -> str:
    return f"{number + 1_000_000:032x}"


def team_name(number: int) -> str:
    return f"Customer support {number:02d}"


def team_of(user: int) -> int:
    return user % TEAMS


def contributions(count: int) -> Iterator[Contribution]:
    random = Random(12)  # noqa: S311
    for _ in range(count):
        user = random.randrange(USERS)
        scores = [random.randrange(0, 10_001) for _ in range(SECTIONS + QUESTIONS)]
        yield Contribution(
            day=FIRST_DAY + timedelta(days=random.randrange(DAYS)),
            user=user_id(user),
            team=team_name(team_of(user)),
            scorecard=scorecard_id(random.randrange(SCORECARDS)),
            version=random.choice((1, 2)),
            score=sum(scores) // len(scores),
            failed_by="question-0" if random.random() < 0.02 else "",
            sections={f"section-{n}": scores[n] for n in range(SECTIONS)},
            questions={f"question-{n}": scores[SECTIONS + n] for n in range(QUESTIONS)},
        )


class Table:
    """The port ScoreCells over a sorted list. It counts units and requests."""

    def __init__(self, cells: Mapping[Cell, NamedSums]) -> None:
        self._cells = cells
        self._places: dict[str, list[str]] = {}
        for cell in sorted(cells):
            self._places.setdefault(cell.partition, []).append(cell.place)
        self.units = 0.0
        self.requests = 0

    def require_complete(self) -> None:
        self._count([])

    def find(self, query: CellQuery) -> Iterator[tuple[Cell, NamedSums]]:
        places = self._places.get(query.partition, [])
        first, last = bisect_left(places, query.first), bisect_right(places, query.last)
        found = [Cell(query.partition, place) for place in places[first:last]]
        self._count([_size(cell_item(cell, self._cells[cell])) for cell in found])
        return ((cell, self._cells[cell]) for cell in found)

    def place_after(self, partition: str, place: str) -> str:
        places = self._places.get(partition, [])
        at = bisect_right(places, place)
        self._count([200] if at < len(places) else [])
        return places[at] if at < len(places) else ""

    def _count(self, sizes: Sequence[int]) -> None:
        """One read, in pages."""
        page = 0
        for size in sizes:
            if page + size > _PAGE:
                self._count_page(page)
                page = 0
            page += size
        self._count_page(page)

    def _count_page(self, size: int) -> None:
        self.units += 0.5 * max(1, -(-size // _UNIT))
        self.requests += 1


class People:
    """The port NamedPeople. Each name is read from an item of at most 4 KB, at half price."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def users_of(self, ids: Sequence[str]) -> Mapping[str, UserRecord]:
        self._table.units += 0.5 * len(ids)
        self._table.requests += 1
        return {}


class Titles:
    """The port ScorecardTitles. A head and a version are read consistently: 1 unit for each 4 KB."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def head(self, scorecard_id: str) -> ScorecardHead | None:
        self._table.units += 1
        self._table.requests += 1
        return None

    def version(self, scorecard_id: str, number: int) -> ScorecardVersion | None:
        return None


def _size(item: Mapping[str, object]) -> int:
    """As DynamoDB counts: names and texts by their bytes, a number by one for two digits and one more."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: object) -> int:
    if isinstance(value, int):
        return (len(str(abs(value)).rstrip("0")) + 1) // 2 + 1 + (value < 0)
    return len(str(value).encode())


def principal(number: int, sees: Sequence[int] | None, *, manages: bool = True) -> UserPrincipal:
    rights = (MANAGER if manages else AGENT).rights
    if sees is None:
        return UserPrincipal("root", "root", ADMINISTRATOR.rights, EVERYONE)
    users = frozenset(map(user_id, [number, *sees]))
    return UserPrincipal(user_id(number), "someone", rights, Sight(users=users))


def cases() -> Iterator[tuple[str, UserPrincipal, ScoreRequest]]:
    last = FIRST_DAY + timedelta(days=DAYS - 1)
    year = Periods.of(ReportPeriod.MONTH, FIRST_DAY, last)
    weeks = Periods.of(ReportPeriod.WEEK, FIRST_DAY, last)
    root, team, card = principal(0, None), team_name(0), scorecard_id(0)
    boss = principal(0, [each for each in range(USERS) if team_of(each) == 0])
    head = principal(1, range(200 - 1))
    yield "one year by team", root, ScoreRequest(ReportBy.TEAM, year)
    yield "one year by team, one scorecard", root, ScoreRequest(ReportBy.TEAM, year, card)
    yield "one year of weeks by team", root, ScoreRequest(ReportBy.TEAM, weeks)
    yield "one year of everything", root, ScoreRequest(ReportBy.ALL, year)
    yield "one year by user of one team", root, ScoreRequest(ReportBy.USER, year, team=team)
    yield (
        "one year of weeks by user of one team",
        root,
        ScoreRequest(ReportBy.USER, weeks, team=team),
    )
    yield "one year by user, a page of 50", root, ScoreRequest(ReportBy.USER, year)
    yield "one year by question of one scorecard", root, ScoreRequest(ReportBy.QUESTION, year, card)
    yield "a manager of 20: one year by user", boss, ScoreRequest(ReportBy.USER, year)
    yield "a manager of 20: one year by team", boss, ScoreRequest(ReportBy.TEAM, year)
    yield "a manager of 20: by question", boss, ScoreRequest(ReportBy.QUESTION, year, card)
    yield "a manager of 200: one year by team", head, ScoreRequest(ReportBy.TEAM, year)
    own = principal(7, [], manages=False)
    yield "an agent: one year of their own", own, ScoreRequest(ReportBy.ALL, year)


def write_units(given: Contribution) -> dict[str, float]:
    """Of the transaction of one evaluation whose cells have 1 KB at most: each item counts twice."""
    items = [contribution_item("0" * 32, StoredContribution(5, given))]
    items += [cell_item(cell, named) for cell, named in cells_of(given).items()]
    units = [2 * max(1, -(-_size(each) // _WRITE_UNIT)) for each in items]
    return {"items": len(items) + 1, "units": sum(units) + 2}


def measured(table: Table) -> dict[str, dict[str, float]]:
    report = ReportScores(table, Titles(table), People(table))
    found: dict[str, dict[str, float]] = {}
    for name, who, request in cases():
        table.units, table.requests = 0.0, 0
        began = time.process_time()
        answer: ScoreReport = report(who, request)
        found[name] = {
            "read_units": table.units,
            "requests": table.requests,
            "lines": len(answer.series),
            "processor_seconds": round(time.process_time() - began, 3),
        }
    return found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else EVALUATIONS
    began = time.process_time()
    cells: dict[Cell, dict[str, Sums]] = {}
    for each in contributions(count):
        add_to(cells, cells_of(each))
    seconds = time.process_time() - began
    reports = measured(Table(cells))
    units = reports["one year by team"]["read_units"]
    result = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": platform.machine(),
        "evaluations": count,
        "users": USERS,
        "teams": TEAMS,
        "scorecards": SCORECARDS,
        "cells": len(cells),
        "bytes": sum(_size(cell_item(cell, named)) for cell, named in cells.items()),
        "processor_seconds_to_add": round(seconds, 1),
        "megabytes_of_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "write_of_one_evaluation": write_units(next(contributions(1))),
        "bound": MOST_UNITS,
        "reports": reports,
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))
    if units > MOST_UNITS:
        raise SystemExit(f"one year by team needs {units} read units")


if __name__ == "__main__":
    main()
