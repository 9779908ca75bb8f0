"""The command line in one process behaves as one process for each command."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from local.command_line import CommandLine
from local.environment import ROOT
from local.processes import run_owned

NO_STACK = ("status",)
USAGE = ("service", "nothing")
HELP = ("--help",)


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STACK_")}
    return {**kept, "PYTHONPATH": str(ROOT / "layers/ringkeep/python")}


@pytest.fixture(scope="module")
def command_line() -> Iterator[CommandLine]:
    found = CommandLine(ROOT, environment())
    yield found
    found.stop()


@pytest.mark.parametrize(("arguments", "status"), [(NO_STACK, 2), (USAGE, 2), (HELP, 0)])
def test_a_command_answers_as_in_a_process_of_its_own(
    command_line: CommandLine, arguments: tuple[str, ...], status: int
) -> None:
    alone = [sys.executable, "-m", "ringkeep.cli", *arguments]
    expected = run_owned(alone, environment={**environment(), "COLUMNS": "80"})
    found = command_line.run(arguments, None)
    assert found.status == expected.status == status
    assert found.stdout.split() == expected.stdout.split()
    assert found.stderr.split() == expected.stderr.split()


def test_all_commands_have_the_same_process(command_line: CommandLine) -> None:
    command_line.run(HELP, None)
    assert command_line._owned is not None
    before = command_line._owned.process.pid
    command_line.run(USAGE, "")
    assert command_line._owned.process.pid == before


def test_nothing_is_left_of_it() -> None:
    command_line = CommandLine(ROOT, environment())
    command_line.run(HELP, None)
    assert command_line._owned is not None
    process = command_line._owned.process
    command_line.stop()
    assert process.poll() is not None
    command_line.stop()


def test_a_command_beside_another_one_has_a_process_of_its_own(command_line: CommandLine) -> None:
    with command_line._one_at_a_time:
        assert command_line.run(USAGE, None).status == 2
