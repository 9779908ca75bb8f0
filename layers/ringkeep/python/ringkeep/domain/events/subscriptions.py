"""What to do about a service's subscription to RingCentral's events, decided without any I/O.

Only subscriptions at the stack's own address are ever touched. What RingCentral grants for a month
is renewed in the middle, so that a stack which is gone stops costing anybody anything by itself.
Source: RingCentral's guides to webhooks and the API document's subscription.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from pydantic import BaseModel, ConfigDict, Field

from ringkeep.domain.json import JsonObject, JsonValue, list_of, nested, objects_of, time_of
from ringkeep.domain.lenient import short_text

LIFETIME: Final = 30 * 86400
"""Seconds asked for. RingCentral gives a week to those who do not ask, ten years at most."""
EXPIRING: Final = 900.0
"""Seconds before its end at which a subscription is replaced: renewing has not helped."""
ASK_AGAIN: Final = 3600.0
"""Seconds between two tries to have a filter granted, or a longer life."""
_ACTIVE: Final = "active"
_ACCOUNT: Final = re.compile("/account/[^/]+")

FILTERS: Final = (
    "/restapi/v1.0/account/~/telephony/sessions",
    "/restapi/v1.0/account/~/presence?detailedTelephonyState=true",
    "/restapi/v1.0/account/~/extension",
)
PERMISSIONS: Final = {
    "/restapi/v1.0/account/~/telephony/sessions": "CallControl",
    "/restapi/v1.0/account/~/presence": "ReadPresence",
    "/restapi/v1.0/account/~/extension": "ReadAccounts",
}
"""The permission of the app that each filter's path needs."""


class Reason(StrEnum):
    """Why something was done about a subscription."""

    NONE = ""
    MISSING = "missing"
    BLACKLISTED = "blacklisted"
    EXPIRING = "expiring"
    WRONG_FILTERS = "wrong_filters"
    DISABLED_FILTER = "disabled_filter"
    WRONG_ADDRESS = "wrong_address"
    TOKEN = "token"  # noqa: S105 # made with another verification token than today's
    PERMISSION_MISSING = "permission_missing"
    UNREACHABLE = "unreachable"
    LIMIT_REACHED = "limit_reached"
    REFUSED = "refused"


class Action(StrEnum):
    KEEP = "kept"
    RENEW = "renewed"
    MAKE = "made"
    FAIL = "failed"


class Filter(NamedTuple):
    """A filter in one spelling: RingCentral names the account where we write `~`."""

    path: str
    options: frozenset[tuple[str, str]]

    def is_in(self, granted: Filter) -> bool:
        return self.path == granted.path and self.options <= granted.options


def read_filter(text: str) -> Filter:
    """Whatever its host, its account's id and the order of its options."""
    try:
        parts = urlsplit(text.strip().lower())
    except ValueError:
        return Filter(text, frozenset())
    path = _ACCOUNT.sub("/account/~", parts.path.rstrip("/"))
    return Filter(path, frozenset(parse_qsl(parts.query)))


class Subscription(BaseModel):
    """As RingCentral lists it; `owner` labels the user whose it is. Times in epoch seconds."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1)
    owner: str = ""
    address: str = ""
    status: str = ""
    filters: tuple[str, ...] = ()
    disabled: tuple[str, ...] = ()
    explanation: str = ""
    """Why filters are disabled, in RingCentral's words."""
    created_at: float | None = None
    expires_at: float | None = None

    @property
    def active(self) -> bool:
        """A status that is not told says nothing against it."""
        return self.status.lower() in ("", _ACTIVE)

    @property
    def granted(self) -> tuple[Filter, ...]:
        off = [read_filter(each) for each in self.disabled]
        filters = [read_filter(each) for each in self.filters]
        return tuple(each for each in filters if each not in off)

    @property
    def missing_filters(self) -> frozenset[str]:
        """The filters of ours that it does not deliver."""
        ours = [read_filter(each) for each in FILTERS]
        missing_filters = (
            asked for asked in ours if not any(asked.is_in(each) for each in self.granted)
        )
        return frozenset(each.path for each in missing_filters)

    @property
    def filter_problems(self) -> frozenset[str]:
        """The filters of ours that it does not deliver, and those that are not ours."""
        ours = [read_filter(each) for each in FILTERS]
        surplus = (each for each in self.granted if not any(asked.is_in(each) for asked in ours))
        return self.missing_filters | {each.path for each in surplus}

    def seconds_left(self, now: float) -> float:
        return float("inf") if self.expires_at is None else self.expires_at - now


class SubscriptionState(BaseModel):
    """What the keeper remembers of the subscription that it made last, and of its own work."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    account_id: str = ""
    subscription_id: str = ""
    token_mark: str = ""
    """Tells verification tokens apart without telling them."""
    made_at: float | None = None
    asked_at: float | None = None
    """When it was made or RingCentral was last asked to change it."""
    lifetime: float = LIFETIME
    """Seconds that RingCentral granted then."""
    filter_problems: frozenset[str] = frozenset()
    """Which filters were wrong all the same."""
    missing_filters: frozenset[str] = frozenset()
    """The filters of ours that were last seen not to be delivered."""
    whole_at: float | None = None
    """When all of them were last seen to be delivered."""
    gap_from: float | None = None
    """Since when calls are to be read from the log: not done yet."""
    to_seed: bool = False
    checked_at: float | None = None
    action: str = ""
    reason: str = ""
    missing_permissions: tuple[str, ...] = ()
    problem: str = ""


class Wanted(NamedTuple):
    """What a subscription of ours looks like."""

    address: str
    token_mark: str


class SubscriptionDecision(NamedTuple):
    """`own` are all subscriptions at our address, the best first: that one is kept, renewed or
    replaced, the others go."""

    action: Action
    reason: Reason
    own: tuple[Subscription, ...] = ()


def decide(
    listed: Sequence[Subscription], wanted: Wanted, state: SubscriptionState, now: float
) -> SubscriptionDecision:
    """What to do about the subscriptions at our address; others are not looked at."""
    own = [each for each in listed if each.address == wanted.address]
    if not own:
        moved = any(each.id == state.subscription_id for each in listed)
        return SubscriptionDecision(Action.MAKE, Reason.WRONG_ADDRESS if moved else Reason.MISSING)
    best, *others = sorted(own, key=lambda each: _worth(each, state, now), reverse=True)
    if useless := _useless(best, wanted, state, now):
        return SubscriptionDecision(Action.MAKE, useless, (best, *others))
    change = _to_change(best, state, now)
    return SubscriptionDecision(Action.RENEW if change else Action.KEEP, change, (best, *others))


def _worth(
    each: Subscription, state: SubscriptionState, now: float
) -> tuple[bool, bool, int, float, str]:
    ours = each.id == state.subscription_id
    left = each.seconds_left(now)
    return each.active and left > EXPIRING, ours, -len(each.filter_problems), left, each.id


def _useless(best: Subscription, wanted: Wanted, state: SubscriptionState, now: float) -> Reason:
    """Why only a new subscription helps."""
    if not best.active:
        return Reason.BLACKLISTED
    if best.seconds_left(now) <= EXPIRING:
        return Reason.EXPIRING
    if best.id != state.subscription_id or wanted.token_mark != state.token_mark:
        return Reason.TOKEN
    return Reason.NONE


def _to_change(best: Subscription, state: SubscriptionState, now: float) -> Reason:
    """Why RingCentral should be asked to change it. What it has just refused is not asked for again
    at once: a permission stays missing until somebody adds it."""
    waited = state.asked_at is None or now - state.asked_at >= ASK_AGAIN
    if best.filter_problems and (waited or best.filter_problems != state.filter_problems):
        off = {read_filter(each).path for each in best.disabled}
        return Reason.DISABLED_FILTER if best.filter_problems <= off else Reason.WRONG_FILTERS
    middle = min(LIFETIME, state.lifetime) / 2
    return Reason.EXPIRING if waited and best.seconds_left(now) < middle else Reason.NONE


def missing_permissions(subscription: Subscription) -> tuple[str, ...]:
    """The permissions without which RingCentral does not deliver all that we ask for."""
    granted = {each.path for each in subscription.granted}
    return tuple(name for path, name in PERMISSIONS.items() if path not in granted)


def parse_subscription(record: JsonObject, owner: str = "") -> Subscription:
    """Raises ValueError for a record without an id."""
    address = nested(record, "deliveryMode", "address")
    return Subscription(
        id=short_text(record.get("id")),
        owner=owner,
        address=address if isinstance(address, str) else "",
        status=short_text(record.get("status")),
        filters=tuple(_texts(record.get("eventFilters"))),
        disabled=tuple(_of_disabled(record, "filter")),
        explanation="; ".join(_of_disabled(record, "message")),
        created_at=time_of(record.get("creationTime")),
        expires_at=time_of(record.get("expirationTime")),
    )


def _texts(values: JsonValue) -> list[str]:
    return [each for each in list_of(values) if isinstance(each, str)]


def _of_disabled(record: JsonObject, name: str) -> list[str]:
    disabled = objects_of(record.get("disabledFilters"))
    return list(filter(None, (short_text(each.get(name)) for each in disabled)))
