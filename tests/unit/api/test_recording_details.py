"""GET /v1/recordings/{recording}: what is known about one recording, and who gets it."""

from __future__ import annotations

from typing import Any

import pytest

from ringkeep.api.functions import media_app
from ringkeep.domain.access.profiles import AGENT as AGENTS
from ringkeep.domain.access.profiles import BUILT_IN
from ringkeep.domain.access.rights import Right
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.directory.extensions import Extension, ExtensionRow
from ringkeep.domain.json import JsonObject
from ringkeep.domain.recordings.archive import Sidecar
from ringkeep.domain.recordings.calls import parse_call
from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.erasing import erasing
from ringkeep.domain.recordings.erasures import Erasure
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.recordings.transcript_pointer import TranscriptPointer
from ringkeep.domain.search.recording_document import document_of
from tests.fakes.access.principals import ADMINISTRATOR, AGENT, FakePrincipals, someone
from tests.unit.api.api_client import Answer, ApiClient, request, send_to
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending, raw_call
from tests.unit.usecases.recordings.call_log_setup import service

ACCOUNT = "809646016"
ID = f"main:{ACCOUNT}:r1"
CALLER: JsonObject = {"phoneNumber": "+15550100", "name": "Alex Doe"}
LEG: JsonObject = {
    "startTime": "2026-11-18T10:40:05.000Z",
    "duration": 55,
    "direction": "Inbound",
    "result": "Accepted",
    "extension": {"id": "101"},
    "from": CALLER,
    "to": {"name": "Ann Lee", "extensionId": "101"},
    "recording": {"id": "r1", "type": "Automatic"},
}
RAW = raw_call(legs=[LEG], **{"from": CALLER, "to": {"name": "Support", "extensionId": "900"}})


def stored(recording_id: str, extension_id: str, **changes: object) -> Recording:
    row = pending(
        service="main",
        account_id=ACCOUNT,
        recording_id=recording_id,
        extension_id=extension_id,
        state=RecordingState.STORED,
        audio=AUDIO.model_copy(update={"duration_seconds": 54.5, "channels": 1, "stored_at": 9.0}),
        revision=0,
    )
    covered = (CoveredExtension(extension_id=extension_id, at=row.start_time),)
    return row.model_copy(update={"covered": covered, **changes})


@pytest.fixture
def api() -> ApiClient:
    """`r1` is a call of 101 that was transferred to 102, whose part is `r2`."""
    api = ApiClient()
    api.services.put(service("main"))
    api.calls.put_call(AccountRef("main", ACCOUNT), parse_call(RAW))
    for row in (stored("r1", "101"), stored("r2", "102", call_id="c2")):
        api.calls.put_recording(row)
        api.index.add(document_of(row, None, None, lambda _: False))
    queue = Extension(id="900", type="Department", name="Support")
    entry = ExtensionRow(extension=queue, added_at=1.0, changed_at=1.0)
    api.directory.write(AccountRef("main", ACCOUNT), [entry])
    return api


def details(api: ApiClient, viewer: Any = ADMINISTRATOR, identifier: str = ID) -> Any:
    answer = asked(api, viewer, identifier)
    assert answer.status == 200, answer.text
    return answer.json


def asked(api: ApiClient, viewer: Any, identifier: str = ID) -> Answer:
    return api.get(f"/v1/recordings/{identifier}", viewer.sub)


def sidecar(api: ApiClient, **facts: Any) -> None:
    row = next(row for row in api.calls.rows.values() if row.recording_id == "r1")
    api.transcribing.sidecars.sidecars[row.key] = Sidecar(recording=row, **facts)


def test_the_details_have_every_field_of_the_list(api: ApiClient) -> None:
    listed = api.get("/v1/recordings", ADMINISTRATOR.sub, service="main").json["items"]
    (same,) = [item for item in listed if item["recording_id"] == "r1"]
    found = details(api)
    assert {name: found[name] for name in same} == same
    assert (same["recording"], same["has_transcript"], same["tags"]) == (ID, False, [])


def test_transcript_and_tags_are_shown(api: ApiClient) -> None:
    row = api.calls.rows[stored("r1", "101").key]
    pointer = TranscriptPointer(revision=1)
    api.calls.put_recording(row.model_copy(update={"transcript": pointer, "tags": ("billing",)}))
    found = details(api)
    assert (found["has_transcript"], found["tags"]) == (True, ["billing"])


def test_the_call_is_shown_as_the_call_log_has_it(api: ApiClient) -> None:
    found = details(api)
    assert found["call"] == {
        "from": {"name": "Alex Doe", "number": "+15550100"},
        "to": {"name": "Support", "number": ""},
        "result": "Accepted",
        "queues": ["900"],
        "legs": [
            {
                "extension_id": "101",
                "name": "Ann Lee",
                "direction": "Inbound",
                "started_at": "2026-11-18T10:40:05Z",
                "duration_seconds": 55,
                "result": "Accepted",
            }
        ],
    }
    assert found["raw"] == RAW
    assert found["recording_type"] == "Automatic"


def test_the_file_is_shown_with_what_was_proved(api: ApiClient) -> None:
    sidecar(api, peaks=((0.1, 0.9),), observations=("silent",), duration_matches_call=True)
    found = details(api)
    assert found["peaks"] == [[0.1, 0.9]]
    assert found["audio"] == {
        "size": AUDIO.size,
        "sha256": AUDIO.sha256,
        "s3_checksum": "",
        "content_type": "audio/mpeg",
        "stored_at": "1970-01-01T00:00:09Z",
        "duration_seconds": 54.5,
        "channels": 1,
        "sample_rate": None,
        "observations": ["silent"],
        "duration_matches_call": True,
    }


def test_without_a_sidecar_the_details_say_so(api: ApiClient) -> None:
    found = details(api)
    assert (found["peaks"], found["audio"]["observations"]) == ([], ["sidecar_missing"])
    assert found["audio"]["duration_matches_call"] is None


def test_peaks_are_bounded_and_the_loudest_stays(api: ApiClient) -> None:
    sidecar(api, peaks=(tuple([0.0] * 99_999 + [1.0]),) * 20)
    peaks = details(api)["peaks"]
    assert len(peaks) <= 8
    assert all(len(channel) <= 4_000 and max(channel) == 1.0 for channel in peaks)


def test_the_conversation_has_each_part_in_the_order_of_its_start(api: ApiClient) -> None:
    found = details(api)["conversation"]
    assert [(part["recording"], part["extension_id"]) for part in found] == [
        (f"main:{ACCOUNT}:r2", "102"),
        (ID, "101"),
    ]
    assert found[1]["started_at"] == "2026-11-18T10:40:05Z"
    assert found[1]["duration_seconds"] == 54.5


def test_the_conversation_has_only_what_the_person_may_see(api: ApiClient) -> None:
    assert [part["recording"] for part in details(api, AGENT)["conversation"]] == [ID]


def test_what_a_person_may_not_see_is_unknown(api: ApiClient) -> None:
    hidden, missing = asked(api, AGENT, f"main:{ACCOUNT}:r2"), asked(api, AGENT, "no-such-id")
    assert (hidden.status, missing.status) == (404, 404)
    assert hidden.json == missing.json
    assert hidden.json["code"] == "recording_unknown"


def test_without_the_right_to_play_neither_record_nor_waveform_are_shown(api: ApiClient) -> None:
    sidecar(api, peaks=((0.5,),), call_raw=RAW)
    without = AGENTS.model_copy(update={"rights": frozenset({Right.LIST_RECORDINGS})})
    everyone = next(each for each in BUILT_IN if each.id == "administrator")
    lister = someone("lister", everyone.model_copy(update={"rights": without.rights}))
    api.principals = FakePrincipals.of(lister)
    row = api.calls.rows[stored("r1", "101").key]
    api.calls.put_recording(row.model_copy(update={"tags": ("dismissal",)}))
    found = details(api, lister)
    assert (found["raw"], found["peaks"]) == (None, [])
    assert found["call"] is not None
    listed = api.get("/v1/recordings", lister.sub, service="main")
    assert found["tags"] == []
    assert "dismissal" not in listed.text
    assert api.get("/v1/recordings", lister.sub, tag="dismissal").json["right"] == Right.PLAY


def test_without_the_right_to_list_it_is_refused(api: ApiClient) -> None:
    everyone = next(each for each in BUILT_IN if each.id == "administrator")
    without_rights = someone("nothing", everyone.model_copy(update={"rights": frozenset()}))
    api.principals = FakePrincipals.of(without_rights)
    assert asked(api, without_rights).status == 403


def test_history_is_told_in_plain_words(api: ApiClient) -> None:
    assert details(api)["history"][0] == {
        "at": "2026-11-18T11:06:40Z",
        "state": "stored",
        "reason": "",
        "sentence": "It was found by the call-log poll.",
    }


def test_a_recording_without_a_call_has_none(api: ApiClient) -> None:
    api.calls.put_recording(stored("r9", "101", call_id="", session_id=""))
    found = details(api, identifier=f"main:{ACCOUNT}:r9")
    assert (found["call"], found["raw"]) == (None, None)
    assert [part["recording"] for part in found["conversation"]] == [f"main:{ACCOUNT}:r9"]


def test_an_erased_recording_says_so_and_nothing_else(api: ApiClient) -> None:
    """Its call stays because of `r2`, and is not shown with it."""
    row = api.calls.rows[stored("r1", "101").key]
    api.calls.put_recording(erasing(row, Erasure(at=NOW, by="someone", reason="asked")))
    sidecar(api, peaks=((0.5,),), call_raw=RAW)
    found = details(api)
    assert (found["state"], found["reason"], found["stored_at"]) == ("erased", "erasing", None)
    assert (found["call"], found["raw"], found["audio"], found["peaks"]) == (None, None, None, [])
    assert found["history"][-1]["sentence"] == "Its erasure began: asked."
    assert "+15550100" not in str(found)
    listed = api.get("/v1/recordings", ADMINISTRATOR.sub, service="main", state="erased")
    assert [item["recording_id"] for item in listed.json["items"]] == ["r1"]


def test_the_transcript_of_an_erased_recording_is_none(api: ApiClient) -> None:
    row = api.calls.rows[stored("r1", "101").key]
    api.calls.put_recording(erasing(row, Erasure(at=NOW, reason="asked")))
    media = media_app(api)
    path = f"/v1/recordings/{ID}/transcription"
    state = send_to(media, request("GET", path, ADMINISTRATOR.sub)).json
    assert (state["status"], state["text"]) == ("none", None)
    assert "no_audio" in [each["code"] for each in state["refusals"]]
    file = send_to(media, request("GET", f"/v1/recordings/{ID}/transcript", ADMINISTRATOR.sub))
    assert (file.status, file.json["code"]) == (404, "not_transcribed")
