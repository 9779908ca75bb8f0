"""The logger and the metrics that all functions share.

Log lines hold the ids of services, calls and recordings. They must not hold tokens or phone numbers.
Lambda applies the stack's log level to the root logger. Other packages would then log credentials
(botocore at DEBUG) and signed URLs (httpx at INFO), so only our own loggers follow it.
"""

from __future__ import annotations

import logging
import os
import warnings

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from ringkeep.errors import RingkeepError

# An invocation without metrics is normal.
warnings.filterwarnings("ignore", message="No application metrics", category=UserWarning)

_OTHER_PACKAGES = ("boto3", "botocore", "httpcore", "httpx", "s3transfer", "urllib3")


def silence_other_packages() -> None:
    """Lets other packages log warnings and errors only, whatever the root logger's level is."""
    for name in _OTHER_PACKAGES:
        logging.getLogger(name).setLevel(logging.WARNING)


silence_other_packages()
logger = Logger(utc=True, log_record_order=["level", "message"])
metrics = Metrics()


def name_stack() -> None:
    """Adds the stack's name to every metric. Called once, when the function starts."""
    metrics.set_default_dimensions(stack=_stack_name())


def _stack_name() -> str:
    return os.environ.get("STACK_NAME") or "unknown"


def count(name: str, value: float = 1) -> None:
    """Adds to a business metric for the dashboard and the alarms (namespace Ringkeep)."""
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)


def count_by_reason(name: str, reason: str) -> None:
    """Adds one to a metric with the dimension `reason`, which takes only a few fixed values."""
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
    """Logs the class and message of the error, without a stack trace."""
    logger.error(
        message,
        extra={
            "error": type(error).__name__,
            "detail": str(error),
            "retryable": error.retryable,
            **context,
        },
    )
