"""Checks the live calls of one service with RingCentral."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.live.check_live_calls import LiveCallCheck, LiveCheckResult
from ringkeep.usecases.live.ports import PresenceSource, TelephonySessions
from ringkeep.usecases.state import Leases, StateStore

_LEASE_SECONDS = 60


class LiveSources(Protocol):
    """RingCentral's live sessions and presence of one service."""

    def of(
        self, service: str, connection: Connection
    ) -> tuple[TelephonySessions, PresenceSource]: ...


@dataclass(frozen=True)
class CheckService:
    """Runs the check under a lease, so that a service has one check at a time."""

    check: LiveCallCheck
    sources: LiveSources
    states: StateStore
    leases: Leases

    def run(
        self, service: Service, connection: Connection, deadline: float
    ) -> LiveCheckResult | None:
        """Returns None before the first login, when the board is empty. Raises Busy."""
        account_id = AccountHistory(self.states).latest(service.name)
        if account_id is None:
            return None
        sessions, presence = self.sources.of(service.name, connection)
        with self.leases.hold(f"check-live-calls#{service.name}", _LEASE_SECONDS):
            return self.check.run(
                AccountRef(service.name, account_id), sessions, presence, deadline
            )
