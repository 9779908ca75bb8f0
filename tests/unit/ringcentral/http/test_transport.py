"""The HTTP requests of the transport, and the version in their user agent."""

from __future__ import annotations

import base64
import tomllib
from pathlib import Path

import httpx
import pytest

from ringkeep.errors import InvalidAnswer, RingCentralError
from ringkeep.ringcentral.http.transport import VERSION, Request, Transport
from tests.fakes.clock import FakeClock

PROJECT = Path(__file__).parents[4] / "pyproject.toml"


def sent(request: Request) -> httpx.Request:
    requests: list[httpx.Request] = []

    def handle(received: httpx.Request) -> httpx.Response:
        received.read()
        requests.append(received)
        return httpx.Response(200, headers={"X-Thing": "1"}, content=b"body")

    answer = Transport(FakeClock(), httpx.MockTransport(handle)).send(request)
    assert (answer.status, answer.headers["x-thing"], answer.body) == (200, "1", b"body")
    return requests[0]


def test_request_without_a_form_is_a_get() -> None:
    request = sent(Request("https://example.com/a?b=1%2B2", headers={"Accept": "x/y"}))
    assert (request.method, str(request.url)) == ("GET", "https://example.com/a?b=1%2B2")
    assert request.headers["accept"] == "x/y"
    assert request.headers["user-agent"] == f"Ringkeep/{VERSION}"


def test_parameters_are_encoded() -> None:
    request = sent(Request("https://example.com/a", params={"t": "a+b=c", "n": 5}))
    assert request.url.query == b"t=a%2Bb%3Dc&n=5"


def test_form_is_posted_with_the_apps_credentials() -> None:
    request = sent(Request("https://example.com/t", form={"a": "ü&="}, basic=("id", "sé:cret")))
    assert (request.method, request.content) == ("POST", b"a=%C3%BC%26%3D")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    scheme, _, credentials = request.headers["authorization"].partition(" ")
    assert (scheme, base64.b64decode(credentials).decode()) == ("Basic", "id:sé:cret")


@pytest.mark.parametrize(
    "url", ["https://", "https://exa mple.com\x00/", "nonsense://x", "https://x:99999999/"]
)
def test_invalid_url_is_reported(url: str) -> None:
    with pytest.raises(RingCentralError):
        Transport(FakeClock()).send(Request(url))


def test_invalid_port_is_an_invalid_answer() -> None:
    with pytest.raises(InvalidAnswer):
        Transport(FakeClock()).send(Request("https://x:port/"))


def test_version_is_the_projects() -> None:
    project = tomllib.loads(PROJECT.read_text())
    assert project["project"]["version"] == VERSION


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://fa\u00df.de/x", "xn--fa-hia.de"),
        ("https://Store.example.net/x", "store.example.net"),
    ],
)
def test_the_name_that_is_checked_is_the_one_that_is_connected_to(url: str, host: str) -> None:
    asked: list[str] = []

    def resolve(name: str) -> list[str]:
        asked.append(name)
        return ["93.184.216.34"]

    Transport(FakeClock(), resolve=resolve).require_public(url)
    assert asked == [host]
