"""`ringkeep console`, with and without a console in the stack."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.command_line import CommandLine

NOT_DEPLOYED = "the stack has no console: DeployConsole is false"


@pytest.fixture
def cli() -> CommandLine:
    return CommandLine()


@pytest.fixture
def without_console(cli: CommandLine) -> CommandLine:
    cli.console.is_deployed = False
    return cli


def test_with_a_console_publishing_if_deployed_publishes(cli: CommandLine) -> None:
    assert cli.run("console", "publish", "--if-deployed", "web/dist") == 0
    assert cli.console.published == [Path("web/dist")]


def test_without_a_console_publishing_is_refused_with_a_sentence(
    without_console: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert without_console.run("console", "publish", "web/dist") == 2
    assert capsys.readouterr().err == f"ringkeep: {NOT_DEPLOYED}\n"
    assert without_console.console.published == []


def test_without_a_console_publishing_if_deployed_is_skipped_with_a_sentence(
    without_console: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert without_console.run("console", "publish", "--if-deployed", "web/dist") == 0
    assert capsys.readouterr().out == f"{NOT_DEPLOYED}\n"
    assert without_console.console.published == []


def test_the_files_are_cleared(cli: CommandLine, capsys: pytest.CaptureFixture[str]) -> None:
    cli.run("console", "publish", "web/dist")
    assert cli.run("console", "clear") == 0
    assert "deleted 5 files" in capsys.readouterr().out
    assert cli.console.published == []


def test_files_of_a_console_that_was_turned_off_are_cleared(without_console: CommandLine) -> None:
    assert without_console.run("console", "clear") == 0
