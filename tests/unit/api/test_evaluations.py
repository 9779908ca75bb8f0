"""The way of an evaluation over HTTP: states, versions, refusals with their statuses, and bad input."""

from __future__ import annotations

import pytest

from ringkeep.domain.recordings.recordings import RecordingKey, RecordingState
from ringkeep.usecases.access.requests import ChangeRequest
from ringkeep.usecases.recordings.media_ports import Listened
from tests.unit.api.evaluation_client import (
    ACCOUNT,
    DAY,
    GOOD,
    EvaluationClient,
    ok,
    recording_id,
    refused,
    user_id,
)


@pytest.fixture
def client() -> EvaluationClient:
    return EvaluationClient()


def test_the_whole_way(client: EvaluationClient) -> None:
    begun = client.begin(due="2026-11-30")
    assert (begun.status, begun.headers["ETag"]) == (201, '"1"')
    assert begun.headers["Location"] == f"/v1/evaluations/{begun.json['id']}"
    new = begun.json
    assert (new["state"], new["due"], new["may"]) == (
        "assigned",
        "2026-11-30",
        ["save", "submit"],
    )
    assert new["evaluated"] == {"id": user_id("ann"), "name": "ann"}
    assert new["recording"] == recording_id("one")
    draft = ok(client.step(new, "draft", GOOD))
    assert (draft["state"], draft["score"], draft["scores"]["score"]) == ("draft", None, 75)
    assert draft["answers"]["Q1"] == {
        "answer": {"StringValue": "a1"},
        "comment": "Well",
        "private": "hm",
        "moments": [3],
    }
    done = ok(client.step(draft, "submit", {}))
    assert (done["state"], done["score"], done["may"]) == ("submitted", 75, ["release", "edit"])
    seen = ok(client.step(done, "release"))
    own = ok(client.read(seen, "ann"))
    assert (own["private"], own["answers"]["Q1"]["private"], own["listened"]) == ("", "", None)
    assert own["may"] == ["acknowledge", "dispute"]
    disputed = ok(client.step(own, "disputes", {"question": "Q2", "reason": "Better"}, "ann"))
    assert (disputed["state"], disputed["open_disputes"]) == ("disputed", 1)
    decision = {"decision": "changed", "reason": "Yes", "answer": {"answer": {"StringValue": "a1"}}}
    resolved = ok(client.step(disputed, "disputes/Q2/decision", decision, "max"))
    assert (resolved["state"], resolved["score"]) == ("resolved", 100)
    dispute = resolved["disputes"][0]
    assert dispute["decided_by"] == {"id": user_id("max"), "name": "max"}
    assert dispute["before"]["answer"] == {"StringValue": "a2"}
    after = ok(client.step(resolved, "acknowledge", {"comment": "Thank you"}, "ann"))
    assert (after["state"], after["acknowledgement"]) == ("acknowledged", "Thank you")


def test_a_change_needs_the_version_that_was_read(client: EvaluationClient) -> None:
    draft = client.drafted()
    path = f"/evaluations/{draft['id']}"
    for method, step, body in (
        ("PUT", "draft", GOOD),
        ("POST", "submit", {}),
        ("POST", "release", None),
        ("POST", "edit", {**GOOD, "reason": "r"}),
        ("POST", "acknowledge", {}),
        ("POST", "disputes", {"question": "Q1", "reason": "r"}),
        ("POST", "disputes/Q1/decision", {"decision": "upheld", "reason": "r"}),
    ):
        assert client.send(method, f"{path}/{step}", body).status == 428
        stale = client.send(method, f"{path}/{step}", body, version=1)
        assert (*refused(stale), stale.json["given"], stale.json["current"]) == (
            412,
            "version_stale",
            1,
            2,
        )
    both = client.send("PUT", f"{path}/draft", GOOD, version='"1", "2"')
    assert (both.status, both.headers["ETag"]) == (200, '"3"')


def test_two_tabs_do_not_overwrite_each_other(client: EvaluationClient) -> None:
    new = client.begun()
    first = client.step(new, "draft", {**GOOD, "comment": "first"})
    second = client.step(new, "draft", {**GOOD, "comment": "second"})
    assert (first.status, second.status) == (200, 412)
    assert ok(client.read(new))["comment"] == "first"


def test_a_retired_scorecard_begins_no_evaluation_and_ends_those_that_began(
    client: EvaluationClient,
) -> None:
    draft = client.drafted()
    by, changes = ChangeRequest(name="owner"), client.api.change_scorecards
    changes.retire(client.scorecard, by, 2)
    assert refused(client.begin("zoe")) == (409, "scorecard_not_active")
    done = ok(client.step(draft, "submit", {"release": True}))
    assert (done["state"], done["content"]["title"]) == ("released", "Support call")
    assert refused(client.begin("zoe", scorecard="x")) == (404, "scorecard_unknown")


def test_an_evaluation_is_finished_although_its_recording_is_erased(
    client: EvaluationClient,
) -> None:
    draft = client.drafted()
    key = RecordingKey(service="main", account_id=ACCOUNT, recording_id="one")
    row = client.api.calls.recording(key)
    assert row is not None
    erased = {"state": RecordingState.ERASED, "audio": None}
    client.api.calls.put_recording(row.model_copy(update=erased))
    saved = ok(client.step(draft, "draft", GOOD))
    done = ok(client.step(saved, "submit", {"release": True}))
    assert (done["state"], done["score"]) == ("released", 75)
    client.api.calls.rows.clear()
    assert ok(client.read(done, "ann"))["state"] == "released"
    disputed = ok(client.step(done, "disputes", {"question": "Q2", "reason": "r"}, "ann"))
    assert disputed["state"] == "disputed"


def test_the_day_of_ones_own_may_change_without_the_recording(client: EvaluationClient) -> None:
    new = client.begun()
    client.api.calls.rows.clear()
    body = {"evaluator": user_id("eva"), "due": "2026-12-24"}
    later = ok(client.step(new, "assignment", body))
    assert later["due"] == "2026-12-24"
    other = client.step(later, "assignment", {"evaluator": user_id("eve")})
    assert refused(other) == (403, "not_yours")
    moved = client.step(later, "assignment", {"evaluator": user_id("eve")}, "max")
    assert ok(moved)["evaluator"]["name"] == "eve"


def test_two_evaluators_on_one_assignment(client: EvaluationClient) -> None:
    new = client.begun(by="max", evaluator=user_id("eva"))
    again = ok(client.step(new, "assignment", {"evaluator": user_id("eve")}, "max"))
    assert again["evaluator"]["name"] == "eve"
    lost = client.step(again, "draft", GOOD, "eva")
    assert refused(lost) == (404, "evaluation_unknown")
    assert ok(client.step(again, "draft", GOOD, "eve"))["state"] == "draft"
    late = client.step(again, "assignment", {"evaluator": user_id("eva")}, "max")
    assert refused(late) == (409, "wrong_state")


def test_a_new_assignment_needs_the_version_of_the_last(client: EvaluationClient) -> None:
    new = client.begun(by="max", evaluator=user_id("eva"))
    body = {"evaluator": user_id("eve"), "due": "2026-12-24"}
    again = ok(client.step(new, "assignment", body, "max"))
    (listed,) = ok(client.send("GET", "/evaluations", by="max", list="all"))["items"]
    assert (listed["revision"], listed["due"]) == (again["revision"], "2026-12-24")
    stale = client.step(new, "assignment", body, "max")
    assert (*refused(stale), stale.json["current"]) == (412, "version_stale", 2)
    kept = ok(client.step(listed, "assignment", {"evaluator": user_id("eva")}, "max"))
    assert kept["due"] == "2026-12-24"
    without = {"evaluator": user_id("eva"), "due": None}
    assert ok(client.step(kept, "assignment", without, "max"))["due"] is None
    path = f"/evaluations/{new['id']}/assignment"
    assert client.send("PUT", path, body, by="max").status == 428


def test_the_same_evaluation_begins_once(client: EvaluationClient) -> None:
    new = client.begun()
    twice = client.begin()
    assert (*refused(twice), twice.json["id"]) == (409, "evaluation_exists", new["id"])
    other = client.begun(by="eve")
    body = {"evaluator": user_id("eva")}
    moved = client.step(other, "assignment", body, "max")
    assert (*refused(moved), moved.json["id"]) == (409, "evaluation_exists", new["id"])


def test_a_dispute_after_its_term(client: EvaluationClient) -> None:
    seen = client.released()
    client.api.clock.advance(14 * DAY + 1)
    assert "dispute" not in ok(client.read(seen, "ann"))["may"]
    answer = client.step(seen, "disputes", {"question": "Q1", "reason": "late"}, "ann")
    assert refused(answer) == (409, "dispute_too_late")
    assert ok(client.read(seen))["disputes"] == []


def test_an_edit_needs_a_reason_and_is_in_the_history(client: EvaluationClient) -> None:
    done = client.released()
    assert client.step(done, "edit", GOOD).status == 422
    better = {"answers": {"Q1": {"answer": {"StringValue": "a2"}}}, "reason": "misheard"}
    edited = ok(client.step(done, "edit", better))
    assert (edited["state"], edited["score"]) == ("released", 50)
    path = f"/evaluations/{done['id']}/history"
    steps = ok(client.send("GET", path))["items"]
    assert [each["action"] for each in steps] == ["assign", "submit", "release", "edit"]
    last = steps[-1]
    assert (last["by"]["name"], last["reason"], last["score"]) == ("eva", "misheard", 50)
    assert last["before"]["Q1"]["answer"] == {"StringValue": "a1"}
    pages = ok(client.send("GET", path, limit="3"))
    rest = ok(client.send("GET", path, limit="3", cursor=pages["next"]))
    assert [each["action"] for each in rest["items"]] == ["edit"]
    assert refused(client.send("GET", path, by="ann")) == (403, "not_yours")
    assert refused(client.send("GET", path, by="ben")) == (404, "evaluation_unknown")


def test_what_was_listened_to_stands_beside_the_score(client: EvaluationClient) -> None:
    key = RecordingKey(service="main", account_id=ACCOUNT, recording_id="one")
    client.api.media.plays.heard[user_id("eva"), key] = Listened(((0.0, 40.0),), 1)
    done = client.released()
    assert done["listened"] == 0.4
    assert ok(client.read(done, "ann"))["listened"] is None
    assert ok(client.read(done, "max"))["listened"] == 0.4
    assert client.released(by="eve")["listened"] == 0


def test_a_refused_release_submits_nothing(client: EvaluationClient) -> None:
    own = client.drafted(by="ann", kind="self")
    answer = client.step(own, "submit", {"release": True}, "ann")
    assert refused(answer) == (403, "not_yours")
    assert ok(client.read(own, "ann"))["state"] == "draft"


def test_steps_out_of_turn(client: EvaluationClient) -> None:
    done = client.submitted()
    for step, body, by in (
        ("draft", GOOD, "eva"),
        ("submit", {}, "eva"),
        ("assignment", {"evaluator": user_id("eve")}, "max"),
        ("disputes/Q1/decision", {"decision": "upheld", "reason": "r"}, "max"),
    ):
        assert refused(client.step(done, step, body, by)) == (409, "wrong_state")
    seen = ok(client.step(done, "release"))
    assert refused(client.step(seen, "release")) == (409, "wrong_state")
    again = ok(client.step(seen, "acknowledge", {}, "ann"))
    assert refused(client.step(again, "acknowledge", {}, "ann")) == (409, "wrong_state")


def test_audit_entries_have_no_words(client: EvaluationClient) -> None:
    disputed = client.disputed()
    ok(client.step(disputed, "disputes/Q2/decision", {"decision": "upheld", "reason": "r"}, "max"))
    entries = sorted(client.api.people.entries.values(), key=lambda each: each.id)
    found = [each for each in entries if each.object.kind == "evaluation"]
    assert sorted(each.action for each in found) == [
        "evaluation.assign",
        "evaluation.decide",
        "evaluation.dispute",
        "evaluation.release",
        "evaluation.submit",
    ]
    assert {each.object.id for each in found} == {disputed["id"]}
    text = " ".join(each.model_dump_json() for each in found)
    assert not [word for word in ("Well", "hm", "better", '"a1"') if word in text]
    submitted = next(each for each in found if each.action == "evaluation.submit")
    assert submitted.after["state"] == "submitted"
    assert submitted.after["score"] == 75
