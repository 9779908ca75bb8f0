"""GET /v1/recordings: what a person may see, and what is wrong with a request."""

from __future__ import annotations

from typing import Any

import pytest

from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments
from ringkeep.domain.access.profiles import AGENT as AGENTS
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.usecases.search.index_recording import IndexRecording
from tests.fakes.access.principals import (
    ADMINISTRATOR,
    AGENT,
    EVALUATOR,
    MANAGER,
    SUPERVISOR,
    UNASSIGNED,
    extension,
    someone,
)
from tests.fakes.search.search_index import MemoryWrittenDocuments
from tests.unit.api.api_client import ApiClient, request
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending
from tests.unit.usecases.recordings.call_log_setup import service

ACCOUNT = "809646016"
EXCLUDED = {"state": RecordingState.EXCLUDED, "reason": "not_licensed"}


@pytest.fixture
def api() -> ApiClient:
    """`r1` is a call of 101, `r2` an excluded one of 102, `r3` is stored and belongs to no one."""
    api = ApiClient()
    api.services.put(service("main"))
    for number, extension_id, more in (
        (1, "101", {}),
        (2, "102", EXCLUDED),
        (3, "", {"state": RecordingState.STORED, "audio": AUDIO}),
    ):
        api.calls.put_recording(row(number, extension_id, **more))
    return api


def row(number: int, extension_id: str, **more: object) -> Any:
    start = NOW - number * 60
    covered = (CoveredExtension(extension_id=extension_id, at=start),) if extension_id else ()
    return pending(
        service="main",
        account_id=ACCOUNT,
        recording_id=f"r{number}",
        extension_id=extension_id,
        covered=covered,
        start_time=start,
        revision=0,
        **more,
    )


def found(api: ApiClient, viewer: Any, **query: str) -> list[str]:
    answer = api.get("/v1/recordings", viewer.sub, **query)
    assert answer.status == 200, answer.text
    return [item["recording_id"] for item in answer.json["items"]]


@pytest.mark.parametrize("viewer", [ADMINISTRATOR, EVALUATOR])
def test_who_sees_everyone_gets_all_recordings(api: ApiClient, viewer: Any) -> None:
    assert found(api, viewer) == ["r1", "r2", "r3"]


def test_an_agent_gets_only_their_own(api: ApiClient) -> None:
    assert found(api, AGENT) == ["r1"]


def test_someone_without_an_extension_gets_none(api: ApiClient) -> None:
    assert found(api, UNASSIGNED) == []


def test_an_excluded_recording_says_why(api: ApiClient) -> None:
    answer = api.get("/v1/recordings", ADMINISTRATOR.sub, service="main", state="excluded")
    assert answer.json["next"] is None
    (item,) = answer.json["items"]
    assert item == {
        "recording": f"main:{ACCOUNT}:r2",
        "recording_id": "r2",
        "service": "main",
        "account_id": ACCOUNT,
        "session_id": "s1",
        "state": "excluded",
        "reason": "not_licensed",
        "started_at": "2026-11-18T11:04:40Z",
        "duration_seconds": 60,
        "direction": "Inbound",
        "recording_type": "Automatic",
        "extension_id": "102",
        "extensions": ["102"],
        "extension_names": {},
        "users": [],
        "found_by": "poll",
        "stored_at": None,
        "has_transcript": False,
        "tags": [],
    }


def named(api: ApiClient) -> None:
    """Ann Lee has 101, Ben Moss 102."""
    for id_, person in (("101", AGENT), ("102", someone("ben", AGENTS, extension("102")))):
        row = ExtensionRow(
            extension=Extension(id=id_, number=f"1{id_}", name=f"Name of {id_}"),
            added_at=1.0,
            changed_at=1.0,
        )
        api.directory.write(AccountRef("main", ACCOUNT), [row])
        user = person.record.user
        api.people.records[user.id] = person.record
        api.people.extensions[extension(id_)] = ExtensionAssignments(
            service="main",
            account_id=ACCOUNT,
            extension_id=id_,
            assignments=(Assignment(user_id=user.id),),
        )


def test_extensions_and_users_have_names(api: ApiClient) -> None:
    named(api)
    items = api.get("/v1/recordings", ADMINISTRATOR.sub).json["items"]
    assert items[0]["extension_names"] == {
        "101": {"number": "1101", "name": "Name of 101", "queue": False}
    }
    assert items[0]["users"] == [{"id": AGENT.record.user.id, "name": "ann"}]
    assert [user["name"] for user in items[1]["users"]] == ["ben"]
    assert (items[2]["extension_names"], items[2]["users"]) == ({}, [])


def test_only_users_whom_the_person_sees_are_shown(api: ApiClient) -> None:
    named(api)
    start = NOW - 240
    both = (
        CoveredExtension(extension_id="102", at=start),
        CoveredExtension(extension_id="101", at=start),
    )
    api.calls.put_recording(row(4, "102").model_copy(update={"covered": both, "start_time": start}))
    everyone = api.get("/v1/recordings", ADMINISTRATOR.sub).json["items"][-1]
    own = api.get("/v1/recordings", AGENT.sub).json["items"][-1]
    assert everyone["recording_id"] == own["recording_id"] == "r4"
    assert [user["name"] for user in everyone["users"]] == ["ben", "ann"]
    assert [user["name"] for user in own["users"]] == ["ann"]
    assert set(own["extension_names"]) == {"101", "102"}


def test_a_call_queue_is_known_by_what_ringcentral_calls_it(api: ApiClient) -> None:
    queue = Extension(id="101", number="1101", name="Support", type="Department")
    listed = ExtensionRow(extension=queue, added_at=1.0, changed_at=1.0)
    api.directory.write(AccountRef("main", ACCOUNT), [listed])
    names = api.get("/v1/recordings", ADMINISTRATOR.sub).json["items"][0]["extension_names"]
    assert names == {"101": {"number": "1101", "name": "Support", "queue": True}}


def test_the_pages_of_a_list(api: ApiClient) -> None:
    first = api.get("/v1/recordings", ADMINISTRATOR.sub, limit="2").json
    assert [item["recording_id"] for item in first["items"]] == ["r1", "r2"]
    assert found(api, ADMINISTRATOR, limit="2", cursor=first["next"]) == ["r3"]


def test_a_day_at_the_end_is_included(api: ApiClient) -> None:
    assert found(api, ADMINISTRATOR, **{"from": "2026-11-18", "to": "2026-11-18"}) != []
    assert found(api, ADMINISTRATOR, **{"from": "2026-11-18T11:05:00Z", "to": "2026-11-19"}) == [
        "r1"
    ]
    assert found(api, ADMINISTRATOR, to="2026-11-17") == []


def test_who_may_only_see_live_state_is_refused(api: ApiClient) -> None:
    answer = api.get("/v1/recordings", SUPERVISOR.sub)
    assert answer.status == 403


@pytest.mark.parametrize(
    ("query", "status", "word"),
    [
        ({"state": "missing"}, 422, "state"),
        ({"service": "nowhere"}, 404, "nowhere"),
        ({"from": "yesterday"}, 422, "`from`"),
        ({"from": "0001-01-01"}, 422, "`from`"),
        ({"to": "2026-13-01"}, 422, "`to`"),
        ({"from": "2026-11-19", "to": "2026-11-17"}, 422, "after"),
        ({"limit": "0"}, 422, "limit"),
        ({"limit": "101"}, 422, "limit"),
        ({"cursor": "x"}, 422, "cursor"),
        ({"cursor": "WyIxIiwgIm1haW4iXQ=="}, 422, "cursor"),
        ({"order": "oldest"}, 422, "parameters"),
    ],
)
def test_a_wrong_request_says_what_is_wrong(
    api: ApiClient, query: dict[str, str], status: int, word: str
) -> None:
    answer = api.get("/v1/recordings", MANAGER.sub, **query)
    assert answer.status == status
    assert word in answer.json["detail"]


def test_recordings_are_read_only(api: ApiClient) -> None:
    answer = api.send(request("POST", "/v1/recordings", ADMINISTRATOR.sub))
    assert answer.status == 405


@pytest.fixture
def indexed(api: ApiClient) -> ApiClient:
    """The same recordings in the index; `r1` and `r2` are final, and have transcripts."""
    found, documents = api.found, MemoryWrittenDocuments()
    use_case = IndexRecording(found, found, found, api.index, documents, found)
    for number, extension_id, text in ((1, "101", "a refund"), (2, "102", "refund the invoice")):
        api.found.put(row(number, extension_id, **EXCLUDED), text=text)
    api.found.put(row(3, "", state=RecordingState.STORED, audio=AUDIO))
    for key in api.found.stored:
        use_case(key)
    return api


def test_words_are_found_and_counted(indexed: ApiClient) -> None:
    assert found(indexed, ADMINISTRATOR, text="refund") == ["r1", "r2"]
    assert found(indexed, ADMINISTRATOR, text="refund -invoice", state="excluded") == ["r1"]
    assert found(indexed, ADMINISTRATOR, has_transcript="false") == ["r3"]
    assert found(indexed, AGENT, text="refund") == ["r1"]
    count = indexed.get("/v1/recordings/count", ADMINISTRATOR.sub, text="refund")
    assert count.json == {"count": 2, "more": False, "next": None, "reached": None}
    assert indexed.get("/v1/recordings/count", AGENT.sub, text="refund").json["count"] == 1


def test_a_search_has_pages_and_says_how_far_it_has_come(indexed: ApiClient) -> None:
    first = indexed.get("/v1/recordings", ADMINISTRATOR.sub, text="refund", limit="1").json
    assert [each["recording_id"] for each in first["items"]] == ["r1"]
    assert first["reached"].startswith("2026-11-18T11:05")
    again = {"text": "refund", "limit": "1", "cursor": first["next"]}
    second = indexed.get("/v1/recordings", ADMINISTRATOR.sub, **again).json
    assert [each["recording_id"] for each in second["items"]] == ["r2"]
    other = indexed.get("/v1/recordings", EVALUATOR.sub, **again)
    assert (other.status, "read it from its beginning" in other.text) == (422, True)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"text": "*"}, "after its first letters"),
        ({"text": "the of"}, "so common"),
        ({"text": "refund near/x y"}, "from 1 to 50"),
        ({"number": "12"}, "at least 3 digits"),
        ({"text": "refund", "state": "pending"}, "still to be imported"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/recordings", "/v1/recordings/count"])
def test_what_cannot_be_searched_is_answered_with_a_sentence(
    indexed: ApiClient, path: str, query: dict[str, str], words: str
) -> None:
    answer = indexed.get(path, ADMINISTRATOR.sub, **query)
    assert (answer.status, answer.json["code"]) == (422, "search_not_understood")
    assert words in answer.json["detail"]


@pytest.mark.parametrize(
    "query",
    [
        {"text": ""},
        {"text": "x" * 501},
        {"duration_from": "-1"},
        {"duration_to": "soon"},
        {"direction": "sideways"},
        {"has_transcript": "perhaps"},
        {"cursor": "x", "text": "refund"},
    ],
)
def test_a_wrong_filter_is_refused(indexed: ApiClient, query: dict[str, str]) -> None:
    assert indexed.get("/v1/recordings", ADMINISTRATOR.sub, **query).status == 422
