"""Notes, bookmarks and tags over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ringkeep.api.functions import work_app
from ringkeep.domain.access.profiles import ADMINISTRATOR, AGENT, EVALUATOR
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.work.recording_work import RecordingWork
from tests.fakes.access.principals import FakePrincipals, extension, someone
from tests.unit.api.api_client import Answer, ApiClient, request, send_to
from tests.unit.domain.recordings.example_rows import pending
from tests.unit.usecases.recordings.call_log_setup import service

ID = "main:809646016:r1"
NOTES = f"/v1/recordings/{ID}/notes"
BOOKMARKS = f"/v1/recordings/{ID}/bookmarks"
TAGS = f"/v1/recordings/{ID}/tags"


class Client:
    """`sub` names a person with the profile of that name. Agent sees extension 101 only."""

    def __init__(self) -> None:
        people = [someone(each.id, each) for each in (ADMINISTRATOR, EVALUATOR)]
        agent = someone(AGENT.id, AGENT, extension("101"))
        self.api = ApiClient(principals=FakePrincipals.of(*people, agent))
        self.work = work_app(self.api)
        self.api.services.put(service("main"))
        self.row("r1", "199")
        self.row("r2", "101")

    def row(self, recording_id: str, extension_id: str) -> Recording:
        row = pending(
            service="main",
            account_id="809646016",
            recording_id=recording_id,
            extension_id=extension_id,
            duration_seconds=100,
            revision=0,
        )
        return self.api.calls.put_recording(row)

    def send(
        self, method: str, path: str, body: object = None, sub: str = "evaluator", **query: str
    ) -> Answer:
        http_event = request(method, path, f"u-{sub}", **query)
        if body is not None:
            http_event["body"] = json.dumps(body)
            http_event["headers"]["content-type"] = "application/json"
        return send_to(self.work, http_event)

    def note(self, text: str = "She asks for a refund.", **more: Any) -> dict[str, Any]:
        answer = self.send("POST", NOTES, {"text": text, **more})
        assert answer.status == 201, answer.text
        note: dict[str, Any] = answer.json
        return note


@pytest.fixture
def client() -> Client:
    return Client()


def test_a_note_is_seen_by_all_who_may_play_with_its_author_and_moment(client: Client) -> None:
    note = client.note("She asks\r\nfor a refund. ", at=73.5)
    assert note["author"]["name"] == "evaluator"
    assert (note["text"], note["at"], note["version"]) == ("She asks\nfor a refund.", 73.5, 1)
    assert note["mine"] is True
    (seen,) = client.send("GET", NOTES, sub="administrator").json["items"]
    assert seen == {**note, "mine": False}


def test_a_recording_that_someone_does_not_see_has_no_notes_for_them(client: Client) -> None:
    client.note()
    for method, path, body in (
        ("GET", NOTES, None),
        ("POST", NOTES, {"text": "x"}),
        ("GET", BOOKMARKS, None),
        ("POST", BOOKMARKS, {"at": 1}),
        ("PUT", TAGS, {"add": ["x"]}),
    ):
        answer = client.send(method, path, body, sub="agent")
        assert (answer.status, answer.json["code"]) == (404, "recording_unknown")
    assert client.api.written.entries[1:] == []


def test_an_old_version_is_a_conflict_with_the_present_note(client: Client) -> None:
    note = client.note()
    path = f"{NOTES}/{note['id']}"
    changed = client.send("PUT", path, {"text": "A refund.", "at": None, "version": 1})
    assert (changed.status, changed.json["version"]) == (200, 2)
    stale = client.send("PUT", path, {"text": "No refund.", "version": 1})
    assert (stale.status, stale.json["code"], stale.json["current"]) == (409, "note_changed", 2)
    assert stale.json["note"] == changed.json
    deleted = client.send("DELETE", path, version="1")
    assert (deleted.status, deleted.json["note"]["text"]) == (409, "A refund.")
    assert client.send("GET", NOTES).json["items"] == [changed.json]


def test_a_change_whose_answer_was_lost_may_be_repeated(client: Client) -> None:
    path = f"{NOTES}/{client.note()['id']}"
    body = {"text": "A refund.", "at": 1.0, "version": 1}
    first, second = client.send("PUT", path, body), client.send("PUT", path, body)
    assert (first.status, second.status, first.json) == (200, 200, second.json)


def test_only_the_author_changes_and_who_manages_users_may_delete(client: Client) -> None:
    note = client.note()
    path = f"{NOTES}/{note['id']}"
    refused = client.send("PUT", path, {"text": "x", "version": 1}, sub="administrator")
    assert (refused.status, refused.json["code"]) == (403, "not_yours")
    foreign = client.send("POST", NOTES, {"text": "of someone else"}, sub="administrator").json
    kept = client.send("DELETE", f"{NOTES}/{foreign['id']}", version="1")
    assert (kept.status, kept.json["code"]) == (403, "not_yours")
    assert client.send("DELETE", path, version="1", sub="administrator").status == 204
    gone = client.send("DELETE", path, version="1")
    assert (gone.status, gone.json["code"]) == (404, "note_unknown")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x" * 5_001, "text_too_long"),
        ("x" * 100_000, "text_too_long"),
        ("😀" * 100_000, "text_too_long"),
        ("", "text_missing"),
        (" \n\u200b\u200d ", "text_missing"),
    ],
)
def test_a_text_that_is_no_note_is_refused_with_a_sentence(
    client: Client, text: str, code: str
) -> None:
    answer = client.send("POST", NOTES, {"text": text})
    assert (answer.status, answer.json["code"]) == (422, code)
    assert answer.json["detail"].startswith("A note ")


def test_markup_emoji_and_text_from_right_to_left_stay_as_they_are(client: Client) -> None:
    text = "<script>alert(1)</script> 👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 שלום\u200f! می‌خواهم"
    assert client.note(text)["text"] == text


@pytest.mark.parametrize("at", [-1, 102, 1e400, "1"])
def test_a_moment_outside_of_the_recording_is_refused(client: Client, at: object) -> None:
    answer = client.send("POST", NOTES, {"text": "x", "at": at})
    assert answer.status == 422


def test_more_than_200_notes_are_refused(client: Client) -> None:
    row = next(iter(client.api.calls.rows.values()))
    client.api.written.works[row.key] = RecordingWork(notes=200, numbers=200, revision=1)
    answer = client.send("POST", NOTES, {"text": "one more"})
    assert (answer.status, answer.json["code"]) == (409, "too_many")


def test_bookmarks_are_of_one_person(client: Client) -> None:
    first = client.send("POST", BOOKMARKS, {"at": 70, "label": " refund "})
    client.send("POST", BOOKMARKS, {"at": 20.25})
    assert (first.status, first.json["label"]) == (201, "refund")
    items = client.send("GET", BOOKMARKS).json["items"]
    assert [each["at"] for each in items] == [20.25, 70]
    assert client.send("GET", BOOKMARKS, sub="administrator").json == {"items": []}
    path = f"{BOOKMARKS}/{first.json['id']}"
    assert client.send("DELETE", path, sub="administrator").status == 404
    assert client.send("DELETE", path).status == 204
    assert client.send("DELETE", path).json["code"] == "bookmark_unknown"


def test_tags_are_added_and_removed(client: Client) -> None:
    first = client.send("PUT", TAGS, {"add": ["Billing", "late  fee"]})
    assert (first.status, first.json) == (200, {"tags": ["Billing", "late fee"]})
    second = client.send("PUT", TAGS, {"add": ["BILLING", "Álarm"], "remove": ["Late fee"]})
    assert second.json == {"tags": ["Álarm", "Billing"]}
    too_many = client.send("PUT", TAGS, {"add": [f"tag {each}" for each in range(31)]})
    assert (too_many.status, too_many.json["code"]) == (409, "too_many")
    too_long = client.send("PUT", TAGS, {"add": ["x" * 51]})
    assert (too_long.status, too_long.json["errors"][0]["field"]) == (422, "add")


def test_several_recordings_are_tagged_each_by_itself(client: Client) -> None:
    body = {
        "recordings": ["main:809646016:r1", "main:809646016:r2", "main:809646016:r3", "r1"],
        "add": ["late"],
    }
    items = client.send("POST", "/v1/tags", body).json["items"]
    found = [(each["tags"], [it["code"] for it in each["errors"]]) for each in items]
    assert found[:3] == [(["late"], []), (["late"], []), (None, ["recording_unknown"])]
    of_agent = client.send("POST", "/v1/tags", {**body, "add": ["x"]}, sub="agent").json["items"]
    assert [each["tags"] for each in of_agent] == [None, ["late", "x"], None, None]


def test_names_of_tags_say_nothing_about_calls_that_someone_may_not_see(client: Client) -> None:
    client.send("PUT", TAGS, {"add": ["Dismissal of Ben"]})
    client.send("PUT", "/v1/recordings/main:809646016:r2/tags", {"add": ["billing"]}, sub="agent")
    everything = client.send("GET", "/v1/tags", service="main").json["items"]
    assert everything == ["billing", "Dismissal of Ben"]
    own = client.send("GET", "/v1/tags", service="main", sub="agent").json["items"]
    assert own == ["billing"]
    guess = {"add": ["dismissal of ben", "not given"]}
    client.send("PUT", "/v1/recordings/main:809646016:r2/tags", guess, sub="agent")
    client.send("PUT", "/v1/recordings/main:809646016:r2/tags", {"remove": guess["add"]})
    known = client.send("GET", "/v1/tags", service="main", sub="agent").json["items"]
    assert known == ["billing", "dismissal of ben", "not given"], (
        "in use or not, in their own words"
    )
    unknown = client.send("GET", "/v1/tags", service="other")
    assert (unknown.status, unknown.json["code"]) == (404, "service_unknown")


def test_each_change_has_an_audit_entry_without_the_text(client: Client) -> None:
    note = client.note("a secret", at=5)
    path = f"{NOTES}/{note['id']}"
    client.send("PUT", path, {"text": "another secret", "at": 5, "version": 1})
    client.send("DELETE", path, version="2")
    client.send("PUT", TAGS, {"add": ["late"]})
    client.send("PUT", TAGS, {"add": ["late"]})
    client.send("POST", BOOKMARKS, {"at": 1, "label": "secret"})
    entries = client.api.written.entries
    actions = ["notes.add", "notes.change", "notes.delete", "tags.change"]
    assert [each.action for each in entries] == actions
    assert {each.object.id for each in entries} == {ID}
    assert all("secret" not in each.model_dump_json() for each in entries)
    assert entries[1].after == {"note": note["id"], "letters": 14, "note_version": 2}
    assert entries[3].after == {"tags": ("late",)}
    assert entries[0].origin.address


@pytest.mark.parametrize("how", ["row", "work"])
def test_nothing_is_written_about_an_erased_recording(client: Client, how: str) -> None:
    """Its row says so from the first moment, and its work when all of it is removed."""
    row = client.row("r9", "199")
    if how == "row":
        update = {"state": RecordingState.ERASED}
        client.api.calls.put_recording(row.model_copy(update=update))
    else:
        client.api.written.works[row.key] = RecordingWork(erased=True, revision=2)
    for method, name, body in (
        ("POST", "notes", {"text": "x"}),
        ("POST", "bookmarks", {"at": 1}),
        ("PUT", "tags", {"add": ["x"]}),
    ):
        answer = client.send(method, f"/v1/recordings/main:809646016:r9/{name}", body)
        assert (answer.status, answer.json["code"]) == (410, "recording_erased")


def test_nothing_is_read_about_a_recording_that_is_being_erased(client: Client) -> None:
    """Its row says so from the first moment. An erasure may stand still before it reaches the notes."""
    client.note("a secret")
    client.send("POST", BOOKMARKS, {"at": 1, "label": "a secret"})
    row = next(row for row in client.api.calls.rows.values() if row.recording_id == "r1")
    client.api.calls.put_recording(row.model_copy(update={"state": RecordingState.ERASED}))
    for path in (NOTES, BOOKMARKS):
        answer = client.send("GET", path)
        assert (answer.status, answer.json) == (200, {"items": []})


def test_a_note_of_a_recording_that_is_being_erased_is_not_shown_as_a_conflict(
    client: Client,
) -> None:
    path = f"{NOTES}/{client.note('a secret')['id']}"
    row = next(row for row in client.api.calls.rows.values() if row.recording_id == "r1")
    client.api.calls.put_recording(row.model_copy(update={"state": RecordingState.ERASED}))
    for answer in (
        client.send("DELETE", path, version="7"),
        client.send("PUT", path, {"text": "x", "version": 7}),
    ):
        assert (answer.status, answer.json["code"]) == (410, "recording_erased")
        assert "a secret" not in answer.text
