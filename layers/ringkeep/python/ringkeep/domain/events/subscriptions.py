"""Decides what to do about a service's subscription to RingCentral's events, without any I/O.

Only our own subscriptions are changed: those at the stack's address, in whatever spelling RingCentral
lists it, and those whose ids are stored, even if RingCentral lists no address. A subscription lasts a
month and is renewed halfway, so that the subscriptions of a deleted stack expire without further action.
Source: RingCentral's guides to webhooks and the API document's subscription.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from pydantic import ConfigDict, Field

from ringkeep.domain.events.addresses import canonical_address, same_address
from ringkeep.domain.json import JsonObject, JsonValue, list_of, nested, objects_of, time_of
from ringkeep.domain.lenient import short_text
from ringkeep.domain.model import Model

LIFETIME: Final = 30 * 86400
"""Seconds requested. RingCentral's default is a week, its maximum ten years."""
EXPIRING: Final = 900.0
"""Seconds before its end at which a subscription is replaced, because its renewals have failed."""
ASK_AGAIN_AFTER: Final = 3600.0
"""Seconds between two requests to grant a filter or to extend the subscription."""
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
"""The app permission that each filter needs, by the filter's path."""


class Reason(StrEnum):
    """Why a subscription was changed or could not be."""

    NONE = ""
    MISSING = "missing"
    BLACKLISTED = "blacklisted"
    EXPIRING = "expiring"
    WRONG_FILTERS = "wrong_filters"
    DISABLED_FILTER = "disabled_filter"
    WRONG_ADDRESS = "wrong_address"
    TOKEN = "token"  # noqa: S105 # created with another verification token than the current one
    PERMISSION_MISSING = "permission_missing"
    UNREACHABLE = "unreachable"
    LIMIT_REACHED = "limit_reached"
    REFUSED = "refused"


class Action(StrEnum):
    """What was done about a subscription."""

    KEEP = "kept"
    RENEW = "renewed"
    MAKE = "made"
    FAIL = "failed"


class Filter(NamedTuple):
    """A filter in normal form. RingCentral writes the account's id where we write `~`."""

    path: str
    options: frozenset[tuple[str, str]]

    def is_in(self, granted: Filter) -> bool:
        """Whether the granted filter delivers what this one asks for."""
        return self.path == granted.path and self.options <= granted.options


def read_filter(text: str) -> Filter:
    """Returns the filter without its host and account id, and with its options in any order."""
    try:
        parts = urlsplit(text.strip().lower())
    except ValueError:
        return Filter(text, frozenset())
    path = _ACCOUNT.sub("/account/~", parts.path.rstrip("/"))
    return Filter(path, frozenset(parse_qsl(parts.query)))


class Subscription(Model):
    """A subscription as RingCentral lists it. `owner` labels its user. Times in epoch seconds."""

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
        """Whether it delivers events. A missing status counts as active."""
        return self.status.lower() in ("", _ACTIVE)

    @property
    def granted(self) -> tuple[Filter, ...]:
        off = [read_filter(each) for each in self.disabled]
        filters = [read_filter(each) for each in self.filters]
        return tuple(each for each in filters if each not in off)

    @property
    def missing_filters(self) -> frozenset[str]:
        """The paths of our filters that it does not deliver."""
        ours = [read_filter(each) for each in FILTERS]
        missing = (asked for asked in ours if not any(asked.is_in(each) for each in self.granted))
        return frozenset(each.path for each in missing)

    @property
    def filter_problems(self) -> frozenset[str]:
        """The paths of our filters that it does not deliver, and of filters that are not ours."""
        ours = [read_filter(each) for each in FILTERS]
        surplus = (each for each in self.granted if not any(asked.is_in(each) for asked in ours))
        return self.missing_filters | {each.path for each in surplus}

    def seconds_left(self, now: float) -> float:
        return float("inf") if self.expires_at is None else self.expires_at - now


class SubscriptionState(Model):
    """What is stored about a service's latest subscription and about the last run."""

    model_config = ConfigDict(extra="ignore")

    account_id: str = ""
    subscription_id: str = ""
    replaced_ids: tuple[str, ...] = ()
    """Subscriptions of ours that were replaced and may still exist."""
    address_mark: str = ""
    """A hash of the address with which the subscription was created."""
    token_mark: str = ""
    """A hash that shows whether the verification token has changed, without revealing it."""
    made_at: float | None = None
    asked_at: float | None = None
    """When it was created, or when RingCentral was last asked to change it."""
    lifetime: float = LIFETIME
    """The lifetime in seconds that RingCentral granted at that time."""
    filter_problems: frozenset[str] = frozenset()
    """The filters that were still wrong after that request."""
    missing_filters: frozenset[str] = frozenset()
    """Our filters that the last listing did not deliver."""
    whole_at: float | None = None
    """When a listing last delivered all of our filters."""
    gap_from: float | None = None
    """The start of a gap in the events whose calls are not read from the call log yet."""
    to_seed: bool = False
    checked_at: float | None = None
    action: str = ""
    reason: str = ""
    missing_permissions: tuple[str, ...] = ()
    problem: str = ""


class DesiredSubscription(NamedTuple):
    """What our subscription must match."""

    address: str
    token_mark: str

    @property
    def address_mark(self) -> str:
        """A hash of the address, of which one part is secret."""
        return hashlib.sha256(canonical_address(self.address).encode()).hexdigest()[:16]

    def is_at(self, each: Subscription, state: SubscriptionState) -> bool:
        """Whether the subscription delivers to our address. If RingCentral lists no address, the one
        counts with which it was created."""
        if each.address:
            return same_address(each.address, self.address)
        return each.id == state.subscription_id and state.address_mark == self.address_mark


def is_ours(each: Subscription, address: str, state: SubscriptionState) -> bool:
    """Whether we created the subscription: we know its id, or it is at our address."""
    known = {state.subscription_id, *state.replaced_ids}
    return each.id in known or same_address(each.address, address)


class SubscriptionDecision(NamedTuple):
    """`own`: all subscriptions of ours, the best first. The best one is kept, renewed or
    replaced; the others are deleted."""

    action: Action
    reason: Reason
    own: tuple[Subscription, ...] = ()


def decide(
    listed: Sequence[Subscription],
    desired: DesiredSubscription,
    state: SubscriptionState,
    now: float,
) -> SubscriptionDecision:
    """Decides about our subscriptions. Others are ignored. One that delivers to a former address of
    ours is replaced."""
    by_id = {each.id: each for each in listed if is_ours(each, desired.address, state)}
    if not by_id:
        return SubscriptionDecision(Action.MAKE, Reason.MISSING)
    best, *others = sorted(
        by_id.values(), key=lambda each: _rank(each, desired, state, now), reverse=True
    )
    if replace := _reason_to_replace(best, desired, state, now):
        return SubscriptionDecision(Action.MAKE, replace, (best, *others))
    change = _reason_to_change(best, state, now)
    return SubscriptionDecision(Action.RENEW if change else Action.KEEP, change, (best, *others))


def _rank(
    each: Subscription, desired: DesiredSubscription, state: SubscriptionState, now: float
) -> tuple[bool, bool, bool, int, float, str]:
    stored = each.id == state.subscription_id
    left = each.seconds_left(now)
    delivers = each.active and left > EXPIRING
    problems = len(each.filter_problems)
    return desired.is_at(each, state), delivers, stored, -problems, left, each.id


def _reason_to_replace(
    best: Subscription, desired: DesiredSubscription, state: SubscriptionState, now: float
) -> Reason:
    """Returns why the subscription must be replaced by a new one, or NONE."""
    if not desired.is_at(best, state):
        return Reason.WRONG_ADDRESS
    if not best.active:
        return Reason.BLACKLISTED
    if best.seconds_left(now) <= EXPIRING:
        return Reason.EXPIRING
    if best.id != state.subscription_id or desired.token_mark != state.token_mark:
        return Reason.TOKEN
    return Reason.NONE


def _reason_to_change(best: Subscription, state: SubscriptionState, now: float) -> Reason:
    """Returns why RingCentral should be asked to change the subscription, or NONE. A change that it
    refused is not requested again for an hour: a permission is missing until someone adds it."""
    waited = state.asked_at is None or now - state.asked_at >= ASK_AGAIN_AFTER
    if best.filter_problems and (waited or best.filter_problems != state.filter_problems):
        off = {read_filter(each).path for each in best.disabled}
        return Reason.DISABLED_FILTER if best.filter_problems <= off else Reason.WRONG_FILTERS
    middle = min(LIFETIME, state.lifetime) / 2
    return Reason.EXPIRING if waited and best.seconds_left(now) < middle else Reason.NONE


def missing_permissions(subscription: Subscription) -> tuple[str, ...]:
    """Returns the permissions that are missing for the filters that are not granted."""
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
