"""Back-fills, traces, status, the index; errors and exit codes."""

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
from ringkeep.usecases.recordings.backfill import backfill_place
from ringkeep.usecases.recordings.poll_call_log import Target, place_name
from ringkeep.usecases.recordings.trace_recording import ObjectFacts
from tests.fakes.recordings.call_log import FakeCallLog
from tests.unit.cli.bench import Bench
from tests.unit.domain.recordings.example_rows import AUDIO, NOW, pending

ACCOUNT = AccountRef("default", "a1")
ROOT = Path(__file__).resolve().parents[3]
Capture = pytest.CaptureFixture[str]
SERVICE = Service(name="default", server_url="https://platform.example.com", secret_arn="arn")


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.services.put(SERVICE)
    AccountHistory(bench.states).remember(ACCOUNT)
    return bench


def test_a_back_fill_is_started(bench: Bench, capsys: Capture) -> None:
    assert bench.run("backfill", "default", "--from", "2026-10-01") == 0
    run = f"cli-{int(bench.clock.now())}"
    assert bench.backfills.started == [("default", "2026-10-01", run)]
    assert f"arn:default-{run}" in capsys.readouterr().out


def test_a_back_fill_that_is_waited_for_shows_how_far_it_is(bench: Bench, capsys: Capture) -> None:
    run = backfill_place(f"cli-{int(bench.clock.now())}")
    walk = begin("backfill", "a1", NOW - 100 * 86400, NOW, NOW).after_page(
        None, NOW, records=120, found=7
    )
    bench.backfills.statuses = ["RUNNING", "SUCCEEDED"]
    bench.states.put(place_name(ACCOUNT, run), {"walk": walk.model_dump()}, 0)
    assert bench.run("backfill", "default", "--from", "2026-10-01", "--wait") == 0
    told = capsys.readouterr().out
    assert f"{bar(0.3)}  120 calls read, 7 recordings found" in told
    assert bench.clock.slept == [2.0, 2.0]


def test_watching_goes_on_when_aws_takes_no_more_requests_just_now(bench: Bench) -> None:
    bench.backfills.statuses = [Throttled("too many requests"), "SUCCEEDED"]
    assert bench.run("backfill", "default", "--from", "2026-10-01", "--wait") == 0
    assert bench.clock.slept == [2.0, 2.0]


def test_a_back_fill_that_failed_is_an_error(bench: Bench, capsys: Capture) -> None:
    bench.backfills.statuses = ["RUNNING", "TIMED_OUT"]
    assert bench.run("backfill", "default", "--from", "2026-10-01", "--wait") == 1
    told = capsys.readouterr()
    assert "waiting for its first page" in told.out
    assert "the back-fill ended: timed out" in told.err


def test_a_back_fill_goes_on_when_nobody_watches(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bench.clock, "sleep", interrupt)
    assert bench.run("backfill", "default", "--from", "2026-10-01", "--wait") == 0
    assert "the back-fill goes on" in capsys.readouterr().err


def test_a_back_fill_of_nobody_is_not_started(bench: Bench) -> None:
    assert bench.run("backfill", "nobody", "--from", "2026-10-01") == 2
    assert bench.backfills.started == []


def test_places_are_named_as_the_poll_names_them() -> None:
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


def test_a_trace_tells_the_whole_story(bench: Bench, capsys: Capture) -> None:
    row = lifecycle.stored(pending(dispatch=1), AUDIO, NOW)
    bench.calls.put_recording(row)
    bench.objects = {
        key: ObjectFacts(key=key, size=10, content_type="audio/mpeg", stored_at=NOW)
        for key in (AUDIO.object_key, "recordings/default/a1/2026/11/18/r1.json")
    }
    assert bench.run("trace", "r1") == 0
    told = capsys.readouterr().out
    for part in (
        "recording r1 of account a1, service default",
        "state     stored",
        "call      c1",
        AUDIO.object_key,
        AUDIO.sha256,
        "execution run-1",
        f"{moment(NOW)}  stored  10 bytes",
    ):
        assert part in told


def test_a_trace_of_a_waiting_recording_tells_the_next_attempt(
    bench: Bench, capsys: Capture
) -> None:
    bench.calls.put_recording(pending(due_at=NOW + 60))
    assert bench.run("trace", "r1") == 0
    assert f"next      {moment(NOW + 60)}" in capsys.readouterr().out


def test_a_trace_with_a_doubt_fails(bench: Bench, capsys: Capture) -> None:
    bench.calls.put_recording(lifecycle.stored(pending(), AUDIO, NOW))
    assert bench.run("trace", "r1") == 1
    assert f"! {AUDIO.object_key} is missing from the archive" in capsys.readouterr().out


def test_an_unknown_recording_is_told(bench: Bench, capsys: Capture) -> None:
    assert bench.run("trace", "unknown") == 1
    assert "no recording unknown is known" in capsys.readouterr().err


def test_a_trace_may_be_read_by_a_program(bench: Bench, capsys: Capture) -> None:
    bench.calls.put_recording(pending())
    assert bench.run("trace", "r1", "--json") == 0
    assert json.loads(capsys.readouterr().out)[0]["recording"]["recording_id"] == "r1"


def test_a_removed_service_s_recordings_can_be_traced(bench: Bench) -> None:
    bench.services.delete("default")
    bench.calls.put_recording(pending())
    assert bench.run("trace", "r1") == 2
    assert bench.run("trace", "r1", "--service", "default") == 0


def test_a_trace_before_the_first_sync_needs_the_account(bench: Bench, capsys: Capture) -> None:
    bench.calls.put_recording(pending(service="other"))
    assert bench.run("trace", "r1", "--service", "other") == 2
    assert "no account is known yet" in capsys.readouterr().err
    assert bench.run("trace", "r1", "--service", "other", "--account", "a1") == 0


def test_the_status_tells_how_each_account_stands(bench: Bench, capsys: Capture) -> None:
    bench.states.put("extensions#default#a1", {"synced_at": NOW, "present": 42}, 0)
    bench.states.put(place_name(ACCOUNT, "poll"), {"watermark": NOW - 60}, 0)
    bench.calls.put_recording(pending())
    assert bench.run("status") == 0
    line = capsys.readouterr().out.splitlines()[1]
    assert line.startswith("default  a1       42")
    for part in (moment(NOW), moment(NOW - 60), "fresh 1"):
        assert part in line
    bench.run("status", "--json")
    assert json.loads(capsys.readouterr().out)[0]["waiting"] == {"fresh": 1}


def test_the_status_of_a_service_that_never_synced_is_empty(bench: Bench, capsys: Capture) -> None:
    bench.services.put(SERVICE.model_copy(update={"name": "young"}))
    assert bench.run("status") == 0
    assert "young    -        0           -" in capsys.readouterr().out


def test_the_index_is_rebuilt(bench: Bench, capsys: Capture) -> None:
    assert bench.run("rebuild-index", "default") == 0
    assert "rows of default: stored 3, decided 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("failure", "code", "told"),
    [
        (ConfigurationError("there is no stack 'dev'"), 2, "ringkeep: there is no stack 'dev'\n"),
        (StorageFailed("AWS is away"), 1, "ringkeep: AWS is away (trying again may help)\n"),
    ],
)
def test_an_error_is_one_sentence_and_an_exit_code(
    bench: Bench, capsys: Capture, failure: RingkeepError, code: int, told: str
) -> None:
    bench.failure = failure
    assert bench.run("status") == code
    assert capsys.readouterr().err == told


def test_debug_shows_where_an_error_arose(bench: Bench) -> None:
    bench.failure = StorageFailed("AWS is away")
    with pytest.raises(StorageFailed):
        bench.run("--debug", "status")


def test_without_a_stack_nothing_is_done(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.delenv("STACK_NAME", raising=False)
    assert main(["status"], bench.tools) == 2
    assert "which stack?" in capsys.readouterr().err
    assert bench.stacks == []


def test_the_stack_may_stand_anywhere(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACK_NAME", "from-environment")
    main(["status"], bench.tools)
    main(["--stack-name", "before", "status"], bench.tools)
    main(["status", "--stack-name", "after"], bench.tools)
    assert bench.stacks == ["from-environment", "before", "after"]


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
def test_wrong_usage_ends_with_two(bench: Bench, capsys: Capture, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bench.run(*arguments)
    assert ended.value.code == 2
    assert bench.stacks == []


def test_the_version_is_the_package_s(bench: Bench, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"], bench.tools)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"ringkeep {project['version']}\n"


def test_the_installed_command_is_main() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert scripts == {"ringkeep": "ringkeep.cli.main:main"}


def test_an_interrupt_ends_quietly(bench: Bench, capsys: Capture) -> None:
    def interrupted(stack_name: str) -> None:
        raise KeyboardInterrupt

    stack: Callable[[str], None] = interrupted
    assert main(["--stack-name", "dev", "status"], stack) == 130  # type: ignore[arg-type] # raises
    assert capsys.readouterr().err == "interrupted\n"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 bytes"), (9999, "9999 bytes"), (12_345, "12 kB"), (2e6, "2.0 MB")]
)
def test_sizes_are_told_as_people_read_them(count: float, text: str) -> None:
    assert size(int(count)) == text


@pytest.mark.parametrize("progress", [-1.0, 0.0, 0.5, 1.0, 7.0])
def test_a_bar_never_leaves_its_frame(progress: float) -> None:
    assert len(bar(progress)) == len(bar(0))
