"""One logger and one set of metrics for all functions.

Log lines carry service, call and recording ids; nothing here may log a token or a phone number.
"""

from __future__ import annotations

import os
import warnings

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from ringkeep.errors import RingkeepError

# A run without metrics is normal.
warnings.filterwarnings("ignore", message="No application metrics", category=UserWarning)

logger = Logger(utc=True, log_record_order=["level", "message"])
metrics = Metrics()


def name_stack() -> None:
    """Every metric carries the name of its stack. Called once, when the function starts."""
    metrics.set_default_dimensions(stack=_stack_name())


def _stack_name() -> str:
    return os.environ.get("STACK_NAME") or "unknown"


def count(name: str, value: float = 1) -> None:
    """A business metric of the dashboard and the alarms (namespace Ringkeep)."""
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)


def count_by_reason(name: str, reason: str) -> None:
    """One more of a metric with a reason: one of a small set of words of our own."""
    dimensions = {
        "service": metrics.service or "",
        "stack": _stack_name(),
    }
    with single_metric(
        name=name, unit=MetricUnit.Count, value=1, default_dimensions=dimensions
    ) as metric:
        metric.add_dimension(name="reason", value=reason)


def measure_seconds(name: str, value: float) -> None:
    metrics.add_metric(name=name, unit=MetricUnit.Seconds, value=value)


def measure_bytes(name: str, value: float) -> None:
    metrics.add_metric(name=name, unit=MetricUnit.Bytes, value=value)


def log_failure(message: str, error: RingkeepError, **context: str) -> None:
    """A failure in the words of our own error tree, without a stack trace."""
    logger.error(
        message,
        extra={
            "error": type(error).__name__,
            "detail": str(error),
            "retryable": error.retryable,
            **context,
        },
    )
