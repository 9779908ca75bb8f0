"""Slots and lanes. A slot is a start time under the rate limits; the lanes share the limits."""

from __future__ import annotations

from enum import StrEnum

from ringkeep.domain.model import Model


class Lane(StrEnum):
    """The purpose of a request. The most urgent lane comes first."""

    EXPIRING = "expiring"
    FRESH = "fresh"
    POLLING = "polling"
    RETRY = "retry"
    BACKFILL = "backfill"


class Slot(Model):
    """Allows one request of one user at `start_at` (seconds since the epoch)."""

    user: str
    group: str
    ticket: str
    start_at: float
    lane: Lane
