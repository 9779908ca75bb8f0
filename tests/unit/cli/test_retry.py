"""The command `retry`: one recording, or all with the same reason."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Policy, Service
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.recordings import Recording, RecordingState
from ringkeep.domain.recordings.retry_delays import DAY
from ringkeep.usecases.accounts.account_history import AccountHistory
from tests.unit.cli.command_line import CommandLine
from tests.unit.domain.recordings.example_rows import AUDIO, DELAYS, NOW, pending

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def cli() -> CommandLine:
    cli = CommandLine()
    for name in ("default", "other"):
        cli.services.put(
            Service(name=name, server_url="https://platform.example.com", secret_arn="arn")
        )
        AccountHistory(cli.states).remember(AccountRef(name, "a1"))
    return cli


def state(cli: CommandLine, identifier: str = "r1", service: str = "default") -> Recording:
    (row,) = (
        row
        for row in cli.calls.rows.values()
        if (row.recording_id, row.service) == (identifier, service)
    )
    return row


@pytest.mark.parametrize(
    "closed",
    [
        lambda row: lifecycle.lost(row, "deleted_at_ringcentral", NOW),
        lambda row: lifecycle.unavailable(row, "worker_failed:Lambda.Unknown", NOW),
        lambda row: lifecycle.quarantined(row, "quarantine/x", "truncated", NOW),
        lambda row: lifecycle.forbidden(row, "no", NOW, DELAYS),
    ],
)
def test_a_recording_is_tried_again_at_once(
    cli: CommandLine, capsys: Capture, closed: Callable[[Recording], Recording]
) -> None:
    before = closed(pending(attempts=4, missing_since=NOW))
    cli.calls.put_recording(before)
    assert cli.run("retry", "r1") == 0
    row = state(cli)
    assert (row.state, row.reason, row.due_at) == (RecordingState.PENDING, "", cli.clock.now())
    assert (row.attempts, row.missing_since, row.lane) == (0, 0.0, Lane.RETRY)
    assert (row.history[-1].event, row.history[-1].detail) == (
        "retried",
        f"was {before.state} {before.reason}",
    )
    assert f"was {before.state} {before.reason}; it is tried again now" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (lifecycle.stored(pending(), AUDIO, NOW), "is stored already"),
        (lifecycle.dispatched(pending(), NOW, NOW, DELAYS), "is being imported now"),
        (
            pending(state=RecordingState.EXCLUDED),
            "is excluded by the service's policy or licensing",
        ),
        (pending(state=RecordingState.ANNOUNCED), "waits for the end of its call"),
    ],
)
def test_what_needs_no_retry_is_left_alone(
    cli: CommandLine, capsys: Capture, row: Recording, sentence: str
) -> None:
    cli.calls.put_recording(row)
    assert cli.run("retry", "r1") == 1
    assert state(cli).state is row.state
    assert sentence in capsys.readouterr().out


def test_an_unknown_recording_is_reported(cli: CommandLine, capsys: Capture) -> None:
    assert cli.run("retry", "r9") == 1
    assert "there is no recording r9" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [(), ("r1", "--all", "--reason", "x"), ("--all",), ("--reason", "worker_failed")],
)
def test_unclear_requests_are_refused(cli: CommandLine, arguments: tuple[str, ...]) -> None:
    assert cli.run("retry", *arguments) == 2


def filled(cli: CommandLine) -> None:
    killed = "worker_failed:Lambda.Unknown"
    rows = [
        lifecycle.unavailable(pending(recording_id="k1"), killed, NOW),
        lifecycle.unavailable(
            pending(recording_id="k2", start_time=NOW - 80 * DAY), "worker_failed:MemoryError", NOW
        ),
        lifecycle.unavailable(pending(recording_id="k3", service="other"), killed, NOW),
        lifecycle.unavailable(
            pending(recording_id="old", start_time=NOW - 95 * DAY), "worker_failed:x", NOW
        ),
        lifecycle.unavailable(pending(recording_id="f"), "forbidden", NOW),
        lifecycle.stored(pending(recording_id="s", reason="worker_failed"), AUDIO, NOW),
    ]
    for row in rows:
        cli.calls.put_recording(row)


def opened(cli: CommandLine) -> set[str]:
    rows = cli.calls.rows.values()
    return {row.recording_id for row in rows if row.history[-1].event == "retried"}


def test_all_with_a_reason_are_counted_before_anything_changes(
    cli: CommandLine, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    filled(cli)
    assert cli.run("retry", "--all", "--reason", "worker_failed") == 0
    output = capsys.readouterr().out
    assert [line.split() for line in output.splitlines()[1:4]] == [
        ["default", "unavailable", "worker_failed:Lambda.Unknown", "1"],
        ["default", "unavailable", "worker_failed:MemoryError", "1"],
        ["other", "unavailable", "worker_failed:Lambda.Unknown", "1"],
    ]
    assert "nothing was changed; --yes tries them again" in output
    assert opened(cli) == set()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), {"k1", "k2", "k3"}),
        (("--service", "default"), {"k1", "k2"}),
        (("--service", "default", "--days", "30"), {"k1"}),
        (("--days", "100"), {"k1", "k2", "k3", "old"}),
    ],
)
def test_all_with_a_reason_are_tried_again(
    cli: CommandLine, capsys: Capture, options: tuple[str, ...], expected: set[str]
) -> None:
    filled(cli)
    assert cli.run("retry", "--all", "--reason", "worker_failed", "--yes", *options) == 0
    assert opened(cli) == expected
    assert f"{len(expected)} recordings are tried again" in capsys.readouterr().out


def test_an_error_within_a_reason_can_be_named(cli: CommandLine) -> None:
    filled(cli)
    assert cli.run("retry", "--all", "--reason", "worker_failed:MemoryError", "--yes") == 0
    assert opened(cli) == {"k2"}


def test_a_reason_that_no_recording_has_is_reported(cli: CommandLine, capsys: Capture) -> None:
    assert cli.run("retry", "--all", "--reason", "worker", "--yes") == 1
    assert "no recording has the reason worker" in capsys.readouterr().err


def test_the_retention_of_the_service_says_how_far_back_calls_are_read(cli: CommandLine) -> None:
    filled(cli)
    service = cli.services.get("default")
    longer = service.model_copy(update={"policy": Policy(retention_days=365)})
    cli.services.put(longer)
    cli.run("retry", "--all", "--reason", "worker_failed", "--service", "default", "--yes")
    assert opened(cli) == {"k1", "k2", "old"}


def test_an_unknown_service_is_refused(cli: CommandLine) -> None:
    arguments = ("--all", "--reason", "forbidden", "--service", "unknown")
    assert cli.run("retry", *arguments) == 2
