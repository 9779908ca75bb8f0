"""The cells of the reports: sums of scores, each under the key by which a report reads it.

Each partition serves one kind of question, so that a report reads little else:

| partition | place | read for |
|---|---|---|
| all#{period} | {start}#{scorecard} | everyone together; scorecards |
| teams#{period}, teams#{period}#{scorecard} | {start}#{team} | teams |
| members#{period}#{team} | {start}#{user}#{scorecard} | what is asked about one team; its people |
| users#{period} | {user}#{start}#{team}#{scorecard} | one person; all people |
| details#{period}#{scorecard}, ...#team#{team} | {start}#{version}#{part} | sections and questions |
| details#{period}#{scorecard}#user#{user} | {start}#{team}#{version}#{part} | those of one person |

A cell has sums by name: "" for the score, `s:{ref}` for a section, `q:{ref}` for a question. A scorecard may
have hundreds of them, more than one update of an item may change: they are spread over parts, and are added
together when they are read. A version has cells of its own, so that a part never holds more names than one
version has.

A team is a text that people chose, so what separates the parts of a key is escaped in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from ringkeep.domain.evaluation.score_contributions import Contribution
from ringkeep.domain.evaluation.score_periods import ReportPeriod
from ringkeep.domain.evaluation.score_sums import Sums

SCORE: Final = ""
SECTION: Final = "s:"
QUESTION: Final = "q:"
NAMES_OF_A_PART: Final = 40
"""Each is up to four numbers. One update of an item may have 300 operations and 4 KB."""
AFTER: Final = "~"
"""Sorts after every continuation of a place: ids and days have none."""


class Cell(NamedTuple):
    partition: str
    place: str


NamedSums: TypeAlias = Mapping[str, Sums]
Cells: TypeAlias = Mapping[Cell, NamedSums]


def all_partition(period: ReportPeriod) -> str:
    return f"all#{period}"


def teams_partition(period: ReportPeriod, scorecard: str = "") -> str:
    return f"teams#{period}#{scorecard}" if scorecard else f"teams#{period}"


def members_partition(period: ReportPeriod, team: str) -> str:
    return f"members#{period}#{escaped(team)}"


def users_partition(period: ReportPeriod) -> str:
    return f"users#{period}"


def details_partition(
    period: ReportPeriod, scorecard: str, *, team: str = "", user: str = ""
) -> str:
    """Of everyone, of a team, or of a user. `team` is empty for everyone: people without a team are none."""
    scope = f"#team#{escaped(team)}" if team else f"#user#{user}" if user else ""
    return f"details#{period}#{scorecard}{scope}"


def escaped(team: str) -> str:
    return team.replace("%", "%25").replace("#", "%23")


def unescaped(team: str) -> str:
    return team.replace("%23", "#").replace("%25", "%")


def cells_of(given: Contribution) -> Cells:
    return {cell: sums for period in ReportPeriod for cell, sums in _cells(given, period)}


def change_of(before: Contribution | None, after: Contribution | None) -> Cells:
    """Returns what is added to the cells when `after` takes the place of `before`. Without what stays."""
    if before == after:
        return {}
    removed = cells_of(before) if before else {}
    changed = {cell: {name: -each for name, each in sums.items()} for cell, sums in removed.items()}
    add_to(changed, cells_of(after) if after else {})
    kept = (
        (cell, {name: each for name, each in sums.items() if each})
        for cell, sums in changed.items()
    )
    return {cell: sums for cell, sums in kept if sums}


def add_to(cells: dict[Cell, dict[str, Sums]], more: Cells) -> None:
    for cell, sums in more.items():
        into = cells.setdefault(cell, {})
        for name, each in sums.items():
            known = into.get(name)
            into[name] = each if known is None else known + each


def _cells(given: Contribution, period: ReportPeriod) -> Iterator[tuple[Cell, NamedSums]]:
    start = period.start(given.day).isoformat()
    score = {SCORE: Sums.of_score(given.score, failed=bool(given.failed_by))}
    for cell in _totals(given, period, start):
        yield cell, score
    parts = list(_parts(given))
    for partition, place in _details(given, period, start):
        for number, part in enumerate(parts):
            yield Cell(partition, f"{place}#{given.version}#{number}"), part


def _totals(given: Contribution, period: ReportPeriod, start: str) -> Sequence[Cell]:
    team, user, scorecard = escaped(given.team), given.user, given.scorecard
    return (
        Cell(all_partition(period), f"{start}#{scorecard}"),
        Cell(teams_partition(period), f"{start}#{team}"),
        Cell(teams_partition(period, scorecard), f"{start}#{team}"),
        Cell(members_partition(period, given.team), f"{start}#{user}#{scorecard}"),
        Cell(users_partition(period), f"{user}#{start}#{team}#{scorecard}"),
    )


def _details(given: Contribution, period: ReportPeriod, start: str) -> Iterator[tuple[str, str]]:
    scorecard = given.scorecard
    yield details_partition(period, scorecard), start
    if given.team:
        yield details_partition(period, scorecard, team=given.team), start
    yield details_partition(period, scorecard, user=given.user), f"{start}#{escaped(given.team)}"


def _parts(given: Contribution) -> Iterator[NamedSums]:
    named = dict(_named(given))
    names = sorted(named)
    for first in range(0, len(names), NAMES_OF_A_PART):
        yield {name: named[name] for name in names[first : first + NAMES_OF_A_PART]}


def _named(given: Contribution) -> Iterable[tuple[str, Sums]]:
    for ref, score in given.sections.items():
        yield f"{SECTION}{ref}", Sums.of_score(score)
    for ref, score in given.questions.items():
        yield f"{QUESTION}{ref}", Sums.of_score(score, failed=ref == given.failed_by)
