"""Wires the connected services, their credentials and RingCentral clients."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ringkeep.aws.accounts.secrets import SecretsManagerSecrets
from ringkeep.aws.accounts.services_table import DynamoServiceDirectory
from ringkeep.aws.leases import DynamoLeases
from ringkeep.aws.state import DynamoStateStore
from ringkeep.domain.accounts.services import Connection
from ringkeep.settings import DirectoryTableSettings, LoginSettings
from ringkeep.usecases.accounts.complete_service import CompleteService
from ringkeep.usecases.accounts.service_credentials import ServiceCredentials
from ringkeep.usecases.accounts.user_reach import UserReaches
from ringkeep.wiring.base import Base

if TYPE_CHECKING:
    from ringkeep.ringcentral.client import RingCentralClient
    from ringkeep.wiring.limits import Limits


class Accounts:
    """Services, state documents and leases, all in the directory table.

    `secrets_prefix` is the prefix of new secrets. Functions create none.
    """

    def __init__(
        self, base: Base, settings: DirectoryTableSettings, secrets_prefix: str = ""
    ) -> None:
        self._base = base
        self._table = settings.directory_table_name
        self._secrets_prefix = secrets_prefix

    @cached_property
    def services(self) -> DynamoServiceDirectory:
        return DynamoServiceDirectory(self._base.dynamodb, self._table)

    @cached_property
    def states(self) -> DynamoStateStore:
        return DynamoStateStore(self._base.dynamodb, self._table)

    @cached_property
    def leases(self) -> DynamoLeases:
        return DynamoLeases(self._base.dynamodb, self._table, self._base.clock)

    @cached_property
    def secrets(self) -> SecretsManagerSecrets:
        base = self._base
        return SecretsManagerSecrets(base.secrets_manager, self._secrets_prefix, base.clock)

    @property
    def reaches(self) -> UserReaches:
        return UserReaches(self.states, self._base.clock)

    @property
    def completion(self) -> CompleteService:
        return CompleteService(self.services, self.credentials, self.leases)

    @property
    def credentials(self) -> ServiceCredentials:
        return ServiceCredentials(self.secrets)


class Logins:
    """Creates RingCentral clients that share HTTP connections and access tokens."""

    def __init__(self, base: Base, limits: Limits, settings: LoginSettings) -> None:
        from ringkeep.aws.accounts.tokens_table import DynamoTokenStore
        from ringkeep.ringcentral.http.tokens import TokenSource
        from ringkeep.ringcentral.http.transport import Transport
        from ringkeep.wiring.refused_tokens import report_refused_token

        self._clock, self._limiter = base.clock, limits.limiter
        self._transport = Transport(base.clock, local=settings.is_local)
        store = DynamoTokenStore(base.dynamodb, settings.tokens_table_name, base.clock)
        self._reaches = Accounts(base, settings).reaches
        speed = settings.clock_speed
        self._tokens = TokenSource(
            store,
            self._limiter,
            base.clock,
            self._transport,
            speed=speed,
            report=report_refused_token,
        )

    def client(self, service: str, connection: Connection) -> RingCentralClient:
        from ringkeep.ringcentral.client import RingCentralClient

        return RingCentralClient(
            service,
            connection,
            self._limiter,
            self._tokens,
            self._clock,
            self._transport,
            self._reaches,
        )
