"""The commands `alarms`, `alarms list` and `alarms test`, and what `status` says of alarms."""

from __future__ import annotations

import json

import pytest

from ringkeep.domain.alarms.alarms import AlarmState
from ringkeep.errors import ConfigurationError
from tests.unit.cli.command_line import CommandLine

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def cli() -> CommandLine:
    cli = CommandLine()
    cli.alarms.has("PollSilent", AlarmState.ALARM)
    cli.alarms.has("RecordingsSilent", AlarmState.INSUFFICIENT_DATA)
    cli.alarms.has("Quarantine", AlarmState.OK)
    return cli


@pytest.mark.parametrize("command", [("alarms",), ("alarms", "list")])
def test_list_shows_active_alarms_and_whom_they_reach(
    cli: CommandLine, capsys: Capture, command: tuple[str, ...]
) -> None:
    assert cli.run(*command) == 0
    output = capsys.readouterr().out
    assert "alarms reach you@example.com" in output
    assert "ALARM  PollSilent" in output and "NO DATA  RecordingsSilent" in output
    assert "PollSilent means something. Look first" in output
    assert "Quarantine" not in output and "1 of 3 alarms are OK" in output
    assert cli.alarms.notified == []


def test_of_many_alarms_without_data_only_the_names_are_listed(
    cli: CommandLine, capsys: Capture
) -> None:
    """In a new stack nearly all of them have none."""
    for number in range(6):
        cli.alarms.has(f"Silent{number}", AlarmState.INSUFFICIENT_DATA)
    assert cli.run("alarms") == 0
    output = capsys.readouterr().out
    assert "7 alarms have no data yet" in output
    assert "Silent0" in output and "NO DATA" not in output
    assert "ALARM  PollSilent" in output


def test_list_as_json(cli: CommandLine, capsys: Capture) -> None:
    assert cli.run("alarms", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [alarm["state"] for alarm in listed["active"]] == ["ALARM", "INSUFFICIENT_DATA"]
    assert (listed["reached"], listed["total"]) == (True, 3)


def test_test_notification_is_sent(cli: CommandLine, capsys: Capture) -> None:
    assert cli.run("alarms", "test") == 0
    assert len(cli.alarms.notified) == 1
    output = capsys.readouterr().out
    assert "test notification" in output and "PollSilent" in output


def test_alarms_that_reach_no_one_are_a_failure_of_the_test(
    cli: CommandLine, capsys: Capture
) -> None:
    cli.alarms.subscribed = []
    assert cli.run("alarms", "test") == 1
    output = capsys.readouterr().out
    assert "no one" in output and "PollSilent" in output
    assert "test notification" not in output


def test_status_says_if_alarms_reach_no_one(cli: CommandLine, capsys: Capture) -> None:
    assert cli.run("status") == 0
    assert "alarms" not in capsys.readouterr().out
    cli.alarms.subscribed = []
    assert cli.run("status") == 0
    assert "! alarms reach no one" in capsys.readouterr().out


def test_status_does_not_need_the_right_to_see_alarms(cli: CommandLine, capsys: Capture) -> None:
    cli.alarms.failure = ConfigurationError("AWS denies access to the topic of the alarms")
    assert cli.run("status") == 0
    assert "! it is not known whom alarms reach: AWS denies access" in capsys.readouterr().out
