"""The routes of scorecards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ringkeep.api.functions import work_app
from ringkeep.domain.access.profiles import ADMINISTRATOR, AGENT, EVALUATOR
from ringkeep.domain.evaluation.files import as_object
from tests.fakes.access.principals import FakePrincipals, someone
from tests.unit.api.api_client import Answer, ApiClient, request, send_to
from tests.unit.domain.evaluation.builders import card, choice, section

DOCS = Path(__file__).parents[3] / "docs" / "scorecards"
SUPPORT = (DOCS / "support-call.yaml").read_text()
CONNECT = (DOCS / "connect-form.json").read_text()
CONTENT = as_object(card(section("opening", choice("greeting"))))
ROOT, EVA, ANN = (
    someone(name, profile)
    for name, profile in (("root", ADMINISTRATOR), ("eva", EVALUATOR), ("ann", AGENT))
)


class Client:
    def __init__(self) -> None:
        self.api = ApiClient(principals=FakePrincipals.of(ROOT, EVA, ANN))
        for person in (ROOT, EVA, ANN):
            self.api.people.records[person.record.user.id] = person.record

    def send(
        self,
        method: str,
        path: str = "",
        body: object = None,
        *,
        by: str = "root",
        version: str = "",
        media: str = "application/json",
        **query: str,
    ) -> Answer:
        event = request(method, f"/v1/scorecards{path}", f"u-{by}", **query)
        event["headers"].update({"if-match": version} if version else {})
        event["headers"]["content-type"] = media
        if body is not None:
            event["body"] = body if isinstance(body, str) else json.dumps(body)
        return send_to(work_app(self.api), event)

    def added(self, content: object = CONTENT) -> dict[str, Any]:
        answer = self.send("POST", body=content)
        assert answer.status == 201, answer.text
        found: dict[str, Any] = answer.json
        return found

    def active(self) -> dict[str, Any]:
        added = self.added()
        answer = self.send("POST", f"/{added['id']}/activate", version='"1"')
        assert answer.status == 200, answer.text
        found: dict[str, Any] = answer.json
        return found


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.mark.parametrize(
    ("content", "media", "title"),
    [
        (SUPPORT, "application/yaml", "Support call"),
        (CONNECT, "application/json", "Returns"),
        (json.dumps(CONTENT), "application/json", "Scorecard"),
        (SUPPORT, "application/octet-stream", "Support call"),
    ],
)
def test_a_scorecard_is_added_from_a_file(
    client: Client, content: str, media: str, title: str
) -> None:
    answer = client.send("POST", body=content, media=media)
    assert answer.status == 201, answer.text
    assert answer.headers["Location"] == f"/v1/scorecards/{answer.json['id']}"
    assert answer.headers["ETag"] == '"1"'
    assert (answer.json["title"], answer.json["state"]) == (title, "draft")
    assert answer.json["findings"] == []
    listed = client.send("GET").json["items"]
    assert [each["title"] for each in listed] == [title]


def test_a_wrong_file_has_a_sentence_for_each_mistake(client: Client) -> None:
    answer = client.send("POST", body={"title": "T", "colour": "red", "sections": 3})
    assert answer.status == 422
    found = {each["field"]: each["detail"] for each in answer.json["errors"]}
    assert found["colour"] == "A scorecard has no such field."
    assert "sections" in found
    assert client.send("POST", body="{").status == 422
    assert client.send("POST", body="").status == 422
    assert client.send("POST", body="x", media="image/png").status == 415
    assert client.send("POST", body=" " * 1_000_001).status == 413
    assert client.send("GET").json["items"] == []


def test_a_draft_becomes_a_version_and_the_next_one(client: Client) -> None:
    active = client.active()
    path = f"/{active['id']}"
    assert (active["state"], active["active_version"], active["draft"]) == ("active", 1, None)
    changed = client.send("PUT", f"{path}/draft", {**CONTENT, "title": "Next"}, version='"2"')
    assert changed.status == 200, changed.text
    assert (changed.json["title"], changed.json["draft"]["title"]) == ("Scorecard", "Next")
    again = client.send("POST", f"{path}/activate", version=changed.headers["ETag"])  # type: ignore[arg-type]
    assert (again.json["title"], again.json["active_version"]) == ("Next", 2)
    first = client.send("GET", f"{path}/versions/1", by="eva").json
    assert (first["number"], first["content"]["title"]) == (1, "Scorecard")
    for number in ("3", "0", "-1", "x", "9" * 50):
        assert client.send("GET", f"{path}/versions/{number}").status == 404


def test_findings_of_a_draft_keep_it_from_becoming_active(client: Client) -> None:
    content = as_object(card(section("opening", choice("greeting", weight=40))))
    added = client.added(content)
    sentence = "The weights of the questions add up to 40, not to 100."
    assert added["findings"] == [{"level": "error", "ref": "", "sentence": sentence}]
    answer = client.send("POST", f"/{added['id']}/activate", version='"1"')
    assert (answer.status, answer.json["code"]) == (409, "scorecard_not_ready")
    assert answer.json["errors"][0]["detail"] == sentence


def test_a_change_needs_the_version_that_was_read(client: Client) -> None:
    path = f"/{client.active()['id']}"
    assert client.send("POST", f"{path}/retire").status == 428
    stale = client.send("POST", f"{path}/retire", version='"1"')
    assert (stale.status, stale.json["given"], stale.json["current"]) == (412, 1, 2)
    retired = client.send("POST", f"{path}/retire", version='"1", "2"')
    assert (retired.status, retired.json["state"]) == (200, "retired")
    again = client.send("POST", f"{path}/retire", version='"3"')
    assert (again.status, again.json["code"]) == (409, "already_retired")
    assert client.send("DELETE", f"{path}/draft", version='"3"').status == 409


def test_someone_who_evaluates_sees_no_drafts(client: Client) -> None:
    draft, active = client.added(), client.active()
    changed = client.send("PUT", f"/{active['id']}/draft", {**CONTENT, "title": "X"}, version='"2"')
    assert changed.status == 200
    assert [each["id"] for each in client.send("GET", by="eva").json["items"]] == [active["id"]]
    assert client.send("GET", f"/{draft['id']}", by="eva").status == 404
    assert client.send("GET", f"/{draft['id']}/export", by="eva").status == 404
    seen = client.send("GET", f"/{active['id']}", by="eva").json
    assert (seen["draft"], seen["findings"]) == (None, [])
    assert seen["active"]["title"] == "Scorecard"


def test_rights(client: Client) -> None:
    path = f"/{client.active()['id']}"
    assert client.send("GET", by="ann").status == 403
    assert client.send("GET", path, by="ann").status == 403
    for method, place in (("POST", ""), ("PUT", f"{path}/draft"), ("POST", f"{path}/retire")):
        answer = client.send(method, place, CONTENT, by="eva", version='"2"')
        assert (answer.status, answer.json["code"]) == (403, "right_missing")


def test_the_list_by_state(client: Client) -> None:
    draft, active = client.added(), client.active()
    for state, found in (("draft", [draft]), ("active", [active]), ("retired", [])):
        items = client.send("GET", state=state).json["items"]
        assert [each["id"] for each in items] == [each["id"] for each in found]


@pytest.mark.parametrize("format_", ["yaml", "json"])
def test_an_export_can_be_imported_again(client: Client, format_: str) -> None:
    added = client.send("POST", body=SUPPORT, media="application/yaml").json
    answer = client.send("GET", f"/{added['id']}/export", format=format_)
    assert answer.status == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="scorecard.{format_}"'
    again = client.send("POST", body=answer.text, media=f"application/{format_}").json
    assert again["draft"] == added["draft"]


def test_a_preview_scores_without_storing(client: Client) -> None:
    given = {"greeting": {"StringValue": "a2"}}
    content = {**CONTENT, "thresholds": [{"name": "Low", "maximum": 60}]}
    answer = client.send("POST", "/preview", {"scorecard": content, "answers": given}, by="eva")
    assert answer.status == 200, answer.text
    assert answer.json["scores"]["score"] == 50
    assert (answer.json["enabled"], answer.json["category"]) == (["greeting"], "Low")
    wrong = client.send("POST", "/preview", {"scorecard": CONTENT, "answers": {"x": {"a": 1}}})
    assert (wrong.status, wrong.json["errors"][0]["field"]) == (422, "answers.x")
    sections = [section(f"S{n}", choice(f"Q{n}", instructions="x" * 5_000)) for n in range(40)]
    long = {"scorecard": as_object(card(*sections))}
    assert client.send("POST", "/preview", long).status == 200
    twice = as_object(card(section("S", choice("Q"), choice("Q"))))
    broken = client.send("POST", "/preview", {"scorecard": twice})
    assert (broken.status, broken.json["scores"]) == (200, None)
    assert broken.json["findings"][0]["ref"] == "Q"
    assert client.send("GET").json["items"] == []
