"""The logger and the metrics that all functions share.

Log lines hold the ids of services, calls and recordings. They must not hold tokens or phone numbers.
Lambda applies its log level to the root logger. Other packages would then log credentials (botocore at
DEBUG) and signed URLs (httpx at INFO), so only our own loggers follow it.

The metrics are lines of the log too, without a level. Lambda's own filter takes such a line for INFO, and
at WARN it would drop all metrics. So that filter stays at DEBUG or INFO, and the loggers drop what is
below the stack's setting LogLevel. Powertools alone would follow Lambda's filter and ignore the setting.
"""

from __future__ import annotations

import logging
import os
import warnings

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from ringkeep.domain.masking import without_addresses
from ringkeep.errors import RingkeepError

# An invocation without metrics is normal.
warnings.filterwarnings("ignore", message="No application metrics", category=UserWarning)

_OTHER_PACKAGES = ("boto3", "botocore", "httpcore", "httpx", "s3transfer", "urllib3")


def log_level() -> int:
    """Returns the level of the stack's setting LogLevel, INFO without one."""
    name = os.environ.get("POWERTOOLS_LOG_LEVEL", "").upper()
    return logging.getLevelNamesMapping().get(name, logging.INFO)


def silence_other_packages(level: int) -> None:
    """Lets other packages log warnings and errors only, and nothing below the level."""
    root = logging.getLogger()
    root.setLevel(max(root.level, level))
    for name in _OTHER_PACKAGES:
        logging.getLogger(name).setLevel(max(logging.WARNING, level))


silence_other_packages(log_level())
# Lambda reads the level of a line only if its time is as in RFC 3339.
logger = Logger(utc=True, use_rfc3339=True, log_record_order=["level", "message"])
logging.getLogger(logger.name).setLevel(log_level())
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
    """Logs the class and message of the error, without a stack trace. Errors of the user pool name an
    address."""
    logger.error(
        message,
        extra={
            "error": type(error).__name__,
            "detail": without_addresses(str(error)),
            "retryable": error.retryable,
            **context,
        },
    )
