"""Reads the metrics that a handler has written."""

from __future__ import annotations

import json

import pytest

from ringkeep.observability import metrics


def metric_values(capsys: pytest.CaptureFixture[str]) -> dict[str, list[float]]:
    """Returns the metrics by name, as CloudWatch reads them. Ignores printed log lines."""
    metrics.set_default_dimensions(stack="test")
    if metrics.metric_set:
        metrics.flush_metrics()
    return values_of(capsys.readouterr().out)


def values_of(out: str) -> dict[str, list[float]]:
    values: dict[str, list[float]] = {}
    for line in out.splitlines():
        document = json.loads(line)
        for directive in document.get("_aws", {}).get("CloudWatchMetrics", []):
            for metric in directive["Metrics"]:
                values[metric["Name"]] = document[metric["Name"]]
    return values
