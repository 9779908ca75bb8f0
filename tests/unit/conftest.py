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

    class ListHandler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(repr(record.__dict__))

    handler = ListHandler()
    parent = logging.getLogger(logger.name)
    parent.addHandler(handler)
    yield lines
    parent.removeHandler(handler)


@pytest.fixture(autouse=True)
def cleared_metrics() -> Iterator[None]:
    metrics.clear_metrics()
    yield
    metrics.clear_metrics()
