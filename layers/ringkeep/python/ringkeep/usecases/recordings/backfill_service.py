"""Runs one step of a back-fill for a request: finds the service and opens its call log."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.usecases.accounts.ports import CredentialsSource, ServiceDirectory
from ringkeep.usecases.recordings.backfill import Backfill, BackfillRequest, BackfillStep
from ringkeep.usecases.recordings.open_call_log import OpenCallLog


@dataclass(frozen=True)
class BackfillService:
    services: ServiceDirectory
    credentials: CredentialsSource
    call_logs: OpenCallLog
    backfill: Backfill

    def step(self, request: BackfillRequest, deadline: float) -> BackfillStep:
        """Raises ServiceNotFound and what the login and the call log raise: the state machine
        retries."""
        service = self.services.get(request.service)
        connection = self.credentials.of(service)
        target = self.call_logs.run(service, connection, deadline)
        return self.backfill.step(target, request, deadline)
