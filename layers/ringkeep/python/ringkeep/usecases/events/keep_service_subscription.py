"""Keeps one service's subscription alive, and tells its board what that means for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.plans import delivers_caller_names
from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.accounts.ports import WebhookTokens
from ringkeep.usecases.events.keep_subscriptions import KeepResult, WebhookTarget, webhook_address
from ringkeep.usecases.events.ports import Subscriptions
from ringkeep.usecases.state import StateStore


class Account(Protocol):
    """The account that a login leads to, and its plan."""

    @property
    def id(self) -> str: ...

    @property
    def plan_name(self) -> str: ...

    @property
    def edition(self) -> str: ...


class Keeper(Protocol):
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
    def of(self, service: str, connection: Connection) -> EventSource: ...


class BoardNotes(Protocol):
    """What a board shows besides its lines."""

    def subscribed(self, account: AccountRef, works: bool) -> None: ...

    def delivers_names(self, account: AccountRef, delivers: bool) -> None: ...


@dataclass(frozen=True)
class KeepServiceSubscription:
    """`base_url` and `key` make the webhook's address."""

    sources: EventSources
    tokens: WebhookTokens
    states: StateStore
    boards: BoardNotes
    base_url: str
    key: str

    def run(self, service: Service, connection: Connection, deadline: float) -> KeepResult:
        """The login comes first, so that its failure is reported as one."""
        source = self.sources.of(service.name, connection)
        info = source.account(deadline)
        account = AccountRef(service.name, info.id)
        AccountHistory(self.states).remember(account)
        kept = source.keeper.keep(self._target(account, source), deadline)
        self._note(account, info, kept)
        return kept

    def _target(self, account: AccountRef, source: EventSource) -> WebhookTarget:
        return WebhookTarget(
            service=account.service,
            account_id=account.account_id,
            address=webhook_address(self.base_url, account.service, self.key),
            subscriptions=source.subscriptions,
            token=self.tokens.token(account.service),
        )

    def _note(self, account: AccountRef, info: Account, kept: KeepResult) -> None:
        """The Realtime page shows whether events arrive, and whether callers can have names."""
        self.boards.subscribed(account, kept.works)
        names = delivers_caller_names(info.plan_name, info.edition)
        self.boards.delivers_names(account, names)
