"""Wires the subscriptions to RingCentral's events, and the back-fills and board updates that they
start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from ringkeep.aws.events.webhook_keys import WebhookKeySecret
from ringkeep.aws.events.webhook_tokens import VerificationTokens
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.live.calls import EndedCall
from ringkeep.ringcentral.client import RingCentralClient
from ringkeep.ringcentral.models import AccountInfo
from ringkeep.ringcentral.presence import PresencePages
from ringkeep.ringcentral.subscriptions import WebhookSubscriptions
from ringkeep.settings import KeepSubscriptionsSettings
from ringkeep.usecases.accounts.reported_time_zone import KeepTimeZone
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.events.keep_service_subscription import KeepServiceSubscription
from ringkeep.usecases.events.keep_subscriptions import SubscriptionKeeper
from ringkeep.usecases.events.webhook_keys import WebhookKeyring
from ringkeep.usecases.live.rows import LiveRows
from ringkeep.usecases.live.seed_board import BoardSeeder, BoardWriter
from ringkeep.usecases.recordings.ports import Workflows
from ringkeep.wiring.accounts import Accounts, Logins
from ringkeep.wiring.base import Base
from ringkeep.wiring.limits import Limits
from ringkeep.wiring.live import live_table
from ringkeep.wiring.recordings import workflows


class _NoEndedCalls:
    """The RecordingHints port of a function that reads only presence, which never ends a session."""

    def announce(self, account: AccountRef, ended: EndedCall) -> None:
        raise RuntimeError("presence never ends a session")


@dataclass(frozen=True)
class SubscriptionAdapters:
    """The ports LastEvents, GapFiller and PresenceLoader of SubscriptionKeeper, for one service."""

    rows: LiveRows
    workflows: Workflows
    clock: Clock
    client: RingCentralClient

    def last_event_at(self, account: AccountRef) -> float | None:
        board = self.rows.table.board(account)
        return board.event_at if board else None

    def fill(self, account: AccountRef, since: float) -> None:
        """Starts a back-fill, which continues after an outage."""
        date_from = datetime.fromtimestamp(since, UTC).isoformat()
        run_id = f"gap-{int(since)}-{int(self.clock.now())}"
        self.workflows.start_backfill(account.service, date_from, run_id)

    def seed(self, account: AccountRef, deadline: float) -> None:
        BoardSeeder(self.rows).seed(account, PresencePages(self.client), deadline)


@dataclass(frozen=True)
class RingCentralEvents:
    """The EventSource port: the events of one service."""

    client: RingCentralClient
    keeper: SubscriptionKeeper

    def account(self, deadline: float) -> AccountInfo:
        return self.client.account(deadline)

    @property
    def subscriptions(self) -> WebhookSubscriptions:
        return WebhookSubscriptions(self.client)


class SubscriptionKeeping:
    """Wires the use case, and implements the EventSources port."""

    def __init__(self, settings: KeepSubscriptionsSettings) -> None:
        self._base = Base()
        self._settings = settings
        self._logins = Logins(self._base, Limits(self._base, settings), settings)
        self._workflows = workflows(backfill_arn=settings.backfill_state_machine_arn)
        self._rows = LiveRows(live_table(self._base, settings), _NoEndedCalls(), self._base.clock)
        self.accounts = Accounts(self._base, settings)

    @cached_property
    def keys(self) -> WebhookKeyring:
        prefix = self._settings.webhook_secrets_prefix
        store = WebhookKeySecret(self._base.secrets_manager, prefix)
        leases, old_key = self.accounts.leases, self._settings.old_webhook_key
        return WebhookKeyring(store, leases, self._base.clock, old_key)

    @cached_property
    def keep(self) -> KeepServiceSubscription:
        settings = self._settings
        prefix = settings.webhook_secrets_prefix
        return KeepServiceSubscription(
            sources=self,
            tokens=VerificationTokens(self._base.secrets_manager, prefix),
            states=self.accounts.states,
            boards=BoardWriter(self._rows.table, self._base.clock),
            base_url=settings.webhook_base_url,
            keys=self.keys,
            keep_time_zone=KeepTimeZone(self.accounts.services),
        )

    def of(self, service: str, connection: Connection) -> RingCentralEvents:
        client, clock = self._logins.client(service, connection), self._base.clock
        adapters = SubscriptionAdapters(self._rows, self._workflows, clock, client)
        states, leases = self.accounts.states, self.accounts.leases
        keeper = SubscriptionKeeper(states, leases, clock, adapters, adapters, adapters)
        return RingCentralEvents(client, keeper)
