"""Logs why a function failed. The Lambda runtime logs the message of every error that leaves a handler,
and the message of a bug may quote a token, a phone number or an event."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Final, TypeVar

from ringkeep.errors import RingkeepError
from ringkeep.observability import log_failure, logger

Result = TypeVar("Result")
_FRAMES: Final = 12


class Bug(Exception):
    """Raised in place of an unexpected error, under the same class name, for the state machines."""


def reported(function: str, work: Callable[[], Result]) -> Result:
    """Does the work. Logs an error and raises it again; of an unexpected one only the class and the
    stack frames."""
    try:
        return work()
    except RingkeepError as error:
        log_failure("the function failed", error, function=function)
        raise
    except Exception as error:  # noqa: BLE001 # its class is raised again, without its message
        anonymous = _anonymous(error)
        log_bug(error, function)
    # Raised outside the handler: the error's context must not hold the original.
    raise anonymous


def _anonymous(error: Exception) -> Exception:
    kind: type[Exception] = type(type(error).__name__, (Bug,), {})
    return kind("an unexpected error; the log has its stack frames")


def log_bug(error: Exception, function: str) -> None:
    """Logs an unexpected error: its class and the stack frames, without its message."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    extra = {"error": type(error).__name__, "where": where, "function": function}
    logger.error("the function has a bug", extra=extra)
