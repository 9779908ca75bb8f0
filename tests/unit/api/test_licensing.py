"""The routes of licensing: previews, offers and their jobs."""

from __future__ import annotations

import pytest

from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.recordings import RecordingState
from tests.unit.api.administer_client import AdministerClient
from tests.unit.domain.recordings.example_rows import pending
from tests.unit.usecases.access.people_setup import COMMAND_LINE, choice

SINCE = "2026-11-01"


@pytest.fixture
def api() -> AdministerClient:
    """The agent has extension 101, whose only call was excluded."""
    api = AdministerClient()
    given = api.dependencies
    given.setup.assign(given.user("agent").user.id, choice("101"), COMMAND_LINE)
    start = given.clock.now() - 3600
    row = pending(
        service="main",
        account_id="809646016",
        state=RecordingState.EXCLUDED,
        reason="not_licensed",
        covered=(CoveredExtension(extension_id="101", at=start),),
        start_time=start,
        revision=0,
    )
    given.calls.put_recording(row)
    return api


def offer_of(api: AdministerClient) -> str:
    return f"/v1/users/{api.dependencies.user('agent').user.id}/offer"


def test_the_preview_counts_extensions_and_calls(api: AdministerClient) -> None:
    path = "/v1/services/main/licensing-preview"
    answer = api.get(path, licensing="users")
    assert answer.status == 200
    assert answer.json == {
        "extensions_in": 0,
        "extensions_out": 3,
        "calls_a_day_in": 0.0,
        "calls_a_day_out": 0.1,
        "days": 7.0,
    }
    assert api.get(path, licensing="everyone").json["extensions_out"] == 0


@pytest.mark.parametrize(
    ("service", "licensing", "status"),
    [("main", "some", 422), ("nowhere", "users", 404)],
)
def test_a_wrong_preview_is_refused(
    api: AdministerClient, service: str, licensing: str, status: int
) -> None:
    path = f"/v1/services/{service}/licensing-preview"
    assert api.get(path, licensing=licensing).status == status
    assert api.get(path).status == 422


def test_an_offer_is_accepted_as_a_job(api: AdministerClient) -> None:
    offer = api.get(offer_of(api), since=SINCE)
    assert offer.json == {"recordings": 1, "since": "2026-11-01T00:00:00Z", "complete": True}
    refused = api.send("POST", offer_of(api), {"since": SINCE})
    assert (refused.status, refused.json["code"]) == (409, "not_licensed")
    agent = api.dependencies.user("agent")
    api.dependencies.setup.edit(agent, licences=["call_recording"])
    accepted = api.send("POST", offer_of(api), {"since": SINCE})
    assert (accepted.status, accepted.json["state"], accepted.json["total"]) == (202, "waiting", 1)
    assert accepted.headers["Location"] == f"/v1/jobs/{accepted.json['id']}"
    assert api.dependencies.work.started == 1
    assert api.get(accepted.headers["Location"]).json == accepted.json


@pytest.mark.parametrize("since", ["yesterday", "", "2026-11-31", "0001-01-01"])
def test_an_offer_needs_a_date(api: AdministerClient, since: str) -> None:
    assert api.get(offer_of(api), since=since).status == 422
    assert api.send("POST", offer_of(api), {"since": since}).status == 422


def test_a_switch_to_everyone_starts_what_brings_the_excluded_back(api: AdministerClient) -> None:
    for licensing in ("users", "everyone"):
        version = api.get("/v1/services/main").json["version"]
        answer = api.send("PATCH", "/v1/services/main", {"licensing": licensing}, version=version)
        assert answer.status == 200
    assert api.dependencies.work.started == 2
    assert api.dependencies.services.get("main").everyone_since == api.dependencies.clock.now()


def test_what_does_not_exist_has_neither_an_offer_nor_progress(api: AdministerClient) -> None:
    unknown = "f" * 32
    assert api.get(f"/v1/users/{unknown}/offer", since=SINCE).status == 404
    assert api.send("POST", f"/v1/users/{unknown}/offer", {"since": SINCE}).status == 404
    assert api.get(f"/v1/jobs/{unknown}").json["code"] == "job_unknown"
    assert api.get(offer_of(api)).status == 422
