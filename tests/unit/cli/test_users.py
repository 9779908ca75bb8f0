"""The commands `user add`, `invite`, `list`, `disable`, `enable` and `remove`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ringkeep.domain.access.roles import Role
from ringkeep.domain.accounts.services import Service
from tests.unit.cli.command_line import CommandLine

EMAIL = "sam@example.com"


@pytest.fixture
def cli() -> CommandLine:
    return CommandLine()


def add_service(cli: CommandLine) -> None:
    cli.services.put(Service(name="main", server_url="https://p.example.com", secret_arn="a"))


def test_new_person_gets_an_invitation(
    cli: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run("user", "add", EMAIL, "--role", "Manager") == 0
    assert cli.people.rows[EMAIL].role is Role.MANAGER
    assert cli.people.passwords[EMAIL] is None
    assert "temporary password" in capsys.readouterr().out


def test_new_person_is_told_how_long_the_password_is_valid(
    cli: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.run("user", "add", EMAIL, "--role", "Manager")
    assert "valid for 7 days" in capsys.readouterr().out
    cli.run("user", "add", EMAIL, "--role", "Agent")
    assert f"`ringkeep user invite {EMAIL}`" in capsys.readouterr().out


def test_invitation_is_sent_again(cli: CommandLine, capsys: pytest.CaptureFixture[str]) -> None:
    cli.run("user", "add", EMAIL, "--role", "Manager")
    assert cli.run("user", "invite", "Sam@Example.com") == 0
    assert cli.people.invited == [EMAIL, EMAIL]
    assert "valid for 7 days" in capsys.readouterr().out


def test_someone_who_has_signed_in_is_not_invited(
    cli: CommandLine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Secret123456"))
    cli.run("user", "add", EMAIL, "--role", "Agent", "--password-stdin")
    assert cli.run("user", "invite", EMAIL) == 0
    assert cli.people.invited == []
    assert "Forgot your password?" in capsys.readouterr().out


@pytest.mark.parametrize("prepare", ["unknown", "disabled"])
def test_someone_unknown_or_disabled_cannot_be_invited(cli: CommandLine, prepare: str) -> None:
    if prepare == "disabled":
        cli.run("user", "add", EMAIL, "--role", "Agent")
        cli.run("user", "disable", EMAIL)
    assert cli.run("user", "invite", EMAIL) == 2


def test_agent_gets_an_extension(cli: CommandLine) -> None:
    add_service(cli)
    flags = ("--role", "Agent", "--service", "main", "--extension-id", "42")
    assert cli.run("user", "add", EMAIL, *flags) == 0
    row = cli.people.rows[EMAIL]
    assert (row.service, row.extension_id) == ("main", "42")


def test_extension_of_an_unknown_service_is_refused(cli: CommandLine) -> None:
    flags = ("--role", "Agent", "--service", "main", "--extension-id", "42")
    assert cli.run("user", "add", EMAIL, *flags) == 2
    assert cli.people.rows == {}


def test_extension_needs_both_options(cli: CommandLine) -> None:
    assert cli.run("user", "add", EMAIL, "--role", "Agent", "--service", "main") == 2


def test_unknown_role_is_refused(cli: CommandLine) -> None:
    with pytest.raises(SystemExit):
        cli.run("user", "add", EMAIL, "--role", "King")


def test_password_is_read_from_standard_input(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Secret123456\n"))
    assert cli.run("user", "add", EMAIL, "--role", "Agent", "--password-stdin") == 0
    assert cli.people.passwords[EMAIL] == "Secret123456"


def test_empty_password_is_refused(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert cli.run("user", "add", EMAIL, "--role", "Agent", "--password-stdin") == 2


def test_person_is_disabled_enabled_and_removed(cli: CommandLine) -> None:
    cli.run("user", "add", EMAIL, "--role", "Agent")
    assert cli.run("user", "disable", EMAIL) == 0
    assert not cli.people.rows[EMAIL].enabled
    assert cli.run("user", "enable", EMAIL) == 0
    assert cli.people.rows[EMAIL].enabled
    assert cli.run("user", "remove", EMAIL) == 0
    assert cli.people.rows == {}


def test_unknown_address_is_refused(cli: CommandLine) -> None:
    assert cli.run("user", "disable", EMAIL) == 2


def test_list_shows_roles_and_extensions(
    cli: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run("user", "list") == 0
    assert "no people yet" in capsys.readouterr().out
    cli.run("user", "add", EMAIL, "--role", "Agent")
    capsys.readouterr()
    cli.run("user", "list")
    assert EMAIL in capsys.readouterr().out
    assert cli.run("user", "list", "--json") == 0
    assert '"role": "Agent"' in capsys.readouterr().out


def test_console_is_published(cli: CommandLine) -> None:
    assert cli.run("console", "publish", "web/dist") == 0
    assert cli.console.published == [Path("web/dist")]
