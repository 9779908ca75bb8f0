"""Transcribe Now over HTTP: its state, its words, its files, and several recordings together."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ringkeep.api.functions import media_app, work_app
from ringkeep.domain.access.profiles import ADMINISTRATOR, AGENT, EVALUATOR
from ringkeep.domain.recordings.recordings import Recording
from ringkeep.usecases.transcripts.settle_transcription import JobEnd, JobResult
from tests.fakes.access.principals import FakePrincipals, someone
from tests.unit.api.api_client import Answer, ApiClient, request, send_to
from tests.unit.domain.transcripts.example_results import call
from tests.unit.usecases.transcripts.setup import BUDGET_FOR_ONE, REDACTED, stored_row

ID = "default:a1:r1"
PATH = f"/v1/recordings/{ID}/transcription"
FILE = f"/v1/recordings/{ID}/transcript"


class Client:
    """`sub` names a person with the profile of that name."""

    def __init__(self) -> None:
        people = [someone(each.id, each) for each in (ADMINISTRATOR, EVALUATOR, AGENT)]
        self.api = ApiClient(principals=FakePrincipals.of(*people))
        self.work = work_app(self.api)
        self.media = media_app(self.api)

    @property
    def setup(self) -> Any:
        return self.api.transcribing

    def get(self, path: str, sub: str = "evaluator", **query: str) -> Answer:
        return send_to(self.media, request("GET", path, f"u-{sub}", **query))

    def post(
        self, path: str = PATH, body: object = None, sub: str = "evaluator", **query: str
    ) -> Answer:
        http_event = request("POST", path, f"u-{sub}", **query)
        if body is not None:
            http_event["body"] = json.dumps(body)
            http_event["headers"]["content-type"] = "application/json"
        return send_to(self.work, http_event)

    def stored(self, recording_id: str = "r1", **audio: Any) -> Recording:
        row = stored_row(**audio).model_copy(update={"recording_id": recording_id})
        return self.api.calls.put_recording(row)

    def transcribed(self) -> None:
        job = self.setup.request(self.stored()).job
        self.setup.answer(job, call())
        result = JobResult(end=JobEnd.COMPLETED, language="en-US")
        self.setup.settle(job.key, job.revision, result)


@pytest.fixture
def client() -> Client:
    return Client()


def test_before_the_first_click_status_is_none_and_the_cost_is_shown(client: Client) -> None:
    client.stored()
    answer = client.get(PATH)
    assert answer.status == 200
    assert (answer.json["status"], answer.json["text"], answer.json["turns"]) == (
        "none",
        None,
        None,
    )
    assert answer.json["estimate"] == {"amount": "0.0240", "currency": "USD"}
    assert answer.json["refusals"] == []


def test_a_click_answers_202_and_the_same_job_again(client: Client) -> None:
    client.stored()
    first, second = client.post(), client.post()
    assert (first.status, second.status) == (202, 202)
    assert first.json == second.json
    assert (first.json["status"], first.json["revision"]) == ("queued", 1)
    assert first.json["cost"] == {"amount": "0.0240", "currency": "USD"}
    assert client.get(PATH).json["status"] == "queued"


def test_a_completed_transcription_has_text_and_turns_with_timed_words(client: Client) -> None:
    client.transcribed()
    answer = client.get(PATH).json
    assert (answer["status"], answer["language"], answer["source"]) == (
        "completed",
        "en-US",
        "transcribe",
    )
    assert answer["text"].startswith("[0:00:00] Channel 1: Good morning.\n")
    assert answer["turns"][0]["words"][0] == {
        "text": "Good",
        "start": 0.5,
        "end": 0.8,
        "confidence": 0.9,
    }


def test_a_wanted_repeat_is_a_new_revision(client: Client) -> None:
    client.transcribed()
    assert client.post().json["revision"] == 1
    assert client.post(again="true").json["revision"] == 2
    answer = client.get(PATH).json
    assert (answer["status"], answer["transcript_revision"]) == ("queued", 1)


def test_a_failure_is_said_in_a_sentence(client: Client) -> None:
    job = client.setup.request(client.stored()).job
    client.setup.settle(job.key, 1, JobResult(end=JobEnd.FAILED, detail="unsupported media"))
    answer = client.get(PATH).json
    assert (answer["status"], answer["reason"]) == ("failed", "service_failed")
    assert answer["detail"] == (
        "The transcription service could not transcribe the recording. unsupported media"
    )


@pytest.mark.parametrize(
    ("audio", "status", "code"),
    [
        ({"duration_seconds": 36_000.0}, 422, "audio_too_long"),
        ({"duration_seconds": 0.0}, 422, "audio_header_only"),
    ],
)
def test_what_cannot_be_transcribed_is_refused_with_its_reason(
    client: Client, audio: dict[str, Any], status: int, code: str
) -> None:
    client.stored(**audio)
    answer = client.post()
    assert (answer.status, answer.json["code"]) == (status, code)
    assert [each["code"] for each in client.get(PATH).json["refusals"]] == [code]


def test_a_used_up_budget_is_a_conflict_that_says_what_to_do(client: Client) -> None:
    client.setup.decide(monthly_budget=BUDGET_FOR_ONE - 1)
    client.stored()
    answer = client.post()
    assert (answer.status, answer.json["code"]) == (409, "budget_used_up")
    assert "Raise the monthly budget" in answer.json["detail"]


@pytest.mark.parametrize("identifier", ["nothing", "default:a1:nothing", "a" * 1_000])
def test_an_unknown_recording_is_404(client: Client, identifier: str) -> None:
    client.stored()
    path = f"/v1/recordings/{identifier}/transcription"
    for answer in (client.get(path), client.post(path)):
        assert (answer.status, answer.json["code"]) == (404, "recording_unknown")


def test_who_may_play_may_read_but_not_transcribe(client: Client) -> None:
    client.stored()
    answer = client.post(sub="agent")
    assert (answer.status, answer.json["right"]) == (403, "recordings.transcribe")


def test_unredacted_text_needs_its_own_right(client: Client) -> None:
    client.setup.decide(options=REDACTED.model_dump(mode="json"))
    client.transcribed()
    for path in (PATH, FILE):
        refused = client.get(path, unredacted="true")
        assert (refused.status, refused.json["right"]) == (403, "transcripts.see_unredacted")
        assert client.get(path, "administrator", unredacted="true").json["redacted"] is False
        assert client.get(path).json["redacted"] is True
    assert client.get(PATH).json["has_unredacted"] is True


def test_unredacted_text_and_files_are_in_the_audit_log(client: Client) -> None:
    client.setup.decide(options=REDACTED.model_dump(mode="json"))
    client.transcribed()
    client.get(PATH)
    client.get(PATH, "administrator", unredacted="true")
    client.get(FILE, format="vtt")
    client.get(FILE, unredacted="true")
    first, second = client.api.media.audit.entries.values()
    assert (first.action, first.actor.name) == ("transcripts.see_unredacted", "administrator")
    assert (second.action, second.actor.name) == ("transcripts.download", "evaluator")
    assert dict(second.after) == {"revision": 1, "format": "vtt", "unredacted": False}


@pytest.mark.parametrize(
    ("name", "content_type", "beginning"),
    [
        ("json", "application/json", '{"schema_version":1'),
        ("text", "text/plain; charset=utf-8", "[0:00:00] Channel 1: Good"),
        ("vtt", "text/vtt; charset=utf-8", "WEBVTT\n\n00:00:00.500 -->"),
    ],
)
def test_a_transcript_is_downloaded_as_a_file(
    client: Client, name: str, content_type: str, beginning: str
) -> None:
    client.transcribed()
    answer = client.get(FILE, format=name)
    assert (answer.status, answer.headers["Content-Type"]) == (200, content_type)
    assert answer.text.startswith(beginning)


def test_a_file_of_a_recording_without_a_transcript_is_404(client: Client) -> None:
    client.stored()
    answer = client.get(FILE)
    assert (answer.status, answer.json["code"]) == (404, "not_transcribed")


def test_several_are_started_together_with_the_sum_of_their_costs(client: Client) -> None:
    client.stored()
    client.stored("r2", duration_seconds=36_000.0)
    client.stored("r3")
    wanted = {"recordings": [ID, "default:a1:r2", "default:a1:r3", ID, "default:a1:r4"]}
    estimate = client.post("/v1/transcriptions/estimate", wanted)
    assert estimate.status == 200
    assert estimate.json["cost"] == {"amount": "0.0480", "currency": "USD"}
    assert client.setup.jobs.jobs == {}
    started = client.post("/v1/transcriptions", wanted)
    assert started.status == 202
    assert started.json["cost"] == estimate.json["cost"]
    found = [
        (each["status"], [it["code"] for it in each["errors"]]) for each in started.json["items"]
    ]
    assert found == [
        ("queued", []),
        ("none", ["audio_too_long"]),
        ("queued", []),
        ("none", ["recording_unknown"]),
    ]


def test_several_stop_where_the_budget_ends(client: Client) -> None:
    client.setup.decide(monthly_budget=BUDGET_FOR_ONE)
    client.stored()
    client.stored("r2")
    answer = client.post("/v1/transcriptions", {"recordings": [ID, "default:a1:r2"]})
    codes = [[it["code"] for it in each["errors"]] for each in answer.json["items"]]
    assert codes == [[], ["budget_used_up"]]


@pytest.mark.parametrize("recordings", [[], ["r"] * 51, [""], [1], "r1"])
def test_a_wrong_list_is_refused(client: Client, recordings: object) -> None:
    answer = client.post("/v1/transcriptions", {"recordings": recordings})
    assert answer.status == 422
