"""Captures the log lines of the functions."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from ringkeep.observability import logger, metrics


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """The log lines of a function, one text for each line."""
    lines: list[str] = []

    class Catcher(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(repr(record.__dict__))

    catcher = Catcher()
    under = logging.getLogger(logger.name)
    under.addHandler(catcher)
    yield lines
    under.removeHandler(catcher)


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    metrics.clear_metrics()
    yield
    metrics.clear_metrics()
