"""Reports, against a naive recomputation over the evaluations that a person may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.domain.access.authority import RightMissing
from ringkeep.domain.access.profiles import ADMINISTRATOR, AGENT, EVALUATOR, MANAGER
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.sight import EVERYONE, Sight
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.evaluation.score_cells import add_to, cells_of
from ringkeep.domain.evaluation.score_contributions import Contribution
from ringkeep.domain.evaluation.score_periods import Periods, ReportPeriod
from ringkeep.domain.evaluation.score_reports import ScoreReport
from ringkeep.domain.evaluation.score_requests import (
    MOST_PEOPLE,
    ReportBy,
    ScorecardNeeded,
    ScoreRequest,
    TooManyPeople,
)
from ringkeep.usecases.evaluation import report_scores as module
from ringkeep.usecases.evaluation.report_scores import ReportScores
from ringkeep.usecases.evaluation.score_ports import ScoresRebuilding
from tests.fakes.access.people_store import MemoryPeopleStore
from tests.fakes.access.principals import someone
from tests.fakes.evaluation.scorecards import MemoryScorecards
from tests.fakes.evaluation.scores import MemoryScores, StoredPeople
from tests.properties import examples
from tests.unit.domain.evaluation.score_builders import SCORECARDS, TEAMS, USERS, contributions

YEAR = Periods.of(ReportPeriod.MONTH, date(2026, 1, 1), date(2026, 12, 31))


def person(user: str, profile: object = MANAGER, sees: Sequence[str] = ()) -> UserPrincipal:
    rights: frozenset[Right] = getattr(profile, "rights", frozenset())
    everyone = profile in (ADMINISTRATOR, EVALUATOR)
    sight = EVERYONE if everyone else Sight(users=frozenset({user, *sees}))
    return UserPrincipal(user, user, rights, sight)


ROOT = person("root", ADMINISTRATOR)


class Reports:
    def __init__(self, given_: Sequence[Contribution]) -> None:
        self.scores = MemoryScores()
        for each in given_:
            add_to(self.scores.cells, cells_of(each))
        self.people = MemoryPeopleStore()
        self.scorecards = MemoryScorecards(self.people)
        self.report = ReportScores(self.scores, self.scorecards, StoredPeople(self.people))

    def __call__(self, who: UserPrincipal, request: ScoreRequest, after: str = "") -> ScoreReport:
        return self.report(who, request, after)

    def totals(
        self, who: UserPrincipal, by: ReportBy, **narrowed: str
    ) -> dict[str, tuple[int, float]]:
        found: dict[str, tuple[int, float]] = {}
        after = ""
        while True:
            page = self(who, ScoreRequest(by, YEAR, **narrowed), after)
            for each in page.series:
                assert each.total.score is not None
                found[each.id] = (each.total.count, each.total.score)
                assert sum(point.summary.count for point in each.points) == each.total.count
            after = page.next
            if not after:
                return found


KEYS: Mapping[ReportBy, Callable[[Contribution], str]] = {
    ReportBy.ALL: lambda _: "all",
    ReportBy.TEAM: lambda each: each.team,
    ReportBy.USER: lambda each: each.user,
    ReportBy.SCORECARD: lambda each: each.scorecard,
}


def naive(
    given_: Sequence[Contribution], by: ReportBy, scorecard: str, team: str, user: str
) -> dict[str, tuple[int, float]]:
    lines: dict[str, list[int]] = {}
    for each in given_:
        asked = ((scorecard, each.scorecard), (team, each.team), (user, each.user))
        if all(wanted in ("", had) for wanted, had in asked):
            if by is ReportBy.SECTION or by is ReportBy.QUESTION:
                scores = each.sections if by is ReportBy.SECTION else each.questions
                for ref, score in scores.items():
                    lines.setdefault(ref, []).append(score)
            else:
                lines.setdefault(KEYS[by](each), []).append(each.score)
    return {
        id_: (len(found), round(sum(found) / len(found) / 100, 2)) for id_, found in lines.items()
    }


several = st.lists(contributions(), max_size=15)
narrow = st.tuples(
    st.sampled_from(ReportBy),
    st.sampled_from(["", *SCORECARDS]),
    st.sampled_from(["", *filter(None, TEAMS)]),
    st.sampled_from(["", *USERS]),
)


@settings(max_examples=examples(60), deadline=None)
@given(given_=several, asked=narrow)
def test_who_sees_everyone_gets_what_a_naive_recomputation_gives(
    given_: list[Contribution], asked: tuple[ReportBy, str, str, str]
) -> None:
    by, scorecard, team, user = asked
    if by.is_detail and not scorecard:
        scorecard = SCORECARDS[0]
    found = Reports(given_).totals(ROOT, by, scorecard=scorecard, team=team, user=user)
    assert found == naive(given_, by, scorecard, team, user)


@settings(max_examples=examples(60), deadline=None)
@given(given_=several, asked=narrow, seen=st.sets(st.sampled_from(USERS)))
def test_who_sees_some_people_gets_those_of_them_alone(
    given_: list[Contribution], asked: tuple[ReportBy, str, str, str], seen: set[str]
) -> None:
    by, scorecard, team, user = asked
    if by.is_detail and not scorecard:
        scorecard = SCORECARDS[0]
    reports = Reports(given_)
    who = person("boss", sees=sorted(seen))
    found = reports.totals(who, by, scorecard=scorecard, team=team, user=user)
    visible = [each for each in given_ if each.user in seen]
    assert found == naive(visible, by, scorecard, team, user)


@settings(max_examples=examples(30), deadline=None)
@given(given_=several, asked=narrow, profile=st.sampled_from([AGENT, EVALUATOR]))
def test_everyone_gets_their_own_scores_and_no_others(
    given_: list[Contribution], asked: tuple[ReportBy, str, str, str], profile: object
) -> None:
    by, scorecard, _, user = asked
    if by.is_detail and not scorecard:
        scorecard = SCORECARDS[0]
    who = person("ann", profile)
    assert Right.MANAGE_EVALUATIONS not in who.rights
    reports = Reports(given_)
    if user not in ("", "ann"):
        with pytest.raises(RightMissing):
            reports.totals(who, by, scorecard=scorecard, user=user)
        return
    own = [each for each in given_ if each.user == "ann"]
    found = reports.totals(who, by, scorecard=scorecard, user=user)
    assert found == naive(own, by, scorecard, "", "")


@settings(max_examples=examples(20), deadline=None)
@given(given_=several, changed=contributions())
def test_someone_hidden_changes_nothing_that_one_sees(
    given_: list[Contribution], changed: Contribution
) -> None:
    """Neither counts nor sums nor names nor pages."""
    who = person("boss", sees=["ann", "max"])
    hidden = changed.model_copy(update={"user": "eve"})
    for by in ReportBy:
        for period in ReportPeriod:
            last = Periods.of(period, date(2026, 6, 1), date(2026, 12, 31))
            request = ScoreRequest(by, last, scorecard="support")
            assert Reports(given_)(who, request) == Reports([*given_, hidden])(who, request)


def given_for(users: Sequence[str], team: str = "max") -> list[Contribution]:
    return [
        Contribution(
            day=date(2026, 11, 20), user=each, team=team, scorecard="support", version=1, score=8000
        )
        for each in users
    ]


def test_users_come_in_pages_and_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "USERS_OF_A_PAGE", 2)
    users = [f"u{number}" for number in range(5)]
    reports = Reports(given_for(users))
    request = ScoreRequest(ReportBy.USER, YEAR)
    first = reports(ROOT, request)
    assert ([each.id for each in first.series], first.next) == (["u0", "u1"], "u1")
    assert list(reports.totals(ROOT, ReportBy.USER)) == users
    boss = person("boss", sees=["u1", "u3", "u4"])
    assert list(reports.totals(boss, ReportBy.USER)) == ["u1", "u3", "u4"]


def test_other_lines_come_in_pages_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SERIES_OF_A_PAGE", 2)
    found = [each for n in range(5) for each in given_for(["ann"], f"t{n}")]
    assert list(Reports(found).totals(ROOT, ReportBy.TEAM)) == ["t0", "t1", "t2", "t3", "t4"]


def test_someone_who_sees_too_many_people_must_choose() -> None:
    seen = [f"u{number}" for number in range(MOST_PEOPLE)]
    boss = person("boss", sees=[*seen, "max"])
    reports = Reports(given_for(["u1", "u2"]))
    with pytest.raises(TooManyPeople, match="202 people"):
        reports(boss, ScoreRequest(ReportBy.ALL, YEAR))
    assert reports.totals(boss, ReportBy.ALL, team="max") == {"all": (2, 80.0)}
    assert reports.totals(boss, ReportBy.ALL, user="u1") == {"all": (1, 80.0)}
    assert len(reports.totals(boss, ReportBy.USER)) == 2


def test_names_and_order() -> None:
    found = [*given_for(["ann"], "Zoe"), *given_for(["ben"], ""), *given_for(["x"], "abe")]
    reports = Reports(found)
    report = reports(ROOT, ScoreRequest(ReportBy.TEAM, YEAR))
    assert [each.name for each in report.series] == ["abe", "Zoe", "No team"]
    record = someone("x", MANAGER).record
    user = record.user.model_copy(update={"id": "x", "name": "Abe", "active": False})
    reports.people.records["x"] = record.model_copy(update={"user": user})
    report = reports(ROOT, ScoreRequest(ReportBy.USER, YEAR))
    assert [(each.id, each.name) for each in report.series] == [
        ("x", "Abe"),
        ("ann", "ann"),
        ("ben", "ben"),
    ]


def test_a_team_of_hidden_people_has_no_line_and_no_name() -> None:
    found = [*given_for(["ann"], "Sales"), *given_for(["eve"], "Secret")]
    boss = person("boss", sees=["ann"])
    assert list(Reports(found).totals(boss, ReportBy.TEAM)) == ["Sales"]
    assert Reports(found).totals(boss, ReportBy.ALL, team="Secret") == {}


def test_there_is_a_point_for_each_period() -> None:
    (line,) = Reports(given_for(["ann"]))(ROOT, ScoreRequest(ReportBy.ALL, YEAR)).series
    assert [each.start for each in line.points] == YEAR.starts
    assert [each.summary.count for each in line.points] == [0] * 10 + [1, 0]
    assert line.trend.direction == "unknown"


def test_sections_and_questions_need_a_scorecard() -> None:
    with pytest.raises(ScorecardNeeded):
        ScoreRequest(ReportBy.QUESTION, YEAR)


def test_while_the_sums_are_built_again_no_one_gets_wrong_ones() -> None:
    reports = Reports([])
    reports.scores.rebuilding = True
    with pytest.raises(ScoresRebuilding):
        reports(ROOT, ScoreRequest(ReportBy.ALL, YEAR))
