"""The command `rebuild-scores`."""

from __future__ import annotations

import pytest

from ringkeep.usecases.evaluation.score_ports import NewestCopy
from tests.unit.cli.command_line import CommandLine
from tests.unit.domain.evaluation.score_builders import evaluation

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def cli() -> CommandLine:
    line = CommandLine()
    line.scores.copies = [NewestCopy(id_, f"{id_}.json", evaluation(id_)) for id_ in ("e1", "e2")]
    return line


def test_sums_are_built_from_the_copies(cli: CommandLine, capsys: Capture) -> None:
    assert cli.run("rebuild-scores") == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("scores: evaluations 2, counted 2, newer 0, uncopied 0, cells ")
    assert cli.run("rebuild-scores", "--check") == 0
    assert capsys.readouterr().out == "The sums of the scores fit the evaluations.\n"


def test_a_check_changes_nothing_and_fails_with_sentences(
    cli: CommandLine, capsys: Capture
) -> None:
    assert cli.run("rebuild-scores", "--check") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "The evaluation e1 is missing from the reports."
    assert lines[-1].endswith("Then run `rebuild-scores`.")
    assert cli.scores.scores.cells == {}


def test_many_differences_are_counted(cli: CommandLine, capsys: Capture) -> None:
    cli.scores.copies = [NewestCopy(f"e{n}", "", evaluation(f"e{n}")) for n in range(60)]
    assert cli.run("rebuild-scores", "--check") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2].endswith("more differences are not shown.")
    assert len(lines) == 52


def test_a_copy_that_cannot_be_read_is_named(cli: CommandLine, capsys: Capture) -> None:
    cli.scores.copies.append(NewestCopy("e3", "e3.json", None))
    assert cli.run("rebuild-scores") == 1
    assert "The copy e3.json cannot be read." in capsys.readouterr().out


def test_another_run_is_not_disturbed(cli: CommandLine, capsys: Capture) -> None:
    cli.scores.scores.rebuilding = True
    assert cli.run("rebuild-scores") == 1
    assert "a rebuild runs" in capsys.readouterr().err
