"""Wires the directory of extensions: its table, its sync and the trigger of a sync."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ringkeep.aws.directory.extensions_table import DynamoExtensionDirectory
from ringkeep.domain.accounts.services import Connection
from ringkeep.settings import DirectoryTableSettings, SyncExtensionsSettings
from ringkeep.wiring.accounts import Accounts, Logins
from ringkeep.wiring.base import AWS, Base
from ringkeep.wiring.limits import Limits

if TYPE_CHECKING:
    from ringkeep.aws.directory.sync_trigger import ExtensionSyncTrigger
    from ringkeep.ringcentral.client import RingCentralClient
    from ringkeep.usecases.directory.sync_service import SyncService


def extension_directory(base: Base, settings: DirectoryTableSettings) -> DynamoExtensionDirectory:
    table = settings.directory_table_name
    return DynamoExtensionDirectory(base.dynamodb, table, base.clock)


def sync_trigger(function_name: str) -> ExtensionSyncTrigger:
    import boto3

    from ringkeep.aws.directory.sync_trigger import ExtensionSyncTrigger

    return ExtensionSyncTrigger(boto3.client("lambda", config=AWS), function_name)


class RingCentralListings:
    """The ExtensionListings port."""

    def __init__(self, logins: Logins) -> None:
        self._logins = logins

    def log_in(
        self, service: str, connection: Connection, deadline: float
    ) -> tuple[str, RingCentralClient]:
        client = self._logins.client(service, connection)
        client.refresh_reach()
        return client.account_id(deadline), client


class ExtensionSyncing:
    def __init__(self, settings: SyncExtensionsSettings) -> None:
        self._base = Base()
        self._settings = settings
        self.accounts = Accounts(self._base, settings)

    @cached_property
    def sync(self) -> SyncService:
        from ringkeep.usecases.directory.sync_extensions import ExtensionSync
        from ringkeep.usecases.directory.sync_service import SyncService

        base, accounts = self._base, self.accounts
        logins = Logins(base, Limits(base, self._settings), self._settings)
        directory = extension_directory(base, self._settings)
        sync = ExtensionSync(directory, accounts.states, accounts.leases, base.clock)
        return SyncService(RingCentralListings(logins), sync)
