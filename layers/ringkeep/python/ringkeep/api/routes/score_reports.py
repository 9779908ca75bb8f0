"""The reports on scores: as JSON, and as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from http import HTTPStatus
from typing import Annotated, Final, Protocol, cast
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.csv_text import CSV, csv_text
from ringkeep.api.dependencies import PrincipalDependencies, SignedIn, may, provided
from ringkeep.api.description import PERSONAL, SIGNED_IN, documented_file, documented_responses
from ringkeep.api.problems import HEADERS
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.times import beginning
from ringkeep.api.views.common import Cursor, moment
from ringkeep.api.views.score_reports import HEADER, ScoreReportView, rows_of, score_report_view
from ringkeep.domain.access.audit_csv import csv_cell
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.evaluation.score_periods import Periods, ReportPeriod
from ringkeep.domain.evaluation.score_reports import ScoreReport
from ringkeep.domain.evaluation.score_requests import ReportBy, ScoreRequest
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.evaluation.report_scores import ReportScores

router = new_router()
_PATH: Final = "/v1/reports/scores"
_DAY: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MOST_PAGES: Final = 10
"""Pages of a report in one file."""
_DESCRIPTION: Final = (
    "Counted are reviews with a score from their release on, on the day of the release in UTC, for the team"
    " at the time of the assignment. Someone with `evaluations.manage` gets those of the people whom they"
    " see, everyone else their own. A report has whole periods: at most 36 months or 53 weeks, and without"
    " `from` the last 12."
)

Exports = Annotated[UserPrincipal, may(Right.EXPORT)]
ByParameter = Annotated[ReportBy, Query(description="what has a line of its own")]
PeriodParameter = Annotated[ReportPeriod, Query(description="month, or ISO week")]
From = Annotated[str, Query(alias="from", pattern=_DAY, description="a day of the first period")]
To = Annotated[
    str, Query(alias="to", pattern=_DAY, description="a day of the last period; default: today")
]
ScorecardId = Annotated[
    str,
    Query(
        min_length=1,
        max_length=100,
        description="only evaluations by this scorecard; sections and questions need it",
    ),
]
Team = Annotated[
    str,
    Query(
        min_length=1,
        max_length=200,
        description="only what people of this team got while they were in it",
    ),
]
User = Annotated[str, Query(min_length=1, max_length=100, description="only this user's scores")]
# Report and export repeat these parameters: Powertools passes none to a dependency of a route.


class ScoreReportDependencies(PrincipalDependencies, Protocol):
    @property
    def report_scores(self) -> ReportScores: ...

    @property
    def clock(self) -> Clock: ...


def _dependencies(request: Request) -> ScoreReportDependencies:
    return cast(ScoreReportDependencies, provided(request))


Reports = Annotated[ScoreReportDependencies, Depends(_dependencies)]


@router.get(
    _PATH,
    summary="Scores over time",
    description=_DESCRIPTION,
    operation_id="reportScores",
    responses=documented_responses(ScoreReportView, "a page of the report", PERSONAL),
    security=SIGNED_IN,
    compress=True,
)
def score_report(
    person: SignedIn,
    reports: Reports,
    by: ByParameter = ReportBy.ALL,
    period: PeriodParameter = ReportPeriod.MONTH,
    start: From = "",
    end: To = "",
    scorecard: ScorecardId = "",
    team: Team = "",
    user: User = "",
    cursor: Cursor = "",
) -> Response[str]:
    periods = _periods(reports.clock, period, start, end)
    asked = ScoreRequest(by, periods, scorecard, team, user)
    return json_response(score_report_view(reports.report_scores(person, asked, cursor)))


@router.get(
    f"{_PATH}/export",
    summary="Scores over time as a file",
    description=f"{_DESCRIPTION} A line for each period with an evaluation. If there is more, the header"
    " `Link` has the address of the next file (`rel=next`).",
    operation_id="exportScoreReport",
    responses=documented_file(CSV, "the report", PERSONAL),
    security=SIGNED_IN,
    compress=True,
)
def export_score_report(
    person: Exports,
    reports: Reports,
    by: ByParameter = ReportBy.ALL,
    period: PeriodParameter = ReportPeriod.MONTH,
    start: From = "",
    end: To = "",
    scorecard: ScorecardId = "",
    team: Team = "",
    user: User = "",
    cursor: Cursor = "",
) -> Response[str]:
    periods = _periods(reports.clock, period, start, end)
    asked = ScoreRequest(by, periods, scorecard, team, user)
    pages = list(_pages(reports.report_scores, person, asked, cursor))
    given = {"by": by.value, "period": period.value, "from": periods.first.isoformat()}
    given |= {
        "to": periods.last_day.isoformat(),
        "scorecard": scorecard,
        "team": team,
        "user": user,
    }
    return _file(pages, _link(given, pages[-1].next))


def _pages(
    report: ReportScores, person: UserPrincipal, asked: ScoreRequest, after: str
) -> Iterator[ScoreReport]:
    for _ in range(MOST_PAGES):
        page = report(person, asked, after)
        yield page
        after = page.next
        if not after:
            return


def _periods(clock: Clock, period: ReportPeriod, start: str, end: str) -> Periods:
    last = _day("to", end) if end else moment(clock.now()).date()
    return Periods.of(period, _day("from", start), last) if start else Periods.until(period, last)


def _day(name: str, text: str) -> date:
    return moment(beginning(name, text)).date()


def _link(given: Mapping[str, str], next_: str) -> dict[str, str]:
    if not next_:
        return {}
    query = urlencode({name: value for name, value in {**given, "cursor": next_}.items() if value})
    return {"Link": f'<{_PATH}/export?{query}>; rel="next"'}


def _file(pages: list[ScoreReport], headers: Mapping[str, str]) -> Response[str]:
    rows = (tuple(map(csv_cell, row)) for page in pages for row in rows_of(page))
    name = {"Content-Disposition": 'attachment; filename="scores.csv"'}
    text = csv_text(HEADER, rows)
    return Response(HTTPStatus.OK.value, CSV, text, headers={**HEADERS, **name, **headers})
