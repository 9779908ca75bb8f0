"""The command `erase`."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Service
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.usecases.accounts.account_history import AccountHistory
from tests.unit.cli.command_line import CommandLine
from tests.unit.domain.recordings.example_rows import pending
from tests.unit.usecases.recordings.erase_setup import EraseSetup

Capture = pytest.CaptureFixture[str]
ID = "default:a1:r1"


@pytest.fixture
def cli() -> CommandLine:
    cli = CommandLine()
    for name in ("default", "other"):
        cli.services.put(
            Service(name=name, server_url="https://platform.example.com", secret_arn="arn")
        )
        AccountHistory(cli.states).remember(AccountRef(name, "a1"))
    cli.erasing = EraseSetup()
    cli.erasing.add()
    cli.calls.rows = cli.erasing.rows.rows
    return cli


@pytest.mark.parametrize("identifier", [ID, "r1"])
def test_a_recording_is_erased_by_its_id(
    cli: CommandLine, identifier: str, capsys: Capture
) -> None:
    assert cli.run("erase", identifier, "--reason", "asked  for\nit", "--yes") == 0
    row = cli.erasing.row
    assert (row.state, row.reason) == (RecordingState.ERASED, "erased")
    assert row.erasure is not None
    assert row.erasure.reason == "asked for it"
    printed = capsys.readouterr().out
    assert f"recording {ID} was erased, with 5 versions of objects" in printed


def test_without_yes_nothing_is_erased(cli: CommandLine, capsys: Capture) -> None:
    assert cli.run("erase", ID, "--reason", "asked") == 1
    assert cli.erasing.row.state is RecordingState.STORED
    assert "nothing was erased; --yes erases it" in capsys.readouterr().out


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_it_needs_a_reason(cli: CommandLine, reason: str, capsys: Capture) -> None:
    assert cli.run("erase", ID, "--reason", reason, "--yes") == 2
    assert "--reason needs a text" in capsys.readouterr().err


def test_an_unknown_recording_is_named(cli: CommandLine, capsys: Capture) -> None:
    assert cli.run("erase", "r9", "--reason", "asked", "--yes") == 1
    assert "there is no recording r9" in capsys.readouterr().err


def test_an_id_of_several_accounts_is_asked_for_in_full(cli: CommandLine, capsys: Capture) -> None:
    cli.calls.put_recording(pending(service="other", revision=0))
    assert cli.run("erase", "r1", "--reason", "asked", "--yes") == 2
    assert "default:a1:r1 or other:a1:r1" in capsys.readouterr().err


def test_what_is_under_a_legal_hold_says_so(cli: CommandLine, capsys: Capture) -> None:
    cli.erasing.objects.holds.add(cli.erasing.sidecar())
    assert cli.run("erase", ID, "--reason", "asked", "--yes") == 1
    assert "by a legal hold, so nothing was erased" in capsys.readouterr().err


def test_trace_and_retry_say_who_erased_it_and_why(cli: CommandLine, capsys: Capture) -> None:
    cli.run("erase", ID, "--reason", "the customer asked", "--yes")
    cli.run("trace", "r1", "--service", "default")
    traced = capsys.readouterr().out
    assert "erased    2026" in traced
    assert "by arn:aws:iam::1:user/owner: the customer asked" in traced
    cli.run("retry", "r1", "--service", "default")
    assert "was erased" in capsys.readouterr().out
