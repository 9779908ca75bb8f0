"""Who may sign in to the console, and what they see."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ringkeep.domain.access.roles import Role
from ringkeep.domain.accounts.services import Service
from tests.unit.cli.bench import Bench

EMAIL = "sam@example.com"


@pytest.fixture
def bench() -> Bench:
    return Bench()


def known_service(bench: Bench) -> None:
    bench.services.put(Service(name="main", server_url="https://p.example.com", secret_arn="a"))


def test_somebody_new_gets_an_invitation(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.run("user", "add", EMAIL, "--role", "Manager") == 0
    assert bench.people.rows[EMAIL].role is Role.MANAGER
    assert bench.people.passwords[EMAIL] is None
    assert "temporary password" in capsys.readouterr().out


def test_an_agent_gets_an_extension(bench: Bench) -> None:
    known_service(bench)
    flags = ("--role", "Agent", "--service", "main", "--extension-id", "42")
    assert bench.run("user", "add", EMAIL, *flags) == 0
    row = bench.people.rows[EMAIL]
    assert (row.service, row.extension_id) == ("main", "42")


def test_an_extension_of_an_unknown_service_is_told(bench: Bench) -> None:
    flags = ("--role", "Agent", "--service", "main", "--extension-id", "42")
    assert bench.run("user", "add", EMAIL, *flags) == 2
    assert bench.people.rows == {}


def test_half_an_extension_is_told(bench: Bench) -> None:
    assert bench.run("user", "add", EMAIL, "--role", "Agent", "--service", "main") == 2


def test_a_role_that_is_none_is_refused(bench: Bench) -> None:
    with pytest.raises(SystemExit):
        bench.run("user", "add", EMAIL, "--role", "King")


def test_a_password_comes_from_standard_input(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Secret123456\n"))
    assert bench.run("user", "add", EMAIL, "--role", "Agent", "--password-stdin") == 0
    assert bench.people.passwords[EMAIL] == "Secret123456"


def test_an_empty_password_is_told(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert bench.run("user", "add", EMAIL, "--role", "Agent", "--password-stdin") == 2


def test_somebody_is_disabled_enabled_and_removed(bench: Bench) -> None:
    bench.run("user", "add", EMAIL, "--role", "Agent")
    assert bench.run("user", "disable", EMAIL) == 0
    assert not bench.people.rows[EMAIL].enabled
    assert bench.run("user", "enable", EMAIL) == 0
    assert bench.people.rows[EMAIL].enabled
    assert bench.run("user", "remove", EMAIL) == 0
    assert bench.people.rows == {}


def test_an_address_that_nobody_has_is_told(bench: Bench) -> None:
    assert bench.run("user", "disable", EMAIL) == 2


def test_the_list_shows_roles_and_extensions(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.run("user", "list") == 0
    assert "no people yet" in capsys.readouterr().out
    bench.run("user", "add", EMAIL, "--role", "Agent")
    capsys.readouterr()
    bench.run("user", "list")
    assert EMAIL in capsys.readouterr().out
    assert bench.run("user", "list", "--json") == 0
    assert '"role": "Agent"' in capsys.readouterr().out


def test_the_console_is_published(bench: Bench) -> None:
    assert bench.run("console", "publish", "web/dist") == 0
    assert bench.console.published == [Path("web/dist")]
