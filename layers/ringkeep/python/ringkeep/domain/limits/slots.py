"""A start time under RingCentral's rate limits, and the lanes that share them."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Lane(StrEnum):
    """Why a request is made; the most urgent first."""

    EXPIRING = "expiring"
    FRESH = "fresh"
    POLLING = "polling"
    RETRY = "retry"
    BACKFILL = "backfill"


class Slot(BaseModel):
    """A request of one user that may start at `start_at` (seconds since the epoch)."""

    model_config = ConfigDict(frozen=True)

    user: str
    group: str
    ticket: str
    start_at: float
    lane: Lane
