"""What people write into evaluations: what is missing, too long, unknown, or looks like something else."""

from __future__ import annotations

import pytest

from ringkeep.domain.evaluation.scorecards import MOST_QUESTIONS
from ringkeep.usecases.access.requests import ChangeRequest
from tests.unit.api.evaluation_client import EvaluationClient, ok, refused
from tests.unit.domain.evaluation.builders import card, choice, section

MARKUP = "<script>alert(1)</script> **bold** {{7*7}} =HYPERLINK(1)"


@pytest.fixture
def client() -> EvaluationClient:
    return EvaluationClient()


@pytest.mark.parametrize("ref", ["Q9", "Q1"])
def test_an_answer_that_the_version_does_not_have(client: EvaluationClient, ref: str) -> None:
    draft = client.drafted()
    body = {"answers": {ref: {"answer": {"StringValue": "a9"}}}}
    answer = client.step(draft, "draft", body)
    assert refused(answer) == (422, "invalid_request")
    assert answer.json["errors"][0]["field"] == f"answers.{ref}"
    without = client.step(draft, "draft", {"answers": {"Q9": {"answer": None, "comment": "x"}}})
    assert refused(without) == (422, "invalid_request")
    assert ok(client.read(draft))["answers"] == draft["answers"]


def test_a_comment_of_a_hundred_thousand_letters(client: EvaluationClient) -> None:
    draft = client.drafted()
    long = "ü" * 100_000
    places = {
        "answers.Q1.comment": {"answers": {"Q1": {"answer": None, "comment": long}}},
        "answers.Q1.private": {"answers": {"Q1": {"answer": None, "private": long}}},
        "comment": {"answers": {}, "comment": long},
        "private": {"answers": {}, "private": long},
    }
    for field, body in places.items():
        answer = client.step(draft, "draft", body)
        assert refused(answer) == (422, "invalid_request")
        assert [each["field"] for each in answer.json["errors"]] == [field]
        assert long not in answer.text
    seen = ok(client.read(draft))
    assert (seen["revision"], seen["comment"]) == (draft["revision"], "Well done")


def test_many_long_comments_have_a_sentence(client: EvaluationClient) -> None:
    questions = [choice(f"Q{n}", weight=1) for n in range(MOST_QUESTIONS)]
    scorecard = client.activated(card(section("S", *questions)))
    new = client.begun(scorecard=scorecard)
    answers = {
        f"Q{n}": {"answer": {"StringValue": "a1"}, "comment": "x" * 3_000} for n in range(40)
    }
    answer = client.step(new, "draft", {"answers": answers})
    assert refused(answer) == (422, "too_large")
    assert "at most 100,000 can be stored" in answer.json["detail"]
    many = {f"Q{n}": {"answer": None} for n in range(MOST_QUESTIONS + 1)}
    assert client.step(new, "draft", {"answers": many}).json["errors"][0]["field"] == "answers"


def test_no_evaluation_begins_with_101_questions(client: EvaluationClient) -> None:
    questions = [choice(f"Q{n}") for n in range(MOST_QUESTIONS + 1)]
    by, changes = ChangeRequest(name="owner"), client.api.change_scorecards
    draft = changes.add(card(section("S", *questions)), by)
    assert refused(client.begin(scorecard=draft.id)) == (409, "scorecard_not_active")


def test_a_decision_has_an_answer_only_if_it_changes_it(client: EvaluationClient) -> None:
    disputed = client.disputed()
    given = {"answer": {"StringValue": "a3"}}
    upheld, changed = {"decision": "upheld", "reason": "r"}, {"decision": "changed", "reason": "r"}
    for body in ({**upheld, "answer": given}, changed, {**changed, "answer": {"answer": None}}):
        assert client.step(disputed, "disputes/Q2/decision", body, "max").status == 422
    unsaid = client.step(disputed, "disputes/Q2/decision", {**changed, "answer": given}, "max")
    assert (*refused(unsaid), unsaid.json["errors"][0]["ref"]) == (422, "comment_missing", "Q2")
    wrong = {**changed, "answer": {"answer": {"StringValue": "a9"}}}
    assert client.step(disputed, "disputes/Q2/decision", wrong, "max").status == 422
    other = client.step(disputed, "disputes/Q1/decision", upheld, "max")
    assert refused(other) == (422, "not_disputable")
    done = ok(client.step(disputed, "disputes/Q2/decision", upheld, "max"))
    assert (done["state"], done["score"]) == ("resolved", 75)


def test_a_question_whose_id_has_a_slash_can_be_decided(client: EvaluationClient) -> None:
    """Whether or not the gateway decodes the path."""
    ref = "A/B 50% ü?"
    scorecard = client.activated(card(section("S", choice(ref, weight=100))))
    new = client.begun(scorecard=scorecard)
    draft = ok(client.step(new, "draft", {"answers": {ref: {"answer": {"StringValue": "a2"}}}}))
    done = ok(client.step(draft, "submit", {"release": True}))
    disputed = ok(client.step(done, "disputes", {"question": ref, "reason": "r"}, "ann"))
    body = {"decision": "upheld", "reason": "r"}
    once = "A%2FB%2050%25%20%C3%BC%3F"
    twice = once.replace("%", "%25")
    for spelling in (once, twice):
        stored = client.stored(disputed)
        assert ok(client.step(disputed, f"disputes/{spelling}/decision", body, "max"))
        client.api.evaluating.stored.stored[disputed["id"]] = stored


def test_markup_is_stored_as_it_is(client: EvaluationClient) -> None:
    body = {"answers": {"Q1": {"answer": {"StringValue": "a1"}, "comment": MARKUP}}}
    draft = ok(client.step(client.begun(), "draft", {**body, "comment": MARKUP}))
    done = ok(client.step(draft, "submit", {"release": True}))
    seen = ok(client.step(done, "disputes", {"question": "Q1", "reason": MARKUP}, "ann"))
    assert (seen["comment"], seen["answers"]["Q1"]["comment"]) == (MARKUP, MARKUP)
    assert seen["disputes"][0]["reason"] == MARKUP
    assert client.read(seen).headers["Content-Type"] == "application/json"


def test_an_answer_may_be_taken_back_and_keep_its_comment(client: EvaluationClient) -> None:
    body = {"answers": {"Q1": {"answer": None, "comment": "later"}, "Q2": {"answer": {}}}}
    draft = ok(client.step(client.drafted(), "draft", body))
    assert draft["answers"]["Q1"]["answer"] is None
    assert draft["answers"]["Q1"]["comment"] == "later"


def test_everything_that_is_missing_is_named(client: EvaluationClient) -> None:
    new = client.begun()
    body = {"answers": {"Q2": {"answer": {"StringValue": "a3"}}}}
    draft = ok(client.step(new, "draft", body))
    answer = client.step(draft, "submit", {})
    assert refused(answer) == (422, "change_refused")
    found = [(each["code"], each["ref"], each["field"]) for each in answer.json["errors"]]
    assert found == [
        ("answer_missing", "Q1", "answers.Q1"),
        ("comment_missing", "Q2", "answers.Q2"),
    ]
    assert ok(client.read(new))["state"] == "draft"


def test_no_word_of_an_evaluation_is_logged(client: EvaluationClient, logged: list[str]) -> None:
    word = "s3cret"
    answers = {"Q1": {"answer": {"StringValue": "a1"}, "comment": word, "private": word}}
    body = {"answers": answers, "comment": word, "private": word}
    draft = ok(client.step(client.begun(), "draft", body))
    assert client.step(draft, "draft", {"answers": {word: {"answer": {word: word}}}}).status == 422
    done = ok(client.step(draft, "submit", {"release": True}))
    edited = ok(client.step(done, "edit", {**body, "reason": word}))
    disputed = ok(client.step(edited, "disputes", {"question": "Q1", "reason": word}, "ann"))
    decision = {"decision": "changed", "reason": word, "answer": {"answer": {"StringValue": word}}}
    assert client.step(disputed, "disputes/Q1/decision", decision, "max").status == 422
    assert client.step(disputed, f"disputes/{word}/decision", decision, "max").status == 422
    upheld = {"decision": "upheld", "reason": word}
    resolved = ok(client.step(disputed, "disputes/Q1/decision", upheld, "max"))
    ok(client.step(resolved, "acknowledge", {"comment": word}, "ann"))
    assert len([each for each in logged if "'request'" in each]) == 10
    assert word not in "".join(logged)
