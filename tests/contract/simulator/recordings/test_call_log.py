"""The call log: filters, pages, records that change, and the extract synchronization."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from simulator.accounts.account import Account
from simulator.clock import zulu
from simulator.recordings.calls import Call
from simulator.recordings.factory import CallFactory, CallPlan
from simulator.testing import NOON, SimulatorClient

SAMPLE = ("goodbye.mp3",)
MONTH_AGO = "2026-02-10T00:00:00Z"


@pytest.fixture
def factory(account: Account) -> CallFactory:
    return CallFactory(account)


def plan(factory: CallFactory, minutes_ago: float, **settings: Any) -> CallPlan:
    person = next(iter(factory.account.extensions.values()))
    settings = {"samples": SAMPLE, **settings}
    return CallPlan(NOON - timedelta(minutes=minutes_ago), person, **settings)


def add(factory: CallFactory, minutes_ago: float, **settings: Any) -> Call:
    return factory.account.add_call(factory.make(plan(factory, minutes_ago, **settings)))


def test_pages_have_no_total_and_the_last_has_no_next_page(
    client: SimulatorClient, factory: CallFactory
) -> None:
    calls = [add(factory, 10 + index) for index in range(5)]
    first = client.get("/call-log", perPage=2).json()
    assert first["paging"] == {"page": 1, "perPage": 2, "pageStart": 0, "pageEnd": 1}
    records = client.records(perPage=2)
    assert [record["id"] for record in records] == [call.id for call in calls]


def test_the_default_range_is_the_last_day(client: SimulatorClient, factory: CallFactory) -> None:
    new, old = add(factory, 60), add(factory, 60 * 25)
    assert [record["id"] for record in client.records()] == [new.id]
    until = zulu(old.start)
    records = client.records(dateFrom=MONTH_AGO, dateTo=until)
    assert [record["id"] for record in records] == [old.id]


def test_a_session_excludes_a_date_range(client: SimulatorClient, factory: CallFactory) -> None:
    call = add(factory, 60 * 48)
    records = client.records(sessionId=call.session_id, view="Detailed")
    assert [record["id"] for record in records] == [call.id]
    refused = client.get("/call-log", sessionId=call.session_id, dateFrom=MONTH_AGO)
    assert (refused.status_code, refused.json()["errorCode"]) == (400, "CLG-110")


@pytest.mark.parametrize(
    "query",
    [{"perPage": "0"}, {"page": "x"}, {"view": "Full"}, {"dateFrom": "soon"}, {"page": "-1"}],
)
def test_an_invalid_parameter_is_refused(client: SimulatorClient, query: dict[str, Any]) -> None:
    answer = client.get("/call-log", **query)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "CMN-101")


def test_filters(client: SimulatorClient, factory: CallFactory) -> None:
    on_demand = add(factory, 5, recording_type="OnDemand")
    automatic = add(factory, 6, direction="Outbound")
    add(factory, 7, samples=(), seconds=5, type="Fax")

    def found(**query: str) -> list[str]:
        return [record["id"] for record in client.records(**query)]

    assert len(found()) == 3
    assert found(recordingType="All") == [on_demand.id, automatic.id]
    assert found(recordingType="OnDemand") == [on_demand.id]


def test_a_filter_that_is_not_simulated_is_refused(client: SimulatorClient) -> None:
    answer = client.get("/call-log", direction="Outbound")
    assert (answer.status_code, answer.json()["parameterName"]) == (400, "direction")


def test_only_the_detailed_view_has_legs(client: SimulatorClient, factory: CallFactory) -> None:
    add(factory, 5)
    assert not {"legs", "lastModifiedTime"} & client.records()[0].keys()
    assert {"legs", "lastModifiedTime"} <= client.records(view="Detailed")[0].keys()


def test_a_transfer_has_a_second_recording_on_its_second_leg(
    client: SimulatorClient, factory: CallFactory
) -> None:
    call = add(factory, 5, samples=("transfer_first.mp3", "transfer_second.mp3"))
    record = client.records(view="Detailed")[0]
    on_legs = [leg["recording"]["id"] for leg in record["legs"]]
    assert on_legs == [recording.id for recording in call.recordings]
    assert record["recording"]["id"] == on_legs[0]


def test_a_record_changes_and_keeps_its_id(client: SimulatorClient, factory: CallFactory) -> None:
    call = add(factory, 0, seconds=60, appears_in=90, direction="Outbound", flips_in=80)
    seen = []
    assert client.records() == []
    for seconds in (30, 40, 15, 10):
        client.account.clock.advance(seconds)
        seen.append(client.records(view="Detailed")[0])
    assert {record["id"] for record in seen} == {call.id}
    assert [record["result"] for record in seen] == ["In Progress", *["Accepted"] * 3]
    assert [record.get("finished") for record in seen] == [False, None, None, None]
    directions = [record["direction"] for record in seen]
    assert directions == ["Outbound", "Outbound", "Inbound", "Inbound"]
    assert ["recording" in record for record in seen] == [False, False, False, True]
    modified = [record["lastModifiedTime"] for record in seen]
    assert modified == sorted(set(modified))


def test_a_deleted_recording_leaves_its_record(
    client: SimulatorClient, factory: CallFactory
) -> None:
    call = add(factory, 30)
    before = client.get(f"/call-log/{call.id}", view="Detailed").json()
    client.account.clock.advance(1)
    client.account.delete_recording(call.recordings[0].id)
    after = client.get(f"/call-log/{call.id}", view="Detailed").json()
    assert ("recording" in before, "recording" in after) == (True, False)
    assert after["lastModifiedTime"] > before["lastModifiedTime"]


def test_unusual_records(client: SimulatorClient, factory: CallFactory) -> None:
    add(factory, 5, session_id="0", masked=True)
    add(factory, 6, samples=(), seconds=2, short_recording=True)
    conference, short = client.records()
    assert conference["sessionId"] == "0"
    assert conference["from"]["phoneNumber"].endswith("****")
    assert short["shortRecording"] is True
    assert "recording" not in short


def test_the_extract_pages_by_modification_time(
    client: SimulatorClient, factory: CallFactory
) -> None:
    calls = [add(factory, minutes) for minutes in (50, 40, 30, 20, 10)]
    client.account.options.extract_page = 2
    query: dict[str, Any] = {"dateFrom": MONTH_AGO, "recordCount": 2, "view": "Detailed"}
    body = client.get("/call-log-extract-sync", syncType="FSync", **query).json()
    found = [record["id"] for record in body["records"]]
    while body["syncInfo"]["newerRecordsExist"]:
        body = extract(client, body)
        found += [record["id"] for record in body["records"]]
    assert found == [call.id for call in calls]
    assert extract(client, body)["records"] == []
    client.account.clock.advance(1)
    client.account.delete_recording(calls[1].recordings[0].id)
    assert [record["id"] for record in extract(client, body)["records"]] == [calls[1].id]


def extract(client: SimulatorClient, before: dict[str, Any]) -> dict[str, Any]:
    token = before["syncInfo"]["syncToken"]
    answer = client.get("/call-log-extract-sync", syncType="ISync", syncToken=token)
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.parametrize(("setting", "status"), [("not_found", 404), ("forbidden", 403)])
def test_the_extract_can_be_unavailable(client: SimulatorClient, setting: str, status: int) -> None:
    client.account.options.extract_sync = setting
    assert client.get("/call-log-extract-sync").status_code == status


@pytest.mark.parametrize("token", ["c29tZXRoaW5n", "?"])
def test_an_invalid_sync_token_is_refused(client: SimulatorClient, token: str) -> None:
    answer = client.get("/call-log-extract-sync", syncType="ISync", syncToken=token)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "CLG-101")
