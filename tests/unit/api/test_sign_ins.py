"""The first request of a sign-in is recorded, from where it came, and never refused for it."""

from __future__ import annotations

import pytest

from ringkeep.api.claims import session_of
from ringkeep.errors import StorageFailed
from tests.fakes.access.principals import EVALUATOR
from tests.unit.api.api_client import ApiClient, event, request
from tests.unit.handlers.metrics import metric_values

SESSION = "0a1b2c3d-0000-4000-8000-000000000003"


@pytest.fixture
def api() -> ApiClient:
    return ApiClient()


def test_a_sign_in_is_recorded_once_with_its_origin(api: ApiClient) -> None:
    for _ in range(3):
        assert api.send(event("api/me.json")).status == 200
    (entry,) = api.sign_in_log.entries.values()
    assert (entry.origin.address, entry.origin.agent) == ("203.0.113.7", "other")
    assert entry.request_id == "JKJaXmPLvHcESHA="
    assert set(api.sign_in_log.entries) == {SESSION}


def test_someone_without_the_right_for_the_route_has_signed_in_too(api: ApiClient) -> None:
    assert api.get("/v1/realtime", EVALUATOR.sub).status == 403
    assert [entry.actor.name for entry in api.sign_in_log.entries.values()] == ["eva"]


def test_someone_who_is_no_user_has_no_entry(api: ApiClient) -> None:
    assert api.get("/v1/me", "u-stranger").status == 403
    assert api.sign_in_log.entries == {}


def test_a_request_is_answered_and_counted_if_its_sign_in_cannot_be_recorded(
    api: ApiClient, logged: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    api.sign_in_log.failure = StorageFailed("the table is busy")
    assert api.send(event("api/me.json")).status == 200
    assert metric_values(capsys)["SignInsUnrecorded"] == [1.0]
    assert any("a sign-in was not recorded" in line for line in logged)
    api.sign_in_log.failure = None
    api.send(event("api/me.json"))
    assert set(api.sign_in_log.entries) == {SESSION}


def test_without_the_id_of_the_sign_in_its_person_and_time_identify_it() -> None:
    http_event = request("GET", "/v1/me", "u-ann")
    claims = http_event["requestContext"]["authorizer"]["jwt"]["claims"]
    assert session_of(http_event) == SESSION
    del claims["origin_jti"]
    assert session_of(http_event) == "u-ann#1795420000"
    del claims["auth_time"]
    assert session_of(http_event) == ""
