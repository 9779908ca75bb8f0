"""Answers a report on scores.

    report = report_scores(principal, ScoreRequest(ReportBy.TEAM, periods))

Whatever is asked, an answer reads a bounded number of cells: one range of one partition for those who see
everyone, and one for each person for those who do not, of whom there may be MOST_PEOPLE. One line for each
user comes in pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.access.user_records import CursorInvalid
from ringkeep.domain.evaluation.score_cells import AFTER, Cell, NamedSums, users_partition
from ringkeep.domain.evaluation.score_reports import (
    ALL,
    Grouping,
    Line,
    ScoreReport,
    Series,
    series_of,
)
from ringkeep.domain.evaluation.score_requests import (
    CellQuery,
    People,
    ReportBy,
    ScoreRequest,
    members_among,
    members_query,
    people_of,
    queries_of,
)
from ringkeep.domain.evaluation.tree import questions_of, sections_of
from ringkeep.usecases.evaluation.score_ports import NamedPeople, ScorecardTitles, ScoreCells

USERS_OF_A_PAGE: Final = 50
SERIES_OF_A_PAGE: Final = 250
_NAMES_AT_ONCE: Final = 100
_LONGEST_ID: Final = 100
_ALL: Final = "All"
_NO_TEAM: Final = "No team"


@dataclass(frozen=True)
class ReportScores:
    cells: ScoreCells
    scorecards: ScorecardTitles
    people: NamedPeople

    def __call__(
        self, principal: UserPrincipal, request: ScoreRequest, after: str = ""
    ) -> ScoreReport:
        """Returns the page after an id. Raises RightMissing, TooManyPeople, CursorInvalid and
        ScoresRebuilding."""
        people = people_of(principal, request)
        self.cells.require_complete()
        if request.by is ReportBy.USER and not request.team:
            return self._page_of_users(request, people, after)
        lines = self._lines(request, self._found_people(request, people))
        ids = sorted(id_ for id_ in lines if id_ > after or not after)
        page = ids[:SERIES_OF_A_PAGE]
        more = page[-1] if len(ids) > len(page) else ""
        return self._report(request, {id_: lines[id_] for id_ in page}, more)

    def _found_people(self, request: ScoreRequest, people: People) -> People:
        """Of a team, only those are read who were in it: someone may see more people than can be read."""
        if not request.team or people is None or len(people) < 2:  # noqa: PLR2004
            return people
        found = self.cells.find(members_query(request))
        return members_among((cell for cell, _ in found), people)

    def _page_of_users(self, request: ScoreRequest, people: People, after: str) -> ScoreReport:
        """Returns the next users in order of their ids. Fewer, or none, may have a line."""
        if people is None:
            ids = list(self._users_after(request, after))
        else:
            ids = sorted(id_ for id_ in people if id_ > after)[: USERS_OF_A_PAGE + 1]
        page = ids[:USERS_OF_A_PAGE]
        lines = self._lines(request, page)
        return self._report(request, lines, page[-1] if len(ids) > len(page) else "")

    def _users_after(self, request: ScoreRequest, after: str) -> Iterator[str]:
        """Goes from each user of the cells to the next one, whatever lies between."""
        if len(after) > _LONGEST_ID:
            raise CursorInvalid
        partition = users_partition(request.periods.period)
        place = f"{after}#{AFTER}" if after else ""
        for _ in range(USERS_OF_A_PAGE + 1):
            found = self.cells.place_after(partition, place)
            if not found:
                return
            user = found.partition("#")[0]
            yield user
            place = f"{user}#{AFTER}"

    def _lines(self, request: ScoreRequest, people: People) -> Mapping[str, Line]:
        return Grouping(request, people).lines(self._cells(queries_of(request, people)))

    def _cells(self, queries: Sequence[CellQuery]) -> Iterator[tuple[Cell, NamedSums]]:
        for query in queries:
            yield from self.cells.find(query)

    def _report(self, request: ScoreRequest, lines: Mapping[str, Line], more: str) -> ScoreReport:
        names = self._names(request, sorted(lines))
        found = [
            series_of(id_, names.get(id_) or id_, line, request.periods)
            for id_, line in lines.items()
        ]
        return ScoreReport(request.by, request.periods, _in_order(found, names), more)

    def _names(self, request: ScoreRequest, ids: Sequence[str]) -> Mapping[str, str]:
        """By id, in the order of the report."""
        match request.by:
            case ReportBy.ALL:
                return {ALL: _ALL}
            case ReportBy.USER:
                return self._by_name(self._names_of_users(ids))
            case ReportBy.TEAM:
                return {**self._by_name({id_: id_ for id_ in ids if id_}), "": _NO_TEAM}
            case ReportBy.SCORECARD:
                heads = {id_: self.scorecards.head(id_) for id_ in ids}
                return self._by_name({id_: head.title for id_, head in heads.items() if head})
        return self._titles(request)

    def _names_of_users(self, ids: Sequence[str]) -> dict[str, str]:
        names: dict[str, str] = {}
        for first in range(0, len(ids), _NAMES_AT_ONCE):
            records = self.people.users_of(ids[first : first + _NAMES_AT_ONCE])
            names.update({id_: record.user.name for id_, record in records.items()})
        return names

    @staticmethod
    def _by_name(names: Mapping[str, str]) -> dict[str, str]:
        return dict(sorted(names.items(), key=lambda each: (each[1].casefold(), each[0])))

    def _titles(self, request: ScoreRequest) -> Mapping[str, str]:
        """Of the latest version, in the order of the form."""
        head = self.scorecards.head(request.scorecard)
        number = head.latest_version if head else 0
        version = self.scorecards.version(request.scorecard, number) if number else None
        if version is None:
            return {}
        walk = sections_of if request.by is ReportBy.SECTION else questions_of
        return {each.ref: each.title for each in walk(version.content)}


def _in_order(found: Sequence[Series], names: Mapping[str, str]) -> Sequence[Series]:
    """Those without a name come last."""
    places = {id_: place for place, id_ in enumerate(names)}
    return sorted(found, key=lambda each: (places.get(each.id, len(places)), each.id))
