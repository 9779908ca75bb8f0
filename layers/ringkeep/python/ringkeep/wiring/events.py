"""What keeping a service's subscription sets going elsewhere in the stack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from ringkeep.ringcentral.client import RingCentralClient
from ringkeep.ringcentral.presence import PresencePages
from ringkeep.usecases.live.rows import LiveRows
from ringkeep.usecases.live.seed_board import BoardSeeder
from ringkeep.wiring.base import Composition


@dataclass(frozen=True)
class SubscriptionAdapters:
    """The ports EventsHeard, GapFiller and BoardSeeder of the keeper, for one service."""

    parts: Composition
    rows: LiveRows
    client: RingCentralClient

    def last_event_at(self, service: str, account_id: str) -> float | None:
        board = self.parts.live_table.board(service, account_id)
        return board.event_at if board else None

    def fill(self, service: str, account_id: str, since: float) -> None:
        """By a back-fill of its own: it survives outages, and shows in `trace` like any other."""
        date_from = datetime.fromtimestamp(since, UTC).isoformat()
        run_id = f"gap-{int(since)}-{int(self.parts.clock.now())}"
        self.parts.workflows.start_backfill(service, date_from, run_id)

    def seed(self, service: str, account_id: str, deadline: float) -> None:
        BoardSeeder(self.rows).seed(service, account_id, PresencePages(self.client), deadline)
