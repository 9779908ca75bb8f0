"""Writes an audit entry with the first request of each sign-in.

Cognito tells no one that someone signed in. But all tokens of one sign-in have the same `origin_jti`,
also those that a refresh brings, so a new one is a new sign-in.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from ringkeep.domain.access.audit import AuditEntry, ObjectRef, Origin, entry_id, user_actor
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.model import Model
from ringkeep.errors import Conflict
from ringkeep.usecases.clock import Clock

ACTION: Final = "session.sign_in"
KEPT_SECONDS: Final = 90 * 86_400.0
"""How long a sign-in is known. It must be longer than a refresh token is valid."""
_MOST_REMEMBERED: Final = 20_000


class SignIn(Model):
    """`session` is the same for all tokens of the sign-in, empty if the user pool names none."""

    session: str
    origin: Origin = Origin()
    request_id: str = ""


class SignInLog(Protocol):
    def is_recorded(self, session: str) -> bool:
        """Whether the sign-in has an entry. It may not see one of this moment."""
        ...

    def record(self, session: str, entry: AuditEntry, expires_at: float) -> None:
        """Writes the entry, and that the sign-in has one. Raises Conflict if it has one already, or if
        another request is just writing it."""
        ...


@dataclass(frozen=True)
class RecordSignIn:
    """Remembers the recorded ones, so that further requests cost nothing."""

    log: SignInLog
    clock: Clock
    random_bytes: Callable[[int], bytes] = secrets.token_bytes
    _remembered: set[str] = field(default_factory=set)

    def __call__(self, principal: UserPrincipal, sign_in: SignIn) -> bool:
        """Returns whether this request was the first. Raises StorageFailed."""
        session = sign_in.session
        if not session or session in self._remembered:
            return False
        is_first = not self.log.is_recorded(session)
        if is_first:
            try:
                self._record(principal, sign_in)
            except Conflict:
                return False  # the next request finds the entry, or writes it
        self._remember(session)
        return is_first

    def _record(self, principal: UserPrincipal, sign_in: SignIn) -> None:
        now = self.clock.now()
        entry = AuditEntry(
            id=entry_id(now, self.random_bytes(8)),
            at=now,
            actor=user_actor(principal),
            action=ACTION,
            object=ObjectRef(kind="user", id=principal.user_id),
            origin=sign_in.origin,
            request_id=sign_in.request_id,
        )
        self.log.record(sign_in.session, entry, now + KEPT_SECONDS)

    def _remember(self, session: str) -> None:
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered.add(session)
