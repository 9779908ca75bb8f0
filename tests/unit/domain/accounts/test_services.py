"""Services: their names, URLs and credentials."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ringkeep.domain.accounts.services import (
    Connection,
    Credentials,
    Policy,
    Service,
    default_media_url,
    is_loopback,
    valid_server_url,
)

CONNECTION = {
    "server_url": "https://platform.example.com",
    "client_id": "app",
    "client_secret": "s",
    "users": [{"jwt": "j"}],
}


@pytest.mark.parametrize(
    ("given_url", "stored"),
    [
        ("https://platform.ringcentral.com", "https://platform.ringcentral.com"),
        (" https://Platform.RingCentral.com/ ", "https://platform.ringcentral.com"),
        ("https://platform.ringcentral.com:443", "https://platform.ringcentral.com"),
        ("https://host:8443", "https://host:8443"),
        ("http://localhost:4810", "http://localhost:4810"),
        ("http://127.0.0.1:80/", "http://127.0.0.1"),
        ("http://[::1]:4810", "http://[::1]:4810"),
    ],
)
def test_server_url_is_stored_as_an_origin(given_url: str, stored: str) -> None:
    assert valid_server_url(given_url) == stored


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://platform.ringcentral.com/restapi", "has a path"),
        ("https://platform.ringcentral.com?x=1", "has a path"),
        ("https://platform.ringcentral.com#x", "has a path"),
        ("http://platform.ringcentral.com", "not encrypted"),
        ("http://localhost.example.com", "not encrypted"),
        ("http://10.0.0.1", "not encrypted"),
        ("ftp://host", "not a server URL"),
        ("platform.ringcentral.com", "not a server URL"),
        ("https://", "not a server URL"),
        ("https://two words", "not a server URL"),
        ("https://host\n.example.com/x", "has a path"),
        ("https://host:port", "could not be cast"),
        ("https://host:99999", "out of range"),
        ("", "not a server URL"),
    ],
)
def test_invalid_server_url_is_refused_with_the_reason(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"(?i){reason}"):
        valid_server_url(url)


@pytest.mark.parametrize("url", ["https://me:secret@host", "https://me@host/x", "ftp://:secret@h"])
def test_a_url_with_a_password_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(ValueError, match="user name or password") as refusal:
        valid_server_url(url)
    assert "secret" not in str(refusal.value)


@given(st.text() | st.from_regex(r"https?://[a-z0-9.:/@\[\]-]{1,20}", fullmatch=True))
def test_accepted_url_is_safe_and_unchanged_by_a_second_pass(text: str) -> None:
    try:
        url = valid_server_url(text)
    except ValueError:
        return
    scheme, _, authority = url.partition("://")
    assert scheme == "https" or is_loopback(authority.partition(":")[0].strip("[]") or "::1")
    assert not set(authority) & set("/?#@ \t\r\n")
    assert valid_server_url(url) == url


def test_default_media_host_is_derived_from_the_platform_host() -> None:
    assert default_media_url("https://platform.ringcentral.biz") == "https://media.ringcentral.biz"
    assert default_media_url("http://localhost:1") == "http://localhost:1"


@pytest.mark.parametrize("name", ["default", "a", "emea-2", "0", "a" * 32])
def test_valid_service_names(name: str) -> None:
    assert Service(name=name, server_url="https://h.example", secret_arn="arn").name == name


@pytest.mark.parametrize("name", ["", "Default", "a b", "a/b", "a#b", "-a", "é", "a\n", "a" * 33])
def test_invalid_service_names_are_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="not a valid service name"):
        Service(name=name, server_url="https://h.example", secret_arn="arn")


def test_numbers_are_accepted_as_user_name_extension_and_password() -> None:
    user = Credentials.model_validate({"username": 16505550100, "extension": 101, "password": 12})
    assert (user.username, user.extension) == ("16505550100", "101")
    assert user.password is not None
    assert user.password.get_secret_value() == "12"


def test_username_keeps_its_plus_sign() -> None:
    user = Credentials.model_validate({"username": "+16505550100", "password": "p"})
    assert (user.username, user.extension) == ("+16505550100", "")


@pytest.mark.parametrize(
    "user",
    [
        {},
        {"jwt": ""},
        {"username": "u"},
        {"username": "", "password": "p"},
        {"password": "p"},
        {"jwt": "j", "username": "u", "password": "p"},
        {"jwt": "j", "token": "t"},
    ],
)
def test_user_needs_exactly_one_kind_of_credentials(user: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Credentials.model_validate(user)


@pytest.mark.parametrize(
    "change",
    [
        {"users": []},
        {"client_id": ""},
        {"client_secret": ""},
        {"server_url": "https://h.example/path"},
        {"media_url": "http://media.example"},
        {"unknown": 1},
    ],
)
def test_invalid_connection_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Connection.model_validate({**CONNECTION, **change})


def test_printed_connection_shows_no_credentials() -> None:
    values = {
        **CONNECTION,
        "client_secret": "top-secret",
        "users": [{"jwt": "top-secret"}, {"username": "u", "password": "top-secret"}],
    }
    connection = Connection.model_validate(values)
    assert "top-secret" not in f"{connection!r} {connection} {connection.model_dump_json()}"


def test_jwts_with_the_same_subject_have_the_same_label() -> None:
    def token(claims: dict[str, object]) -> str:
        payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
        return f"h.{payload}.s"

    labels = {
        Credentials.model_validate({"jwt": token({"sub": "7", "exp": end})}).label for end in (1, 2)
    }
    assert len(labels) == 1


def test_users_of_two_services_with_the_same_app_have_different_labels() -> None:
    one = Connection.model_validate({**CONNECTION, "users": [{"jwt": "first"}]})
    two = Connection.model_validate({**CONNECTION, "users": [{"jwt": "second"}]})
    assert one.client_id == two.client_id
    assert one.user_labels != two.user_labels


@pytest.mark.parametrize(
    "change",
    [
        {"retention_days": 0},
        {"retention_days": 1.5},
        {"backfill_days": -1},
        {"minimum_duration_seconds": -1},
        {"recordings_cap": 0},
    ],
)
def test_policy_out_of_range_is_refused(change: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Policy.model_validate(change)


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://platform.example.com/restapi/x", True),
        ("https://media.example.com:443/restapi/x", True),
        ("https://media.example.com:8443/x", False),
        ("http://media.example.com/x", False),
        ("https://evil.example.org/x", False),
        ("https://media.example.com.evil.org/x", False),
    ],
)
def test_token_goes_only_to_the_service_s_own_hosts(url: str, own: bool) -> None:
    assert Connection.model_validate(CONNECTION).is_own_host(url) is own
