"""A host is public only if every address that it has, or stands for, is public."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ringkeep.errors import ForeignHost, Unavailable
from ringkeep.ringcentral.http.addresses import public_addresses

PUBLIC = "93.184.216.34"


def never(host: str) -> Sequence[str]:
    pytest.fail(f"{host} was resolved")


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        ".",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "a.localhost",
        "printer.local",
        "metadata.google.internal",
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",  # noqa: S104 # no server binds here
        "10.0.0.8",
        "10.8",
        "172.16.0.1",
        "192.168.1",
        "169.254.169.254",
        "0xa9fea9fe",
        "100.64.0.1",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "::ffff:10.0.0.8",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:8",
        "64:ff9b:1::808:808",
        "2002:7f00:1::",
        "2002:a00:8::1",
        "2002:808:808::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "::127.0.0.1",
        "::a00:8",
        "ff02::1",
    ],
)
def test_spellings_of_private_addresses_are_refused(host: str | None) -> None:
    with pytest.raises(ForeignHost):
        public_addresses(host, never)


@pytest.mark.parametrize("host", [PUBLIC, "8.8.8.8", "2606:2800:220:1::", "::ffff:93.184.216.34"])
def test_public_addresses_are_accepted(host: str) -> None:
    public_addresses(host, never)


def test_name_with_public_addresses_is_accepted() -> None:
    public_addresses("store.example.net", lambda _: [PUBLIC, "2606:2800:220:1::"])


@pytest.mark.parametrize(
    "addresses", [["10.0.0.8"], [PUBLIC, "127.0.0.1"], ["::ffff:10.0.0.8"], ["fe80::1%eth0"]]
)
def test_name_with_any_private_address_is_refused(addresses: list[str]) -> None:
    with pytest.raises(ForeignHost):
        public_addresses("store.example.net", lambda _: addresses)


def test_trailing_dot_does_not_hide_a_name() -> None:
    asked: list[str] = []

    def resolve(host: str) -> Sequence[str]:
        asked.append(host)
        return [PUBLIC]

    public_addresses("Store.Example.Net.", resolve)
    assert asked == ["store.example.net"]


@pytest.mark.parametrize("problem", [OSError("no such host"), UnicodeError("label too long")])
def test_name_that_cannot_be_resolved_is_worth_another_request(problem: Exception) -> None:
    def resolve(host: str) -> Sequence[str]:
        raise problem

    with pytest.raises(Unavailable):
        public_addresses("store.example.net", resolve)
