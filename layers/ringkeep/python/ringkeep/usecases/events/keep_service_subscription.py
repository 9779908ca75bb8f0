"""Maintains one service's subscription, and shows the result on its board."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.plans import delivers_caller_names
from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.events.subscriptions import Action
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.accounts.ports import WebhookTokens
from ringkeep.usecases.events.keep_subscriptions import KeepResult, WebhookTarget, webhook_address
from ringkeep.usecases.events.ports import Subscriptions
from ringkeep.usecases.state import StateStore

_LISTED = (Action.KEEP, Action.RENEW)
"""RingCentral listed an active subscription at the address. A new one is confirmed by the next run."""


class Account(Protocol):
    """The RingCentral account of a login, and its plan."""

    @property
    def id(self) -> str: ...

    @property
    def plan_name(self) -> str: ...

    @property
    def edition(self) -> str: ...

    @property
    def time_zone(self) -> str: ...


class Keeper(Protocol):
    """Checks and repairs one service's subscription."""

    def keep(self, target: WebhookTarget, deadline: float) -> KeepResult: ...


class EventSource(Protocol):
    """One connected account as the source of events."""

    def account(self, deadline: float) -> Account:
        """Logs in. Raises what RingCentral's client raises."""
        ...

    @property
    def subscriptions(self) -> Subscriptions: ...

    @property
    def keeper(self) -> Keeper: ...


class EventSources(Protocol):
    """Returns the event source of a service."""

    def of(self, service: str, connection: Connection) -> EventSource: ...


class ServiceKeys(Protocol):
    """The secret keys in the webhook's addresses."""

    def subscribe_with(self, service: str) -> str:
        """Returns the key for the address of the service's subscription. Raises ServiceNotFound."""
        ...

    def confirm(self, service: str, key: str) -> bool:
        """Ends the older key of a service whose subscription has the address with this one."""
        ...


class BoardStatus(Protocol):
    """What a board shows besides its rows."""

    def set_subscribed(self, account: AccountRef, subscribed: bool) -> None: ...

    def set_caller_names(self, account: AccountRef, delivered: bool) -> None: ...


@dataclass(frozen=True)
class KeepServiceSubscription:
    """`base_url` is a part of the webhook's address."""

    sources: EventSources
    tokens: WebhookTokens
    states: StateStore
    boards: BoardStatus
    base_url: str
    keys: ServiceKeys
    keep_time_zone: Callable[[Service, str], None]

    def run(self, service: Service, connection: Connection, deadline: float) -> KeepResult:
        """Logs in first, so that a failed login is reported as such."""
        source = self.sources.of(service.name, connection)
        info = source.account(deadline)
        account = AccountRef(service.name, info.id)
        AccountHistory(self.states).remember(account)
        self.keep_time_zone(service, info.time_zone)
        key = self.keys.subscribe_with(service.name)
        kept = source.keeper.keep(self._target(account, source, key), deadline)
        if kept.action in _LISTED:
            self.keys.confirm(service.name, key)
        self._update_board(account, info, kept)
        return kept

    def _target(self, account: AccountRef, source: EventSource, key: str) -> WebhookTarget:
        return WebhookTarget(
            service=account.service,
            account_id=account.account_id,
            address=webhook_address(self.base_url, account.service, key),
            subscriptions=source.subscriptions,
            token=self.tokens.token(account.service),
        )

    def _update_board(self, account: AccountRef, info: Account, kept: KeepResult) -> None:
        """The Realtime page shows whether events arrive, and whether callers' names are delivered."""
        self.boards.set_subscribed(account, kept.works)
        names = delivers_caller_names(info.plan_name, info.edition)
        self.boards.set_caller_names(account, names)
