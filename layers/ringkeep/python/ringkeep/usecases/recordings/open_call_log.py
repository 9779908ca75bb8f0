"""Logs in to a service and opens its call log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.accounts.ports import ServiceCompletion
from ringkeep.usecases.recordings.first_delay import FirstDelays
from ringkeep.usecases.recordings.poll_call_log import Target
from ringkeep.usecases.recordings.ports import CallLog
from ringkeep.usecases.state import StateStore


class CallLogs(Protocol):
    """The call logs at RingCentral."""

    def log_in(self, service: str, connection: Connection, deadline: float) -> tuple[str, CallLog]:
        """Returns the account's id and its call log. Raises what RingCentral's client raises."""
        ...


@dataclass(frozen=True)
class OpenCallLog:
    logs: CallLogs
    states: StateStore
    delays: FirstDelays
    rows: ServiceCompletion

    def run(self, service: Service, connection: Connection, deadline: float) -> Target:
        """Logs in and remembers the account, so that later runs find its rows without a login. Completes
        the service's row first, so that imports are planned even while RingCentral cannot be reached."""
        self.rows.complete(service, connection)
        account_id, log = self.logs.log_in(service.name, connection, deadline)
        AccountHistory(self.states).remember(AccountRef(service.name, account_id))
        return Target(
            service=service,
            connection=connection,
            account_id=account_id,
            log=log,
            first_delay=self.delays.of(service, account_id),
        )
