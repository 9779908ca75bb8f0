"""The API logs who asked for which route, and neither ids nor the query."""

from __future__ import annotations

from tests.fakes.access.principals import SUPERVISOR
from tests.unit.api.api_client import ApiClient, request


def test_a_request_is_logged_with_route_person_and_the_gateways_id(logged: list[str]) -> None:
    event = request("GET", "/v1/realtime", SUPERVISOR.sub, service="s3rvice")
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


def test_the_path_of_an_unknown_route_is_not_logged(logged: list[str]) -> None:
    ApiClient().send(request("GET", "/v1/+12125550100", SUPERVISOR.sub))
    ApiClient().send(request("DELETE", "/v1/realtime", SUPERVISOR.sub))
    lines = [each for each in logged if "'request'" in each]
    assert len(lines) == 2
    assert all("'route': 'unknown'" in line for line in lines)
    assert "12125550100" not in "".join(logged)
