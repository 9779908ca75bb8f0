"""A user whose role reaches one site sees that site's calls, extensions and recordings only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from simulator.accounts.account import Account
from simulator.http.server import SimulatorServer
from simulator.recordings.calls import Call
from simulator.recordings.factory import CallFactory, CallPlan
from simulator.testing import NOON, SimulatorClient
from tests.contract.simulator.api_document import assert_valid, described, needs_the_document

PROFILE = "/extension/~/authz-profile"
API = "/restapi/v1.0/account/{accountId}"


@pytest.fixture
def calls(account: Account) -> list[Call]:
    """Four calls of two extensions in turn, newest first."""
    factory = CallFactory(account)
    people = list(account.extensions.values())[:2]
    plans = [
        CallPlan(NOON - timedelta(minutes=5 + n), people[n % 2], samples=("goodbye.mp3",))
        for n in range(4)
    ]
    return [account.add_call(factory.make(plan)) for plan in plans]


@pytest.fixture
def other(server: SimulatorServer) -> Iterator[SimulatorClient]:
    with SimulatorClient(server, user=1) as other:
        yield other


def limit(client: SimulatorClient, *calls: Call, refusal: int = 404) -> None:
    """Limits the first user to the extensions of the calls."""
    user = client.account.users[0].extension_id
    site = {"extension_ids": [call.extension_id for call in calls], "refusal": refusal}
    client.control(f"users/{user}/site", site)


def test_lists_hold_the_calls_of_the_site_only(
    client: SimulatorClient, other: SimulatorClient, calls: list[Call]
) -> None:
    limit(client, calls[0])
    own = [calls[0].id, calls[2].id]
    assert [record["id"] for record in client.records(perPage=1)] == own
    assert sorted(
        r["id"] for r in client.get("/call-log-extract-sync").json()["records"]
    ) == sorted(own)
    assert len(client.get("/extension").json()["records"]) == 1
    assert len(other.records()) == 4
    assert len(other.get("/extension").json()["records"]) == 8


def test_records_and_sessions_of_other_sites_do_not_exist(
    client: SimulatorClient, other: SimulatorClient, calls: list[Call]
) -> None:
    limit(client, calls[0])
    assert client.get(f"/call-log/{calls[0].id}").status_code == 200
    assert client.get(f"/call-log/{calls[1].id}").status_code == 404
    assert other.get(f"/call-log/{calls[1].id}").status_code == 200
    assert client.records(sessionId=calls[1].session_id, view="Detailed") == []


@pytest.mark.parametrize("refusal", [403, 404])
def test_recordings_of_other_sites_are_refused(
    client: SimulatorClient, other: SimulatorClient, calls: list[Call], refusal: int
) -> None:
    limit(client, calls[0], refusal=refusal)
    theirs = calls[1].recordings[0].id
    assert client.content(calls[0].recordings[0].id).status_code == 200
    assert client.content(theirs).status_code == refusal
    assert other.content(theirs).status_code == 200


def test_a_sync_token_holds_for_its_user_only(
    client: SimulatorClient, other: SimulatorClient
) -> None:
    token = client.get("/call-log-extract-sync").json()["syncInfo"]["syncToken"]
    query = {"syncType": "ISync", "syncToken": token}
    assert client.get("/call-log-extract-sync", **query).status_code == 200
    assert other.get("/call-log-extract-sync", **query).json()["errorCode"] == "CLG-101"


def test_the_profile_says_how_far_the_role_reaches(
    client: SimulatorClient, calls: list[Call]
) -> None:
    limit(client, calls[0])
    entry = client.get(PROFILE).json()["permissions"][0]
    assert (entry["scopes"], entry["effectiveRole"]["domain"]) == (["RoleBased"], "Site-2")


@needs_the_document
def test_the_profile_of_a_limited_user_matches_the_document(
    client: SimulatorClient, calls: list[Call]
) -> None:
    limit(client, calls[0])
    schema = described(f"{API}/extension/{{extensionId}}/authz-profile", "get", 200)
    assert_valid(client.get(PROFILE).json(), schema)


def test_an_empty_body_lifts_the_limit(client: SimulatorClient, calls: list[Call]) -> None:
    limit(client, calls[0])
    client.control(f"users/{client.account.users[0].extension_id}/site", {})
    assert len(client.records()) == 4
    assert client.get(PROFILE).json()["permissions"][0]["scopes"] == ["Account"]
