"""Presence, telephony sessions and the call log while calls are in progress."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.http.server import SimulatorServer
from simulator.testing import SimulatorClient


def presence_records(client: SimulatorClient) -> dict[str, Any]:
    """Returns the records of the account's presence by extension."""
    body = client.get("/presence", detailedTelephonyState="true", perPage=100).json()
    return {str(each["extension"]["id"]): each for each in body["records"]}


def test_presence_follows_a_call(client: SimulatorClient) -> None:
    call = client.control("live/calls", {"kind": "direct", "by_hand": True})
    (user,) = call["extension_ids"]
    shown = []
    for action in ("ring", "answer", "hold", "unhold", "end"):
        client.control(f"live/calls/{call['call_id']}/step", {"action": action})
        record = presence_records(client)[user]
        shown.append((record["telephonyStatus"], record["presenceStatus"]))
    assert shown == [
        ("Ringing", "Available"),
        ("CallConnected", "Busy"),
        ("OnHold", "Busy"),
        ("CallConnected", "Busy"),
        ("NoCall", "Available"),
    ]


def test_an_active_call_names_its_session_and_caller(
    server: SimulatorServer, client: SimulatorClient
) -> None:
    started = client.control("live/calls", {})
    (active,) = presence_records(client)[started["extension_ids"][0]]["activeCalls"]
    caller = server.live.calls.calls[started["call_id"]].plan.caller
    assert active["telephonySessionId"] == started["telephony_session_ids"][0]
    assert (active["from"], active["fromName"]) == (caller.number, caller.name)


def test_presence_has_no_calls_without_details(client: SimulatorClient) -> None:
    client.control("live/calls", {})
    assert all("activeCalls" not in each for each in client.get("/presence").json()["records"])


def test_the_presence_of_an_account_has_pages(client: SimulatorClient) -> None:
    whole = client.get("/presence").json()
    assert whole["paging"]["totalElements"] == len(whole["records"]) == 7
    body, seen = client.get("/presence", perPage=3).json(), 0
    while True:
        seen += len(body["records"])
        if "nextPage" not in body["navigation"]:
            break
        body = client.get(body["navigation"]["nextPage"]["uri"]).json()
    assert seen == 7


def test_a_queue_has_no_phone(client: SimulatorClient) -> None:
    queue = next(e for e in client.account.extensions.values() if e.type == "Department")
    record = presence_records(client)[str(queue.id)]
    assert record["presenceStatus"] == "Offline"
    assert not {"telephonyStatus", "userStatus", "dndStatus"} & record.keys()


def test_presence_is_heavy_and_a_session_is_light(client: SimulatorClient) -> None:
    session = client.control("live/calls", {})["telephony_session_ids"][0]
    for path, group in {"/presence": "heavy", f"/telephony/sessions/{session}": "light"}.items():
        assert client.get(path).headers["x-rate-limit-group"] == group


@pytest.mark.parametrize(
    ("path", "scope"),
    [("/presence", "ReadPresence"), ("/telephony/sessions/s-1", "CallControl")],
)
def test_each_operation_needs_its_scope(client: SimulatorClient, path: str, scope: str) -> None:
    client.account.users[0].scopes = ("ReadAccounts",)
    assert client.get(path).json()["permissionName"] == scope


def test_a_session_exists_until_it_is_over(
    server: SimulatorServer, client: SimulatorClient
) -> None:
    call = client.control("live/calls", {"ring_seconds": 2, "talk_seconds": 10})
    path = f"/telephony/sessions/{call['telephony_session_ids'][0]}"
    server.account.clock.advance(3)
    (party,) = client.get(path).json()["parties"]
    assert party["status"]["code"] == "Answered"
    assert party["recordings"][0]["active"] is True
    server.account.clock.advance(10)
    assert client.get(path).status_code == 404


def test_a_session_shows_only_parties_that_had_an_event(
    server: SimulatorServer, client: SimulatorClient
) -> None:
    call = client.control("live/calls", {"kind": "ivr"})
    server.account.clock.advance(2.1)
    answer = client.get(f"/telephony/sessions/{call['telephony_session_ids'][0]}")
    assert [each["status"]["code"] for each in answer.json()["parties"]] == ["Disconnected"]


def test_the_recording_of_a_live_call_appears_in_the_call_log(
    server: SimulatorServer, client: SimulatorClient
) -> None:
    call = client.control("live/calls", {"ring_seconds": 1, "talk_seconds": 9})
    clock = server.account.clock
    clock.advance(10)
    (recording_id,) = client.control(f"live/calls/{call['call_id']}")["recording_ids"]
    assert client.records(recordingType="All") == []
    assert client.content(recording_id).status_code == 404
    clock.advance(31)
    (record,) = client.records(recordingType="All")
    assert record["recording"]["id"] == recording_id
    assert record["telephonySessionId"] == call["telephony_session_ids"][0]
    assert client.content(recording_id).status_code == 200


def test_the_control_api_and_presence_agree(
    server: SimulatorServer, client: SimulatorClient
) -> None:
    server.live.presence.set_status(62_001_004, dnd_status="DoNotAcceptAnyCalls")
    client.control("live/calls", {"kind": "simultaneous"})
    server.account.clock.advance(12)
    rows = {row["extension_id"]: row for row in client.control("live/state")["extensions"]}
    records = presence_records(client)
    for extension_id, row in rows.items():
        assert row["telephony_status"] == records[extension_id]["telephonyStatus"]
        assert row["presence_status"] == records[extension_id]["presenceStatus"]
        ids = {call["party_id"] for call in row["calls"]}
        assert ids == {call["partyId"] for call in records[extension_id]["activeCalls"]}
    assert rows["62001001"]["status"] == "OnPhone"
    assert rows["62001004"]["status"] == "DoNotDisturb"
