"""What a report on scores is asked for, whose scores a person may see in one, and which cells it reads.

    people = people_of(principal, request)       None: everyone's
    for query in queries_of(request, people): ...

Nothing is subtracted: someone who may not see everyone gets sums of the people whom they see, and no others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final, NamedTuple

from ringkeep.domain.access.authority import RightMissing
from ringkeep.domain.access.refusals import Refusal
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.evaluation.score_cells import (
    AFTER,
    Cell,
    all_partition,
    details_partition,
    members_partition,
    teams_partition,
    unescaped,
    users_partition,
)
from ringkeep.domain.evaluation.score_periods import Periods

MOST_PEOPLE: Final = 200
"""Whose cells one answer reads, each with a query of its own."""


class ReportBy(StrEnum):
    ALL = "all"
    TEAM = "team"
    USER = "user"
    SCORECARD = "scorecard"
    SECTION = "section"
    QUESTION = "question"

    @property
    def is_detail(self) -> bool:
        return self in {ReportBy.SECTION, ReportBy.QUESTION}


class ScorecardNeeded(Refusal):
    code: ClassVar[str] = "scorecard_needed"
    field: ClassVar[str] = "scorecard"

    def __init__(self) -> None:
        super().__init__("Sections and questions belong to a scorecard: choose one.")


class TooManyPeople(Refusal):
    code: ClassVar[str] = "too_many_people"
    field: ClassVar[str] = "team"

    def __init__(self, number: int) -> None:
        super().__init__(
            f"You see {number:,} people, and a report adds up the scores of at most {MOST_PEOPLE}. Choose a"
            " team or a user, or ask for one line for each user."
        )


@dataclass(frozen=True)
class ScoreRequest:
    """`scorecard`, `team` and `user` narrow the report, empty for all. Raises ScorecardNeeded."""

    by: ReportBy
    periods: Periods
    scorecard: str = ""
    team: str = ""
    user: str = ""

    def __post_init__(self) -> None:
        if self.by.is_detail and not self.scorecard:
            raise ScorecardNeeded


class CellQuery(NamedTuple):
    """The cells of a partition whose places are between two, both included."""

    partition: str
    first: str
    last: str


People = Collection[str] | None
"""Ids of users. None: everyone."""


def people_of(principal: UserPrincipal, request: ScoreRequest) -> People:
    """Returns whose scores the report may have. Someone without the right sees their own. A person whom the
    principal does not see gives what one gives who does not exist: nothing. Raises RightMissing."""
    manages = principal.may(Right.MANAGE_EVALUATIONS)
    if not manages and request.user not in {"", principal.user_id}:
        raise RightMissing(Right.MANAGE_EVALUATIONS)
    if not manages:
        return (principal.user_id,)
    if request.user:
        return (request.user,) if principal.sees_user(request.user) else ()
    return None if principal.sight.everyone else principal.sight.users


def queries_of(request: ScoreRequest, people: People) -> Sequence[CellQuery]:
    """Raises TooManyPeople."""
    if people is None:
        return [_in_range(request, _partition(request))]
    if len(people) > MOST_PEOPLE:
        raise TooManyPeople(len(people))
    if request.by.is_detail:
        return [_in_range(request, _details_of(request, user)) for user in sorted(people)]
    users = users_partition(request.periods.period)
    return [_in_range(request, users, f"{user}#") for user in sorted(people)]


def members_query(request: ScoreRequest) -> CellQuery:
    """The cells of a team: they say who was in it."""
    return _in_range(request, members_partition(request.periods.period, request.team))


def _partition(request: ScoreRequest) -> str:
    period = request.periods.period
    if request.by.is_detail:
        return details_partition(period, request.scorecard, team=request.team)
    if request.team:
        return members_partition(period, request.team)
    if request.by is ReportBy.TEAM:
        return teams_partition(period, request.scorecard)
    return all_partition(period)


def _details_of(request: ScoreRequest, user: str) -> str:
    return details_partition(request.periods.period, request.scorecard, user=user)


def _in_range(request: ScoreRequest, partition: str, before: str = "") -> CellQuery:
    first, last = request.periods.first, request.periods.last
    return CellQuery(partition, f"{before}{first}", f"{before}{last}{AFTER}")


class Facts(NamedTuple):
    """What the key of a cell says about its scores. None where cells of its kind do not tell it apart."""

    start: str
    user: str | None = None
    team: str | None = None
    scorecard: str | None = None


def facts_of(cell: Cell) -> Facts:
    """Raises ValueError for a key that is no cell's."""
    kind, _, *rest = cell.partition.split("#")
    place = cell.place.split("#")
    if kind == "details":
        return _facts_of_details(rest, place)
    match kind, rest, place:
        case "all", [], [start, scorecard]:
            return Facts(start, scorecard=scorecard)
        case "teams", [] | [_], [start, team]:
            return Facts(start, team=unescaped(team), scorecard=rest[0] if rest else None)
        case "members", [team], [start, user, scorecard]:
            return Facts(start, user, unescaped(team), scorecard)
        case "users", [], [user, start, team, scorecard]:
            return Facts(start, user, unescaped(team), scorecard)
    raise ValueError(f"no cell has the key {kind}")


def _facts_of_details(rest: Sequence[str], place: Sequence[str]) -> Facts:
    match rest, place:
        case [scorecard], [start, _, _]:
            return Facts(start, scorecard=scorecard)
        case [scorecard, "team", team], [start, _, _]:
            return Facts(start, team=unescaped(team), scorecard=scorecard)
        case [scorecard, "user", user], [start, team, _, _]:
            return Facts(start, user, unescaped(team), scorecard)
    raise ValueError("no cell has such a key of details")


def wanted(facts: Facts, request: ScoreRequest, people: People) -> bool:
    """Whether the report has the scores of a cell that one of its queries found."""
    return (
        _fits(facts.scorecard, request.scorecard)
        and _fits(facts.team, request.team)
        and (people is None or facts.user is None or facts.user in people)
    )


def _fits(known: str | None, asked: str) -> bool:
    return not asked or known is None or known == asked


def members_among(cells: Iterable[Cell], people: People) -> frozenset[str]:
    """Returns the people of a team's cells whom the report may have."""
    users = {facts.user for facts in map(facts_of, cells) if facts.user is not None}
    return frozenset(users if people is None else users & set(people))
