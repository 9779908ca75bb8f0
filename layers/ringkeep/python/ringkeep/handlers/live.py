"""What the functions of the live board do: one method a function, with logs and metrics around it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING

from pydantic import BaseModel

from ringkeep.domain.accounts.plans import delivers_caller_names
from ringkeep.domain.accounts.services import Connection, Service
from ringkeep.domain.json import JsonObject
from ringkeep.domain.live.calls import EndedCall
from ringkeep.domain.recordings.hints import Hint
from ringkeep.errors import RingkeepError, ServiceNotFound
from ringkeep.handlers.each_service import ServiceRuns, as_json
from ringkeep.handlers.requests import EventBatch, ServicesRequest
from ringkeep.observability import count, log_failure, logger, measure_seconds
from ringkeep.usecases.accounts.account_history import AccountHistory
from ringkeep.usecases.live.rows import LiveRows
from ringkeep.usecases.live.track_calls import CallTracker, ReceivedEvent, TrackResult
from ringkeep.usecases.recordings.readiness import learned_delay

if TYPE_CHECKING:
    from ringkeep.ringcentral.models import AccountInfo
    from ringkeep.usecases.events.keep_subscriptions import KeepResult


class CheckedCalls(BaseModel):
    """What a check of a service's live calls found."""

    open_calls: int
    asked: int
    alive: int
    dead: int
    stale: bool


class LiveApplication(ServiceRuns):
    """`deadline` is when the function will be stopped (epoch seconds).

    One for the life of a process: what it has read of accounts and boards is kept.
    """

    @cached_property
    def _rows(self) -> LiveRows:
        return LiveRows(self._parts.live_table, self, self._parts.clock)

    @cached_property
    def _tracker(self) -> CallTracker:
        return CallTracker(self._rows, self._parts.states, self)

    def track_calls(self, batch: EventBatch, deadline: float) -> JsonObject:
        """The messages that SQS shall deliver again; the others are done."""
        events = [
            ReceivedEvent(message.service, message.body, message.received_at)
            for message in batch.records
        ]
        tracked = self._tracker.track_all(events)
        for event, result in zip(events, tracked, strict=True):
            self._report(event, result)
        failed = [
            {"itemIdentifier": message.message_id}
            for message, result in zip(batch.records, tracked, strict=True)
            if result.error is not None
        ]
        return {"batchItemFailures": failed}

    def check_live_calls(self, request: ServicesRequest, deadline: float) -> JsonObject:
        def work(service: Service, connection: Connection) -> Sequence[BaseModel]:
            account_id = AccountHistory(self._parts.states).latest(service.name)
            if account_id is None:
                return []  # nobody has logged in yet: nothing is on the board
            return [self._checked(service, connection, account_id, deadline)]

        return as_json(self._for_each(self._services(request), work))

    def keep_subscriptions(self, request: ServicesRequest, deadline: float) -> JsonObject:
        def work(service: Service, connection: Connection) -> Sequence[BaseModel]:
            return [self._kept(service, connection, deadline)]

        return as_json(self._for_each(self._services(request), work))

    def announce(self, service: str, account_id: str, ended: EndedCall) -> None:
        """Recordings of an ended call become rows and ask for slots (the RecordingHints port)."""
        try:
            known = self._parts.services.get(service)
        except ServiceNotFound:
            return  # disconnected meanwhile: what the log still has is no longer ours to fetch
        connection = self._connection(known)
        delay = self._parts.delays.scaled(learned_delay(self._parts.states, known, account_id))
        hints = [_hint(service, account_id, ended, each) for each in ended.recording_ids]
        hinted = self._parts.hinter.announce(known, connection, hints, delay)
        count("RecordingsFound", hinted.found)
        logger.info(
            "a call with recordings has ended",
            extra={
                "ringcentral_service": service,
                "telephony_session_id": ended.telephony_session_id,
                "recording_ids": ended.recording_ids,
                "found": hinted.found,
                "started": hinted.started,
            },
        )

    def changed(self, service: str, account_id: str) -> None:
        """Somebody's extension changed: the directory is compared now (the ExtensionChanges port)."""
        name = self._parts.settings.sync_extensions_function_name
        self._parts.functions.start(name, {"service": service})

    def _checked(
        self, service: Service, connection: Connection, account_id: str, deadline: float
    ) -> BaseModel:
        from ringkeep.ringcentral.presence import PresencePages
        from ringkeep.ringcentral.telephony_sessions import LiveSessions
        from ringkeep.usecases.live.check_live_calls import LiveCallCheck

        client = self._parts.client(service.name, connection)
        with self._parts.leases.hold(f"check-live-calls#{service.name}", 60):
            checked = LiveCallCheck(self._rows).run(
                service.name, account_id, LiveSessions(client), PresencePages(client), deadline
            )
        known = {"ringcentral_service": service.name}
        if checked.problem is not None:
            log_failure("not all live calls could be checked", checked.problem, **known)
        told = CheckedCalls.model_validate(checked, from_attributes=True)
        logger.info("live calls checked", extra={**known, **told.model_dump()})
        return told

    def _kept(self, service: Service, connection: Connection, deadline: float) -> KeepResult:
        from ringkeep.ringcentral.subscriptions import WebhookSubscriptions
        from ringkeep.usecases.events.keep_subscriptions import (
            SubscriptionKeeper,
            WebhookTarget,
            webhook_address,
        )
        from ringkeep.wiring.events import SubscriptionAdapters

        known = self._parts.settings
        client = self._parts.client(service.name, connection)
        account = client.account(deadline)  # first: what was kept must not go untold
        account_id = account.id
        AccountHistory(self._parts.states).remember(service.name, account_id)
        ports = SubscriptionAdapters(self._parts, self._rows, client)
        target = WebhookTarget(
            service=service.name,
            account_id=account_id,
            address=webhook_address(known.webhook_base_url, service.name, known.webhook_key),
            subscriptions=WebhookSubscriptions(client),
            token=self._parts.webhook_tokens.token(service.name),
        )
        keeper = SubscriptionKeeper(
            self._parts.states,
            self._parts.leases,
            self._parts.clock,
            heard=ports,
            gaps=ports,
            boards=ports,
        )
        kept = keeper.keep(target, deadline)
        self._tell_board(service.name, account, kept)
        return kept

    def _tell_board(self, service: str, account: AccountInfo, kept: KeepResult) -> None:
        from ringkeep.usecases.live.seed_board import BoardKeeper

        keeper = BoardKeeper(self._parts.live_table, self._parts.clock)
        keeper.subscribed(service, account.id, kept.works)
        named = delivers_caller_names(account.plan_name, account.edition)
        keeper.delivers_names(service, account.id, named)
        count("SubscriptionsBroken", int(not kept.fully_granted))
        count("SubscriptionsMade", int(kept.action == "made"))
        count("SubscriptionsLost", int(kept.gap_from is not None))
        say = logger.info if kept.fully_granted else logger.error
        say("subscription looked at", extra={"ringcentral_service": service, **kept.model_dump()})

    def _report(self, event: ReceivedEvent, result: TrackResult) -> None:
        known = {"ringcentral_service": event.service, "outcome": result.outcome}
        if result.error is not None:
            count("LiveEventsFailed")
            logger.error("an event was not tracked", extra={**known, **_told(result.error)})
            return
        count("LiveEventsTracked")
        if event.received_at:
            delay = self._parts.clock.now() - event.received_at
            measure_seconds("SecondsFromEventToBoard", max(0.0, delay))
        if result.problem:
            count("LiveEventsUnreadable")
            logger.warning("an event cannot be read", extra={**known, "problem": result.problem})


def _told(error: Exception) -> dict[str, str]:
    """Our own errors in their words; of a bug only its name: its text may quote the event."""
    detail = str(error) if isinstance(error, RingkeepError) else ""
    return {"error": type(error).__name__, "detail": detail}


live_application = cache(LiveApplication)
"""The one of this process."""


def _hint(service: str, account_id: str, ended: EndedCall, recording_id: str) -> Hint:
    return Hint(
        service=service,
        account_id=account_id,
        recording_id=recording_id,
        telephony_session_id=ended.telephony_session_id,
        session_id=ended.session_id,
        extension_id=ended.extension_id,
        direction=ended.direction,
        started_at=ended.started_at,
        ended_at=ended.ended_at,
    )
