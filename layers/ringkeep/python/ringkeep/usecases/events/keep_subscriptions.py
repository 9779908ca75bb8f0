"""Keeps each service subscribed to RingCentral's events, and imports what was missed meanwhile.

An old subscription that still delivers is deleted after its replacement exists; a blacklisted one is
deleted first. A service without a subscription still imports its recordings by polls.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.events.subscriptions import (
    FILTERS,
    LIFETIME,
    Action,
    DesiredSubscription,
    Reason,
    Subscription,
    SubscriptionDecision,
    SubscriptionState,
    decide,
    missing_permissions,
)
from ringkeep.domain.model import Model
from ringkeep.errors import (
    BadRequest,
    ConfigurationError,
    NotFound,
    PermissionMissing,
    RingkeepError,
)
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.events.ports import GapFiller, LastEvents, PresenceLoader, Subscriptions
from ringkeep.usecases.events.refusals import (
    Refusal,
    error_text,
    refusal_of,
    withheld_text,
)
from ringkeep.usecases.events.subscription_state import (
    gap_start,
    subscription_lease,
    subscription_state,
)
from ringkeep.usecases.state import Leases, StateStore

_REPLACED_KEPT = 20


@dataclass(frozen=True)
class WebhookTarget:
    """A service, the webhook's address, and the token that authenticates its events."""

    service: str
    account_id: str
    address: str
    subscriptions: Subscriptions
    token: str = field(repr=False)

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service, self.account_id)

    @property
    def desired(self) -> DesiredSubscription:
        token_hash = hashlib.sha256(self.token.encode()).hexdigest()[:16]
        return DesiredSubscription(self.address, token_hash)


class KeepResult(Model):
    """What one run found and did. Times in epoch seconds.

    `gap_from`: the start of the calls that are read again from the call log; set only in the run that
    starts the reading. `problem` is a text for the administrator, without address and token.
    """

    action: Action
    reason: Reason = Reason.NONE
    subscription_id: str = ""
    expires_at: float | None = None
    missing_permissions: tuple[str, ...] = ()
    removed: int = 0
    gap_from: float | None = None
    seeded: bool = False
    problem: str = ""

    @property
    def works(self) -> bool:
        """Whether events arrive."""
        return self.action is not Action.FAIL

    @property
    def fully_granted(self) -> bool:
        """Whether all events that the service needs arrive."""
        return self.works and not self.missing_permissions


def webhook_address(base_url: str, service: str, key: str) -> str:
    """Returns the address to which RingCentral delivers a service's events. Raises ConfigurationError
    if the stack has no webhook."""
    if not base_url or not key:
        raise ConfigurationError("the settings do not contain the address of the webhook")
    return f"{base_url.rstrip('/')}/webhooks/ringcentral/{service}/{key}"


@dataclass(frozen=True)
class SubscriptionKeeper:
    """Checks and repairs a service's subscription, under a lease."""

    states: StateStore
    leases: Leases
    clock: Clock
    last_events: LastEvents
    gaps: GapFiller
    boards: PresenceLoader

    def keep(self, target: WebhookTarget, deadline: float) -> KeepResult:
        """Raises Busy, NoSlot, and what RingCentral's client and the tables raise. A permanent refusal
        by RingCentral is reported in the result."""
        with subscription_lease(self.leases, self.clock, target.service, deadline):
            state = subscription_state(self.states, target.account)
            return _Reconciliation(self, target, deadline, state).run()


class _Applied(NamedTuple):
    """What was done, and the subscription that exists now."""

    action: Action
    reason: Reason
    subscription: Subscription


@dataclass
class _Reconciliation:
    """One run for one service."""

    keeper: SubscriptionKeeper
    target: WebhookTarget
    deadline: float
    state: StateDocument[SubscriptionState]
    problems: list[str] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)
    whole_at: float | None = None

    @property
    def _now(self) -> float:
        return self.keeper.clock.now()

    def run(self) -> KeepResult:
        try:
            result = self._reconcile()
        except (BadRequest, PermissionMissing) as error:
            result = self._failed(refusal_of(error))
        caught_up = (
            {"gap_from": self._fill_gap(), "seeded": self._seed_board()} if result.works else {}
        )
        totals = {"removed": len(self.deleted), "problem": " ".join(self.problems)}
        result = result.model_copy(update={**caught_up, **totals})
        stored = result.model_dump(include={"action", "reason", "missing_permissions", "problem"})
        if self.whole_at is not None:
            stored["whole_at"] = self.whole_at
        self.state.save(checked_at=self._now, **stored)
        return result

    def _reconcile(self) -> KeepResult:
        listed_at = self._now
        listed = self.target.subscriptions.list(self.deadline)
        decision = decide(listed, self.target.desired, self.state.value, self._now)
        if decision.own:
            self._detect_restored_filters(decision.own[0])
        action, reason, current = self._apply(decision)
        if not (current.missing_filters or self.state.value.missing_filters):
            self.whole_at = listed_at
        self._remove_replaced(decision, current)
        missing = missing_permissions(current)
        if missing:
            self.problems.append(withheld_text(missing, current.explanation))
            reason = reason or Reason.DISABLED_FILTER
        return KeepResult(
            action=action,
            reason=reason,
            subscription_id=current.id,
            expires_at=current.expires_at,
            missing_permissions=missing,
        )

    def _failed(self, refusal: Refusal) -> KeepResult:
        self.problems.append(refusal.text)
        missing = (refusal.permission,) if refusal.permission else ()
        return KeepResult(action=Action.FAIL, reason=refusal.reason, missing_permissions=missing)

    def _apply(self, decision: SubscriptionDecision) -> _Applied:
        match decision.action:
            case Action.KEEP:
                return _Applied(Action.KEEP, decision.reason, decision.own[0])
            case Action.RENEW:
                return self._renew(decision)
        return self._replace(decision)

    def _renew(self, decision: SubscriptionDecision) -> _Applied:
        """Renews the best subscription. If RingCentral refuses, it stays as it is."""
        best = decision.own[0]
        try:
            changed = self.target.subscriptions.update(best, FILTERS, LIFETIME, self.deadline)
        except NotFound:
            return self._replace(
                SubscriptionDecision(Action.MAKE, Reason.MISSING, decision.own[1:])
            )
        except (BadRequest, PermissionMissing) as error:
            self.problems.append(f"The subscription could not be renewed: {error_text(error)}.")
            self.state.save(asked_at=self._now, filter_problems=best.filter_problems)
            return _Applied(Action.KEEP, decision.reason, best)
        self.state.save(**self._granted(changed))
        return _Applied(Action.RENEW, decision.reason, changed)

    def _replace(self, decision: SubscriptionDecision) -> _Applied:
        """Creates a new subscription. The start of the gap is stored before the first new event can
        arrive, so that it is not lost if the process dies."""
        gap_from = self._gap_from()
        if gap_from != self.state.value.gap_from:
            self.state.save(account_id=self.target.account_id, gap_from=gap_from)
        self._remove(each for each in decision.own if not each.active)
        made = self._create_with_room(decision)
        self.state.save(
            account_id=self.target.account_id,
            subscription_id=made.id,
            replaced_ids=self._replaced(decision),
            address_mark=self.target.desired.address_mark,
            token_mark=self.target.desired.token_mark,
            made_at=self._now,
            to_seed=True,
            **self._granted(made),
        )
        return _Applied(Action.MAKE, decision.reason, made)

    def _remove_replaced(self, decision: SubscriptionDecision, current: Subscription) -> None:
        """Deletes all our subscriptions but the current one. One that remains is known by its id, so
        that the next run deletes it whatever its address."""
        self._remove(each for each in decision.own if each.id != current.id)
        replaced = tuple(id_ for id_ in self._replaced(decision) if id_ != current.id)
        if replaced != self.state.value.replaced_ids:
            self.state.save(replaced_ids=replaced)

    def _replaced(self, decision: SubscriptionDecision) -> tuple[str, ...]:
        """Returns our subscriptions that are not deleted yet, those of earlier runs included."""
        state = self.state.value
        known = (*state.replaced_ids, state.subscription_id, *(each.id for each in decision.own))
        left = dict.fromkeys(id_ for id_ in known if id_ and id_ not in self.deleted)
        return tuple(left)[-_REPLACED_KEPT:]

    def _create_with_room(self, decision: SubscriptionDecision) -> Subscription:
        """Creates a subscription. If RingCentral's limit is reached, deletes our old ones first."""
        try:
            return self._create()
        except (BadRequest, PermissionMissing) as error:
            replaceable = [each for each in decision.own if each.active]
            if refusal_of(error).reason is not Reason.LIMIT_REACHED or not replaceable:
                raise
            self._remove(replaceable)
            return self._create()

    def _create(self) -> Subscription:
        target = self.target
        return target.subscriptions.create(
            target.address, target.token, FILTERS, LIFETIME, self.deadline
        )

    def _detect_restored_filters(self, listed: Subscription) -> None:
        """Stores a gap if a filter delivers again after it was missing: its events of that time are
        lost. The gap starts when all filters last delivered, since events of other filters arrived in
        between. Only listings count: the answer to an update may promise a filter that no listing
        shows, and each such answer would start another reading of the call log."""
        state, missing_filters = self.state.value, listed.missing_filters
        if state.missing_filters - missing_filters:
            last = state.made_at if state.whole_at is None else state.whole_at
            gap_from = gap_start(self._now, last, state.gap_from)
            self.state.save(missing_filters=missing_filters, gap_from=gap_from, to_seed=True)
        elif state.missing_filters != missing_filters:
            self.state.save(account_id=self.target.account_id, missing_filters=missing_filters)

    def _remove(self, unwanted: Iterable[Subscription]) -> None:
        """Deletes subscriptions. One that RingCentral refuses to delete is only reported."""
        for each in unwanted:
            if each.id in self.deleted:
                continue
            try:
                self.target.subscriptions.delete(each, self.deadline)
            except (BadRequest, PermissionMissing) as error:
                message = error_text(error)
                self.problems.append(f"An old subscription could not be deleted: {message}.")
            else:
                self.deleted.add(each.id)

    def _granted(self, subscription: Subscription) -> dict[str, object]:
        """Returns what is stored about RingCentral's answer."""
        left = subscription.seconds_left(self._now)
        return {
            "asked_at": self._now,
            "lifetime": min(LIFETIME, left),
            "filter_problems": subscription.filter_problems,
        }

    def _gap_from(self) -> float | None:
        """Returns the time of the last event, after which events may be missing. A service's first
        subscription has no gap."""
        target, state = self.target, self.state.value
        last = self.keeper.last_events.last_event_at(target.account)
        since = state.made_at if last is None else last
        return gap_start(self._now, since, state.gap_from)

    def _fill_gap(self) -> float | None:
        """Starts reading the calls of the gap. If that fails, the next run tries again."""
        since = self.state.value.gap_from
        if since is None:
            return None
        try:
            self.keeper.gaps.fill(self.target.account, since)
        except RingkeepError as problem:
            self.problems.append(f"The calls of the gap could not be read: {problem}.")
            return None
        self.state.save(gap_from=None)
        return since

    def _seed_board(self) -> bool:
        """Fills the board from presence. If that fails, the next run tries again, unless the error is
        permanent."""
        if not self.state.value.to_seed:
            return False
        try:
            self.keeper.boards.seed(self.target.account, self.deadline)
        except RingkeepError as problem:
            self.problems.append(f"Presence could not be read: {problem}.")
            if problem.retryable:
                return False
            self.state.save(to_seed=False)
            return False
        self.state.save(to_seed=False)
        return True
