"""Keeps each service subscribed to RingCentral's events, and makes good what was missed meanwhile.

A new subscription stands before an old one that still delivers goes; what RingCentral has
blacklisted goes first. A service that cannot be subscribed still imports by poll.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.events.subscriptions import (
    FILTERS,
    LIFETIME,
    Action,
    Reason,
    Subscription,
    SubscriptionDecision,
    SubscriptionState,
    Wanted,
    decide,
    missing_permissions,
)
from ringkeep.errors import (
    BadRequest,
    ConfigurationError,
    NotFound,
    PermissionMissing,
    RingkeepError,
)
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.documents import StateDocument
from ringkeep.usecases.events.ports import EventsHeard, GapFiller, PresenceLoader, Subscriptions
from ringkeep.usecases.events.subscription_state import (
    gap_start,
    held,
    subscription_state,
)
from ringkeep.usecases.events.troubles import (
    Trouble,
    trouble_of,
    withheld_words,
    words_of,
)
from ringkeep.usecases.state import Leases, StateStore


@dataclass(frozen=True)
class WebhookTarget:
    """A service, where it is to be told of events, and what they prove themselves with."""

    service: str
    account_id: str
    address: str
    subscriptions: Subscriptions
    token: str = field(repr=False)

    @property
    def account(self) -> AccountRef:
        return AccountRef(self.service, self.account_id)

    @property
    def wanted(self) -> Wanted:
        mark = hashlib.sha256(self.token.encode()).hexdigest()[:16]
        return Wanted(self.address, mark)


class KeepResult(BaseModel):
    """What one look found and did. Times in epoch seconds.

    `gap_from`: since when the call log is read again, told in the run that began it. `problem` is a
    sentence for the administrator, without address and token.
    """

    model_config = ConfigDict(frozen=True)

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
        """Whether all events arrive that the service needs."""
        return self.works and not self.missing_permissions


def webhook_address(base_url: str, service: str, key: str) -> str:
    """Where RingCentral delivers a service's events. Raises ConfigurationError."""
    if not base_url or not key:
        raise ConfigurationError("the stack does not tell the address of its webhook")
    return f"{base_url.rstrip('/')}/webhooks/ringcentral/{service}/{key}"


@dataclass(frozen=True)
class SubscriptionKeeper:
    """One keeper of a service at a time."""

    states: StateStore
    leases: Leases
    clock: Clock
    heard: EventsHeard
    gaps: GapFiller
    boards: PresenceLoader

    def keep(self, target: WebhookTarget, deadline: float) -> KeepResult:
        """Raises Busy, NoSlot, and what RingCentral's client and the tables raise; what RingCentral
        refuses for good is told in the result."""
        with held(self.leases, self.clock, target.service, deadline):
            state = subscription_state(self.states, target.account)
            return _Reconciliation(self, target, deadline, state).run()


class _Standing(NamedTuple):
    """What was done, and the subscription that is there now."""

    action: Action
    reason: Reason
    subscription: Subscription


@dataclass
class _Reconciliation:
    """One run of the keeper over one service."""

    keeper: SubscriptionKeeper
    target: WebhookTarget
    deadline: float
    state: StateDocument[SubscriptionState]
    problems: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    whole_at: float | None = None

    @property
    def _now(self) -> float:
        return self.keeper.clock.now()

    def run(self) -> KeepResult:
        try:
            result = self._kept()
        except (BadRequest, PermissionMissing) as refusal:
            result = self._refused(trouble_of(refusal))
        made_good = {"gap_from": self._filled(), "seeded": self._seeded()} if result.works else {}
        so_far = {"removed": len(self.gone), "problem": " ".join(self.problems)}
        told = result.model_copy(update={**made_good, **so_far})
        known = told.model_dump(include={"action", "reason", "missing_permissions", "problem"})
        if self.whole_at is not None:
            known["whole_at"] = self.whole_at
        self.state.save(checked_at=self._now, **known)
        return told

    def _kept(self) -> KeepResult:
        looked_at = self._now
        listed = self.target.subscriptions.list(self.deadline)
        decision = decide(listed, self.target.wanted, self.state.value, self._now)
        if decision.own:
            self._compare(decision.own[0])
        action, reason, standing = self._carried_out(decision)
        if not (standing.missing_filters or self.state.value.missing_filters):
            self.whole_at = looked_at
        self._remove(each for each in decision.own if each.id != standing.id)
        missing = missing_permissions(standing)
        if missing:
            self.problems.append(withheld_words(missing, standing.explanation))
            reason = reason or Reason.DISABLED_FILTER
        return KeepResult(
            action=action,
            reason=reason,
            subscription_id=standing.id,
            expires_at=standing.expires_at,
            missing_permissions=missing,
        )

    def _refused(self, trouble: Trouble) -> KeepResult:
        self.problems.append(trouble.words)
        missing = (trouble.permission,) if trouble.permission else ()
        return KeepResult(action=Action.FAIL, reason=trouble.reason, missing_permissions=missing)

    def _carried_out(self, decision: SubscriptionDecision) -> _Standing:
        match decision.action:
            case Action.KEEP:
                return _Standing(Action.KEEP, decision.reason, decision.own[0])
            case Action.RENEW:
                return self._renewed(decision)
        return self._made(decision)

    def _renewed(self, decision: SubscriptionDecision) -> _Standing:
        """What RingCentral refuses to change goes on as it is."""
        best = decision.own[0]
        try:
            changed = self.target.subscriptions.update(best, FILTERS, LIFETIME, self.deadline)
        except NotFound:
            return self._made(SubscriptionDecision(Action.MAKE, Reason.MISSING, decision.own[1:]))
        except (BadRequest, PermissionMissing) as refusal:
            self.problems.append(f"The subscription could not be renewed: {words_of(refusal)}.")
            self.state.save(asked_at=self._now, filter_problems=best.filter_problems)
            return _Standing(Action.KEEP, decision.reason, best)
        self.state.save(**self._granted(changed))
        return _Standing(Action.RENEW, decision.reason, changed)

    def _made(self, decision: SubscriptionDecision) -> _Standing:
        """The gap is noted before the first new event can come: whoever dies now has not lost it."""
        gap_from = self._gap_from()
        if gap_from != self.state.value.gap_from:
            self.state.save(account_id=self.target.account_id, gap_from=gap_from)
        self._remove(each for each in decision.own if not each.active)
        made = self._created(decision)
        self.state.save(
            account_id=self.target.account_id,
            subscription_id=made.id,
            token_mark=self.target.wanted.token_mark,
            made_at=self._now,
            to_seed=True,
            **self._granted(made),
        )
        return _Standing(Action.MAKE, decision.reason, made)

    def _created(self, decision: SubscriptionDecision) -> Subscription:
        """Where there is no room for one more, our old one makes room."""
        try:
            return self._create()
        except (BadRequest, PermissionMissing) as refusal:
            still_there = [each for each in decision.own if each.active]
            if trouble_of(refusal).reason is not Reason.LIMIT_REACHED or not still_there:
                raise
            self._remove(still_there)
            return self._create()

    def _create(self) -> Subscription:
        target = self.target
        return target.subscriptions.create(
            target.address, target.token, FILTERS, LIFETIME, self.deadline
        )

    def _compare(self, listed: Subscription) -> None:
        """A filter that delivers again, whoever has mended it, has missed what came meanwhile: the
        events of the others do not tell since when. Only listings are believed, so that an answer
        which promises too much does not read the log again and again."""
        state, missing_filters = self.state.value, listed.missing_filters
        if state.missing_filters - missing_filters:
            last = state.made_at if state.whole_at is None else state.whole_at
            gap_from = gap_start(self._now, last, state.gap_from)
            self.state.save(missing_filters=missing_filters, gap_from=gap_from, to_seed=True)
        elif state.missing_filters != missing_filters:
            self.state.save(account_id=self.target.account_id, missing_filters=missing_filters)

    def _remove(self, unwanted: Iterable[Subscription]) -> None:
        """One that RingCentral does not let go costs nothing but its place."""
        for each in unwanted:
            if each.id in self.gone:
                continue
            try:
                self.target.subscriptions.delete(each, self.deadline)
            except (BadRequest, PermissionMissing) as refusal:
                told = words_of(refusal)
                self.problems.append(f"An old subscription could not be deleted: {told}.")
            else:
                self.gone.add(each.id)

    def _granted(self, subscription: Subscription) -> dict[str, object]:
        """What is remembered of RingCentral's answer."""
        left = subscription.seconds_left(self._now)
        return {
            "asked_at": self._now,
            "lifetime": min(LIFETIME, left),
            "filter_problems": subscription.filter_problems,
        }

    def _gap_from(self) -> float | None:
        """Since when events may be missing: since the last one that came. A service's first
        subscription has no gap."""
        target, state = self.target, self.state.value
        last = self.keeper.heard.last_event_at(target.account)
        since = state.made_at if last is None else last
        return gap_start(self._now, since, state.gap_from)

    def _filled(self) -> float | None:
        """A gap that cannot be filled now is tried again by the next run."""
        since = self.state.value.gap_from
        if since is None:
            return None
        try:
            self.keeper.gaps.fill(self.target.account, since)
        except RingkeepError as problem:
            self.problems.append(f"The calls of the gap are not read yet: {problem}.")
            return None
        self.state.save(gap_from=None)
        return since

    def _seeded(self) -> bool:
        """Likewise, unless it can never succeed."""
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
