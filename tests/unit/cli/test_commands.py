"""The commands `backfill`, `trace`, `status` and `rebuild-index`; errors and exit codes."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from ringkeep.cli.main import main
from ringkeep.cli.text import bar, moment, size
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.recordings import lifecycle
from ringkeep.domain.recordings.walks import begin
from ringkeep.errors import ConfigurationError, RingkeepError, StorageFailed, Throttled
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.evaluation.restore_evaluations import RestoredEvaluations
from ringkeep.usecases.recordings.backfill import backfill_place
from ringkeep.usecases.recordings.poll_call_log import Target, place_name
from ringkeep.usecases.recordings.trace_recording import ObjectFacts
from tests.fakes.recordings.call_log import FakeCallLog
from tests.unit.cli.command_line import CommandLine
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending

ACCOUNT = AccountRef("default", "a1")
ROOT = Path(__file__).resolve().parents[3]
Capture = pytest.CaptureFixture[str]
SERVICE = Service(name="default", server_url="https://platform.example.com", secret_arn="arn")


@pytest.fixture
def cli() -> CommandLine:
    cli = CommandLine()
    cli.services.put(SERVICE)
    AccountHistory(cli.states).remember(ACCOUNT)
    return cli


def test_back_fill_is_started(cli: CommandLine, capsys: Capture) -> None:
    assert cli.run("backfill", "default", "--from", "2026-10-01") == 0
    run = f"cli-{int(cli.clock.now())}"
    assert cli.backfills.started == [("default", "2026-10-01", run)]
    assert f"arn:default-{run}" in capsys.readouterr().out


def test_back_fill_with_wait_shows_its_progress(cli: CommandLine, capsys: Capture) -> None:
    run = backfill_place(f"cli-{int(cli.clock.now())}")
    walk = begin("backfill", "a1", NOW - 100 * 86400, NOW, NOW).after_page(
        None, NOW, records=120, found=7
    )
    cli.backfills.statuses = ["RUNNING", "SUCCEEDED"]
    cli.states.put(place_name(ACCOUNT, run), {"walk": walk.model_dump()}, 0)
    assert cli.run("backfill", "default", "--from", "2026-10-01", "--wait") == 0
    output = capsys.readouterr().out
    assert f"{bar(0.3)}  120 calls read, 7 recordings found" in output
    assert cli.clock.slept == [2.0, 2.0]


def test_waiting_continues_after_a_throttled_request(cli: CommandLine) -> None:
    cli.backfills.statuses = [Throttled("too many requests"), "SUCCEEDED"]
    assert cli.run("backfill", "default", "--from", "2026-10-01", "--wait") == 0
    assert cli.clock.slept == [2.0, 2.0]


def test_failed_back_fill_is_an_error(cli: CommandLine, capsys: Capture) -> None:
    cli.backfills.statuses = ["RUNNING", "TIMED_OUT"]
    assert cli.run("backfill", "default", "--from", "2026-10-01", "--wait") == 1
    output = capsys.readouterr()
    assert "waiting for the first page" in output.out
    assert "the back-fill ended: timed out" in output.err


def test_back_fill_continues_after_an_interrupt(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.clock, "sleep", interrupt)
    assert cli.run("backfill", "default", "--from", "2026-10-01", "--wait") == 0
    assert "the back-fill continues" in capsys.readouterr().err


def test_back_fill_of_an_unknown_service_is_not_started(cli: CommandLine) -> None:
    assert cli.run("backfill", "unknown", "--from", "2026-10-01") == 2
    assert cli.backfills.started == []


def test_place_has_the_same_name_as_in_the_poll() -> None:
    connection = Connection.model_validate(
        {
            "server_url": "https://platform.example.com",
            "client_id": "app",
            "client_secret": "s",
            "users": [{"jwt": "j"}],
        }
    )
    target = Target(SERVICE, connection, "a1", FakeCallLog([]))
    assert place_name(ACCOUNT, "poll") == target.place_name("poll")


def test_trace_shows_the_complete_history(cli: CommandLine, capsys: Capture) -> None:
    row = lifecycle.stored(pending(dispatch=1), AUDIO, NOW)
    cli.calls.put_recording(row)
    cli.objects = {
        key: ObjectFacts(key=key, size=10, content_type="audio/mpeg", stored_at=NOW)
        for key in (AUDIO.object_key, "recordings/default/a1/2026/11/18/r1.json")
    }
    assert cli.run("trace", "r1") == 0
    output = capsys.readouterr().out
    for part in (
        "recording r1 of account a1, service default",
        "state     stored",
        "call      c1",
        AUDIO.object_key,
        AUDIO.sha256,
        "execution run-1",
        f"{moment(NOW)}  stored  10 bytes",
    ):
        assert part in output


def test_trace_of_a_waiting_recording_shows_the_next_attempt(
    cli: CommandLine, capsys: Capture
) -> None:
    cli.calls.put_recording(pending(due_at=NOW + 60))
    assert cli.run("trace", "r1") == 0
    assert f"next      {moment(NOW + 60)}" in capsys.readouterr().out


def test_trace_shows_why_a_file_may_not_be_whole(cli: CommandLine, capsys: Capture) -> None:
    row = lifecycle.stored(pending(), AUDIO, NOW, doubts=("truncated", "shorter_than_call"))
    cli.calls.put_recording(row)
    cli.run("trace", "r1")
    shown = "doubtful  truncated, shorter_than_call: this may not be the whole recording"
    assert shown in capsys.readouterr().out


def test_trace_shows_since_when_a_recording_is_missing(cli: CommandLine, capsys: Capture) -> None:
    cli.calls.put_recording(pending(missing_since=NOW))
    assert cli.run("trace", "r1") == 0
    assert f"missing   from the call log since {moment(NOW)}" in capsys.readouterr().out


def test_trace_with_a_doubt_fails(cli: CommandLine, capsys: Capture) -> None:
    cli.calls.put_recording(lifecycle.stored(pending(), AUDIO, NOW))
    assert cli.run("trace", "r1") == 1
    assert f"! {AUDIO.object_key} is missing from the archive" in capsys.readouterr().out


def test_unknown_recording_is_reported(cli: CommandLine, capsys: Capture) -> None:
    assert cli.run("trace", "unknown") == 1
    assert "there is no recording unknown" in capsys.readouterr().err


def test_trace_as_json(cli: CommandLine, capsys: Capture) -> None:
    cli.calls.put_recording(pending())
    assert cli.run("trace", "r1", "--json") == 0
    assert json.loads(capsys.readouterr().out)[0]["recording"]["recording_id"] == "r1"


def test_recordings_of_a_removed_service_can_be_traced(cli: CommandLine) -> None:
    cli.services.delete("default")
    cli.calls.put_recording(pending())
    assert cli.run("trace", "r1") == 2
    assert cli.run("trace", "r1", "--service", "default") == 0


def test_trace_before_the_first_login_needs_the_account(cli: CommandLine, capsys: Capture) -> None:
    cli.calls.put_recording(pending(service="other"))
    assert cli.run("trace", "r1", "--service", "other") == 2
    assert "there is no account yet" in capsys.readouterr().err
    assert cli.run("trace", "r1", "--service", "other", "--account", "a1") == 0


def test_status_shows_the_state_of_each_account(cli: CommandLine, capsys: Capture) -> None:
    cli.states.put("extensions#default#a1", {"synced_at": NOW, "present": 42}, 0)
    cli.states.put(place_name(ACCOUNT, "poll"), {"watermark": NOW - 60}, 0)
    cli.calls.put_recording(pending())
    assert cli.run("status") == 0
    line = capsys.readouterr().out.splitlines()[1]
    assert line.startswith("default  a1       42")
    for part in (moment(NOW), moment(NOW - 60), "fresh 1"):
        assert part in line
    cli.run("status", "--json")
    assert json.loads(capsys.readouterr().out)[0]["waiting"] == {"fresh": 1}


def test_status_of_a_service_before_its_first_sync_is_empty(
    cli: CommandLine, capsys: Capture
) -> None:
    cli.services.put(SERVICE.model_copy(update={"name": "added"}))
    assert cli.run("status") == 0
    assert "added    -        0           -" in capsys.readouterr().out


def test_index_is_rebuilt(cli: CommandLine, capsys: Capture) -> None:
    assert cli.run("rebuild-index", "default") == 0
    rows, search, evaluations, scorecards = capsys.readouterr().out.splitlines()
    assert rows.startswith("rows of default: stored 3, decided 1")
    assert search.startswith("search index of default: changed 4")
    assert evaluations == "evaluations: restored 5, steps 9, known 0"
    assert scorecards == "scorecards: restored 2, versions 3, known 0"


def test_a_copy_of_an_evaluation_that_cannot_be_read_is_named(
    cli: CommandLine, capsys: Capture
) -> None:
    name = "evaluations/e1/draft.json"
    cli.restored_evaluations = RestoredEvaluations(known=1, unreadable=(name,))
    assert cli.run("rebuild-index", "default") == 1
    lines = capsys.readouterr().out.splitlines()
    assert "evaluations: restored 0, steps 0, known 1" in lines
    assert f"{name} cannot be read, so its evaluation was not restored" in lines
    assert lines[-1].startswith("scorecards: ")


def test_an_evaluation_that_is_older_than_its_copies_is_named(
    cli: CommandLine, capsys: Capture
) -> None:
    cli.restored_evaluations = RestoredEvaluations(known=1, older=("e1",))
    assert cli.run("rebuild-index", "default") == 1
    lines = capsys.readouterr().out.splitlines()
    assert "evaluations: restored 0, steps 0, known 1" in lines
    assert [each for each in lines if each.startswith("evaluations/e1/ has copies of changes")]


@pytest.mark.parametrize(
    ("failure", "code", "message"),
    [
        (ConfigurationError("there is no stack 'dev'"), 2, "ringkeep: there is no stack 'dev'\n"),
        (StorageFailed("AWS is down"), 1, "ringkeep: AWS is down (trying again may help)\n"),
    ],
)
def test_error_is_one_sentence_and_an_exit_code(
    cli: CommandLine, capsys: Capture, failure: RingkeepError, code: int, message: str
) -> None:
    cli.failure = failure
    assert cli.run("status") == code
    assert capsys.readouterr().err == message


def test_debug_raises_the_error(cli: CommandLine) -> None:
    cli.failure = StorageFailed("AWS is down")
    with pytest.raises(StorageFailed):
        cli.run("--debug", "status")


def test_command_without_a_stack_name_is_refused(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.delenv("STACK_NAME", raising=False)
    assert main(["status"], cli.tools) == 2
    assert "no stack name" in capsys.readouterr().err
    assert cli.stacks == []


def test_stack_name_may_be_before_or_after_the_command(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STACK_NAME", "from-environment")
    main(["status"], cli.tools)
    main(["--stack-name", "before", "status"], cli.tools)
    main(["status", "--stack-name", "after"], cli.tools)
    assert cli.stacks == ["from-environment", "before", "after"]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["service"],
        ["unknown"],
        ["backfill", "default"],
        ["backfill", "default", "--from", "yesterday"],
        ["service", "add", "default", "--client-secret", "hunter2"],
        ["trace"],
    ],
)
def test_wrong_usage_has_exit_code_two(
    cli: CommandLine, capsys: Capture, arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.run(*arguments)
    assert ended.value.code == 2
    assert cli.stacks == []


def test_version_is_the_package_s(cli: CommandLine, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"], cli.tools)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"ringkeep {project['version']}\n"


def test_installed_command_is_main() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert scripts == {"ringkeep": "ringkeep.cli.main:main"}


def test_interrupt_shows_no_stack_trace(cli: CommandLine, capsys: Capture) -> None:
    def interrupted(stack_name: str) -> None:
        raise KeyboardInterrupt

    stack: Callable[[str], None] = interrupted
    assert main(["--stack-name", "dev", "status"], stack) == 130  # type: ignore[arg-type] # raises
    assert capsys.readouterr().err == "interrupted\n"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 bytes"), (9999, "9999 bytes"), (12_345, "12 kB"), (2e6, "2.0 MB")]
)
def test_sizes_are_formatted(count: float, text: str) -> None:
    assert size(int(count)) == text


@pytest.mark.parametrize("progress", [-1.0, 0.0, 0.5, 1.0, 7.0])
def test_bar_has_a_fixed_width(progress: float) -> None:
    assert len(bar(progress)) == len(bar(0))
