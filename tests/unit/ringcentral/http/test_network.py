"""Connections lead to public addresses only, whatever a name resolves to at that moment."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence

import httpcore
import httpx
import pytest

from ringkeep.errors import ForeignHost, InvalidAnswer, Unavailable
from ringkeep.ringcentral.http.network import PublicNetwork
from ringkeep.ringcentral.http.transport import Request, Transport
from tests.fakes.clock import FakeClock

PUBLIC = "93.184.216.34"
OTHER = "93.184.216.35"
URL = "https://store.example.net/file"


class Names:
    """A name service whose answer changes with each question."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)
        self.asked = 0

    def __call__(self, host: str) -> Sequence[str]:
        self.asked += 1
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were connected to; every connection is refused."""
    hosts: list[str] = []

    def refuse(address: tuple[str, int], *_: object, **__: object) -> None:
        hosts.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    return hosts


@pytest.fixture
def server() -> Iterator[str]:
    """A listening socket of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


@pytest.mark.parametrize("private", ["127.0.0.1", "169.254.169.254", "10.0.0.8", "::1"])
def test_a_name_that_changes_to_a_private_address_is_not_connected_to(
    dialled: list[str], private: str
) -> None:
    names = Names([PUBLIC], [private])
    transport = Transport(FakeClock(), resolve=names)
    transport.require_public(URL)
    with pytest.raises(ForeignHost):
        transport.send(Request(URL))
    assert (names.asked, dialled) == (2, [])


def test_the_address_that_was_checked_is_connected_to(dialled: list[str]) -> None:
    with pytest.raises(Unavailable):
        Transport(FakeClock(), resolve=Names([PUBLIC, OTHER])).send(Request(URL))
    assert dialled == [PUBLIC, OTHER]


def test_a_name_without_an_address_is_worth_another_request() -> None:
    with pytest.raises(Unavailable):
        PublicNetwork(Names([])).connect_tcp("store.example.net", 443)


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/",
        "https://localhost./",
        "http://127.0.0.1:4810/",
        "https://127.1/",
        "https://2130706433/",
        "https://\uff11\uff12\uff17.0.0.1/",
        "https://[::ffff:10.0.0.8]/",
        "https://metadata.google.internal/",
    ],
)
def test_a_server_of_this_machine_is_not_requested(url: str) -> None:
    requested: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        requested.append(request)
        return httpx.Response(200)

    network = httpx.MockTransport(handle)
    with pytest.raises((ForeignHost, InvalidAnswer)):
        Transport(FakeClock(), network, Names(["127.0.0.1"])).send(Request(url))
    assert requested == []


def test_a_stack_on_a_laptop_reaches_this_machine(server: str, dialled: list[str]) -> None:
    with pytest.raises(Unavailable):
        Transport(FakeClock(), local=True).send(Request(server))
    assert dialled == ["127.0.0.1"]


def test_a_proxy_of_the_environment_is_used(
    monkeypatch: pytest.MonkeyPatch, dialled: list[str]
) -> None:
    """It resolves names itself, in its own network."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.net:3128")
    with pytest.raises(Unavailable):
        Transport(FakeClock(), resolve=Names(["10.0.0.8"])).send(Request(URL))
    assert dialled == ["proxy.example.net"]


def test_tls_checks_the_name_and_not_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str | None] = []

    class Stream(httpcore.NetworkStream):
        def start_tls(
            self, ssl_context: object, server_hostname: str | None = None, timeout: object = None
        ) -> httpcore.NetworkStream:
            names.append(server_hostname)
            raise httpcore.ConnectError

        def close(self) -> None:
            """Nothing is open."""

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", lambda *_, **__: Stream())
    with pytest.raises(Unavailable):
        Transport(FakeClock(), resolve=Names([PUBLIC])).send(Request(URL))
    assert names == ["store.example.net"]
