"""The metrics and log lines of an import."""

from __future__ import annotations

import json

import pytest

from ringkeep.handlers.import_report import report_import
from ringkeep.observability import metrics
from ringkeep.usecases.recordings.import_result import ImportOutcome, ImportResult
from tests.unit.handlers.metrics import values_of


def reported(capsys: pytest.CaptureFixture[str], outcome: ImportOutcome, **facts: object) -> str:
    """Returns the printed log lines and metrics, as CloudWatch reads them."""
    result = ImportResult.model_validate(
        {
            "outcome": outcome,
            "service": "default",
            "account_id": "a1",
            "recording_id": "r1",
            "dispatch": 1,
            **facts,
        }
    )
    metrics.set_default_dimensions(stack="test")
    report_import(result)
    metrics.flush_metrics()
    return capsys.readouterr().out


def test_stored_recording_is_counted_with_its_bytes_and_seconds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = reported(capsys, "stored", size=4096, seconds_to_stored=42.0)
    found = values_of(out)
    assert found["RecordingsImported"] == [1.0]
    assert found["BytesStored"] == [4096.0]
    assert found["SecondsFromCallEndToStored"] == [42.0]


@pytest.mark.parametrize(
    ("outcome", "metric"),
    [
        ("throttled", "RateLimited"),
        ("lost", "RecordingsLost"),
        ("quarantined", "RecordingsQuarantined"),
        ("not_ready", "RecordingsNotReady"),
        ("bad_body", "RecordingsFailed"),
    ],
)
def test_each_outcome_has_its_metric(
    capsys: pytest.CaptureFixture[str], outcome: ImportOutcome, metric: str
) -> None:
    assert values_of(reported(capsys, outcome, reason="why"))[metric] == [1.0]


@pytest.mark.parametrize(
    ("reason", "counted"),
    [("outage", True), ("worker_failed:no_result", True), ("not_confirmed", False)],
)
def test_a_recording_that_is_given_up_raises_an_alarm_unless_it_was_only_a_hint(
    capsys: pytest.CaptureFixture[str], reason: str, counted: bool
) -> None:
    values = values_of(reported(capsys, "unavailable", reason=reason))
    assert ("RecordingsGivenUp" in values) is counted


@pytest.mark.parametrize(("doubts", "count"), [(("truncated",), 1.0), ((), 0.0)])
def test_a_doubtful_recording_is_counted(
    capsys: pytest.CaptureFixture[str], doubts: tuple[str, ...], count: float
) -> None:
    values = values_of(reported(capsys, "stored", doubts=doubts))
    assert values["RecordingsDoubtful"] == [count]


def test_failure_is_counted_by_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    out = reported(capsys, "bad_body", reason="body_truncated")
    documents = [json.loads(line) for line in out.splitlines() if '"_aws"' in line]
    assert any(document.get("reason") == "body_truncated" for document in documents)


def test_every_metric_has_the_dimensions_of_the_alarms(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for line in reported(capsys, "lost").splitlines():
        if '"_aws"' in line:
            document = json.loads(line)
            assert (document["service"], document["stack"]) == ("ringkeep", "test")
