"""Lists of evaluations, tasks, and the evaluations of a recording."""

from __future__ import annotations

from typing import Any

import pytest

from ringkeep.domain.access.users import Licence
from ringkeep.domain.evaluation.evaluations import Dispute, Evaluation, EvaluationState, Subject
from ringkeep.usecases.access.requests import ChangeRequest
from tests.unit.api.evaluation_client import (
    ACCOUNT,
    CARD,
    DAY,
    GOOD,
    EvaluationClient,
    ok,
    recording_id,
    refused,
    user_id,
)
from tests.unit.domain.recordings.example_rows import NOW


@pytest.fixture
def client() -> EvaluationClient:
    return EvaluationClient()


def put(client: EvaluationClient, id_: str, **fields: Any) -> None:
    """An evaluation of Ann by Eva, as it is stored."""
    values: dict[str, Any] = {
        "scorecard_id": client.scorecard,
        "version": 1,
        "subject": Subject(service="main", account_id=ACCOUNT, recording_id=id_),
        "evaluated": user_id("ann"),
        "evaluator": user_id("eva"),
        "state": EvaluationState.SUBMITTED,
        "created_at": NOW - DAY,
        "submitted_at": NOW,
    }
    evaluation = Evaluation(id=id_, **{**values, **fields})
    client.api.evaluating.stored.stored[id_] = evaluation


def tasks(client: EvaluationClient, by: str) -> dict[str, list[str]]:
    answer = ok(client.send("GET", "/tasks", by=by))
    return {name: [each["id"] for each in group["items"]] for name, group in answer.items()}


def test_lists_of_each_person(client: EvaluationClient) -> None:
    one, zoe = client.released(), client.drafted("zoe")
    own = client.drafted(by="ann", kind="self")
    assert client.listed() == [zoe["id"], one["id"]]
    assert client.listed(state="draft") == [zoe["id"]]
    assert client.listed(evaluated=user_id("ann")) == [one["id"]]
    assert client.listed(recording=recording_id("zoe")) == [zoe["id"]]
    assert client.listed(recording="zoe") == [zoe["id"]]
    assert client.listed(scorecard="other") == []
    assert client.listed("ann") == [own["id"]]
    assert set(client.listed("ann", list="about_me")) == {own["id"], one["id"]}
    assert client.listed("zoe", list="about_me") == []
    for query in ({}, {"evaluated": user_id("ann")}, {"evaluator": user_id("eva")}):
        assert client.listed("max", list="all", **query) == [one["id"]], query
        assert client.listed("root", list="all", **query) == [one["id"]], query


def test_all_goes_back_month_by_month_in_bounded_reads(client: EvaluationClient) -> None:
    for number in range(15):
        put(client, f"m{number:02d}", created_at=NOW - number * 30.5 * DAY)
    assert client.listed("root", list="all") == [f"m{number:02d}" for number in range(13)]
    found: list[str] = []
    query: dict[str, str] = {"list": "all", "limit": "2", "from": "2020-01-01"}
    for _ in range(30):
        page = ok(client.send("GET", "/evaluations", by="root", **query))
        assert len(page["items"]) <= 2
        found += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert found == [f"m{number:02d}" for number in range(15)]


def test_a_list_does_not_tell_how_many_there_are_of_someone_out_of_sight(
    client: EvaluationClient,
) -> None:
    zoe = user_id("zoe")
    for number in range(20):
        put(client, f"z{number:02d}", evaluated=zoe, created_at=NOW - number * DAY)
    put(client, "mine", evaluated=zoe, evaluator=user_id("max"))
    query = {"list": "all", "limit": "1", "evaluated": zoe}
    page = ok(client.send("GET", "/evaluations", by="max", **query))
    assert ([each["id"] for each in page["items"]], page["next"]) == (["mine"], None)
    assert ok(client.send("GET", "/evaluations", by="root", **query))["next"]


def test_a_list_by_days(client: EvaluationClient) -> None:
    for number in range(3):
        put(client, f"d{number}", created_at=NOW - number * DAY)
    assert client.listed("root", list="all", **{"from": "2026-11-17", "to": "2026-11-17"}) == ["d1"]
    assert client.listed(**{"from": "2026-11-18"}) == ["d0"]
    backwards = client.send("GET", "/evaluations", **{"from": "2026-11-18", "to": "2026-11-01"})
    assert backwards.status == 422


def test_a_list_to_the_last_day_that_can_be_asked_for(client: EvaluationClient) -> None:
    answer = client.send("GET", "/evaluations", by="root", list="all", to="2999-12-31")
    assert (ok(answer)["items"], answer.json["next"][:4]) == ([], "2998")


def test_all_of_a_recording_however_old(client: EvaluationClient) -> None:
    one = Subject(service="main", account_id=ACCOUNT, recording_id="one")
    for number in range(5):
        put(client, f"r{number}", subject=one, created_at=NOW - number * 900 * DAY)
    put(client, "other")
    query = {"list": "all", "recording": recording_id("one")}
    assert client.listed("root", **query) == [f"r{number}" for number in range(5)]
    first = ok(client.send("GET", "/evaluations", by="root", limit="3", **query))
    rest = client.listed("root", limit="3", cursor=first["next"], **query)
    assert [*(each["id"] for each in first["items"]), *rest] == [f"r{n}" for n in range(5)]
    for cursor in ("0", "-1", "x", "9" * 40):
        answer = client.send("GET", "/evaluations", by="root", cursor=cursor, **query)
        assert refused(answer) == (422, "cursor_invalid")


@pytest.mark.parametrize("list_name", ["mine", "about_me", "all"])
@pytest.mark.parametrize("cursor", ["x", "2026-11.", "9999-12.x", "2026-11.x", "."])
def test_a_cursor_of_nothing(client: EvaluationClient, list_name: str, cursor: str) -> None:
    query = {"list": list_name, "cursor": cursor}
    answer = client.send("GET", "/evaluations", by="root", **query)
    is_month = (list_name, cursor) == ("all", "2026-11.")
    assert is_month or refused(answer) == (422, "cursor_invalid")


def test_a_cursor_leads_into_no_other_list(client: EvaluationClient) -> None:
    for number in range(3):
        put(client, f"e{number}")
    cursor = ok(client.send("GET", "/evaluations", limit="1"))["next"]
    answer = client.send("GET", "/evaluations", by="eve", cursor=cursor)
    assert refused(answer) == (422, "cursor_invalid")


def test_the_tasks_of_each_person(client: EvaluationClient) -> None:
    late = client.begun("zoe", due="2026-12-24")
    soon = client.drafted("both", evaluated=user_id("ann"), due="2026-11-27")
    submitted = client.submitted("both", evaluated=user_id("ben"))
    seen = client.released()
    assert tasks(client, "eva") == {
        "to_write": [soon["id"], late["id"]],
        "to_release": [submitted["id"]],
        "to_acknowledge": [],
        "to_answer": [],
    }
    assert tasks(client, "ann")["to_acknowledge"] == [seen["id"]]
    assert tasks(client, "ben")["to_acknowledge"] == []
    disputed = ok(client.step(seen, "disputes", {"question": "Q2", "reason": "r"}, "ann"))
    assert tasks(client, "ann")["to_acknowledge"] == []
    for name, waiting in (("max", [seen["id"]]), ("root", [seen["id"]]), ("eva", []), ("ann", [])):
        assert tasks(client, name)["to_answer"] == waiting, name
    body = {"decision": "upheld", "reason": "r"}
    ok(client.step(disputed, "disputes/Q2/decision", body, "max"))
    assert tasks(client, "max")["to_answer"] == []
    assert tasks(client, "ann")["to_acknowledge"] == [seen["id"]]
    own = client.drafted(by="ann", kind="self")
    assert tasks(client, "ann")["to_write"] == [own["id"]]


def test_a_self_evaluation_is_not_released_and_not_acknowledged(client: EvaluationClient) -> None:
    client.submitted(by="ann", kind="self")
    assert [found for found in tasks(client, "ann").values() if found] == []


def test_many_tasks(client: EvaluationClient) -> None:
    """Those to release are found behind any number of open ones."""
    for number in range(120):
        put(client, f"o{number:03d}", state=EvaluationState.ASSIGNED, submitted_at=None)
    for number in range(60):
        put(client, f"s{number:03d}", submitted_at=NOW + number)
    answer = ok(client.send("GET", "/tasks"))
    for name, first in (("to_write", "o000"), ("to_release", "s000")):
        group = answer[name]
        assert (len(group["items"]), group["more"]) == (50, True)
        assert group["items"][0]["id"] == first


def test_disputes_behind_many_of_other_teams_are_not_passed_over_in_silence(
    client: EvaluationClient,
) -> None:
    values = {"state": EvaluationState.DISPUTED, "released_at": NOW}
    for number in range(301):
        is_anns = number == 300
        dispute = Dispute(question="Q1", reason="r", at=NOW + number)
        user = user_id("ann" if is_anns else "zoe")
        put(client, f"d{number:03d}", evaluated=user, disputes=(dispute,), **values)
    group = ok(client.send("GET", "/tasks", by="max"))["to_answer"]
    assert group == {"items": [], "more": True}
    del client.api.evaluating.stored.stored["d000"]
    group = ok(client.send("GET", "/tasks", by="max"))["to_answer"]
    assert ([each["id"] for each in group["items"]], group["more"]) == (["d300"], False)


def test_the_tasks_of_someone_who_may_no_longer_evaluate(client: EvaluationClient) -> None:
    put(client, "o1", state=EvaluationState.ASSIGNED, evaluator=user_id("ann"), evaluated="x")
    assert tasks(client, "ann")["to_write"] == []


def of_recording(client: EvaluationClient, by: str, name: str = "both") -> dict[str, Any]:
    return ok(client.send("GET", f"/recordings/{recording_id(name)}/evaluations", by=by))


def test_the_evaluations_of_a_recording(client: EvaluationClient) -> None:
    ben = client.released("both", evaluated=user_id("ben"))
    ann = client.drafted("both", evaluated=user_id("ann"))
    found = {
        name: [each["id"] for each in of_recording(client, name)["items"]]
        for name in ("eva", "max", "ann", "ben", "eve")
    }
    assert set(found.pop("eva")) == {ben["id"], ann["id"]}
    assert found == {"max": [ben["id"]], "ann": [], "ben": [ben["id"]], "eve": []}


def test_who_could_be_evaluated(client: EvaluationClient) -> None:
    client.change_user("ben", licences=frozenset({Licence.CALL_RECORDING}))
    ann = {"id": user_id("ann"), "name": "ann", "licensed": True}
    ben = {"id": user_id("ben"), "name": "ben", "licensed": False}
    assert of_recording(client, "eva")["people"] == [ann, ben]
    assert of_recording(client, "max")["people"] == [ann, ben]
    assert of_recording(client, "ann")["people"] == [ann]


def test_with_which_scorecards_someone_may_begin(client: EvaluationClient) -> None:
    """An agent who took part evaluates themself, although they may not list scorecards."""
    active = [{"id": client.scorecard, "title": "Support call"}]
    by, changes = ChangeRequest(name="owner"), client.api.change_scorecards
    changes.add(CARD, by)
    retired = client.activated(CARD)
    changes.retire(retired, by, 2)
    for name in ("ann", "eva", "max", "root"):
        assert of_recording(client, name)["scorecards"] == active, name
    client.api.people.extensions.clear()
    assert of_recording(client, "ann")["scorecards"] == [], "the extension was not hers on that day"


def test_who_could_evaluate(client: EvaluationClient) -> None:
    """Those who see everyone, and the managers above those who took part; not who took part themselves."""
    client.change_user("ann", manager=user_id("max"))
    names = [each["name"] for each in of_recording(client, "root")["evaluators"]]
    assert sorted(names) == ["eva", "eve", "max", "root"]
    zoe = [each["name"] for each in of_recording(client, "root", "zoe")["evaluators"]]
    assert sorted(zoe) == ["eva", "eve", "root"]
    assert of_recording(client, "eva")["evaluators"] == []
    client.api.clock.advance(301)
    client.change_user("eve", active=False)
    again = [each["name"] for each in of_recording(client, "root", "zoe")["evaluators"]]
    assert sorted(again) == ["eva", "root"]


def test_a_draft_is_in_no_one_elses_list(client: EvaluationClient) -> None:
    draft = client.drafted()
    ok(client.step(draft, "draft", {**GOOD, "comment": "a secret"}))
    for name in ("ann", "ben", "max", "eve", "root"):
        paths = ("/tasks", f"/recordings/{recording_id('one')}/evaluations", "/evaluations")
        for path in paths:
            answer = client.send("GET", path, by=name)
            assert answer.status == 404 or draft["id"] not in answer.text, (name, path)
