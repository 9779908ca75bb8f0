"""Recordings that kill the worker that imports them, for example because decoding needs too much
memory. Three dead workers close the recording, unless one lives through a download in between."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Final

from ringkeep.domain.recordings.recordings import Recording
from ringkeep.domain.recordings.retry_delays import MINUTE, RetryDelays
from ringkeep.domain.recordings.row_changes import unavailable
from ringkeep.domain.recordings.tries import (
    NO_TRY,
    TEMPORARY,
    failures_in_a_row,
    latest_entries,
    postponed,
)

WORKER_FAILED: Final = "worker_failed"
DEATHS: Final = 3
_NO_RESULT: Final = f"{WORKER_FAILED}:no_result"
_NAME_LENGTH: Final = 80
_FAULT_DELAYS: Final = (2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE)
_FAULTS_OF_THE_STACK: Final = frozenset(
    {
        "Busy",
        "ClientError",
        "ConfigurationError",
        "Conflict",
        "ConnectTimeoutError",
        "EndpointConnectionError",
        "ImportError",
        "Lambda.AWSLambdaException",
        "Lambda.ClientExecutionTimeoutException",
        "Lambda.SdkClientException",
        "Lambda.ServiceException",
        "Lambda.TooManyRequestsException",
        "ModuleNotFoundError",
        "NoCredentialsError",
        "ReadTimeoutError",
        "ResourceMissing",
        "Runtime.HandlerNotFound",
        "Runtime.ImportModuleError",
        "Runtime.MalformedHandlerName",
        "Runtime.UserCodeSyntaxError",
        "ServiceNotFound",
        "StorageFailed",
        "StoredDataInvalid",
        "Throttled",
    }
)
"""Errors that hit every recording alike. They say nothing about this one."""


def worker_failed(row: Recording, error: str, now: float, delays: RetryDelays) -> Recording:
    """The worker ended without a result. `error` is the error's name, which comes from outside."""
    name = _sanitised(error)
    reason = f"{WORKER_FAILED}:{name}"
    if name in _FAULTS_OF_THE_STACK:
        tries = failures_in_a_row(row, *TEMPORARY) + 1
        return postponed(row, reason, delays.delay_after(tries, _FAULT_DELAYS), now)
    deaths = _deaths(row) + 1
    if deaths >= DEATHS:
        return unavailable(row, reason, now, f"{deaths} workers died in a row")
    return postponed(row, reason, delays.delay_after(deaths, delays.worker_failed_delays), now)


def is_abandoned(row: Recording, now: float) -> bool:
    """Whether workers keep dying without a word although RingCentral's retention is over: their claims
    only expire, so no result would ever close the row."""
    return now >= row.expires_at and row.silent_workers > DEATHS


def abandoned(row: Recording, now: float) -> Recording:
    return unavailable(row, _NO_RESULT, now, f"{row.silent_workers - 1} workers gave no result")


def _deaths(row: Recording) -> int:
    """Returns how many workers died since one lived through a download. Results that say nothing about
    the recording, such as a 429, do not count, and do not interrupt the count."""
    events = (entry.event for entry in latest_entries(row) if entry.event not in NO_TRY)
    silent = takewhile(lambda event: event.startswith(TEMPORARY), events)
    deaths = (event for event in silent if event.startswith(f"{WORKER_FAILED}:"))
    return sum(event.partition(":")[2] not in _FAULTS_OF_THE_STACK for event in deaths)


def _sanitised(error: str) -> str:
    """Removes all characters except letters, digits, `.`, `_` and `-`."""
    return re.sub(r"[^A-Za-z0-9._-]", "", error)[:_NAME_LENGTH] or "unknown"
