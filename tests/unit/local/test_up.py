"""What `make up` accepts, and how it tells that it is ready."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest

from local.aws import emulator, patches
from local.credentials import CredentialsMissing, connection_for, read_env_file
from local.environment import free_port, laptop_environment
from local.up import parameters_of, write_atomically

REMOTE = "https://platform.ringcentral.com"
LOOPBACK = "http://127.0.0.1:8080"


def test_a_server_on_this_machine_needs_no_credentials() -> None:
    connection = connection_for(LOOPBACK, {})
    assert connection["server_url"] == LOOPBACK
    assert connection["users"]


def test_a_remote_server_without_credentials_is_refused_with_what_to_do() -> None:
    with pytest.raises(CredentialsMissing, match=r"\.env"):
        connection_for(REMOTE, {})


def test_a_jwt_goes_before_a_password() -> None:
    environment = {
        "RINGCENTRAL_CLIENT_ID": "id",
        "RINGCENTRAL_CLIENT_SECRET": "secret",
        "RINGCENTRAL_JWT": "jwt",
        "RINGCENTRAL_USERNAME": "+16505550100",
    }
    assert connection_for(REMOTE, environment)["users"] == [{"jwt": "jwt"}]


def test_a_user_name_comes_with_extension_and_password() -> None:
    environment = {
        "RINGCENTRAL_CLIENT_ID": "id",
        "RINGCENTRAL_USERNAME": "+16505550100",
        "RINGCENTRAL_EXTENSION": "101",
        "RINGCENTRAL_PASSWORD": "p",
    }
    user = {"username": "+16505550100", "extension": "101", "password": "p"}
    assert connection_for(REMOTE, environment)["users"] == [user]


def test_an_env_file_is_read_without_its_comments_and_quotes(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("# note\nA=1\n\nB = 'two = 2'\nnonsense\n")
    assert read_env_file(path) == {"A": "1", "B": "two = 2"}
    assert read_env_file(tmp_path / "absent") == {}


def test_template_parameters_are_key_and_value() -> None:
    assert parameters_of("A=1 B=x=y") == {"A": "1", "B": "x=y"}
    assert parameters_of("") == {}
    with pytest.raises(ValueError, match="wrong"):
        parameters_of("A=1 wrong")


def test_the_ready_file_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "ready.json"
    write_atomically(path, {"region": "us-east-1"})
    assert json.loads(path.read_text()) == {"region": "us-east-1"}
    assert [entry.name for entry in path.parent.iterdir()] == ["ready.json"]


def test_nothing_of_the_callers_aws_set_up_reaches_the_stack(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "secret")
    monkeypatch.setenv("STACK_NAME", "ringkeep-prod")
    environment = laptop_environment("http://127.0.0.1:1", tmp_path)
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN", "STACK_NAME"} & set(environment)
    assert environment["AWS_ACCESS_KEY_ID"] == "test"


def test_a_taken_port_gives_way_to_a_free_one() -> None:
    taken = free_port()
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", taken))
        holder.listen()
        assert free_port(taken) != taken


@pytest.mark.parametrize(
    ("host", "endpoint"),
    [
        ("0.0.0.0", "http://127.0.0.1:4566"),  # noqa: S104 # what must be refused
        ("127.0.0.1", "https://dynamodb.us-east-1.amazonaws.com"),
        ("127.0.0.1", ""),
    ],
)
def test_the_emulator_refuses_to_listen_beyond_this_machine(
    host: str, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "BIND_HOST", host)
    monkeypatch.setitem(os.environ, "AWS_ENDPOINT_URL", endpoint)
    with pytest.raises(SystemExit):
        emulator.refuse_unless_loopback()


def test_another_version_of_the_emulator_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patches, "PINNED", "0.0.1")
    with pytest.raises(RuntimeError, match=r"0\.0\.1"):
        patches.check_version()
