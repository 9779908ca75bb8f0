"""The commands `mfa`, `mfa on` and `mfa optional`, and what `status` says of two factors."""

from __future__ import annotations

import json

import pytest

from ringkeep.domain.access.two_factors import TwoFactors
from ringkeep.errors import StorageFailed
from tests.unit.cli.command_line import CommandLine

Capture = pytest.CaptureFixture[str]
ON, OPTIONAL, OFF = TwoFactors.ON, TwoFactors.OPTIONAL, TwoFactors.OFF


@pytest.fixture
def cli() -> CommandLine:
    """A stack of version 0.1.0: its pool was created with optional two factors."""
    cli = CommandLine()
    cli.two_factors.present = cli.deployed_two_factors = OPTIONAL
    return cli


@pytest.mark.parametrize("command", [("mfa",), ("mfa", "status")])
def test_shows_whether_two_factors_are_required(
    cli: CommandLine, capsys: Capture, command: tuple[str, ...]
) -> None:
    assert cli.run(*command) == 0
    assert capsys.readouterr().out == (
        "OPTIONAL: people may use an authenticator app, and no one has to\n"
    )


def test_shows_it_as_json(cli: CommandLine, capsys: Capture) -> None:
    assert cli.run("mfa", "status", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"present": "OPTIONAL", "deployed": "OPTIONAL"}


def test_turning_it_on_says_what_the_next_deployment_needs(
    cli: CommandLine, capsys: Capture
) -> None:
    for _ in range(2):
        assert cli.run("mfa", "on") == 0
        output = capsys.readouterr().out
        assert cli.two_factors.present is ON
        assert "also need an authenticator app" in output
        assert "MultiFactorAuthentication=ON" in output


def test_once_the_stack_says_so_too_nothing_is_left_to_do(
    cli: CommandLine, capsys: Capture
) -> None:
    cli.deployed_two_factors = ON
    assert cli.run("mfa", "on") == 0
    assert "!" not in capsys.readouterr().out


def test_it_can_be_left_to_each_person(cli: CommandLine, capsys: Capture) -> None:
    cli.two_factors.present = cli.deployed_two_factors = ON
    assert cli.run("mfa", "optional") == 0
    assert cli.two_factors.present is OPTIONAL
    assert "MultiFactorAuthentication=OPTIONAL" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("present", "deployed", "warned"),
    [
        (ON, ON, ""),
        (OPTIONAL, OPTIONAL, ""),
        (OFF, OPTIONAL, ""),
        (ON, OPTIONAL, "may turn two factors off"),
        (OPTIONAL, ON, "CloudFormation cannot turn them on"),
        (OFF, ON, "CloudFormation cannot turn them on"),
    ],
)
def test_status_warns_when_the_next_deployment_would_undo_it_or_fail(
    cli: CommandLine, capsys: Capture, present: TwoFactors, deployed: TwoFactors, warned: str
) -> None:
    cli.two_factors.present, cli.deployed_two_factors = present, deployed
    assert cli.run("status") == 0
    output = capsys.readouterr().out
    assert warned in output
    assert ("MultiFactorAuthentication" in output) is bool(warned)


def test_status_needs_no_right_to_see_it(cli: CommandLine, capsys: Capture) -> None:
    cli.two_factors.failure = StorageFailed("user pool: AccessDenied")
    assert cli.run("status") == 0
    assert "! it is not known whether two factors are required" in capsys.readouterr().out
