"""The API logs who asked for which route, and neither ids nor the query."""

from __future__ import annotations

from tests.fakes.live.sockets import MANAGER
from tests.unit.api.api_client import ApiClient, request


def test_a_request_is_logged_with_route_person_and_the_gateways_id(logged: list[str]) -> None:
    event = request("GET", "/v1/realtime", MANAGER.username, service="s3rvice")
    event["requestContext"]["requestId"] = "gateway-1"
    event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"] = "sub-of-the-manager"
    ApiClient().send(event)
    (line,) = [each for each in logged if "'request'" in each]
    assert "GET /v1/realtime" in line
    assert "sub-of-the-manager" in line
    assert "gateway-1" in line
    assert "s3rvice" not in line


def test_a_request_without_a_person_is_logged_too(logged: list[str]) -> None:
    ApiClient().send(request("GET", "/v1/realtime", None))
    (line,) = [each for each in logged if "'request'" in each]
    assert "'sub': ''" in line
