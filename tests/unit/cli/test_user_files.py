"""The commands `user import` and `user export`."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from pathlib import Path

import pytest

from ringkeep.cli.main import main
from ringkeep.domain.access.audit import ActorKind
from ringkeep.domain.access.user_files.encoding import MAX_BYTES
from ringkeep.domain.access.user_imports import ImportJob
from ringkeep.domain.access.users import Licence
from ringkeep.usecases.access.imports.manage_imports import ManageImports
from ringkeep.usecases.access.requests import ChangeRequest
from tests.unit.cli.command_line import CommandLine

HEADER = "name,email,security_profile,licences"


@pytest.fixture
def cli() -> CommandLine:
    return CommandLine()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, "Eve,eve@example.com,agent,", "Tom,tom@example.com,agent,evaluation")


def written(folder: Path, *lines: str) -> Path:
    path = folder / "users.csv"
    path.write_text("\n".join((HEADER, *lines, "")))
    return path


def test_a_file_is_only_looked_at_without_confirm(
    cli: CommandLine, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run("user", "import", str(file)) == 0
    told = capsys.readouterr().out
    assert "line 2, add eve@example.com: name: '' -> 'Eve'" in told
    assert "2 to add, 0 to change, 0 as they are; 0 users are not in the file" in told
    assert "nothing was written" in told
    assert cli.store.records == {}


def test_a_confirmed_file_is_written_by_the_command_line(
    cli: CommandLine, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run("user", "import", str(file), "--confirm", "--invite") == 0
    assert "done: 2 written, 0 refused" in capsys.readouterr().out
    assert cli.user("tom@example.com").user.licences == {Licence.EVALUATION}
    task = cli.store.pool_task(cli.user("eve@example.com").user.id)
    assert task is not None and task.invite
    entry = next(iter(cli.store.entries.values()))
    assert entry.actor.kind is ActorKind.COMMAND_LINE


def test_mistakes_are_named_and_nothing_is_written(
    cli: CommandLine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "Eve,eve,agent,", "Tom,tom@example.com,pilot,")
    assert cli.run("user", "import", str(path), "--confirm") == 1
    told = capsys.readouterr().out
    assert 'line 2, column email: "eve" is not an e-mail address.' in told
    assert "line 3, column security_profile:" in told
    assert "2 mistakes: nothing was written" in told
    path.write_bytes(b"PK\x03\x04")
    assert cli.run("user", "import", str(path)) == 1
    assert "the file: The file is a workbook" in capsys.readouterr().out


def test_refused_lines_are_told(
    cli: CommandLine,
    file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    confirm = ManageImports.confirm

    def confirm_after_a_ceiling(
        manage: ManageImports, import_id: str, request: ChangeRequest
    ) -> ImportJob:
        limited = cli.store.licences_item.limited({Licence.EVALUATION: 0})
        cli.store.licences_item = limited
        return confirm(manage, import_id, request)

    monkeypatch.setattr(ManageImports, "confirm", confirm_after_a_ceiling)
    assert cli.run("user", "import", str(file), "--confirm") == 1
    told = capsys.readouterr().out
    assert "line 3, tom@example.com: All 0 licences for evaluation are in use." in told
    assert "done: 1 written, 1 refused" in told


def test_while_a_function_works_on_the_import_the_command_waits(
    cli: CommandLine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lease is held for ten seconds."""
    upload, held = ManageImports.upload, ExitStack()

    def upload_to_a_busy_worker(
        manage: ManageImports, content: bytes, name: str, request: ChangeRequest, *, invite: bool
    ) -> ImportJob:
        job = upload(manage, content, name, request, invite=invite)
        held.enter_context(cli.leases.hold(f"user-import#{job.id}", 10.0))
        return job

    monkeypatch.setattr(ManageImports, "upload", upload_to_a_busy_worker)
    assert cli.run("user", "import", str(file)) == 0
    assert sum(cli.clock.slept) >= 10.0


def test_files_that_cannot_be_read_are_wrong_usage(
    cli: CommandLine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run("user", "import", str(tmp_path / "none.csv")) == 2
    assert "cannot be read: No such file or directory" in capsys.readouterr().err
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * (MAX_BYTES + 1))
    assert cli.run("user", "import", str(large)) == 2
    assert "split it" in capsys.readouterr().err


def test_an_export_is_a_file_that_changes_nothing(
    cli: CommandLine, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.run("user", "import", str(file), "--confirm")
    exported = tmp_path / "export.csv"
    assert cli.run("user", "export", str(exported)) == 0
    with exported.open(newline="") as text:
        assert [row["name"] for row in csv.DictReader(text)] == ["Eve", "Tom"]
    capsys.readouterr()
    assert cli.run("user", "export") == 0
    assert capsys.readouterr().out.replace("\r\n", "\n") == exported.read_text()
    assert cli.run("user", "import", str(exported)) == 0
    assert "0 to add, 0 to change, 2 as they are" in capsys.readouterr().out


def test_the_commands_explain_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["user", "import", "--help"])
    assert "--confirm" in capsys.readouterr().out
