"""Subscriptions: which events a user asked for, their address and their lifetime."""

from __future__ import annotations

import re
import threading
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.accounts.tokens import Session
from simulator.accounts.users import User
from simulator.clock import Clock
from simulator.http.errors import ApiError, invalid, missing_permission
from simulator.live.events import Event

DEFAULT_LIFETIME = 7 * 86_400
MAX_LIFETIME = 315_360_000
MAX_SUBSCRIPTIONS = 30
# Pattern of the filter's path, kind of its events, scope and permission that it needs
_KINDS = (
    (r"/account/(?P<account>[^/]+)/telephony/sessions", "telephony", "CallControl", None),
    (
        r"/account/(?P<account>[^/]+)/extension/(?P<extension>[^/]+)/telephony/sessions",
        "telephony",
        "CallControl",
        None,
    ),
    (r"/account/(?P<account>[^/]+)/presence", "presence", "ReadPresence", "ReadPresenceStatus"),
    (
        r"/account/(?P<account>[^/]+)/extension/(?P<extension>[^/]+)/presence",
        "presence",
        "ReadPresence",
        "ReadPresenceStatus",
    ),
    (r"/account/(?P<account>[^/]+)/extension", "extensions", "ReadAccounts", "ReadExtensions"),
    (r"/account/(?P<account>[^/]+)/extension/(?P<extension>[^/]+)", "silent", None, None),
    (r"/subscription/[^/]+", "reminder", None, None),
    (
        r"/account/(?P<account>[^/]+)(?:/extension/(?P<extension>[^/]+))?/[a-z/-]+",
        "silent",
        None,
        None,
    ),
)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """`text` has ids in place of `~`. The simulator has no events of the `silent` kind."""

    text: str
    kind: str
    extension_id: str | None = None
    scope: str | None = None
    permission: str | None = None

    @property
    def detailed(self) -> bool:
        return "detailedtelephonystate=true" in self.text.lower()

    def missing(self, session: Session, user: User) -> str | None:
        """Returns the scope or permission that the session or the user lacks."""
        if self.scope is not None and self.scope not in session.scopes:
            return self.scope
        if self.permission is not None and self.permission not in user.permissions:
            return self.permission
        return None

    def wants(self, event: Event) -> bool:
        if self.kind != event.kind:
            return False
        return self.extension_id in (None, event.extension_id)


def parse_filter(text: object, account_id: int, extension_id: int) -> EventFilter:
    """Raises ApiError if the text is not a filter or names another account."""
    if not isinstance(text, str) or not text.startswith("/restapi/v1.0/"):
        raise invalid("eventFilters", "the address of an event is expected")
    path, mark, query = text.partition("?")
    for pattern, kind, scope, permission in _KINDS:
        match = re.fullmatch("/restapi/v1.0" + pattern, path)
        if match is None:
            continue
        found = match.groupdict()
        if found.get("account") not in (None, "~", str(account_id)):
            raise ApiError(403, "SUB-406", "Events of another account cannot be subscribed to")
        full = path.replace("/account/~", f"/account/{account_id}")
        full = full.replace("/extension/~", f"/extension/{extension_id}")
        own = found.get("extension")
        who = str(extension_id) if own == "~" else own
        return EventFilter(f"{full}{mark}{query}", kind, who, scope, permission)
    raise invalid("eventFilters", f"{text} is not an event")


@dataclass(slots=True)
class Subscription:
    id: str
    owner_id: str
    app: str
    address: str
    verification_token: str | None
    filters: tuple[EventFilter, ...]
    disabled: tuple[tuple[EventFilter, str], ...]
    created_at: datetime
    expires_at: datetime
    blacklisted_at: datetime | None = None
    blacklist_reason: str | None = None
    failures_in_a_row: int = 0
    last_delivered_at: datetime | None = None
    counts: Counter[str] = field(default_factory=Counter)

    def status(self, now: datetime) -> str:
        if self.expires_at <= now:
            return "Expired"
        return "Active" if self.blacklisted_at is None else "Blacklisted"

    def filter_of(self, event: Event) -> EventFilter | None:
        return next((each for each in self.filters if each.wants(event)), None)

    def blacklist(self, now: datetime, reason: str) -> None:
        self.blacklisted_at = self.blacklisted_at or now
        self.blacklist_reason = self.blacklist_reason or reason


class SubscriptionStore:
    """Keeps expired subscriptions too: the control API shows them, the platform's API does not."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._subscriptions: dict[str, Subscription] = {}
        self._lock = threading.Lock()

    def add(
        self,
        session: Session,
        address: str,
        verification_token: str | None,
        filters: Sequence[EventFilter],
        user: User,
        lifetime: int,
    ) -> Subscription:
        """Raises ApiError if the user has too many subscriptions or may use none of the filters."""
        granted, disabled = check_filters(filters, session, user)
        now = self._clock.now()
        made = Subscription(
            id=str(uuid.uuid4()),
            owner_id=session.user,
            app=session.app,
            address=address,
            verification_token=verification_token,
            filters=granted,
            disabled=disabled,
            created_at=now,
            expires_at=now + timedelta(seconds=lifetime),
        )
        with self._lock:
            if len(list(self._of(session))) >= MAX_SUBSCRIPTIONS:
                raise too_many()
            self._subscriptions[made.id] = made
        return made

    def of(self, session: Session) -> list[Subscription]:
        """Returns the subscriptions of a user and app, oldest first."""
        with self._lock:
            return list(self._of(session))

    def one(self, session: Session, subscription_id: str) -> Subscription | None:
        return next((each for each in self.of(session) if each.id == subscription_id), None)

    def remove(self, subscription_id: str) -> Subscription:
        with self._lock:
            return self._subscriptions.pop(subscription_id)

    def all(self) -> list[Subscription]:
        with self._lock:
            return list(self._subscriptions.values())

    def get(self, subscription_id: str) -> Subscription:
        """Raises KeyError."""
        return self._subscriptions[subscription_id]

    def active(self) -> list[Subscription]:
        return [each for each in self.all() if self.is_active(each)]

    def is_active(self, subscription: Subscription) -> bool:
        exists = subscription.id in self._subscriptions
        return exists and subscription.status(self._clock.now()) == "Active"

    def _of(self, session: Session) -> Iterator[Subscription]:
        now = self._clock.now()
        for each in self._subscriptions.values():
            own = (each.owner_id, each.app) == (session.user, session.app)
            if own and each.status(now) != "Expired":
                yield each


def check_filters(
    filters: Sequence[EventFilter], session: Session, user: User
) -> tuple[tuple[EventFilter, ...], tuple[tuple[EventFilter, str], ...]]:
    """Splits filters into granted ones and others with the permission that is missing.

    Raises ApiError if none is granted.
    """
    missing = [(each, each.missing(session, user)) for each in filters]
    granted = tuple(each for each, name in missing if name is None)
    disabled = tuple((each, name) for each, name in missing if name is not None)
    if not granted:
        raise missing_permission(disabled[0][1])
    return granted, disabled


def too_many() -> ApiError:
    return ApiError(403, "SUB-505", "Subscriptions limit exceeded")
