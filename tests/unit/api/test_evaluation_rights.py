"""Who may assign, read and change which evaluation."""

from __future__ import annotations

from typing import Any

import pytest

from ringkeep.domain.access.users import Licence
from ringkeep.domain.evaluation.evaluations import EvaluationState
from tests.unit.api.evaluation_client import (
    GOOD,
    PEOPLE,
    EvaluationClient,
    ok,
    recording_id,
    refused,
    row_of,
    user_id,
)

NAMES = [each.record.user.name for each in PEOPLE]
STEPS: dict[str, Any] = {
    "assignment": {"evaluator": user_id("eve")},
    "draft": GOOD,
    "submit": {},
    "release": None,
    "edit": {**GOOD, "reason": "r"},
    "acknowledge": {},
    "disputes": {"question": "Q1", "reason": "r"},
    "disputes/Q2/decision": {"decision": "upheld", "reason": "r"},
}
STATES = {
    EvaluationState.ASSIGNED: EvaluationClient.begun,
    EvaluationState.DRAFT: EvaluationClient.drafted,
    EvaluationState.SUBMITTED: EvaluationClient.submitted,
    EvaluationState.RELEASED: EvaluationClient.released,
    EvaluationState.DISPUTED: EvaluationClient.disputed,
}
READERS = {
    EvaluationState.ASSIGNED: {"eva"},
    EvaluationState.DRAFT: {"eva"},
    EvaluationState.SUBMITTED: {"eva", "max", "root"},
    EvaluationState.RELEASED: {"eva", "max", "root", "ann"},
    EvaluationState.DISPUTED: {"eva", "max", "root", "ann"},
}
"""Of Eva's evaluation of Ann. Max has Ann in his team, Root sees everyone; Ben and Zoe are other agents, and
Eve evaluates but manages nothing."""
TAKERS = {
    (EvaluationState.ASSIGNED, "assignment"): {"max", "root"},
    (EvaluationState.ASSIGNED, "draft"): {"eva"},
    (EvaluationState.DRAFT, "draft"): {"eva"},
    (EvaluationState.DRAFT, "submit"): {"eva"},
    (EvaluationState.SUBMITTED, "release"): {"eva"},
    (EvaluationState.SUBMITTED, "edit"): {"eva"},
    (EvaluationState.RELEASED, "edit"): {"eva"},
    (EvaluationState.RELEASED, "acknowledge"): {"ann"},
    (EvaluationState.RELEASED, "disputes"): {"ann"},
    (EvaluationState.DISPUTED, "disputes"): {"ann"},
    (EvaluationState.DISPUTED, "disputes/Q2/decision"): {"max", "root"},
}
ACTION = {
    "assignment": "reassign",
    "draft": "save",
    "disputes": "dispute",
    "disputes/Q2/decision": "decide",
}


@pytest.fixture
def client() -> EvaluationClient:
    return EvaluationClient()


@pytest.mark.parametrize("state", STATES)
def test_who_reads_an_evaluation_in_each_state(
    client: EvaluationClient, state: EvaluationState
) -> None:
    evaluation = STATES[state](client)
    unknown = client.send("GET", f"/evaluations/{'0' * 32}", by="ann")
    for name in NAMES:
        answer = client.read(evaluation, name)
        if name in READERS[state]:
            assert answer.status == 200, (name, answer.text)
        else:
            assert (answer.status, answer.text) == (404, unknown.text), name
        history = client.send("GET", f"/evaluations/{evaluation['id']}/history", by=name)
        assert (history.status == 200) == (name in READERS[state] - {"ann"}), name


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", STATES)
def test_who_takes_which_step_in_each_state(
    client: EvaluationClient, state: EvaluationState, step: str
) -> None:
    evaluation = STATES[state](client)
    before = client.stored(evaluation)
    for name in NAMES:
        seen = client.read(evaluation, name)
        answer = client.step(evaluation, step, STEPS[step], name)
        if name in TAKERS.get((state, step), ()):
            assert answer.status == 200, (name, answer.text)
            offered = ok(seen)["may"] if seen.status == 200 else [ACTION.get(step, step)]
            assert ACTION.get(step, step) in offered
        elif (state, step) == (EvaluationState.ASSIGNED, "submit") and name == "eva":
            assert answer.status == 422, "it is not complete"
        else:
            assert answer.status in {403, 404, 409}, (name, answer.text)
            is_known = seen.status == 200 or (step == "assignment" and answer.status == 409)
            assert (answer.status == 404) == (not is_known), (name, answer.text)
            assert client.stored(evaluation) == before
            if seen.status == 200:
                assert ACTION.get(step, step) not in ok(seen)["may"], name
        client.api.evaluating.stored.stored[before.id] = before


def test_an_agent_does_not_open_anothers_evaluation_by_its_address(
    client: EvaluationClient,
) -> None:
    seen = client.released()
    assert refused(client.read(seen, "ben")) == (404, "evaluation_unknown")
    assert refused(client.step(seen, "acknowledge", {}, "ben")) == (404, "evaluation_unknown")
    assert client.listed("ben", list="about_me") == []
    assert client.listed("ann", list="about_me") == [seen["id"]]


def test_the_agent_gets_no_private_word(client: EvaluationClient) -> None:
    disputed = client.disputed()
    body = {"decision": "changed", "reason": "r", "answer": GOOD["answers"]["Q1"]}  # type: ignore[index,call-overload]
    decided = ok(client.step(disputed, "disputes/Q2/decision", body, "max"))
    for path in (
        f"/evaluations/{decided['id']}",
        "/evaluations",
        "/tasks",
        f"/recordings/{recording_id('one')}/evaluations",
    ):
        query = {"list": "about_me"} if path == "/evaluations" else {}
        text = client.send("GET", path, by="ann", **query).text
        assert '"hm"' not in text
        assert "for me" not in text


def test_assigning_needs_its_right(client: EvaluationClient) -> None:
    assert refused(client.begin(by="ann")) == (403, "right_missing")
    other = client.begin(by="eva", evaluator=user_id("eve"))
    assert (*refused(other), other.json["right"]) == (403, "right_missing", "evaluations.manage")
    assert client.begin(by="max", evaluator=user_id("eva")).status == 201
    assert client.begin("zoe", by="root", evaluator=user_id("eva")).status == 201


def test_no_one_chooses_who_evaluates_them(client: EvaluationClient) -> None:
    client.api.calls.put_recording(row_of("max", "100"))
    mine = {"evaluator": user_id("eva"), "evaluated": user_id("max")}
    assert refused(client.begin("max", by="max", **mine)) == (403, "not_yours")
    about_max = client.begun("max", by="root", **mine)
    other = {"evaluator": user_id("eve")}
    unknown = (404, "evaluation_unknown")
    assert refused(client.step(about_max, "assignment", other, "max")) == unknown
    assert client.step(about_max, "assignment", other, "root").status == 200


def test_a_recording_that_someone_may_not_see_is_unknown(client: EvaluationClient) -> None:
    unknown = (404, "recording_unknown")
    assert refused(client.begin("zoe", by="max", evaluator=user_id("eva"))) == unknown
    assert refused(client.begin("zoe", by="ann", kind="self")) == unknown
    path = f"/recordings/{recording_id('zoe')}/evaluations"
    assert refused(client.send("GET", path, by="ann")) == unknown
    assert refused(client.send("GET", path, by="max")) == unknown


def test_the_evaluator_must_be_able_to(client: EvaluationClient) -> None:
    """An agent lacks the right, Max does not see Zoe, Eve is deactivated, and the last is no user."""
    impossible = (409, "evaluator_not_possible")
    client.change_user("eve", active=False)
    for name in ("ann", "max", "eve", "nobody"):
        answer = client.begin("zoe", by="root", evaluator=user_id(name))
        assert refused(answer) == impossible, name
    new = client.begun("zoe", by="root", evaluator=user_id("eva"))
    for name in ("ann", "max", "eve", "nobody"):
        answer = client.step(new, "assignment", {"evaluator": user_id(name)}, "root")
        assert refused(answer) == impossible, name


def test_the_person_evaluated_must_be_one_who_can_be(client: EvaluationClient) -> None:
    assert refused(client.begin(evaluated=user_id("ben"))) == (422, "not_in_recording")
    assert refused(client.begin(evaluated="x")) == (422, "not_in_recording")
    client.change_user("ann", licences=frozenset({Licence.CALL_RECORDING}))
    assert refused(client.begin()) == (409, "not_licensed")
    client.change_user("ann", active=False, licences=frozenset(Licence))
    assert refused(client.begin()) == (409, "evaluated_inactive")


def test_several_who_took_part(client: EvaluationClient) -> None:
    unclear = client.begin("both")
    assert refused(unclear) == (422, "evaluated_unclear")
    names = [each["name"] for each in unclear.json["candidates"]]
    assert sorted(names) == ["ann", "ben"]
    new = client.begun("both", evaluated=user_id("ben"))
    assert new["evaluated"]["name"] == "ben"


def test_no_one_evaluates_themself_as_a_review(client: EvaluationClient) -> None:
    for body in ({"evaluated": user_id("eva")}, {"kind": "self"}):
        assert client.begin(**body).status == 422
    themself = client.begin(by="max", evaluator=user_id("ann"), evaluated=user_id("ann"))
    assert refused(themself) == (422, "evaluates_themself")
    other = client.begin(by="ann", kind="self", evaluated=user_id("ben"))
    assert refused(other) == (422, "evaluates_themself")


def test_a_self_evaluation_stands_beside_the_review(client: EvaluationClient) -> None:
    own = client.drafted(by="ann", kind="self")
    review = client.drafted()
    for each, by in ((own, "eva"), (own, "max"), (review, "ann")):
        assert client.read(each, by).status == 404
    own = ok(client.step(own, "submit", {}, "ann"))
    assert client.read(own, "eva").status == 404, "before her own review is submitted"
    assert client.read(own, "eve").status == 404
    assert ok(client.read(own, "max"))["other"] is None
    assert ok(client.read(review))["other"] is None
    review = ok(client.step(review, "submit", {}))
    assert ok(client.read(own))["other"] == review["id"]
    assert ok(client.read(review))["other"] == own["id"]
    assert ok(client.read(own, "ann"))["other"] is None
    review = ok(client.step(review, "release"))
    assert ok(client.read(own, "ann"))["other"] == review["id"]
    assert ok(client.read(review, "max"))["other"] == own["id"]
    beside = client.step(own, "acknowledge", {}, "eva")
    assert refused(beside) == (403, "not_yours"), "she sees it, and may do nothing with it"


def test_who_assigned_it_sees_no_draft(client: EvaluationClient) -> None:
    new = client.begun(by="max", evaluator=user_id("eva"))
    ok(client.step(new, "draft", GOOD))
    listed = ok(client.send("GET", "/evaluations", by="max", list="all"))["items"]
    assert [(each["state"], each["score"]) for each in listed] == [("assigned", None)]
    assert client.listed("max", list="all", state="draft") == []
    assert client.listed("root", list="all") == []
    assert client.read(new, "max").status == 404


def test_rights_that_were_taken_away_count_at_once(client: EvaluationClient) -> None:
    draft = client.drafted()
    client.change_user("eva", security_profile="agent")
    assert refused(client.step(draft, "draft", GOOD)) == (403, "not_yours")
    client.change_user("eva", active=False)
    assert client.step(draft, "draft", GOOD).status == 403


def test_a_deactivated_user_keeps_their_name(client: EvaluationClient) -> None:
    seen = client.released()
    client.change_user("eva", active=False)
    client.change_user("ann", active=False)
    found = ok(client.read(seen, "max"))
    assert (found["evaluator"]["name"], found["evaluated"]["name"]) == ("eva", "ann")
    assert client.read(seen, "ann").status == 403


@pytest.mark.parametrize("change", [{"active": False}, {"security_profile": "agent"}])
def test_those_in_charge_release_what_an_evaluator_left_behind(
    client: EvaluationClient, change: dict[str, object]
) -> None:
    done = client.submitted()
    assert refused(client.step(done, "release", by="max")) == (403, "not_yours")
    assert "release" not in ok(client.read(done, "max"))["may"]
    client.change_user("eva", **change)
    assert ok(client.read(done, "max"))["may"] == ["release"]
    for name in ("ann", "eve", "ben"):
        assert client.step(done, "release", by=name).status == 404
    assert ok(client.step(done, "release", by="max"))["state"] == "released"
    assert client.read(done, "ann").status == 200


def test_what_an_evaluator_left_unfinished_is_assigned_to_someone_else(
    client: EvaluationClient,
) -> None:
    client.drafted()
    client.change_user("eva", active=False)
    other = client.begun(by="max", evaluator=user_id("eve"))
    assert other["evaluator"]["name"] == "eve"


def test_all_evaluations_need_their_right(client: EvaluationClient) -> None:
    for name in ("ann", "eva"):
        answer = client.send("GET", "/evaluations", by=name, list="all")
        assert (*refused(answer), answer.json["right"]) == (
            403,
            "right_missing",
            "evaluations.manage",
        )
