"""The token is sent only to the service's own hosts."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.services import Connection
from ringkeep.errors import ForeignHost
from ringkeep.ringcentral.http.redirects import Hop, content_url, next_hop, own_url
from tests.unit.ringcentral.http.connections import MEDIA, SERVER, connection

ONE = connection()
BUILT = f"{MEDIA}/restapi/v1.0/account/700001/recording/800001/content"


@pytest.mark.parametrize(
    "address",
    [f"{SERVER}/a?page=2", "/a?page=2", f"{MEDIA}:443/x", f"{SERVER.upper()}/a"],
)
def test_own_urls_are_accepted(address: str) -> None:
    assert own_url(ONE, address).lower().startswith("https://")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example.net/a",
        "//evil.example.net/a",
        "http://platform.example.com/a",
        "https://platform.example.com.evil.example.net/a",
        "https://platform.example.com@evil.example.net/a",
        "https://platform.example.com:8443/a",
        "ftp://platform.example.com/a",
        "https://platform.example.com:port/a",
    ],
)
def test_foreign_urls_are_refused(address: str) -> None:
    with pytest.raises(ForeignHost):
        own_url(ONE, address)


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        (None, BUILT),
        ("", BUILT),
        (f"{MEDIA}:443/restapi/v1.0/account/1/recording/800001/content", None),
        (f"{SERVER}/restapi/v1.0/account/1/recording/800001/content?x=1", None),
        ("https://evil.example.net/recording/800001/content", BUILT),
        ("http://media.example.com/recording/800001/content", BUILT),
        (f"{MEDIA}/restapi/v1.0/account/1/recording/800002/content", BUILT),
        ("https://[broken/recording/800001/content", BUILT),
    ],
)
def test_content_is_fetched_from_own_hosts(reported: str | None, expected: str | None) -> None:
    assert content_url(ONE, "700001", "800001", reported) == (expected or reported)


def test_ids_are_encoded_as_path_segments() -> None:
    assert content_url(ONE, "7/../8", "../x?y", None).endswith(
        "/account/7%2F..%2F8/recording/..%2Fx%3Fy/content"
    )


def test_redirect_within_own_hosts_keeps_the_token() -> None:
    assert next_hop(ONE, Hop(BUILT), f"{SERVER}/elsewhere").bearer
    assert next_hop(ONE, Hop(BUILT), "/elsewhere") == Hop(f"{MEDIA}/elsewhere")


def test_token_is_not_sent_again_after_a_foreign_host() -> None:
    foreign = next_hop(ONE, Hop(BUILT), "https://store.example.net/file")
    assert foreign == Hop("https://store.example.net/file", bearer=False)
    assert not next_hop(ONE, foreign, f"{SERVER}/back").bearer


@pytest.mark.parametrize(
    "location",
    [
        "http://store.example.net/file",
        "http://media.example.com/file",
        "https://user@store.example.net/file",
        "https://user:password@store.example.net/file",
        "https://@store.example.net/file",
        "file:///etc/passwd",
    ],
)
def test_unsafe_redirects_are_refused(location: str) -> None:
    with pytest.raises(ForeignHost):
        next_hop(ONE, Hop(BUILT), location)


@pytest.mark.parametrize("user", ["", "x", "x:y"])
def test_own_url_with_a_user_name_is_refused(user: str) -> None:
    with pytest.raises(ForeignHost):
        own_url(ONE, f"{SERVER.replace('https://', f'https://{user}@')}/a")


def test_simulated_account_may_redirect_on_loopback() -> None:
    local = Connection.model_validate(
        {**ONE.model_dump(), "server_url": "http://127.0.0.1:8081", "users": ONE.users}
    )
    hop = next_hop(local, Hop("http://127.0.0.1:8081/a"), "http://127.0.0.1:8082/b")
    assert hop == Hop("http://127.0.0.1:8082/b")
