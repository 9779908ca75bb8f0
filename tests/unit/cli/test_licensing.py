"""What licensing by user leaves out, in `status` and `trace`."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Licensing, Policy
from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.usecases.accounts.account_history import AccountHistory
from tests.unit.cli.command_line import CommandLine
from tests.unit.domain.recordings.example_rows import NOW, pending
from tests.unit.usecases.recordings.test_schedule_imports import SERVICE

Capture = pytest.CaptureFixture[str]
USERS_ONLY = Policy(licensing=Licensing.USERS)


def excluded(*extensions: str, number: int = 1) -> Recording:
    covered = tuple(CoveredExtension(extension_id=each, at=NOW) for each in extensions)
    return pending(
        recording_id=f"r{number}",
        state=RecordingState.EXCLUDED,
        reason="not_licensed",
        covered=covered,
        start_time=NOW,
        revision=0,
    )


def command_line(policy: Policy, *rows: Recording) -> CommandLine:
    cli = CommandLine()
    cli.services.put(SERVICE.model_copy(update={"policy": policy}))
    AccountHistory(cli.states).remember(AccountRef("default", "a1"))
    for row in rows:
        cli.calls.put_recording(row)
    return cli


def test_status_says_how_much_is_left_out(capsys: Capture) -> None:
    cli = command_line(USERS_ONLY, excluded("1"), pending(recording_id="r2", start_time=NOW))
    cli.run("status")
    said = "default imports only licensed users: 1 of 2 recordings since yesterday"
    assert said in capsys.readouterr().out


def test_status_says_nothing_where_everyone_is_imported(capsys: Capture) -> None:
    command_line(Policy(), excluded("1")).run("status")
    assert "licensed" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("extensions", "why"),
    [
        (("1", "2"), "no licensed user had extension 1, 2 at that time"),
        (tuple("1234567"), "no licensed user had extension 1, 2, 3, 4, 5 and 2 more at that time"),
        ((), "no extension of the company is known to have taken part"),
    ],
)
def test_trace_says_whose_licence_is_missing(
    capsys: Capture, extensions: tuple[str, ...], why: str
) -> None:
    command_line(USERS_ONLY, excluded(*extensions)).run("trace", "r1")
    output = capsys.readouterr().out
    assert "state     excluded not_licensed" in output
    assert why in output


def test_an_excluded_recording_does_not_wait(capsys: Capture) -> None:
    command_line(USERS_ONLY, excluded("1")).run("status")
    assert "none" in capsys.readouterr().out
