"""Services: their names, addresses and credentials."""

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
    ("given_url", "kept"),
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
def test_a_server_url_is_kept_as_an_origin(given_url: str, kept: str) -> None:
    assert valid_server_url(given_url) == kept


@pytest.mark.parametrize(
    ("url", "why"),
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
def test_what_is_no_server_url_is_refused_with_the_reason(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"(?i){why}"):
        valid_server_url(url)


@pytest.mark.parametrize("url", ["https://me:secret@host", "https://me@host/x", "ftp://:secret@h"])
def test_a_url_with_a_password_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(ValueError, match="user name or password") as refusal:
        valid_server_url(url)
    assert "secret" not in str(refusal.value)


@given(st.text() | st.from_regex(r"https?://[a-z0-9.:/@\[\]-]{1,20}", fullmatch=True))
def test_an_accepted_url_is_safe_and_stays_as_it_is(text: str) -> None:
    try:
        url = valid_server_url(text)
    except ValueError:
        return
    scheme, _, authority = url.partition("://")
    assert scheme == "https" or is_loopback(authority.partition(":")[0].strip("[]") or "::1")
    assert not set(authority) & set("/?#@ \t\r\n")
    assert valid_server_url(url) == url


def test_media_has_a_host_of_its_own_beside_the_platform() -> None:
    assert default_media_url("https://platform.ringcentral.biz") == "https://media.ringcentral.biz"
    assert default_media_url("http://localhost:1") == "http://localhost:1"


@pytest.mark.parametrize("name", ["default", "a", "emea-2", "0", "a" * 32])
def test_a_plain_name_is_a_service_name(name: str) -> None:
    assert Service(name=name, server_url="https://h.example", secret_arn="arn").name == name


@pytest.mark.parametrize("name", ["", "Default", "a b", "a/b", "a#b", "-a", "é", "a\n", "a" * 33])
def test_a_name_that_would_not_fit_in_a_key_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="cannot name a service"):
        Service(name=name, server_url="https://h.example", secret_arn="arn")


def test_a_user_may_be_given_in_numbers() -> None:
    user = Credentials.model_validate({"username": 16505550100, "extension": 101, "password": 12})
    assert (user.username, user.extension) == ("16505550100", "101")
    assert user.password is not None
    assert user.password.get_secret_value() == "12"


def test_a_username_keeps_its_plus() -> None:
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
def test_a_user_without_one_way_to_log_in_is_refused(user: dict[str, str]) -> None:
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
def test_a_connection_that_cannot_work_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Connection.model_validate({**CONNECTION, **change})


def test_no_credential_shows_when_a_connection_is_printed() -> None:
    values = {
        **CONNECTION,
        "client_secret": "top-secret",
        "users": [{"jwt": "top-secret"}, {"username": "u", "password": "top-secret"}],
    }
    connection = Connection.model_validate(values)
    assert "top-secret" not in f"{connection!r} {connection} {connection.model_dump_json()}"


def test_a_jwt_is_counted_by_its_subject() -> None:
    def token(claims: dict[str, object]) -> str:
        payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
        return f"h.{payload}.s"

    labels = {
        Credentials.model_validate({"jwt": token({"sub": "7", "exp": end})}).label for end in (1, 2)
    }
    assert len(labels) == 1


def test_two_services_on_one_app_are_two_users_of_it() -> None:
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
def test_a_policy_out_of_bounds_is_refused(change: dict[str, float]) -> None:
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
def test_a_token_goes_to_the_service_s_own_hosts_alone(url: str, own: bool) -> None:
    assert Connection.model_validate(CONNECTION).is_own_host(url) is own
