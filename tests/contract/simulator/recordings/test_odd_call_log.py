"""Call logs without an end, and odd records, on request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from simulator.accounts.account import Account
from simulator.clock import zulu
from simulator.recordings.calls import Call
from simulator.recordings.factory import CallFactory, CallPlan
from simulator.recordings.odd_records import KINDS
from simulator.testing import NOON, SimulatorClient


@pytest.fixture
def factory(account: Account) -> CallFactory:
    return CallFactory(account)


def add(factory: CallFactory, minutes_ago: float, **settings: Any) -> Call:
    person = next(iter(factory.account.extensions.values()))
    start = NOON - timedelta(minutes=minutes_ago)
    plan = CallPlan(start, person, samples=("goodbye.mp3",), **settings)
    return factory.account.add_call(factory.make(plan))


def ids(body: dict[str, Any]) -> list[str]:
    return [record["id"] for record in body["records"]]


def followed(client: SimulatorClient, pages: int) -> list[list[str]]:
    """Follows the links of the list. Returns the ids on each page."""
    read = [client.get("/call-log", perPage=2, view="Detailed").json()]
    while len(read) < pages:
        read.append(client.get(read[-1]["navigation"]["nextPage"]["uri"]).json())
    return [ids(body) for body in read]


@pytest.mark.parametrize(
    ("kind", "order"),
    [
        ("empty_pages", [0, 1, None, None, None]),
        ("clamped", [0, 1, 1, 1, 1]),
        ("circle", [0, 1, 0, 1, 0]),
    ],
)
def test_the_list_has_no_end(
    client: SimulatorClient, factory: CallFactory, kind: str, order: list[int | None]
) -> None:
    calls = [add(factory, 10 + index).id for index in range(4)]
    factory.account.options.call_log_end = kind
    pages = [calls[:2], calls[2:]]
    assert followed(client, 5) == [[] if each is None else pages[each] for each in order]


def test_the_extract_returns_the_token_it_was_asked_with(
    client: SimulatorClient, factory: CallFactory
) -> None:
    add(factory, 10)
    factory.account.options.call_log_end = "unchanged_token"
    first = client.get("/call-log-extract-sync", syncType="FSync").json()["syncInfo"]
    token = first["syncToken"]
    again = client.get("/call-log-extract-sync", syncType="ISync", syncToken=token).json()
    assert (again["syncInfo"]["syncToken"], again["syncInfo"]["newerRecordsExist"]) == (token, True)


def test_old_dates_are_refused(client: SimulatorClient, factory: CallFactory) -> None:
    factory.account.options.call_log_days = 30
    refused = client.get("/call-log", dateFrom=zulu(NOON - timedelta(days=31)))
    assert (refused.status_code, refused.json()["errorCode"]) == (400, "CMN-101")
    assert client.get("/call-log", dateFrom=zulu(NOON - timedelta(days=29))).status_code == 200


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_odd_record_is_served(
    client: SimulatorClient, factory: CallFactory, kind: str
) -> None:
    call = add(factory, 10)
    before = client.get("/call-log", view="Detailed").json()["records"]
    answer = client.http.post("/_simulator/odd-records", json={"call_id": call.id, "kind": kind})
    assert answer.status_code == 201
    assert client.get("/call-log", view="Detailed").json()["records"] != before
    assert client.http.get("/_simulator/odd-records").json()["calls"] == {call.id: kind}


def test_the_audio_of_a_deleted_record_is_alive(
    client: SimulatorClient, factory: CallFactory
) -> None:
    call = add(factory, 10, oddity="deleted")
    (record,) = client.get("/call-log", view="Detailed").json()["records"]
    assert record["deleted"] is True
    assert client.get(record["recording"]["contentUri"]).status_code == 200
    assert record["recording"]["id"] == call.recordings[0].id


def test_an_unknown_kind_is_refused(client: SimulatorClient, factory: CallFactory) -> None:
    call = add(factory, 10)
    answer = client.http.post("/_simulator/odd-records", json={"call_id": call.id, "kind": "x"})
    assert answer.status_code == 404
