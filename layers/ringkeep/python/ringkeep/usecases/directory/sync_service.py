"""Logs in to a service and compares its extensions with the directory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.usecases.directory.ports import ExtensionListing
from ringkeep.usecases.directory.sync_extensions import ExtensionSync, SyncResult


class ExtensionListings(Protocol):
    """The listings of extensions at RingCentral."""

    def log_in(
        self, service: str, connection: Connection, deadline: float
    ) -> tuple[str, ExtensionListing]:
        """Returns the account's id and its extensions. Raises what RingCentral's client raises."""
        ...


@dataclass(frozen=True)
class SyncService:
    listings: ExtensionListings
    sync: ExtensionSync

    def run(self, service: Service, connection: Connection, deadline: float) -> SyncResult:
        """Syncs the extensions of a service. Raises what the login and the sync raise."""
        account_id, listing = self.listings.log_in(service.name, connection, deadline)
        return self.sync.sync(AccountRef(service.name, account_id), listing, deadline)
