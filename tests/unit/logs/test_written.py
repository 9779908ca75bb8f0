"""With the stack's log level at DEBUG, no credential and no personal datum reaches the log.

A new process has Lambda's own logging set-up and runs real handlers, each in its successful and its
failing paths. Everything that it writes is searched, and so are the errors that callers receive and
the history of the rows.
"""

from __future__ import annotations

import pytest

from ringkeep.settings import FUNCTIONS
from tests.unit.logs.planted import SEARCHED
from tests.unit.logs.runs import Run, run_handlers


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_handlers(tmp_path_factory.mktemp("logs"), log_level="DEBUG")


@pytest.mark.parametrize("what", sorted(SEARCHED))
def test_nothing_planted_is_written(run: Run, what: str) -> None:
    lines = [line for line in run.written.splitlines() if SEARCHED[what] in line]
    assert not lines, lines[0][:2000]


def test_every_function_ran(run: Run) -> None:
    assert {function for _, function, _ in run.outcomes} == set(FUNCTIONS)


@pytest.mark.parametrize(
    ("scenario", "function", "answer"),
    [
        ("succeeds", "download_recording", '"outcome": "stored"'),
        ("succeeds", "keep_subscriptions", '"action": "made"'),
        ("succeeds", "receive_webhook", '"statusCode": 200'),
        ("succeeds", "track_calls", '"batchItemFailures": []'),
        ("succeeds", "check_live_calls", '"asked": 1'),
        ("login_refused", "sync_extensions", '"error": "LoginFailed"'),
        ("login_out_of_order", "sync_extensions", '"error": "Unavailable"'),
        ("forbidden", "sync_extensions", '"error": "PermissionMissing"'),
        ("disconnected", "poll_call_log", '"error": "Unavailable"'),
        ("unreadable", "poll_call_log", '"unreadable": 1'),
        ("bug", "sync_extensions", '"errorType": "KeyError"'),
        ("content: forbidden", "download_recording", '"outcome": "forbidden"'),
        ("content: bug", "download_recording", '"errorType": "KeyError"'),
        ("content: unreadable", "download_recording", '"outcome": "bad_body"'),
        ("refused_item", "sync_extensions", '"error": "ItemRefused"'),
        ("refused_item", "receive_webhook", '"statusCode": 503'),
        ("invalid event", "sync_extensions", '"errorType": "ValidationError"'),
    ],
)
def test_the_paths_really_ran(run: Run, scenario: str, function: str, answer: str) -> None:
    answers = [each[2] for each in run.outcomes if each[:2] == (scenario, function)]
    assert any(answer in each for each in answers), answers


def test_failures_are_written_with_their_class(run: Run) -> None:
    for name in ("LoginFailed", "PermissionMissing", "StorageFailed", "KeyError", "Unavailable"):
        assert f'"error":"{name}"' in run.written
