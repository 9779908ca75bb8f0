"""Playing and downloading over HTTP: statuses, sentences, and who gets what."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ringkeep.api.functions import media_app
from ringkeep.domain.access.profiles import ADMINISTRATOR, AGENT, EVALUATOR
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from tests.fakes.access.principals import FakePrincipals, someone
from tests.unit.api.api_client import Answer, ApiClient, request, send_to
from tests.unit.usecases.transcripts.setup import stored_row

PATH = "/v1/recordings/default:a1:r1"


class Client:
    """`sub` names a person with the profile of that name."""

    def __init__(self) -> None:
        people = [someone(each.id, each) for each in (ADMINISTRATOR, EVALUATOR, AGENT)]
        self.api = ApiClient(principals=FakePrincipals.of(*people))
        self.app = media_app(self.api)

    def ask(
        self, method: str, path: str, body: object = None, sub: str = "administrator", **query: str
    ) -> Answer:
        http_event = request(method, f"{PATH}{path}", f"u-{sub}", **query)
        if body is not None:
            http_event["body"] = json.dumps(body)
            http_event["headers"]["content-type"] = "application/json"
        return send_to(self.app, http_event)

    def stored(self, **changes: Any) -> Recording:
        return self.api.calls.put_recording(stored_row().model_copy(update=changes))

    def begin(self, sub: str = "administrator") -> str:
        answer = self.ask("POST", "/plays", sub=sub)
        assert answer.status == 201, answer.text
        return str(answer.json["play"])


@pytest.fixture
def client() -> Client:
    return Client()


def test_a_play_has_an_address_that_no_cache_keeps(client: Client) -> None:
    client.stored()
    answer = client.ask("POST", "/plays")
    assert (answer.status, set(answer.json)) == (201, {"play", "url", "expires_at"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_recording_that_someone_may_not_see_is_unknown_to_them(client: Client) -> None:
    client.stored()
    play = client.begin()
    for method, path, body in (
        ("POST", "/plays", None),
        ("POST", f"/plays/{play}/url", None),
        ("PUT", f"/plays/{play}/listened", {"parts": []}),
        ("GET", "/listened", None),
    ):
        answer = client.ask(method, path, body, sub="agent")
        assert (answer.status, answer.json["code"]) == (404, "recording_unknown"), path


@pytest.mark.parametrize("state", [RecordingState.QUARANTINED, RecordingState.EXCLUDED])
def test_what_is_not_stored_is_a_conflict_in_words(client: Client, state: RecordingState) -> None:
    client.stored(state=state, audio=None)
    for path, body in (("/plays", None), ("/downloads", {"what": "audio"})):
        answer = client.ask("POST", path, body)
        assert (answer.status, answer.json["code"]) == (409, "recording_not_stored")
        assert answer.json["detail"].startswith("This recording has no audio here: ")


def test_erased_while_it_plays_is_gone_at_the_renewal(client: Client) -> None:
    row = client.stored()
    play = client.begin()
    assert row.audio
    client.api.media.objects.gone.add(row.audio.object_key)
    answer = client.ask("POST", f"/plays/{play}/url")
    assert (answer.status, answer.json["code"]) == (410, "recording_erased")
    assert "was erased" in answer.json["detail"]


def test_the_play_of_another_person_is_unknown(client: Client) -> None:
    client.stored()
    play = client.begin()
    answer = client.ask("POST", f"/plays/{play}/url", sub="evaluator")
    assert (answer.status, answer.json["code"]) == (404, "play_unknown")


def test_what_was_heard_is_united_and_bounded(client: Client) -> None:
    client.stored()
    play = client.begin()
    for parts in ([[0, 10]], [[5, 20], [50, 9_999]], [[30, 20]]):
        answer = client.ask("PUT", f"/plays/{play}/listened", {"parts": parts})
        assert (answer.status, answer.text) == (204, "")
    heard = client.ask("GET", "/listened").json
    assert heard == {"parts": [[0.0, 20.0], [50.0, 60.0]], "share": 0.5}
    assert client.ask("GET", "/listened", sub="evaluator").json["parts"] == []


@pytest.mark.parametrize(
    "parts",
    [
        [[-1, 2]],
        [[0, 1, 2]],
        [[0]],
        [["0", "1"]],
        [[0, 1e308]],
        [[0, 1]] * 501,
        "all",
        None,
    ],
)
def test_parts_that_make_no_sense_are_refused(client: Client, parts: object) -> None:
    client.stored()
    play = client.begin()
    answer = client.ask("PUT", f"/plays/{play}/listened", {"parts": parts})
    assert answer.status == 422
    assert client.ask("GET", "/listened").json["parts"] == []


def test_what_is_no_number_in_json_is_refused(client: Client) -> None:
    client.stored()
    play = client.begin()
    http_event = request("PUT", f"{PATH}/plays/{play}/listened", "u-administrator")
    http_event["body"] = '{"parts": [[0, NaN]]}'
    assert send_to(client.app, http_event).status == 422


def test_a_download_names_its_file(client: Client) -> None:
    client.stored()
    answer = client.ask("POST", "/downloads", {"what": "sidecar"})
    assert answer.status == 201
    assert answer.json["file_name"] == "2026-11-18T10-40-00Z_r1.json"
    assert client.ask("POST", "/downloads", {"what": "everything"}).status == 422
    assert client.ask("POST", "/downloads").status == 422


def test_who_played_and_downloaded_is_listed_the_newest_first_in_pages(client: Client) -> None:
    client.stored()
    client.begin("evaluator")
    client.api.clock.sleep(1)
    client.ask("POST", "/downloads", {"what": "audio"})
    assert client.ask("GET", "/plays", sub="evaluator").status == 403
    first = client.ask("GET", "/plays", limit="1").json
    second = client.ask("GET", "/plays", limit="1", cursor=first["next"]).json
    items = first["items"] + second["items"]
    assert [(it["action"], it["user"]["name"]) for it in items] == [
        ("recordings.download", "administrator"),
        ("recordings.play", "evaluator"),
    ]
    assert client.ask("GET", "/plays", cursor="strange").status == 422
