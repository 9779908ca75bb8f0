"""Saved searches over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ringkeep.api.functions import work_app
from ringkeep.domain.access.profiles import ADMINISTRATOR, AGENT, EVALUATOR
from ringkeep.domain.search.saved_searches import FILTERS, MOST_OWN, MOST_SHARED
from tests.fakes.access.principals import FakePrincipals, someone
from tests.unit.api.api_client import Answer, ApiClient, request, send_to
from tests.unit.api.test_document import DOCUMENT

PATH = "/v1/searches"
REFUNDS = {
    "name": "Refunds",
    "query": {"text": "refund", "from": "2026-11-01"},
    "columns": ["started_at", "users"],
    "shared": False,
}


class Client:
    """`sub` names a person with the profile of that name."""

    def __init__(self) -> None:
        people = [someone(each.id, each) for each in (ADMINISTRATOR, EVALUATOR, AGENT)]
        self.api = ApiClient(principals=FakePrincipals.of(*people))
        self.work = work_app(self.api)

    def send(
        self, method: str, path: str = PATH, body: object = None, sub: str = "agent", **query: str
    ) -> Answer:
        http_event = request(method, path, f"u-{sub}", **query)
        if body is not None:
            http_event["body"] = json.dumps(body)
            http_event["headers"]["content-type"] = "application/json"
        return send_to(self.work, http_event)

    def saved(self, sub: str = "agent", **changes: Any) -> dict[str, Any]:
        answer = self.send("POST", PATH, {**REFUNDS, **changes}, sub)
        assert answer.status == 201, answer.text
        saved: dict[str, Any] = answer.json
        return saved

    def names(self, sub: str = "agent") -> list[tuple[str, bool]]:
        items = self.send("GET", sub=sub).json["items"]
        return [(each["name"], each["mine"]) for each in items]


@pytest.fixture
def client() -> Client:
    return Client()


def test_a_search_keeps_the_filters_of_the_list_of_recordings() -> None:
    parameters = DOCUMENT["paths"]["/v1/recordings"]["get"]["parameters"]
    assert {*FILTERS} | {"cursor", "limit"} == {each["name"] for each in parameters}


def test_own_and_shared_searches_are_listed(client: Client) -> None:
    saved = client.saved()
    assert {**saved, **REFUNDS} == saved
    client.saved("evaluator", name="shared", shared=True)
    client.saved("evaluator", name="private")
    assert client.names() == [("Refunds", True), ("shared", False)]
    assert client.names("evaluator") == [("private", True), ("shared", True)]


def test_an_old_version_is_a_conflict_with_the_present_search(client: Client) -> None:
    path = f"{PATH}/{client.saved()['id']}"
    changed = client.send("PUT", path, {**REFUNDS, "name": "New", "version": 1})
    assert (changed.status, changed.json["version"]) == (200, 2)
    again = client.send("PUT", path, {**REFUNDS, "name": "New", "version": 1})
    assert again.json == changed.json
    stale = client.send("PUT", path, {**REFUNDS, "name": "Other", "version": 1})
    assert (stale.status, stale.json["code"]) == (409, "search_changed")
    assert stale.json["search"] == changed.json
    assert client.send("DELETE", path, version="1").status == 409
    assert client.send("DELETE", path, version="2").status == 204
    assert client.send("DELETE", path, version="2").json["code"] == "search_unknown"


def test_a_search_is_shared_and_no_longer_shared(client: Client) -> None:
    path = f"{PATH}/{client.saved()['id']}"
    client.send("PUT", path, {**REFUNDS, "shared": True, "version": 1})
    assert client.names("evaluator") == [("Refunds", False)]
    client.send("PUT", path, {**REFUNDS, "version": 2})
    assert client.names("evaluator") == []


def test_no_one_changes_the_search_of_someone_else(client: Client) -> None:
    path = f"{PATH}/{client.saved(shared=True)['id']}"
    body = {**REFUNDS, "name": "Mine now", "version": 1}
    assert client.send("PUT", path, body, "evaluator").json["code"] == "not_yours"
    assert client.send("DELETE", path, sub="evaluator", version="1").json["code"] == "not_yours"
    assert client.send("DELETE", path, sub="administrator", version="1").status == 204


def test_a_private_search_of_someone_else_does_not_exist(client: Client) -> None:
    path = f"{PATH}/{client.saved()['id']}"
    for sub in ("evaluator", "administrator"):
        answer = client.send("DELETE", path, sub=sub, version="1")
        assert (answer.status, answer.json["code"]) == (404, "search_unknown")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"query": {"cursor": "x"}}, "filter_unknown"),
        ({"name": "\u200b "}, "text_missing"),
        ({"name": "x" * 101}, "text_too_long"),
        ({"columns": ["<b>"]}, "column_invalid"),
        ({"query": {"text": "x" * 501}}, "invalid_request"),
    ],
)
def test_a_search_that_can_not_be_kept_is_refused(
    client: Client, changes: dict[str, Any], code: str
) -> None:
    answer = client.send("POST", PATH, {**REFUNDS, **changes})
    assert (answer.status, answer.json["code"]) == (422, code)


def test_a_person_has_at_most_100_searches_of_which_40_are_shared(client: Client) -> None:
    for number in range(40):
        client.saved(name=str(number), shared=True)
    shared = client.send("POST", PATH, {**REFUNDS, "shared": True})
    assert (shared.status, shared.json["code"]) == (409, "too_many")
    for number in range(60):
        client.saved(name=str(number))
    own = client.send("POST", PATH, REFUNDS)
    assert (own.status, own.json["code"]) == (409, "too_many")
    client.saved("evaluator")


def test_all_searches_fit_in_one_answer(client: Client) -> None:
    """Everyone gets all shared searches: a few people could fill the answer until Lambda refuses it."""
    longest = dict.fromkeys(FILTERS, "\N{GRINNING FACE}" * 500)
    answer = client.send("POST", body={**REFUNDS, "query": longest})
    assert (answer.status, answer.json["code"]) == (422, "text_too_long")
    assert answer.json["errors"][0]["field"] == "query"
    fitting = dict.fromkeys(FILTERS[:4], "\N{GRINNING FACE}" * 500)
    kept = client.send("POST", body={**REFUNDS, "query": fitting})
    assert kept.status == 201
    assert len(kept.text.encode()) * (MOST_OWN + MOST_SHARED) < 5_000_000
