"""The metrics of a settled import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pytest

from ringkeep.domain.recordings.imports import import_request
from ringkeep.domain.recordings.recordings import RecordingKey
from ringkeep.handlers.recordings import SettleFailedImport
from ringkeep.handlers.requests import WorkerFailed
from ringkeep.observability import metrics
from ringkeep.usecases.recordings.settle_import import SettleImport, SettleResult
from tests.unit.domain.recordings.example_rows import pending
from tests.unit.handlers.metrics import values_of
from tests.unit.usecases.recordings.import_setup import slot


class Settled:
    def __init__(self, result: SettleResult) -> None:
        self._result = result

    def run(self, key: RecordingKey, dispatch: int, error_name: str) -> SettleResult:
        return self._result


@pytest.mark.parametrize(
    ("result", "given_up"), [("unavailable", [1.0]), ("pending", None), ("superseded", None)]
)
def test_a_recording_that_kills_its_workers_is_counted_for_its_alarm(
    capsys: pytest.CaptureFixture[str], result: SettleResult, given_up: Sequence[float] | None
) -> None:
    failed = WorkerFailed(request=import_request(pending(), slot()), error="Lambda.Unknown")
    metrics.set_default_dimensions(stack="test")
    handler = SettleFailedImport(cast("SettleImport", Settled(result)))
    assert handler(failed, 0.0) == {"outcome": result}
    metrics.flush_metrics()
    values = values_of(capsys.readouterr().out)
    assert values["RecordingsFailed"] == [1.0]
    assert values.get("RecordingsGivenUp") == given_up
