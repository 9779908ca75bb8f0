"""The reports on scores over HTTP."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest

from ringkeep.usecases.evaluation import report_scores
from tests.fakes.access.principals import ADMINISTRATOR, AGENT, EVALUATOR, MANAGER
from tests.unit.api.api_client import ApiClient, request
from tests.unit.domain.evaluation.builders import card, choice, section
from tests.unit.domain.evaluation.score_builders import RELEASED, evaluation
from tests.unit.usecases.access.people_setup import COMMAND_LINE

PATH = "/v1/reports/scores"
ROOT, ANN, MAX = ADMINISTRATOR.sub, AGENT.sub, MANAGER.sub
ANN_ID, MAX_ID = AGENT.record.user.id, MANAGER.record.user.id


@pytest.fixture
def api() -> ApiClient:
    client = ApiClient()
    client.clock.advance(RELEASED - client.clock.now())
    for each in (AGENT, MANAGER):
        client.people.records[each.record.user.id] = each.record
    for number, score in enumerate((70.0, 80.0, 90.0)):
        given = evaluation(f"e{number}", score, evaluated=ANN_ID, team="Support")
        client.roll_up_scores(given)
    return client


def test_a_report_by_team(api: ApiClient) -> None:
    report = api.get(PATH, ROOT, by="team").json
    assert (report["by"], report["period"]) == ("team", "month")
    assert (report["from"], report["to"], report["next"]) == ("2025-12-01", "2026-11-30", None)
    (line,) = report["series"]
    assert (line["id"], line["name"]) == ("Support", "Support")
    assert line["total"] == {"count": 3, "score": 80.0, "low": 55.16, "high": 100.0, "failed": 0}
    assert line["points"][-1] == {"start": "2026-11-01", **line["total"]}
    assert len(line["points"]) == 12
    assert line["trend"]["direction"] == "unknown"
    assert line["trend"]["sentence"].endswith(".")


def test_a_cursor_that_is_longer_than_any_id(api: ApiClient) -> None:
    answer = api.get(PATH, ROOT, by="user", cursor="\U0001f600" * 1_000)
    assert (answer.status, answer.json["code"]) == (422, "cursor_invalid")


def test_questions_have_the_titles_of_the_form(api: ApiClient) -> None:
    change = api.change_scorecards
    questions = (choice("greeting", title="Gave their name?"), choice("closing"))
    head = change.add(card(section("opening", *questions), title="Support"), COMMAND_LINE)
    change.activate(head.id, COMMAND_LINE, head.revision)
    scores = {"closing": 40.0, "greeting": 60.0, "gone": 1.0}
    api.roll_up_scores(evaluation("e9", scorecard_id=head.id, questions=scores, evaluated=ANN_ID))
    report = api.get(PATH, ROOT, by="question", scorecard=head.id).json
    names = [(each["id"], each["name"]) for each in report["series"]]
    assert names[0] == ("greeting", "Gave their name?")
    assert [each for each, _ in names] == ["greeting", "closing", "gone"]
    report = api.get(PATH, ROOT, by="scorecard").json
    assert [each["name"] for each in report["series"]] == ["Support", "support"]


def test_an_agent_gets_their_own_scores(api: ApiClient) -> None:
    api.roll_up_scores(evaluation("other", 10.0, evaluated=MAX_ID, team="x"))
    report = api.get(PATH, ANN, by="all").json
    assert report["series"][0]["total"]["count"] == 3
    assert api.get(PATH, ANN, user=ANN_ID).json == report
    refused = api.get(PATH, ANN, user=MAX_ID)
    assert (refused.status, refused.json["code"]) == (403, "right_missing")
    assert api.get(PATH, EVALUATOR.sub, by="user").json["series"] == []


def test_someone_unseen_is_like_someone_who_does_not_exist(api: ApiClient) -> None:
    hidden, unknown = (api.get(PATH, MAX, user=each).json for each in (ANN_ID, "nobody"))
    assert hidden == unknown
    hidden, unknown = (api.get(PATH, MAX, team=each).json for each in ("Support", "nobody"))
    assert hidden == unknown
    assert hidden["series"] == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"by": "question"}, "scorecard_needed"),
        ({"from": "2026-02-30"}, "unprocessable_content"),
        ({"from": "2026-11-01", "to": "2026-10-01"}, "range_reversed"),
        ({"from": "2020-01-01"}, "range_too_long"),
        ({"from": "2024-01-01", "period": "week"}, "range_too_long"),
        ({"by": "evaluator"}, "invalid_request"),
        ({"period": "day"}, "invalid_request"),
        ({"to": "today"}, "invalid_request"),
        ({"user": ""}, "invalid_request"),
    ],
    ids=str,
)
def test_wrong_questions(api: ApiClient, query: dict[str, str], code: str) -> None:
    for path in (PATH, f"{PATH}/export"):
        answer = api.get(path, ROOT, **query)
        assert answer.status == 422
        assert answer.json["code"] in {code, "unprocessable_entity"}


def test_while_the_sums_are_built_again(api: ApiClient) -> None:
    api.scores.rebuilding = True
    answer = api.get(PATH, ROOT)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")


def rows(text: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text))


def test_a_file_has_a_line_for_each_period_with_an_evaluation(api: ApiClient) -> None:
    answer = api.get(f"{PATH}/export", ROOT, by="team")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="scores.csv"'
    assert "Link" not in answer.headers
    assert list(rows(answer.text)) == [
        ["by", "id", "name", "start", "count", "score", "low", "high", "failed"],
        ["team", "Support", "Support", "2026-11-01", "3", "80.0", "55.16", "100.0", "0"],
    ]


def test_a_file_needs_the_right_to_export(api: ApiClient) -> None:
    answer = api.get(f"{PATH}/export", ANN)
    assert (answer.status, answer.json["right"]) == (403, "data.export")


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "@SUM(1)", "\t=1", "+1"])
def test_no_spreadsheet_takes_a_name_for_a_formula(api: ApiClient, name: str) -> None:
    user = AGENT.record.user.model_copy(update={"name": name})
    api.people.records[ANN_ID] = AGENT.record.model_copy(update={"user": user})
    answer = api.get(f"{PATH}/export", ROOT, by="user")
    assert list(rows(answer.text))[1][2].startswith("'")


def test_a_long_file_goes_on_in_the_next_one(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_scores, "USERS_OF_A_PAGE", 1)
    monkeypatch.setattr("ringkeep.api.routes.score_reports.MOST_PAGES", 2)
    for number in range(4):
        api.roll_up_scores(evaluation(f"u{number}", evaluated=f"u{number}"))
    answer = api.get(f"{PATH}/export", ROOT, by="user", scorecard="support")
    link = str(answer.headers["Link"])
    assert link.startswith(f"<{PATH}/export?by=user&period=month&from=2025-12-01")
    assert 'cursor=u0>; rel="next"' in link
    assert [row[1] for row in rows(answer.text)][1:] == [ANN_ID, "u0"]


def test_nothing_but_a_get_is_served() -> None:
    assert ApiClient().send(request("POST", PATH, ROOT)).status == 405
